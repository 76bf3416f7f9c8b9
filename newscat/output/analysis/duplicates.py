"""Show groups of duplicates: blocks on a terminal, JSON, or a row for each article."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from newscat.output.analysis import formats
from newscat.output.analysis.plots import shortened
from newscat.output.formats.cells import dump, write_object
from newscat.output.formats.registry import Renderer
from newscat.output.messages import plural
from newscat.output.rows import Rows, columns_of
from newscat.output.safe import one_line
from newscat.output.terminal.colors import BOLD, QUIET, painted
from newscat.output.terminal.screen import Screen, cells

if TYPE_CHECKING:
    from newscat.analysis.duplicates import Group

VERSION = 1
FORMATS = formats.OF_ROWS | {name: f"newscat.output.analysis.duplicates:{name}" for name in ("table", "json", "ndjson")}
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
    return formats.resolve(name, FORMATS, _rows)


def summary(answer: Answer) -> str:
    if not answer.groups:
        return "No duplicates"
    articles = sum(len(group.articles) for group in answer.groups)
    total = f"{plural(len(answer.groups), 'group')} of duplicates, {plural(articles, 'article')}"
    if len(answer.shown) < len(answer.groups):
        return f"{len(answer.shown):,} of {total} (-n 0 for all)"
    return total


def json(answer: Answer, out: TextIO, screen: Screen) -> None:
    """Write one object with `version` and `groups`, one group a line."""
    write_object(out, {"version": VERSION}, groups=map(_document, answer.shown))


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
            name = painted(shortened(id, room), QUIET, color=screen.color)
            gap = "" if cells(id) + cells(aside) <= room else "\n    "
            out.write(f"{mark}  {name}{gap}{aside}\n")
            out.write(f"      {shortened(title, room)}\n")


def _rows(renderer: Renderer, answer: Answer, out: TextIO, screen: Screen) -> None:
    renderer(Rows.of(_COLUMNS, list(_row_of(answer.shown))), out, screen)


def _row_of(groups: "Sequence[Group]") -> Iterator[dict[str, Any]]:
    for number, group in enumerate(groups, 1):
        for each in group.articles:
            why = group.why if each.id == group.keep else ""
            yield {"group": number, "reason": group.reason, "keep": why, **each._asdict()}


_COLUMNS = columns_of(group="number", reason="text", keep="text", id="id", path="path", title="text")
