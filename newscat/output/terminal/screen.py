"""What a stream can show. Colour, width and "is it a terminal" are separate questions."""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple, TextIO
from unicodedata import category

# Terminals that print an unknown OSC 8 sequence as text instead of ignoring it.
_NO_LINKS = ("dumb", "linux", "")
# The size of a terminal that reports none.
_SIZE = (80, 24)
# The most cells of a line that COLUMNS can set.
_WIDEST = 10_000


class Screen(NamedTuple):
    """`width` is in cells, or None if lines are not limited (a pipe without COLUMNS).

    `links`: OSC 8 can be written. It needs colour, so that "no colour" means plain text.
    """

    is_terminal: bool = False
    width: int | None = None
    color: bool = False
    links: bool = False
    height: int | None = None


def screen_of(stream: TextIO, choice: str, environ: Mapping[str, str]) -> Screen:
    """Return the screen of `stream`. `choice` is auto, always or never. A closed stream is not a terminal."""
    try:
        is_terminal = stream.isatty()
        size = tuple(os.get_terminal_size(stream.fileno())) if is_terminal else None
    except (OSError, ValueError):
        is_terminal, size = not stream.closed and stream.isatty(), None
    return measure(is_terminal, size, choice, environ)


def measure(is_terminal: bool, size: tuple[int, ...] | None, choice: str, environ: Mapping[str, str]) -> Screen:
    """Return a screen from its parts; `size` is (columns, lines)."""
    width, height = size if size and all(size) else _SIZE
    columns = environ.get("COLUMNS", "")
    asked = int(columns) if columns.isascii() and columns.isdigit() and len(columns) < 16 else 0
    asked = min(asked, _WIDEST)
    color = _color(is_terminal, choice, environ)
    return Screen(
        is_terminal=is_terminal,
        width=asked or (width if is_terminal else None),
        color=color,
        links=color and is_terminal and environ.get("TERM", "") not in _NO_LINKS,
        height=height if is_terminal else None,
    )


def _color(is_terminal: bool, choice: str, environ: Mapping[str, str]) -> bool:
    """The flag wins, then NO_COLOR (no-color.org), then FORCE_COLOR (force-color.org), then TERM."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal and environ.get("TERM", "") != "dumb"


def cut(text: str, width: int) -> str:
    """The longest start of `text`, one line, that takes at most `width` cells and cuts no grapheme cluster in two."""
    start = used = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _joins(text, start, end):
            continue
        used += cells(text[start:end])
        if used > width:
            return text[:start]
        start = end
    return text


def _joins(text: str, start: int, at: int) -> bool:
    """Whether the character continues the cluster from `start` (the common cases of https://unicode.org/reports/tr29)."""
    before, this = text[at - 1], text[at]
    flag = "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= this <= "\U0001f1ff"
    skin_or_jamo = "\U0001f3fb" <= this <= "\U0001f3ff" or "\u1160" <= this <= "\u11ff"
    return "\u200d" in (before, this) or category(this)[0] == "M" or skin_or_jamo or (flag and at - start == 1)


# Characters of one cell, among them the punctuation of prose. Rich looks up each character, 50 times as long.
_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e]*")


def is_narrow(text: str) -> bool:
    """Whether each character of `text` certainly takes one cell."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def cells(text: str) -> int:
    """The number of terminal cells that `text`, one line, takes."""
    if is_narrow(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
