"""Plots as SVG files that any browser shows, without a script, a font or another file."""

import math
from html import escape
from typing import TYPE_CHECKING

from newscat.errors import UsageError, missing_extra
from newscat.output.messages import number
from newscat.output.safe import one_line

if TYPE_CHECKING:
    from newscat.analysis.pictures import Picture

_INK, _BAR, _GRID = "#222222", "#3b6ea5", "#d8dde3"
# A PNG is drawn with the first of these that the system has.
_FONT = "Helvetica, Arial, 'DejaVu Sans', 'Liberation Sans', 'Noto Sans', Verdana, sans-serif"
_WIDTH, _HEIGHT, _LINE, _HEAD = 800, 300, 22, 48
# A pixel width of most letters at this size, for labels that must not overlap.
_SIZE, _LETTER = 13, 7.2
_LONGEST = 32


def svg(picture: "Picture") -> str:
    """The picture as the text of an SVG file."""
    height, shapes = {"bars": _bars, "line": _line, "heatmap": _heatmap}[picture.kind](picture)
    title = escape(one_line(picture.title))
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}" font-size="{_SIZE}" fill="{_INK}">',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="16" font-weight="bold">{title}</text>',
    ]
    return "\n".join([*lines, *shapes, "</svg>\n"])


def png(picture: "Picture") -> bytes:
    """The picture as a PNG, twice as large as the SVG. Raises UsageError if it cannot be drawn here."""
    require_png()
    return _drawn(svg(picture))


def require_png() -> None:
    """Raises UsageError if the package for PNG is missing, or if the system has no font for it."""
    canvas = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    letter = f'<text y="9" font-family="{_FONT}">x</text>'
    try:
        if _drawn(canvas.format(letter)) == _drawn(canvas.format("")):
            raise UsageError(f"--png needs one of the fonts {_FONT}; --svg needs none")
    except ImportError:
        raise missing_extra("--png", "png", "; --svg needs none") from None


def _drawn(text: str) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=text, zoom=2))


def _bars(picture: "Picture") -> tuple[int, list[str]]:
    counts = [picture.counts[name,] for name in picture.rows]
    left = _margin(picture.rows)
    most = max(counts, default=1)
    scale = (_WIDTH - left - 80) / most
    shapes = []
    for place, (name, count) in enumerate(zip(picture.rows, counts, strict=True)):
        y, width = _HEAD + place * _LINE, max(count * scale, 1)
        shapes.append(_text(left - 8, y + 15, _label(name), "end"))
        shapes.append(_rect(left, y + 2, width, _LINE - 5, _BAR))
        shapes.append(_text(left + width + 6, y + 15, number(count)))
    return _HEAD + len(counts) * _LINE + 16, shapes


def _line(picture: "Picture") -> tuple[int, list[str]]:
    counts = [picture.counts.get((name,), 0) for name in picture.rows]
    most = max(counts, default=1)
    left, bottom = 70, _HEIGHT - 40
    step = (_WIDTH - left - 30) / max(len(counts) - 1, 1)
    tall = bottom - _HEAD - 10
    shapes = []
    for part in (0, 0.5, 1) if most % 2 == 0 else (0, 1):
        y = bottom - part * tall
        shapes += [
            f'<path d="M{left} {y:.1f}H{_WIDTH - 30}" stroke="{_GRID}"/>',
            _text(left - 8, y + 4, number(round(most * part)), "end"),
        ]
    points = " ".join(
        f"{left + place * step:.1f},{bottom - count / most * tall:.1f}" for place, count in enumerate(counts)
    )
    if len(counts) == 1:
        points += f" {_WIDTH - 30},{points.partition(',')[2]}"
    shapes.append(f'<polyline points="{points}" fill="none" stroke="{_BAR}" stroke-width="2"/>')
    every = max(-(-len(counts) // 8), 1)
    names = enumerate(picture.rows)
    labels = (_text(left + place * step, bottom + 20, name, "middle") for place, name in names if place % every == 0)
    return _HEIGHT, [*shapes, *labels]


def _heatmap(picture: "Picture") -> tuple[int, list[str]]:
    left, top = _margin(picture.rows), _HEAD + 16
    wide = (_WIDTH - left - 70) / max(len(picture.columns), 1)
    most = max(picture.counts.values(), default=1)
    letters = max(map(len, picture.columns), default=1) + 1
    every = max(math.ceil(letters * _LETTER / wide), 1)
    names = enumerate(picture.columns)
    shapes = [_text(left + place * wide, top - 6, name) for place, name in names if place % every == 0]
    for line, row in enumerate(picture.rows):
        y = top + line * _LINE
        counts = [picture.counts.get((row, column), 0) for column in picture.columns]
        shapes += [_text(left - 8, y + 15, _label(row), "end"), _text(_WIDTH - 16, y + 15, number(sum(counts)), "end")]
        for place, (column, count) in enumerate(zip(picture.columns, counts, strict=True)):
            if count:
                tip = escape(one_line(f"{row}, {column}: {number(count)}"))
                cell = _rect(left + place * wide, y, wide, _LINE - 1, _BAR, 0.15 + 0.85 * count / most)
                shapes.append(cell.replace("/>", f"><title>{tip}</title></rect>"))
    return top + len(picture.rows) * _LINE + 16, shapes


def _margin(names: tuple[str, ...]) -> int:
    return int(min(max((len(_label(name)) for name in names), default=1), _LONGEST) * _LETTER) + 24


def _label(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _rect(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}" fill-opacity="{opacity:.2f}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(one_line(text))}</text>'
