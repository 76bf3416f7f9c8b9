"""The cache folder: the indexes in it, and which of them can be deleted."""

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from newscat.index.cache.database import meta
from newscat.index.cache.store import Cache, CacheKey, caches
from newscat.index.schema import APPLICATION, VERSION

# A cache that was not used for this time (seconds) is deleted.
UNUSED = 90 * 86_400
_DAY = 86_400
_NAME = re.compile(r"[0-9a-f]{24}\.sqlite3")


class CacheStatus(NamedTuple):
    """The state of a cache file. None: unknown, because it is damaged, of another version or just being made."""

    path: str
    key: CacheKey | None
    files: int | None
    records: int | None
    size: int
    """Bytes, with the journals and the seal."""
    refreshed: float | None
    """When its files were last compared with it; seconds since 1970, like `used`."""
    used: float


def look(path: str) -> CacheStatus | None:
    """The state of the cache at `path`; None if there is no cache."""
    cache = Cache(path)
    try:
        if not cache.is_regular:
            return None
    except OSError:
        return None
    files = records = refreshed = None
    with suppress(sqlite3.Error, ValueError):
        if db := cache.readable():
            with cache.closing(db):
                sql = "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM records)"
                files, records = db.execute(sql).fetchone()
                refreshed = int(meta(db, "refreshed") or 0) / 1e9
    return CacheStatus(path, key_of(cache), files, records, cache.size, refreshed, cache.used)


def look_at_all(folder: str) -> list[CacheStatus]:
    """The state of each cache in `folder`, the last used first."""
    found = [kept for cache in caches(folder) if is_cache(cache) and (kept := look(cache.path))]
    return sorted(found, key=lambda kept: (-kept.used, kept.path))


def is_cache(cache: Cache) -> bool:
    """Whether newscat made this file: by its name and, unless it is empty, its application id.

    False for a symbolic link, and for a cache that is just being made.
    """
    try:
        if not (_NAME.fullmatch(os.path.basename(cache.path)) and cache.is_regular):
            return False
        with cache.peek() as db:
            [application] = db.execute("PRAGMA application_id").fetchone()
            return application == APPLICATION or not (
                application or db.execute("SELECT 1 FROM sqlite_schema").fetchone()
            )
    except (OSError, sqlite3.Error):
        return False


def key_of(cache: Cache) -> CacheKey | None:
    """What the cache is of, whichever version of newscat made it."""
    with suppress(sqlite3.Error), cache.peek() as db:
        return CacheKey.parse(meta(db, "key") or "")
    return None


def count_unchecked(cache: Cache) -> int | None:
    """The number of files in the cache that no rule has checked; None if the cache is empty."""
    with suppress(sqlite3.Error), cache.peek() as db:
        if db.execute("PRAGMA user_version").fetchone() == (VERSION,):
            return int(db.execute("SELECT count(*) FROM files WHERE checks IS NULL").fetchone()[0])
    return None


def remove(path: str) -> bool:
    """Delete a cache; whether it existed. Raises OSError."""
    cache = Cache(path)
    if exists := cache.is_regular:
        cache.remove()
    return exists


def is_first_today(cache: Cache) -> bool:
    """Whether the cache is new, or was last used on another day (UTC): time to `prune`."""
    try:
        return cache.used // _DAY != time.time() // _DAY
    except OSError:
        return True


def prune(folder: str) -> None:
    """Delete the caches whose folders do not exist any more, and those not used for 90 days. Never raises."""
    with suppress(OSError):
        for cache in list(_superfluous(folder)):
            cache.remove()


def _superfluous(folder: str) -> Iterator[Cache]:
    for cache in filter(is_cache, caches(folder)):
        try:
            unused = time.time() - cache.used
        except OSError:
            continue
        key = key_of(cache)
        if unused > UNUSED or (key and any(map(_is_gone, key.roots))):
            yield cache


def _is_gone(root: str) -> bool:
    """Whether the folder certainly does not exist; one that cannot be reached now may exist."""
    try:
        os.stat(root)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
