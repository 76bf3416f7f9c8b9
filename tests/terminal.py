"""newscat as a process of its own: its environment, and a pseudo-terminal to run it under."""

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Result:
    """What newscat said and how it ended. A terminal shows both streams as one: all is in `stdout` then."""

    stdout: str
    stderr: str
    exit_code: int


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a newscat process of its own: this checkout's, whatever else is installed."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}


def terminal(
    command: Sequence[str | os.PathLike[str]], columns: int, lines: int, env: Mapping[str, str], cwd: Path | None = None
) -> Result:
    """What `command` shows on a terminal of that size, the terminal's CR LF read back as LF."""
    # The size is the terminal's own; a COLUMNS left in the environment would speak over it.
    env = {name: value for name, value in env.items() if name not in {"COLUMNS", "LINES"}}
    ours, theirs = pty.openpty()
    try:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=cwd, start_new_session=True
        )
        os.close(theirs)
        shown = bytearray()
        # Linux ends a terminal without writers with EIO, macOS with nothing more to read.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 65536):
                shown += part
        return Result(shown.decode("utf-8", "surrogateescape").replace("\r\n", "\n"), "", process.wait(timeout=60))
    finally:
        os.close(ours)
