"""The cache file of an index.

A cache only makes answers faster. If it is of another version, damaged, locked or read-only, it is rebuilt or
bypassed, and never an error for the user: `CacheError` is the reason.
"""

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from hashlib import blake2b
from typing import NamedTuple

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.frontmatter import Limits
from newscat.files.paths import Root, Selection
from newscat.index.cache import seal
from newscat.index.cache.database import MADE_BY, Damage, DamagedError, is_damage, is_loaded, meta
from newscat.index.schema import APPLICATION, VERSION

# How long to wait for another command that writes (seconds), before answering without the cache.
PATIENCE = 2.0
_SUFFIX = ".sqlite3"
# The files that SQLite puts beside the cache.
_JOURNALS = ("-wal", "-shm", "-journal")
# Maximum size of the journal that is kept (bytes): after a full refresh it is as large as the cache.
_JOURNAL = 16 * 1024 * 1024
# A longer journal is copied into the file even while others are reading.
_LONG_JOURNAL = 8 * 1024 * 1024


class CacheError(Exception):
    """The cache file cannot be used; `str(error)` is the reason."""


class CacheKey(NamedTuple):
    """What a cache is of: these folders, with this selection, these limits and these fields."""

    roots: tuple[str, ...]
    selection: Selection
    limits: Limits = Limits()
    table: FieldTable = BUILT_IN

    @classmethod
    def of(
        cls, roots: Sequence[Root], selection: Selection, limits: Limits = Limits(), table: FieldTable = BUILT_IN
    ) -> "CacheKey":
        return cls(tuple(root.real for root in roots), selection, limits, table)

    @classmethod
    def parse(cls, text: str) -> "CacheKey | None":
        """The key that `text` wrote; None for anything else."""
        try:
            parts = json.loads(text)
            roots, include, exclude = (tuple(map(str, parts[name])) for name in ("roots", "include", "exclude"))
            *counts, date_order = parts["limits"]
            limits = Limits._make((*map(int, counts), str(date_order)))
            sources, own, separator, is_jekyll = parts["fields"]
            table = FieldTable(
                tuple((str(name), tuple(map(str, read_from))) for name, read_from in sources),
                tuple((str(name), kind, tuple(map(str, read_from))) for name, kind, read_from in own),
                str(separator),
                bool(is_jekyll),
            )
            selection = Selection(include, exclude, *map(bool, (parts["ignore_files"], parts["follow"])))
            return cls(roots, selection, limits, table)
        except (ValueError, KeyError, TypeError):
            return None

    def text(self) -> str:
        """The key as JSON; equal for equal keys."""
        chosen = self.selection
        parts: dict[str, object] = {"roots": self.roots, "include": chosen.include, "exclude": chosen.exclude}
        parts |= {"ignore_files": chosen.ignore_files, "follow": chosen.follow}
        parts |= {"limits": self.limits, "fields": self.table.plain()}
        return json.dumps(parts, sort_keys=True)

    def file_name(self) -> str:
        return blake2b(self.text().encode(), digest_size=12).hexdigest() + _SUFFIX


def folder(environ: Mapping[str, str] = os.environ) -> str | None:
    """The cache folder: NEWSCAT_CACHE_DIR, else the user's cache folder on this system.

    None if it is unknown: a relative path in a working directory that was deleted, a user without a home.
    """
    chosen = environ.get("NEWSCAT_CACHE_DIR")
    try:
        if chosen:
            return os.path.abspath(os.path.expanduser(chosen))
        from platformdirs import user_cache_dir  # takes 6 ms

        found = user_cache_dir("newscat", appauthor=False)
    except (OSError, RuntimeError):
        return None
    return found if os.path.isabs(found) else None


def caches(where: str) -> "list[Cache]":
    """The files in a folder that may be caches, sorted; none if there is no such folder."""
    try:
        names = sorted(os.listdir(where))
    except OSError:
        return []
    return [Cache(os.path.join(where, name)) for name in names if name.endswith(_SUFFIX)]


class Cache:
    """One cache file: how it is opened, written to, sealed, repaired, closed and deleted.

    Each connection that it returns must be closed by `close`.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def refreshed(self, refresh: Callable[[sqlite3.Connection], None]) -> tuple[sqlite3.Connection, bool]:
        """Open the file, make it if necessary, and call `refresh`; whether it was damaged and has been rebuilt.

        Raises CacheError.
        """
        try:
            try:
                return self._refreshed(refresh), False
            except Damage as error:
                if not is_damage(error):
                    raise
                self.remove()
                return self._refreshed(refresh), True
        except (sqlite3.Error, OSError) as error:
            raise CacheError(str(error)) from error

    def _refreshed(self, refresh: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
        db = self._open_or_make()
        try:
            # A write to the journal needs no seal; a first load writes to the file itself.
            writes_journal = is_loaded(db) and db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            with nullcontext() if writes_journal else seal.broken(self.path, PATIENCE, lambda: not is_loaded(db)):
                refresh(db)
            self._shorten_journal(db)
        except BaseException as error:
            self.close(db)
            if isinstance(error, seal.BusyError):
                raise CacheError(str(error)) from None
            raise
        return db

    def readable(self) -> sqlite3.Connection | None:
        """Open the file to read; None if it cannot be used as it is."""
        try:
            if not _is_own(os.lstat(self.path)):
                return None
            db = self._open()
        except (OSError, sqlite3.Error, CacheError, DamagedError):
            return None
        if is_loaded(db):
            return db
        db.close()
        return None

    @contextmanager
    def peek(self) -> Iterator[sqlite3.Connection]:
        """Open the file of any version, without waiting. Raises sqlite3.Error.

        Only SQLite may open it: a process that closes the file otherwise loses the locks of all its connections to
        it (sqlite.org/howtocorrupt.html, 2.2).
        """
        self._check_journals()
        escaped = self.path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        with self.closing(sqlite3.connect(f"file:{escaped}?mode=rw", uri=True, timeout=0)) as db:
            yield db

    @contextmanager
    def closing(self, db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        """Close a connection that only reads. After a command was killed, it may be the last one: then SQLite copies
        the journal into the file, which must be sealed again."""
        try:
            yield db
        finally:
            if os.path.lexists(f"{self.path}-wal"):
                self.close(db, patience=0)
            else:
                db.close()

    def close(self, db: sqlite3.Connection, patience: float = PATIENCE) -> None:
        """Close a connection; the last one copies the journal into the file. Never raises."""
        try:
            with seal.broken(self.path, patience):
                db.close()
        except (OSError, sqlite3.Error, seal.BusyError):
            with suppress(sqlite3.Error):
                db.close()

    def remove(self) -> None:
        """Delete the file, its journals and its seal."""
        for name in (self.path, *(self.path + suffix for suffix in _JOURNALS), seal.path_of(self.path)):
            with suppress(FileNotFoundError):
                os.unlink(name)

    @property
    def is_regular(self) -> bool:
        try:
            return stat.S_ISREG(os.lstat(self.path).st_mode)
        except FileNotFoundError:
            return False

    @property
    def size(self) -> int:
        """Bytes on disk, with the journals and the seal."""
        total = 0
        for name in (self.path, f"{self.path}-wal", f"{self.path}-journal", seal.path_of(self.path)):
            with suppress(OSError):
                total += os.stat(name).st_size
        return total

    @property
    def used(self) -> float:
        """When the cache was last used, in seconds since 1970: the mtime of its seal. Raises OSError."""
        try:
            return os.lstat(seal.path_of(self.path)).st_mtime
        except FileNotFoundError:
            return os.lstat(self.path).st_mtime

    def mark_used(self) -> None:
        with suppress(OSError):
            os.utime(seal.path_of(self.path), follow_symlinks=False)

    def _open_or_make(self) -> sqlite3.Connection:
        """Open the file, empty if it was missing, damaged or of another version. Raises CacheError, DamagedError."""
        try:
            self._make()
            try:
                return self._open()
            except (sqlite3.Error, CacheError) as error:
                if isinstance(error, sqlite3.Error) and not is_damage(error):
                    raise
            self.remove()
            self._make()
            return self._open()
        except sqlite3.Error as error:
            raise CacheError(str(error)) from None
        except OSError as error:
            remedy = "set NEWSCAT_CACHE_DIR to a folder that newscat can write to"
            raise CacheError(f"{os.path.dirname(self.path)}: {error.strerror or error}; {remedy}") from None

    def _make(self) -> None:
        """Make the file, unless it exists. Only its owner may read it; a symbolic link is never written through."""
        try:
            status = os.lstat(self.path)
            if not stat.S_ISREG(status.st_mode):
                raise CacheError(f"{self.path} is not a regular file")
            if _is_own(status):
                return
            os.unlink(self.path)  # another user's file cannot be trusted; OSError if it may not be deleted
        except FileNotFoundError:
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        with suppress(FileExistsError):  # another command has just made it
            os.close(os.open(self.path, flags, 0o600))

    def _open(self) -> sqlite3.Connection:
        """Raises CacheError for another version, DamagedError, sqlite3.Error."""
        self._check_journals()
        db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            db.execute("PRAGMA wal_autocheckpoint = 0")  # only `_shorten_journal` and `close` write to the file
            _check_version(db)
            if is_loaded(db):
                self._check_seal()
        except BaseException:
            self.close(db)
            raise
        return db

    def _check_seal(self) -> None:
        if not seal.is_whole(self.path, PATIENCE):
            if seal.is_missing(self.path):
                raise CacheError("its writer was killed")
            raise DamagedError(f"{self.path} was changed by another program")

    def _check_journals(self) -> None:
        """Raises sqlite3.OperationalError for a named pipe, link or folder in the place of a journal: SQLite would
        wait for it forever. It counts as damage, and is removed if possible."""
        for suffix in _JOURNALS:
            with suppress(FileNotFoundError):
                if not stat.S_ISREG(os.lstat(self.path + suffix).st_mode):
                    raise sqlite3.OperationalError(f"{self.path}{suffix} is not a regular file")

    def _shorten_journal(self, db: sqlite3.Connection) -> None:
        """Copy a long journal into the file, unless another command is doing so."""
        with suppress(OSError, sqlite3.OperationalError, seal.BusyError):
            if os.stat(f"{self.path}-wal").st_size > _LONG_JOURNAL:
                with seal.broken(self.path, 0):
                    db.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _is_own(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()


def _check_version(db: sqlite3.Connection) -> None:
    """Raises CacheError unless the file is empty or of this version."""
    [application] = db.execute("PRAGMA application_id").fetchone()
    [version] = db.execute("PRAGMA user_version").fetchone()
    if (application, version) == (0, 0) and not db.execute("SELECT 1 FROM sqlite_schema").fetchone():
        return
    if (application, version) != (APPLICATION, VERSION):
        raise CacheError(f"the index has version {version}, not {VERSION}")
    # Another newscat may have stored other values in the same tables.
    if (made_by := meta(db, "version")) != MADE_BY:
        raise CacheError(f"the index was made by newscat {made_by}, not {MADE_BY}")
