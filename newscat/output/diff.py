"""Unified diffs, which `git apply` and `patch -p1` accept."""

from difflib import unified_diff

from newscat.output.safe import one_line, visible
from newscat.output.terminal.colors import BOLD, painted

_SGR = {"-": "31", "+": "32", "@": "36", " ": ""}


def diff(path: str, old: bytes, new: bytes, *, color: bool = False) -> str:
    """The lines that differ, with three lines of context; "" if there are none.

    `path` is relative, with slashes. A carriage return at the end of a line is kept; other characters
    that control a terminal, and a byte-order mark, are shown as escapes.
    """
    shown = one_line(path.lstrip("/"))
    lines = unified_diff(_lines(old), _lines(new), f"a/{shown}", f"b/{shown}", lineterm="\n")
    return "".join(_written(line, BOLD if index < 2 else _SGR[line[0]], color) for index, line in enumerate(lines))


def _lines(data: bytes) -> list[str]:
    """The lines with their ends; as in git, a carriage return alone does not end one."""
    *lines, last = data.decode("utf-8", "surrogateescape").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _written(line: str, sgr: str, color: bool) -> str:
    text, end = (line[:-2], "\r\n") if line.endswith("\r\n") else (line.rstrip("\n"), "\n")
    missing = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return painted(visible(text).replace("\ufeff", r"\ufeff"), sgr, color=color and sgr != "") + end + missing
