"""Many files as one: roots and their index; refresh, then answer."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import finalize

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.article.record import Record
from newscat.errors import NewscatError, NoFilesError, RecordError
from newscat.files.paths import Root, Selection, beginning, is_within, named, pieces
from newscat.index.cache import store
from newscat.index.cache.cache_dir import is_first_today, prune
from newscat.index.index import Index, Match, Totals
from newscat.index.load.estimate import expected
from newscat.index.load.parse import Checks
from newscat.index.load.refresh import Progress, Refresh, are_all_checked
from newscat.index.source import Source
from newscat.index.text.similar import Neighbour
from newscat.index.text.stemming import Unknown
from newscat.query.query import Query, query

if TYPE_CHECKING:
    from newscat.rules.engine import Rule
    from newscat.rules.suppress import Checked

T = TypeVar("T")


class Changes(NamedTuple):
    """What a refresh did: files read, new or changed, and files that are gone."""

    read: int
    gone: int


class Catalogue:
    """The records under some roots. Nothing is read before the first answer is wanted.

    With a `cache` folder the index is kept there; whatever is wrong with it, the answers are those
    of the files as they are, unless it was told to `use_as_it_is`. `notes` say what a person may want
    to know of that, a line each.
    """

    def __init__(self, source: Source, *, checks: Checks = Checks(), cache: str | None = None) -> None:
        self._source = source
        self._checks = checks
        self._numbers = source.numbers()
        key = source.key(checks.limits)
        self.cache_file = f"{cache}/{key.file_name()}" if cache and key else None
        self._index: Index | None = None
        self._cached: sqlite3.Connection | None = None  # of that index, where it is not in memory
        self._changes = Changes(0, 0)
        self.notes: list[str] = []

    def refresh(self, progress: Progress = lambda done: None) -> None:
        """Read what is new or changed since the last time, or all where there is no cache."""
        self._index = self._from_cache(progress) or self._in_memory(progress)

    def refresh_cache(self, progress: Progress = lambda done: None) -> Changes:
        """The same where it is the cache that matters: raises NewscatError where it cannot be kept."""
        self._index = self._from_cache(progress)
        if self._index is None:
            reason = self.notes.pop().partition(": ")[2] if self.notes else "nothing to keep"
            raise NewscatError(f"cannot keep an index: {reason}")
        return self._changes

    def expected(self) -> Iterator[int]:
        """About how many files a refresh will read: estimates, each better than the one before."""
        source = self._source
        if source.files is not None:
            return iter([len(source.files)])
        return expected(source.roots, source.selection, self.cache_file, rules=self._checks.rules)

    @property
    def is_of_folders(self) -> bool:
        """Whether it is of whole folders, not of files that were named."""
        return self._source.key(self._checks.limits) is not None

    @property
    def limits(self) -> Limits:
        """How much of one file is looked at."""
        return self._checks.limits

    @property
    def roots(self) -> Sequence[Root]:
        return self._source.roots

    def use_as_it_is(self) -> bool:
        """Answer from the cache without looking at the files; False where there is none."""
        db = store.open_readable(self.cache_file) if self.cache_file else None
        if db is None or self.cache_file is None:
            return False
        try:
            age = time.time() - int(store.meta(db, "refreshed") or 0) / 1e9
            if not are_all_checked(db, self._checks):
                self.notes.append("not all in the index has been checked: read the files")
                store.close(db, self.cache_file)  # left to itself it would write to the file, and break the seal
                return False
        except store.Damage:
            store.close(db, self.cache_file)
            return False
        self.notes.append(f"answered from the index of {_ago(age)} ago")
        self._index = self._index_of(db, self.cache_file)
        store.mark_used(self.cache_file)
        return True

    def hold(self) -> None:
        """From now on all answers are of one moment, whatever other commands write meanwhile.

        For one run of questions: as long as this lives, the journal of the cache can only grow.
        """
        for _ in range(3):
            index = self._current()
            if self._cached is None:
                return
            try:
                index.hold()
                if are_all_checked(self._cached, self._checks):
                    return
            except store.Damage:
                return  # `_answer` will find out
            self.refresh()  # another command, with other checks, has written meanwhile
        self._index = self._in_memory()

    def _from_cache(self, progress: Progress) -> Index | None:
        """The cached index, brought up to date; a damaged one is made anew once. None where it cannot be used."""
        path = self.cache_file
        if path is None:
            return None
        is_due = is_first_today(path)
        try:
            try:
                index = self._kept(path, progress)
            except store.Damage as error:
                if not store.is_damage(error):
                    raise
                store.remove(path)
                index = self._kept(path, progress)
                self.notes.append("the index was damaged and has been made anew")
        except (store.CacheError, sqlite3.Error, OSError) as error:
            self.notes.append(f"answered without the cache: {error}")
            return None
        if is_due:
            prune(os.path.dirname(path))
        store.mark_used(path)
        return index

    def _kept(self, path: str, progress: Progress) -> Index:
        """Of the cache file at `path`, brought up to date."""
        db = store.open_file(path)
        try:
            with store.writing(db, path):
                self._up_to_date(db, progress)
            store.settle(db, path)
        except BaseException:
            store.close(db, path)
            raise
        return self._index_of(db, path)

    def _index_of(self, db: sqlite3.Connection, path: str) -> Index:
        """What answers from the cache; with it, and at the end of the process, the cache is closed."""
        index = Index(db, list(self._numbers))
        finalize(index, store.close, db, path)
        self._cached = db
        return index

    def _in_memory(self, progress: Progress = lambda done: None) -> Index:
        self._cached = None
        return Index(self._up_to_date(store.in_memory(), progress), list(self._numbers))

    def _up_to_date(self, db: sqlite3.Connection, progress: Progress) -> sqlite3.Connection:
        refresh = Refresh(db, self._source, self._numbers, self._checks, progress)
        refresh.run()
        self._changes = Changes(refresh.read, refresh.gone)
        return db

    def require_files(self) -> None:
        """Raises NoFilesError where there is not one file with an included extension."""
        if not self.totals().files:
            looked = " ".join(self._source.selection.include)
            raise NoFilesError(f"no article files in {self.where}: looked for {looked}")

    @property
    def where(self) -> str:
        """The folders and files it is of, for an error message."""
        return ", ".join(root.path or "." for root in self._source.roots) or "the list of files"

    def _current(self) -> Index:
        if self._index is None:
            self.refresh()
        assert self._index is not None
        return self._index

    def _answer(self, ask: Callable[[Index], T]) -> T:
        """Ask the index; where a cache turns out damaged, one made from the files."""
        index = self._current()
        try:
            return ask(index)
        except store.Damage as error:
            return ask(self._instead_of(index, error))

    def _stream(self, ask: Callable[[Index], Iterator[T]]) -> Iterator[T]:
        """The same for many rows. The order is the same too, so where damage shows after some, the rest follow."""
        rows: Iterator[T] = iter(())
        index = self._current()
        given = 0
        try:
            for row in ask(index):
                yield row
                given += 1
        except store.Damage as error:
            rows = islice(ask(self._instead_of(index, error)), given, None)
        yield from rows

    def _instead_of(self, failed: Index, error: Exception) -> Index:
        """The index to ask after one has failed. Raises the error where there is no better one."""
        assert self._index is not None
        if failed is self._index:
            if self._cached is None or not store.is_of_the_file(error):
                raise error
            if self.cache_file is not None and store.is_damage(error):
                with suppress(OSError):
                    store.remove(self.cache_file)
                self.notes.append("the index was damaged: read the files")
            else:
                self.notes.append(f"answered without the cache: {error}")
            self._index = self._in_memory()
        return self._index

    def select(self, asked: Query | None = None, **filters: Any) -> Iterator[Record]:
        """The records that `asked` means, or the filters of `newscat.query`:
        `select(topic="AI", since="2022-03")`. Newest first. Raises QueryError at once."""
        chosen = self._understood(query(**filters) if asked is None else asked)
        return self._stream(lambda index: index.select(chosen))

    def search(self, asked: Query | str, **filters: Any) -> Iterator[Match]:
        """The records that have all the words, best first. Raises QueryError at once."""
        chosen = self._understood(query(asked, **filters) if isinstance(asked, str) else asked)
        return self._stream(lambda index: index.search(chosen))

    def similar(self, record: Record, most: int | None = 10) -> tuple[int, list[Neighbour]]:
        """How many records share a telling term with this one, and the `most` like it, the likest first."""
        return self._answer(lambda index: index.similar(record, most))

    def count(self, asked: Query | None = None, **filters: Any) -> int:
        """How many records `select` or `search` would give without their limit."""
        chosen = self._understood(query(**filters) if asked is None else asked)
        return self._answer(lambda index: index.count(chosen))

    def _understood(self, asked: Query) -> Query:
        """The query, with all rules checked if it asks what they say. What only the catalogue knows to be wrong
        with it is refused at once, before an empty answer would say there is nothing."""
        if asked.needs_rules and not self._checks.rules:
            self._checks = self._checks._replace(rules=True)
            self._index = None
        if asked.needs_check:
            self.check_query(asked)
        return asked

    def check_query(self, asked: Query) -> None:
        """Raises QueryError for a field that no record has, and for `related:ID` where ID names none."""
        self._answer(lambda index: index.check(asked))

    def unknown_words(self, asked: Query) -> list[Unknown]:
        """The words of a query that no record has, each with the nearest that some have."""
        return self._answer(lambda index: index.unknown_words(asked))

    def has_field(self, path: Sequence[str]) -> bool:
        """Whether any record's front matter has the field to which `path` leads, through maps and lists."""
        return self._answer(lambda index: index.has_field(path))

    def totals(self) -> Totals:
        return self._answer(lambda index: index.totals())

    def findings(self, *, unlisted: bool = False) -> Iterator[Finding]:
        """What is wrong with the data: all that the checks say, or only why files are no records."""
        # A cache may know more: what another command's checks said.
        only_unlisted = unlisted or not self._checks.rules
        yield from self._stream(lambda index: index.findings(unlisted=only_unlisted))

    def checked(self, rules: "Iterable[Rule]") -> "Iterator[Checked]":
        """What was found in each file, with what its comments say of that; of catalogue-wide rules, these."""
        from newscat.index.checking import checked

        wide = tuple(rules)
        yield from self._stream(lambda index: checked(index, wide, self._checks.limits))

    @property
    def inside(self) -> tuple[str, ...]:
        """The folders and files it is of, without symbolic links."""
        named = map(os.path.realpath, self._source.files or ())
        return (*(root.real for root in self._source.roots), *named)

    def covers(self, path: str) -> bool:
        """Whether a file at `path` is one of these, or would be in one of the folders; there may be none."""
        return is_within(os.path.realpath(path), self.inside)

    def files(self) -> Iterator[str]:
        """The paths of all files that count, whatever they are."""
        return self._stream(lambda index: index.files())

    def articles(self) -> Iterator[str]:
        """The paths of the records and of the files that should be records but cannot be read."""
        # No stream: the order may differ in an index that takes the place of a damaged one.
        return iter(self._answer(lambda index: list(index.articles())))

    def find(self, name: str) -> list[Record]:
        """The records that `name` means: by id, else by path, else by URL, else by how an id begins (at most 20)."""
        return self._answer(lambda index: index.find(name))

    def get(self, name: str) -> Record:
        """The one record that `name` means. Raises RecordError."""
        found = self.find(name)
        if not found:
            raise RecordError(f"no record {name!r}")
        if len(found) > 1:
            raise RecordError(f"{name!r} names {len(found)} records")
        return found[0]

    def raw(self, record: Record) -> Iterator[bytes]:
        """The bytes of the record's file, piece by piece. Raises RecordError."""
        try:
            yield from pieces(record.path)
        except OSError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error.strerror or error}") from None

    def read(self, record: Record) -> Record:
        """The record as its file has it now, with `secured` and the body, of which the limits leave out what comes
        late in a very long file; `notes` say so. Raises RecordError."""
        limits = self._checks.limits
        try:
            data, is_longer = beginning(record.path, limits.file)
            front = parse(data, limits)
        except OSError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error.strerror or error}") from None
        except FrontMatterError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error}") from None
        if front is None:
            raise RecordError(f"{record.path!r} has no front matter any more")
        if is_longer:
            self.notes.append(f"{record.path!r}: only the first {limits.file:,} bytes were read")
        return Record(record.path, front.fields, front.body)


def open_catalogue(
    *paths: str,
    include: Iterable[str] = Selection().include,
    exclude: Iterable[str] = (),
    ignore_files: bool = True,
    cache: bool = False,
) -> Catalogue:
    """The records in these files and folders; without paths, in the working directory.

    `include` and `exclude` are globs as in .gitignore; `ignore_files` respects .gitignore; `cache`
    keeps the index of folders in the user's cache folder, as the commands do. Raises MissingPathError.
    """
    selection = Selection(tuple(include), tuple(exclude), ignore_files)
    source = Source(named(map(str, paths)), selection)
    return Catalogue(source, cache=store.folder() if cache else None)


def _ago(seconds: float) -> str:
    """`3 minutes`; the largest unit of which there is more than one."""
    for length, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{int(seconds / length)} {unit}"
    count = max(int(seconds), 0)
    return "1 second" if count == 1 else f"{count} seconds"
