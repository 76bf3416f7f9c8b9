"""How many articles a catalogue has of each topic, provider, month or any other field."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import product
from typing import Any, Literal

from newscat.article.dates import from_ticks
from newscat.article.text import folded
from newscat.errors import QueryError
from newscat.index.analysis.groups import Tally, Value, refuse_unknown, tallies
from newscat.index.analysis.matched import Matched
from newscat.index.analysis.periods import PERIODS, WEEKDAYS
from newscat.index.catalogue import Catalogue
from newscat.index.orders import sort_key
from newscat.query import resolve
from newscat.query.query import Query, time_zone

Sort = Literal["count", "name", "last"]


@dataclass(frozen=True, slots=True)
class Group:
    """The articles that have `values`, one for each field. `share` is their part of all articles, from 0 to 1.

    `means` has the mean of each number over the articles that have one.
    """

    values: tuple[Value, ...]
    count: int
    share: float
    first: datetime | None
    last: datetime | None
    means: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Groups:
    """The groups of the articles by the fields `by`; `total` is the number of articles. `numbers` have means."""

    by: tuple[str, ...]
    total: int
    groups: tuple[Group, ...]
    numbers: tuple[str, ...] = ()

    def sorted(self, sort: Sort | None = None) -> "Groups":
        """Most articles first, by name, or the last published first. By default, periods by name, others by count.

        Of two fields, the groups with the same value of the first stay together.
        """
        chosen = sort or ("name" if self.is_of_periods else "count")
        found = sorted(self.groups, key=_ORDERS[chosen])
        if len(self.by) > 1:
            sums, lasts = self._sums(), dict[Value, float]()
            for group in found:
                lasts[group.values[0]] = min(_age(group), lasts.get(group.values[0], math.inf))
            outer = {"count": lambda value: -sums[value], "name": lambda value: 0, "last": lasts.__getitem__}[chosen]
            found.sort(key=lambda group: (outer(group.values[0]), _name_of(group.values[0])))
        return replace(self, groups=tuple(found))

    def _sums(self) -> Counter[Value]:
        """The counts of the values of the first field."""
        sums: Counter[Value] = Counter()
        for group in self.groups:
            sums[group.values[0]] += group.count
        return sums

    def largest(self, top: int) -> "Groups":
        """The `top` values of the first field with most articles, in the order that they have; 0 for all."""
        sums = self._sums()
        names = sorted(sums, key=lambda value: (-sums[value], _name_of(value)))[:top]
        return replace(self, groups=tuple(group for group in self.groups if group.values[0] in names)) if top else self

    @property
    def size(self) -> int:
        """The number of values of the first field."""
        return len({group.values[0] for group in self.groups})

    @property
    def is_of_periods(self) -> bool:
        """Whether the first field is a part of the date."""
        return self.by[:1] != () and self.by[0] in PERIODS


def groups(
    catalogue: Catalogue,
    by: str | Sequence[str],
    query: Query | str | None = None,
    *,
    mean: Sequence[str] = (),
    tz: str | None = None,
) -> Groups:
    """Count the articles that match `query` by one or more fields: `groups(catalogue, "topic,month")`.

    A field is one of the query language, any other of the front matter (`tax.region`), or `year`, `month`, `week`,
    `day`, `weekday` or `hour` of publication, in the time zone `tz` [default: UTC]. An article with several values is
    in the group of each. Values that differ only in case are one; it is written as in most articles. `mean` names
    numeric fields.

    Raises QueryError.
    """
    names = tuple(name.strip() for name in (by.split(",") if isinstance(by, str) else by))
    zone: tzinfo = time_zone(tz)

    def question(matched: Matched) -> Groups:
        fields = [_field(name, matched) for name in names]
        numbers = [_number(name, matched) for name in mean]
        total = matched.count()
        found = _merged(tallies(matched, fields, numbers, zone), len(names), total)
        if not found:
            for each in fields + numbers:
                if not isinstance(each, str) and each.own:
                    refuse_unknown(matched, each)
        return Groups(names, total, found, tuple(mean))

    return catalogue.ask(question, query).sorted()


def _field(name: str, matched: Matched) -> resolve.Field | str:
    """Raises QueryError for what cannot be grouped by."""
    if name == "date":
        return "day"
    if name in PERIODS:
        return name
    found = resolve.field(name, matched.table)
    if not found.path or "" in found.path or found.path[0] == "secured":
        raise QueryError(f"cannot group by {name!r}; use topic, provider, month or any field of the front matter")
    return found


def _number(name: str, matched: Matched) -> resolve.Field:
    found = _field(name, matched)
    if isinstance(found, str) or found.kind not in ("number", "any"):
        raise QueryError(f"{name!r} has no mean; use a numeric field such as quality")
    return found


@dataclass
class _Merged:
    """Tallies whose values are equal but for case."""

    count: int = 0
    first: int | None = None
    last: int | None = None
    sums: list[tuple[float, int]] = field(default_factory=list)

    def add(self, tally: Tally) -> None:
        if not self.count:
            self.count, self.first, self.last, self.sums = tally.count, tally.first, tally.last, [*tally.sums]
            return
        self.count += tally.count
        self.first = min((each for each in (self.first, tally.first) if each is not None), default=None)
        self.last = max((each for each in (self.last, tally.last) if each is not None), default=None)
        self.sums = [(total + one, n + m) for (total, n), (one, m) in zip(self.sums, tally.sums, strict=True)]

    def group(self, values: tuple[Value, ...], total: int) -> Group:
        means = tuple(part / count if count else None for part, count in self.sums)
        first, last = (None if each is None else from_ticks(each) for each in (self.first, self.last))
        return Group(values, self.count, self.count / total, first, last, means)


def _merged(found: Iterable[Tally], fields: int, total: int) -> tuple[Group, ...]:
    merged: dict[tuple[object, ...], _Merged] = {}
    spellings = [dict[object, Counter[Value]]() for _ in range(fields)]
    for tally in found:
        keys = []
        for spelt, values in zip(spellings, tally.values, strict=True):
            for value in values:
                spelt.setdefault(_same(value), Counter())[value] += tally.count
            keys.append(dict.fromkeys(map(_same, values)))  # a list can have a value twice
        for key in product(*keys):
            if key not in merged:
                merged[key] = _Merged()
            merged[key].add(tally)
    # Of each value, the most frequent spelling.
    names = [
        {key: min(seen, key=lambda value: (-seen[value], str(value))) for key, seen in spelt.items()}
        for spelt in spellings
    ]
    return tuple(
        one.group(tuple(known[part] for known, part in zip(names, key, strict=True)), total)
        for key, one in merged.items()
    )


def _same(value: Value) -> object:
    return folded(value) if isinstance(value, str) else (type(value) is bool, value)


def _name(group: Group) -> tuple[tuple[int, float, str, str], ...]:
    return tuple(map(_name_of, group.values))


def _name_of(value: Value) -> tuple[int, float, str, str]:
    if not isinstance(value, str):
        return 0, value, "", ""
    return 1, WEEKDAYS.index(value) if value in WEEKDAYS else 0, sort_key(value) or "", value


def _age(group: Group) -> float:
    """Smaller for a later last article."""
    return -group.last.timestamp() if group.last else math.inf


_ORDERS: dict[Sort, Callable[[Group], Any]] = {
    "count": lambda group: (-group.count, _name(group)),
    "name": _name,
    "last": lambda group: (_age(group), _name(group)),
}


def names_of(by: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Each `--by` as the names of its fields. Raises QueryError for an empty name, a name twice or more than two."""
    for text in by:
        names = tuple(name.strip() for name in text.split(","))
        if not all(names):
            raise QueryError(f"{text!r} has an empty field")
        if len(names) > 2 or len({*names}) < len(names):
            raise QueryError(f"{text!r}: use one field, or two different ones")
        yield names
