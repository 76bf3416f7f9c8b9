"""A catalogue for the commands: what they need besides the Python API."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, Limits
from newscat.article.record import Record
from newscat.errors import NewscatError, NoFilesError, RecordError
from newscat.files.paths import Root, beginning, is_within, pieces
from newscat.index.cache.store import CacheError
from newscat.index.catalogue import Catalogue
from newscat.index.index import Totals
from newscat.index.live import Changes
from newscat.index.load.estimate import expected
from newscat.index.load.refresh import Progress, no_progress
from newscat.index.load.written import record_of
from newscat.query.query import Query

if TYPE_CHECKING:
    from newscat.index.checking import WideFinding
    from newscat.index.text.similar import Neighbour
    from newscat.index.text.stemming import Unknown
    from newscat.rules.engine import Rule
    from newscat.rules.suppress import Checked


class CatalogueReader(Catalogue):
    """A catalogue with its files, findings and cache."""

    # The index and its cache

    def refresh(self, progress: Progress = no_progress) -> Changes:
        return self._live.refresh(progress)

    def refresh_cache(self, progress: Progress = no_progress) -> Changes:
        """Bring the cache up to date. Raises NewscatError if there is none or if it cannot be used."""
        try:
            return self._live.refresh_cache(progress)
        except CacheError as error:
            raise NewscatError(f"cannot keep an index: {error}") from None

    def use_unrefreshed(self) -> float | None:
        """Answer from the cache without looking at the files; its age in seconds, or None if it cannot be used."""
        return self._live.use_unrefreshed()

    def hold(self) -> None:
        """From now on, give all answers as of one moment; see `LiveIndex.hold`."""
        self._live.hold()

    def expected(self) -> Iterator[int]:
        """Estimates of how many files a refresh will read, each better than the one before."""
        source = self._live.source
        if source.files is not None:
            return iter([len(source.files)])
        return expected(source.roots, source.selection, self.cache_file, rules=self._live.checks.rules)

    @property
    def cache_file(self) -> str | None:
        return self._live.cache.path if self._live.cache else None

    @property
    def notes(self) -> list[str]:
        """Messages for the user about the index, one line each."""
        return self._live.notes

    # The source

    @property
    def roots(self) -> Sequence[Root]:
        return self._live.source.roots

    @property
    def limits(self) -> Limits:
        return self._live.checks.limits

    @property
    def is_of_folders(self) -> bool:
        """Whether it is of whole folders, not of files that were named."""
        return self._live.source.key(self._live.checks) is not None

    @property
    def where(self) -> str:
        """Its folders and files, for an error message."""
        return ", ".join(root.path or "." for root in self.roots) or "the list of files"

    @property
    def inside(self) -> tuple[str, ...]:
        """The real paths of its folders and files."""
        return (*(root.real for root in self.roots), *map(os.path.realpath, self._live.source.files or ()))

    def covers(self, path: str) -> bool:
        """Whether `path` is one of its files, or is in one of its folders; the file need not exist."""
        return is_within(os.path.realpath(path), self.inside)

    def require_files(self) -> None:
        """Raises NoFilesError if there is no file with an included extension."""
        if not self.totals().files:
            raise NoFilesError(
                f"no article files in {self.where}: looked for {' '.join(self._live.source.selection.include)}"
            )

    # Answers

    def check_query(self, query: Query) -> None:
        """Raises QueryError for a field that no article has, and for `related:ID` without an article ID."""
        self._live.ask(lambda index: index.check(query))

    def unknown_words(self, query: Query) -> "list[Unknown]":
        """The words of a query that no article has, with similar words."""
        return self._live.ask(lambda index: index.unknown_words(query))

    def field_names(self) -> list[str]:
        """The fields of the front matter of some articles, most used first."""
        return self._live.ask(lambda index: index.field_names())

    def origins(self) -> dict[tuple[str, str], int]:
        """How many articles have each first-class field from each of its sources."""
        return self._live.ask(lambda index: index.origins())

    def has_field(self, path: Sequence[str]) -> bool:
        """Whether any article's front matter has the field that `path` leads to, through mappings and lists."""
        return self._live.ask(lambda index: index.has_field(path))

    def totals(self) -> Totals:
        return self._live.ask(lambda index: index.totals())

    def neighbours(self, record: Record, limit: int | None, min_score: float) -> "tuple[int, list[Neighbour]]":
        """As `similar`, after the number of all articles with this score."""
        return self._live.ask(lambda index: index.similar(record, limit, min_score))

    def find(self, *names: str) -> list[Record]:
        """The articles that match a name: see `Index.find`."""
        return self._live.ask(lambda index: index.find(*names))

    def short_id(self, id: str) -> str:
        """A short form of an id that finds the same article."""
        return self._live.ask(lambda index: index.short_id(id))

    def findings(self, *, unlisted: bool = False) -> Iterator[Finding]:
        """All findings of the checks; with `unlisted`, only why files are not articles. Only rules have fixes."""
        # The cache may know more, from another command's checks: other findings, and fixes.
        rules = self._live.checks.rules
        found = self._live.stream(lambda index: index.findings(unlisted=unlisted or not rules))
        yield from found if rules else (each._replace(fix=None) for each in found)

    def checked(self, rules: "Iterable[Rule]") -> "Iterator[Checked]":
        """The findings and ignore comments of each file; of the catalogue-wide rules, only `rules` are run."""
        from newscat.index.checking import checked

        wide = tuple(rules)
        yield from self._live.stream(lambda index: checked(index, wide, self._live.checks))

    def fixable(self, rules: "Iterable[Rule]") -> "dict[str, list[WideFinding]]":
        """The findings of catalogue-wide rules that may have a fix, by path."""
        from newscat.index.checking import fixable

        wide = tuple(rules)
        return self._live.ask(lambda index: fixable(index, wide))

    # Files

    def files(self) -> Iterator[str]:
        """The paths of all files with an included extension."""
        return self._live.stream(lambda index: index.files())

    def articles(self) -> Iterator[str]:
        """The paths of the articles, and of files that should be articles but cannot be read."""
        # Not a stream: the order may differ in an index that replaces a damaged one.
        return iter(self._live.ask(lambda index: list(index.articles())))

    def raw(self, record: Record) -> Iterator[bytes]:
        """The bytes of the article's file, in pieces. Raises RecordError."""
        try:
            yield from pieces(record.path)
        except OSError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error.strerror or error}") from None

    def read(self, record: Record) -> Record:
        """Read the article's file again, with `secured` and the body, up to the limits. Raises RecordError."""
        from newscat.article.frontmatter import parse

        try:
            data, is_longer = beginning(record.path, self.limits.file)
            front = parse(data, self.limits)
        except OSError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error.strerror or error}") from None
        except FrontMatterError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error}") from None
        if front is None:
            raise RecordError(f"{record.path!r} has no front matter any more")
        if is_longer:
            self.notes.append(f"{record.path!r}: only the first {self.limits.file:,} bytes were read")
        return replace(record_of(record.path, front, record.table), unique_id=record.unique_id)
