"""Rich, held to what a Screen says: no markup, no guessing from the environment, no trailing blanks."""

import io
import re
from collections.abc import Mapping
from itertools import accumulate
from typing import TextIO, TypeVar

from rich.cells import cell_len, chop_cells
from rich.console import Console, RenderableType
from rich.text import Text

from newscat.article.text import UNSPACED
from newscat.output.safe import visible
from newscat.output.terminal.screen import Screen

_TRAILING = re.compile(r" +$", re.MULTILINE)
_BLANKS = re.compile(r"[ \t\n]+")
# Printable ASCII only: what OSC 8 allows in an address, and nothing that could end the sequence.
LINK = re.compile(r"https?://[!-~]+")
_ELLIPSIS = "…"
# A line may end behind any character of a script without blanks.
_WORD = re.compile(f"[^{UNSPACED}\\s]+\\s*|[{UNSPACED}]\\s*")
_Key = TypeVar("_Key")


class Printer:
    """Renders to text first, so that padding is cut off, then writes: memory grows with one piece, not the whole."""

    def __init__(self, out: TextIO, screen: Screen, width: int) -> None:
        self.out = out
        self.links = screen.links
        self.is_terminal = screen.is_terminal
        self._buffer = io.StringIO()
        self.console = Console(
            file=self._buffer,
            width=width,
            color_system="standard" if screen.color else None,
            force_terminal=screen.color,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},
        )

    def write(self, piece: RenderableType) -> None:
        self._print(piece, whole=False)

    def write_whole(self, line: Text) -> None:
        """A line that may be longer than the screen: the terminal folds it, and it can still be copied."""
        self._print(line, whole=True)

    def _print(self, piece: RenderableType, *, whole: bool) -> None:
        self.console.print(piece, soft_wrap=whole, crop=False)
        self.out.write(_TRAILING.sub("", self._buffer.getvalue()))
        self._buffer.seek(0)
        self._buffer.truncate()

    def link(self, text: Text, url: str | None) -> None:
        """Make `text` clickable, where the screen can and `url` is a plain web address."""
        if self.links and url and LINK.fullmatch(url):
            text.stylize(f"link {url}")

    def shortened(self, text: Text, width: int, lines: int) -> Text:
        """`text` wrapped at word ends to at most `lines`; what does not fit is cut at a word end, with `…`."""
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
    """`text` safe and on one line, runs of blanks as one: how a person reads it."""
    return _BLANKS.sub(" ", visible(text)).strip()


def wrapped(text: Text, width: int, *, fold: bool) -> list[Text]:
    """The lines of `text`. A word longer than a line is folded; an address only if `fold`, so that it stays whole."""
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        offsets: list[int] = []
        used = 0
        for word in _WORD.finditer(line.plain) if line.cell_len > width else ():
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
    """Distribute `spare` cells over the columns in `wanted`, one each in turn, up to the width that each wants."""
    while spare > 0 and (hungry := [column for column, most in wanted.items() if widths[column] < most]):
        for column in hungry[:spare]:
            widths[column] += 1
        spare -= len(hungry)
