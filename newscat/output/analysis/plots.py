"""Plots of characters: bars, a line over time, a heatmap. They need no colour, and as many cells as they are given."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from newscat.output.messages import number
from newscat.output.safe import one_line
from newscat.output.terminal.screen import cells, cut

if TYPE_CHECKING:
    from newscat.analysis.pictures import Picture

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS = " ▁▂▃▄▅▆▇█"
_SHADES = " ░▒▓█"
_HEIGHT = 10
_COLUMN = 8
# Cells of a column of a heatmap whose heading is text.
_NARROW, _WIDE = 10, 20


def text(picture: "Picture", width: int) -> list[str]:
    """The lines of a line or a heatmap."""
    if picture.kind == "heatmap":
        counts = {(row, column): count for (row, column), count in picture.counts.items()}
        return heatmap(picture.rows, picture.columns, counts, width)
    return line(picture.rows, [picture.counts.get((name,), 0) for name in picture.rows], width)


def bar(part: float, width: int) -> str:
    """A bar of `part` (0 to 1) of `width` cells, in eighths; more than nothing is at least one eighth."""
    eighths = max(round(part * width * 8), part > 0)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def sparkline(counts: Sequence[int]) -> str:
    """One cell for each count; only 0 is empty."""
    most = max(counts, default=0)
    return "".join(_LEVELS[max(round(count / most * 8), 1) if count else 0] for count in counts)


def fitted(counts: Sequence[int], width: int) -> tuple[list[int], int]:
    """The counts in at most `width` columns, and how many of them each column has: it is their sum."""
    step = max(-(-len(counts) // max(width, 1)), 1)
    return [sum(counts[start : start + step]) for start in range(0, len(counts), step)], step


def line(names: Sequence[str], counts: Sequence[int], width: int) -> list[str]:
    """Columns over time, 10 lines high, with a scale on the left and the first and the last name below."""
    margin = len(number(max(counts, default=0))) + 9
    columns, step = fitted(counts, width - margin)
    wide = min(max((width - margin) // max(len(columns), 1), 1), _COLUMN)
    most = max(columns, default=0)
    margin = len(number(most))
    lines = []
    for row in range(_HEIGHT, 0, -1):
        scale = number(most) if row == _HEIGHT else number(most // 2) if row == _HEIGHT // 2 and most % 2 == 0 else ""
        heights = (max(count / most * _HEIGHT * 8, 1) if count else 0 for count in columns)
        blocks = "".join(_LEVELS[min(max(round(height - (row - 1) * 8), 0), 8)] * wide for height in heights)
        lines.append(f"{scale:>{margin}} ┤{blocks}".rstrip())
    length = len(columns) * wide
    lines.append(f"{'0':>{margin}} └{'─' * length}")
    first, last = (names[0], names[-1]) if names else ("", "")
    lines.append(f"{'':{margin + 2}}{first}{last:>{max(length - len(first), len(last) + 1)}}")
    if step > 1:
        lines.append(f"{'':{margin + 2}}(each column is {step} periods)")
    return lines


def heatmap(
    rows: Sequence[str], columns: Sequence[str], counts: Mapping[tuple[str, str], int], width: int
) -> list[str]:
    """Shades of `counts[row, column]`: five steps, darker is more. Rows have their sum on the right.

    Columns that do not fit are left out: of periods the first, of others the last.
    """
    sums = {row: sum(counts.get((row, column), 0) for column in columns) for row in rows}
    end = max((len(number(each)) for each in sums.values()), default=1)
    label = min(max(map(cells, rows), default=0), max(width // 4, 8))
    space = width - label - end - 4
    shown, wide, full, head = _columns(columns, space)
    most = max((counts.get((row, column), 0) for row in rows for column in shown), default=0)
    lines = [(" " * (label + 2) + head).rstrip()]
    for row in rows:
        shades = "".join(f"{_shade(counts.get((row, column), 0), most) * min(wide, full):<{wide}}" for column in shown)
        lines.append(f"{padded(row, label)}  {shades}  {number(sums[row]):>{end}}")
    legend = "  ".join(f"{_SHADES[step] * 2} {_range(step, most)}" for step in range(1, 5) if _range(step, most))
    return [*lines, "", " " * (label + 2) + legend]


def _columns(columns: Sequence[str], space: int) -> tuple[Sequence[str], int, int, str]:
    """The columns that fit, the cells of each, how many of them are shaded, and the heading."""
    if max(map(cells, columns), default=1) <= 2:
        wide = 3 if 3 * len(columns) <= space else 2
        shown = columns[: space // wide]
        # In columns of 2 cells, every second name.
        heading = "".join(f"{name:<3}" for name in shown) if wide == 3 else "".join(f"{name:<4}" for name in shown[::2])
        return shown, wide, 2, heading
    if all(name[:1].isdigit() for name in columns):  # periods: the name of the year where it begins
        shown = columns[-space:]
        wide = min(max(space // max(len(shown), 1), 1), 4)
        return shown, wide, wide, _years(shown, wide)
    wide = min(max(space // max(len(columns), 1), _NARROW), _WIDE)
    shown = columns[: space // wide]
    return shown, wide, wide - 1, "".join(f"{padded(name, wide - 1)} " for name in shown)


def _years(names: Sequence[str], wide: int) -> str:
    text = ""
    for place, name in enumerate(names):
        starts = place == 0 or names[place - 1][:4] != name[:4]
        if starts and len(text) <= place * wide:
            text = f"{text:<{place * wide}}{name[:4]} "
    return text.rstrip()


def _shade(count: int, most: int) -> str:
    return _SHADES[-(-count * 4 // most)] if count else " "


def _range(step: int, most: int) -> str:
    """The counts that have the shade `step`: `1–15`; empty if none can have it."""
    low, high = (step - 1) * most // 4 + 1, step * most // 4
    return "" if low > high else number(low) if low == high else f"{number(low)}–{number(high)}"


def padded(text: str, width: int, *, right: bool = False) -> str:
    """`text` on one line of exactly `width` cells."""
    shown = shortened(text, width)
    space = " " * (width - cells(shown))
    return space + shown if right else shown + space


def shortened(text: str, width: int) -> str:
    """`text` on one line of at most `width` cells, with `…` where it is cut."""
    text = one_line(text)
    return text if cells(text) <= width else cut(text, width - 1) + "…"
