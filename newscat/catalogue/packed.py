"""Fields to the JSON text the index keeps, and back, value for value.

JSON has no dates and no NaN: `{"$date": "2022-03-23"}` and `{"$float": "nan"}` stand for them, and
a map of the file's own that has such a key is wrapped as `{"$map": [[key, value], …]}`. So are maps
with keys that are no text.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_TAGS = frozenset(("$date", "$float", "$map"))


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, date):  # a datetime is one too
        return {"$date": value.isoformat()}
    raise TypeError(type(value).__name__)


_QUICK = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), default=_tagged
)


def pack(fields: Mapping[Any, Any], *, careful: bool = False) -> str:
    """The JSON text of `fields`. `careful`: maps may have other keys than text, or one that begins with `$`."""
    if not careful:
        try:
            return _QUICK.encode(fields)
        except (ValueError, TypeError):  # NaN or infinity
            pass
    return _QUICK.encode(_plain(fields))


def unpack(text: str) -> dict[Any, Any]:
    """What `pack` was given."""
    fields: dict[Any, Any] = json.loads(text, object_hook=_untagged)
    return fields


def _plain(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"$float": str(value)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        if all(isinstance(key, str) and key not in _TAGS for key in value):
            return {key: _plain(each) for key, each in value.items()}
        return {"$map": [[_plain(key), _plain(each)] for key, each in value.items()]}
    return value


def _untagged(fields: dict[str, Any]) -> Any:
    if len(fields) != 1:
        return fields
    [(tag, value)] = fields.items()
    if tag == "$date":
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if tag == "$float":
        return float(value)
    if tag == "$map":
        return {key: each for key, each in value}
    return fields
