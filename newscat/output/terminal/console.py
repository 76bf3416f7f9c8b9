"""Rich with the settings of a Screen: no markup, no detection from the environment, no trailing spaces."""

import io
import re
from collections.abc import Mapping
from itertools import accumulate
from typing import TextIO, TypeVar

from rich.cells import cell_len, chop_cells
from rich.console import Console, RenderableType
from rich.text import Text

from newscat.article.letters import UNSPACED, compiled
from newscat.output.safe import visible
from newscat.output.terminal.screen import Screen

_TRAILING = re.compile(r" +$", re.MULTILINE)
_BLANKS = re.compile(r"[ \t\n]+")
# Printable ASCII only: what OSC 8 allows in an address, and nothing that could end the sequence.
LINK = re.compile(r"https?://[!-~]+")
_ELLIPSIS = "…"
# A line may end after any character of a script without spaces.
_WORD = f"[^{UNSPACED}\\s]+\\s*|[{UNSPACED}]\\s*"
_Key = TypeVar("_Key")


def console(file: TextIO, screen: Screen, width: int | None, *, moves: bool = False) -> Console:
    """`moves`: the cursor can be moved, as for a progress bar."""
    return Console(
        file=file,
        width=width,
        height=screen.height,
        color_system="standard" if screen.color else None,
        force_terminal=screen.color or moves,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )


class Printer:
    """Render each piece to a string, remove the padding, then write it: memory is bounded by one piece."""

    def __init__(self, out: TextIO, screen: Screen, width: int) -> None:
        self.out = out
        self.links = screen.links
        self.is_terminal = screen.is_terminal
        self._buffer = io.StringIO()
        self.console = console(self._buffer, screen, width)

    def write(self, piece: RenderableType, *, whole: bool = False) -> None:
        """`whole`: the piece may be longer than the screen; the terminal folds it, so it can be copied whole."""
        self.console.print(piece, soft_wrap=whole, crop=False)
        self.out.write(_TRAILING.sub("", self._buffer.getvalue()))
        self._buffer.seek(0)
        self._buffer.truncate()

    def link(self, text: Text, url: str | None) -> None:
        """Make `text` clickable if the screen supports links and `url` is a plain web address."""
        if self.links and url and LINK.fullmatch(url):
            text.stylize(f"link {url}")

    def shortened(self, text: Text, width: int, lines: int) -> Text:
        """Wrap `text` to at most `lines`; cut the rest off at the end of a word, with `…`."""
        wrapped = text.wrap(self.console, width)
        for line in wrapped:
            line.rstrip()
        if len(wrapped) <= lines:
            return Text("\n").join(wrapped)
        last = wrapped[lines - 1]
        if last.cell_len >= width:
            head, _, _ = last.plain.rpartition(" ")
            last.truncate(len(head) if head else width - 1)
        last.rstrip()
        last.append(_ELLIPSIS)
        return Text("\n").join(wrapped[:lines])


def plain_line(text: str) -> str:
    """Escape `text` and collapse whitespace, so that it fits on one line."""
    return _BLANKS.sub(" ", visible(text)).strip()


def wrapped(text: Text, width: int, *, fold: bool) -> list[Text]:
    """Wrap `text`. A word longer than a line is folded; an address is folded only if `fold`."""
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        offsets: list[int] = []
        used = 0
        for word in compiled(_WORD).finditer(line.plain) if line.cell_len > width else ():
            length = cell_len(word[0].rstrip())
            if used and used + length > width:
                offsets.append(word.start())
                used = 0
            if length > width and (fold or "://" not in word[0]):
                parts = chop_cells(word[0], width)
                offsets += accumulate(map(len, parts[:-1]), initial=word.start())
                used = cell_len(parts[-1])
            else:
                used += cell_len(word[0])
        lines += line.divide([each for each in dict.fromkeys(offsets) if each])
    for line in lines:
        line.rstrip()
    return lines


def grow(widths: dict[_Key, int], wanted: Mapping[_Key, int], spare: int) -> None:
    """Distribute `spare` cells over the columns, one at a time, up to the widths in `wanted`."""
    while spare > 0 and (hungry := [column for column, most in wanted.items() if widths[column] < most]):
        for column in hungry[:spare]:
            widths[column] += 1
        spare -= len(hungry)
