"""The files of a catalogue, now or in a git revision, read one by one when they are asked for."""

import hashlib
import os
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.errors import MissingPathError, reason_of
from newscat.files.paths import Selection, beginning, named, pieces
from newscat.files.revisions import Range, Revision
from newscat.index.load.checks import Checks
from newscat.index.load.parse import parsed, unreadable
from newscat.index.load.rows import finding
from newscat.index.load.written import record_of
from newscat.index.source import Source

Entry = Record | Finding | None
"""A file: an article, why it should be one but cannot be read, or None if it is not an article."""


class Snapshot(Mapping[str, Entry]):
    """The files of a catalogue at one moment, by their paths."""

    def __init__(self, checks: Checks, paths: Collection[str]) -> None:
        self._checks = checks
        self._paths = paths
        self.notes: list[str] = []
        """Messages for the user about the files that were read, one line each."""

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self._paths  # Mapping's own would read the file

    @abstractmethod
    def blob(self, path: str) -> str | None:
        """The id that git gives the contents of a file; None if it cannot be read."""

    def _entry(self, key: str, path: str, data: bytes, *, named: bool, is_cut: bool) -> Entry:
        """The file at `key`, from the beginning of its bytes."""
        limits = self._checks.limits
        if is_cut:
            self.notes.append(f"{path!r}: only the first {limits.file:,} bytes were read")
        try:
            front = parse(data, limits)
        except FrontMatterError:
            named, front = True, None
        if front is not None:
            return record_of(key, front, self._checks.table)
        found = parsed(path, data, self._checks, named=True, is_cut=is_cut).findings if named else ()
        return finding(path, found[0]) if found else None

    def is_same(self, other: "Snapshot", path: str) -> bool:
        """Whether the file has the same bytes in the other snapshot; both have it."""
        blob = self.blob(path)
        return blob is not None and blob == other.blob(path)


class _File(NamedTuple):
    """A file: its path as it is printed, whether the user named it, and why it cannot be read."""

    path: str
    named: bool = False
    message: str = ""


class FolderSnapshot(Snapshot):
    """The files of a source as they are now, by their paths below their roots.

    `printed`: by their paths as they are printed. `name`: the path of the one file. `sha256`: how the repository that
    they are compared with hashes.
    """

    def __init__(
        self, source: Source, checks: Checks, *, printed: bool = False, name: str | None = None, sha256: bool = False
    ) -> None:
        self._files: dict[str, _File] = {}
        super().__init__(source.adapted(checks), self._files)
        self._hash = hashlib.sha256 if sha256 else hashlib.sha1
        for folder in source.folders():
            start = 0 if printed else len(folder.base) - len(folder.path)
            found = [(folder.base + each, "") for each, _ in folder.entries]
            for path, message in (*found, *folder.unreadable):
                self._files.setdefault(name or path[start:], _File(path, folder.named, message))

    def __getitem__(self, key: str) -> Entry:
        path, named, message = self._files[key]
        if message:
            return _unreadable(path, message)
        try:
            data, is_cut = beginning(path, self._checks.limits.file)
        except FileNotFoundError:
            return None
        except OSError as error:
            return _unreadable(path, reason_of(error))
        return self._entry(key, path, data, named=named, is_cut=is_cut)

    def blob(self, path: str) -> str | None:
        file = self._files[path].path
        try:
            digest = self._hash(b"blob %d\0" % os.stat(file).st_size, usedforsecurity=False)
            for piece in pieces(file):
                digest.update(piece)
        except OSError:
            return None
        return digest.hexdigest()


class RevisionSnapshot(Snapshot):
    """The files of a git revision, by their paths as they are printed."""

    def __init__(self, revision: Revision, checks: Checks) -> None:
        super().__init__(checks, revision.files)
        self._revision = revision

    def __getitem__(self, key: str) -> Entry:
        path = f"{self._revision.name}:{key}"  # as git names it
        try:
            data, is_cut = self._revision.read(key, self._checks.limits.file)
        except OSError as error:
            return _unreadable(path, reason_of(error))
        return self._entry(key, path, data, named=self._revision.files[key].named, is_cut=is_cut)

    def blob(self, path: str) -> str | None:
        return self._revision.files[path].id


def _unreadable(path: str, message: str) -> Finding:
    return finding(path, unreadable(path, message)[0])


def folder_snapshots(old: str, new: str, selection: Selection, checks: Checks) -> tuple[Snapshot, Snapshot]:
    """Two folders, or two files, which have the same path then. Raises MissingPathError."""
    sources = [Source(named([path]), selection) for path in (old, new)]
    name = None if any(source.roots[0].is_folder for source in sources) else new
    before, after = (FolderSnapshot(source, checks, name=name) for source in sources)
    return before, after


@contextmanager
def revision_snapshots(
    revisions: Range, paths: Sequence[str], selection: Selection, checks: Checks
) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Two versions of the files at and below `paths`, which need not exist any more.

    Raises UsageError, and MissingPathError for a path that is neither there nor in a revision.
    """
    existing = [path for path in paths if os.path.exists(path or ".")]
    source = Source(named(filter(None, existing)), selection) if existing else Source(files=())
    checks = source.adapted(checks)
    with ExitStack() as stack:
        old = Revision(revisions.old, paths, selection, since=revisions.new if revisions.since_common else None)
        stack.callback(old.close)
        new: Snapshot
        if revisions.new is not None:
            later = Revision(revisions.new, paths, selection)
            stack.callback(later.close)
            new = RevisionSnapshot(later, checks)
        else:
            new = FolderSnapshot(source, checks, printed=True, sha256=old.is_sha256)
        before = RevisionSnapshot(old, checks)
        for path in paths:
            inside = path if not path or path.endswith("/") else f"{path}/"
            if path not in existing and not any(name == path or name.startswith(inside) for name in (*before, *new)):
                raise MissingPathError(f"no such file or folder, now or in the revisions: {path!r}")
        yield before, new
