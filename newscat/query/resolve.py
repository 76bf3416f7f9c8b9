"""What the fields and values of a query mean: the tree as it was written to terms of plain, typed values.

All that can be wrong with a query is refused here, before a file is read, but for fields that
newscat has never heard of: whether they occur, only the catalogue knows.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple, NoReturn

from newscat.article import fields
from newscat.article.text import folded
from newscat.article.values import microseconds
from newscat.errors import QueryError, suggestion
from newscat.query.dates import is_ago, period
from newscat.query.parser import (
    MAX_DEPTH,
    QUOTE_IT,
    And,
    Compare,
    Node,
    Not,
    Or,
    Saved,
    joined,
    parsed,
    refusal,
    refuse_too_large,
)

Kind = Literal["any", "text", "number", "date", "flag"]


class Place(NamedTuple):
    """Where in which query something stands (0-based)."""

    query: str
    at: int

    def refusal(self, reason: str) -> QueryError:
        return refusal(self.query, self.at, reason)

    def refuse(self, reason: str) -> NoReturn:
        raise self.refusal(reason)


class Field(NamedTuple):
    """`path` leads to it in the front matter, through maps and lists; () where it is none of the
    front matter's (path, body). `own`: the file's, which may have it or not; else Record's."""

    name: str
    path: tuple[str, ...]
    kind: Kind = "any"
    own: bool = False


class Interval(NamedTuple):
    """From `low` to `high`, None where it has no end; `above` and `below`: without the ends themselves."""

    low: float | str | None = None
    high: float | str | None = None
    above: bool = False
    below: bool = False


class Wanted(NamedTuple):
    """A value as it was written, and what it means among numbers, times (microseconds since 1970) and
    texts (casefolded); texts are compared by order only where it means neither of the others."""

    text: str
    numbers: Interval | None = None
    times: Interval | None = None
    texts: Interval | None = None


class Term(NamedTuple):
    """A field whose value is asked for. `relation`: `contains` (of a number or time: is), `whole`
    (without regard to case), `equals`, `matches`, `near`, `within`."""

    field: Field
    relation: str
    wanted: Wanted
    place: Place | None = None


class Has(NamedTuple):
    """The field is there and neither null nor empty."""

    field: Field
    place: Place | None = None


class Is(NamedTuple):
    """`published`, `unpublished` or `invalid`: has an error."""

    state: str


class Twin(NamedTuple):
    """Another record has the same `url`, `canonical-url` or `title`."""

    of: str


class RelatedTo(NamedTuple):
    """Its `related` names the record that `id` means."""

    id: str
    place: Place | None = None


class Means(NamedTuple):
    """By what a query is understood: the moment it is asked, the zone of its days, the saved queries."""

    now: datetime
    zone: tzinfo
    saved: Mapping[str, str]


STATES = ("published", "unpublished", "invalid")
TWINS = ("url", "canonical-url", "title")

_KINDS: dict[str, Kind] = {"number": "number", "date": "date", "flag": "flag"}


def _named() -> Iterator[tuple[str, Field, bool]]:
    """The first-class fields by all their names, and whether a value without an operator is the whole value."""
    for above, one in fields.nested(fields.FIELDS):
        path = tuple(step for each in (*above, one) for step in each.path)
        kind = _KINDS.get(one.kind, "text")
        outer = ".".join(each.name for each in above)
        for name in one.names if not above else (f"{outer}.{each}" for each in one.names):
            yield name, Field(name, path, kind), name in one.exact


_FIRST_CLASS = {name: found for name, found, _ in _named()}
# Of these a value without a sign is the whole one: `topic:AI` is not "Cloud AI".
_WHOLE = frozenset(name for name, _, is_exact in _named() if is_exact)
FIELDS = tuple(_FIRST_CLASS)

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_FLAGS = {"true": True, "false": False}


def field(name: str) -> Field:
    """The field a name means: Record's, else the file's; `fields.NAME` is always the file's."""
    if found := _FIRST_CLASS.get(name):
        return found
    steps = tuple(name.split("."))
    return Field(name, steps[1:] if steps[0] == "fields" and len(steps) > 1 else steps, own=True)


def resolved(text: str, means: Means) -> Node | None:
    """What a query means. Raises QueryError."""
    refuse_unstorable(text)
    try:
        return _resolve(parsed(text), text, means, ())
    except RecursionError:  # a saved query within another, again and again
        raise QueryError(f"the query is nested more than {MAX_DEPTH} deep") from None


def refuse_unstorable(text: str) -> None:
    """Raises QueryError for bytes that are no text."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise QueryError(f"{text!r} is not UTF-8")


def _resolve(node: Node | None, text: str, means: Means, inside: tuple[str, ...]) -> Node | None:
    if isinstance(node, Not):
        part = _resolve(node.part, text, means, inside)
        return None if part is None else Not(part)
    if isinstance(node, And | Or):
        return joined(type(node), [_resolve(part, text, means, inside) for part in node.parts])
    if isinstance(node, Saved):
        return _saved(node, Place(text, node.at), means, inside)
    return _term(node, text, means) if isinstance(node, Compare) else node


def _saved(node: Saved, place: Place, means: Means, inside: tuple[str, ...]) -> Node:
    if node.name not in means.saved:
        known = ", ".join(f"@{name}" for name in means.saved) or "the configuration has none"
        place.refuse(f"no saved query '@{node.name}'{suggestion(node.name, means.saved)}: {known}; {QUOTE_IT}")
    if node.name in inside:
        place.refuse(f"the saved query '@{node.name}' names itself")
    text = means.saved[node.name]
    try:
        found = _resolve(parsed(text), text, means, (*inside, node.name))
        refuse_too_large(found)  # at once: ten that name each other twice are a thousand
    except QueryError as error:
        raise QueryError(f"in the saved query '@{node.name}': {error}") from None
    if found is None:
        place.refuse(f"the saved query '@{node.name}' says nothing: {text!r}")
    return found


def _term(node: Compare, text: str, means: Means) -> Node:
    place = Place(text, node.at)
    if node.relation == "contains" and (special := _SPECIAL.get(node.field)):
        return special(node.value, place, Place(text, node.value_at))
    asked = _asked(node.field, place)
    relation, wanted = _wanted(asked, node, Place(text, node.value_at), means)
    return Term(asked, relation, wanted, place)


def _asked(name: str, place: Place) -> Field:
    found = field(name)
    if found.own and found.path[0] == "secured":
        place.refuse("'secured' is not in the index: it is read by 'newscat show --secured' alone")
    return found


def _has(name: str, place: Place, at: Place) -> Node:
    return Has(_asked(name, at), at)


def _no(name: str, place: Place, at: Place) -> Node:
    return Not(_has(name, place, at))


def _is(state: str, place: Place, at: Place) -> Node:
    if state not in STATES:
        at.refuse(f"nothing is {state!r}{suggestion(state, STATES)}: {', '.join(STATES)}")
    return Is(state)


def _twin(of: str, place: Place, at: Place) -> Node:
    if of not in TWINS:
        at.refuse(f"no duplicates by {of!r}{suggestion(of, TWINS)}: {', '.join(TWINS)}")
    return Twin(of)


def _related(id: str, place: Place, at: Place) -> Node:
    return RelatedTo(id, at)


_SPECIAL: dict[str, Callable[[str, Place, Place], Node]] = {
    "has": _has,
    "no": _no,
    "is": _is,
    "dup": _twin,
    "related": _related,
}


def _wanted(asked: Field, node: Compare, at: Place, means: Means) -> tuple[str, Wanted]:
    """Relation and value. Raises QueryError for a value that the field cannot have."""
    if node.relation in ("matches", "near"):
        _refuse_pattern(node, at)
        return node.relation, Wanted(node.value)
    if asked.kind == "flag":
        if node.value.casefold() not in _FLAGS or node.relation not in ("contains", "equals"):
            at.refuse(f"{asked.name} is true or false")
        return "whole", Wanted(node.value.casefold())
    _refuse_sign_before_range(asked, node, at, means)
    relation = "within" if node.relation in _BOUNDS else node.relation
    wanted = _bounded(node.relation, node.value, means)
    if relation == "contains" and not node.quoted and (interval := _range(asked, node.value, at, means)):
        relation, wanted = "within", interval
    if asked.kind == "date" and relation in ("contains", "equals") and is_ago(node.value):
        at.refuse(f"{node.value} is a moment: write {node.field}:{node.value}..")
    if asked.kind in ("number", "date"):
        _refuse_other_kind(asked, wanted, at, means)
        return "within", wanted
    if asked.kind == "text":
        wanted = Wanted(wanted.text, texts=wanted.texts)
    return ("whole" if relation == "contains" and asked.name in _WHOLE else relation), wanted


def _refuse_pattern(node: Compare, at: Place) -> None:
    try:
        compiled(node.value if node.relation == "matches" else "")
    except re.error as error:
        Place(at.query, at.at + (error.pos or 0)).refuse(f"this pattern is wrong: {error.msg}")
    except OverflowError:
        at.refuse("this pattern is wrong: a number in it is too large")
    except RecursionError:
        at.refuse("this pattern is wrong: it is nested too deep")


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as a query means it. Raises re.error, OverflowError, RecursionError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what `[[a]` may mean in a Python to come
        return re.compile(pattern, re.IGNORECASE)


def _refuse_sign_before_range(asked: Field, node: Compare, at: Place, means: Means) -> None:
    if node.relation not in _BOUNDS or node.quoted or ".." not in node.value:
        return
    found = _range(asked, node.value, at, means)
    if found and (found.numbers or found.times):
        at.refuse(f"no sign before a range: write {node.field}:{node.value}")


def _refuse_other_kind(asked: Field, wanted: Wanted, at: Place, means: Means) -> None:
    if asked.kind == "number" and wanted.numbers is None:
        at.refuse(f"{wanted.text!r} is no number: write quality:80, quality:>=80 or quality:60..79")
    if asked.kind == "date" and wanted.times is None:
        _refuse_date(wanted.text, at, means)


def _refuse_date(text: str, at: Place, means: Means) -> NoReturn:
    try:
        period(text, means.now, means.zone)
    except QueryError as error:
        at.refuse(str(error))
    raise AssertionError(text)


# The sign to (low, high) of an interval whose value begins at the first and ends at the second.
_BOUNDS: dict[str, Callable[[float | str, float | str, bool], Interval]] = {
    "at least": lambda first, last, open_end: Interval(low=first),
    "above": lambda first, last, open_end: Interval(low=last, above=not open_end),
    "at most": lambda first, last, open_end: Interval(high=last, below=open_end),
    "below": lambda first, last, open_end: Interval(high=first, below=True),
}


def _is_value(first: float | str, last: float | str, open_end: bool) -> Interval:
    return Interval(first, last, below=open_end)


def _bounded(relation: str, text: str, means: Means) -> Wanted:
    """What one value with its sign means."""
    bounds = _BOUNDS.get(relation, _is_value)
    number, time = _number(text), _times(text, means)
    numbers = None if number is None else bounds(number, number, False)
    # A period's end is the first moment after it.
    times = None if time is None else bounds(*time, True)
    plain = folded(text)
    return Wanted(text, numbers, times, bounds(plain, plain, False))


def _range(asked: Field, text: str, at: Place, means: Means) -> Wanted | None:
    """What `low..high` means, either end open; None where that is just text."""
    first, dots, last = text.partition("..")
    if not dots or not (first or last) or asked.kind == "text":
        return None
    low = _bounded("at least", first, means) if first else Wanted("")
    high = _bounded("at most", last, means) if last else Wanted("")
    numbers = _between(low.numbers, high.numbers, bool(first), bool(last))
    times = _between(low.times, high.times, bool(first), bool(last))
    if asked.kind == "date" and times is None:
        wrong = first if first and low.times is None else last
        _refuse_date(wrong, Place(at.query, at.at + (0 if wrong is first else len(first) + 2)), means)
    if any(map(_is_upside_down, (numbers, times))):
        at.refuse("the ends are the wrong way round")
    return Wanted(text, numbers, times) if numbers or times or asked.kind == "number" else None


def _is_upside_down(interval: Interval | None) -> bool:
    low, high = (interval.low, interval.high) if interval else (None, None)
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high


def _between(low: Interval | None, high: Interval | None, has_low: bool, has_high: bool) -> Interval | None:
    if (has_low and low is None) or (has_high and high is None):
        return None
    low, high = low or Interval(), high or Interval()
    return Interval(low.low, high.high, low.above, high.below)


def _number(text: str) -> float | None:
    """An integer exactly, a fraction as a float."""
    if not _NUMBER.fullmatch(text) or len(text) > 400:
        return None
    if text.lstrip("+-").isdigit():
        return int(text)
    return float(text)


def _times(text: str, means: Means) -> tuple[int, int] | None:
    """The first moment a date means and the first after it."""
    try:
        start, end = period(text, means.now, means.zone)
    except QueryError:
        return None
    first, after = microseconds(start), microseconds(end)
    assert first is not None
    assert after is not None
    return first, after
