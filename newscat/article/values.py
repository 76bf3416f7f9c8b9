"""Values of front matter: times, numbers, keys and the values at a path."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The range of INTEGER in SQLite. A larger number counts as absent, and `validate` reports it.
INTEGERS = range(-(2**63), 2**63)

# RFC 3339 `date-time` and `full-date`, with the space that YAML allows in place of `T`. The time zone may be missing;
# `rules.formats` reports that.
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?)?")


def moment(value: object) -> datetime | None:
    """`value` as an aware datetime in UTC; None if it is not a time.

    Takes the values that a loader returns: a datetime, a date (its midnight), or the string of a timestamp, as in JSON
    front matter. None also if the offset leads out of the calendar, in the years 1 and 9999.
    """
    if isinstance(value, str):
        value = parsed_timestamp(value)
    if isinstance(value, datetime):
        try:
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        except OverflowError:
            return None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return None


def parsed_timestamp(text: str) -> datetime | None:
    """The timestamp or date in `text`, or None; naive if it has no time zone."""
    text = text.strip()
    if not TIMESTAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper().replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
    except ValueError:
        return None


def microseconds(moment: datetime | None) -> int | None:
    """Microseconds since 1970, exact; negative before that."""
    if moment is None:
        return None
    gone = moment - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def from_microseconds(count: int) -> datetime:
    """The inverse of `microseconds`."""
    return _EPOCH + timedelta(microseconds=count)


def iso_text(value: date) -> str:
    """A date or datetime in ISO 8601. UTC is `Z`; a naive datetime has no zone."""
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def key_text(key: Any) -> str:
    """A key, or a float, as YAML 1.2 writes it."""
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if isinstance(key, float) and not math.isfinite(key):
        return ".nan" if math.isnan(key) else ".inf" if key > 0 else "-.inf"
    if isinstance(key, date):
        return iso_text(key)
    return str(key)


def plain(value: Any) -> Any:
    """A value of front matter in JSON's types: times in ISO 8601 (UTC as `Z`), `.nan`, `.inf` and keys as strings."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        return {key if type(key) is str else key_text(key): plain(element) for key, element in value.items()}
    if kind is list:
        return [plain(element) for element in value]
    if kind is float:
        return value if math.isfinite(value) else key_text(value)
    if isinstance(value, date):
        return iso_text(value)
    if isinstance(value, (set, frozenset, tuple)):
        return [plain(element) for element in value]
    return str(value)


def values_at(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """The values at `path`: none, one, or several if there are lists on the way. A key that is not a string is named
    as it is printed: `5`."""
    if isinstance(value, list):
        for element in value if path else ():
            yield from values_at(element, path)
    if not path:
        yield value
    elif isinstance(value, Mapping):
        if path[0] in value:
            yield from values_at(value[path[0]], path[1:])
        for key in value:
            if type(key) is not str and key_text(key) == path[0]:
                yield from values_at(value[key], path[1:])
