"""The operator table: how each operator is written, what it accepts, what it means and how it is explained."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from newscat.article.dates import from_ticks, iso_text
from newscat.query.operands import Interval, Operand
from newscat.query.predicates import Check, contains, equals, is_near, is_whole, matches, within

# From the first and the last value of the operand; `is_open` excludes the last one, as at the end of a period.
Bounds = Callable[[float | str, float | str, bool], Interval]


def _from_first_to_last(first: float | str, last: float | str, is_open: bool) -> Interval:
    return Interval(first, last, below=is_open)


def _explain_contains(operand: Operand) -> str:
    meanings = [f"contains {operand.text!r}"]
    if operand.numbers:
        meanings.append(f"is the number {operand.numbers.low}")
    if operand.times:
        meanings.append(f"is {_times(operand.times)}")
    return " or ".join(meanings)


def _explain_within(operand: Operand) -> str:
    meanings = [_ends(operand.numbers)] if operand.numbers else []
    meanings += [_times(operand.times)] if operand.times else []
    return " or ".join(meanings) or (f"in alphabetical order {_ends(operand.strings)}" if operand.strings else "")


def _ends(interval: Interval) -> str:
    low, high, above, below = interval
    if low is not None and low == high:
        return f"= {low}"
    ends = [f"{'>' if above else '>='} {low}"] if low is not None else []
    ends += [f"{'<' if below else '<='} {high}"] if high is not None else []
    return " and ".join(ends)


def _times(interval: Interval) -> str:
    """The first moment of the interval and the first one after it, in UTC."""
    ends = [] if interval.low is None else [f"from {iso_text(from_ticks(int(interval.low)))}"]
    ends += [] if interval.high is None else [f"before {iso_text(from_ticks(int(interval.high)))}"]
    return " ".join(ends)


class Operator(NamedTuple):
    """An operator of the query language. `sign` is written before the value; "" for none."""

    name: str
    sign: str
    check: Callable[[Operand], Check]
    """Its predicate in Python."""
    explain: Callable[[Operand], str]
    """What `--explain-query` prints after the field."""
    bounds: Bounds = _from_first_to_last
    """The interval of a number, a time or a string."""
    in_list: Callable[[Operand], Check] | None = None
    """Its predicate for an element of a list, if it is another one."""
    is_verbatim: bool = False
    """The operand is only a string, never a number, a time or a range."""
    sql: Literal["contains", "whole", "within"] | None = None
    """Which condition `index.sql` renders for a field that has a column; None: `check` decides."""
    accepts: frozenset[str] = frozenset(("any", "text", "number", "date", "flag"))
    """The kinds of fields it can be used with."""

    def __repr__(self) -> str:
        return self.name


def _comparison(name: str, sign: str, bounds: Bounds = _from_first_to_last) -> Operator:
    ordered = frozenset(("any", "text", "number", "date"))
    return Operator(name, sign, within, _explain_within, bounds, sql="within", accepts=ordered)


CONTAINS = Operator("contains", "", contains, _explain_contains, sql="contains")
WHOLE = Operator("whole", "", is_whole, lambda operand: f"is {operand.text!r} (case-insensitive)", sql="whole")
WITHIN = _comparison("within", "")
AT_LEAST = _comparison("at least", ">=", lambda first, last, is_open: Interval(low=first))
AT_MOST = _comparison("at most", "<=", lambda first, last, is_open: Interval(high=last, below=is_open))
ABOVE = _comparison("above", ">", lambda first, last, is_open: Interval(low=last, above=not is_open))
BELOW = _comparison("below", "<", lambda first, last, is_open: Interval(high=first, below=True))
EQUALS = Operator("equals", "=", equals, lambda operand: f"is exactly {operand.text!r}", in_list=is_whole)
MATCHES = Operator("matches", "/", matches, lambda operand: f"matches /{operand.text}/", is_verbatim=True)
NEAR = Operator("near", "~", is_near, lambda operand: f"is spelled like {operand.text!r}", is_verbatim=True)

COMPARISONS = (AT_LEAST, AT_MOST, ABOVE, BELOW)
# Longer signs first: `>=` before `>`. Without a sign, the field and the value decide which operator is meant.
OPERATORS = (*COMPARISONS, EQUALS, MATCHES, NEAR, CONTAINS, WHOLE, WITHIN)
