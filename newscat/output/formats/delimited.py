"""The tsv and csv formats: a header, whole values, no colour.

A string that a spreadsheet would run as a formula gets a leading apostrophe, unless `rows.raw_cells`
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
    """Write one line per record; tabs and newlines in values are escaped."""
    out.write("\t".join(one_line(column.name) for column in rows.columns) + "\n")
    out.writelines("\t".join(map(one_line, cells)) + "\n" for cells in _cells(rows))


def csv(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Write RFC 4180: CRLF between records; newlines in quoted values stay."""
    writer = library.writer(out, lineterminator="\r\n")
    writer.writerow([visible(column.name) for column in rows.columns])
    writer.writerows([visible(cell) for cell in cells] for cells in _cells(rows))


def _cells(rows: Rows) -> Iterator[list[str]]:
    paths = [column.path for column in rows.columns]
    cell = text_of if rows.raw_cells else _harmless
    for document in rows.documents:
        yield [cell(value_at(document, path)) for path in paths]


# Full-width forms too: some spreadsheets treat them like the ASCII characters.
_RUN = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def _harmless(value: Any) -> str:
    """Return the text of a cell, with an apostrophe before a possible formula. `-5` is a number."""
    text = text_of(value)
    if text[:1] not in _RUN or not text or type(value) is int or type(value) is float or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"
