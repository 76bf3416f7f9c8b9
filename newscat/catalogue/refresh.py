"""The files against the index: read what is new or changed, forget what is gone.

A merge of two streams, folder by folder. A folder whose digest is the stored one is done with
after one comparison; in another the files are compared by their signatures.
"""

import marshal
import sqlite3
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from newscat.catalogue.files import Folder, Signature
from newscat.catalogue.ingest import Checks
from newscat.catalogue.store import Key, begin_load, end_load, is_loaded, make_tables, note_refresh
from newscat.catalogue.workers import THRESHOLD, Job, read_all
from newscat.catalogue.writer import Writer, make_indexes, restored, storable

# A file touched so shortly before the scan (ns) may change again and keep its times: it is read
# again next time, as git does with "racily clean" files. File systems tick in up to 10 ms, those
# that store whole seconds (FAT: two) in that.
_TICK = 50_000_000
_COARSE = 2_000_000_000
_UNTRUSTED = (None, None, None, None)

Progress = Callable[[int], None]


class _Known(NamedTuple):
    """A folder in the index."""

    id: int
    digest: bytes | None
    checks: int | None


class _Place(NamedTuple):
    """Where a file that is being read belongs."""

    folder: int
    name: str
    signature: Signature


class Refresh:
    """One comparison of the files with the index. `changed` says whether anything was written."""

    def __init__(
        self,
        db: sqlite3.Connection,
        roots: "dict[str, int]",
        checks: Checks,
        checks_key: str | None,
        progress: Progress = lambda done: None,
        threshold: int = THRESHOLD,
    ) -> None:
        self._db = db
        self._roots = roots
        self._checks = checks
        self._checks_key = checks_key
        self._progress = progress
        self._threshold = threshold
        self._started = time.time_ns()
        self._writer: Writer | None = None
        self._checks_id: int | None = None
        self._vanished: set[int] = set()
        self._new: dict[tuple[int, str], int] = {}
        self.changed = False

    def run(self, folders: Iterator[Folder], key: Key | None) -> None:
        """Bring the index up to date, in one transaction; on any error it stays as it was."""
        try:
            if not is_loaded(self._db):
                begin_load(self._db)
                self._begin("EXCLUSIVE")
                make_tables(self._db)
                self._take(folders)
                make_indexes(self._db)
            else:
                self._take(folders)
            if self._db.in_transaction:
                note_refresh(self._db, key)
                self._db.execute("COMMIT")
            end_load(self._db)
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _begin(self, how: str = "IMMEDIATE") -> None:
        if not self._db.in_transaction:
            self._db.execute(f"BEGIN {how}")
            self.changed = True

    def _take(self, folders: Iterator[Folder]) -> None:
        known = {
            (root, restored(path)): _Known(id, digest, checks)
            for id, root, path, digest, checks in self._db.execute("SELECT id, root, path, digest, checks FROM folders")
        }
        self._checks_id = self._find_checks()
        done = 0
        for place, parsed in read_all(self._jobs(folders, known), self._checks, self._threshold):
            if parsed is None:
                self._vanished.add(place.folder)  # gone since it was listed: as if it had never been there
            else:
                trusted = place.signature if self._is_settled(place.signature) else _UNTRUSTED
                self._writing().add(place.folder, place.name, trusted, self._checks_id, parsed)
            done += 1
            self._progress(done)
        self._forget(list(known.values()))
        if self._writer is not None:
            self._writer.flush()
        self._db.executemany("UPDATE folders SET digest = NULL WHERE id = ?", [(id,) for id in self._vanished])

    def _jobs(self, folders: Iterator[Folder], known: dict[tuple[int, str], _Known]) -> Iterator[tuple[_Place, Job]]:
        """The files to read. Takes from `known` what is still there."""
        for folder in folders:
            if not folder.entries:
                continue
            place = (self._root(folder), folder.path)
            stored = known.pop(place, None)
            seen = digest(folder)
            if stored and seen == stored.digest and self._are_checked(stored.checks):
                continue
            self._begin()
            stale = self._stale(folder, stored)
            id = self._folder(place, stored, seen if self._all_settled(folder) else None)
            for name, signature in stale:
                yield _Place(id, name, signature), Job(folder.base + name, folder.named)

    def _stale(self, folder: Folder, stored: _Known | None) -> list[tuple[str, Signature]]:
        """The files of a folder that must be read; forgets what they were, and those that are gone."""
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
        return stale

    def _folder(self, place: tuple[int, str], stored: _Known | None, seen: bytes | None) -> int:
        """Note a folder as it is now; its id."""
        if stored is not None:
            # Files that were not read again keep the checks they had: those wanted, or better ones.
            values = (seen, self._checks_id if self._checks.rules else None, stored.id)
            self._db.execute("UPDATE folders SET digest = ?, checks = ? WHERE id = ?", values)
            return stored.id
        if place in self._new:  # files that were named come folder by folder, as they were named
            return self._new[place]
        root, path = place
        values_new = (root, storable(path), seen, self._checks_id)
        found = self._db.execute("INSERT INTO folders (root, path, digest, checks) VALUES (?, ?, ?, ?)", values_new)
        assert found.lastrowid is not None
        self._new[place] = found.lastrowid
        return found.lastrowid

    def _forget(self, gone: list[_Known]) -> None:
        for folder in gone:
            self._begin()
            files = self._db.execute("SELECT id FROM files WHERE folder = ?", (folder.id,)).fetchall()
            self._writing().remove(id for (id,) in files)
            self._db.execute("DELETE FROM folders WHERE id = ?", (folder.id,))

    def _writing(self) -> Writer:
        if self._writer is None:
            self._begin()
            self._writer = Writer(self._db)
        return self._writer

    def _root(self, folder: Folder) -> int:
        """The number of the folder's root; files named themselves have one for each folder they lie in."""
        base = folder.base[: len(folder.base) - len(folder.path)]
        return self._roots.setdefault(base, max(self._roots.values(), default=-1) + 1)

    def _find_checks(self) -> int | None:
        """The number under which the index knows these checks; None for reading alone."""
        if not self._checks.rules or self._checks_key is None:
            return None
        sql = "SELECT value FROM meta WHERE name = 'checks'"
        found = self._db.execute(sql).fetchone()
        number, text = found[0].split(" ", 1) if found else ("0", "")
        if text == self._checks_key:
            return int(number)
        self._begin()
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('checks', ?)", (f"{int(number) + 1} {self._checks_key}",))
        return int(number) + 1

    def _are_checked(self, checks: int | None) -> bool:
        return self._checks_id is None or checks == self._checks_id

    def _all_settled(self, folder: Folder) -> bool:
        return all(self._is_settled(signature) for _, signature in folder.entries)

    def _is_settled(self, signature: Signature) -> bool:
        """Whether a change after the scan would show: git's rule for "racily clean" files."""
        ctime = signature[2]
        margin = _TICK if ctime % 1_000_000_000 else _COARSE
        return ctime < self._started - margin


def digest(folder: Folder) -> bytes:
    """128 bits of a folder's names and signatures. marshal's version 2: later ones depend on how often a string is held."""
    return blake2b(marshal.dumps(list(folder.entries), 2), digest_size=16).digest()
