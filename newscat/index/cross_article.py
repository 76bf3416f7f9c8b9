"""Compare all records, for the catalogue-wide rules."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from newscat.article.field_table import FieldTable
from newscat.article.urls import canonical_url
from newscat.article.values import key_text, values_at
from newscat.index.analysis.conventions import NAMES, Population, Spelled, populations, with_structure
from newscat.index.codec import unpack
from newscat.index.load.hashes import hashed, make_hashes, url_hash

_PLACES = "JOIN files f ON f.id = {id} JOIN folders d ON d.id = f.folder"
_ORDER = "d.root, d.path, f.stem || f.suffix"


class Duplicate(NamedTuple):
    """A record that has something in common with others. `key` is the common value; `stricter` is the value by which a
    stricter comparison has already found it, or None."""

    key: int | str
    record: int
    path: str
    stricter: int | None


class Comparison:
    """Questions about all records. Groups are in the order of their keys, each in the order of paths."""

    def __init__(self, db: sqlite3.Connection, path: Callable[[int, str, str], str], table: FieldTable) -> None:
        self._db = db
        self._path = path
        self._table = table
        make_hashes(db, table)
        self._canonical: set[int] | None = None

    @cached_property
    def structures(self) -> list[Population]:
        """The news articles and the pages, by the structure of their front matter."""
        return populations(self._db)

    def with_structure(self, structure: int, is_news: bool) -> list[int]:
        return with_structure(self._db, structure, is_news)

    @property
    def known_names(self) -> frozenset[str]:
        """The names in front matter that newscat reads a field from."""
        return self._table.all_sources

    def names(self, field: str) -> list[Spelled]:
        """The values of `topics`, `provider` or `author`, each with the number of records that have it."""
        return NAMES[field](self._db, self._table)

    def same_url(self) -> Iterator[Duplicate]:
        return self._duplicates("url", "NULL")

    def same_canonical_url(self) -> Iterator[Duplicate]:
        return self._duplicates("canonical", "url")

    def same_title(self) -> Iterator[Duplicate]:
        return self._duplicates("title", "canonical")

    def _duplicates(self, column: str, stricter: str) -> Iterator[Duplicate]:
        several = f"SELECT {column} FROM duplicates WHERE {column} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        return self._grouped(f"""
            SELECT t.{column}, t.record, {_ORDER}, {stricter}
            FROM duplicates t {_PLACES.format(id="t.record")} WHERE t.{column} IN ({several})
        """)

    def same_id(self) -> Iterator[Duplicate]:
        """Of the front matter: other ids are unique."""
        several = "SELECT name FROM records WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        return self._grouped(f"""
            SELECT r.name, r.id, {_ORDER}, NULL FROM records r {_PLACES.format(id="r.id")} WHERE r.name IN ({several})
        """)

    def _grouped(self, sql: str) -> Iterator[Duplicate]:
        for key, record, root, folder, name, stricter in self._db.execute(f"{sql} ORDER BY 1, 3, 4, 5"):
            yield Duplicate(key, record, self._path(root, folder, name), stricter)

    def kinds(self) -> tuple[int, int]:
        """How many records are news articles by their fields, and how many are not."""
        news, pages = self._db.execute("SELECT total(kind = 1), total(kind = 0) FROM records").fetchone()
        return int(news), int(pages)

    def pages(self) -> Iterator[int]:
        """The records that are not news articles by their fields."""
        return (id for (id,) in self._db.execute("SELECT id FROM records WHERE kind = 0").fetchall())

    def provider_names(self) -> Iterator[tuple[str, str, int]]:
        """Domain (casefolded), name and number of records, for each domain with several names."""
        return iter(
            self._db.execute("""
                WITH used AS (SELECT provider, count(*) AS count FROM records WHERE provider IS NOT NULL GROUP BY 1),
                named AS (
                    SELECT lower(p.domain) AS domain, p.name AS name, sum(u.count) AS count
                    FROM used u JOIN providers p ON p.id = u.provider
                    WHERE p.name != '' AND p.domain != '' GROUP BY 1, 2
                )
                SELECT * FROM named WHERE domain IN (SELECT domain FROM named GROUP BY 1 HAVING count(*) > 1)
                ORDER BY domain, count DESC, name
            """)
        )

    def of_provider(self, domain: str, name: str) -> Iterator[int]:
        sql = """
            SELECT r.id FROM records r
            WHERE r.provider IN (SELECT id FROM providers WHERE lower(domain) = ? AND name = ?)
        """
        return (id for (id,) in self._db.execute(sql, (domain, name)))

    def spellings(self) -> Iterator[tuple[int, str]]:
        """Every topic as it is or was written, with an id for `with_spelling`."""
        return iter(self._db.execute("SELECT id, text FROM spellings ORDER BY text"))

    def with_spelling(self, spelling: int) -> list[int]:
        """The records that have a topic with this spelling."""
        sql = "SELECT record FROM topics WHERE topic = (SELECT topic FROM spellings WHERE id = ?1) AND spelling = ?1"
        return [record for (record,) in self._db.execute(sql, (spelling,))]

    def is_page(self, record: int) -> bool:
        """Whether the record is judged as a page, by its fields or by the configuration."""
        [kind] = self._db.execute("SELECT kind FROM records WHERE id = ?", (record,)).fetchone()
        return kind in {0, 2}

    def place(self, record: int, field: str) -> tuple[str, ...]:
        """The path of the first source of a field that the record has; empty if it has none."""
        fields = self.fields(record)
        sources = self._sources(fields, field)
        return next((path for source in sources if any(values_at(fields, path := (*source.split("."),)))), ())

    def topic_place(self, record: int, topic: str) -> tuple[str | int, ...]:
        """The path in the record's fields to a list element that is the topic, or to a string that contains it."""
        fields = self.fields(record)
        for source in self._sources(fields, "topics"):
            path = tuple(source.split("."))
            for value in values_at(fields, path):
                if isinstance(value, str) and topic in value:
                    return path
                if isinstance(value, list):
                    tags = [key_text(each).removeprefix("#") for each in value]
                    if topic.removeprefix("#") in tags:
                        return (*path, tags.index(topic.removeprefix("#")))
        return ()

    def value_place(self, record: int, field: str, text: str) -> tuple[str | int, ...]:
        """The path to the value, or list element, of `topics`, `provider` or `author` that is this string; empty if
        none is."""
        fields = self.fields(record)
        sources = ("provider.name", "provider") if field == "provider" else self._sources(fields, field)
        for source in sources:
            path = tuple(source.split("."))
            for value in values_at(fields, path):
                if value == text:
                    return path
                if isinstance(value, list) and text in value:
                    return (*path, value.index(text))
        return ()

    def _sources(self, fields: Mapping[Any, Any], field: str) -> tuple[str, ...]:
        return self._table.layout(fields).table.by_name[field].sources

    def fields(self, record: int) -> dict[Any, Any]:
        """The fields, without `secured`, and with None for title, excerpt and date."""
        return unpack(self._db.execute("SELECT fields FROM contents WHERE id = ?", (record,)).fetchone()[0])

    def having_related(self) -> Iterator[int]:
        """The records with `related`, in any order."""
        sql = "SELECT id FROM contents WHERE instr(fields, '\"related\":')"
        return (id for (id,) in self._db.execute(sql).fetchall())

    def has_url(self, url: str) -> bool:
        """Whether a record has this URL, or one with the same canonical form."""
        if self._db.execute("SELECT 1 FROM urls WHERE hash = ?", (url_hash(url),)).fetchone():
            return True
        if self._canonical is None:
            found = self._db.execute("SELECT canonical FROM duplicates WHERE canonical IS NOT NULL")
            self._canonical = {each for (each,) in found}
        canonical = canonical_url(url)
        return canonical is not None and hashed(canonical) in self._canonical
