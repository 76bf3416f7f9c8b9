"""Many files as one: roots and their index; refresh, then answer."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.catalogue import store
from newscat.catalogue.files import Folder, Root, Selection, Trouble, folders, listed, named, read
from newscat.catalogue.index import Index, Match, Totals
from newscat.catalogue.ingest import Checks, finding, unreadable
from newscat.catalogue.query import Query, query
from newscat.catalogue.refresh import Progress, Refresh
from newscat.errors import NewscatError, NoFilesError, RecordError
from newscat.version import __version__

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """What a catalogue is made of: the files under `roots` that `selection` means, or, with `files`,
    just those. Only folders are cached: a file that was named is read each time."""

    roots: Sequence[Root] = ()
    selection: Selection = Selection()
    files: Sequence[str] | None = None

    @property
    def key(self) -> store.Key | None:
        cached = self.files is None and all(root.is_folder for root in self.roots)
        return store.Key.of(self.roots, self.selection) if cached else None

    def folders(self) -> Iterator[Folder]:
        return folders(self.roots, self.selection) if self.files is None else listed(self.files)

    def numbers(self) -> dict[str, int]:
        """The roots' numbers in the index, by how their paths are printed."""
        trees = [root for root in self.roots if root.is_folder]
        return {_base(root.path): number for number, root in enumerate(trees)}


class Catalogue:
    """The records under some roots. Nothing is read before the first answer is wanted.

    With a `cache` folder the index is kept there; whatever is wrong with it, the answers are those
    of the files as they are. `notes` say what a person may want to know of that, a line each.
    """

    def __init__(self, source: Source, *, checks: Checks = Checks(), cache: str | None = None) -> None:
        self._source = source
        self._checks = checks
        self._numbers = source.numbers()
        key = source.key
        self.cache_file = f"{cache}/{key.file_name()}" if cache and key else None
        self._troubles: list[Trouble] = []
        self._index: Index | None = None
        self.notes: list[str] = []

    def refresh(self, progress: Progress = lambda done: None) -> None:
        """Read what is new or changed since the last time, or all where there is no cache."""
        self._index = self._loaded(progress)

    def use_as_it_is(self) -> bool:
        """Answer from the cache without looking at the files; False where there is none."""
        db = store.open_readable(self.cache_file) if self.cache_file else None
        if db is None:
            return False
        age = time.time() - int(store.meta(db, "refreshed") or 0) / 1e9
        self.notes.append(f"answered from the index of {_ago(age)} ago")
        self._index = Index(db, list(self._numbers))
        return True

    def _loaded(self, progress: Progress) -> Index:
        if self.cache_file is not None:
            with suppress(store.CacheTrouble, sqlite3.Error):
                return self._from_cache(self.cache_file, progress)
        return self._refreshed(store.in_memory(), progress)

    def _from_cache(self, path: str, progress: Progress) -> Index:
        """The cached index, brought up to date. A damaged one is made anew once."""
        try:
            try:
                index = self._refreshed(store.open_file(path), progress)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                store.remove(path)
                self.notes.append("the cache was damaged and has been made anew")
                index = self._refreshed(store.open_file(path), progress)
        except (store.CacheTrouble, sqlite3.Error) as error:
            self.notes.append(f"answered without the cache: {error}")
            raise
        store.mark_used(path)
        return index

    def _refreshed(self, db: sqlite3.Connection, progress: Progress) -> Index:
        self._troubles = []
        checks_key = f"{__version__} {sorted(self._checks.known_fields)}"
        Refresh(db, self._numbers, self._checks, checks_key, progress).run(self._folders(), self._source.key)
        return Index(db, list(self._numbers))

    def _folders(self) -> Iterator[Folder]:
        for folder in self._source.folders():
            self._troubles += folder.troubles
            yield folder

    def require_files(self) -> None:
        """Raises NoFilesError where there is not one file with an included extension."""
        if not (self._troubles or self.totals().files):
            where = ", ".join(root.path or "." for root in self._source.roots) or "the list of files"
            looked = " ".join(self._source.selection.include)
            raise NoFilesError(f"no article files in {where}: looked for {looked}")

    def _answer(self, ask: Callable[[Index], T]) -> T:
        """Ask the index; a cache that turns out damaged is made anew and asked again."""
        if self._index is None:
            self.refresh()
        assert self._index is not None
        try:
            return ask(self._index)
        except sqlite3.DatabaseError as error:
            if self.cache_file is None:
                raise
            self._give_up_cache(str(error))
            return ask(self._index)

    def _give_up_cache(self, reason: str) -> None:
        assert self.cache_file is not None
        with suppress(OSError):
            store.remove(self.cache_file)
        self.notes.append(f"answered without the cache: {reason}")
        self.cache_file = None
        self.refresh()

    def _stream(self, ask: Callable[[Index], Iterator[T]]) -> Iterator[T]:
        """The same for many rows. Once some are out, damage can only be said."""

        def first(index: Index) -> tuple[list[T], Iterator[T]]:
            rows = ask(index)
            return list(islice(rows, 1)), rows

        head, rest = self._answer(first)
        yield from head
        try:
            yield from rest
        except sqlite3.DatabaseError as error:
            if self.cache_file is not None:
                with suppress(OSError):
                    store.remove(self.cache_file)
            raise NewscatError(f"the cache is damaged ({error}) and has been removed: run this again") from None

    def select(self, asked: Query | None = None, **filters: Any) -> Iterator[Record]:
        """The records that `asked` means, or the filters of `newscat.query`:
        `select(topic="AI", since="2022-03")`. Newest first. Raises QueryError at once."""
        chosen = query(**filters) if asked is None else asked
        return self._stream(lambda index: index.select(chosen))

    def search(self, asked: Query | str, **filters: Any) -> Iterator[Match]:
        """The records that have all the words, best first. Raises QueryError at once."""
        chosen = query(asked, **filters) if isinstance(asked, str) else asked
        return self._stream(lambda index: index.search(chosen))

    def count(self, asked: Query | None = None, **filters: Any) -> int:
        """How many records `select` or `search` would give without their limit."""
        chosen = query(**filters) if asked is None else asked
        return self._answer(lambda index: index.count(chosen))

    def totals(self) -> Totals:
        return self._answer(lambda index: index.totals())

    def findings(self, *, unlisted: bool = False) -> Iterator[Finding]:
        """What is wrong with the data: all that the checks say, or only why files are no records."""
        yield from self._stream(lambda index: index.findings(unlisted=unlisted))
        for trouble in self._troubles:
            yield from (finding(trouble.path, found) for found in unreadable(trouble.path, trouble.message))

    def find(self, name: str) -> list[Record]:
        """The records that `name` means: by id, else by path, else by URL, else by how an id begins (at most 20)."""

        def ask(index: Index) -> list[Record]:
            found = index.named(name) or index.at(name) or index.addressed(name)
            return found or (index.beginning(name, 20) if name else [])

        return self._answer(ask)

    def get(self, name: str) -> Record:
        """The one record that `name` means. Raises RecordError."""
        found = self.find(name)
        if not found:
            raise RecordError(f"no record {name!r}")
        if len(found) > 1:
            raise RecordError(f"{name!r} names {len(found)} records")
        return found[0]

    def raw(self, record: Record) -> bytes:
        """The bytes of the record's file. Raises RecordError."""
        try:
            return read(record.path)
        except OSError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error.strerror or error}") from None

    def read(self, record: Record) -> Record:
        """The record as its file has it now, with `secured` and the whole body. Raises RecordError."""
        try:
            front = parse(self.raw(record))
        except FrontMatterError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error}") from None
        if front is None:
            raise RecordError(f"{record.path!r} has no front matter any more")
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


def _base(path: str) -> str:
    return path if not path or path.endswith("/") else path + "/"


def _ago(seconds: float) -> str:
    """`3 minutes`; the largest unit of which there is more than one."""
    for length, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{int(seconds / length)} {unit}"
    return f"{max(int(seconds), 0)} seconds"
