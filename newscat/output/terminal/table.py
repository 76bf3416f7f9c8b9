"""The table format, for a terminal. A row takes 0.7 ms.

A narrow screen drops columns (`_DROPPED`) instead of squeezing them; a wide one gives more cells to long values. If
the width is unlimited (a pipe), every value is whole.
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

# The number of rows that are in memory at once; the first ones decide the column widths.
CHUNK = 200
GAP = 2
# The most lines of a title or a list of topics.
LINES = 2

# Columns in the order in which a narrow screen drops them; other columns are dropped first, from the right.
# Those before `topics` are dropped if the title has less than _ROOMY cells (two lines of 36 hold most titles).
_DROPPED = (
    "days", "heat", "quality", "topics", "author", "provider", "providers", "shared", "score", "size", "date", "id",
)  # fmt: skip
_ROOMY = 36
# Cells that wrapping at the ends of words may leave empty on a line.
_SLACK = 8
# Minimum and maximum cells of columns that wrap; other columns are as wide as their values.
_FLEXIBLE = {"title": (26, 110), "provider": (12, 28), "author": (12, 28), "topics": (16, 44)}
_TEXT = (16, 60)
# An id is shown whole or not at all, because part of an id cannot be copied. An id longer than this fraction of
# the screen (a file name made from the title) is dropped, unless the columns that stay have room beside it.
_ID_PART = 4
# Columns named by the user are narrowed rather than dropped; an id gets up to half of the screen.
_CHOSEN_LEAST = 12
_STYLES = {"id": "dim", "date": "cyan", "topics": "dim"}
_HIT = "bold red not dim"
# Characters of a cell; measuring and wrapping a million takes a second.
_LONGEST = 10_000
_DATE = 10
_UNPUBLISHED = "(unpublished) "


class _Fit(NamedTuple):
    column: Column
    width: int


def render(rows: Rows, out: TextIO, screen: Screen) -> None:
    """Write the rows in chunks, so that memory does not grow with their number."""
    under_title = any(column.name == "title" for column in rows.columns)
    columns = [column for column in rows.columns if not (column.name == "snippet" and under_title)]
    snippets = len(columns) < len(rows.columns)
    documents = rows.documents
    chunk = list(islice(documents, CHUNK))
    if not chunk:
        return
    if screen.is_terminal and not rows.chosen and len(chunk) < CHUNK:
        columns = [column for column in columns if _is_used(column, chunk, snippets)]
    if not rows.chosen and any(column.name == "provider" for column in columns):
        columns = [column for column in columns if column.name != "author"]
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
            cells = _cells(fits, document, printer, snippets=snippets, lines=lines)
            table.add_row(*cells, style="dim" if document.get("published") is False else "")
        printer.write(table)
        chunk = list(islice(documents, CHUNK))


def _is_used(column: Column, documents: Sequence[Document], snippets: bool) -> bool:
    """Whether any cell of the column has text; a title cell also has the snippet."""
    if column.name == "title":
        return snippets or any(document.get("title") for document in documents)
    return any(_text(column, document) for document in documents)


def _total(fits: Sequence[_Fit]) -> int:
    return sum(fit.width + GAP for fit in fits) - GAP


def _fitted(natural: Mapping[Column, int], width: int | None, *, chosen: bool) -> list[_Fit]:
    """Choose the columns that fit and their widths. `natural` has the width at which nothing wraps."""
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
    for column in (each for each in columns if each.kind == "id" and each not in kept):
        if sum(limits[each][0] for each in (column, *kept)) + GAP * len(kept) <= width:
            kept = [each for each in columns if each in (column, *kept)]
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
    """Return the width of the widest value or of the heading; a snippet counts as part of the title."""
    widest = max(cell_len(_text(column, document)) for document in sample)
    if snippets and column.name == "title":
        widest = max(widest, *(cell_len(plain_line(document.get("snippet") or "")) for document in sample))
    return max(widest, cell_len(column.name))


def _limits(column: Column, natural: int, screen: int | None) -> tuple[int, int]:
    """Return minimum and maximum cells. `screen` is the screen width if the user chose the columns, else None."""
    if column.kind == "id":
        natural = min(natural, screen // 2) if screen else natural
    if column.kind in ("date", "number", "flag", "id"):
        return natural, natural
    least, most = _FLEXIBLE.get(column.name, _TEXT)
    if screen:
        least, most = _CHOSEN_LEAST, max(most, natural)
    return min(least, natural), min(most, natural)


def _worth(column: Column, columns: Sequence[Column]) -> int:
    """Rank a column: the lowest is dropped first."""
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
            yield _around_hits(_marked(document, "snippet"), width, lines, printer)
            continue
        if column.name != "title":
            yield printer.shortened(Text(_text(column, document), style=_STYLES.get(column.name, "")), width, lines)
        else:
            cell = _around_hits(_marked(document, "title"), width, lines, printer)
            urls = document.get("urls") or {}
            printer.link(cell, urls.get("original") or urls.get("web"))
            if snippets:
                cell = _with_snippet(cell, document, width, printer)
            yield cell


def _text(column: Column, document: Document) -> str:
    """Return the text of a cell on one line; of a time only the date."""
    value = value_at(document, column.path)
    if column.kind == "date" and isinstance(value, str):
        return plain_line(value[:_DATE])
    if column.name == "title":
        return _marked(document, "title").plain
    if isinstance(value, float):
        return f"{value:.2f}"
    return plain_line(_cut(text_of(value)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _list(values: Sequence[Any], width: int, lines: int, printer: Printer, style: str) -> Text:
    """Show whole elements and the number of the others: `AI, Computer Vision, +2`."""
    # Each element takes at least two cells; trying all of 5,000 would wrap 5,000 times.
    elements = [plain_line(_cut(text_of(value))) for value in values]
    for shown in range(min(len(elements), width * lines // 2 + 1), 0, -1):
        more = [f"+{len(elements) - shown}"] if shown < len(elements) else []
        text = Text(", ".join(elements[:shown] + more), style=style)
        wrapped = text.wrap(printer.console, width)
        if len(wrapped) <= lines:
            for line in wrapped:
                line.rstrip()
            return Text("\n").join(wrapped)
    return printer.shortened(Text(", ".join(elements[: width * lines]), style=style), width, lines)


def _with_snippet(title: Text, document: Document, width: int, printer: Printer) -> Text:
    """Add the snippet below the title, unless it is the title."""
    snippet = document.get("snippet")
    if not snippet or snippet == " ".join((document.get("title") or "").split()):
        return title
    below = _marked(document, "snippet")
    below.style = "dim"
    return Text("\n").join([title, _around_hits(below, width, LINES, printer)])


def _marked(document: Document, name: str) -> Text:
    """Return the title (or the id if there is none) or the snippet, with its hits marked.

    Each part is escaped separately, so that the positions of the hits stay valid.
    """
    whole = _cut(text_of(document.get(name)) or (document["id"] if name == "title" else ""))
    text, at = Text(_UNPUBLISHED if name == "title" and document.get("published") is False else ""), 0
    for start, end in document.get(f"{name}_hits") or ():
        text.append(_part(whole[at:start]))
        text.append(_part(whole[start:end]), style=_HIT)
        at = end
    text.append(_part(whole[at:]))
    text.rstrip()
    return text


def _around_hits(text: Text, width: int, lines: int, printer: Printer) -> Text:
    """Shorten `text` so that the first hit is shown whole and no other hit is cut."""
    short = printer.shortened(text, width, lines)
    hits = [span for span in text.spans if span.style == _HIT]
    kept = _letters(short.plain.removesuffix("…"))
    if not hits or short.plain == text.plain:
        return short
    if kept < _letters(text.plain[: hits[0].end]):
        for before in (width * lines // 3, width // 3, 0):
            start = text.plain.find(" ", max(hits[0].start - before, 0), hits[0].start) + 1 or hits[0].start
            moved = Text("…", style=text.style) + text[start:]
            short = printer.shortened(moved, width, lines)
            if _letters(short.plain.removesuffix("…")) > _letters(text.plain[start : hits[0].end]):
                break
        return short
    for hit in hits:
        if _letters(text.plain[: hit.start]) < kept < _letters(text.plain[: hit.end]):
            head = text[: hit.start]
            head.rstrip()
            return printer.shortened(head.append("…"), width, lines)
    return short


def _letters(text: str) -> int:
    """Count the characters that are not whitespace; wrapping only changes whitespace."""
    return len("".join(text.split()))


def _part(text: str) -> str:
    """Return plain_line(text), but keep a space at each end that has one."""
    inner = plain_line(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
