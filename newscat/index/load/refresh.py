"""Bring the index up to date: read files that are new or changed, and remove files that are gone.

This is a merge of two streams, folder by folder. A folder with the stored digest is unchanged; in other folders the
files are compared by their signatures.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import NamedTuple

from newscat.article.record import last_part
from newscat.article.values import INTEGERS
from newscat.files.paths import Folder, Signature
from newscat.files.walk import Share
from newscat.index.cache.database import (
    begin_load,
    end_load,
    is_loaded,
    make_tables,
    meta,
    note_no_change,
    note_refresh,
    others_writes,
    set_meta,
)
from newscat.index.ids import connect, find_clashes
from newscat.index.load.checks import Checks
from newscat.index.load.parallel_walk import WORTHWHILE, ParallelWalk, digest
from newscat.index.load.rows import Parsed
from newscat.index.load.workers import Job, read_all
from newscat.index.load.writer import Writer, make_indexes, restored, storable
from newscat.index.source import Source

# A file that changed within this time (ns) before the scan may change again without another timestamp: it is read again
# next time, like git's "racily clean" files. File systems have a resolution of up to 10 ms; some store whole seconds
# (FAT: two seconds).
_TICK = 50_000_000
_COARSE = 2_000_000_000
_UNTRUSTED = (None, None, None, None)

# Called with the number of files that have been read.
Progress = Callable[[int], None]


def no_progress(read: int) -> None:
    """Ignore the progress."""


class _StoredFolder(NamedTuple):
    """A folder in the index."""

    id: int
    digest: bytes | None
    checks: int | None


# A file that is being read: the id of its folder, its name, and its signature if that can be trusted.
_FoundFile = tuple[int, str, tuple[int | None, ...]]


class Refresh:
    """One comparison of the files with the index. Afterwards `read` and `gone` are the numbers of changed files."""

    def __init__(
        self,
        db: sqlite3.Connection,
        source: Source,
        numbers: dict[str, int],
        checks: Checks,
        progress: Progress = no_progress,
    ) -> None:
        self._db = db
        self._source = source
        self._roots = numbers
        self._checks = checks
        self._progress = progress
        self._started = time.time_ns()
        self._writer: Writer | None = None
        self._checks_id: int | None = None
        self._known: dict[tuple[int, str], _StoredFolder] = {}
        self._new: dict[tuple[int, str], int] = {}
        self._seen: set[tuple[int, str]] = set()
        self._others_writes = 0
        self._unsure: set[int] = set()
        self._unreadable: set[tuple[int, str, str, str]] = set()
        self.links: list[str] = []
        """Links to folders that were not followed."""
        self.read = self.gone = 0

    def run(self) -> None:
        """Bring the index up to date in one transaction; after an error it is as before."""
        try:
            is_first = not is_loaded(self._db)
            if is_first:
                begin_load(self._db)
                self._begin("EXCLUSIVE")
                is_first = not is_loaded(self._db)  # another command may have loaded it meanwhile
            if is_first:
                make_tables(self._db)
            self._take()
            if is_first:
                make_indexes(self._db)
            if self._db.in_transaction:
                connect(self._db, list(self._roots))
                if self._writer is not None:
                    find_clashes(self._db, self._writer.first)
                key = self._source.key(self._checks)
                note_refresh(self._db, key.text() if key else None, self._started)
                self._db.execute("COMMIT")
            else:
                note_no_change(self._db, self._started)
            end_load(self._db)
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _begin(self, how: str = "IMMEDIATE") -> None:
        """Lock the index for other writers, and read the folders again if another command has written to it."""
        if self._db.in_transaction:
            return
        self._db.execute(f"BEGIN {how}")
        if self._others_writes != others_writes(self._db) and is_loaded(self._db):
            self._look()

    def _look(self) -> None:
        """Read the folders that are in the index."""
        self._others_writes = others_writes(self._db)
        self._known = {
            (root, restored(path)): _StoredFolder(id, digest, checks)
            for id, root, path, digest, checks in self._db.execute("SELECT id, root, path, digest, checks FROM folders")
        }

    def _take(self) -> None:
        self._look()
        self._checks_id = self._find_checks()
        # Closing ends the workers, also after an error.
        with closing(read_all(self._jobs(), self._checks)) as results:
            for done, (place, parsed) in enumerate(results, 1):
                self._keep(place, parsed)
                self._progress(done)
                self.read = done
        self._forget([self._known[place] for place in self._known.keys() - self._seen])
        if self._writer is not None:
            self._writer.flush()
        self._db.executemany("UPDATE folders SET digest = NULL WHERE id = ?", [(id,) for id in self._unsure])
        self._keep_unreadable()

    def _keep(self, place: _FoundFile, parsed: Parsed | None) -> None:
        """Add the result of reading a file. A file that was deleted since it was listed is not added."""
        folder, name, signature = place
        # It may become readable without another signature: too many open files, a missing disk, another user.
        is_unsure = parsed is None or (
            parsed.row is None and any(row.name == "unreadable-file" for row in parsed.findings)
        )
        if is_unsure:
            self._unsure.add(folder)
        if parsed is not None:
            trusted = _UNTRUSTED if is_unsure else signature
            self._writing().add(folder, name, trusted, self._checks_id, parsed)

    def _folders(self) -> Iterator[Folder]:
        """The folders. If other processes have walked them, only the changed ones."""
        [files] = self._db.execute("SELECT coalesce(max(id), 0) FROM files").fetchone()
        root = self._source.only_root()
        if root is None or files < WORTHWHILE:
            yield from self._source.folders()
            return
        walk = ParallelWalk(root, self._source.selection)
        changed: set[str] = set()
        try:
            yield from self._source.folders(walk.share)
            for share, found in walk.found():
                if found is None:
                    yield from self._source.folders(share)
                else:
                    changed.update(path for path, seen in found if not self._is_done(path, seen))
        finally:
            walk.end()
        changed.update(path for _, path in self._known.keys() - self._seen)  # they may be gone
        if changed:
            yield from self._source.folders(Share(only=frozenset(changed)))

    def _is_done(self, path: str, seen: bytes | None) -> bool:
        """Whether a folder that another process has walked is unchanged; it is then done."""
        stored = self._known.get((0, path))
        if stored is None or seen is None or not self._is_unchanged(stored, seen):
            return False
        self._seen.add((0, path))
        return True

    def _is_unchanged(self, stored: _StoredFolder, seen: bytes) -> bool:
        return seen == stored.digest and self._are_checked(stored.checks)

    def _jobs(self) -> Iterator[tuple[_FoundFile, Job]]:
        """The files to read."""
        for folder in self._folders():
            place = (self._root(folder), folder.path)
            self._note(folder, place)
            if not folder.entries:
                continue
            self._seen.add(place)
            stored = self._known.get(place)
            seen = digest(folder)
            if stored and self._is_unchanged(stored, seen):
                continue
            self._begin()
            stored = self._known.get(place)
            stale = self._stale(folder, stored)
            settled = all(self._is_settled(signature) for _, signature in folder.entries)
            id = self._folder(place, stored, seen if settled else None)
            for name, signature in stale:
                trusted = signature if settled or self._is_settled(signature) else _UNTRUSTED
                yield (id, name, trusted), (folder.base + name, folder.named)

    def _note(self, folder: Folder, place: tuple[int, str]) -> None:
        """Note what could not be read, with its path below its root."""
        self.links += folder.links
        base = len(folder.base) - len(folder.path)
        for path, message in folder.unreadable:
            above, slash, name = path[base:].rpartition("/")
            self._unreadable.add((place[0], storable(above + slash), storable(name), storable(message)))

    def _keep_unreadable(self) -> None:
        if self._unreadable != set(self._db.execute("SELECT root, folder, name, message FROM unreadable")):
            self._begin()
            self._db.execute("DELETE FROM unreadable")
            self._db.executemany("INSERT INTO unreadable VALUES (?, ?, ?, ?)", sorted(self._unreadable))

    def _stale(self, folder: Folder, stored: _StoredFolder | None) -> list[tuple[str, Signature]]:
        """The files of a folder that must be read. Removes their old contents, and files that are gone."""
        if stored is None:
            return list(folder.entries)
        sql = "SELECT stem, suffix, id, checks, size, mtime_ns, ctime_ns, inode FROM files WHERE folder = ?"
        before = {
            restored(stem + suffix): (id, checks, tuple(signature))
            for stem, suffix, id, checks, *signature in self._db.execute(sql, (stored.id,))
        }
        stale = []
        for name, signature in folder.entries:
            old = before.get(name)
            if old is not None and old[2] == signature and self._are_checked(old[1]):
                del before[name]
            else:
                stale.append((name, signature))
        self._writing().remove(id for id, _, _ in before.values())
        self.gone += len(before) - sum(name in before for name, _ in stale)
        return stale

    def _folder(self, place: tuple[int, str], stored: _StoredFolder | None, seen: bytes | None) -> int:
        """Store a folder; its id."""
        if stored is not None:
            # Files that are not read again keep their checks: the same or more.
            values = (seen, self._checks_id if self._checks.rules else None, stored.id)
            self._db.execute("UPDATE folders SET digest = ?, checks = ? WHERE id = ?", values)
            return stored.id
        if place in self._new:  # a folder of named files may occur several times
            return self._new[place]
        root, path = place
        stored_path = storable(path)
        values_new = (root, stored_path, last_part(stored_path[:-1]), seen, self._checks_id)
        sql = "INSERT INTO folders (root, path, name, digest, checks) VALUES (?, ?, ?, ?, ?)"
        found = self._db.execute(sql, values_new)
        assert found.lastrowid is not None
        self._new[place] = found.lastrowid
        return found.lastrowid

    def _forget(self, gone: list[_StoredFolder]) -> None:
        for folder in gone:
            self._begin()
            files = self._db.execute("SELECT id FROM files WHERE folder = ?", (folder.id,)).fetchall()
            self._writing().remove(id for (id,) in files)
            self.gone += len(files)
            self._db.execute("DELETE FROM folders WHERE id = ?", (folder.id,))

    def _writing(self) -> Writer:
        if self._writer is None:
            self._begin()
            self._writer = Writer(self._db, self._checks.table)
        return self._writer

    def _root(self, folder: Folder) -> int:
        """The number of the folder's root; for named files, each folder is a root."""
        base = folder.base[: len(folder.base) - len(folder.path)]
        return self._roots.setdefault(base, max(self._roots.values(), default=-1) + 1)

    def _find_checks(self) -> int | None:
        """The number of these checks in the index; None for reading without rules."""
        if not self._checks.rules:
            return None
        wanted = self._checks.key
        number, key = _last_checks(self._db)
        if key != wanted:
            self._begin()
            number, key = _last_checks(self._db)  # another command may have changed it meanwhile
        if key != wanted:
            number += 1
            set_meta(self._db, "checks", f"{number} {wanted}")
        return number

    def _are_checked(self, checks: int | None) -> bool:
        return self._checks_id is None or checks == self._checks_id

    def _is_settled(self, signature: Signature) -> bool:
        """Whether a change after the scan would change the signature: git's rule for "racily clean" files."""
        ctime = signature[2]
        margin = _TICK if ctime % 1_000_000_000 else _COARSE
        # SQLite cannot store nanoseconds after the year 2262: such a file is read each time.
        return ctime < self._started - margin and max(signature) in INTEGERS


def are_all_checked(db: sqlite3.Connection, checks: Checks) -> bool:
    """Whether every file in the index has been checked with these checks."""
    number, key = _last_checks(db)
    sql = "SELECT 1 FROM folders WHERE checks IS NOT ?"
    return not checks.rules or (key == checks.key and db.execute(sql, (number,)).fetchone() is None)


def _last_checks(db: sqlite3.Connection) -> tuple[int, str]:
    """Number and key of the last checks."""
    number, _, key = (meta(db, "checks") or "0").partition(" ")
    return int(number), key
