"""The records that match a query, for statements that count instead of listing."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newscat.article.field_table import FieldTable
from newscat.index.codec import restored
from newscat.index.text.bodies import Reading


@dataclass(frozen=True, slots=True)
class Matched:
    """`ids` is the statement that gives the ids of the records, and takes the `parameters`; empty for all records."""

    db: sqlite3.Connection
    reading: Reading
    ids: str
    parameters: Sequence[Any]

    @property
    def table(self) -> FieldTable:
        return self.reading.table

    def where(self, column: str) -> str:
        """The condition that `column`, the id of a record, is one of them, after WHERE; it takes `parameters`."""
        return f"WHERE {column} IN ({self.ids})" if self.ids else ""

    def count(self) -> int:
        return int(self.db.execute(f"SELECT count(*) FROM records {self.where('id')}", self.parameters).fetchone()[0])

    def front_matter(self) -> Iterator[dict[Any, Any]]:
        """The fields of each record as they were read, without `secured`; in no particular order."""
        sql = f"""
            SELECT c.fields, c.title, c.excerpt, r.published_at FROM contents c JOIN records r ON r.id = c.id
            {self.where("c.id")}
        """
        return (restored(*row) for row in self.db.execute(sql, self.parameters))
