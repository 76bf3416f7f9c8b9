"""One plot, written by hand: seconds over files, both logarithmic, as SVG."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

Point = tuple[float, float]

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 200, 46, 52
# As far from white as from a dark page's #0d1117: 4 to 1 or better from either.
INK = "#777c85"
COLOURS = ("#3f7fe0", "#c46a12", "#2c8f56", "#a85fc9")
_STYLE = 'stroke="none" font-family="system-ui, sans-serif" font-size="13" role="img"'
# Labels of lines that end at the same height are moved this far apart.
LINE_HEIGHT = 15


def svg(title: str, series: Mapping[str, Sequence[Point]]) -> str:
    """The plot of named series of (files, seconds)."""
    points = [point for line in series.values() for point in line]
    axes = _Axes(*_decades([x for x, _ in points]), *_decades([y for _, y in points]))
    ends = _apart([axes.y(line[-1][1]) for line in series.values()])
    lines = [
        _line(axes, name, line, colour, end)
        for (name, line), colour, end in zip(series.items(), COLOURS, ends, strict=False)
    ]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {_STYLE}>',
            f"<title>{escape(title)}</title>",
            _text(LEFT, 20, title, "start", weight=600),
            *axes.grid(),
            *lines,
            "</svg>\n",
        )
    )


class _Axes:
    """Powers of ten on both sides; a number to its place on the page."""

    def __init__(self, left: int, right: int, low: int, high: int) -> None:
        self.left, self.right, self.low, self.high = left, right, low, high

    def x(self, value: float) -> float:
        share = (log10(value) - self.left) / (self.right - self.left)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def grid(self) -> list[str]:
        bottom, end = HEIGHT - BOTTOM, WIDTH - RIGHT
        drawn = []
        for power in range(self.left, self.right + 1):
            x = self.x(10**power)
            drawn.append(_rule(x, TOP, x, bottom))
            drawn.append(_text(x, bottom + 20, f"{10**power:,}", "middle"))
        for power in range(self.low, self.high + 1):
            y = self.y(10**power)
            drawn.append(_rule(LEFT, y, end, y))
            drawn.append(_text(LEFT - 8, y + 4, f"{10**power:g} s", "end"))
        return [*drawn, _text((LEFT + end) / 2, HEIGHT - 10, "files", "middle")]


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _apart(heights: Sequence[float]) -> list[float]:
    """The same heights, in their order from the bottom, with room for a line of text between them."""
    placed: dict[int, float] = {}
    above = float(HEIGHT)
    for number in sorted(range(len(heights)), key=lambda number: -heights[number]):
        above = placed[number] = min(heights[number], above - LINE_HEIGHT)
    return [placed[number] for number in range(len(heights))]


def _line(axes: _Axes, name: str, points: Sequence[Point], colour: str, end: float) -> str:
    places = [(axes.x(x), axes.y(y)) for x, y in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.5"/>' for x, y in places)
    return (
        f'<g fill="{colour}"><polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f"{_text(places[-1][0] + 10, end + 4, name, 'start', fill=colour)}</g>"
    )


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1} {y1}L{x2} {y2}" stroke="{INK}" stroke-width="1" stroke-opacity="0.3"/>'


def _text(x: float, y: float, text: str, anchor: str, fill: str = INK, weight: int = 400) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}">{escape(text)}</text>'
