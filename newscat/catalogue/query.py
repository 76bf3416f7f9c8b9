"""What is asked of a catalogue, as plain values: terms, words, order, limits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from newscat.article.record import INTEGERS
from newscat.catalogue.periods import period
from newscat.errors import QueryError, suggestion


class Term(NamedTuple):
    """One condition. `relation` is one of `is` (any of the values), `has` (substring), `from` and
    `before` (a bound: from is inclusive, before is not)."""

    field: str
    relation: str
    values: tuple[Any, ...]


class Words(NamedTuple):
    """A word, several in a row, or (`prefix`) how a word begins."""

    text: str
    prefix: bool = False


class SortKey(NamedTuple):
    """One key of the order; what has no value comes last either way."""

    field: str
    descending: bool = False


SORT_FIELDS = ("id", "path", "title", "date", "provider", "category", "type", "quality", "heat", "published")
_SORT_NAMES = {"published_at": "date", "publishedDateTime": "date"}


@dataclass(frozen=True, slots=True)
class Query:
    """Which records, in which order. Every term and all the words must hold.

    Without `sort`: the newest first, and for a search the best first. `limit` None means all.
    """

    terms: tuple[Term, ...] = ()
    words: tuple[Words, ...] = ()
    sort: tuple[SortKey, ...] = ()
    limit: int | None = None
    offset: int = 0

    def limited(self, limit: int | None) -> "Query":
        return replace(self, limit=limit)


def query(
    text: str | None = None,
    *,
    topic: str | Iterable[str] = (),
    provider: str | None = None,
    category: str | None = None,
    type: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    min_quality: int | None = None,
    min_heat: int | None = None,
    published: bool | None = None,
    sort: str | Sequence[str] = (),
    limit: int | None = None,
    offset: int = 0,
) -> Query:
    """A Query from what a person says; the options of `newscat list` under the same names.

    `since` and `until` are inclusive and in UTC. Raises QueryError.
    """
    now = datetime.now(UTC)
    topics = (topic,) if isinstance(topic, str) else tuple(topic)
    said = (
        Term("topic", "is", topics) if topics else None,
        Term("provider", "has", (provider,)) if provider is not None else None,
        Term("category", "is", (category,)) if category is not None else None,
        Term("type", "is", (type,)) if type is not None else None,
        Term("date", "from", (period(since, now)[0],)) if since is not None else None,
        Term("date", "before", (period(until, now)[1],)) if until is not None else None,
        Term("quality", "from", (min_quality,)) if min_quality is not None else None,
        Term("heat", "from", (min_heat,)) if min_heat is not None else None,
        Term("published", "is", (published,)) if published is not None else None,
    )
    terms = tuple(term for term in said if term)
    for value in [value for term in terms for value in term.values] + [limit or 0, offset]:
        _check(value)
    if offset < 0 or (limit is not None and limit < 0):
        raise QueryError("a limit or an offset is not below 0")
    return Query(terms, words(text) if text is not None else (), sort_keys(sort), limit, offset)


def _check(value: object) -> None:
    """Raises QueryError for what the index cannot be asked: bytes that are no text, integers of more than 64 bits."""
    if isinstance(value, str) and not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise QueryError(f"{value!r} is not UTF-8")
    if isinstance(value, int) and value not in INTEGERS:
        raise QueryError(f"{value} is too large a number")


def sort_keys(sort: str | Sequence[str]) -> tuple[SortKey, ...]:
    """`"title,-quality"` or `["title", "-quality"]` as keys. Raises QueryError for an unknown field."""
    names = sort.split(",") if isinstance(sort, str) else [part for each in sort for part in each.split(",")]
    return tuple(_key(name.strip()) for name in names if name.strip())


def _key(name: str) -> SortKey:
    field = name.lstrip("+-")
    field = _SORT_NAMES.get(field, field)
    if field not in SORT_FIELDS:
        raise QueryError(f"cannot sort by {field!r}{suggestion(field, SORT_FIELDS)}: {', '.join(SORT_FIELDS)}")
    return SortKey(field, name.startswith("-"))


_PIECE = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


def words(text: str) -> tuple[Words, ...]:
    """The words and "phrases" of `text`; `runn*` is how a word begins. Raises QueryError where there are none."""
    _check(text)
    found = []
    for phrase, star, word in _PIECE.findall(text.replace("\0", " ")):  # FTS5 stops reading at a NUL
        if any(character.isalnum() for character in phrase or word):
            found.append(Words((phrase or word).rstrip("*"), bool(star) or word.endswith("*")))
    if not found:
        raise QueryError(f"no word to search for in {text!r}")
    return tuple(found)
