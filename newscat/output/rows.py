"""Rows: named, typed columns and an iterator of documents. A document is the JSON shape of a record."""

import difflib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from newscat.article.record import Provider, Record
from newscat.article.values import key_text
from newscat.errors import UsageError
from newscat.output.safe import one_line

Kind = Literal["text", "date", "number", "list", "id", "path", "url", "flag"]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`path` leads from a document to the value: into maps by key, into lists element by element."""

    name: str
    path: tuple[str, ...]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Rows:
    """`total` matched, `returned` of them come. `chosen`: the user named the columns, so all are shown."""

    columns: tuple[Column, ...]
    documents: Iterator[Document]
    total: int
    returned: int
    chosen: bool = False
    raw_cells: bool = False
    """Cells as they are, also where a spreadsheet would run them."""


LIST_COLUMNS = ("id", "date", "title", "provider", "topics", "quality", "heat")
SEARCH_COLUMNS = ("id", "date", "title", "provider", "snippet")

# Names for several columns. In `full` is all that Record has, what tells most first: a table leaves
# out the last ones where the screen is too narrow.
PRESETS: dict[str, tuple[str, ...]] = {
    "short": ("id", "title"),
    "full": (
        *("id", "date", "title", "provider", "topics", "quality", "heat", "category", "type", "published"),
        *("domain", "url", "web", "amp", "cdn_amp", "excerpt", "images", "related", "path"),
    ),
}

# Column name to place in a document.
SHORT: dict[str, tuple[tuple[str, ...], Kind]] = {
    "id": (("id",), "id"),
    "path": (("path",), "path"),
    "date": (("published_at",), "date"),
    "published_at": (("published_at",), "date"),
    "title": (("title",), "text"),
    "excerpt": (("excerpt",), "text"),
    "category": (("category",), "text"),
    "type": (("type",), "text"),
    "published": (("published",), "flag"),
    "quality": (("quality",), "number"),
    "heat": (("heat",), "number"),
    "provider": (("provider", "name"), "text"),
    "domain": (("provider", "domain"), "text"),
    "topics": (("topics",), "list"),
    "url": (("urls", "original"), "url"),
    "web": (("urls", "web"), "url"),
    "amp": (("urls", "amp"), "url"),
    "cdn_amp": (("urls", "cdn_amp"), "url"),
    "images": (("images", "url"), "list"),
    "related": (("related", "title"), "list"),
    "snippet": (("snippet",), "text"),
    "score": (("score",), "number"),
    "shared": (("shared",), "list"),
    "same": (("same",), "text"),
    "fields": (("fields",), "text"),
}

# Dotted names that are Record's; every other dotted name is the file's.
_DOTTED: dict[str, Kind] = {
    "provider.name": "text",
    "provider.domain": "text",
    "urls.original": "url",
    "urls.web": "url",
    "urls.amp": "url",
    "urls.cdn_amp": "url",
    "images.url": "list",
    "images.width": "list",
    "images.height": "list",
    "related.title": "list",
    "related.url": "list",
    "related.provider": "list",
    "related.provider.name": "list",
    "related.provider.domain": "list",
    "related.published_at": "list",
}

_NAME = re.compile(r"[^\s.,]+(?:\.[^\s.,]+)*")
# Nearer than this to a column's name, a name is a slip (`titel`) and not a field we have never heard of (`price`).
_SLIP = 0.8


def columns_for(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns called `names`: presets, short names, dotted names of a document, else fields of the file.

    `fields.NAME` is always the file's. A column that is named twice comes once. Raises UsageError for a
    malformed name and for a slip of the pen.
    """
    each = (one for name in names for one in PRESETS.get(name, (name,)))
    return tuple(_column(name) for name in dict.fromkeys(each))


def _column(name: str) -> Column:
    if known := SHORT.get(name):
        return Column(name, *known)
    path = tuple(name.split("."))
    if kind := _DOTTED.get(name):
        return Column(name, path, kind)
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{one_line(name)}' is no column: write a name such as title or provider.name")
    if path[0] == "fields":
        return Column(name, path)
    if near := _slip(name):
        said = one_line(name)
        raise UsageError(f"no column '{said}' (did you mean '{near}'? the file's own is fields.{said})")
    return Column(name, ("fields", *path))


def _slip(name: str) -> str | None:
    """The column `name` was probably meant for; of dotted names only the last part is compared."""
    parent, dot, last = name.rpartition(".")
    beside = [known[len(parent) + 1 :] for known in _DOTTED if known.rpartition(".")[0] == parent] if dot else [*SHORT]
    near = difflib.get_close_matches(last, beside, n=1, cutoff=_SLIP)
    return f"{parent}{dot}{near[0]}" if near else None


def value_at(value: Any, path: Sequence[str]) -> Any:
    """What `path` leads to; None where it leads nowhere. Through a list: the values found, in one flat list."""
    for index, key in enumerate(path):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list):
            found = (value_at(element, path[index:]) for element in value)
            return [one for each in found if each is not None for one in (each if isinstance(each, list) else [each])]
        else:
            return None
    return value


def document(record: Record, *, secured: bool = False) -> Document:
    """`record` as plain data, ready for JSON; what is absent is None or []. `secured` adds that field."""
    urls = record.urls
    fields = plain(dict(record.fields))
    if not secured:
        fields.pop("secured", None)
    return {
        "id": record.id,
        "path": record.path,
        "title": record.title,
        "excerpt": record.excerpt,
        "category": record.category,
        "type": record.type,
        "published_at": _time(record.published_at),
        "published": record.published,
        "quality": record.quality,
        "heat": record.heat,
        "provider": _provider(record.provider),
        "topics": list(record.topics),
        "urls": {"original": urls.original, "web": urls.web, "amp": urls.amp, "cdn_amp": urls.cdn_amp},
        "images": [{"url": image.url, "width": image.width, "height": image.height} for image in record.images],
        "related": [
            {
                "title": other.title,
                "url": other.url,
                "provider": _provider(other.provider),
                "published_at": _time(other.published_at),
            }
            for other in record.related
        ],
        "fields": fields,
    }


def plain(value: Any) -> Any:
    """What a loader returned, as JSON has it: times as ISO text (UTC as `Z`), `.nan` and `.inf` as text, text keys."""
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
        return _time(value)
    if isinstance(value, (set, frozenset, tuple)):
        return [plain(element) for element in value]
    return str(value)


def _provider(provider: Provider) -> dict[str, str | None]:
    return {"name": provider.name, "domain": provider.domain}


def _time(moment: date | None) -> str | None:
    """ISO 8601; a date stays a date, a naive time has no zone, UTC is `Z`."""
    return None if moment is None else key_text(moment)
