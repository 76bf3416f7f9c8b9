"""Write files: completely or not at all, and never over a change that someone else has just made.

The only module that changes a user's files.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO, NamedTuple, TextIO

from newscat.errors import UsageError
from newscat.files.paths import Signature, is_within, not_regular, read, signature_of

# Longer articles are not fixed: they would have to be in memory twice.
_LARGEST = 32 << 20
_TEMPORARY = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


class Opened(NamedTuple):
    """A file's bytes and the signature it had when they were read."""

    data: bytes
    signature: Signature


class NotWrittenError(OSError):
    """The file was not changed; `str(error)` is the reason."""


def opened(path: str) -> Opened:
    """Read a file and its signature, for `write`. Raises OSError."""
    before = signature_of(os.stat(path))
    if os.stat(path).st_size > _LARGEST:
        raise NotWrittenError("it is larger than 32 MiB")
    data = read(path)
    if signature_of(os.stat(path)) != before:
        raise NotWrittenError("it changes while it is read")
    return Opened(data, before)


def write(path: str, signature: Signature, data: bytes, inside: Iterable[str]) -> str | None:
    """Replace the file that had this signature with `data`; return a warning for the user, if there is one.

    The mode is kept, and the owner and the extended attributes if the system allows it. For a symbolic link the
    target is written if it is in one of the folders, or is one of the files, of `inside` (real paths). Raises
    NotWrittenError if the file has changed or must not be written, OSError if the system refuses.
    """
    real = os.path.realpath(path, strict=True)
    if not is_within(real, inside):
        raise NotWrittenError("symbolic link that leads out of the catalogue")
    status = os.stat(real)
    if not stat.S_ISREG(status.st_mode):
        raise NotWrittenError(not_regular(status.st_mode))
    if not os.access(real, os.W_OK):
        raise NotWrittenError("it is read-only")
    with replacing(real, mode=0o600) as stream:
        stream.write(data)
        stream.flush()
        _copy_metadata(stream.fileno(), real, status)
        os.fsync(stream.fileno())
        # As late as possible: a change made since the file was read must not be lost.
        if signature_of(os.stat(real)) != signature:
            raise NotWrittenError("it was changed by someone else")
    _sync(os.path.dirname(real))
    others = status.st_nlink - 1
    links = "1 other hard link to it has" if others == 1 else f"{others} other hard links to it have"
    return f"{links} the old text" if others else None


@contextlib.contextmanager
def replacing(path: str, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A stream to a temporary file beside `path`, which replaces `path` at the end of the `with` block.

    If an exception is raised, ^C included, `path` stays as it is and the temporary file is removed.
    `mode` is subject to the umask.
    """
    temporary = os.path.join(os.path.dirname(path), f".newscat-{os.urandom(8).hex()}.tmp")
    try:
        with open(os.open(temporary, _TEMPORARY, mode), "wb") as stream:
            yield stream
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def refuse_article(path: str) -> None:
    """Raises UsageError if `path` is a file with front matter: a mistyped option must not overwrite an article."""
    if not os.path.isfile(path):
        return
    with contextlib.suppress(OSError), open(path, "rb") as stream:
        if stream.read(6).removeprefix(b"\xef\xbb\xbf")[:3] in (b"---", b"+++"):
            raise UsageError(f"{path!r} is an article and is not overwritten")


@contextlib.contextmanager
def text_file(path: str) -> Iterator[TextIO]:
    """A UTF-8 stream to a file that is written completely or not at all.

    A symbolic link is kept and its target is written; a device or pipe is written directly. Raises OSError with
    `path` in its text.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", newline="\n") as stream:
                yield stream
        else:
            with (
                replacing(os.path.realpath(path)) as binary,
                TextIOWrapper(binary, encoding="utf-8", newline="\n") as stream,
            ):
                yield stream
    except OSError as error:
        raise OSError(error.errno, f"{path!r}: {error.strerror or error}") from error


def _copy_metadata(descriptor: int, real: str, status: os.stat_result) -> None:
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
    """Make the rename survive a power failure."""
    with contextlib.suppress(OSError):  # not every file system can
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
