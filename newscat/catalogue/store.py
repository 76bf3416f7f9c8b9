"""Where an index lives: in memory, or in one file of the user's cache folder.

A cache only makes the answer come sooner. One that is of another version, damaged, locked or not
writable is made anew or gone around, never an error: `CacheTrouble` says why.
"""

import json
import os
import sqlite3
import stat
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from newscat.catalogue.files import Root, Selection
from newscat.catalogue.schema import APPLICATION, TABLES, VERSION

# Another command that writes is waited for so long (seconds); then the answer comes without the cache.
PATIENCE = 2.0
_SUFFIX = ".sqlite3"


class CacheTrouble(Exception):
    """The cache file cannot be used; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a cache is of: these folders, read with this selection."""

    roots: tuple[str, ...]
    selection: Selection

    @classmethod
    def of(cls, roots: Sequence[Root], selection: Selection) -> "Key":
        return cls(tuple(root.real for root in roots), selection)

    def text(self) -> str:
        """JSON; equal for equal keys."""
        chosen = self.selection
        parts = {"roots": self.roots, "include": chosen.include, "exclude": chosen.exclude}
        return json.dumps(parts | {"ignore_files": chosen.ignore_files}, sort_keys=True)

    def file_name(self) -> str:
        return blake2b(self.text().encode(), digest_size=12).hexdigest() + _SUFFIX


def folder(environ: Mapping[str, str] = os.environ) -> str:
    """The cache folder: NEWSCAT_CACHE_DIR, else the user's cache folder of this system."""
    if chosen := environ.get("NEWSCAT_CACHE_DIR"):
        return os.path.abspath(os.path.expanduser(chosen))
    from platformdirs import user_cache_dir  # 6 ms, spared to whoever chose a folder

    return user_cache_dir("newscat", appauthor=False)


def caches(where: str) -> list[str]:
    """The cache files in a folder, sorted; none where there is no folder."""
    try:
        names = sorted(os.listdir(where))
    except OSError:
        return []
    return [os.path.join(where, name) for name in names if name.endswith(_SUFFIX)]


def in_memory() -> sqlite3.Connection:
    """An empty index that ends with the process."""
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    make_tables(db)
    return db


def open_file(path: str) -> sqlite3.Connection:
    """The cache at `path`, made with its folder where there is none, emptied where it is of another version.

    Raises CacheTrouble.
    """
    try:
        _make_file(path)
        try:
            return _opened(path)
        except (sqlite3.DatabaseError, CacheTrouble) as error:
            if _is_busy(error) or not os.access(os.path.dirname(path), os.W_OK):
                raise
        remove(path)  # damaged, or of another version
        _make_file(path)
        return _opened(path)
    except (OSError, sqlite3.Error) as error:
        raise CacheTrouble(getattr(error, "strerror", None) or str(error)) from None


def open_readable(path: str) -> sqlite3.Connection | None:
    """The cache at `path` to read from, None where there is none that can be used."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        db = _opened(path)
    except (OSError, sqlite3.Error, CacheTrouble):
        return None
    if is_loaded(db):
        return db
    db.close()
    return None


def _make_file(path: str) -> None:
    """Only its owner may read the cache, and nothing is written through a symbolic link."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise CacheTrouble(f"{path} is no regular file")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            os.close(os.open(path, flags, 0o600))
        except FileExistsError:  # another command made it meanwhile
            pass


def _opened(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        [application] = db.execute("PRAGMA application_id").fetchone()
        [version] = db.execute("PRAGMA user_version").fetchone()
        if (application, version) == (0, 0) and not db.execute("SELECT 1 FROM sqlite_schema").fetchone():
            return db  # new: the first load makes the tables
        if (application, version) != (APPLICATION, VERSION):
            raise CacheTrouble(f"version {version} of the index, this is {VERSION}")
    except BaseException:
        db.close()
        raise
    return db


def begin_load(db: sqlite3.Connection) -> None:
    """Before the first load, which either commits or leaves an empty file: nothing need be synced on the way."""
    db.execute("PRAGMA page_size = 8192")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")  # KiB


def end_load(db: sqlite3.Connection) -> None:
    """Ready for readers beside one writer (WAL)."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")


def is_loaded(db: sqlite3.Connection) -> bool:
    """Whether the tables are there: they come in one transaction with what is in them."""
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'folders'").fetchone() is not None


def make_tables(db: sqlite3.Connection) -> None:
    """The schema, in the transaction that is open."""
    for statement in TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def remove(path: str) -> None:
    """Delete a cache file and what SQLite keeps beside it."""
    for name in (path, f"{path}-wal", f"{path}-shm", f"{path}-journal"):
        try:
            os.unlink(name)
        except FileNotFoundError:
            pass


def size(path: str) -> int:
    """Bytes on disk, with what SQLite keeps beside the file."""
    total = 0
    for name in (path, f"{path}-wal", f"{path}-journal"):
        try:
            total += os.stat(name).st_size
        except OSError:
            pass
    return total


def mark_used(path: str) -> None:
    """The file's mtime is when it was last used."""
    try:
        os.utime(path)
    except OSError:
        pass


def meta(db: sqlite3.Connection, name: str) -> str | None:
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def set_meta(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def note_refresh(db: sqlite3.Connection, key: Key | None) -> None:
    """Remember of what the index is, and when its files were last compared with it."""
    set_meta(db, "refreshed", str(time.time_ns()))
    if key is not None:
        set_meta(db, "key", key.text())


def _is_busy(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
