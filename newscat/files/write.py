"""Writing article files: whole or not at all, and never over what somebody else has just written.

The only module that changes a file of the user's.
"""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newscat.files.paths import Signature, not_regular, read, signature_of

# A longer article is not read into memory, twice, to mend a word.
_LARGEST = 32 << 20
_TEMPORARY = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class Opened(NamedTuple):
    """A file's bytes and the signature it had when they were read."""

    data: bytes
    signature: Signature


class NotWrittenError(OSError):
    """The file was left as it is; `str(error)` says why."""


def opened(path: str) -> Opened:
    """The file's bytes with its signature, for `write`. Raises OSError."""
    before = signature_of(os.stat(path))
    if os.stat(path).st_size > _LARGEST:
        raise NotWrittenError("it is larger than 32 MiB")
    data = read(path)
    if signature_of(os.stat(path)) != before:
        raise NotWrittenError("it changes while it is read")
    return Opened(data, before)


def write(path: str, signature: Signature, data: bytes, inside: Iterable[str]) -> str | None:
    """Put `data` in the place of the file that had this signature; what there is to say about it, if anything.

    The mode stays, and owner and extended attributes as far as the system lets us. Of a symbolic link the target
    is written, if it lies in one of the folders, or is one of the files, `inside` (without symbolic links). Raises
    NotWrittenError where the file is another than was read or may not be written, OSError where the system refuses.
    """
    real = os.path.realpath(path, strict=True)
    if not any(_within(real, root) for root in inside):
        raise NotWrittenError("symbolic link that leads out of the catalogue")
    status = os.stat(real)
    if not stat.S_ISREG(status.st_mode):
        raise NotWrittenError(not_regular(status.st_mode))
    if not os.access(real, os.W_OK):
        raise NotWrittenError("it is read-only")
    folder = os.path.dirname(real)
    temporary = os.path.join(folder, f".newscat-{secrets.token_hex(8)}.tmp")
    with _removed(temporary):
        _write_beside(temporary, real, status, data)
        # As late as can be: what was written since the file was read must not be lost.
        if signature_of(os.stat(real)) != signature:
            raise NotWrittenError("it was changed by someone else")
        os.replace(temporary, real)
    _sync(folder)
    others = status.st_nlink - 1
    if not others:
        return None
    return (
        "1 other hard link to it has the old text"
        if others == 1
        else f"{others} other hard links to it have the old text"
    )


@contextlib.contextmanager
def _removed(temporary: str) -> Iterator[None]:
    """Leave no temporary file behind, whatever stops us, ^C too."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _write_beside(temporary: str, real: str, status: os.stat_result, data: bytes) -> None:
    """The new file, on the disk, with the rights of the old one."""
    descriptor = os.open(temporary, _TEMPORARY, 0o600)
    with open(descriptor, "wb", closefd=True) as stream:
        stream.write(data)
        stream.flush()
        _take_over(descriptor, real, status)
        os.fsync(descriptor)


def _take_over(descriptor: int, real: str, status: os.stat_result) -> None:
    ours = os.fstat(descriptor)
    if (ours.st_uid, ours.st_gid) != (status.st_uid, status.st_gid):
        with contextlib.suppress(OSError):
            os.fchown(descriptor, -1, status.st_gid)
        with contextlib.suppress(OSError):
            os.fchown(descriptor, status.st_uid, -1)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # a file system without them
            for name in os.listxattr(real):
                with contextlib.suppress(OSError):
                    os.setxattr(descriptor, name, os.getxattr(real, name))
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))  # last: a new owner takes the set-user-ID bit away


def _sync(folder: str) -> None:
    """The file is in its place; that it is there after a power cut too is for its folder to keep."""
    with contextlib.suppress(OSError):  # file systems that cannot
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _within(real: str, root: str) -> bool:
    return real == root or real.startswith(root.rstrip("/") + "/")
