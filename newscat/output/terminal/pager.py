"""Send output that is longer than the screen through a pager, as git does."""

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
# As git sets them. less: quit if the output fits, show colours, keep the output on the screen.
_SETTINGS = {"LESS": "FRX", "LV": "-c"}
_NONE = ("", "cat")
# Characters that need a shell.
_SHELL = frozenset("|&;<>()$`\\\"'*?[#~=%\n")
# Colours and links take no cells (ECMA-48).
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


def chosen(configured: str | None, environ: Mapping[str, str]) -> str | None:
    """Return the command of the pager: the configured one, else PAGER, else less; None if there is none.

    A dumb terminal gets no pager, because less warns and waits for a key there.
    """
    if environ.get("TERM", "dumb") in ("", "dumb"):
        return None
    command = (configured if configured is not None else environ.get("PAGER", DEFAULT)).strip()
    return None if command in _NONE else command


@contextmanager
def paged(out: TextIO, screen: Screen, command: str | None) -> Iterator[TextIO]:
    """Yield a stream: `out` if there is no terminal or pager, else one that starts `command` after a screenful.

    Raises BrokenPipeError if the pager ends early.
    """
    descriptor = _descriptor(out) if command and screen.is_terminal else None
    if command is None or descriptor is None or which(_words(command)[0]) is None:
        yield out
        return
    pages = _Pages(out, descriptor, screen, command)
    try:
        yield cast("TextIO", pages)  # renderers only write
    except BaseException:
        # Show what has been written; the error is reported afterwards.
        with suppress(BrokenPipeError):
            pages.end()
        raise
    pages.end()


class _Pages:
    """Keep what is written until it exceeds the screen, then start the pager."""

    def __init__(self, out: TextIO, descriptor: int, screen: Screen, command: str) -> None:
        self._out = out
        self._descriptor = descriptor
        self._width = screen.width or 80
        self._room = (screen.height or 24) - 1  # a line for the prompt
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
        self._pager = subprocess.Popen(  # noqa: S603  # the user's own command
            _words(self._command),
            stdin=subprocess.PIPE,
            stdout=self._descriptor,
            env=_environment(os.environ),
            text=True,
            encoding=self._out.encoding,
            errors="backslashreplace",
        )
        assert self._pager.stdin is not None
        self._pager.stdin.writelines(self._kept)
        self._kept.clear()

    def end(self) -> None:
        """Write what was kept, or wait for the pager to end. Raises BrokenPipeError."""
        if self._pager is None:
            self._out.writelines(self._kept)
            self._out.flush()
            return
        # ^C is for the pager from here on (less stops a search with it). If newscat ended first, the shell and the
        # pager would both read the keyboard.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            assert self._pager.stdin is not None
            with suppress(ValueError):  # closed already
                self._pager.stdin.close()
        finally:
            self._pager.wait()
            signal.signal(signal.SIGINT, before)


def _lines(text: str, width: int) -> int:
    """Return the number of screen lines that end in `text`; a line may be written in pieces."""
    *ended, rest = _ESCAPE.sub("", text).split("\n")
    return sum(max(-(-cells(line) // width), 1) for line in ended) + cells(rest) // width


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's LESS, with R before it: without R, less shows `ESC[1m` instead of colours. A later option wins."""
    own = environ.get("LESS")
    return {**_SETTINGS, **environ, **({"LESS": f"-R {own}"} if own else {})}


def _descriptor(out: TextIO) -> int | None:
    """Return the file descriptor, or None for a stream in memory."""
    try:
        return out.fileno()
    except (OSError, ValueError):
        return None


def _words(command: str) -> list[str]:
    """Use a shell only if the command needs one, as git does."""
    return ["sh", "-c", command] if set(command) & _SHELL else command.split()
