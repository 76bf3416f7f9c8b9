"""Walk the roots: find the files in them, with their signatures.

What cannot be read is an `Unreadable` of its folder, never an exception: one unreadable folder does not stop the
others.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

from newscat.files.gitignore import Ignores, Includes, Rules, rules_of
from newscat.files.paths import (
    Folder,
    Root,
    Selection,
    Signature,
    Unreadable,
    is_within,
    joined,
    listed,
    not_regular,
    place_of,
    read,
    reason_of,
    signature_of,
)

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_IGNORE_FILE_LIMIT = 1 << 20


class Share(NamedTuple):
    """The folders of a walk whose files are listed: number `number` of `of` shares, by a hash of the path; with
    `only`, just these. Other folders are walked through; with `only`, they are skipped."""

    number: int = 0
    of: int = 1
    only: frozenset[str] | None = None

    def has(self, path: str) -> bool:
        if self.only is not None:
            return path in self.only
        return self.of == 1 or crc32(os.fsencode(path)) % self.of == self.number

    def leads_on(self, path: str) -> bool:
        """Whether a folder of the share may be at or below `path`."""
        return self.only is None or path in _with_parents(self.only)


def folders(roots: Sequence[Root], selection: Selection, share: Share = Share()) -> Iterator[Folder]:
    """Every file under the roots, each once: the named files first, then folder by folder.

    If roots overlap, a file has its path as a named file, else its path in the first root. A `share` is allowed only if
    they do not overlap.
    """
    trees = [root for root in roots if root.is_folder]
    files = [root.path for root in roots if not root.is_folder]
    yield from listed(files, named=True)

    inside = tuple(tree.real for tree in trees)
    shared = tuple(real for real in inside if is_within(real, (other for other in inside if other != real)))
    seen: dict[str, set[str]] = {}
    for place, name in map(place_of, files):
        seen.setdefault(place, set()).add(name)
    for tree in trees:
        for folder in walk(tree.path, selection, inside, share):
            if not (seen or shared):
                yield folder
                continue
            real = joined(tree.real, folder.path).rstrip("/") or "/"
            names = seen.get(real, set())
            if is_within(real, shared):
                seen[real] = names | {name for name, _ in folder.entries}
            unseen = [entry for entry in folder.entries if entry[0] not in names]
            if unseen or folder.unreadable:
                yield folder._replace(entries=unseen)


def walk(root: str, selection: Selection, inside: Sequence[str] = (), share: Share = Share()) -> Iterator[Folder]:
    """The folders under `root` that have selected or unreadable files; parents before children, sorted.

    Hidden files and folders and `node_modules` are skipped. Links to folders are not followed; links to files are
    followed if the target is in one of the folders `inside` (real paths; default: the root). Raises UsageError for an
    invalid pattern.
    """
    real = os.path.realpath(root or ".")
    step = _Step(root, selection, tuple(inside) or (real,))
    stack = [("", step.start(real))]
    while stack:
        path, ignores = stack.pop()
        folder, children, ignores = step.folder(path, ignores, share.has(path))
        if folder.entries or folder.unreadable:
            yield folder
        below = (f"{path}{name}/" for name in sorted(children, reverse=True))
        stack.extend((path, ignores) for path in below if share.leads_on(path))


class _Listing(NamedTuple):
    """The result of scandir: included regular files, folders, links and special files, and .gitignore."""

    files: list["os.DirEntry[str]"]
    folders: list[str]
    others: list[str]
    has_rules: bool


class _Step:
    """The options of a walk, and how it reads one folder."""

    def __init__(self, root: str, selection: Selection, inside: tuple[str, ...]) -> None:
        self.root = root
        self.inside = inside
        self.selection = selection
        self.includes = Includes([pattern for pattern in selection.include if not pattern.startswith("!")])
        negated = [pattern[1:] for pattern in selection.include if pattern.startswith("!")]
        self.excludes = rules_of([*selection.exclude, *negated])

    def start(self, real: str) -> Ignores:
        """The rules from above the root. They do not apply if they ignore the root itself, because it was named."""
        above = Ignores(self.excludes)
        if self.selection.ignore_files:
            for rules in _rules_above(real):
                above = above.plus(rules)
            if any(rules.verdict("") for rules in above.levels):
                return Ignores(self.excludes)
        return above

    def folder(self, path: str, ignores: Ignores, look: bool) -> tuple[Folder, list[str], Ignores]:
        """The folder at `path`, the names of the folders in it to walk, and the rules that apply in it.

        Without `look`, nothing of what is in the folder.
        """
        base = joined(self.root, path)
        entries: list[tuple[str, Signature]] = []
        unreadable: list[Unreadable] = []
        children: list[str] = []
        try:
            # With a descriptor, every lstat is relative to it (10 % faster). A link that has replaced the folder is not
            # followed; a slash at the end would follow it.
            descriptor = os.open(base[:-1] if path else base or ".", _FOLDER | (os.O_NOFOLLOW if path else 0))
        except OSError as error:
            unreadable += [Unreadable(base, reason_of(error))] if look else []
            return Folder(self.root, path, base, (), unreadable), children, ignores
        try:
            listing = self._list(descriptor, path)
            if listing.has_rules and self.selection.ignore_files:
                ignores = _with_rules(ignores, base, path, unreadable)
            files, children = listing.files, listing.folders
            if ignores.may_match:
                files = [entry for entry in files if not ignores.match(path, entry.name)]
                children = [name for name in children if not ignores.match(path, name, "/")]
            if not look:
                return Folder(self.root, path, base, ()), children, ignores
            entries = _entries(files, base, unreadable)
            for name in listing.others:
                if self.includes.match(path, name) and not ignores.match(path, name):
                    self._other(base, name, entries, unreadable)
        except OSError as error:
            unreadable.append(Unreadable(base, reason_of(error)))
        finally:
            os.close(descriptor)
        entries.sort()
        return Folder(self.root, path, base, entries, unreadable), children, ignores

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

    def _other(self, base: str, name: str, entries: list[tuple[str, Signature]], unreadable: list[Unreadable]) -> None:
        """Add a link or special file with an included name to the entries or to what is unreadable. A link to a folder
        is neither."""
        path = base + name
        try:
            target = os.path.realpath(path, strict=True)
            status = os.stat(target)
        except FileNotFoundError:
            unreadable.append(Unreadable(path, "symbolic link to nothing"))
            return
        except OSError as error:
            unreadable.append(Unreadable(path, reason_of(error)))
            return
        if stat.S_ISDIR(status.st_mode):
            return
        if not stat.S_ISREG(status.st_mode):
            unreadable.append(Unreadable(path, not_regular(status.st_mode)))
        elif not is_within(target, self.inside):
            unreadable.append(Unreadable(path, "symbolic link that leads out of the catalogue"))
        else:
            entries.append((name, signature_of(status)))


def _entries(files: list["os.DirEntry[str]"], base: str, unreadable: list[Unreadable]) -> list[tuple[str, Signature]]:
    try:
        return [(entry.name, signature_of(entry.stat(follow_symlinks=False))) for entry in files]
    except OSError:
        entries = []
        for entry in files:
            try:
                entries.append((entry.name, signature_of(entry.stat(follow_symlinks=False))))
            except FileNotFoundError:
                continue  # deleted since it was listed
            except OSError as error:
                unreadable.append(Unreadable(base + entry.name, reason_of(error)))
        return entries


def _rules_above(real: str) -> Iterator[Rules]:
    """The rules from the git root down to the parent of `real`, weakest first; none outside a repository."""
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


def _with_rules(ignores: Ignores, base: str, path: str, unreadable: list[Unreadable]) -> Ignores:
    try:
        rules = Rules(_lines(base + ".gitignore"), strip=len(path))
    except OSError as error:
        unreadable.append(Unreadable(base + ".gitignore", reason_of(error)))
        return ignores
    return ignores.plus(rules) if rules.patterns else ignores


def _lines(path: str) -> list[str]:
    return os.fsdecode(read(path, _IGNORE_FILE_LIMIT).removeprefix(b"\xef\xbb\xbf")).split("\n")


@cache
def _with_parents(paths: frozenset[str]) -> frozenset[str]:
    """The folders and their parents; each ends in "/"."""
    return frozenset(path[: end + 1] for path in paths for end, character in enumerate(path) if character == "/")
