"""A progress bar on stderr while files are read, removed at the end."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Self, TextIO

from newscat.output.messages import number, plural
from newscat.output.terminal.screen import Screen

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

# Seconds before the bar appears; then it is drawn ten times per second.
DELAY = 0.5
_EVERY = 0.1
_CALLS = 16
# Seconds of each tenth that may be spent on counting files.
_COUNTING = 0.05
# The rate is measured over the last three seconds.
_WINDOW = 30
_BAR = (8, 40)
_GAP = 2
# Cells for the ^C that the terminal echoes after the bar; on the next line it would keep the bar from being erased.
_CONTROL_C = 3


class Bar:
    """A context manager that restores the terminal at the end; call `bar(done)` after each file.

    `expected` yields better and better estimates of the total. It advances only while the bar is drawn.
    """

    def __init__(self, out: TextIO, screen: Screen, expected: Callable[[], Iterator[int]]) -> None:
        self._out = out
        self._screen = screen
        self._expected = expected
        self._estimates: Iterator[int] | None = None
        self._total: int | None = None
        self._counted = False
        self._live: Live | None = None
        self._next = time.monotonic() + DELAY
        self._seen = deque([(time.monotonic(), 0)], maxlen=_WINDOW)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            with suppress(OSError):  # the terminal is gone
                self._live.stop()
            self._live = None

    def __call__(self, done: int) -> None:
        # Reading the clock for each of a million files would take 0.2 s.
        if done % _CALLS == 0 and time.monotonic() >= self._next:
            with suppress(OSError):
                self._draw(done)
            self._next = time.monotonic() + _EVERY

    def _draw(self, done: int) -> None:
        self._count()
        self._seen.append((time.monotonic(), done))
        if self._live is None:
            self._live = _live(self._out, self._screen)
            self._live.start()
        self._live.update(self._line(done), refresh=True)

    def _count(self) -> None:
        """Continue counting for a moment."""
        if self._estimates is None:
            self._estimates = self._expected()
        end = time.monotonic() + _COUNTING
        while not self._counted and time.monotonic() < end:
            total = next(self._estimates, None)
            self._counted = total is None
            self._total = self._total if total is None else total

    def _line(self, done: int) -> "Table | str":
        [(start, before), *_, (now, _)] = self._seen
        rate = (done - before) / (now - start) if now > start else 0.0
        total = self._total if self._counted and self._total is not None and self._total >= done else None
        return line(done, total, rate, (self._screen.width or 80) - _CONTROL_C)


def _live(out: TextIO, screen: Screen) -> "Live":
    from rich.live import Live

    from newscat.output.terminal.console import console

    shown = console(out, screen, screen.width, moves=True)
    return Live(console=shown, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False)


def line(done: int, total: int | None, rate: float, width: int) -> "Table | str":
    """Return what is drawn. If it does not fit in `width`, the bar is left out first, then the rate.

    `total` is None if it is unknown or was too low.
    """
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    if total is None:
        return _fitting(["Reading", plural(done, "file"), _rate(rate)], width)
    count = f"{number(done):>{len(number(total))}} of {plural(total, 'file')}"
    parts = ["Reading", count, _rate(rate), left(total - done, rate)]
    room = width - sum(len(part) + _GAP for part in parts)
    if room < _BAR[0]:
        return _fitting(parts, width)
    table = Table.grid(padding=(0, _GAP, 0, 0))
    bar = ProgressBar(total, done, width=min(room, _BAR[1]), style="dim", complete_style="cyan", finished_style="cyan")
    table.add_row("Reading", bar, *parts[1:])
    return table


def _fitting(parts: list[str], width: int) -> str:
    for shown in (parts, [*parts[:2], *parts[3:]], parts[1:2]):
        text = (" " * _GAP).join(shown)
        if len(text) <= width:
            break
    return text[:width]


def _rate(rate: float) -> str:
    return f"{number(round(rate))} files/s"


def left(files: int, rate: float) -> str:
    """Return `12 s left`, `3 min left`, or nothing if the rate is 0."""
    if rate <= 0:
        return ""
    seconds = files / rate
    if seconds < 100:
        return f"{round(seconds)} s left"
    minutes = round(seconds / 60)
    return f"{minutes} min left" if minutes < 100 else f"{round(minutes / 60)} h left"
