"""Show groups of duplicates: blocks on a terminal, JSON, or a row for each article."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from newscat.errors import UsageError
from newscat.output import FORMATS
from newscat.output.formats.cells import dump, write_items
from newscat.output.formats.registry import Renderer, find
from newscat.output.messages import plural
from newscat.output.rows import Column, Kind, Rows
from newscat.output.safe import one_line
from newscat.output.terminal.colors import BOLD, QUIET, painted
from newscat.output.terminal.screen import Screen, cells

if TYPE_CHECKING:
    from newscat.analysis.duplicates import Group

VERSION = 1
_LINES = ("ids", "paths", "paths0")
_HERE = "newscat.output.analysis.duplicates"
_OWN = {name: f"{_HERE}:{name}" for name in ("table", "json", "ndjson")}
_KNOWN = {**{name: target for name, target in FORMATS.items() if name not in _LINES}, **_OWN}
_REASONS = {
    "url": "Same URL",
    "canonical-url": "Same page, by URLs that differ in form",
    "title": "Same title",
    "near": "Nearly the same text",
}


class Answer(NamedTuple):
    """`shown` of the groups; `short` shortens ids."""

    shown: "Sequence[Group]"
    groups: "Sequence[Group]"
    short: Callable[[str], str] = str


def resolve(name: str) -> Callable[[Answer, TextIO, Screen], None]:
    """The renderer `name`. Raises UsageError, with a suggestion, if there is none."""
    if name in _LINES:
        raise UsageError(f"the format {name} prints articles; use table, tsv, csv, markdown, json or ndjson")
    renderer = find(name, _KNOWN, "newscat.formats")
    return renderer if name in _OWN else partial(_rows, renderer)


def summary(answer: Answer) -> str:
    if not answer.groups:
        return "No duplicates"
    articles = sum(len(group.articles) for group in answer.groups)
    total = f"{plural(len(answer.groups), 'group')} of duplicates, {plural(articles, 'article')}"
    if len(answer.shown) < len(answer.groups):
        return f"{len(answer.shown):,} of {total} (--limit 0 for all)"
    return total


def json(answer: Answer, out: TextIO, screen: Screen) -> None:
    """Write one object with `version` and `groups`, one group a line."""
    out.write(f'{{"version": {VERSION}, "groups": [')
    write_items(out, map(_document, answer.shown))
    out.write("]}\n")


def ndjson(answer: Answer, out: TextIO, screen: Screen) -> None:
    out.writelines(dump(_document(group)) + "\n" for group in answer.shown)


def _document(group: "Group") -> dict[str, Any]:
    return {"reason": group.reason, "keep": group.keep, "articles": [each._asdict() for each in group.articles]}


def table(answer: Answer, out: TextIO, screen: Screen) -> None:
    """Write a block for each group: the reason, then its articles, with a mark before the one to keep."""
    for number, group in enumerate(answer.shown):
        out.write("\n" if number else "")
        heading = f"{_REASONS[group.reason]}: {plural(len(group.articles), 'article')}"
        out.write(f"{painted(heading, BOLD, color=screen.color)}\n")
        for each in group.articles:
            is_kept = each.id == group.keep
            id, title = one_line(answer.short(each.id)), one_line(each.title)
            mark, aside = ("keep", f"  ({group.why})") if is_kept else ("    ", "")
            room = (screen.width or 1_000_000) - 6
            name = painted(_cut(id, room), QUIET, color=screen.color)
            gap = "" if cells(id) + cells(aside) <= room else "\n    "
            out.write(f"{mark}  {name}{gap}{aside}\n")
            out.write(f"      {_cut(title, room)}\n")


def _cut(text: str, width: int) -> str:
    """The beginning of a line that fits, with an ellipsis if there is more."""
    if cells(text) <= width:
        return text
    while cells(text) >= width:
        text = text[:-1]
    return f"{text}…"


def _rows(renderer: Renderer, answer: Answer, out: TextIO, screen: Screen) -> None:
    documents = list(_row_of(answer.shown))
    renderer(Rows(_COLUMNS, iter(documents), len(documents), len(documents), chosen=True), out, screen)


def _row_of(groups: "Sequence[Group]") -> Iterator[dict[str, Any]]:
    for number, group in enumerate(groups, 1):
        for each in group.articles:
            why = group.why if each.id == group.keep else ""
            yield {"group": number, "reason": group.reason, "keep": why, **each._asdict()}


_KINDS: tuple[tuple[str, Kind], ...] = (
    ("group", "number"),
    ("reason", "text"),
    ("keep", "text"),
    ("id", "id"),
    ("path", "path"),
    ("title", "text"),
)
_COLUMNS = tuple(Column(name, (name,), kind) for name, kind in _KINDS)
