"""Predicates in Python: whether a value of an article fulfils a term.

They define what a query means. `index.sql` uses columns instead where these give the same answer.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from newscat.article.dates import moment, ticks
from newscat.article.text import analyze, folded
from newscat.query.operands import Operand
from newscat.query.words import slips

Check = Callable[[Any], bool]

# A number in a string: `"4.5"`.
_WRITTEN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


def is_there(value: Any) -> bool:
    """Whether the value is neither null nor empty."""
    return value is not None and value not in ("", [], {})


def any_element(check: Check, in_list: Check | None = None) -> Check:
    """The check of a value, or of any element of a list or mapping; `in_list` is that of a list's elements."""

    def holds(value: Any) -> bool:
        if isinstance(value, list | tuple):
            return any(map(holds if in_list is None else any_element(in_list), value))
        if isinstance(value, Mapping):
            return any(map(holds, value.values()))
        return check(value)

    return holds


def contains(operand: Operand) -> Check:
    """A substring, case-insensitive; a number or a time by its value."""
    sought = folded(operand.text)
    return _by_type(operand, lambda text: sought in folded(text))


def contains_any(sought: Iterable[str]) -> Check:
    """Whether a value is a string that contains any of these, case-insensitive."""
    plain = [*map(folded, sought)]
    return lambda value: isinstance(value, str) and any(map(folded(value).__contains__, plain))


def is_whole(operand: Operand) -> Check:
    """The whole string, case-insensitive; a number or a time by its value."""
    sought = folded(operand.text)
    return _by_type(operand, lambda text: folded(text) == sought)


def equals(operand: Operand) -> Check:
    """The whole string, case-sensitive; a number or a time by its value."""
    return _by_type(operand, lambda text: text == operand.text)


def within(operand: Operand) -> Check:
    """A number, a time or a string in the operand's interval of that type."""
    numbers, times, strings = operand.numbers, operand.times, operand.strings

    def of_text(text: str) -> bool:
        if numbers and _WRITTEN.fullmatch(stripped := text.strip()):
            return numbers.holds(float(stripped))
        if times and moment(text) is not None:
            return _is_time(operand, text)
        return numbers is None and times is None and strings is not None and strings.holds(folded(text))

    return _by_type(operand, of_text)


def matches(operand: Operand) -> Check:
    """A regular expression, found anywhere in the value as a string."""
    search = compiled(operand.text).search
    return lambda value: (text := _text(value)) is not None and search(text) is not None


def is_near(operand: Operand) -> Check:
    """A similar spelling of the whole value, or of a word in it."""
    from rapidfuzz.distance import OSA

    sought = folded(operand.text)
    most = slips(sought)

    def check(value: Any) -> bool:
        text = _text(value)
        if text is None:
            return False
        whole = folded(text)
        words = (whole, *analyze(text).split())
        return any(OSA.distance(sought, word, score_cutoff=most) <= most for word in words)

    return check


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a query, compiled. Raises re.error, OverflowError, RecursionError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `[[a]`: a later Python may read it differently
        return re.compile(pattern, re.IGNORECASE)


def _by_type(operand: Operand, of_text: Callable[[str], bool]) -> Check:
    """Compares numbers and times by value, and strings by `of_text`."""

    def check(value: Any) -> bool:
        if isinstance(value, str):
            return of_text(value)
        if isinstance(value, bool):
            return operand.text.casefold() == ("true" if value else "false")
        if isinstance(value, int | float):
            return operand.numbers is not None and operand.numbers.holds(value)
        return isinstance(value, date) and _is_time(operand, value)

    return check


def _is_time(operand: Operand, value: object) -> bool:
    at = ticks(moment(value)) if operand.times else None
    times = operand.days if operand.days and at and at & 1 else operand.times
    return at is not None and times is not None and times.holds(at)


def _text(value: Any) -> str | None:
    """A value that is not a list or mapping, as a string."""
    if isinstance(value, str):
        return value
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
