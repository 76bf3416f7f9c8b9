"""Roots to files: which there are, their signatures, their bytes. The only module that opens article files.

A path is printed as `rg` does: the PATH as it was given plus the rest, so what is printed can be
opened. Names that are not UTF-8 are kept by Python's `surrogateescape`.

What cannot be looked at is a `Trouble` of its folder, never an exception: one unreadable folder
does not stop the others.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO, NamedTuple
from zlib import crc32

from newscat.catalogue.ignore import Ignores, Includes, Rules, rules_of
from newscat.config import INCLUDE
from newscat.errors import MissingPathError

# Size, mtime_ns, ctime_ns, inode: os.utime can put mtime back, ctime it cannot. A plain tuple: a
# NamedTuple costs 0.04 s more for 100,000 files.
Signature = tuple[int, int, int, int]
_signature = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")

# O_NONBLOCK: a named pipe put in a file's place between the walk and the read must not hang it.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

_KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
_IGNORE_FILE_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files of a folder count.

    `include` and `exclude` are globs as in .gitignore on the path relative to the root; upper and
    lower case differ. `!x` in `include` means `x` in `exclude`. `ignore_files`: respect .gitignore.
    """

    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = ()
    ignore_files: bool = True


class Root(NamedTuple):
    """A PATH that exists: as it was given ("" is the working directory), and without symbolic links."""

    path: str
    real: str
    is_folder: bool


class Trouble(NamedTuple):
    """A file or folder that cannot be looked at; `path` as it is printed."""

    path: str
    message: str


class Folder(NamedTuple):
    """The files of one folder that count; `base + name` is a file's path.

    `path` is the folder's, relative to `root` and ending in "/"; "" is the root itself. Entries are
    sorted by name. `named`: the files were named themselves on the command line, in that order.
    """

    root: str
    path: str
    base: str
    entries: Sequence[tuple[str, Signature]]
    troubles: Sequence[Trouble] = ()
    named: bool = False


class NotRegularError(OSError):
    """A named pipe, socket, device or folder where a file was expected."""

    def __init__(self, mode: int) -> None:
        super().__init__(_not_regular(mode))


def named(paths: Iterable[str]) -> tuple[Root, ...]:
    """The roots that PATHs name, each once, in its first spelling; without PATHs, the working directory.

    Raises MissingPathError.
    """
    roots: dict[tuple[str, str], Root] = {}
    for path in paths:
        root = _root(path)
        roots.setdefault((root.real, "") if root.is_folder else _place(path), root)
    return tuple(roots.values()) or (_working_directory(),)


class Share(NamedTuple):
    """The folders of a walk to look into: the `number`th of every `of`, by a hash of their path; with
    `only`, just those. The others are passed through, or, with `only`, passed by."""

    number: int = 0
    of: int = 1
    only: frozenset[str] | None = None

    def has(self, path: str) -> bool:
        if self.only is not None:
            return path in self.only
        return self.of == 1 or crc32(os.fsencode(path)) % self.of == self.number

    def leads_on(self, path: str) -> bool:
        """Whether a folder to look into may lie at or below `path`."""
        return self.only is None or path in _with_parents(self.only)


def folders(roots: Sequence[Root], selection: Selection, share: Share = Share()) -> Iterator[Folder]:
    """Every file under the roots, each once: the named files first, then folder by folder.

    Where roots overlap, the spelling of a file that was named itself wins, else the first root's;
    only where they do not may a `share` be asked for.
    """
    trees = [root for root in roots if root.is_folder]
    files = [root.path for root in roots if not root.is_folder]
    yield from listed(files, named=True)

    inside = tuple(tree.real for tree in trees)
    shared = tuple(real for real in inside if any(_within(real, other) for other in inside if other != real))
    seen: dict[str, set[str]] = {}
    for place, name in map(_place, files):
        seen.setdefault(place, set()).add(name)
    for tree in trees:
        for folder in walk(tree.path, selection, inside, share):
            if not (seen or shared):
                yield folder
                continue
            real = _joined(tree.real, folder.path).rstrip("/") or "/"
            names = seen.get(real, set())
            if any(_within(real, other) for other in shared):
                seen[real] = names | {name for name, _ in folder.entries}
            unseen = [entry for entry in folder.entries if entry[0] not in names]
            if unseen or folder.troubles:
                yield folder._replace(entries=unseen)


def listed(paths: Iterable[str], *, named: bool = False) -> Iterator[Folder]:
    """The files that `paths` name, neither walked nor filtered, each once; neighbours share a Folder."""
    seen: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for base, group in groupby(paths, key=_base):
        if base not in places:
            places[base] = seen.setdefault(os.path.realpath(base or "."), set())
        entries: list[tuple[str, Signature]] = []
        troubles: list[Trouble] = []
        for path in group:
            name = path[len(base) :]
            if name in places[base]:
                continue
            places[base].add(name)
            try:
                status = os.stat(path)
            except (OSError, ValueError) as error:
                troubles.append(Trouble(path, _reason(error)))
                continue
            if stat.S_ISREG(status.st_mode):
                entries.append((name, _signature(status)))
            else:
                troubles.append(Trouble(path, _not_regular(status.st_mode)))
        if entries or troubles:
            yield Folder(base, "", base, entries, troubles, named)


def files_from(stream: BinaryIO) -> Iterator[str]:
    """The paths in `stream`, one a line, or NUL-separated where a NUL is in its first 64 KiB."""
    chunk = stream.read(1 << 16)
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

    Raises OSError; NotRegularError at once for what is no regular file. Four system calls take
    3.5 µs a file where `open(path, "rb").read()` takes 8.
    """
    descriptor = os.open(path, _FILE)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularError(status.st_mode)
        # One byte more than there is: getting all but that byte is the end of the file.
        wanted = status.st_size + 1 if limit is None else min(status.st_size + 1, limit)
        data = os.read(descriptor, wanted)
        if len(data) == status.st_size or len(data) == limit:
            return data
        # The file grew or shrank, is larger than one read (2 GiB), or tells no size, as in /proc.
        chunks = [data]
        left = None if limit is None else limit - len(data)
        while left != 0 and (data := os.read(descriptor, 1 << 20 if left is None else min(left, 1 << 20))):
            chunks.append(data)
            left = None if left is None else left - len(data)
        return b"".join(chunks)
    finally:
        os.close(descriptor)


def walk(root: str, selection: Selection, inside: Sequence[str] = (), share: Share = Share()) -> Iterator[Folder]:
    """The folders under `root` that hold files that count, or troubles; parents before children, sorted.

    Hidden files and folders and `node_modules` are skipped, folder links not followed, file links
    only while their target lies in one of the folders `inside` (without symbolic links; default:
    the root). Raises UsageError for a pattern that is none.
    """
    real = os.path.realpath(root or ".")
    step = _Step(root, selection, tuple(inside) or (real,))
    stack = [("", step.start(real))]
    while stack:
        path, ignores = stack.pop()
        folder, children, ignores = step.folder(path, ignores, share.has(path))
        if folder.entries or folder.troubles:
            yield folder
        below = (f"{path}{name}/" for name in sorted(children, reverse=True))
        stack.extend((path, ignores) for path in below if share.leads_on(path))


class _Listing(NamedTuple):
    """What scandir gave: regular files that are included, folders, links and special files, .gitignore."""

    files: list["os.DirEntry[str]"]
    folders: list[str]
    others: list[str]
    has_rules: bool


class _Step:
    """One folder of a walk: what stays the same from folder to folder, and how to take the next."""

    def __init__(self, root: str, selection: Selection, inside: tuple[str, ...]) -> None:
        self.root = root
        self.inside = inside
        self.selection = selection
        self.includes = Includes([pattern for pattern in selection.include if not pattern.startswith("!")])
        negated = [pattern[1:] for pattern in selection.include if pattern.startswith("!")]
        self.excludes = rules_of([*selection.exclude, *negated])

    def start(self, real: str) -> Ignores:
        """The rules from above the root: none of them where they ignore the root, for it was named."""
        above = Ignores(self.excludes)
        if self.selection.ignore_files:
            for rules in _rules_above(real):
                above = above.plus(rules)
            if any(rules.verdict("") for rules in above.levels):
                return Ignores(self.excludes)
        return above

    def folder(self, path: str, ignores: Ignores, look: bool) -> tuple[Folder, list[str], Ignores]:
        """The folder at `path`, the names of the folders in it to go to, and the rules that hold there.

        Without `look`, nothing of what is in it: neither entries nor troubles.
        """
        base = _joined(self.root, path)
        entries: list[tuple[str, Signature]] = []
        troubles: list[Trouble] = []
        children: list[str] = []
        try:
            # By descriptor: every lstat is then relative to it (10 % less). Not through a link that
            # has taken the folder's place; a slash at the end would follow it.
            descriptor = os.open(base[:-1] if path else base or ".", _FOLDER | (os.O_NOFOLLOW if path else 0))
        except OSError as error:
            troubles += [Trouble(base, _reason(error))] if look else []
            return Folder(self.root, path, base, (), troubles), children, ignores
        try:
            listing = self._list(descriptor, path)
            if listing.has_rules and self.selection.ignore_files:
                ignores = _with_rules(ignores, base, path, troubles)
            files, children = listing.files, listing.folders
            if ignores.may_match:
                files = [entry for entry in files if not ignores.match(path, entry.name)]
                children = [name for name in children if not ignores.match(path, name, "/")]
            if not look:
                return Folder(self.root, path, base, ()), children, ignores
            entries = _entries(files, base, troubles)
            for name in listing.others:
                if self.includes.match(path, name) and not ignores.match(path, name):
                    self._other(base, name, entries, troubles)
        except OSError as error:
            troubles.append(Trouble(base, _reason(error)))
        finally:
            os.close(descriptor)
        entries.sort()
        return Folder(self.root, path, base, entries, troubles), children, ignores

    def _list(self, descriptor: int, path: str) -> _Listing:
        files: list[os.DirEntry[str]] = []
        children: list[str] = []
        others: list[str] = []
        has_rules = False
        suffixes = self.includes.suffixes
        match = self.includes.match if self.includes.beyond_suffixes else None
        with os.scandir(descriptor) as found:
            for entry in found:
                name = entry.name
                if name[0] == ".":
                    has_rules = has_rules or name == ".gitignore"
                elif entry.is_file(follow_symlinks=False):
                    if name.endswith(suffixes) or (match and match(path, name)):
                        files.append(entry)
                elif not entry.is_dir(follow_symlinks=False):
                    others.append(name)
                elif name != "node_modules":
                    children.append(name)
        return _Listing(files, children, others, has_rules)

    def _other(self, base: str, name: str, entries: list[tuple[str, Signature]], troubles: list[Trouble]) -> None:
        """A link or a special file with an included name: an entry, a trouble, or nothing (a folder's link)."""
        path = base + name
        try:
            target = os.path.realpath(path, strict=True)
            status = os.stat(target)
        except FileNotFoundError:
            troubles.append(Trouble(path, "symbolic link to nothing"))
            return
        except OSError as error:
            troubles.append(Trouble(path, _reason(error)))
            return
        if stat.S_ISDIR(status.st_mode):
            return
        if not stat.S_ISREG(status.st_mode):
            troubles.append(Trouble(path, _not_regular(status.st_mode)))
        elif not any(_within(target, root) for root in self.inside):
            troubles.append(Trouble(path, "symbolic link that leads out of the catalogue"))
        else:
            entries.append((name, _signature(status)))


def _entries(files: list["os.DirEntry[str]"], base: str, troubles: list[Trouble]) -> list[tuple[str, Signature]]:
    try:
        return [(entry.name, _signature(entry.stat(follow_symlinks=False))) for entry in files]
    except OSError:
        entries = []
        for entry in files:
            try:
                entries.append((entry.name, _signature(entry.stat(follow_symlinks=False))))
            except FileNotFoundError:
                continue  # gone since it was listed
            except OSError as error:
                troubles.append(Trouble(base + entry.name, _reason(error)))
        return entries


def _rules_above(real: str) -> Iterator[Rules]:
    """The rules from the git root down to above the folder `real`, the weakest first; nothing outside git."""
    git = real
    while not os.path.lexists(git.rstrip("/") + "/.git"):
        if git == (git := os.path.dirname(git)):
            return
    parts = [part for part in real[len(git) :].split("/") if part]
    for depth, name in [(0, ".git/info/exclude"), *((depth, ".gitignore") for depth in range(len(parts)))]:
        folder = "/".join([git.rstrip("/"), *parts[:depth], ""])
        prefix = "".join(part + "/" for part in parts[depth:])
        try:
            rules = Rules(_lines(folder + name), prefix)
        except OSError:
            continue
        if rules.patterns:
            yield rules


def _with_rules(ignores: Ignores, base: str, path: str, troubles: list[Trouble]) -> Ignores:
    try:
        rules = Rules(_lines(base + ".gitignore"), strip=len(path))
    except OSError as error:
        troubles.append(Trouble(base + ".gitignore", _reason(error)))
        return ignores
    return ignores.plus(rules) if rules.patterns else ignores


def _lines(path: str) -> list[str]:
    return os.fsdecode(read(path, _IGNORE_FILE_LIMIT).removeprefix(b"\xef\xbb\xbf")).split("\n")


# Paths


def _root(path: str) -> Root:
    try:
        return Root(path, os.path.realpath(path), stat.S_ISDIR(os.stat(path).st_mode))
    except (FileNotFoundError, ValueError):
        raise MissingPathError(f"no such file or folder: {path!r}") from None
    except OSError as error:
        raise MissingPathError(f"cannot reach {path!r}: {_reason(error)}") from None


def _working_directory() -> Root:
    try:
        return Root("", os.getcwd(), True)
    except OSError as error:
        raise MissingPathError(f"cannot reach the working directory: {_reason(error)}") from None


def _joined(root: str, path: str) -> str:
    """`root` as given, a slash where there is none, and `path`, as `rg` prints it."""
    return f"{root}{path}" if not root or root.endswith("/") else f"{root}/{path}"


def _base(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _place(path: str) -> tuple[str, str]:
    """The file's folder without symbolic links, and its name: one file, however it is spelt."""
    base = _base(path)
    return os.path.realpath(base or "."), path[len(base) :]


@cache
def _with_parents(paths: frozenset[str]) -> frozenset[str]:
    """The folders, and those above them; each ends in "/"."""
    return frozenset(path[: end + 1] for path in paths for end, character in enumerate(path) if character == "/")


def _within(real: str, root: str) -> bool:
    return real == root or real.startswith(root.rstrip("/") + "/")


def _not_regular(mode: int) -> str:
    return f"{_KINDS.get(stat.S_IFMT(mode), 'special file')}, not a regular file"


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
