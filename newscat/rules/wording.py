"""Fields and values as messages name them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from newscat.article.values import iso_text

# Longer values are cut: a message is one line on a screen.
WIDTH = 60


def where(path: Sequence[Any]) -> str:
    """`'provider.name'`, in the spelling of a query; or `an element of 'topics'`."""
    name = dotted(path)
    return f"an element of {name!r}" if isinstance(path[-1], int) else repr(name)


def dotted(path: Sequence[Any]) -> str:
    """The names on the path, without the places in lists."""
    return ".".join(part for part in path if isinstance(part, str))


def quoted(text: str) -> str:
    """The text as Python would write it, so that nothing in it stays invisible; at most 60 characters."""
    whole = repr(text[: WIDTH + 1])
    return whole if len(whole) <= WIDTH else f"{whole[: WIDTH - 2]}…{whole[0]}"


def described(value: Any) -> str:
    """What a value is, for "'quality' is …, not an integer": `the text '59'`, `the number 2.5`, `a list`."""
    for kind, describe in _DESCRIBE:
        if isinstance(value, kind):
            return describe(value)
    return "null" if value is None else f"a {type(value).__name__}"


def _number(value: int) -> str:
    # repr of a longer integer costs time that grows with its square, and beyond 4,300 digits it raises.
    return f"the number {value}" if value.bit_length() <= 100 else f"an integer of {value.bit_length():,} bits"


# bool before int, datetime before date: each is a kind of the other.
_DESCRIBE: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, lambda value: f"the text {quoted(value)}"),
    (bool, lambda value: str(value).lower()),
    (int, _number),
    (float, lambda value: f"the number {value!r}"),
    (datetime, lambda value: f"the timestamp {iso_text(value)}"),
    (date, lambda value: f"the date {value.isoformat()}"),
    (time, lambda value: f"the time {value.isoformat()}"),
    (list, lambda value: "a list"),
    (dict, lambda value: "a mapping"),
)
