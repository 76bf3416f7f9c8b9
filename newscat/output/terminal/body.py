"""The body, rendered as Markdown. HTML is shown as its text: tags, scripts and styles are left out."""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from markdown_it.token import Token
from rich.markdown import Markdown

from newscat.output.safe import visible

_SILENT = ("script", "style")


def rendered(text: str) -> Markdown:
    """Escaped before it is parsed, and again after: `&#x202e;` and `<https://a.example/%E2%80%AE>` are decoded then."""
    # hyperlinks=False writes addresses out, so that a pipe shows what a terminal does.
    markdown = Markdown(visible(text), code_theme="ansi_light", hyperlinks=False)
    markdown.parsed = list(_safe(markdown.parsed))
    return markdown


class _Words(HTMLParser):
    """Collects the text between tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in _SILENT
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def _safe(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "html_block":
            yield from _paragraph(token.content)
            continue
        if token.type == "html_inline":
            # Rich 15 pops an empty stack at a lone `</kbd>`.
            continue
        if token.tag == "h1":
            # Rich centres the first level; the title of the article stands above it, to the left.
            token.tag = "h2"
        if token.type == "fence":
            # No lexer: colours of a program's text are not worth pygments' start, 60 ms.
            token.info = ""
        token.content = visible(token.content)
        if token.children:
            token.children = list(_safe(token.children))
        yield token


def _paragraph(html: str) -> Iterator[Token]:
    """The text of a block of HTML as a paragraph; nothing where it has none."""
    words = _Words()
    words.feed(html)
    words.close()
    text = visible(" ".join("".join(words.words).split()))
    if text:
        yield Token("paragraph_open", "p", 1)
        yield Token("inline", "", 0, children=[Token("text", "", 0, content=text)], content=text)
        yield Token("paragraph_close", "p", -1)
