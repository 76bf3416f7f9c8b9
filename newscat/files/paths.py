"""Named files, signatures and file contents. Only this module opens article files.

Paths are printed as by `rg`: the PATH as it was given plus the rest, so that they can be opened. Names that are not
UTF-8 are decoded with Python's `surrogateescape`.
"""

import os
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO, NamedTuple

from newscat.config import INCLUDE
from newscat.errors import MissingPathError, reason_of

# Size, mtime_ns, ctime_ns, inode: os.utime can restore mtime, but not ctime. A plain tuple, because a NamedTuple takes
# 0.04 s more for 100,000 files.
Signature = tuple[int, int, int, int]
signature_of = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")

# O_NONBLOCK: a named pipe that replaces a file between the walk and the read must not block.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY

_KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


class Selection(NamedTuple):
    """Which files of a folder are read.

    `include` and `exclude` are globs as in .gitignore, for the path relative to the root; only a suffix such
    as `*.md` is not case-sensitive. `!x` in `include` is `x` in `exclude`. `ignore_files`: respect .gitignore files.
    `follow`: follow links that lead out of the roots.
    """

    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = ()
    ignore_files: bool = True
    follow: bool = False


class Root(NamedTuple):
    """An existing PATH: as it was given ("" is the working directory), and without symbolic links."""

    path: str
    real: str
    is_folder: bool


class Unreadable(NamedTuple):
    """A file or folder that cannot be read; `path` as it is printed."""

    path: str
    message: str


class Folder(NamedTuple):
    """The selected files of one folder; `base + name` is the path of a file.

    `path` is relative to `root` and ends in "/"; "" is the root itself. Entries are sorted by name. `named`: the user
    named the files, in this order. `links` to folders are not followed.
    """

    root: str
    path: str
    base: str
    entries: Sequence[tuple[str, Signature]]
    unreadable: Sequence[Unreadable] = ()
    named: bool = False
    links: Sequence[str] = ()


class NotRegularError(OSError):
    """A named pipe, socket, device or folder where a file was expected."""

    def __init__(self, mode: int) -> None:
        super().__init__(not_regular(mode))


def named(paths: Iterable[str]) -> tuple[Root, ...]:
    """The roots for PATHs, each once and as first written; without PATHs, the working directory.

    Raises MissingPathError.
    """
    roots: dict[tuple[str, str], Root] = {}
    for path in paths:
        root = _root(path)
        roots.setdefault((root.real, "") if root.is_folder else place_of(path), root)
    return tuple(roots.values()) or (_working_directory(),)


def listed(paths: Iterable[str], *, named: bool = False) -> Iterator[Folder]:
    """The files at `paths`, each once and not filtered; consecutive files of one folder share a Folder."""
    seen: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for base, group in groupby(paths, key=_base):
        if base not in places:
            places[base] = seen.setdefault(os.path.realpath(base or "."), set())
        entries: list[tuple[str, Signature]] = []
        unreadable: list[Unreadable] = []
        for path in group:
            name = path[len(base) :]
            if name in places[base]:
                continue
            places[base].add(name)
            try:
                status = os.stat(path)
            except (OSError, ValueError) as error:
                unreadable.append(Unreadable(path, reason_of(error)))
                continue
            if stat.S_ISREG(status.st_mode):
                entries.append((name, signature_of(status)))
            else:
                unreadable.append(Unreadable(path, not_regular(status.st_mode)))
        if entries or unreadable:
            yield Folder(base, "", base, entries, unreadable, named)


def files_from(stream: BinaryIO) -> Iterator[str]:
    """The paths in `stream`, one per line, or NUL-separated if its first 64 KiB have a NUL."""
    chunk = stream.read(1 << 16).removeprefix(BOM_UTF8)
    separator = b"\0" if b"\0" in chunk else b"\n"
    end = b"" if separator == b"\0" else b"\r"
    rest = b""
    while chunk:
        *whole, rest = (rest + chunk).split(separator)
        yield from (os.fsdecode(path.removesuffix(end)) for path in whole if path.strip())
        chunk = stream.read(1 << 16)
    if rest.strip():
        yield os.fsdecode(rest.removesuffix(end))


def read(path: str, limit: int | None = None) -> bytes:
    """The file's bytes, at most the first `limit`.

    Raises OSError, or NotRegularError if it is not a regular file. Four system calls take 3.5 µs per file,
    `open(path, "rb").read()` 8.
    """
    descriptor = os.open(path, _FILE)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularError(status.st_mode)
        # Ask for one byte more than the size: without it, the file has ended.
        wanted = status.st_size + 1 if limit is None else min(status.st_size + 1, limit)
        data = os.read(descriptor, wanted)
        if len(data) == status.st_size or len(data) == limit:
            return data
        # The file grew or shrank, is larger than one read (2 GiB), or has no size, as in /proc.
        chunks = [data]
        left = None if limit is None else limit - len(data)
        while left != 0 and (data := os.read(descriptor, 1 << 20 if left is None else min(left, 1 << 20))):
            chunks.append(data)
            left = None if left is None else left - len(data)
        return b"".join(chunks)
    finally:
        os.close(descriptor)


def head(path: str, size: int) -> bytes:
    """The file's first `size` bytes in three quarters of the time of `read`. Raises OSError; a pipe, which `read`
    would refuse, is empty."""
    descriptor = os.open(path, _FILE)
    try:
        return os.read(descriptor, size)
    finally:
        os.close(descriptor)


def beginning(path: str, limit: int) -> tuple[bytes, bool]:
    """The first `limit` bytes, without an incomplete UTF-8 character, and whether there are more. Raises as `read`."""
    data = read(path, limit + 1)
    if len(data) <= limit:
        return data, False
    end = limit
    while end > limit - 4 and data[end] & 0xC0 == 0x80:
        end -= 1
    return data[:end], True


def pieces(path: str) -> Iterator[bytes]:
    """The file's bytes, 1 MiB at a time. Raises as `read`."""
    descriptor = os.open(path, _FILE)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NotRegularError(mode)
        while data := os.read(descriptor, 1 << 20):
            yield data
    finally:
        os.close(descriptor)


# Paths


def _root(path: str) -> Root:
    try:
        return Root(path, os.path.realpath(path), stat.S_ISDIR(os.stat(path).st_mode))
    except (FileNotFoundError, ValueError):
        raise MissingPathError(f"no such file or folder: {path!r}") from None
    except OSError as error:
        raise MissingPathError(f"cannot reach {path!r}: {reason_of(error)}") from None


def _working_directory() -> Root:
    try:
        return Root("", os.getcwd(), True)
    except OSError as error:
        raise MissingPathError(f"cannot reach the working directory: {reason_of(error)}") from None


def joined(root: str, path: str) -> str:
    """`root` as given, a slash if necessary, and `path`, as printed by `rg`."""
    return f"{root}{path}" if not root or root.endswith("/") else f"{root}/{path}"


def operand(path: str) -> str:
    """The path for another program's command line: `-x.md`, which would be an option, is `./-x.md`."""
    return f"./{path}" if path.startswith("-") else path


def _base(path: str) -> str:
    return path[: path.rfind("/") + 1]


def place_of(path: str) -> tuple[str, str]:
    """The file's folder without symbolic links, and its name: the same for every path of the file."""
    base = _base(path)
    return os.path.realpath(base or "."), path[len(base) :]


def is_within(real: str, places: Iterable[str]) -> bool:
    """Whether `real` is one of the `places` or is below one of them; all are real paths."""
    return any(real == each or real.startswith(each.rstrip("/") + "/") for each in places)


def not_regular(mode: int) -> str:
    """A description of a special file by its `st_mode`: `named pipe, not a regular file`."""
    return f"{_KINDS.get(stat.S_IFMT(mode), 'special file')}, not a regular file"
