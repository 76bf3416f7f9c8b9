"""A census of the front matter of a catalogue, and the JSON Schema inferred from it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from newscat.article.dates import moment
from newscat.rules.formats import RFC3339
from newscat.rules.schemas.record import DRAFT

# A mapping with more names has no fixed fields.
_MOST_NAMES = 500
# If a field has more different strings, they are not examples of each other.
_MOST_VALUES = 12
_LONGEST_VALUE = 60

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
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


@dataclass
class Census:
    """The values of one place: the top level, a field, or the elements of a list. They have JSON's types."""

    present: int = 0
    types: Counter[str] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=lambda: set(_FORMS))
    values: Counter[str] | None = field(default_factory=Counter)
    """None if they are too many or too long to be examples."""
    bounds: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """The minimum and maximum, by type: of numbers their value, of strings and lists their length."""
    fields: dict[str, "Census"] = field(default_factory=dict)
    elements: "Census | None" = None

    def add(self, value: Any) -> None:
        self.present += 1
        name = _TYPES[type(value)]
        self.types[name] += 1
        if isinstance(value, dict):
            for key, each in value.items():
                if key in self.fields or len(self.fields) < _MOST_NAMES:
                    self.fields.setdefault(key, Census()).add(each)
        elif isinstance(value, list):
            self._widen(name, len(value))
            self.elements = self.elements or Census()
            for each in value:
                self.elements.add(each)
        elif isinstance(value, str):
            self._widen(name, len(value))
            self._add_text(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._widen("number", value)

    def _widen(self, name: str, size: float) -> None:
        low, high = self.bounds.get(name, (size, size))
        self.bounds[name] = (min(low, size), max(high, size))

    def _add_text(self, text: str) -> None:
        for form in [form for form in self.forms if not _FORMS[form][0](text)]:
            self.forms.discard(form)
        if self.values is not None:
            self.values[text] += 1
            if len(text) > _LONGEST_VALUE or len(self.values) > _MOST_VALUES:
                self.values = None

    def schema(self) -> dict[str, Any]:
        """The schema that the whole catalogue matches."""
        return {"$schema": DRAFT, **self.within(self.present)}

    def within(self, of: int) -> dict[str, Any]:
        """The schema of this place; `of` is how often it could occur."""
        keywords: dict[str, Any] = {}
        names = [name for name, _ in self.types.most_common()]
        # JSON Schema's integers are numbers.
        if types := [name for name in names if name != "integer" or "number" not in names]:
            keywords["type"] = types[0] if len(types) == 1 else types
        if self.fields:
            needed = [name for name, each in self.fields.items() if each.present == self.types["object"]]
            if needed:
                keywords["required"] = needed
            keywords["properties"] = {name: each.within(self.types["object"]) for name, each in self.fields.items()}
        if self.elements is not None and self.elements.present:
            keywords["items"] = self.elements.within(self.elements.present)
        for form in self._forms():
            keywords |= _FORMS[form][1]
        if examples := self._examples():
            keywords["examples"] = examples
        count: dict[str, Any] = {"present": self.present, "of": of, "types": dict(self.types.most_common())}
        for name, (low, high) in self.bounds.items():
            count[_BOUNDS[name]] = [low, high]
        return keywords | {"x-census": count}

    def _forms(self) -> list[str]:
        return [form for form in _FORMS if form in self.forms] if self.types["string"] else []

    def _examples(self) -> list[str]:
        """The strings that recur, as in an enumeration."""
        seen = self.values
        if not seen or self.types["string"] < 2 * len(seen) or self._forms():
            return []
        return [value for value, _ in seen.most_common()]


_BOUNDS = {"number": "range", "string": "length", "array": "elements"}
