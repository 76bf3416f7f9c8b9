"""The index that answers: in the cache if it can be used, else in memory."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple, TypeVar
from weakref import finalize

from newscat.index.cache import database
from newscat.index.cache.cache_dir import is_first_today, prune
from newscat.index.cache.database import Damage
from newscat.index.cache.store import Cache, CacheError
from newscat.index.index import Index
from newscat.index.load.checks import Checks
from newscat.index.load.refresh import Progress, Refresh, are_all_checked, no_progress
from newscat.index.source import Source
from newscat.index.text.bodies import Reading

T = TypeVar("T")
_SHOWN_LINKS = 3


class Changes(NamedTuple):
    """What a refresh did: the number of files that were read, new or changed, and of files that are gone."""

    read: int
    gone: int


class LiveIndex:
    """The index of a source. Nothing is read before the first question.

    Whatever happens to the cache, the answers are those of the files. `notes` are messages for the user about it.
    """

    def __init__(self, source: Source, checks: Checks, cache_folder: str | None) -> None:
        self.source = source
        kinds = checks.kinds.at(root.path for root in source.roots)
        self.checks = source.adapted(checks._replace(kinds=kinds))
        self.notes: list[str] = []
        key = source.key(self.checks)
        self.cache = Cache(f"{cache_folder}/{key.file_name()}") if cache_folder and key else None
        self._numbers = source.numbers()
        self._index: Index | None = None
        self._changes = Changes(0, 0)

    @property
    def _reading(self) -> Reading:
        return Reading(self.checks.limits, self.checks.table, self.checks.unsearched)

    def refresh(self, progress: Progress = no_progress) -> Changes:
        """Read the files that are new or changed, or all of them if the cache cannot be used."""
        if self.cache is not None:
            try:
                return self.refresh_cache(progress)
            except CacheError as error:
                self.notes.append(f"answered without the cache: {error}")
        self._read_all(progress)
        return self._changes

    def refresh_cache(self, progress: Progress = no_progress) -> Changes:
        """Bring the cache up to date. Raises CacheError if there is none or if it cannot be used."""
        if self.cache is None:
            raise CacheError("nothing to keep")
        is_due = is_first_today(self.cache)
        db, was_damaged = self.cache.refreshed(lambda db: self._update(db, progress))
        if was_damaged:
            self.notes.append("the index was damaged and has been rebuilt")
        self._use(db)
        if is_due:
            prune(os.path.dirname(self.cache.path))
        self.cache.mark_used()
        return self._changes

    def use_unrefreshed(self) -> float | None:
        """Answer from the cache without looking at the files; its age in seconds, or None if it cannot be used."""
        db = self.cache.readable() if self.cache is not None else None
        if db is None or self.cache is None:
            return None
        age = None
        with suppress(*Damage):
            if are_all_checked(db, self.checks):
                age = time.time() - int(database.meta(db, "refreshed") or 0) / 1e9
            else:
                self.notes.append("not all files in the index have been checked; answered from the files")
        if age is None:
            self.cache.close(db)  # left to the garbage collector, it would write to the file and break the seal
        else:
            self._use(db)
            self.cache.mark_used()
        return age

    def hold(self) -> None:
        """From now on, give all answers as of one moment, whatever other commands write.

        Only for a short time: until the index is closed, the journal of the cache can only grow.
        """
        for _ in range(3):
            index = self._current()
            if index.is_in_memory:
                return
            try:
                index.hold()
                if index.are_all_checked(self.checks):
                    return
            except Damage:
                return  # the next question will deal with it
            self.refresh()  # meanwhile another command, with other checks, has written
        self._read_all()

    def require_rules(self) -> None:
        """From now on, check all rules."""
        if not self.checks.rules:
            self.checks = self.checks._replace(rules=True)
            self._index = None

    def ask(self, question: Callable[[Index], T]) -> T:
        """Ask the index; if the cache turns out to be damaged, ask one made from the files."""
        index = self._current()
        try:
            return question(index)
        except Damage as error:
            return question(self._instead_of(index, error))

    def stream(self, question: Callable[[Index], Iterator[T]]) -> Iterator[T]:
        """The same for many rows. Both indexes have the same order, so that the rows continue after the damage."""
        rows: Iterator[T] = iter(())
        index = self._current()
        done = 0
        try:
            for row in question(index):
                yield row
                done += 1
        except Damage as error:
            rows = islice(question(self._instead_of(index, error)), done, None)
        yield from rows

    def _current(self) -> Index:
        if self._index is None:
            self.refresh()
        assert self._index is not None
        return self._index

    def _instead_of(self, failed: Index, error: Exception) -> Index:
        """The index to ask after one has failed. Raises the error if there is no better one."""
        if failed is self._index:
            if self.cache is None or failed.is_in_memory or not database.is_of_the_file(error):
                raise error
            if database.is_damage(error):
                with suppress(OSError):
                    self.cache.remove()
                self.notes.append("the index was damaged; answered from the files")
            else:
                self.notes.append(f"answered without the cache: {error}")
            self._read_all()
        return self._current()

    def _read_all(self, progress: Progress = no_progress) -> None:
        db = database.in_memory()
        self._update(db, progress)
        self._index = Index(db, list(self._numbers), self._reading)

    def _update(self, db: sqlite3.Connection, progress: Progress) -> None:
        refresh = Refresh(db, self.source, self._numbers, self.checks, progress)
        refresh.run()
        if refresh.links:
            shown = ", ".join(refresh.links[:_SHOWN_LINKS])
            more = f" and {len(refresh.links) - _SHOWN_LINKS:,} more" if len(refresh.links) > _SHOWN_LINKS else ""
            self.notes.append(f"links to folders are not followed without --follow: {shown}{more}")
        self._changes = Changes(refresh.read, refresh.gone)

    def _use(self, db: sqlite3.Connection) -> None:
        """Answer from the cache. Its connection is closed with the index, or at the end of the process."""
        assert self.cache is not None
        self._index = Index(db, list(self._numbers), self._reading)
        finalize(self._index, self.cache.close, db)
