"""Groups by two fields on a terminal: a table with the first field down and the second across."""

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from newscat.output.analysis.plots import shortened
from newscat.output.formats.cells import text_of
from newscat.output.messages import number
from newscat.output.terminal.colors import BOLD, painted
from newscat.output.terminal.screen import Screen, cells

if TYPE_CHECKING:
    from newscat.analysis.groups import Groups

_GAP = 2
_WIDTH = 80
_LABEL = 28
_HEAD = 14
_OTHERS, _ALL = "others", "all"


def table(found: "Groups", out: TextIO, screen: Screen, *, periods: bool) -> None:
    """Columns that do not fit are added up as `others`: of `periods` the first, else those with fewest articles."""
    counts, rows, columns = Counter[tuple[str, str]](), dict[str, None](), Counter[str]()
    for group in found.groups:
        row, column = map(text_of, group.values)
        counts[row, column] = group.count
        rows[row] = None
        columns[column] += group.count
    order = sorted(columns) if periods else [name for name, _ in columns.most_common()]
    end = max(len(number(sum(counts[row, column] for column in order))) for row in rows) if rows else 1
    label = min(max((cells(row) for row in (*rows, found.by[0])), default=1), _LABEL)
    sizes = {name: max(min(cells(name), _HEAD), len(number(max(counts[row, name] for row in rows)))) for name in order}
    shown = _fitting(order, sizes, (screen.width or _WIDTH) - label - max(end, len(_ALL)) - _GAP, periods=periods)
    others = [name for name in order if name not in shown]
    sums = {row: sum(counts[row, name] for name in others) for row in rows}
    tail = [(_OTHERS, max(end, len(_OTHERS)))] if others else []
    heads = [(name, sizes[name]) for name in shown]
    heads = [*tail, *heads] if periods else [*heads, *tail]
    _line(out, found.by[0], label, [*heads, (_ALL, max(end, len(_ALL)))], screen)
    for row in rows:
        values = ((sums[row] if name == _OTHERS and others else counts[row, name], size) for name, size in heads)
        cells_of_line = [(number(count) if count else "", size) for count, size in values]
        whole = number(sum(counts[row, name] for name in order))
        _line(out, row, label, [*cells_of_line, (whole, max(end, len(_ALL)))])


def _fitting(order: list[str], sizes: dict[str, int], space: int, *, periods: bool) -> list[str]:
    if sum(sizes.values()) + _GAP * len(order) <= space:
        return order
    space -= len(_OTHERS) + 2 * _GAP
    shown = list[str]()
    for name in reversed(order) if periods else order:
        space -= sizes[name] + _GAP
        if space < 0:
            break
        shown.append(name)
    return shown[::-1] if periods else shown


def _line(out: TextIO, label: str, width: int, parts: list[tuple[str, int]], screen: Screen | None = None) -> None:
    """With a `screen`, it is the heading."""
    shown = shortened(label, width)
    cells_of_line = [shown + " " * (width - cells(shown))]
    for text, size in parts:
        part = shortened(text, size)
        cells_of_line.append(" " * (size - cells(part)) + part)
    line = (" " * _GAP).join(cells_of_line).rstrip()
    out.write(painted(line, BOLD, color=screen.color if screen else False) + "\n")
