"""Where an index lives: in memory, or in one file of the user's cache folder.

A cache only makes the answer come sooner. One that is of another version, damaged, locked or not
writable is made anew or gone around, never an error: `CacheError` says why.
"""

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

from newscat.article.frontmatter import READER, Limits
from newscat.files.paths import Root, Selection
from newscat.index.cache import seal
from newscat.index.schema import APPLICATION, TABLE_OF_FIELDS, TABLES, VERSION
from newscat.version import __version__

_MADE_BY = f"{__version__} ({READER}, fields {crc32(TABLE_OF_FIELDS.encode()):08x})"

# Another command that writes is waited for so long (seconds); then the answer comes without the cache.
PATIENCE = 2.0
_SUFFIX = ".sqlite3"
# What SQLite keeps beside the cache.
_BESIDE = ("-wal", "-shm", "-journal")
# Of the journal beside the cache no more is kept (bytes): after a refresh of everything it is as large as the cache.
_JOURNAL = 16 * 1024 * 1024
# From here on it is brought into the file though others are reading.
_LONG_JOURNAL = 8 * 1024 * 1024
# What is wrong with the machine, not with the cache: another writer, rights, memory, a full or broken disk.
_OUTSIDE = frozenset((
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT,
))  # fmt: skip
_BROKEN = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
# What reading a damaged cache can raise: SQLite sees most of it, some shows in the values alone.
Damage = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, ArithmeticError)


class DamagedError(ValueError):
    """Somebody else has written to the cache file; what is in it cannot be trusted."""


class CacheError(Exception):
    """The cache file cannot be used; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class CacheKey:
    """What a cache is of: these folders, read with this selection, within these limits."""

    roots: tuple[str, ...]
    selection: Selection
    limits: Limits = Limits()

    @classmethod
    def of(cls, roots: Sequence[Root], selection: Selection, limits: Limits = Limits()) -> "CacheKey":
        return cls(tuple(root.real for root in roots), selection, limits)

    def text(self) -> str:
        """JSON; equal for equal keys."""
        chosen = self.selection
        parts: dict[str, object] = {"roots": self.roots, "include": chosen.include, "exclude": chosen.exclude}
        parts |= {"ignore_files": chosen.ignore_files, "limits": self.limits}
        return json.dumps(parts, sort_keys=True)

    def file_name(self) -> str:
        return blake2b(self.text().encode(), digest_size=12).hexdigest() + _SUFFIX


def folder(environ: Mapping[str, str] = os.environ) -> str | None:
    """The cache folder: NEWSCAT_CACHE_DIR, else the user's cache folder of this system.

    None where there is no telling: a relative path from a working directory that is gone, a user without a home.
    """
    chosen = environ.get("NEWSCAT_CACHE_DIR")
    try:
        if chosen:
            return os.path.abspath(os.path.expanduser(chosen))
        from platformdirs import user_cache_dir  # 6 ms, spared to whoever chose a folder

        found = user_cache_dir("newscat", appauthor=False)
    except (OSError, RuntimeError):
        return None
    return found if os.path.isabs(found) else None


def caches(where: str) -> list[str]:
    """The cache files in a folder, sorted; none where there is no folder."""
    try:
        names = sorted(os.listdir(where))
    except OSError:
        return []
    return [os.path.join(where, name) for name in names if name.endswith(_SUFFIX)]


def in_memory() -> sqlite3.Connection:
    """A place for an index that ends with the process; the first load makes its tables."""
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def open_file(path: str) -> sqlite3.Connection:
    """The cache at `path`, made with its folder where there is none, emptied where it is of another version.

    Raises CacheError, DamagedError.
    """
    try:
        _make_file(path)
        try:
            return _opened(path)
        except (sqlite3.Error, CacheError) as error:
            if isinstance(error, sqlite3.Error) and not is_damage(error):
                raise
        remove(path)  # damaged, or of another version
        _make_file(path)
        return _opened(path)
    except (OSError, sqlite3.Error) as error:
        raise CacheError(getattr(error, "strerror", None) or str(error)) from None


def open_readable(path: str) -> sqlite3.Connection | None:
    """The cache at `path` to read from, None where there is none that can be used. To be closed with `close`."""
    try:
        if not _is_ours(os.lstat(path)):
            return None
        db = _opened(path)
    except (OSError, sqlite3.Error, CacheError, DamagedError):
        return None
    if is_loaded(db):
        return db
    db.close()
    return None


def writing(db: sqlite3.Connection, path: str) -> AbstractContextManager[None]:
    """Around a refresh: the file is sealed afterwards where it is written to itself, as in a first load, and not
    its journal. Raises CacheError where another command is at it."""
    if is_loaded(db) and db.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return nullcontext()
    return _sealed(path, lambda: not is_loaded(db))


@contextmanager
def _sealed(path: str, is_new: Callable[[], bool]) -> Iterator[None]:
    try:
        with seal.broken(path, PATIENCE, is_new):
            yield
    except seal.BusyError as error:
        raise CacheError(str(error)) from None


def settle(db: sqlite3.Connection, path: str) -> None:
    """Bring a long journal into the file, where no other command is just doing so."""
    with suppress(OSError, sqlite3.OperationalError, seal.BusyError):
        if os.stat(f"{path}-wal").st_size > _LONG_JOURNAL:
            with seal.broken(path, 0):
                db.execute("PRAGMA wal_checkpoint(PASSIVE)")


def close(db: sqlite3.Connection, path: str, patience: float = PATIENCE) -> None:
    """Let go of the cache; who is the last to do so brings the journal into the file. Never raises."""
    try:
        with seal.broken(path, patience):
            db.close()
    except (OSError, sqlite3.Error, seal.BusyError):
        with suppress(sqlite3.Error):
            db.close()


def _make_file(path: str) -> None:
    """Only its owner may read the cache, and nothing is written through a symbolic link."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            raise CacheError(f"{path} is no regular file")
        if _is_ours(status):
            return
        os.unlink(path)  # another user's answers are not ours; one that may not be deleted is an OSError
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(FileExistsError):  # another command made it meanwhile
        os.close(os.open(path, flags, 0o600))


def check_beside(path: str) -> None:
    """Raises sqlite3.OperationalError where a named pipe, a link or a folder is in the place of a journal: SQLite
    would wait for it for ever. That is damage: what is there is removed, if it can be."""
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(os.lstat(path + suffix).st_mode):
                raise sqlite3.OperationalError(f"{path}{suffix} is no regular file")


def _is_ours(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()


def _opened(path: str) -> sqlite3.Connection:
    """Raises CacheError where it is of another version, sqlite3.Error."""
    check_beside(path)
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
        db.execute("PRAGMA wal_autocheckpoint = 0")  # the file itself is written to by `settle` and `close` alone
        _check_version(db)
        if is_loaded(db):
            _check_seal(path)
    except BaseException:
        close(db, path)
        raise
    return db


def _check_version(db: sqlite3.Connection) -> None:
    """An empty file will do: the first load makes the tables. Raises CacheError."""
    [application] = db.execute("PRAGMA application_id").fetchone()
    [version] = db.execute("PRAGMA user_version").fetchone()
    if (application, version) == (0, 0) and not db.execute("SELECT 1 FROM sqlite_schema").fetchone():
        return
    if (application, version) != (APPLICATION, VERSION):
        raise CacheError(f"version {version} of the index, this is {VERSION}")
    # Into the same tables another newscat may have read something else than this one would.
    if (made_by := meta(db, "version")) != _MADE_BY:
        raise CacheError(f"made by newscat {made_by}, this is {_MADE_BY}")


def _check_seal(path: str) -> None:
    """Raises DamagedError where somebody else has written to the file, CacheError where who wrote it was killed."""
    if not seal.is_whole(path, PATIENCE):
        if seal.is_missing(path):
            raise CacheError("its writer did not come to an end")
        raise DamagedError(f"{path} is not as newscat left it")


def begin_load(db: sqlite3.Connection) -> None:
    """Before the first load, which either commits or leaves an empty file: nothing need be synced on the way."""
    db.execute("PRAGMA page_size = 8192")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")  # KiB


def end_load(db: sqlite3.Connection) -> None:
    """Ready for readers beside one writer (WAL)."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
        # Another command is reading, or it may not be written: the next refresh tries again.


def is_loaded(db: sqlite3.Connection) -> bool:
    """Whether the tables are there: they come in one transaction with what is in them."""
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'folders'").fetchone() is not None


def make_tables(db: sqlite3.Connection) -> None:
    """The schema, in the transaction that is open."""
    for statement in TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    set_meta(db, "version", _MADE_BY)


def remove(path: str) -> None:
    """Delete a cache file and what SQLite keeps beside it."""
    for name in (path, *(path + suffix for suffix in _BESIDE), seal.path_of(path)):
        with suppress(FileNotFoundError):
            os.unlink(name)


def size(path: str) -> int:
    """Bytes on disk, with what SQLite keeps beside the file."""
    total = 0
    for name in (path, f"{path}-wal", f"{path}-journal", seal.path_of(path)):
        with suppress(OSError):
            total += os.stat(name).st_size
    return total


def mark_used(path: str) -> None:
    """The mtime of its seal is when a cache was last used."""
    with suppress(OSError):
        os.utime(seal.path_of(path), follow_symlinks=False)


def used(path: str) -> float:
    """When the cache was last used, in seconds since 1970. Raises OSError where there is none."""
    try:
        return os.lstat(seal.path_of(path)).st_mtime
    except FileNotFoundError:
        return os.lstat(path).st_mtime


def others_writes(db: sqlite3.Connection) -> int:
    """A number that is another one when somebody else has written."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def meta(db: sqlite3.Connection, name: str) -> str | None:
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def set_meta(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def note_refresh(db: sqlite3.Connection, key: CacheKey | None, when: int) -> None:
    """Remember of what the index is, and when (ns) the comparison of its files with it began."""
    set_meta(db, "refreshed", str(when))
    if key is not None:
        set_meta(db, "key", key.text())


def note_no_change(db: sqlite3.Connection, when: int) -> None:
    """The same where there was nothing to write: at most once a minute, and never waiting for it. So the
    age of an index is never said too small, and at most a minute too large."""
    if abs(when - int(meta(db, "refreshed") or 0)) < 60_000_000_000:
        return
    db.execute("PRAGMA busy_timeout = 0")
    try:
        set_meta(db, "refreshed", str(when))
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")


def is_of_the_file(error: Exception) -> bool:
    """Whether an answer failed for the cache or the machine; else it is the question or newscat that is wrong, and
    another index would not help. An error without a code is Python's: what it got is no UTF-8."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _OUTSIDE | _BROKEN
    return isinstance(error, DamagedError)


def is_damage(error: Exception) -> bool:
    """Whether making the cache anew would help. An error without a code is Python's: what it got is no UTF-8."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _OUTSIDE
    return isinstance(error, Damage)
