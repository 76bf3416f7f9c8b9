"""Lay out a Markdown or HTML body for a screen, without cutting anything."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

from newscat.article.markup import Block, Span, blocks
from newscat.output.safe import visible
from newscat.output.terminal.console import LINK, grow, wrapped
from newscat.output.terminal.screen import Screen

_STYLES = {
    "strong": "bold",
    "em": "italic",
    "code": "cyan",
    "del": "strike",
    "link": "underline",
    "address": "cyan",
}
_GAP = 2
_CODE = "  "
_NARROWEST = 20


class Body(NamedTuple):
    """A Rich renderable. Only a terminal folds addresses that are longer than a line."""

    blocks: Sequence[Block]
    screen: Screen

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for number, block in enumerate(self.blocks):
            if number and block.gap:
                yield Text("")
            width = max(options.max_width - cell_len(block.rest), _NARROWEST)
            for line_number, line in enumerate(self._lines(block, width)):
                before = block.rest if line_number else block.first
                yield Text.assemble((before, "dim"), line, no_wrap=True, overflow="ignore")

    def _lines(self, block: Block, width: int) -> Iterable[Text]:
        match block.kind:
            case "rule":
                return [Text("─" * width, style="dim")]
            case "code":
                return [Text(_CODE + line, style="cyan") for line in _escaped(block.spans).plain.split("\n")]
            case "table":
                return self._table([[self._text(cell) for cell in row] for row in block.rows], width)
        text = self._text(block.spans)
        if block.kind == "heading":
            text.style = "bold underline"
        return wrapped(text, width, fold=self.screen.is_terminal)

    def _text(self, spans: Sequence[Span]) -> Text:
        text = _escaped(spans)
        if self.screen.links:
            end = 0
            for span in spans:
                start, end = end, end + len(visible(span.text))
                if span.style == "address" and LINK.fullmatch(span.text):
                    text.stylize(f"link {span.text}", start, end)
        return text

    def _table(self, rows: list[list[Text]], width: int) -> Iterator[Text]:
        """Yield the lines of a table: in columns if every word fits, else each cell on a line of its own."""
        columns = max(map(len, rows))
        rows = [row + [Text()] * (columns - len(row)) for row in rows]
        room = width - _GAP * (columns - 1)
        least = {n: max(max(map(cell_len, row[n].plain.split()), default=1) for row in rows) for n in range(columns)}
        if sum(least.values()) > room:
            yield from self._stacked(rows, width)
            return
        most = {n: max(cell_len(line) for row in rows for line in row[n].plain.split("\n")) for n in range(columns)}
        grow(least, most, room - sum(least.values()))
        for number, row in enumerate(rows):
            cells = [wrapped(cell, least[n], fold=self.screen.is_terminal) for n, cell in enumerate(row)]
            for line in range(max(map(len, cells))):
                yield _beside([cell[line] if line < len(cell) else Text() for cell in cells], list(least.values()))
            if not number:
                yield Text("─" * (sum(least.values()) + _GAP * (columns - 1)), style="dim")

    def _stacked(self, rows: list[list[Text]], width: int) -> Iterator[Text]:
        heading, *others = rows
        for number, row in enumerate(others or [heading]):
            if number:
                yield Text("")
            for name, cell in zip(heading if others else [Text()] * len(row), row, strict=True):
                label = Text(f"{name.plain}: " if name.plain else "", style="dim")
                for line_number, line in enumerate(wrapped(label + cell, width - _GAP, fold=self.screen.is_terminal)):
                    yield Text(" " * _GAP * (line_number > 0)) + line


def rendered(text: str, format: str = "markdown", screen: Screen = Screen()) -> Body:  # noqa: B008
    """Escape `text` before it is parsed, and again afterwards, because `&#x202e;` is decoded then."""
    return Body(blocks(visible(text), format), screen)


def _escaped(spans: Sequence[Span]) -> Text:
    parts = ((visible(text), " ".join(_STYLES[each] for each in style.split())) for text, style in spans)
    return Text.assemble(*parts)


def _beside(cells: Sequence[Text], widths: Sequence[int]) -> Text:
    line = Text()
    for cell, width in zip(cells, widths, strict=True):
        line.append_text(cell).append(" " * (width - cell.cell_len + _GAP))
    line.rstrip()
    return line
