"""A census of front matter: each field, its types, how often it is there, and its values; and its JSON Schema."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from newscat.article.dates import moment
from newscat.article.values import key_text
from newscat.rules.formats import RFC3339
from newscat.rules.schemas.record import DRAFT

# A mapping with more names has no fixed fields.
_MOST_NAMES = 500
# A field with more values is counted no further. A longer string is no value to show.
MOST_VALUES = 100_000
_LONGEST = 80
# If a field has more different strings, or a longer one, they are not examples of each other.
_MOST_EXAMPLES = 12
_LONGEST_EXAMPLE = 60

_URL = r"^[Hh][Tt][Tt][Pp][Ss]?://"
_STARTS_AS_URL = re.compile(_URL)


def _is_timestamp(text: str) -> bool:
    return RFC3339.fullmatch(text) is not None and moment(text) is not None


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# Formats that all strings of a field may have, each with its test and its keywords in a schema.
_FORMS: Mapping[str, tuple[Callable[[str], bool], dict[str, str]]] = {
    "date-time": (_is_timestamp, {"format": "date-time"}),
    "date": (_is_day, {"format": "date"}),
    "URL": (lambda text: _STARTS_AS_URL.match(text) is not None, {"pattern": _URL}),
}
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "list",
    dict: "mapping",
    datetime: "date",
    date: "date",
    type(None): "null",
}
_IN_JSON = {"list": "array", "mapping": "object"}
# The unit of a range, by type.
_RANGES = {"integer": "number", "number": "number", "string": "length", "list": "elements", "date": "date"}


@dataclass
class Census:
    """The values of one place: the top level, a field, or the elements of a list."""

    present: int = 0
    types: Counter[str] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=lambda: set(_FORMS))
    ranges: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """The minimum and maximum, by unit: of numbers and dates, of the length of strings, of the elements of lists."""
    values: Counter[Any] | None = field(default_factory=Counter)
    """By type and value: 1 and true are two; a long string by its hash. None if there are too many."""
    fields: dict[str, "Census"] = field(default_factory=dict)
    elements: "Census | None" = None

    def add(self, value: Any) -> None:
        self.present += 1
        kind = type(value)
        name = _TYPES.get(kind, "string")
        self.types[name] += 1
        if kind is dict:
            for key, each in value.items():
                text = key if type(key) is str else key_text(key)
                inner = self.fields.get(text)
                if inner is None and len(self.fields) < _MOST_NAMES:
                    inner = self.fields[text] = Census()
                if inner is not None:
                    inner.add(each)
        elif kind is list:
            self._widen("elements", len(value))
            self.elements = self.elements or Census()
            for each in value:
                self.elements.add(each)
        elif value is not None:
            self._add_scalar(name, value)

    def _add_scalar(self, name: str, value: Any) -> None:
        size = len(value) if name == "string" else moment(value) if name == "date" else value
        if name in _RANGES and size is not None and size == size:  # noqa: PLR0124 # not NaN
            self._widen(_RANGES[name], size)
        if name == "string" and self.forms:
            self.forms = {form for form in self.forms if _FORMS[form][0](value)}
        if self.values is not None:
            self.values[name, value if name != "string" or len(value) <= _LONGEST else hash(value)] += 1
            if len(self.values) > MOST_VALUES:
                self.values = None

    def _widen(self, name: str, size: Any) -> None:
        found = self.ranges.get(name)
        if found is None:
            self.ranges[name] = size, size
        elif size < found[0]:
            self.ranges[name] = size, found[1]
        elif size > found[1]:
            self.ranges[name] = found[0], size

    def schema(self) -> dict[str, Any]:
        """The schema that the whole catalogue matches, if the values were added in JSON's types."""
        return {"$schema": DRAFT, **self.within(self.present)}

    def within(self, of: int) -> dict[str, Any]:
        """The schema of this place; `of` is how often it could occur."""
        keywords: dict[str, Any] = {}
        counts = {_IN_JSON.get(name, name): count for name, count in self.types.most_common()}
        # JSON Schema's integers are numbers.
        if types := [name for name in counts if name != "integer" or "number" not in counts]:
            keywords["type"] = types[0] if len(types) == 1 else types
        if self.fields:
            needed = [name for name, each in self.fields.items() if each.present == self.types["mapping"]]
            if needed:
                keywords["required"] = needed
            keywords["properties"] = {name: each.within(self.types["mapping"]) for name, each in self.fields.items()}
        if self.elements is not None and self.elements.present:
            keywords["items"] = self.elements.within(self.elements.present)
        for form in self._forms():
            keywords |= _FORMS[form][1]
        if examples := self._examples():
            keywords["examples"] = examples
        count: dict[str, Any] = {"present": self.present, "of": of, "types": counts}
        count |= {"range" if name == "number" else name: list(ends) for name, ends in self.ranges.items()}
        return keywords | {"x-census": count}

    def _forms(self) -> list[str]:
        return [form for form in _FORMS if form in self.forms] if self.types["string"] else []

    def _examples(self) -> list[str]:
        """The strings that recur, as in an enumeration."""
        counts = Counter({text: count for (name, text), count in (self.values or {}).items() if name == "string"})
        if self._forms() or len(counts) > _MOST_EXAMPLES or self.types["string"] < 2 * len(counts):
            return []
        is_short = all(isinstance(text, str) and len(text) <= _LONGEST_EXAMPLE for text in counts)
        return [text for text, _ in counts.most_common()] if is_short else []
