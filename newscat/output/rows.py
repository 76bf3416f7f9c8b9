"""Rows: named, typed columns and an iterator of documents. A document is the JSON shape of a record."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Literal, NamedTuple

from newscat.article.dates import iso_text, on_clock
from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.fields import FIELDS, Field, nested
from newscat.article.record import Record
from newscat.article.values import plain
from newscat.errors import UsageError, nearest
from newscat.output.safe import one_line

Kind = Literal["text", "date", "number", "list", "id", "path", "url", "flag"]
Document = dict[str, Any]


class Column(NamedTuple):
    """`path` leads from a document to the value: into maps by key, into lists element by element."""

    name: str
    path: tuple[str, ...]
    kind: Kind = "text"


class Rows(NamedTuple):
    """`total` matched, `returned` of them come. `chosen`: the user named the columns, so all are shown."""

    columns: tuple[Column, ...]
    documents: Iterator[Document]
    total: int
    returned: int
    chosen: bool = False
    raw_cells: bool = False
    """Cells of csv as they are, also where a spreadsheet would run them."""

    @classmethod
    def of(cls, columns: tuple[Column, ...], documents: Sequence[Document]) -> "Rows":
        """All documents, with all columns."""
        return cls(columns, iter(documents), len(documents), len(documents), chosen=True)


LIST_COLUMNS = ("id", "date", "title", "provider", "topics", "quality", "heat")
SEARCH_COLUMNS = ("id", "date", "title", "provider", "snippet")


def with_author(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of a table: the author, too, which it shows where no article has a provider."""
    at = columns.index("provider") + 1
    return (*columns[:at], "author", *columns[at:])


_KINDS: dict[str, Kind] = {"group": "text", "groups": "list"}


def _short() -> Iterator[tuple[str, tuple[tuple[str, ...], Kind]]]:
    """Each field as a column; of a group, its first part."""
    for one in FIELDS:
        if one.kind != "body":
            found = (*one.place, one.parts[0].name) if one.parts else one.place
            for name in dict.fromkeys((one.name, *one.place) if len(one.place) == 1 else (one.name,)):
                yield name, (found, _KINDS.get(one.kind, one.kind))  # type: ignore[arg-type] # Kind but for groups


def _dotted() -> Iterator[tuple[str, Kind]]:
    """The dotted names in a document."""
    for above, one in nested(FIELDS):
        path = tuple(step for each in (*above, one) for step in each.place)
        if len(path) > 1:
            kind = "list" if above and above[0].kind == "groups" else _KINDS.get(one.kind, one.kind)
            yield ".".join(path), kind  # type: ignore[misc] # the same


# Column name to place in a document.
SHORT: dict[str, tuple[tuple[str, ...], Kind]] = {
    **dict(_short()),
    "snippet": (("snippet",), "text"),
    "score": (("score",), "number"),
    "shared": (("shared",), "list"),
    "same": (("same",), "text"),
    "fields": (("fields",), "text"),
}
# Dotted names that are first-class; every other dotted name is the file's.
_DOTTED: dict[str, Kind] = dict(_dotted())
# Names for several columns. In `full` is all that is first-class, what tells most first: a table leaves out the
# last ones where the screen is too narrow.
_OTHERS = sorted(
    (one for one in FIELDS if one.kind != "body" and one.name not in LIST_COLUMNS),
    key=lambda one: (one.is_wide, one.kind == "path"),
)
PRESETS: dict[str, tuple[str, ...]] = {
    "short": ("id", "title"),
    "full": (*LIST_COLUMNS, *(one.name for one in _OTHERS)),
}

_NAME = re.compile(r"[^\s.,]+(?:\.[^\s.,]+)*")


def columns_of(**kinds: Kind) -> tuple[Column, ...]:
    """Columns of the keys of flat documents."""
    return tuple(Column(name, (name,), kind) for name, kind in kinds.items())


def columns_for(names: Sequence[str], table: FieldTable = BUILT_IN) -> tuple[Column, ...]:
    """The columns called `names`: presets, short names, dotted names of a document, else fields of the file.

    `fields.NAME` is always the file's. A column that is named twice comes once. Raises UsageError for a
    malformed name and for a slip of the pen.
    """
    each = (one for name in names for one in _preset(name, table))
    return tuple(_column(name, table) for name in dict.fromkeys(each))


def _preset(name: str, table: FieldTable) -> tuple[str, ...]:
    own = tuple(one.name for one in table.own_fields) if name == "full" else ()
    return (*PRESETS.get(name, (name,)), *own)


def _column(name: str, table: FieldTable) -> Column:
    if known := SHORT.get(name):
        return Column(name, *known)
    if (one := table.by_name.get(name)) and one.is_own:
        return Column(name, (name,), one.kind)  # type: ignore[arg-type] # no kind of groups
    path = tuple(name.split("."))
    if kind := _DOTTED.get(name):
        return Column(name, path, kind)
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{one_line(name)}' is not a column; use a name such as title or provider.name")
    if path[0] == "fields":
        return Column(name, path)
    if name not in table.all_sources and (near := _meant(name)):
        said = one_line(name)
        raise UsageError(f"unknown column '{said}' (did you mean '{near}'?); use fields.{said} for a field of the file")
    return Column(name, ("fields", *path))


def _meant(name: str) -> str | None:
    """The column `name` was probably meant for; of dotted names only the last part is compared."""
    parent, dot, last = name.rpartition(".")
    beside = [known[len(parent) + 1 :] for known in _DOTTED if known.rpartition(".")[0] == parent] if dot else [*SHORT]
    near = nearest(last, beside)
    return f"{parent}{dot}{near}" if near else None


def origin_rows(table: FieldTable, origins: Mapping[tuple[str, str], int]) -> Rows:
    """A row for each source of a first-class field, with the number of articles; also for a field that none has."""
    rows: list[Document] = []
    for one in table.fields:
        if one.sources and one.name not in _NO_ORIGIN:
            found = [(source, count) for (name, source), count in origins.items() if name == one.name]
            rows += [{"field": one.name, "source": source, "articles": count} for source, count in found or [("", 0)]]
    return Rows.of(columns_of(field="text", source="text", articles="number"), rows)


# The id is that of the path, too, and the domain is a part of the provider.
_NO_ORIGIN = ("id", "domain")


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


def document(
    record: Record, *, secured: bool = False, only: Collection[str] = (), zone: tzinfo | None = None
) -> Document:
    """`record` as plain data, ready for JSON; what is absent is None or []. `secured` adds that field.

    `only` are the names at the top that are needed, if not all of them are: a quarter of the time. Dates are in UTC, or
    on clocks in `zone`: there, a date without a time has none.
    """
    shape: Document = {"id": record.id, "path": record.path}
    shown = (*DOCUMENT_FIELDS, *record.table.own_fields)
    if only:
        shown = tuple(one for one in shown if one.place[0] in only)
    for one, read in zip(shown, record.values(one.name for one in shown), strict=True):
        value = as_json(one, read, zone)
        if len(one.place) == 1:
            shape[one.place[0]] = value
        else:
            shape.setdefault(one.place[0], {})[one.place[1]] = value
    if not only or "fields" in only:
        shape["fields"] = plain(dict(record.fields))
        if not secured:
            shape["fields"].pop("secured", None)
    return shape


# The fields of a document after id and path; without parts of other fields.
_WHERE = {one.place for one in FIELDS}
DOCUMENT_FIELDS = tuple(one for one in FIELDS if one.sources and one.kind != "id" and one.place[:-1] not in _WHERE)


def as_json(one: Field, value: Any, zone: tzinfo | None = None) -> Any:
    """The value of a field, as `read` gave it, for JSON."""
    if one.kind == "group":
        return {part.name: as_json(part, value[part.name], zone) for part in one.parts}
    if one.kind == "groups":
        return [{part.name: as_json(part, each[part.name], zone) for part in one.parts} for each in value]
    return time_text(value, zone) if one.kind == "date" else list(value) if one.kind == "list" else value


def time_text(moment: datetime | None, zone: tzinfo | None) -> str | None:
    """In UTC, or on a clock in `zone`; None for None."""
    if moment is None:
        return None
    return iso_text(moment if zone is None else on_clock(moment, zone))
