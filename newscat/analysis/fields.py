"""A census of front matter: each field, its types, how often it is there, and its values."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from newscat.article.field_table import FieldTable
from newscat.article.values import plain
from newscat.index.analysis.matched import Matched
from newscat.index.catalogue import Catalogue
from newscat.query.query import Query
from newscat.rules.schemas.census import Census

_SHOWN = 10


class FieldCount(NamedTuple):
    """One field. `name` is dotted, and ends in `[]` for the elements of a list; `of` is how often it could occur.

    `types` are counts; `ranges` have minimum and maximum of `number` and `date`, of the `length` of strings and of the
    number of `elements`. `distinct` is None for more than 100,000; `values` has the most frequent ones, those of 80
    characters or less. `read_as` are the names of the fields of newscat that are read from it.
    """

    name: str
    present: int
    of: int
    types: dict[str, int]
    ranges: dict[str, tuple[Any, Any]]
    distinct: int | None
    values: tuple[tuple[Any, int], ...]
    read_as: tuple[str, ...]


def _counts(seen: Census, name: str, of: int, sources: Mapping[str, tuple[str, ...]]) -> Iterator[FieldCount]:
    """The field, then its contents."""
    if name:
        types = dict(seen.types.most_common())
        ranges = {key: tuple(map(plain, ends)) for key, ends in seen.ranges.items()}
        distinct = None if seen.values is None else len(seen.values)
        yield FieldCount(name, seen.present, of, types, ranges, distinct, tuple(_frequent(seen)), sources.get(name, ()))
    for key, each in sorted(seen.fields.items(), key=lambda each: -each[1].present):
        yield from _counts(each, f"{name}.{key}" if name else key, seen.types["mapping"], sources)
    if seen.elements is not None and seen.elements.present:
        yield from _counts(seen.elements, f"{name}[]", seen.elements.present, sources)


def _frequent(seen: Census) -> Iterator[tuple[Any, int]]:
    """The values that recur, most frequent first."""
    found = [each for each in (seen.values or {}).items() if each[1] > 1]
    for (name, value), count in sorted(found, key=lambda each: (-each[1], str(each[0][1])))[:_SHOWN]:
        if name != "string" or isinstance(value, str):
            yield plain(value), count


def census(catalogue: Catalogue, query: Query | str | None = None) -> tuple[int, list[FieldCount]]:
    """The number of articles that match `query`, and the fields of their front matter, without `secured`.

    The most frequent fields come first, each before its contents. Raises QueryError.
    """

    def question(matched: Matched) -> tuple[int, list[FieldCount]]:
        seen = Census()
        for fields in matched.front_matter():
            seen.add(fields)
        return seen.present, list(_counts(seen, "", 0, _sources(matched.table)))

    return catalogue.ask(question, query)


def _sources(table: FieldTable) -> dict[str, tuple[str, ...]]:
    """By a name in front matter, the fields that are read from it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in table.fields:
        for source in one.sources:
            found[source] = (*found.get(source, ()), one.name)
    return found
