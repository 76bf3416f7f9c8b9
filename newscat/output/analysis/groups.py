"""Groups of articles to a stream: a table with bars on a terminal, rows for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, TextIO

from newscat.article.dates import iso_text, on_clock
from newscat.output.analysis.formats import OF_ROWS
from newscat.output.analysis.plots import bar, padded
from newscat.output.formats.cells import text_of, write_object
from newscat.output.formats.registry import find
from newscat.output.messages import number, plural
from newscat.output.rows import Column, Document, Rows
from newscat.output.terminal.colors import BOLD, painted
from newscat.output.terminal.screen import Screen, cells

if TYPE_CHECKING:
    from newscat.analysis.groups import Group, Groups

VERSION = 1
FORMATS = OF_ROWS | {name: f"newscat.output.analysis.groups:{name}" for name in ("table", "json")}
_GAP = "  "
# Cells of a bar, and of a value, in a table.
_BAR = (8, 60)
_VALUE = (20, 48)
_WIDTH = 80


def render(
    name: str, found: "Sequence[Groups]", out: TextIO, screen: Screen, head: Mapping[str, Any] | None = None
) -> None:
    """Write `found` as rows in a format for programs. `head` are further keys of the JSON object.

    Raises UsageError for an unknown format.
    """
    renderer, rows = find(name, FORMATS), _rows(found)
    if name == "json":
        renderer(rows, out, {"total": found[0].total, **(head or {})})
    else:
        renderer(rows, out, screen)


def json(rows: Rows, out: TextIO, head: Mapping[str, Any]) -> None:
    """Write one object with `version`, `total` and `groups`, one group a line."""
    write_object(out, {"version": VERSION, **head}, groups=rows.documents)


def _rows(found: "Sequence[Groups]") -> Rows:
    names = [
        *(["by"] if len(found) > 1 else []),
        "value",
        *(["second"] if any(len(one.by) > 1 for one in found) else []),
        *("count", "share", "first", "last"),
        *(f"mean_{name}" for name in (found[0].numbers if found else ())),
    ]
    documents = [{name: each.get(name) for name in names} for one in found for each in _documents(one)]
    columns = tuple(Column(name, (name,), "number" if name in ("count", "share") else "text") for name in names)
    return Rows.of(columns, documents)


def _documents(found: "Groups") -> Iterator[Document]:
    for group in found.groups:
        value, *second = group.values
        means = zip(found.numbers, group.means, strict=True)
        yield {
            "by": ",".join(found.by),
            "value": value,
            **({"second": second[0]} if second else {}),
            "count": group.count,
            "share": round(group.share, 6),
            "first": _time(group.first),
            "last": _time(group.last),
            **{f"mean_{name}": None if mean is None else round(mean, 6) for name, mean in means},
        }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_text(moment)


def table(found: "Groups", out: TextIO, screen: Screen, *, silent: bool = False, zone: tzinfo | None = None) -> None:
    """A line for each group: values, bar, count, share, first and last day. A narrow screen drops the days first."""
    if not found.groups:
        return
    width = screen.width or _WIDTH
    texts = [[text_of(value) for value in group.values] for group in found.groups]
    labels = [max(*(cells(row[place]) for row in texts), cells(name)) for place, name in enumerate(found.by)]
    columns = _columns(found, silent=silent, zone=zone)
    rows = [[text for _, text in line] for line in map(columns, found.groups)]
    heads = [name for name, _ in columns(found.groups[0])]
    sizes = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    least = sum(min(label, _VALUE[0]) + len(_GAP) for label in labels) + _BAR[0]
    while len(heads) > 1 and least + sum(size + len(_GAP) for size in sizes) > width:
        place = heads.index("first") if "first" in heads else len(heads) - 1
        for row in (heads, sizes, *rows):
            del row[place]
    space = width - sum(size + len(_GAP) for size in sizes) - len(_GAP) * len(labels)
    labels = [min(label, _VALUE[1], max((space - _BAR[0]) // len(labels), 1)) for label in labels]
    length = min(space - sum(labels), _BAR[1])
    most = max(group.count for group in found.groups)
    names = [padded(name, label) for name, label in zip(found.by, labels, strict=True)]
    _line(out, [*names, " " * length, *map(str.rjust, heads, sizes)], screen, BOLD)
    for group, text, row in zip(found.groups, texts, rows, strict=True):
        values = [padded(value, label) for value, label in zip(text, labels, strict=True)]
        _line(out, [*values, bar(group.count / most, length).ljust(length), *map(str.rjust, row, sizes)], screen, "")


def _line(out: TextIO, parts: Sequence[str], screen: Screen, style: str) -> None:
    out.write(painted(_GAP.join(parts).rstrip(), style, color=screen.color and bool(style)) + "\n")


def _columns(found: "Groups", *, silent: bool, zone: tzinfo | None) -> Any:
    newest = max((group.last for group in found.groups if group.last), default=None)

    def of(group: "Group") -> list[tuple[str, str]]:
        means = zip(found.numbers, group.means, strict=True)
        return [
            ("articles", number(group.count)),
            ("share", percent(group.share)),
            *((f"mean {name}", "" if mean is None else f"{mean:.1f}") for name, mean in means),
            ("first", day(group.first, zone)),
            ("last", day(group.last, zone)),
            *([("silent for", _silence(group.last, newest))] if silent else []),
        ]

    return of


def day(moment: datetime | None, zone: tzinfo | None) -> str:
    return "" if moment is None else iso_text(on_clock(moment, zone or UTC))[:10]


def percent(part: float) -> str:
    """`12.3 %`; what is more than nothing is not `0.0 %`."""
    return "<0.1 %" if 0 < part < 0.0005 else f"{part * 100:.1f} %"


def _silence(last: datetime | None, newest: datetime | None) -> str:
    """How long before the newest of all articles the last one of a group is: `14 months`; empty for less than a day."""
    days = (newest - last).days if last and newest else 0
    if days < 60:
        return plural(days, "day") if days else ""
    return plural(days * 12 // 365, "month") if days < 730 else plural(days // 365, "year")
