"""A census of front matter: each field, its types, how often it is there, and its values."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from newscat.article.dates import moment
from newscat.article.field_table import FieldTable
from newscat.article.values import key_text, plain
from newscat.index.analysis.matched import Matched
from newscat.index.catalogue import Catalogue
from newscat.query.query import Query

# A field with more values is counted no further, and a mapping with more names has no fixed fields.
MOST_VALUES = 100_000
_MOST_NAMES = 500
# A longer string is no value to show.
_LONGEST = 80
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "list",
    dict: "mapping",
    datetime: "date",
    date: "date",
    type(None): "null",
}
# The unit of a range, by type.
_RANGES = {"integer": "number", "number": "number", "string": "length", "list": "elements", "date": "date"}


class FieldCount(NamedTuple):
    """One field. `name` is dotted, and ends in `[]` for the elements of a list; `of` is how often it could occur.

    `types` are counts; `ranges` have minimum and maximum of `number` and `date`, of the `length` of strings and of the
    number of `elements`. `distinct` is None for more than MOST_VALUES; `values` has the most frequent ones, those of 80
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


@dataclass
class _Census:
    """The values of one place: the top level, a field, or the elements of a list."""

    present: int = 0
    types: Counter[str] = field(default_factory=Counter)
    ranges: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    values: Counter[Any] | None = field(default_factory=Counter)
    """By type and value: 1 and true are two. None if there are too many."""
    fields: dict[str, "_Census"] = field(default_factory=dict)
    elements: "_Census | None" = None

    def add(self, value: Any) -> None:
        self.present += 1
        kind = type(value)
        name = _TYPES.get(kind, "string")
        self.types[name] += 1
        if kind is dict:
            for key, each in value.items():
                text = key if type(key) is str else key_text(key)
                inner = self.fields.get(text)
                if inner is None and len(self.fields) < _MOST_NAMES:
                    inner = self.fields[text] = _Census()
                if inner is not None:
                    inner.add(each)
        elif kind is list:
            self._widen("elements", len(value))
            self.elements = self.elements or _Census()
            for each in value:
                self.elements.add(each)
        elif value is not None:
            self._add_scalar(name, value)

    def _add_scalar(self, name: str, value: Any) -> None:
        size = len(value) if name == "string" else moment(value) if name == "date" else value
        if name in _RANGES and size is not None and size == size:  # noqa: PLR0124 # not NaN
            self._widen(_RANGES[name], size)
        if self.values is not None:
            key = (name, value if name != "string" or len(value) <= _LONGEST else hash(value))
            self.values[key] += 1
            if len(self.values) > MOST_VALUES:
                self.values = None

    def _widen(self, name: str, size: Any) -> None:
        found = self.ranges.get(name)
        if found is None:
            self.ranges[name] = size, size
        elif size < found[0]:
            self.ranges[name] = size, found[1]
        elif size > found[1]:
            self.ranges[name] = found[0], size

    def counts(self, name: str, of: int, sources: Mapping[str, tuple[str, ...]]) -> Iterator[FieldCount]:
        """The field, then its contents."""
        if name:
            types = dict(self.types.most_common())
            ranges = {key: tuple(map(plain, ends)) for key, ends in self.ranges.items()}
            distinct = None if self.values is None else len(self.values)
            read_as = sources.get(name, ())
            yield FieldCount(name, self.present, of, types, ranges, distinct, tuple(self._frequent()), read_as)
        for key, each in sorted(self.fields.items(), key=lambda each: -each[1].present):
            yield from each.counts(f"{name}.{key}" if name else key, self.types["mapping"], sources)
        if self.elements is not None and self.elements.present:
            yield from self.elements.counts(f"{name}[]", self.elements.present, sources)

    def _frequent(self) -> Iterator[tuple[Any, int]]:
        """The values that recur, most frequent first."""
        found = [each for each in (self.values or {}).items() if each[1] > 1]
        for (name, value), count in sorted(found, key=lambda each: (-each[1], str(each[0][1])))[:_SHOWN]:
            if name != "string" or isinstance(value, str):
                yield plain(value), count


_SHOWN = 10


def census(catalogue: Catalogue, query: Query | str | None = None) -> tuple[int, list[FieldCount]]:
    """The number of articles that match `query`, and the fields of their front matter, without `secured`.

    The most frequent fields come first, each before its contents. Raises QueryError.
    """

    def question(matched: Matched) -> tuple[int, list[FieldCount]]:
        seen = _Census()
        for fields in matched.front_matter():
            seen.add(fields)
        return seen.present, list(seen.counts("", 0, _sources(matched.table)))

    return catalogue.ask(question, query)


def _sources(table: FieldTable) -> dict[str, tuple[str, ...]]:
    """By a name in front matter, the fields that are read from it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in table.fields:
        for source in one.sources:
            found[source] = (*found.get(source, ()), one.name)
    return found
