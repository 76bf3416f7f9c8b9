"""Values of front matter: moments, numbers, keys, and what a path leads to."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What SQLite stores as INTEGER; a longer number reads as absent and `validate` says so.
INTEGERS = range(-(2**63), 2**63)

# RFC 3339 `date-time` and `full-date`, with the blank that YAML allows in place of `T`; the zone
# may be missing: lenient here, a finding in `rules.formats`.
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?)?")


def moment(value: object) -> datetime | None:
    """`value` as an aware datetime in UTC, or None where it is none.

    Takes what a loader returns: datetime, date (its midnight), or the text of a timestamp, as
    JSON front matter has it. Year 1 and 9999 with an offset that leads out of the calendar: None.
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
    """The timestamp or date that `text` writes in full, else None; naive where it names no zone."""
    text = text.strip()
    if not TIMESTAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper().replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
    except ValueError:
        return None


def microseconds(moment: datetime | None) -> int | None:
    """Microseconds since 1970, exact; negative before."""
    if moment is None:
        return None
    gone = moment - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def from_microseconds(count: int) -> datetime:
    """The moment of which `microseconds` gave the count."""
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


def values_at(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """The values that `path` leads to: one, none, or through lists several. A key that is no text goes by how it
    is printed: `5`."""
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
