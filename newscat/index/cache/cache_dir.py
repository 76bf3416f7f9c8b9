"""The cache folder: which indexes are kept in it, what each is of, and which nobody needs any more."""

import json
import os
import re
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from newscat.article.frontmatter import Limits
from newscat.files.paths import Selection
from newscat.index.cache import store
from newscat.index.schema import APPLICATION, VERSION

# A cache that was not used for so long (seconds) is not worth its space.
UNUSED = 90 * 86_400
_DAY = 86_400
_NAME = re.compile(r"[0-9a-f]{24}\.sqlite3")


class Kept(NamedTuple):
    """One cache file. `None`: it cannot be told (damaged, of another version, being made just now)."""

    path: str
    key: store.CacheKey | None
    files: int | None
    records: int | None
    size: int
    """Bytes, with what SQLite keeps beside the file."""
    refreshed: float | None
    """When its files were last compared with it; seconds since 1970, as `used`."""
    used: float


def look(path: str) -> Kept | None:
    """The cache at `path`; None where there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    files = records = refreshed = None
    with suppress(sqlite3.Error, ValueError):
        if db := store.open_readable(path):
            with _closing(db, path):
                sql = "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM records)"
                files, records = db.execute(sql).fetchone()
                refreshed = int(store.meta(db, "refreshed") or 0) / 1e9
    return Kept(path, key_of(path), files, records, store.size(path), refreshed, store.used(path))


def look_at_all(folder: str) -> list[Kept]:
    """The caches in `folder`, the last used first."""
    found = [kept for path in store.caches(folder) if is_cache(path) and (kept := look(path))]
    return sorted(found, key=lambda kept: (-kept.used, kept.path))


def is_cache(path: str) -> bool:
    """Whether newscat made this file: its name, and its application id unless nothing is written yet.

    A symbolic link is never one; nor is, for now, one that is just being made.
    """
    try:
        if not (_NAME.fullmatch(os.path.basename(path)) and stat.S_ISREG(os.lstat(path).st_mode)):
            return False
        with _closing(_opened(path), path) as db:
            [application] = db.execute("PRAGMA application_id").fetchone()
            return application == APPLICATION or not (
                application or db.execute("SELECT 1 FROM sqlite_schema").fetchone()
            )
    except (OSError, sqlite3.Error):
        return False


def key_of(path: str) -> store.CacheKey | None:
    """What the cache is of, whatever the version of newscat that made it."""
    with suppress(sqlite3.Error), _closing(_opened(path), path) as db:
        return _parsed(store.meta(db, "key") or "")
    return None


def count_unchecked(path: str) -> int | None:
    """How many files the index knows that no rule has seen; None where it is not loaded yet."""
    with suppress(sqlite3.Error), _closing(_opened(path), path) as db:
        if db.execute("PRAGMA user_version").fetchone() == (VERSION,):
            return int(db.execute("SELECT count(*) FROM files WHERE checks IS NULL").fetchone()[0])
    return None


def remove(path: str) -> bool:
    """Delete a cache; whether there was one. Raises OSError."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
    except FileNotFoundError:
        return False
    store.remove(path)
    return True


def is_first_today(path: str) -> bool:
    """Whether the cache at `path` is new, or was last used on another day (UTC): time to `prune`."""
    try:
        return store.used(path) // _DAY != time.time() // _DAY
    except OSError:
        return True


def prune(folder: str) -> None:
    """Delete the caches of roots that are gone, and those that were not used for 90 days. Never raises."""
    with suppress(OSError):
        for path in list(_superfluous(folder)):
            store.remove(path)


def _superfluous(folder: str) -> Iterator[str]:
    for path in filter(is_cache, store.caches(folder)):
        try:
            unused = time.time() - store.used(path)
        except OSError:
            continue
        key = key_of(path)
        if unused > UNUSED or (key and any(map(_is_gone, key.roots))):
            yield path


def _is_gone(root: str) -> bool:
    """Not there, for certain: what cannot be reached just now is kept."""
    try:
        os.stat(root)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _opened(path: str) -> sqlite3.Connection:
    """To look into without waiting. By SQLite alone: where a process closes a file that it opened otherwise,
    it loses the locks of all its connections to it (sqlite.org/howtocorrupt.html, 2.2)."""
    store.check_beside(path)
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(f"file:{escaped}?mode=rw", uri=True, timeout=0)


@contextmanager
def _closing(db: sqlite3.Connection, path: str) -> Iterator[sqlite3.Connection]:
    """The cache to look into. After a command that was killed, this may be the last to close the cache: then
    SQLite writes the journal into the file, which is sealed anew."""
    try:
        yield db
    finally:
        if os.path.lexists(f"{path}-wal"):
            store.close(db, path, patience=0)
        else:
            db.close()


def _parsed(text: str) -> store.CacheKey | None:
    """The key that `CacheKey.text` wrote."""
    try:
        parts = json.loads(text)
        roots, include, exclude = (tuple(map(str, parts[name])) for name in ("roots", "include", "exclude"))
        limits = Limits(*map(int, parts["limits"]))
        return store.CacheKey(roots, Selection(include, exclude, bool(parts["ignore_files"])), limits)
    except (ValueError, KeyError, TypeError):
        return None
