"""The tsv and csv formats: a header, whole values, no colour.

In csv, which spreadsheets open, a string that would run as a formula gets a leading apostrophe, unless `rows.raw_cells`
(https://owasp.org/www-community/attacks/CSV_Injection). tsv is for other programs and has the values as they are.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from newscat.output.formats.cells import text_of
from newscat.output.rows import Rows, value_at
from newscat.output.safe import one_line, visible
from newscat.output.terminal.screen import Screen

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)


def tsv(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Write one line per record; tabs and newlines in values are escaped."""
    out.write("\t".join(one_line(column.name) for column in rows.columns) + "\n")
    out.writelines("\t".join(map(one_line, cells)) + "\n" for cells in _cells(rows, text_of))


def csv(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Write RFC 4180: CRLF between records; newlines in quoted values stay."""
    import csv as library

    writer = library.writer(out, lineterminator="\r\n")
    writer.writerow([visible(column.name) for column in rows.columns])
    cell = text_of if rows.raw_cells else _harmless
    writer.writerows([visible(text) for text in cells] for cells in _cells(rows, cell))


def _cells(rows: Rows, cell: Callable[[Any], str]) -> Iterator[list[str]]:
    paths = [column.path for column in rows.columns]
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
