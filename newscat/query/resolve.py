"""What the fields and values of a query mean: the tree as it was written to terms of plain, typed values.

All that can be wrong with a query is refused here, before a file is read, but for fields that
newscat has never heard of: whether they occur, only the catalogue knows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple, NoReturn

from newscat.article import fields
from newscat.article.text import folded
from newscat.article.values import microseconds
from newscat.errors import QueryError, suggestion
from newscat.query.dates import is_ago, period
from newscat.query.operands import Interval, Operand
from newscat.query.operators import (
    AT_LEAST,
    AT_MOST,
    COMPARISONS,
    CONTAINS,
    EQUALS,
    MATCHES,
    WHOLE,
    WITHIN,
    Operator,
)
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
from newscat.query.predicates import Check, any_element, compiled

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


class Term(NamedTuple):
    """A field whose value is compared."""

    field: Field
    operator: Operator
    wanted: Operand
    place: Place | None = None

    @property
    def check(self) -> Check:
        """Whether a value fulfils the term; for a list or mapping, whether any element does."""
        return any_element(self.operator.check(self.wanted))


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
    if node.operator is CONTAINS and (special := _SPECIAL.get(node.field)):
        return special(node.value, place, Place(text, node.value_at))
    asked = _asked(node.field, place)
    return Term(asked, *_compared(asked, node, Place(text, node.value_at), means), place)


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


def _compared(asked: Field, node: Compare, at: Place, means: Means) -> tuple[Operator, Operand]:
    """The operator and the operand. Raises QueryError for a value that the field cannot have."""
    operator = node.operator
    if operator.is_verbatim:
        if operator is MATCHES:
            _refuse_pattern(node.value, at)
        return operator, Operand(node.value)
    if asked.kind == "flag":
        value = node.value.casefold()
        if value not in ("true", "false") or asked.kind not in operator.accepts:
            at.refuse(f"{asked.name} is true or false")
        return WHOLE, Operand(value)
    _refuse_sign_before_range(asked, node, at, means)
    operand = _bounded(operator, node.value, means)
    if operator is CONTAINS and not node.quoted and (interval := _range(asked, node.value, at, means)):
        operator, operand = WITHIN, interval
    if asked.kind == "date" and operator in (CONTAINS, EQUALS) and is_ago(node.value):
        at.refuse(f"{node.value} is a moment: write {node.field}:{node.value}..")
    if asked.kind in ("number", "date"):
        _refuse_other_kind(asked, operand, at, means)
        return operator if operator in COMPARISONS else WITHIN, operand
    if asked.kind == "text":
        operand = Operand(operand.text, strings=operand.strings)
    return WHOLE if operator is CONTAINS and asked.name in _WHOLE else operator, operand


def _refuse_pattern(pattern: str, at: Place) -> None:
    try:
        compiled(pattern)
    except re.error as error:
        Place(at.query, at.at + (error.pos or 0)).refuse(f"this pattern is wrong: {error.msg}")
    except OverflowError:
        at.refuse("this pattern is wrong: a number in it is too large")
    except RecursionError:
        at.refuse("this pattern is wrong: it is nested too deep")


def _refuse_sign_before_range(asked: Field, node: Compare, at: Place, means: Means) -> None:
    if node.operator not in COMPARISONS or node.quoted or ".." not in node.value:
        return
    found = _range(asked, node.value, at, means)
    if found and (found.numbers or found.times):
        at.refuse(f"no sign before a range: write {node.field}:{node.value}")


def _refuse_other_kind(asked: Field, wanted: Operand, at: Place, means: Means) -> None:
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


def _bounded(operator: Operator, text: str, means: Means) -> Operand:
    """The meanings of a value that is not a range."""
    number, time = _number(text), _times(text, means)
    numbers = None if number is None else operator.bounds(number, number, False)
    # A period's end is the first moment after it.
    times = None if time is None else operator.bounds(*time, True)
    plain = folded(text)
    return Operand(text, numbers, times, operator.bounds(plain, plain, False))


def _range(asked: Field, text: str, at: Place, means: Means) -> Operand | None:
    """What `low..high` means, either end open; None where that is just text."""
    first, dots, last = text.partition("..")
    if not dots or not (first or last) or asked.kind == "text":
        return None
    low = _bounded(AT_LEAST, first, means) if first else Operand("")
    high = _bounded(AT_MOST, last, means) if last else Operand("")
    numbers = _between(low.numbers, high.numbers, bool(first), bool(last))
    times = _between(low.times, high.times, bool(first), bool(last))
    if asked.kind == "date" and times is None:
        wrong = first if first and low.times is None else last
        _refuse_date(wrong, Place(at.query, at.at + (0 if wrong is first else len(first) + 2)), means)
    if any(map(_is_upside_down, (numbers, times))):
        at.refuse("the ends are the wrong way round")
    return Operand(text, numbers, times) if numbers or times or asked.kind == "number" else None


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
