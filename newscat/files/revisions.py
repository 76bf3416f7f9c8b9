"""The files of a git revision that a walk of the same folders would find. Nothing is checked out or written."""

import os
import posixpath
from collections.abc import Collection, Sequence
from typing import NamedTuple

from newscat.errors import UsageError
from newscat.files.git import Contents, blobs, merge_base, resolved, top_of
from newscat.files.gitignore import Ignores, chosen_by
from newscat.files.paths import Selection, is_within, joined

_LINK = b"120000"
_FOLDER = "folder"
_LONGEST_TARGET = 4096


class Range(NamedTuple):
    """Two revisions, as for `git diff`: `A..B`, or `A...B` for the changes of B since it left A. None for the files as
    they are now."""

    old: str
    new: str | None
    since_common: bool = False

    @classmethod
    def of(cls, text: str) -> "Range":
        """Raises UsageError if there is no revision."""
        dots = next((dots for dots in ("...", "..") if dots in text), None)
        if not text.strip(". "):
            raise UsageError(f"--git needs a revision, such as HEAD or v1..v2, not {text!r}")
        if dots is None:
            return cls(text, None)
        old, _, new = text.partition(dots)
        return cls(old or "HEAD", new or "HEAD", dots == "...")


class RevisionFile(NamedTuple):
    """A file in a revision. `id` is that of its contents, None for a link to nothing in the revision. `named`: the
    user named the file."""

    top: str
    id: str | None
    named: bool = False


class Revision:
    """The files of a revision at and below `paths`, by their paths as they are printed."""

    def __init__(self, revision: str, paths: Sequence[str], selection: Selection, *, since: str | None = None) -> None:
        """With `since`, of the last commit that both revisions have in common. Raises UsageError."""
        self.name = revision
        self.is_sha256 = False
        self.files: dict[str, RevisionFile] = {}
        self._contents: dict[str, Contents] = {}
        self._chosen = _Chosen(selection)
        places = [_place(path) for path in paths]
        inside = {place if not selection.follow else (place[0], "") for place in places}
        seen: set[tuple[str, str]] = set()
        for path, (top, below) in zip(paths, places, strict=True):
            commit = merge_base(top, revision, since, "--git") if since else revision
            tree = resolved(top, commit, "tree", "--git")
            self.is_sha256 = len(tree) == 64
            for mode, id, name in blobs(top, tree, below):
                rest = name[len(below) :].lstrip("/")
                if (top, name) in seen or (rest and not self._chosen.has(rest)):
                    continue
                seen.add((top, name))
                target = self._target(top, tree, name, id, inside) if mode == _LINK else id
                if target is not _FOLDER:
                    self.files[joined(path, rest) if rest else path] = RevisionFile(top, target, named=not rest)

    def read(self, path: str, limit: int) -> tuple[bytes, bool]:
        """The first `limit` bytes of a file, and whether there are more. Raises OSError."""
        top, id, _ = self.files[path]
        if id is None:
            raise OSError("symbolic link that leads out of the revision")
        return self._contents_of(top).read(id, limit)

    def close(self) -> None:
        for each in self._contents.values():
            each.close()
        self._contents.clear()

    def _contents_of(self, top: str) -> Contents:
        if top not in self._contents:
            self._contents[top] = Contents(top)
        return self._contents[top]

    def _target(self, top: str, tree: str, name: str, id: str, inside: Collection[tuple[str, str]]) -> str | None:
        """The contents of the file that a link leads to, if it is in the same paths; `_FOLDER` for a folder."""
        target = os.fsdecode(self._contents_of(top).read(id, _LONGEST_TARGET)[0])
        place = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        if place.startswith(("/", "../")) or not any(
            top == other and is_within(f"/{place}", [f"/{below}"]) for other, below in inside
        ):
            return None
        found = list(blobs(top, tree, place))
        if len(found) == 1 and found[0][2] == place:
            return None if found[0][0] == _LINK else found[0][1]
        return _FOLDER if found else None


class _Chosen:
    """Which paths below a root a walk would find: those with an included name, and no hidden or excluded folder."""

    def __init__(self, selection: Selection) -> None:
        self._includes, excludes = chosen_by(selection.include, selection.exclude)
        self._excludes = Ignores(excludes)

    def has(self, path: str) -> bool:
        folder, slash, name = path.rpartition("/")
        above = ""
        for part in folder.split("/") if slash else ():
            if part.startswith(".") or part == "node_modules" or self._excludes.match(above, part, "/"):
                return False
            above += f"{part}/"
        return not name.startswith(".") and self._includes.match(above, name) and not self._excludes.match(above, name)


def _place(path: str) -> tuple[str, str]:
    """The working tree around a path, which need not exist any more, and the path in it. Raises UsageError."""
    real = os.path.realpath(path or ".")
    folder = path or "."
    if not os.path.isdir(folder):
        folder = real
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    top = os.path.realpath(top_of(folder, "--git"))
    return top, "" if real == top else os.path.relpath(real, top)
