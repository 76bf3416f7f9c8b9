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

from newscat.errors import reason_of
from newscat.files.gitignore import Ignores, Rules, chosen_by
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
    signature_of,
)
from newscat.files.repository import Repository, Tracked

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
    followed = {_identity(os.stat(real)) for real in inside if selection.follow and os.path.isdir(real)}
    for tree in trees:
        for folder in walk(tree.path, selection, inside, share, followed):
            if not (seen or shared):
                yield folder
                continue
            real = joined(tree.real, folder.path).rstrip("/") or "/"
            names = seen.get(real, set())
            if is_within(real, shared):
                seen[real] = names | {name for name, _ in folder.entries}
            unseen = [entry for entry in folder.entries if entry[0] not in names]
            if unseen or folder.unreadable or folder.links:
                yield folder._replace(entries=unseen)


def walk(
    root: str,
    selection: Selection,
    inside: Sequence[str] = (),
    share: Share = Share(),
    followed: set[tuple[int, int]] | None = None,
) -> Iterator[Folder]:
    """The folders under `root` that have selected or unreadable files, or links; parents before children, sorted.

    Hidden files and folders and `node_modules` are skipped. Links to folders are not followed; links to files are
    followed if the target is in one of the folders `inside` (real paths; default: the root). With `selection.follow`,
    links to anything outside are followed, but no folder is walked twice: `followed` has device and inode of each.
    Raises UsageError for an invalid pattern.
    """
    real = os.path.realpath(root or ".")
    step = _Step(root, selection, tuple(inside) or (real,), set() if followed is None else followed)
    stack = [("", step.start(real))]
    while stack:
        path, ignores = stack.pop()
        folder, children, ignores = step.folder(path, ignores, share.has(path))
        if folder.entries or folder.unreadable or folder.links:
            yield folder
        below = [(f"{path}{name}/", ignores.below(path, name)) for name in sorted(children, reverse=True)]
        stack.extend((child, rules) for child, rules in below if share.leads_on(child))


class _Listing(NamedTuple):
    """The result of scandir: included regular files, folders, links and special files, .gitignore and .git."""

    files: list["os.DirEntry[str]"]
    folders: list[str]
    others: list[str]
    has_rules: bool
    is_repository: bool


class _Step:
    """The options of a walk, and how it reads one folder."""

    def __init__(
        self, root: str, selection: Selection, inside: tuple[str, ...], followed: set[tuple[int, int]]
    ) -> None:
        self.root = root
        self.inside = inside
        self.selection = selection
        self.followed = followed
        self.includes, self.excludes = chosen_by(selection.include, selection.exclude)

    def start(self, real: str) -> Ignores:
        """The rules from above the root. They do not apply if they ignore the root itself, because it was named."""
        repository = Repository.around(real) if self.selection.ignore_files else None
        if repository is None:
            return Ignores(self.excludes)
        parts = [part for part in real[len(repository.top) :].split("/") if part]
        above = self._inside(repository, "".join(part + "/" for part in parts))
        for depth in range(len(parts)):
            folder = "/".join([repository.top.rstrip("/"), *parts[:depth], ""])
            above = _with(above, folder + ".gitignore", "".join(part + "/" for part in parts[depth:]))
        return Ignores(self.excludes) if any(rules.verdict("") for rules in above.levels) else above

    def _inside(self, repository: Repository, prefix: str = "", strip: int = 0) -> Ignores:
        """The rules in a repository that are not in its .gitignore files; no rules from above it apply."""
        ignores = Ignores(self.excludes, (), Tracked(repository, prefix, strip).has)
        for path in repository.exclude_files():
            ignores = _with(ignores, path, prefix, strip)
        return ignores

    def folder(self, path: str, ignores: Ignores, look: bool) -> tuple[Folder, list[str], Ignores]:
        """The folder at `path`, the names of the folders in it to walk, and the rules that apply in it.

        Without `look`, nothing of what is in the folder.
        """
        base = joined(self.root, path)
        entries: list[tuple[str, Signature]] = []
        unreadable: list[Unreadable] = []
        children: list[str] = []
        links: list[str] = []
        try:
            # With a descriptor, every lstat is relative to it (10 % faster). A link that has replaced the folder is not
            # followed; a slash at the end would follow it.
            no_link = os.O_NOFOLLOW if path and not self.selection.follow else 0
            descriptor = os.open(base[:-1] if path else base or ".", _FOLDER | no_link)
        except OSError as error:
            unreadable += [Unreadable(base, reason_of(error))] if look else []
            return Folder(self.root, path, base, (), unreadable), children, ignores
        try:
            if self.selection.follow and self._is_known(path, _identity(os.fstat(descriptor))):
                return Folder(self.root, path, base, ()), children, ignores
            listing = self._list(descriptor, path)
            if self.selection.ignore_files:
                ignores = self._rules_in(listing, base, path, ignores, unreadable)
            files, children = listing.files, listing.folders
            if listing.others:
                children += self._linked(listing.others, base, path, ignores, links)
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
        return Folder(self.root, path, base, entries, unreadable, links=links), children, ignores

    def _rules_in(
        self, listing: _Listing, base: str, path: str, ignores: Ignores, unreadable: list[Unreadable]
    ) -> Ignores:
        repository = Repository.at(os.path.realpath(base)) if listing.is_repository and path else None
        if repository is not None:
            ignores = self._inside(repository, strip=len(path))
        return _with(ignores, base + ".gitignore", "", len(path), unreadable) if listing.has_rules else ignores

    def _is_known(self, path: str, identity: tuple[int, int]) -> bool:
        """Whether this folder is walked by another path: it was, or it is another root. If not, it is noted."""
        known = path != "" and identity in self.followed
        self.followed.add(identity)
        return known

    def _linked(self, names: list[str], base: str, path: str, ignores: Ignores, links: list[str]) -> list[str]:
        """The links to folders that are followed. Links that are not, because they lead out, are added to `links`;
        a folder inside is walked anyway."""
        found = []
        for name in names:
            if ignores.match(path, name) or name == "node_modules" or not os.path.isdir(base + name):
                continue
            if is_within(os.path.realpath(base + name), self.inside):
                continue
            if self.selection.follow:
                found.append(name)
            else:
                links.append(base + name)
        return found

    def _list(self, descriptor: int, path: str) -> _Listing:
        files: list[os.DirEntry[str]] = []
        children: list[str] = []
        others: list[str] = []
        has_rules = is_repository = False
        suffixes = self.includes.suffixes
        match = self.includes.match if self.includes.beyond_suffixes else None
        with os.scandir(descriptor) as found:
            for entry in found:
                name = entry.name
                if name[0] == ".":
                    has_rules = has_rules or name == ".gitignore"
                    is_repository = is_repository or name == ".git"
                elif entry.is_file(follow_symlinks=False):
                    if name.endswith(suffixes) or name.lower().endswith(suffixes) or (match and match(path, name)):
                        files.append(entry)
                elif not entry.is_dir(follow_symlinks=False):
                    others.append(name)
                elif name != "node_modules":
                    children.append(name)
        return _Listing(files, children, others, has_rules, is_repository)

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
        elif not (self.selection.follow or is_within(target, self.inside)):
            unreadable.append(Unreadable(path, "symbolic link that leads out of the catalogue"))
        else:
            entries.append((name, signature_of(status)))


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _entries(files: list["os.DirEntry[str]"], base: str, unreadable: list[Unreadable]) -> list[tuple[str, Signature]]:
    entries = []
    for entry in files:
        try:
            entries.append((entry.name, signature_of(entry.stat(follow_symlinks=False))))
        except FileNotFoundError:
            continue  # deleted since it was listed
        except OSError as error:
            unreadable.append(Unreadable(base + entry.name, reason_of(error)))
    return entries


def _with(
    ignores: Ignores, path: str, prefix: str = "", strip: int = 0, unreadable: list[Unreadable] | None = None
) -> Ignores:
    """With the rules of an ignore file. Outside the root, it is no fault if it cannot be read."""
    try:
        data = read(path, _IGNORE_FILE_LIMIT).removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        if unreadable is not None:
            unreadable.append(Unreadable(path, reason_of(error)))
        return ignores
    rules = Rules(os.fsdecode(data).split("\n"), prefix, strip)
    return ignores.plus(rules) if rules.patterns else ignores


@cache
def _with_parents(paths: frozenset[str]) -> frozenset[str]:
    """The folders and their parents; each ends in "/"."""
    return frozenset(path[: end + 1] for path in paths for end, character in enumerate(path) if character == "/")
