"""From the syntax tree of a query to terms with fields, operators and typed values.

Every error in a query is found here, before a file is read, except unknown fields: only the catalogue knows which
fields occur.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple, NoReturn

from newscat.article.dates import ticks
from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.fields import nested
from newscat.article.text import folded
from newscat.errors import QueryError
from newscat.query.dates import is_ago, period
from newscat.query.operands import Interval, Operand, in_zone
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
    """A query and an offset in it (0-based)."""

    query: str
    at: int

    def refusal(self, reason: str) -> QueryError:
        return refusal(self.query, self.at, reason)

    def refuse(self, reason: str) -> NoReturn:
        raise self.refusal(reason)


class Field(NamedTuple):
    """`path` is its place in the front matter, through mappings and lists; () for path and body, which are not in the
    front matter. `own`: the file may have it or not. `first_class` is the name in the field table, dotted for a part;
    with `is_read`, the table says from which of several places the value comes. `whole`: a value without an operator
    is the whole one."""

    name: str
    path: tuple[str, ...]
    kind: Kind = "any"
    own: bool = False
    first_class: str = ""
    is_read: bool = False
    whole: bool = False


class Term(NamedTuple):
    """A field whose value is compared."""

    field: Field
    operator: Operator
    operand: Operand
    place: Place | None = None

    @property
    def check(self) -> Check:
        """Whether a value fulfils the term; for a list or mapping, whether any element does."""
        in_list = self.operator.in_list
        return any_element(self.operator.check(self.operand), in_list and in_list(self.operand))


class Has(NamedTuple):
    """The field exists and is neither null nor empty."""

    field: Field
    place: Place | None = None


class Is(NamedTuple):
    """`published`, `unpublished` or `invalid` (`validate` reports an error)."""

    state: str


class DuplicateBy(NamedTuple):
    """Another article has the same `url`, `canonical-url` or `title`."""

    of: str


class RelatedTo(NamedTuple):
    """Its `related` names the article that `id` matches."""

    id: str
    place: Place | None = None


class QueryContext(NamedTuple):
    """What the meaning of a query depends on: the current time, the time zone of its days, the saved queries."""

    now: datetime
    zone: tzinfo
    saved: Mapping[str, str]
    table: FieldTable = BUILT_IN


STATES = ("published", "unpublished", "invalid")
DUPLICATE_KEYS = ("url", "canonical-url", "title")

_KINDS: dict[str, Kind] = {"number": "number", "date": "date", "flag": "flag"}
# The file's own names of fields that are lists, such as `tags`.
_LISTS = frozenset(source for field in BUILT_IN.fields if field.kind == "list" for source in field.sources)


@lru_cache(maxsize=16)
def names(table: FieldTable) -> Mapping[str, Field]:
    """The first-class fields by all their names."""
    found = {}
    for above, one in nested(table.fields):
        path = tuple(step for each in (*above, one) for step in each.path)
        kind = _KINDS.get(one.kind, "text")
        outer = "".join(f"{each.name}." for each in above)
        # A scalar is read: it can have a name with other capitals, and a string can be a number in the file.
        is_scalar = one.kind in ("text", "url", "number")
        is_read = not above and (one.is_own or is_scalar or len(BUILT_IN.by_name[one.name].sources) > 1)
        # A part of another field, such as `provider.domain`, has that name in the table, too.
        for name in (f"{outer}{each}" for each in one.names):
            found[name] = Field(name, path, kind, False, outer + one.name, is_read, name in one.exact)
    return found


_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def field(name: str, table: FieldTable = BUILT_IN) -> Field:
    """The field a name means: Record's, else the file's; `fields.NAME` is always the file's."""
    if found := names(table).get(name):
        return found
    steps = tuple(name.split("."))
    return Field(name, steps[1:] if steps[0] == "fields" and len(steps) > 1 else steps, own=True)


def resolved(text: str, context: QueryContext) -> Node | None:
    """The tree of a query; None if it is only punctuation. Raises QueryError."""
    refuse_unstorable(text)
    try:
        return _resolve(parsed(text), text, context, ())
    except RecursionError:  # saved queries nested in each other
        raise QueryError(f"the query is nested more than {MAX_DEPTH} levels deep") from None


def refuse_unstorable(text: str) -> None:
    """Raise QueryError for bytes that are not UTF-8, which SQLite cannot store."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise QueryError(f"{text!r} is not valid UTF-8")


def _resolve(node: Node | None, text: str, context: QueryContext, inside: tuple[str, ...]) -> Node | None:
    if isinstance(node, Not):
        part = _resolve(node.part, text, context, inside)
        return None if part is None else Not(part)
    if isinstance(node, And | Or):
        return joined(type(node), [_resolve(part, text, context, inside) for part in node.parts])
    if isinstance(node, Saved):
        return _saved(node, Place(text, node.at), context, inside)
    return _term(node, text, context) if isinstance(node, Compare) else node


def _saved(node: Saved, place: Place, context: QueryContext, inside: tuple[str, ...]) -> Node:
    if node.name not in context.saved:
        names = ", ".join(f"@{name}" for name in context.saved)
        known = f"use {names}" if names else "the configuration has no queries"
        place.refuse(f"unknown saved query '@{node.name}'; {known}; {QUOTE_IT}")
    if node.name in inside:
        place.refuse(f"the saved query '@{node.name}' refers to itself")
    text = context.saved[node.name]
    try:
        found = _resolve(parsed(text), text, context, (*inside, node.name))
        refuse_too_large(found)  # here, because ten queries that use each other twice have a thousand terms
    except QueryError as error:
        raise QueryError(f"in the saved query '@{node.name}': {error}") from None
    if found is None:
        place.refuse(f"the saved query '@{node.name}' has no term: {text!r}")
    return found


def _term(node: Compare, text: str, context: QueryContext) -> Node:
    place = Place(text, node.at)
    if node.operator is CONTAINS and (special := _SPECIAL.get(node.field)):
        return special(node.value, Place(text, node.value_at), context)
    asked = _asked(node.field, place, context)
    operator, operand = _compared(asked, node, Place(text, node.value_at), context)
    return Term(asked, operator, in_zone(operand, context.zone), place)


def _asked(name: str, place: Place, context: QueryContext) -> Field:
    found = field(name, context.table)
    if found.own and found.path[0] == "secured":
        place.refuse("'secured' cannot be searched; use 'newscat show --secured' to read it")
    return found


def _has(name: str, at: Place, context: QueryContext) -> Node:
    return Has(_asked(name, at, context), at)


def _is(state: str, at: Place, context: QueryContext) -> Node:
    if state not in STATES:
        at.refuse(f"unknown state {state!r}; use {_choice('is', STATES)}")
    return Is(state)


def _duplicate_by(of: str, at: Place, context: QueryContext) -> Node:
    if of not in DUPLICATE_KEYS:
        at.refuse(f"cannot look for duplicates by {of!r}; use {_choice('dup', DUPLICATE_KEYS)}")
    return DuplicateBy(of)


def _choice(name: str, values: tuple[str, ...]) -> str:
    *others, last = (f"{name}:{value}" for value in values)
    return f"{', '.join(others)} or {last}"


_SPECIAL: dict[str, Callable[[str, Place, QueryContext], Node]] = {
    "has": _has,
    "no": lambda name, at, context: Not(_has(name, at, context)),
    "is": _is,
    "dup": _duplicate_by,
    "related": lambda id, at, context: RelatedTo(id, at),
}


def _compared(asked: Field, node: Compare, at: Place, context: QueryContext) -> tuple[Operator, Operand]:
    """The operator and the operand. Raises QueryError for a value that the field cannot have."""
    operator = node.operator
    if operator.is_verbatim:
        if operator is MATCHES:
            _refuse_pattern(node.value, at)
        return operator, Operand(node.value)
    if asked.kind == "flag":
        value = node.value.casefold()
        if value not in ("true", "false") or asked.kind not in operator.accepts:
            at.refuse(f"{asked.name!r} is a boolean; write {asked.name}:true or {asked.name}:false")
        return WHOLE, Operand(value)
    _refuse_sign_before_range(asked, node, at, context)
    operand = _bounded(operator, node.value, context)
    if operator is CONTAINS and not node.quoted and (interval := _range(asked, node.value, at, context)):
        operator, operand = WITHIN, interval
    if asked.kind == "date" and operator in (CONTAINS, EQUALS) and is_ago(node.value):
        at.refuse(f"{node.value!r} is a single moment; write {node.field}:{node.value}..")
    if asked.kind in ("number", "date"):
        _refuse_other_kind(asked, operand, at, context)
        return operator if operator in COMPARISONS else WITHIN, operand
    if asked.kind == "text":
        operand = Operand(operand.text, strings=operand.strings)
    is_tag = operator is EQUALS and asked.own and asked.path[-1] in _LISTS  # also if it is a single one
    return WHOLE if is_tag or (operator is CONTAINS and asked.whole) else operator, operand


def _refuse_pattern(pattern: str, at: Place) -> None:
    try:
        compiled(pattern)
    except re.error as error:
        Place(at.query, at.at + (error.pos or 0)).refuse(f"invalid regular expression: {error.msg}")
    except OverflowError:
        at.refuse("invalid regular expression: a number is too large")
    except RecursionError:
        at.refuse("invalid regular expression: it is nested too deeply")


def _refuse_sign_before_range(asked: Field, node: Compare, at: Place, context: QueryContext) -> None:
    if node.operator not in COMPARISONS or node.quoted or ".." not in node.value:
        return
    found = _range(asked, node.value, at, context)
    if found and (found.numbers or found.times):
        at.refuse(f"a range takes no comparison operator; write {node.field}:{node.value}")


def _refuse_other_kind(asked: Field, operand: Operand, at: Place, context: QueryContext) -> None:
    if asked.kind == "number" and operand.numbers is None:
        name = asked.name
        at.refuse(f"{operand.text!r} is not a number; write {name}:80, {name}:>=80 or {name}:60..79")
    if asked.kind == "date" and operand.times is None:
        _refuse_date(operand.text, at, context)


def _refuse_date(text: str, at: Place, context: QueryContext) -> NoReturn:
    try:
        period(text, context.now, context.zone)
    except QueryError as error:
        at.refuse(str(error))
    raise AssertionError(text)


def _bounded(operator: Operator, text: str, context: QueryContext) -> Operand:
    """The meanings of a value that is not a range."""
    number, time = _number(text), _times(text, context)
    numbers = None if number is None else operator.bounds(number, number, False)
    # A period's end is the first moment after it.
    times = None if time is None else operator.bounds(*time, True)
    plain = folded(text)
    return Operand(text, numbers, times, operator.bounds(plain, plain, False))


def _range(asked: Field, text: str, at: Place, context: QueryContext) -> Operand | None:
    """The meaning of `low..high`, where either end may be missing; None if the value is not a range."""
    first, dots, last = text.partition("..")
    if not dots or not (first or last) or asked.kind == "text":
        return None
    low = _bounded(AT_LEAST, first, context) if first else Operand("")
    high = _bounded(AT_MOST, last, context) if last else Operand("")
    numbers = _between(low.numbers, high.numbers, bool(first), bool(last))
    times = _between(low.times, high.times, bool(first), bool(last))
    if asked.kind == "date" and times is None:
        wrong = first if first and low.times is None else last
        _refuse_date(wrong, Place(at.query, at.at + (0 if wrong is first else len(first) + 2)), context)
    if any(map(_is_reversed, (numbers, times))):
        at.refuse("the range is reversed; put the smaller value first")
    return Operand(text, numbers, times) if numbers or times or asked.kind == "number" else None


def _is_reversed(interval: Interval | None) -> bool:
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


def _times(text: str, context: QueryContext) -> tuple[int, int] | None:
    """The first moment of a period and the first moment after it; None if the string is not a date."""
    try:
        start, end = period(text, context.now, context.zone)
    except QueryError:
        return None
    first, after = ticks(start), ticks(end)
    assert first is not None
    assert after is not None
    return first, after
