"""Whether a value fulfils a term, in Python: what SQL asks for fields that have no column.

The meaning of a query is written down once, here; `index.sql` takes columns instead where
they say the same.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from newscat.article.text import folded
from newscat.article.values import microseconds, moment
from newscat.query.resolve import Has, Interval, Term, Wanted, compiled

Check = Callable[[Any], bool]

# How a number is written as a text, among numbers: `"4.5"`.
_WRITTEN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


def check_of(term: Term | Has) -> Check:
    """Whether a value, of whatever type, is one the term asks for; of a list or map, any element's."""
    if isinstance(term, Has):
        return _is_there
    return _any_of(_RELATIONS[term.relation](term.wanted))


def _is_there(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _any_of(check: Check) -> Check:
    def holds(value: Any) -> bool:
        if isinstance(value, list):
            return any(map(holds, value))
        if isinstance(value, Mapping):
            return any(map(holds, value.values()))
        return check(value)

    return holds


def within(interval: Interval, value: Any) -> bool:
    """Whether the value lies in the interval; both are numbers, or both texts."""
    _, _, above, below = interval
    low: Any = interval.low
    high: Any = interval.high
    return (low is None or (value > low if above else value >= low)) and (
        high is None or (value < high if below else value <= high)
    )


def _by_kind(wanted: Wanted, of_text: Callable[[str], bool]) -> Check:
    """Numbers and times by value, a text by `of_text`."""

    def check(value: Any) -> bool:
        if isinstance(value, str):
            return of_text(value)
        if isinstance(value, bool):
            return wanted.text.casefold() == ("true" if value else "false")
        if isinstance(value, int | float):
            return wanted.numbers is not None and within(wanted.numbers, value)
        return isinstance(value, date) and _is_time(wanted, value)

    return check


def _is_time(wanted: Wanted, value: object) -> bool:
    at = microseconds(moment(value)) if wanted.times else None
    return at is not None and wanted.times is not None and within(wanted.times, at)


def _contains(wanted: Wanted) -> Check:
    sought = folded(wanted.text)
    return _by_kind(wanted, lambda text: sought in folded(text))


def _whole(wanted: Wanted) -> Check:
    sought = folded(wanted.text)
    return _by_kind(wanted, lambda text: folded(text) == sought)


def _equals(wanted: Wanted) -> Check:
    return _by_kind(wanted, lambda text: text == wanted.text)


def _within(wanted: Wanted) -> Check:
    numbers, times, texts = wanted.numbers, wanted.times, wanted.texts

    def of_text(text: str) -> bool:
        if numbers and _WRITTEN.fullmatch(stripped := text.strip()):
            return within(numbers, float(stripped))
        if times and moment(text) is not None:
            return _is_time(wanted, text)
        return numbers is None and times is None and texts is not None and within(texts, folded(text))

    return _by_kind(wanted, of_text)


def _matches(wanted: Wanted) -> Check:
    search = compiled(wanted.text).search
    return lambda value: (text := _text(value)) is not None and search(text) is not None


def _near(wanted: Wanted) -> Check:
    from rapidfuzz.distance import OSA

    from newscat.query.words import slips

    sought = folded(wanted.text)
    most = slips(sought)

    def check(value: Any) -> bool:
        text = _text(value)
        if text is None:
            return False
        whole = folded(text)
        words = (whole, *re.findall(r"\w+", whole))
        return any(OSA.distance(sought, word, score_cutoff=most) <= most for word in words)

    return check


_RELATIONS: dict[str, Callable[[Wanted], Check]] = {
    "contains": _contains,
    "whole": _whole,
    "equals": _equals,
    "within": _within,
    "matches": _matches,
    "near": _near,
}


def _text(value: Any) -> str | None:
    """A value that is no list or map as a text."""
    if isinstance(value, str):
        return value
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
