"""tsv and csv: a header, whole values, no colour, one record after the other.

A text that a spreadsheet would run as a formula gets an apostrophe before it, unless `rows.raw_cells`
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv as library
import re
from collections.abc import Iterator
from typing import Any, TextIO

from newscat.output.formats.cells import text_of
from newscat.output.rows import Rows, value_at
from newscat.output.safe import one_line, visible
from newscat.output.terminal.screen import Screen

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)


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
    cell = text_of if rows.raw_cells else _harmless
    for document in rows.documents:
        yield [cell(value_at(document, path)) for path in paths]


# Full-width forms too: some spreadsheets take them for the plain ones.
_RUN = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def _harmless(value: Any) -> str:
    """The cell's text, with an apostrophe before what begins as a formula does. Numbers are numbers, `-5` too."""
    text = text_of(value)
    if text[:1] not in _RUN or not text or type(value) is int or type(value) is float or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"
