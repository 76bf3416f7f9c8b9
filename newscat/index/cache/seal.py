"""Whether a cache file is as newscat left it. SQLite does not notice a bit that is flipped within a row.

Beside the cache lies its seal: the signature the file had when the last command that wrote to it was
done. Any write from elsewhere changes the ctime, which nobody can set; a file restored or copied has
another inode. A checksum instead would have to read all of it, 1.4 s a GB, at every start. What is
still in SQLite's journal (WAL) needs no seal: each frame has a checksum of its own.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from newscat.files.paths import signature_of

_SUFFIX = "-seal"
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def path_of(cache: str) -> str:
    return cache + _SUFFIX


def is_whole(cache: str, patience: float) -> bool:
    """Whether nobody but newscat has written to the file. Another command that is just writing is waited for."""
    if _said(cache) == signature_at(cache):
        return True
    with suppress(BusyError), _locked(cache, patience):
        return _said(cache) == signature_at(cache)
    return False


def is_missing(cache: str) -> bool:
    """Whether the cache was never sealed: who wrote it was killed."""
    return not _said(cache)


class BusyError(Exception):
    """Another command is writing to the cache, and takes long."""


@contextmanager
def broken(cache: str, patience: float, is_new: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """The file may be written to meanwhile; afterwards it is sealed as it is then.

    Not where it was not whole before, unless it `is_new`, with nothing in it yet. Raises BusyError.
    """
    with _locked(cache, patience) as descriptor:
        before = signature_at(cache)
        trusted = _said(cache) == before or is_new()
        try:
            yield
        finally:
            after = signature_at(cache)
            if descriptor is not None and trusted and after != _said(cache):
                with suppress(OSError):  # a full disk: the next command makes the cache anew
                    os.ftruncate(descriptor, 0)
                    os.pwrite(descriptor, after.encode(), 0)


def signature_at(cache: str) -> str:
    try:
        return " ".join(map(str, signature_of(os.lstat(cache))))
    except OSError:
        return ""


def _said(cache: str) -> str | None:
    try:
        descriptor = os.open(path_of(cache), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.read(descriptor, 200).decode("ascii", "replace")
    except OSError:
        return None
    finally:
        os.close(descriptor)


@contextmanager
def _locked(cache: str, patience: float) -> Iterator[int | None]:
    """The seal's descriptor, locked; None where it may not be written to. Raises BusyError."""
    descriptor = None
    with suppress(OSError):
        descriptor = os.open(path_of(cache), _FLAGS, 0o600)
    try:
        if descriptor is not None and not _lock(descriptor, patience):
            raise BusyError("another command is writing to it")
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)  # and the lock is gone


def _lock(descriptor: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        except OSError:  # a file system without locks
            return True
        else:
            return True
