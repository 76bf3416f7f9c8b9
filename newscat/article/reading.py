"""From front matter to the values of first-class fields: each kind of field, and the fields with more than one source.

A reader never raises: a value of an unexpected type reads as absent.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol

from newscat.article.dates import DAY, moment
from newscat.article.fields import Field
from newscat.article.kind import is_news
from newscat.article.text import folded, plain
from newscat.article.values import INTEGERS, key_text


class Readable(Protocol):
    """What a value is read from: a record."""

    @property
    def path(self) -> str: ...
    @property
    def fields(self) -> Mapping[Any, Any]: ...
    @property
    def body(self) -> str: ...
    @property
    def heading(self) -> str | None: ...


class Separators(Protocol):
    """How a string of topics is split; see `field_table.FieldTable`."""

    @property
    def topic_separator(self) -> str: ...
    @property
    def is_jekyll(self) -> bool: ...


Reader = Callable[[Readable], Any]
Convert = Callable[[Any], Any]


def reader(field: Field, separators: Separators) -> Reader:
    """The function from a record to the field's value: of the right type, or None (of a list: empty).

    Sources have the capitals of the front matter: `Draft`.
    """
    if field.parts:
        parts, path = _parts(field), field.path
        return lambda record: parts(_at(record.fields, path))
    if not field.is_own and (special := _SPECIAL.get(field.name)):
        return special(field, separators)
    return _first(field.sources, _number if field.is_own and field.kind == "number" else _KINDS[field.kind])


def _first(sources: Sequence[str], convert: Convert) -> Reader:
    """The first value that is not empty; else what the first source has."""
    if len(sources) == 1 and "." not in sources[0]:
        [source] = sources
        return lambda record: convert(record.fields.get(source))
    places = [(source.partition(".")[0], source.split(".")[1:]) for source in sources]
    nothing = convert(None)

    def read(record: Readable) -> Any:
        fields, first = record.fields, nothing
        for top, below in places:
            if top in fields:
                found = convert(_at(fields[top], below) if below else fields[top])
                if not is_empty(found):
                    return found
                if top == places[0][0]:
                    first = found
        return first

    return read


def is_empty(value: Any) -> bool:
    """Whether a value that a reader gave is none: null, a list or string without content."""
    return not value.strip() if type(value) is str else value is None or value == ()


def _at(fields: Any, path: Sequence[str]) -> Any:
    for step in path:
        fields = fields.get(step) if isinstance(fields, Mapping) else None
    return fields


# --- kinds ------------------------------------------------------------------------------------------------------------


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def written(value: object) -> str | None:
    """A string; also a number or a date, without quotes in the file: `title: 404`, `tags: [2024]`."""
    if type(value) is str:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return key_text(value) if value.bit_length() < _MOST_BITS else None
    return key_text(value) if isinstance(value, float | date) else _text(value)


# Python writes no integer of more than 4,300 digits.
_MOST_BITS = 14_000


def _written_or_flag(value: object) -> str | None:
    """Also a boolean. Elsewhere it is not text: in `excerpt: false` it means that there is none."""
    return key_text(value) if isinstance(value, bool) else written(value)


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value in INTEGERS else None


_NUMBER = re.compile(r"[+-]?\d{1,19}(?:\.\d{1,300})?", re.ASCII)


def _number(value: object) -> float | None:
    """A number, also in quotes."""
    if isinstance(value, str) and _NUMBER.fullmatch(value := value.strip()):
        value = float(value) if "." in value else int(value)
    return value if isinstance(value, float) and value - value == 0 else _integer(value)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: object) -> tuple[str, ...]:
    """The strings of a list, in its order, and numbers, dates and booleans as they are written. One value is a list of
    one."""
    if not isinstance(value, list):
        found = written(value)
        return (found,) if found and found.strip() else ()
    return tuple(found for found in map(_written_or_flag, value) if found is not None)


_KINDS: Mapping[str, Convert] = {
    "id": _text, "text": written, "url": _text, "number": _integer, "date": moment, "flag": _flag, "list": _texts,
}  # fmt: skip


def _parts(field: Field) -> Convert:
    """To a mapping, or to a list of mappings, of the parts. `provider: WBUR` is its first part, the name."""
    parts = [(one.name, one.sources[0], _parts(one) if one.parts else _KINDS[one.kind]) for one in field.parts]
    first = parts[0][1]

    def group(values: Mapping[Any, Any]) -> dict[str, Any]:
        return {name: convert(values.get(source)) for name, source, convert in parts}

    if field.kind == "group":
        return lambda value: group(value if isinstance(value, dict) else {first: written(value)})
    return lambda value: [group(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []


# --- fields with rules of their own -----------------------------------------------------------------------------------


def _title(field: Field, separators: Separators) -> Reader:
    declared = _first(field.sources, _written_or_flag)

    def read(record: Readable) -> Any:
        found = declared(record)
        if not is_empty(found):
            return found
        return first_heading(record.body) if record.heading is None else record.heading or None

    return read


_HEADING = re.compile(r"^ {0,3}#[ \t]+(.*?)[ \t]*#*[ \t\r]*$", re.MULTILINE)
_FENCED = re.compile(r"^ {0,3}(```+|~~~+).*?^ {0,3}\1|<!--.*?-->", re.MULTILINE | re.DOTALL)
# A heading further down is not the title of the page.
TOP = 20_000  # characters


def first_heading(body: str) -> str | None:
    """The text of the first `# heading`, outside code and comments."""
    if "#" not in body:
        return None
    found = _HEADING.search(_FENCED.sub("", body[:TOP]))
    if found is None:
        return None
    return plain(f"# {found[1]}").strip() or None


def _date(field: Field, separators: Separators) -> Reader:
    declared = _first(field.sources, moment)
    return lambda record: declared(record) or date_of_path(record.path)


_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?!\d)")
_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d\d?)/(\d\d?)$")
_BUNDLES = ("index", "_index", "readme")


def date_of_path(path: str) -> datetime | None:
    """The day that the file's name begins with, or that of its bundle's folder; else that of folders YYYY/MM/DD."""
    with suppress(OSError):  # the working directory may be deleted
        # However the catalogue is named, the answer is the same: from inside `2024/01/02`, too.
        path = os.path.abspath(path) if path else ""  # noqa: PTH100 # 2 µs instead of 20
    above, _, name = path.rpartition("/")
    names = [name]
    if name.partition(".")[0].lower() in _BUNDLES:
        above, _, folder = above.rpartition("/")
        names.append(folder)
    for each in names:
        if found := _day(_DAY.match(each)):
            return found
    return _day(_FOLDERS.search(above))


def _day(found: "re.Match[str] | None") -> datetime | None:
    try:
        return datetime(*map(int, found.groups()), tzinfo=DAY) if found else None  # type: ignore[misc, arg-type] # three groups of digits
    except ValueError:  # no such day
        return None


def _published(field: Field, separators: Separators) -> Reader:
    """A draft is not published, whatever else it says of itself: so Jekyll and Hugo have it."""
    drafts = [source for source in field.sources if source.lower() == "draft"]
    places = [source.split(".") for source in field.sources if source not in drafts]

    def read(record: Readable) -> bool | None:
        fields = record.fields
        for draft in drafts:
            if fields.get(draft) is True:
                return False
        for path in places:
            if isinstance(value := _at(fields, path), bool):
                return value
        return None

    return read


_ABSOLUTE = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def _url(field: Field, separators: Separators) -> Reader:
    """Absolute addresses: `url: /about/` is a place in a site. A news article's own field is shown as it is."""
    first, *others = field.sources
    if first.lower() != "originalurl":
        return _first(field.sources, _address)
    rest = _first(others, _address) if others else lambda record: None

    def read(record: Readable) -> Any:
        found = record.fields.get(first)
        return found if isinstance(found, str) and found.strip() else rest(record) or _text(found)

    return read


def _address(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and _ABSOLUTE.match(value.strip()) else None


def _names(value: object) -> tuple[str, ...]:
    """The names of authors: strings, or mappings with a name."""
    listed = value if isinstance(value, list) else [value]
    found = (written(each.get("name") if isinstance(each, dict) else each) for each in listed)
    return tuple(name.strip() for name in found if name and name.strip())


def _address_of_image(value: object) -> str | None:
    if isinstance(value, list):
        return next(filter(None, map(_address_of_image, value)), None)
    if isinstance(value, dict):
        return next((each for key in ("url", "src", "path", "image") if (each := _text(value.get(key)))), None)
    return _text(value)


def _topics(field: Field, separators: Separators) -> Reader:
    """All sources together, each topic once, as it is spelled first: that it is repeated is for `validate` to say."""
    places = [(each, each.partition(".")[0], tuple(each.split("."))) for each in field.sources]

    def read(record: Readable) -> tuple[str, ...]:
        fields = record.fields
        found: dict[str, str] = {}
        for source, top, path in places:
            if top in fields and (source.lower() != "category" or not is_news(fields)):
                for each in _split(fields[top] if len(path) == 1 else _at(fields, path), source, separators):
                    if each.strip():
                        found.setdefault(_folded(each), each)
        return tuple(found.values())

    return read


_folded = lru_cache(4096)(folded)  # a catalogue has few topics
# What Jekyll itself splits at spaces.
_SPACED = ("tags", "categories")


def _split(value: object, source: str, separators: Separators) -> Iterator[str]:
    """The topics in a list or string; other values as they are written, and one of them is a list of one."""
    if isinstance(value, str):
        if sign := separators.topic_separator:
            parts = value.split(sign) if sign.strip() else value.split()
        elif separators.is_jekyll and source.lower() in _SPACED and "," not in value:
            parts = value.split()
        else:
            parts = value.split(",")
        value = [part.strip() for part in parts if part.strip()]
    for each in value if isinstance(value, list) else _texts(value):
        if type(each) is str and each[:1] != "#":
            yield each
        elif isinstance(each, str):
            yield (each.lstrip("#") or each) if each.startswith("#") else each
        elif (found := _written_or_flag(each)) is not None:
            yield found


_SPECIAL: Mapping[str, Callable[[Field, Separators], Reader]] = {
    "title": _title, "date": _date, "published": _published, "url": _url, "topics": _topics,
    "author": lambda field, separators: _first(field.sources, _names),
    "image": lambda field, separators: _first(field.sources, _address_of_image),
}  # fmt: skip
