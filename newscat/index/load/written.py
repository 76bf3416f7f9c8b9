"""From front matter to a record: where a field is text, numbers are as the file has them: `title: 1.10`."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache, partial
from math import isfinite
from typing import TYPE_CHECKING, Any

from newscat.article.field_table import FieldTable, Layout
from newscat.article.record import Record
from newscat.article.values import key_text

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter

Path = tuple[str | int, ...]
_STRINGS = {str, type(None)}
# The beginning of a number that is not a part of another word, and the rest of its word.
_NUMBER = re.compile(r"(?<![\w.:+/-])[+-]?\.?\d[\w.+-]*")
_FLAG = re.compile(r"\b(?:True|TRUE|False|FALSE)\b")


def record_of(path: str, front: "FrontMatter", table: FieldTable) -> Record:
    """The article in a file: its fields are read by `table`, and text is as it is written."""
    layout = table.layout(front.fields)
    return Record(path, written_fields(front, layout), front.body, layout.table)


def written_fields(front: "FrontMatter", layout: Layout) -> Mapping[Any, Any]:
    """The fields of the front matter, where text fields have the spelling of the file.

    A value is replaced by a string only if its spelling differs from its text: 1.10, 007, 1e3, but not 2024. Most
    files have only strings there, which takes 1 µs.
    """
    fields: Mapping[Any, Any] = front.fields
    places: dict[Path, Any] = {}
    for top, texts in layout.texts:
        found = fields[top]
        kind = type(found)
        if kind is str or found is None or (kind is list and _STRINGS.issuperset(map(type, found))):
            continue
        if kind is not dict or not _STRINGS.issuperset(map(type, found.values())):
            for below, takes_flags in texts:
                places.update(_others(found, below, (top,), takes_flags=takes_flags))
    return _spelled(front, places) if places else fields


def _spelled(front: "FrontMatter", places: Mapping[Path, Any]) -> Mapping[Any, Any]:
    """The fields with the spelling of the values at these places, where it is not their text."""
    fields: Mapping[Any, Any] = front.fields
    spellings: dict[Path, str | None] = {}
    for path, value in places.items():
        with suppress(LookupError):
            spellings[path] = _on_its_line(front, path, value)
    others = {path: value for path, value in places.items() if path not in spellings}
    if others and _may_differ(front.source, others.values()):
        spellings |= {path: front.spelling(*path) for path in others}
    for path, text in spellings.items():
        if text is not None and text != key_text(places[path]):
            fields = _with(fields, path, text)
    return fields


def _others(value: Any, below: tuple[str, ...], path: Path, *, takes_flags: bool) -> Iterator[tuple[Path, Any]]:
    """The values at `below` that are text, but not strings, each with its path."""
    if isinstance(value, dict):
        if below and below[0] in value:
            yield from _others(value[below[0]], below[1:], (*path, below[0]), takes_flags=takes_flags)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _others(each, below, (*path, index), takes_flags=not below)
    elif not below and isinstance(value, int | float | date) and (takes_flags or not isinstance(value, bool)):
        yield path, value


def _on_its_line(front: "FrontMatter", path: Path, value: Any) -> str | None:
    """The spelling of a field on one line; None if it is the value's own text. Raises LookupError if not certain.

    It takes 5 µs, where the positions take 300: catalogues have numbers as ids.
    """
    if len(path) > 1 or front.format == "json":
        raise LookupError
    found = _line(str(path[0])).findall(front.source)
    if found == [key_text(value)]:
        return None
    if len(found) != 1 or isinstance(value, date) or value not in _numbers(found[0]):
        raise LookupError
    return str(found[0])


@cache
def _line(name: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(name)}[ \t]*[:=][ \t]*(\S[^\r\n]*?)[ \t]*(?:#[^\r\n]*)?\r?$", re.MULTILINE)


def _may_differ(source: str, values: Any) -> bool:
    """Whether one of the values may be written in `source` with another text than its own."""
    own = {key_text(value) for value in values}
    if any(isinstance(value, datetime) or (isinstance(value, float) and not isfinite(value)) for value in values):
        return True
    if any(isinstance(value, date) and key_text(value) not in source for value in values):
        return True
    if any(isinstance(value, bool) for value in values) and _FLAG.search(source):
        return True
    numbers = {value for value in values if not isinstance(value, date)}
    words = (word for word in _NUMBER.findall(source) if word not in own)
    return any(not numbers.isdisjoint(_numbers(word)) for word in words)


def _numbers(text: str) -> Iterator[float]:
    """The numbers that `text` can be: `010` is 10 in YAML, `0x10` is 16."""
    for read in (int, partial(int, base=0), float):
        with suppress(ValueError):
            yield read(text)


def _with(value: Any, path: Path, text: str) -> Any:
    """A copy of `value` with `text` at the path."""
    if not path:
        return text
    copied = value.copy()
    copied[path[0]] = _with(value[path[0]], path[1:], text)
    return copied
