"""Bug reports: the command, the versions and the traceback."""

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress

from newscat.output.safe import visible
from newscat.version import __version__

_MOST = 1 << 20  # characters: an error may quote a whole file


def report(error: Exception, args: list[str] | None) -> str:
    """Write a report to the cache folder, else to the temporary folder. Returns a phrase that says where it is."""
    from newscat.index.cache import store

    asked = " ".join(map(repr, sys.argv[1:] if args is None else args))
    head = f"newscat {__version__}, Python {platform.python_version()}, {platform.platform()}\nnewscat {asked}\n\n"
    text = visible(head + "".join(traceback.format_exception(error)))[:_MOST]
    for folder in (store.folder(), None):  # None: the temporary folder of the system
        with suppress(OSError):
            return f"report: {_written(folder, text)}"
    return "set NEWSCAT_DEBUG=1 to see where"


def _written(folder: str | None, text: str) -> str:
    """The path of a new file that only the user can read (mkstemp: 0600)."""
    if folder is not None:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
    descriptor, path = tempfile.mkstemp(".txt", "newscat-bug-", folder)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(text)
    return path
