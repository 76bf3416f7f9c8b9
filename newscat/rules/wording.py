"""How messages name fields and values."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from newscat.article.dates import iso_text

# A message is one line on a screen: longer values are truncated.
_WIDTH = 60


def where(path: Sequence[Any]) -> str:
    """`'provider.name'`, as in a query; or `an element of 'topics'`."""
    name = dotted(path)
    return f"an element of {name!r}" if isinstance(path[-1], int) else repr(name)


def dotted(path: Sequence[Any]) -> str:
    """The names on the path, without list indexes."""
    return ".".join(part for part in path if isinstance(part, str))


def quoted(string: str) -> str:
    """The string as a Python literal, so that every character is visible; at most 60 characters."""
    whole = repr(string[: _WIDTH + 1])
    return whole if len(whole) <= _WIDTH else f"{whole[: _WIDTH - 2]}…{whole[0]}"


def described(value: Any) -> str:
    """What a value is, for "'quality' is …, not an integer": `the string '59'`, `the number 2.5`, `a list`."""
    for kind, describe in _DESCRIBE:
        if isinstance(value, kind):
            return describe(value)
    return "null" if value is None else f"a {type(value).__name__}"


def _number(value: int) -> str:
    # repr of a longer integer takes quadratic time, and raises above 4,300 digits.
    return f"the number {value}" if value.bit_length() <= 100 else f"an integer of {value.bit_length():,} bits"


# bool before int and datetime before date: each is a subclass of the other.
_DESCRIBE: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, lambda value: f"the string {quoted(value)}"),
    (bool, lambda value: str(value).lower()),
    (int, _number),
    (float, lambda value: f"the number {value!r}"),
    (datetime, lambda value: f"the timestamp {iso_text(value)}"),
    (date, lambda value: f"the date {value.isoformat()}"),
    (time, lambda value: f"the time {value.isoformat()}"),
    (list, lambda value: "a list"),
    (dict, lambda value: "a mapping"),
)
