"""Comments in front matter, which parsers do not return."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.frontmatter.faults import FrontMatterError
from newscat.article.frontmatter.fences import LINE_END, Lines, source_start

if TYPE_CHECKING:
    from newscat.article.frontmatter.front_matter import FrontMatter


class Comment(NamedTuple):
    """A comment that contains a mark.

    `first` and `last` are the lines it applies to: its own, or the next one if it has a line to itself; a value
    of several lines counts as one. Before all fields, it applies to the whole file. `start` and `end` are byte
    offsets in the file, including the space before it or, on a line of its own, the newline.
    """

    line: int
    column: int
    first: int
    last: int
    start: int
    end: int
    text: str


_HASH = re.compile(r"(?<!\S)#")

# After every line, for the whole file.
END = 2**31

Spans = list[tuple[int, int, str]]
"""Start, end and style of the scalars in a source; the styles `|` and `>` are blocks."""


def comments(data: bytes, front: "FrontMatter", mark: str) -> Iterator[Comment]:
    """The comments in a file's front matter that contain `mark`, in order. JSON has none."""
    source = front.source
    spans = _SPANS[front.format](source) if front.format in _SPANS and mark in source else None
    if spans is None:
        return
    offset = source_start(data)
    lines = Lines(source)
    begins = [span[0] for span in spans]
    end = 0
    for found in _HASH.finditer(source):
        start = found.start()
        around = bisect_right(begins, start) - 1
        if start >= end and not (around >= 0 and _hides(spans[around], source, start)):
            end = _line_end(source, start)
            if mark in source[start:end]:
                yield _comment(front, lines, spans, (start, end), offset)


def _comment(front: "FrontMatter", lines: Lines, spans: Spans, span: tuple[int, int], offset: int) -> Comment:
    source, (start, end) = front.source, span
    line, column = lines.position(start)
    above = start - column + 1
    alone = not source[above:start].strip()
    meant = _next_line(source, end) if alone else start
    begin, stop = meant, meant
    line_start = max(source.rfind("\n", 0, meant), source.rfind("\r", 0, meant)) + 1
    line_end = _line_end(source, meant)
    # The scalars on this line are the last ones that begin before its end.
    for number in range(bisect_right(spans, line_end, key=itemgetter(0)) - 1, -1, -1):
        first, last, _ = spans[number]
        if last <= line_start:
            break
        begin, stop = min(begin, first), max(stop, first + len(source[first:last].rstrip()))
    text = source[start:end].rstrip()
    heads = alone and not _has_fields(source[:above])
    begins = above if alone else above + len(source[above:start].rstrip(" \t"))
    ends = _after(source, end) if alone else end
    return Comment(
        line + front.line - 1,
        column,
        1 if heads else lines.position(begin)[0] + front.line - 1,
        END if heads else lines.position(stop)[0] + front.line - 1,
        offset + lines.byte(begins),
        offset + lines.byte(ends),
        text,
    )


def _hides(span: tuple[int, int, str], source: str, index: int) -> bool:
    """Whether the `#` at `index` is part of a scalar; the first line of a block can end with a comment."""
    start, end, style = span
    return start <= index < end and (style not in {"|", ">"} or index > _line_end(source, start))


def _next_line(source: str, index: int) -> int:
    """The start of the first line after `index` that is not empty or a comment; else the end of the source."""
    index = _after(source, index)
    while index < len(source):
        line = source[index : _line_end(source, index)].strip()
        if line and not line.startswith("#"):
            return index
        index = _after(source, index)
    return len(source)


def _has_fields(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in LINE_END.split(text))


def _line_end(source: str, index: int) -> int:
    found = LINE_END.search(source, index)
    return found.start() if found else len(source)


def _after(source: str, index: int) -> int:
    found = LINE_END.search(source, index)
    return found.end() if found else len(source)


def _yaml_spans(source: str) -> Spans | None:
    from newscat.article.frontmatter.yaml.outline import scalars

    try:
        return [(node.start, node.end, node.style) for node in scalars(source)]
    except FrontMatterError:
        return None


def _toml_spans(source: str) -> Spans | None:
    from newscat.article.frontmatter.toml_outline import STRING

    tokens = re.finditer(STRING + r"|(?P<comment>#[^\r\n]*)", source, re.DOTALL)
    return [(*found.span(), "") for found in tokens if found["comment"] is None]


_SPANS: dict[str, Callable[[str], Spans | None]] = {"yaml": _yaml_spans, "toml": _toml_spans}
