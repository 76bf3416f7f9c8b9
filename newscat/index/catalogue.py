"""The Python API: a catalogue of article files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

from newscat.article.field_table import FieldTable
from newscat.article.record import Record
from newscat.errors import RecordError
from newscat.files.paths import Selection, named
from newscat.index.cache.store import folder
from newscat.index.index import Match
from newscat.index.live import Changes, LiveIndex
from newscat.index.load.checks import Checks
from newscat.index.source import Source
from newscat.query.query import Query, query

if TYPE_CHECKING:
    from newscat.index.analysis.matched import Matched
    from newscat.index.text.similar import Neighbour

# Articles with a lower score share only words that many articles have: docs/similar.md says how this was measured.
LEAST_SCORE = 0.1

T = TypeVar("T")


class QueryOptions(TypedDict, total=False):
    """The options of `select`, `search` and `count`: those of `newscat list` and `newscat search`."""

    topic: str | Iterable[str]
    provider: str | None
    author: str | None
    category: str | None
    type: str | None
    since: str | date | None
    until: str | date | None
    min_quality: int | None
    min_heat: int | None
    published: bool | None
    exact: bool
    fuzzy: bool
    languages: Sequence[str]
    tz: str | None
    saved: Mapping[str, str] | None
    sort: str | Sequence[str]
    nulls: str
    limit: int | None
    offset: int
    tail: int | None


class Catalogue:
    """The articles in some files and folders, made by `open_catalogue`.

    Files are read when the first answer is needed. `refresh` reads files that have changed since then. Iteration
    gives all articles, newest first, and `len` their number.
    """

    def __init__(self, source: Source, *, checks: Checks = Checks(), cache: str | None = None) -> None:
        self._live = LiveIndex(source, checks, cache)

    def select(
        self, text: Query | str | Sequence[str] | None = None, **options: Unpack[QueryOptions]
    ) -> Iterator[Record]:
        """The articles that match, newest first: `select(topic="AI", since="2022-03", sort="title", limit=10)`.

        `text` is in the query language, or is a `Query` and has no options. `topic`: any of these, exactly.
        `provider`: part of its name or domain. `author`: part of a name. `category`, `type`: exactly. `since`, `until`:
        inclusive. `min_quality`, `min_heat`: at least. `published`: the field's value. `exact`, `fuzzy`, `languages`:
        how words are matched. `tz`: the time zone of dates (UTC). `saved`: the queries that `@name` stands for. `sort`:
        fields such as "title,-date". `nulls`: "first" or "last". `limit`, `offset`, `tail`: which of the results.
        Raises QueryError.
        """
        chosen = self._query(text, options)
        return self._live.stream(lambda index: index.select(chosen))

    def search(self, text: Query | str | Sequence[str], **options: Unpack[QueryOptions]) -> Iterator[Match]:
        """The articles that have the words of `text`, best match first. Options as for `select`. Raises QueryError."""
        chosen = self._query(text, options)
        return self._live.stream(lambda index: index.search(chosen))

    def count(self, text: Query | str | Sequence[str] | None = None, **options: Unpack[QueryOptions]) -> int:
        """The number of articles that match, without `limit`, `offset` and `tail`. Options as for `select`."""
        chosen = self._query(text, options)
        return self._live.ask(lambda index: index.count(chosen))

    def ask(
        self,
        question: "Callable[[Matched], T]",
        text: Query | str | Sequence[str] | None = None,
        **options: Unpack[QueryOptions],
    ) -> T:
        """The answer to a question of `newscat.analysis` about the articles that match. Raises QueryError."""
        chosen = self._query(text, options)
        return self._live.ask(lambda index: index.ask(chosen, question))

    def similar(
        self, article: Record | str, limit: int | None = 10, *, min_score: float = LEAST_SCORE
    ) -> "list[Neighbour]":
        """The articles most similar to `article`, a record or a name as for `get`, most similar first.

        Of those with a score of at least `min_score`, from 0 to 1.
        """
        record = self.get(article) if isinstance(article, str) else article
        return self._live.ask(lambda index: index.similar(record, limit, min_score))[1]

    def get(self, name: str) -> Record:
        """The one article with this id (or a unique prefix), path or URL. Raises RecordError."""
        found = self._live.ask(lambda index: index.find(name))
        if len(found) == 1:
            return found[0]
        if found:
            raise RecordError(f"{name!r} matches {len(found)} articles; give more of the id")
        raise RecordError(f"no article matches {name!r} (id, path or URL)")

    def refresh(self) -> Changes:
        """Read the files that are new or changed; return the number of files that were read and that are gone."""
        return self._live.refresh()

    def __iter__(self) -> Iterator[Record]:
        return self.select()

    def __len__(self) -> int:
        return self.count()

    def _query(self, text: Query | str | Sequence[str] | None, options: QueryOptions) -> Query:
        """Raises QueryError, also for what only the catalogue knows: that no article has a field, for example."""
        if isinstance(text, Query):
            if options:
                raise TypeError(f"a Query takes no further options: {', '.join(options)}")
            chosen = text
        else:
            chosen = query(text, **options, table=self._live.checks.table)
        if chosen.needs_rules:
            self._live.require_rules()
        if chosen.needs_check:
            self._live.ask(lambda index: index.check(chosen))
        return chosen


def open_catalogue(
    *paths: str,
    include: Iterable[str] = Selection().include,
    exclude: Iterable[str] = (),
    ignore_files: bool = True,
    follow: bool = False,
    cache: bool = False,
    fields: Mapping[str, Any] | None = None,
    topic_separator: str = "",
) -> Catalogue:
    """The catalogue of these files and folders [default: the current folder].

    `include` and `exclude` are globs as in .gitignore; `ignore_files` respects .gitignore files, and `follow` follows
    links that lead out of the folders. With `cache`, the index of folders is stored in the user's cache folder and
    shared with the command line. `fields` is the table
    `fields` of the configuration: `{"date": ["released"], "rating": {"from": "stars", "type": "number"}}`;
    `topic_separator` separates the topics in a string. Raises MissingPathError, ConfigError.
    """
    selection = Selection(tuple(include), tuple(exclude), ignore_files, follow)
    checks = Checks(table=FieldTable.of(fields or {}, topic_separator))
    return Catalogue(Source(named(map(str, paths)), selection), checks=checks, cache=folder() if cache else None)
