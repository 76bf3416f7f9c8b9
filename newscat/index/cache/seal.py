"""The seal of a cache file: it shows whether another program has changed the file. SQLite does not notice a bit that
is flipped within a row.

The seal is a file beside the cache. It holds the signature that the cache had when a command last finished writing to
it. Every other write changes the ctime, which no program can set, and a file that was restored or copied has another
inode. A checksum would have to read the whole file at every start, which takes 1.4 s per GB. SQLite's journal (WAL)
needs no seal: each of its frames has a checksum.
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
    """Whether only newscat has written to the file. Waits for another command that is writing."""
    if _read(cache) == signature_at(cache):
        return True
    with suppress(BusyError), _locked(cache, patience):
        return _read(cache) == signature_at(cache)
    return False


def is_missing(cache: str) -> bool:
    """Whether the cache was never sealed, because its writer was killed."""
    return not _read(cache)


class BusyError(Exception):
    """Another command is writing to the cache and has not finished in time."""


@contextmanager
def broken(cache: str, patience: float, is_new: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Allow writes to the file inside the `with` block; seal it afterwards.

    A file that was not whole before is not sealed, unless it `is_new` and was empty. Raises BusyError.
    """
    with _locked(cache, patience) as descriptor:
        before = signature_at(cache)
        trusted = _read(cache) == before or is_new()
        try:
            yield
        finally:
            after = signature_at(cache)
            if descriptor is not None and trusted and after != _read(cache):
                with suppress(OSError):  # a full disk: the next command rebuilds the cache
                    os.ftruncate(descriptor, 0)
                    os.pwrite(descriptor, after.encode(), 0)


def signature_at(cache: str) -> str:
    try:
        return " ".join(map(str, signature_of(os.lstat(cache))))
    except OSError:
        return ""


def _read(cache: str) -> str | None:
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
    """Lock the seal; its descriptor, or None if it cannot be written. Raises BusyError."""
    descriptor = None
    with suppress(OSError):
        descriptor = os.open(path_of(cache), _FLAGS, 0o600)
    try:
        if descriptor is not None and not _lock(descriptor, patience):
            raise BusyError("another command is writing to it")
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)  # this releases the lock


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
