"""Writing a new text file: a report, a baseline."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from newscat.errors import UsageError


def refuse_article(path: Path) -> None:
    """Raises UsageError if `path` is a file with front matter: a mistyped option must not overwrite an article."""
    if not path.is_file():
        return
    with suppress(OSError), path.open("rb") as stream:
        if stream.read(6).removeprefix(b"\xef\xbb\xbf")[:3] in (b"---", b"+++"):
            raise UsageError(f"{os.fspath(path)!r} is an article and is not overwritten")


@contextmanager
def replaced(file: Path) -> Iterator[TextIO]:
    """A stream for the file's new text. The file is replaced when all of it is written, or left as it is.

    Raises OSError with the file's name in its text.
    """
    try:
        if _is_special(file):  # /dev/null, a pipe: cannot be replaced
            with file.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        target = file.resolve()  # a symbolic link is kept, its target replaced
        beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}")
        try:
            with beside.open("x", encoding="utf-8", newline="\n") as stream:
                yield stream
            beside.replace(target)
        finally:
            with suppress(OSError):
                beside.unlink()
    except OSError as error:
        raise OSError(error.errno, f"{os.fspath(file)!r}: {error.strerror or error}") from error


def _is_special(file: Path) -> bool:
    try:
        return not stat.S_ISREG(file.stat().st_mode)
    except FileNotFoundError:
        return False
