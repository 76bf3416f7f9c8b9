"""The database of an index, in memory or in a cache file: its tables, its notes about itself, and its errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from newscat.article.frontmatter import READER
from newscat.index.schema import APPLICATION, TABLE_OF_FIELDS, TABLES, VERSION
from newscat.version import __version__

MADE_BY = f"{__version__} ({READER}, fields {crc32(TABLE_OF_FIELDS.encode()):08x})"

# Errors of the machine, not of the cache: another writer, permissions, memory, a full or broken disk.
_EXTERNAL = frozenset((
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT,
))  # fmt: skip
_CORRUPT = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
# What reading a damaged cache can raise: SQLite detects most damage; the rest shows in the values.
Damage = (sqlite3.DatabaseError, ValueError, TypeError, LookupError, ArithmeticError)


class DamagedError(ValueError):
    """The cache file was written to by another program; its contents cannot be trusted."""


def is_damage(error: Exception) -> bool:
    """Whether rebuilding the cache would help. An error without a code is Python's, for invalid UTF-8."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _EXTERNAL
    return isinstance(error, Damage)


def is_of_the_file(error: Exception) -> bool:
    """Whether the cache or the machine caused the error. If not, the query or newscat did, and another index would
    not help."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _EXTERNAL | _CORRUPT
    return isinstance(error, DamagedError)


def in_memory() -> sqlite3.Connection:
    """An empty database in memory; the first load makes the tables."""
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def is_loaded(db: sqlite3.Connection) -> bool:
    """Whether the tables exist: they are made in the same transaction as their contents."""
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'folders'").fetchone() is not None


def make_tables(db: sqlite3.Connection) -> None:
    """Make the tables, in the open transaction."""
    for statement in TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    set_meta(db, "version", MADE_BY)


def begin_load(db: sqlite3.Connection) -> None:
    """Prepare the first load, which commits everything or leaves an empty file: nothing needs to be synced."""
    db.execute("PRAGMA page_size = 8192")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")  # KiB


def end_load(db: sqlite3.Connection) -> None:
    """Allow readers beside one writer (WAL)."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
        # Another command is reading, or the file is read-only: the next refresh tries again.


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction to write in; after an error nothing is written. An index that was held as of one moment is held
    again afterwards, as of then."""
    is_held = db.in_transaction
    if is_held:
        db.execute("COMMIT")
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # ^C may arrive just after COMMIT
            db.execute("ROLLBACK")
        raise
    if is_held:
        hold(db)


def hold(db: sqlite3.Connection) -> None:
    """Answer from the index as it is now, whatever other processes write."""
    db.execute("BEGIN")
    db.execute("SELECT 1 FROM meta").fetchone()  # a transaction starts with its first read


def others_writes(db: sqlite3.Connection) -> int:
    """A number that changes when another connection writes."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def meta(db: sqlite3.Connection, name: str) -> str | None:
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def set_meta(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def note_refresh(db: sqlite3.Connection, key: str | None, when: int) -> None:
    """Store what the index is of, its totals, and when (ns) the comparison with the files began; count the change."""
    set_meta(db, "refreshed", str(when))
    set_meta(db, "changes", str(int(meta(db, "changes") or 0) + 1))
    set_meta(db, "totals", " ".join(map(str, db.execute(_TOTALS).fetchone())))
    if key is not None:
        set_meta(db, "key", key)


# Of a million records, counting takes 25 ms, and each answer needs the numbers.
_TOTALS = """
    SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM unreadable), (SELECT count(*) FROM records),
        (SELECT count(*) FROM files) - (SELECT count(*) FROM records)
        - (SELECT count(DISTINCT file) FROM findings WHERE file NOT IN (SELECT id FROM records))
"""


def note_no_change(db: sqlite3.Connection, when: int) -> None:
    """The same if nothing changed: at most once a minute, and without waiting for another writer.

    So the index is never older than it says, and at most a minute younger.
    """
    if abs(when - int(meta(db, "refreshed") or 0)) < 60_000_000_000:
        return
    [timeout] = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute("PRAGMA busy_timeout = 0")
    try:
        set_meta(db, "refreshed", str(when))
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
    finally:
        db.execute(f"PRAGMA busy_timeout = {timeout}")
