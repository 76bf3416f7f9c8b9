"""json (one object) and ndjson (one record per line). docs/schema/records-2.json describes both.

Records are whole documents, or objects of the columns that the user named.
"""

from collections.abc import Iterator
from typing import Any, TextIO

from newscat.output.formats.cells import dump, write_object
from newscat.output.rows import Rows, value_at
from newscat.output.terminal.screen import Screen

VERSION = 2


def json(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Streamed: one record a line, at constant memory."""
    head = {"version": VERSION, "total": rows.total, "returned": rows.returned}
    write_object(out, head, records=_records(rows))


def ndjson(rows: Rows, out: TextIO, screen: Screen) -> None:
    out.writelines(dump(record) + "\n" for record in _records(rows))


def _records(rows: Rows) -> Iterator[dict[str, Any]]:
    if not rows.chosen:
        return rows.documents
    return ({column.name: value_at(record, column.path) for column in rows.columns} for record in rows.documents)
