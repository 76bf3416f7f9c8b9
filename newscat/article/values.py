"""Values of front matter: numbers, keys, the values at a path, and what two values have in common."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from newscat.article.dates import iso_text

# The range of INTEGER in SQLite. A larger number counts as absent, and `validate` reports it.
INTEGERS = range(-(2**63), 2**63)
# The pattern of an HTML entity in a string or a body: with its semicolon, unlike in HTML.
# https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"


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


def same_start(one: Sequence[Any], other: Sequence[Any]) -> int:
    """How many elements, or characters, are equal at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


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
