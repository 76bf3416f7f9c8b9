"""A census of front matter to a stream."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from newscat.output.analysis import formats
from newscat.output.analysis.plots import padded
from newscat.output.formats.cells import dump, text_of, write_object
from newscat.output.formats.registry import Renderer
from newscat.output.messages import number
from newscat.output.rows import Column, Document, Rows
from newscat.output.terminal.colors import BOLD, painted
from newscat.output.terminal.screen import Screen, cells

if TYPE_CHECKING:
    from newscat.analysis.fields import FieldCount

VERSION = 1
FORMATS = formats.OF_ROWS | {name: f"newscat.output.analysis.fields:{name}" for name in ("table", "json", "ndjson")}
_MANY = ">100,000"
_WIDTH = 80
# In tables: this many values, of at most _LONGEST characters, which at least 1 % of the articles with the field have.
_VALUES, _LONGEST, _PART = 5, 30, 0.01
_UNITS = {"number": "", "date": "", "length": " characters", "elements": " elements"}
_NUMBERS = ("present", "distinct")
_COLUMNS = ("field", "present", "types", "distinct", "range", "values", "read_as")
# Columns in the order in which a narrow screen drops them, with the width below which it does.
_DROPPED = (("read_as", 150), ("range", 120))
# The most cells of a column; the values take the rest.
_MOST = {"field": 36, "types": 20, "range": 32, "read_as": 20}
_GAP = "  "


class Answer(NamedTuple):
    """The fields of `total` articles."""

    total: int
    fields: "Sequence[FieldCount]"


def resolve(name: str) -> Callable[[Answer, TextIO, Screen], None]:
    """The renderer `name`. Raises UsageError, with a suggestion, if there is none."""
    return formats.resolve(name, FORMATS, _rows)


def json(answer: Answer, out: TextIO, screen: Screen) -> None:
    """Write one object with `version`, `total` and `fields`, one field a line."""
    write_object(out, {"version": VERSION, "total": answer.total}, fields=map(_document, answer.fields))


def ndjson(answer: Answer, out: TextIO, screen: Screen) -> None:
    out.writelines(dump(_document(each)) + "\n" for each in answer.fields)


def _rows(renderer: Renderer, answer: Answer, out: TextIO, screen: Screen) -> None:
    """A row for each field, with ranges and values as text."""
    columns = tuple(Column(name, (name,), "number" if name in _NUMBERS else "text") for name in _COLUMNS)
    renderer(Rows.of(columns, list(map(_row, answer.fields))), out, screen)


def table(answer: Answer, out: TextIO, screen: Screen) -> None:
    """A line for each field. The names are whole where they fit, and the values take what the others leave."""
    width = screen.width or _WIDTH
    dropped = [name for name, least in _DROPPED if width < least]
    names = [name for name in _COLUMNS if name not in dropped]
    head = {name: name.replace("_", " ") for name in names}
    rows = list(map(_row, answer.fields))
    if "range" in dropped:
        head["values"] = "values, or range"
        rows = [
            row | {"values": row["values"] or row["range"], "types": ", ".join(one.types)}
            for one, row in zip(answer.fields, rows, strict=True)
        ]
    lines = [{name: _cell(row[name]) for name in names} for row in rows]
    sizes = {name: max(cells(line[name]) for line in [head, *lines]) for name in names}
    sizes = {name: min(size, _MOST.get(name, size)) for name, size in sizes.items()}
    sizes["values"] = max(width - sum(sizes.values()) + sizes["values"] - len(_GAP) * (len(names) - 1), len("values"))
    for place, line in enumerate([head, *lines]):
        parts = (padded(line[name], sizes[name], right=name in _NUMBERS) for name in names)
        out.write(painted(_GAP.join(parts).rstrip(), BOLD, color=screen.color and not place) + "\n")


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, int) else text_of(value)


def _document(one: "FieldCount") -> Document:
    return {
        "field": one.name,
        "present": one.present,
        "of": one.of,
        "types": one.types,
        "distinct": one.distinct,
        "ranges": {name: list(ends) for name, ends in one.ranges.items()},
        "values": [{"value": value, "count": count} for value, count in one.values],
        "read_as": list(one.read_as),
    }


def _row(one: "FieldCount") -> Document:
    types = [name if len(one.types) == 1 else f"{name} ({number(count)})" for name, count in one.types.items()]
    shown = [each for each in one.values[:_VALUES] if each[1] >= one.present * _PART]
    values = [f"{_short(value)} ({number(count)})" for value, count in shown]
    return {
        "field": one.name,
        "present": one.present,
        "types": ", ".join(types),
        "distinct": one.distinct or (None if one.distinct == 0 else _MANY),
        "range": ", ".join(_range(name, *ends) for name, ends in one.ranges.items()),
        "values": ", ".join(values),
        "read_as": list(one.read_as),
    }


def _short(value: Any) -> str:
    text = text_of(value) or '""'
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _range(name: str, low: Any, high: Any) -> str:
    low, high = (text_of(end)[:10] if name == "date" else text_of(end) for end in (low, high))
    unit = _UNITS[name][:-1] if high == "1" else _UNITS[name]
    return (low if low == high else f"{low}–{high}") + unit
