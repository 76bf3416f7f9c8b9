"""The markdown format: a table (GitHub Flavored Markdown, https://github.github.com/gfm/#tables-extension-)."""

import re
from collections.abc import Iterable
from typing import Any, TextIO

from newscat.output.formats.cells import text_of
from newscat.output.rows import Column, Rows, value_at
from newscat.output.safe import visible
from newscat.output.terminal.screen import Screen

_MARKUP = re.compile(r"[\\`*_\[\]<>|~&]")
_BLANKS = re.compile(r"[ \t\n]+")
# An address that can be an autolink and has no pipe.
_AUTOLINK = re.compile(r"https?://[^\s<>|\x00-\x20]+")


def render(rows: Rows, out: TextIO, screen: Screen) -> None:
    columns = rows.columns
    out.write(_line(escaped(column.name) for column in columns))
    out.write(_line("---:" if column.kind == "number" else "---" for column in columns))
    for document in rows.documents:
        cells = [_cell(column, value_at(document, column.path)) for column in columns]
        out.write(_line(cells))


def escaped(text: str) -> str:
    """Escape `text` for Markdown, on one line."""
    return _MARKUP.sub(r"\\\g<0>", _BLANKS.sub(" ", visible(text)).strip())


def _cell(column: Column, value: Any) -> str:
    text = text_of(value)
    if column.kind == "url" and _AUTOLINK.fullmatch(text) and visible(text) == text:
        return f"<{text}>"
    return escaped(text)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
