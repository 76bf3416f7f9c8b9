"""What a stream can show. Colour, width and "is it a terminal" are separate questions."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

# Terminals that print an unknown OSC 8 sequence as text instead of ignoring it.
_NO_LINKS = ("dumb", "linux", "")
# The size of a terminal that reports none.
_SIZE = (80, 24)
# The most cells of a line that COLUMNS can set.
_WIDEST = 10_000


@dataclass(frozen=True, slots=True)
class Screen:
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


def cells(text: str) -> int:
    """The number of terminal cells that `text`, one line, takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
