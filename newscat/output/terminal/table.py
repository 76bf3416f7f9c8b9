"""table: for a person at a terminal. It costs 0.7 ms a row, which 50 rows do not show.

A narrow screen drops columns (`_DROPPED`) instead of squeezing them; a wide one gives its cells to
the texts. Where nothing limits a line (a pipe), every value is whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple, TextIO

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from newscat.output.formats.cells import text_of
from newscat.output.rows import Column, Document, Rows, value_at
from newscat.output.terminal.console import Printer, grow, plain_line
from newscat.output.terminal.screen import Screen

# Rows that decide how wide the columns are, and that are in memory at once.
CHUNK = 200
GAP = 2
# Lines a title or a list of topics may take before it is shortened.
LINES = 2

# The first to go when the screen is narrow; columns not named here go before them, the last first.
# Those before `topics` go as soon as the title has less than _ROOMY cells (two lines of 36 hold most titles).
_DROPPED = ("heat", "quality", "score", "id", "topics", "provider", "shared", "date")
_ROOMY = 36
# Cells that wrapping at word ends may leave empty on a line.
_SLACK = 8
# (least, most) cells of columns whose text may wrap; the others are as wide as their values.
_FLEXIBLE = {"title": (26, 110), "provider": (12, 28), "topics": (16, 44)}
_TEXT = (16, 60)
# An id is shown whole or not at all: half of one cannot be copied. One that takes more than this part
# of the screen (a file name made from the title) leaves its place to the title.
_ID_PART = 4
# Asked for by name: rather narrow than gone, an id up to half the screen.
_CHOSEN_LEAST = 12
_STYLES = {"id": "dim", "date": "cyan", "topics": "dim"}
_HIT = "bold red not dim"
# Measuring and wrapping a cell of a million characters takes a second (characters).
_LONGEST = 10_000
_DATE = 10


class _Fit(NamedTuple):
    column: Column
    width: int


def render(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Written in pieces of CHUNK rows, so that a million rows take no more memory than 200."""
    under_title = any(column.name == "title" for column in rows.columns)
    columns = [column for column in rows.columns if not (column.name == "snippet" and under_title)]
    snippets = len(columns) < len(rows.columns)
    documents = rows.documents
    chunk = list(islice(documents, CHUNK))
    if not chunk:
        return
    if screen.is_terminal and not rows.chosen and len(chunk) < CHUNK:
        columns = [column for column in columns if _is_used(column, chunk, snippets)]
    natural = {column: _natural(column, chunk, snippets) for column in columns}
    fits = _fitted(natural, screen.width, chosen=rows.chosen)
    printer = Printer(out, screen, _total(fits))
    printer.write(_table(fits, header=True))
    printer.write(Text("─" * (printer.console.width), style="dim"))
    lines = 1 if screen.width is None else LINES
    while chunk:
        if screen.width is None:
            fits = [_Fit(fit.column, max(fit.width, _natural(fit.column, chunk, snippets))) for fit in fits]
            printer.console.width = _total(fits)
        table = _table(fits, header=False)
        for document in chunk:
            table.add_row(*_cells(fits, document, printer, snippets=snippets, lines=lines))
        printer.write(table)
        chunk = list(islice(documents, CHUNK))


def _is_used(column: Column, documents: Sequence[Document], snippets: bool) -> bool:
    """Whether a cell of the column has any text; the title's also has the snippet."""
    return (snippets and column.name == "title") or any(_text(column, document) for document in documents)


def _total(fits: Sequence[_Fit]) -> int:
    return sum(fit.width + GAP for fit in fits) - GAP


def _fitted(natural: Mapping[Column, int], width: int | None, *, chosen: bool) -> list[_Fit]:
    """The columns that are shown, and how wide each is; `natural` is how wide each would like to be."""
    columns = list(natural)
    if width is None:
        return [_Fit(column, natural[column]) for column in columns]
    limits = {column: _limits(column, natural[column], width if chosen else None) for column in columns}
    kept = [
        column
        for column in columns
        if chosen or column.kind != "id" or natural[column] <= width // _ID_PART or column.name == _name_of(columns)
    ]
    while len(kept) > 1:
        first = kept[-1] if chosen else min(kept, key=lambda column: _worth(column, columns))
        roomy = not chosen and _worth(first, columns) < _DROPPED.index("topics")
        least = (_ROOMY if roomy and column.name == "title" else limits[column][0] for column in kept)
        if sum(least) + GAP * (len(kept) - 1) <= width:
            break
        kept.remove(first)
    widths = {column: min(limits[column][0], width) for column in kept}
    # The title first grows until two lines hold it, then the others to what they need, then the title again.
    for wanted in (
        {
            column: min(natural[column], natural[column] // 2 + _SLACK, width // 2)
            for column in kept
            if column.name == "title"
        },
        {column: limits[column][1] for column in kept if column.name != "title"},
        {column: natural[column] for column in kept if column.name == "title"},
    ):
        grow(widths, wanted, width - sum(widths.values()) - GAP * (len(kept) - 1))
    return [_Fit(column, widths[column]) for column in kept]


def _natural(column: Column, sample: Sequence[Document], snippets: bool) -> int:
    """The widest value, or the name above it; a snippet counts as part of the title."""
    widest = max(cell_len(_text(column, document)) for document in sample)
    if snippets and column.name == "title":
        widest = max(widest, *(cell_len(plain_line(document.get("snippet") or "")) for document in sample))
    return max(widest, cell_len(column.name))


def _limits(column: Column, natural: int, screen: int | None) -> tuple[int, int]:
    """Least and most cells; dates, numbers, flags and ids have one width only. `screen`: the columns were chosen."""
    if column.kind == "id":
        natural = min(natural, screen // 2) if screen else natural
    if column.kind in ("date", "number", "flag", "id"):
        return natural, natural
    least, most = _FLEXIBLE.get(column.name, _TEXT)
    if screen:
        least, most = _CHOSEN_LEAST, max(most, natural)
    return min(least, natural), min(most, natural)


def _worth(column: Column, columns: Sequence[Column]) -> int:
    """What is worth least goes first."""
    if column.name == _name_of(columns):
        return len(_DROPPED)
    return _DROPPED.index(column.name) if column.name in _DROPPED else -1 - columns.index(column)


def _name_of(columns: Sequence[Column]) -> str:
    """The column that names an article: it is never dropped."""
    return "title" if any(column.name == "title" for column in columns) else "id"


def _table(fits: Sequence[_Fit], *, header: bool) -> Table:
    table = Table(
        box=None, show_header=header, pad_edge=False, padding=(0, GAP, 0, 0), collapse_padding=True, header_style="bold"
    )
    for column, width in fits:
        justify: Literal["left", "right"] = "right" if column.kind == "number" else "left"
        table.add_column(Text(plain_line(column.name)), width=width, no_wrap=True, justify=justify)
    return table


def _cells(fits: Sequence[_Fit], document: Document, printer: Printer, *, snippets: bool, lines: int) -> Iterator[Text]:
    for column, width in fits:
        value = value_at(document, column.path)
        if column.kind == "list" and isinstance(value, list):
            yield _list(value, width, lines, printer, _STYLES.get(column.name, ""))
            continue
        if column.name == "snippet":
            yield printer.shortened(_marked(document), width, lines)
            continue
        cell = printer.shortened(Text(_text(column, document), style=_STYLES.get(column.name, "")), width, lines)
        if column.name == "title":
            urls = document.get("urls") or {}
            printer.link(cell, urls.get("original") or urls.get("web"))
            if snippets:
                cell = _with_snippet(cell, document, width, printer)
        yield cell


def _text(column: Column, document: Document) -> str:
    """The cell's text on one line; of a time the date alone."""
    value = value_at(document, column.path)
    if column.kind == "date" and isinstance(value, str):
        return plain_line(value[:_DATE])
    if isinstance(value, float):
        return f"{value:.2f}"
    return plain_line(_cut(text_of(value)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _list(values: Sequence[Any], width: int, lines: int, printer: Printer, style: str) -> Text:
    """Whole elements only, and how many are not shown: `AI, Computer Vision, +2`."""
    # Each takes two cells at the least, so more cannot be shown; 5,000 of them would be wrapped 5,000 times.
    texts = [plain_line(_cut(text_of(value))) for value in values]
    for shown in range(min(len(texts), width * lines // 2 + 1), 0, -1):
        more = [f"+{len(texts) - shown}"] if shown < len(texts) else []
        text = Text(", ".join(texts[:shown] + more), style=style)
        wrapped = text.wrap(printer.console, width)
        if len(wrapped) <= lines:
            for line in wrapped:
                line.rstrip()
            return Text("\n").join(wrapped)
    return printer.shortened(Text(", ".join(texts[: width * lines]), style=style), width, lines)


def _with_snippet(title: Text, document: Document, width: int, printer: Printer) -> Text:
    """The title with the snippet on the lines below, or with its own hits marked where the snippet is the title."""
    snippet = document.get("snippet")
    if not snippet:
        return title
    if snippet == " ".join((document.get("title") or "").split()):
        marked = printer.shortened(_marked(document), width, LINES)
        for span in title.spans:
            marked.spans.insert(0, span)
        return marked
    below = _marked(document)
    below.style = "dim"
    return Text("\n").join([title, printer.shortened(below, width, LINES)])


def _marked(document: Document) -> Text:
    """The snippet with its hits marked; each part is escaped for itself, so that the hits keep their place."""
    snippet, text, at = document.get("snippet") or "", Text(), 0
    for start, end in document.get("hits") or ():
        text.append(_part(snippet[at:start]))
        text.append(_part(snippet[start:end]), style=_HIT)
        at = end
    return text.append(_part(snippet[at:]))


def _part(text: str) -> str:
    """As plain_line, with the blanks at its ends kept: they part it from its neighbours."""
    inner = plain_line(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
