"""The ids, paths and paths0 formats: one record per line, for other programs."""

import os
from typing import TextIO

from newscat.errors import UsageError
from newscat.files.paths import operand
from newscat.output.rows import Rows
from newscat.output.safe import one_line, reversible
from newscat.output.terminal.screen import Screen


def ids(rows: Rows, out: TextIO, screen: Screen) -> None:
    out.writelines(reversible(document["id"]) + "\n" for document in rows.documents)


def paths(rows: Rows, out: TextIO, screen: Screen) -> None:
    out.writelines(one_line(operand(document["path"])) + "\n" for document in rows.documents)


def paths0(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Write the exact bytes of each path and a NUL, for `xargs -0`. Refuse a terminal, because nothing is escaped."""
    if screen.is_terminal:
        raise UsageError("-0 prints exact bytes, which may control the terminal; use a pipe or a file")
    out.flush()
    for document in rows.documents:
        out.buffer.write(os.fsencode(operand(document["path"])) + b"\0")
    out.buffer.flush()
