"""The shape of a record: which fields there are, what kind each is, which article needs it.

One table, `ARTICLE`; the rules of `fields` and `formats` only put into words what `misfits` finds.
One place in the file is at most one misfit: a field that is null is not also of the wrong kind.

Required is what every one of 2,477 real files has (for videos: every one of 187).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from newscat.article.values import INTEGERS, moment

Path = tuple[Any, ...]

# RFC 3339, section 5.6: seconds and zone are part of it, and so is the T.
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)

# RFC 3986 up to the path: an optional user, a host name or a bracketed address, an optional port.
ORIGIN = re.compile(r"https?://(?:[^\s/?#@]*@)?(?:\w[\w.-]*|\[[\da-f:.]+\])(?::\d+)?(?:[/?#]|\Z)", re.IGNORECASE)

# What nearly all URLs are, in half the time; ORIGIN takes each of them too.
PLAIN_URL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*/[!-~]*")

DOMAIN = re.compile(r"\w[\w-]*(?:\.\w[\w-]*)+")
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

LARGEST = INTEGERS[-1]

TYPES = ("article", "video")


class Misfit(NamedTuple):
    """One departure from the shape. `shape` is the mapping's the value stands in, or should stand in."""

    path: Path
    value: Any
    shape: "Shape"


Found = dict[str, list[Misfit]]


class Scalar(NamedTuple):
    """A single value; `fault` gives the name of the rule that a value breaks, or None.

    `schema` says the same in JSON Schema, as far as it can: JSON has no dates, and one kind of number.
    """

    fault: Callable[[Any], str | None]
    schema: Mapping[str, Any]

    def survey(self, value: Any, path: Path, key: Any, holder: "Shape", found: Found) -> None:
        fault = self.fault(value)
        if fault:
            _add(found, fault, (*path, key), value, holder)


class ListOf(NamedTuple):
    element: "Scalar | Shape"

    def survey(self, value: Any, path: Path, key: Any, holder: "Shape", found: Found) -> None:
        if type(value) is not list:
            _add(found, _absent(value) or "wrong-structure", (*path, key), value, holder)
        elif value:
            inside = (*path, key)
            for index, element in enumerate(value):
                if element is None:
                    _add(found, "null-in-list", (*inside, index), None, holder)
                else:
                    self.element.survey(element, inside, index, holder, found)
        elif key in holder.needs["article"]:  # elsewhere an empty list is a true answer: there are none
            _add(found, "empty-field", (*path, key), value, holder)


class Field(NamedTuple):
    """`needed_by`: the types of article that cannot do without it."""

    name: str
    kind: "Scalar | ListOf | Shape"
    needed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """A mapping; `noun` as in "which an image needs"."""

    noun: str
    fields: tuple[Field, ...]

    @cached_property
    def scalars(self) -> dict[Any, Callable[[Any], str | None]]:
        return {field.name: field.kind.fault for field in self.fields if isinstance(field.kind, Scalar)}

    @cached_property
    def collections(self) -> dict[Any, "ListOf | Shape"]:
        return {field.name: field.kind for field in self.fields if not isinstance(field.kind, Scalar)}

    @cached_property
    def needs(self) -> dict[str, frozenset[str]]:
        """By type of article, the names that the mapping must have."""
        return {each: frozenset(field.name for field in self.fields if each in field.needed_by) for each in TYPES}

    def survey(self, value: Any, path: Path, key: Any, holder: "Shape", found: Found) -> None:
        if type(value) is not dict:
            _add(found, _absent(value) or "wrong-structure", (*path, key), value, holder)
        elif value:
            self.survey_fields(value, (*path, key), found)
        else:
            _add(found, "empty-field", (*path, key), value, holder)

    def survey_fields(self, fields: Mapping[Any, Any], path: Path, found: Found) -> None:
        """One pass over a mapping that stands at `path`."""
        scalars, collections = self.scalars, self.collections
        for name, value in fields.items():
            judge = scalars.get(name)
            if judge is not None:
                fault = judge(value)
                if fault:
                    _add(found, fault, (*path, name), value, self)
            elif name in collections:
                collections[name].survey(value, path, name, self, found)
            else:
                _add(found, "unknown-field", (*path, name), value, self)
        needed = self.needs[type_of(fields)]
        if not needed <= fields.keys():
            for field in self.fields:
                if field.name in needed and field.name not in fields:
                    _add(found, "missing-field", (*path, field.name), fields, self)


def _add(found: Found, fault: str, path: Path, value: Any, holder: Shape) -> None:
    found.setdefault(fault, []).append(Misfit(path, value, holder))


def type_of(fields: Mapping[Any, Any]) -> str:
    """The type whose requirements hold: an article's, unless the file says otherwise in a word we know."""
    value = fields.get("type")
    return value if isinstance(value, str) and value in TYPES else "article"


def _text(value: Any) -> str | None:
    if type(value) is str:
        return None if value and not value.isspace() else "empty-field"
    return _absent(value) or "not-text"


def _absent(value: Any) -> str | None:
    """The rule that a value which says nothing breaks, whatever its field."""
    if value is None:
        return "null-field"
    return "empty-field" if isinstance(value, str) and (not value or value.isspace()) else None


def _integer(value: Any) -> str | None:
    if type(value) is int:
        return None if 0 <= value <= LARGEST else "integer-out-of-range"
    return _absent(value) or "not-an-integer"


def _boolean(value: Any) -> str | None:
    return None if value is True or value is False else _absent(value) or "not-a-boolean"


def _timestamp(value: Any) -> str | None:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return "timestamp-without-zone"
        return None if 1 < value.year < 9999 or moment(value) else "not-a-timestamp"
    if isinstance(value, str) and moment(value):
        if RFC3339.fullmatch(value):
            return None
        if DATE_AND_TIME.fullmatch(value):
            return "timestamp-without-zone"
    return _absent(value) or "not-a-timestamp"


def _url(value: Any) -> str | None:
    if type(value) is str and (
        PLAIN_URL.fullmatch(value) or (ORIGIN.match(value) and " " not in value and value.isprintable())
    ):
        return None
    return _text(value) or "invalid-url"


def _domain(value: Any) -> str | None:
    if type(value) is str and DOMAIN.fullmatch(value):
        return None
    return _text(value) or "invalid-domain"


def _type(value: Any) -> str | None:
    if type(value) is str and value in TYPES:
        return None
    return _text(value) or "unknown-type"


def _id(value: Any) -> str | None:
    return None if type(value) is int and value in INTEGERS else _text(value)


def _secured(value: Any) -> str | None:
    return None if type(value) is str and _is_ciphertext(value) else _text(value) or "malformed-secured"


def _is_ciphertext(text: str) -> bool:
    """Whether it is base64 of blocks of 16 bytes, a semicolon, and base64 of 16 bytes (24 characters)."""
    marks = text.encode("ascii", "replace").translate(None, BASE64)  # a third of the time of decoding
    padding = marks.removesuffix(b";==").decode()
    size = len(text) - 25
    return (
        marks in {b";==", b"=;==", b"==;=="}
        and size > 0
        and text[size - len(padding) : size + 1] == padding + ";"
        and text.endswith("==")
        and size % 4 == 0
        and (size // 4 * 3 - len(padding)) % 16 == 0
    )


_WORD = r"[\p{L}\p{N}_]"
_NOT_BLANK = {"type": "string", "pattern": r"\S"}

TEXT = Scalar(_text, _NOT_BLANK)
INTEGER = Scalar(_integer, {"type": "integer", "minimum": 0, "maximum": LARGEST})
BOOLEAN = Scalar(_boolean, {"type": "boolean"})
TIMESTAMP = Scalar(
    _timestamp,
    {
        "type": "string",
        "format": "date-time",
        "pattern": r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$",
    },
)
URL = Scalar(
    _url,
    {
        "type": "string",
        "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://([^\s/?#@]*@)?"
        rf"({_WORD}[\p{{L}}\p{{N}}_.-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?([/?#][^\p{{C}}\p{{Z}}]*)?$",
    },
)
DOMAIN_NAME = Scalar(
    _domain, {"type": "string", "pattern": rf"^{_WORD}[\p{{L}}\p{{N}}_-]*(\.{_WORD}[\p{{L}}\p{{N}}_-]*)+$"}
)
TYPE = Scalar(_type, {"enum": list(TYPES)})
ID = Scalar(_id, {"anyOf": [{"type": "integer", "minimum": INTEGERS[0], "maximum": LARGEST}, _NOT_BLANK]})
SECURED = Scalar(
    _secured,
    {
        "type": "string",
        # 64 characters are three blocks of 16 bytes.
        "pattern": "^([A-Za-z0-9+/]{64})*([A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=)"
        ";[A-Za-z0-9+/]{22}==$",
    },
)

IMAGE = Shape(
    "an image",
    (
        Field("url", URL, TYPES),
        Field("width", INTEGER),
        Field("height", INTEGER),
        Field("isCached", BOOLEAN),
    ),
)

PROVIDER = Shape(
    "a provider",
    (
        Field("name", TEXT, TYPES),
        Field("domain", DOMAIN_NAME, TYPES),
        Field("images", ListOf(IMAGE)),
    ),
)

# What `related` may hold of an article, too.
_SUMMARY = (
    Field("id", ID),
    Field("category", TEXT, TYPES),
    Field("title", TEXT, TYPES),
    Field("excerpt", TEXT, TYPES),
    Field("publishedDateTime", TIMESTAMP, TYPES),
    Field("originalUrl", URL, TYPES),
    Field("webUrl", URL, ("article",)),
    Field("ampWebUrl", URL),
    Field("cdnAmpWebUrl", URL),
    Field("featuredContent", TEXT, ("video",)),
    Field("type", TYPE, TYPES),
    Field("quality", INTEGER),
    Field("heat", INTEGER),
    Field("published", BOOLEAN),
    Field("provider", PROVIDER, TYPES),
    Field("topics", ListOf(TEXT), TYPES),
    Field("images", ListOf(IMAGE)),
)

RELATED = Shape(
    "a related article",
    tuple(
        field._replace(needed_by=TYPES if field.name in {"title", "webUrl", "type", "provider"} else ())
        for field in _SUMMARY
    ),
)

ARTICLE = Shape(
    "an article",
    (*_SUMMARY, Field("related", ListOf(RELATED)), Field("secured", SECURED, TYPES)),
)


def misfits(fields: Mapping[Any, Any]) -> Found:
    """All departures of an article's fields from its shape, by the name of the rule that tells of them."""
    found: Found = {}
    ARTICLE.survey_fields(fields, (), found)
    return found
