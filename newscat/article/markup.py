"""Parse Markdown and HTML into blocks of text, in document order and without a layout.

Markdown is converted to HTML first, so that one parser handles both, and HTML inside Markdown too.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

from newscat.article.plain import INLINE, without_templates


class Span(NamedTuple):
    """Text with the same style. `style` names any of strong, em, code, del, link and address, separated by spaces."""

    text: str
    style: str = ""


class Block(NamedTuple):
    """A paragraph, heading, code block, rule or table; `kind` is text, heading, code, rule or table.

    `first` is the prefix of the first line, `rest` of the others. A newline in `spans` is a hard line break. `rows` has
    the spans of each cell of a table.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    first: str = ""
    rest: str = ""
    gap: bool = False
    """Whether a blank line precedes the block."""
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()


# Never shown.
_SILENT = frozenset(("script", "style", "title", "template"))
# Without an end tag, each of these would hide the rest of the body.
_RAW = frozenset((*_SILENT, "iframe", "noembed", "noframes", "noscript", "plaintext", "textarea", "xmp"))
_RAW_START = re.compile(rf"<(?=({'|'.join(sorted(_RAW))})\b)", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# A blank line before and after.
_SPACED = _HEADINGS | {"blockquote", "details", "dl", "figure", "hr", "ol", "p", "pre", "table", "ul"}
_BLOCKS = _SPACED | frozenset((
    "address", "article", "aside", "body", "caption", "center", "dd", "div", "dt", "fieldset", "figcaption", "footer",
    "form", "header", "html", "legend", "li", "main", "nav", "option", "section", "summary", "tbody", "td", "tfoot",
    "th", "thead", "tr",
))  # fmt: skip
_STYLES = {
    **dict.fromkeys(("b", "strong", "th"), "strong"),
    **dict.fromkeys(("em", "i", "cite", "dfn"), "em"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
    "a": "link",
}
_CONTAINERS = frozenset(("blockquote", "dd", "li"))
_MEDIA = frozenset(("audio", "embed", "iframe", "source", "video"))
_BLANKS = re.compile(r"[ \t\n\r\f]+")
# An image in the address itself: its data is not shown.
_DATA = re.compile(r"(data:[^,]{0,100},).*", re.DOTALL)
# Lists and quotations below this depth are not indented further.
_DEEPEST = 20
# A table with a longer cell (characters) is a page layout: its cells are shown one below the other.
_LONGEST_CELL = 400


def blocks(body: str, format: str = "markdown") -> list[Block]:
    """Return the blocks of `body`. `format` is markdown or html."""
    reader = _Reader()
    body = without_templates(body, format)
    reader.feed(_without_open_ends(body if format == "html" else _html(body, format)))
    reader.close()
    return reader.finish()


def _html(markdown: str, format: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt().enable(["strikethrough", "table"])
    if format == "mdx":
        parser.disable("code")
    parser.options["html"] = True
    # Addresses are shown as written, not percent-encoded.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    tokens = parser.parse(markdown)
    for token in tokens:
        inside = token.children or ()
        closed = {child.content.lower() for child in inside if child.type == "html_inline"}
        for child in inside:
            start = child.type == "html_inline" and _RAW_START.match(child.content)
            if start and f"</{start[1].lower()}>" not in closed:
                child.type = "text"
    return str(parser.renderer.render(tokens, parser.options, {}))


def _without_open_ends(html: str) -> str:
    """Escape the start tags of elements that hide their contents and have no end tag."""
    low = html.lower()
    ends = {tag: low.rfind(f"</{tag}") for tag in _RAW}
    return _RAW_START.sub(lambda start: "<" if start.start() < ends[start[1].lower()] else "&lt;", html)


@dataclass(slots=True)
class _Container:
    """A list item, quotation or definition that is open, with the prefixes of its lines."""

    tag: str
    first: str
    rest: str
    lists: int  # the number of lists that are open around it


@dataclass(slots=True)
class _Table:
    """A table that is open. Each cell is a list of blocks; `outer` has the blocks around the table."""

    outer: list[Block]
    rows: list[list[list[Block]]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Build blocks. A start tag calls start_TAG and an end tag end_TAG if the method exists."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Block] = []
        self._spans: list[Span] = []
        self._containers: list[_Container] = []
        self._numbers: list[int | None] = []  # the next number of each open list; None for bullets
        self._tables: list[_Table] = []
        self._styles: list[str] = []
        self._links: list[tuple[str, int]] = []  # address, and index of the first span
        self._silent = 0
        self._pre = 0
        self._gap = False
        self._kind = "text"

    def finish(self) -> list[Block]:
        while self._tables:
            self.end_table()
        self._flush()
        return self._blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self._flush()
            self._gap |= tag in _SPACED and not (tag in ("ul", "ol") and len(self._numbers) > 0)
        elif tag not in INLINE:
            self._part()
        if style := _STYLES.get(tag):
            self._styles.append(style)
        if tag in _HEADINGS:
            self._kind = "heading"
        elif tag in _MEDIA and values.get("src"):
            self._address("▶", values.get("title", ""), values["src"])
        elif start := getattr(self, f"start_{tag}", None):
            start(values)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a":
            self._end_link()
        elif tag in _BLOCKS:
            self._flush()
            self._gap |= tag in _SPACED and not (tag in ("ul", "ol") and len(self._numbers) > 1)
        elif tag not in INLINE:
            self._part()
        if (style := _STYLES.get(tag)) in self._styles:
            self._styles.remove(style)
        if tag in _HEADINGS:
            self._kind = "text"
        elif tag in _CONTAINERS:
            self._leave(tag)
        elif end := getattr(self, f"end_{tag}", None):
            end()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not self._pre:
            data = _BLANKS.sub(" ", data)
            if not self._spans or self._spans[-1].text.endswith((" ", "\n")):
                data = data.lstrip(" ")
        self._add(data, " ".join(dict.fromkeys(self._styles)))

    def _add(self, text: str, style: str) -> None:
        if text:
            self._spans.append(Span(text, style))

    def _part(self) -> None:
        """Part the words beside an element, such as a button."""
        if self._spans and not self._silent and not self._spans[-1].text.endswith((" ", "\n")):
            self._add(" ", "")

    def start_br(self, _: dict[str, str]) -> None:
        if self._spans:
            self._add("\n", "")

    def start_img(self, values: dict[str, str]) -> None:
        self._address("🌆", values.get("alt", ""), values.get("src", ""))

    def start_hr(self, _: dict[str, str]) -> None:
        self._emit(Block("rule"))
        self._gap = True

    def start_pre(self, _: dict[str, str]) -> None:
        self._pre += 1
        self._kind = "code"

    def end_pre(self) -> None:
        self._pre = max(0, self._pre - 1)
        self._kind = "text"

    def start_ul(self, _: dict[str, str]) -> None:
        self._numbers.append(None)

    def end_ul(self) -> None:
        if self._numbers:
            self._numbers.pop()

    end_ol = end_ul

    def start_ol(self, values: dict[str, str]) -> None:
        start = values.get("start", "")
        self._numbers.append(int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1)

    def start_li(self, _: dict[str, str]) -> None:
        if self._containers and self._containers[-1].tag == "li" and self._containers[-1].lists == len(self._numbers):
            self._leave("li")  # the end tag of the previous item is optional
        number = self._numbers[-1] if self._numbers else None
        if number is not None:
            self._numbers[-1] = number + 1
        mark = "• " if number is None else f"{number}. "
        self._enter("li", mark, " " * len(mark))

    def start_blockquote(self, _: dict[str, str]) -> None:
        self._enter("blockquote", "│ ", "│ ")

    def start_dd(self, _: dict[str, str]) -> None:
        self._leave("dd", last=True)
        self._enter("dd", "    ", "    ")

    def start_dt(self, _: dict[str, str]) -> None:
        self._leave("dd", last=True)

    def _enter(self, tag: str, first: str, rest: str) -> None:
        deep = len(self._containers) >= _DEEPEST
        self._containers.append(_Container(tag, "" if deep else first, "" if deep else rest, len(self._numbers)))

    def _leave(self, tag: str, *, last: bool = False) -> None:
        """Close the innermost container with this tag and all inside it. `last`: only if it is the innermost."""
        at = next((n for n in range(len(self._containers) - 1, -1, -1) if self._containers[n].tag == tag), None)
        if at is not None and not (last and at < len(self._containers) - 1):
            del self._containers[at:]

    # --- links and tables ---------------------------------------------------------------------------------------------

    def start_a(self, values: dict[str, str]) -> None:
        self._links.append((values.get("href", "").strip(), len(self._spans)))

    def _end_link(self) -> None:
        if not self._links:
            return
        address, start = self._links.pop()
        text = "".join(span.text for span in self._spans[start:]).strip()
        # A fragment of the same page is of no use here.
        if address and not address.startswith("#") and address.removeprefix("mailto:") != text:
            self._address("", "", address)

    def _address(self, mark: str, text: str, address: str) -> None:
        """`🌆 text (address)`."""
        if self._silent:
            return
        style = " ".join(dict.fromkeys(self._styles))
        if not mark:
            self._part()
        self._add(" ".join(filter(None, [mark, *text.split()])) + " " * bool(mark and address), style)
        if address:
            self._add("(", "")
            self._add(_DATA.sub(r"\1…", "".join(address.split("\n"))), "address")
            self._add(")", "")

    def start_table(self, _: dict[str, str]) -> None:
        self._tables.append(_Table(self._blocks))

    def start_tr(self, _: dict[str, str]) -> None:
        if self._tables:
            self.end_td()
            self._tables[-1].rows.append([])

    def start_td(self, _: dict[str, str]) -> None:
        if self._tables:
            self.end_td()
            table = self._tables[-1]
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append([])
            self._blocks = table.rows[-1][-1]

    start_th = start_td

    def end_td(self) -> None:
        if self._tables:
            self._flush()
            self._blocks = self._tables[-1].outer

    end_th = end_td

    def end_table(self) -> None:
        if not self._tables:
            return
        self.end_td()
        rows = [row for row in self._tables.pop().rows if any(row)]
        cells = [cell for row in rows for cell in row]
        inside = [block for cell in cells for block in cell]
        if not inside:
            return
        if max(map(len, rows)) < 2 or not all(map(_fits_in_a_cell, cells)):
            self._blocks += [block._replace(gap=True) if block is inside[0] else block for block in inside]
            return
        joined = tuple(
            tuple(tuple(span for block in cell for span in (Span("\n"), *block.spans))[1:] for cell in row)
            for row in rows
        )
        self._blocks.append(Block("table", (), inside[0].first, inside[0].rest, gap=True, rows=joined))
        self._gap = True

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Emit the current block if it has any text."""
        spans, self._spans = self._spans, []
        self._links = [(address, 0) for address, _ in self._links]
        if self._kind == "code":
            text = "".join(span.text for span in spans).strip("\n")
            spans = [Span(text, "code")] if text.strip() else []
        while spans and not spans[-1].text.rstrip(" \n"):
            spans.pop()
        if spans:
            last = spans[-1]
            spans[-1] = last._replace(text=last.text.rstrip(" \n"))
            self._emit(Block(self._kind, tuple(spans)))

    def _emit(self, block: Block) -> None:
        rest = "".join(container.rest for container in self._containers)
        first = "".join(container.first for container in self._containers)
        for container in self._containers:
            container.first = container.rest
        self._blocks.append(block._replace(first=first, rest=rest, gap=self._gap))
        self._gap = False


def _fits_in_a_cell(cell: list[Block]) -> bool:
    length = sum(len(span.text) for block in cell for span in block.spans)
    return length <= _LONGEST_CELL and all(block.kind == "text" and block.first == cell[0].rest for block in cell[1:])
