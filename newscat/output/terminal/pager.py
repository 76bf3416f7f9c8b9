"""A pager between an answer that is longer than the screen and its reader, as git has one."""

import os
import re
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from shutil import which
from typing import TextIO, cast

from newscat.output.terminal.screen import Screen, cells

DEFAULT = "less"
# less: leave at once what fits on the screen, show colours, leave the text there at the end. As git sets them.
_SETTINGS = {"LESS": "FRX", "LV": "-c"}
_NONE = ("", "cat")
# What makes a command more than words: a shell's business.
_SHELL = frozenset("|&;<>()$`\\\"'*?[#~=%\n")
# Colours and links take no room on the screen (ECMA-48).
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


def chosen(configured: str | None, environ: Mapping[str, str]) -> str | None:
    """The pager's command: the configured one (NEWSCAT_PAGER wins there already), else PAGER, else less; None: none.

    A terminal that cannot move its cursor has none: less warns of it and waits for a key.
    """
    if environ.get("TERM", "dumb") in ("", "dumb"):
        return None
    command = (configured if configured is not None else environ.get("PAGER", DEFAULT)).strip()
    return None if command in _NONE else command


@contextmanager
def paged(out: TextIO, screen: Screen, command: str | None) -> Iterator[TextIO]:
    """Where to write: `out` itself where there is no terminal or no such pager, else what starts `command`
    when more than a screenful has come. Raises BrokenPipeError where the reader has left before the end."""
    descriptor = _descriptor(out) if command and screen.is_terminal else None
    if command is None or descriptor is None or which(_words(command)[0]) is None:
        yield out
        return
    pages = _Pages(out, descriptor, screen, command)
    try:
        yield cast("TextIO", pages)  # all that renderers do is write
    except BaseException:
        # What has come is shown, and read at leisure; then it is told why there is no more.
        with suppress(BrokenPipeError):
            pages.end()
        raise
    pages.end()


class _Pages:
    """Keeps what is written until it is more than the screen holds; from then on it goes to the pager."""

    def __init__(self, out: TextIO, descriptor: int, screen: Screen, command: str) -> None:
        self._out = out
        self._descriptor = descriptor
        self._width = screen.width or 80
        self._room = (screen.height or 24) - 1  # a line for the prompt that follows
        self._command = command
        self._kept: list[str] = []
        self._pager: subprocess.Popen[str] | None = None

    def write(self, text: str) -> int:
        if self._pager is None:
            self._kept.append(text)
            self._room -= _lines(text, self._width)
            if self._room < 0:
                self._start()
        elif self._pager.stdin is not None:
            self._pager.stdin.write(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if self._pager is not None and self._pager.stdin is not None:
            self._pager.stdin.flush()

    def _start(self) -> None:
        self._out.flush()
        self._pager = subprocess.Popen(  # noqa: S603  # the reader's own command
            _words(self._command),
            stdin=subprocess.PIPE,
            stdout=self._descriptor,
            env={**_SETTINGS, **os.environ},
            text=True,
            encoding=self._out.encoding,
            errors="backslashreplace",
        )
        assert self._pager.stdin is not None
        self._pager.stdin.writelines(self._kept)
        self._kept.clear()

    def end(self) -> None:
        """Show what was kept, or wait until the reader has read. Raises BrokenPipeError."""
        if self._pager is None:
            self._out.writelines(self._kept)
            self._out.flush()
            return
        # ^C is the pager's from here on (less stops a search with it); were we to end first, the shell
        # and the pager would both read the keyboard.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            assert self._pager.stdin is not None
            with suppress(ValueError):  # closed already
                self._pager.stdin.close()
        finally:
            self._pager.wait()
            signal.signal(signal.SIGINT, before)


def _lines(text: str, width: int) -> int:
    """How many lines of the screen come to an end in `text`: a line may be written in pieces."""
    *ended, rest = _ESCAPE.sub("", text).split("\n")
    return sum(max(-(-cells(line) // width), 1) for line in ended) + cells(rest) // width


def _descriptor(out: TextIO) -> int | None:
    """A stream in memory has none, and no pager could write to it."""
    try:
        return out.fileno()
    except (OSError, ValueError):
        return None


def _words(command: str) -> list[str]:
    """As git does it: a shell only for what needs one."""
    return ["sh", "-c", command] if set(command) & _SHELL else command.split()
