"""tsv and csv: a header, whole values, no colour, one record after the other."""

import csv as library
from collections.abc import Iterator
from typing import TextIO

from newscat.output.cells import text_of
from newscat.output.rows import Rows, value_at
from newscat.output.safe import one_line, visible
from newscat.output.screen import Screen


def tsv(rows: Rows, out: TextIO, screen: Screen) -> None:
    """One line a record: tabs and line feeds in a value are escaped."""
    out.write("\t".join(one_line(column.name) for column in rows.columns) + "\n")
    out.writelines("\t".join([one_line(text) for text in texts]) + "\n" for texts in _texts(rows))


def csv(rows: Rows, out: TextIO, screen: Screen) -> None:
    """RFC 4180: CRLF between records, line feeds in a quoted value stay."""
    writer = library.writer(out, lineterminator="\r\n")
    writer.writerow([visible(column.name) for column in rows.columns])
    for texts in _texts(rows):
        writer.writerow([visible(text) for text in texts])


def _texts(rows: Rows) -> Iterator[list[str]]:
    paths = [column.path for column in rows.columns]
    for document in rows.documents:
        yield [text_of(value_at(document, path)) for path in paths]
