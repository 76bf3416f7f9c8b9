"""One screen about a catalogue."""

from collections.abc import Mapping
from datetime import tzinfo
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TextIO

from newscat.article.dates import iso_text
from newscat.output.analysis.groups import day, percent
from newscat.output.analysis.plots import bar, fitted, shortened, sparkline
from newscat.output.formats.cells import text_of
from newscat.output.messages import number, plural
from newscat.output.terminal.colors import BOLD, painted
from newscat.output.terminal.screen import Screen, cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscat.analysis.groups import Groups
    from newscat.analysis.overview import Overview

_WIDTH = 80
_LABEL = 14
_ROWS = 8
_WIDEST = 140


def head(found: "Overview", findings: Mapping[str, int] | None) -> dict[str, Any]:
    """The keys of the JSON object besides the groups; `findings` are counts by severity, None if not asked for."""
    return {
        "first": found.first and iso_text(found.first),
        "last": found.last and iso_text(found.last),
        "published": found.published,
        "unpublished": found.unpublished,
        **({} if findings is None else {"findings": dict(findings)}),
    }


def render(
    found: "Overview",
    series: "Sequence[tuple[str, int]]",
    findings: Mapping[str, int] | None,
    out: TextIO,
    screen: Screen,
    zone: tzinfo | None = None,
) -> None:
    """`series` are the articles of each month, without gaps."""
    width = min(screen.width or _WIDTH, _WIDEST)

    def say(label: str, text: str) -> None:
        if text:
            out.write(painted(f"{label:<{_LABEL}}", BOLD, color=screen.color) + text + "\n")

    say("Articles", number(found.total))
    if found.first and found.last:
        say("Dates", f"{day(found.first, zone)} to {day(found.last, zone)}")
    say("Published", _published(found))
    if series:
        counts, step = fitted([count for _, count in series], width - _LABEL)
        say("Per month" if step == 1 else f"Per {step} months", sparkline(counts))
        month, most = max(series, key=lambda each: each[1])
        say("", f"{series[0][0]} to {series[-1][0]}, most in {month}: {number(most)}")
    say("Types", _types(found.types, width - _LABEL))
    if findings is not None:
        say("Findings", ", ".join(plural(count, name) for name, count in findings.items() if count) or "none")
    _side_by_side((found.topics, found.sources), out, screen, width)


def _published(found: "Overview") -> str:
    said = found.published + found.unpublished
    if not said:
        return ""
    return f"{number(found.published)} of {number(said)} with this field ({percent(found.published / said)})"


def _types(types: "Groups", width: int) -> str:
    names = (f"{text_of(group.values[0])} {number(group.count)}" for group in types.groups)
    return shortened(", ".join(names), width)


def _side_by_side(found: "tuple[Groups, ...]", out: TextIO, screen: Screen, width: int) -> None:
    shown = [one for one in found if one.groups]
    if not shown:
        return
    space = (width - 3 * (len(shown) - 1)) // len(shown)
    blocks = [_block(one, space) for one in shown]
    out.write("\n")
    for place, lines in enumerate(zip_longest(*blocks, fillvalue="")):
        parts = [line + " " * (space - cells(line)) for line in lines]
        text = "   ".join(parts).rstrip()
        out.write(painted(text, BOLD, color=screen.color and not place) + "\n")


def _block(found: "Groups", width: int) -> list[str]:
    """A heading and a line for each of the largest groups: name, articles, bar."""
    groups = found.groups[:_ROWS]
    texts = [text_of(group.values[0]) for group in groups]
    size = max(len(number(group.count)) for group in groups)
    label = min(max(map(cells, texts)), width - size - 12)
    length = width - label - size - 4
    more = len(found.groups) - len(groups)
    lines = [f"Top {found.by[0]}s" + (f" ({len(groups)} of {number(len(found.groups))})" if more else "")]
    for text, group in zip(texts, groups, strict=True):
        shown = shortened(text, label)
        part = bar(group.count / groups[0].count, length)
        lines.append(f"{shown}{' ' * (label - cells(shown))}  {number(group.count):>{size}}  {part}")
    return lines
