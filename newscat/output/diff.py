"""What would change in a file, as a unified diff that `git apply` and `patch -p1` take."""

from difflib import unified_diff

from newscat.output.safe import one_line, visible


def diff(path: str, old: bytes, new: bytes) -> str:
    """The lines that differ between two texts of the file, with three around them; "" where none do.

    `path` is relative and POSIX. A carriage return at the end of a line stays one; other characters
    that drive a terminal, and a byte-order mark, are shown as escapes.
    """
    shown = one_line(path.lstrip("/"))
    lines = unified_diff(_lines(old), _lines(new), f"a/{shown}", f"b/{shown}", lineterm="\n")
    return "".join(map(_written, lines))


def _lines(data: bytes) -> list[str]:
    """With their ends; a lone carriage return ends none, as in git."""
    *lines, last = data.decode("utf-8", "surrogateescape").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _written(line: str) -> str:
    text, end = (line[:-2], "\r\n") if line.endswith("\r\n") else (line.rstrip("\n"), "\n")
    missing = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return visible(text).replace("\ufeff", r"\ufeff") + end + missing
