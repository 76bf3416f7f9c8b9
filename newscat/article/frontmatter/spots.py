"""Where a value is written in the source, and what it is written among: what an edit must know."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from newscat.article.frontmatter.outline import Node

# Blanks, line ends and comments up to a dash or a comma.
_TO_DASH = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+-")
_TO_COMMA = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+(,)")
_LINE_START = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*\Z")
_LINE_REST = re.compile(r"[ \t]*(?=(#[^\r\n]*)?(\r\n|\n|\r|\Z))")
_BLANKS = re.compile(r"[ \t]*")
_LAST = re.compile(r"[ \t]*(?:[#\r\n\]}]|\Z)")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:[ \t\r\n]+|\Z))*")
_LINE_END = re.compile(r"\r\n|\n|\r")

Cut = tuple[int, int]


class Spot(NamedTuple):
    """A scalar in the source: `start` to `end`, in code points from 0, without its anchor and tag.

    `style` is a name of `scalars.STYLES`.
    """

    start: int
    end: int
    style: str


_YAML_STYLES = {"": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}


def scalar(root: Node, source: str, path: Sequence[str | int]) -> Spot | None:
    """The scalar at `path`; None where there is none, or where an alias leads to it."""
    node = root
    for step in path:
        _, found, _ = _child(node, step)
        if found is None:
            return None
        node = found
    if node.kind != "scalar":
        return None
    tagged = _PROPERTIES.match(source, node.start, node.end)
    start = tagged.end() if tagged else node.start
    end = node.end
    if node.style in {"|", ">"}:
        end = _without_blank_lines(source, start, end)
    return Spot(start, end, _YAML_STYLES[node.style])


def element(root: Node, source: str, path: Sequence[str | int]) -> tuple[Cut, ...] | None:
    """What of the source to cut out so that the list element, or key and value, at `path` is gone.

    None where that is not sure: in the midst of a line, with comments in it, the last one of its list.
    """
    node = root
    for step in path[:-1]:
        _, found, _ = _child(node, step)
        if found is None:
            return None
        node = found
    _, found, index = _child(node, path[-1]) if path else (None, None, 0)
    if found is None or len(node.items) < 2 or _has_comments(source, found):
        return None
    return (_flow_cuts if node.style else _block_cuts)(node, source, index)


def _child(node: Node, step: str | int) -> tuple[Node | None, Node | None, int]:
    """Key, value and number of the pair or element; no value where it is an alias that leads to it."""
    if node.kind == "seq" and isinstance(step, int) and step < len(node.items):
        return None, node.items[step][1], step
    if node.kind == "map":
        for index in range(len(node.items) - 1, -1, -1):  # of duplicate keys the last one wins
            key, value = node.items[index]
            if key is not None and (key.target or key).value == step:
                return key, value, index
    return None, None, 0


def _has_comments(source: str, node: Node) -> bool:
    return bool(node.items) and "#" in source[node.start : node.end]


def _without_blank_lines(source: str, start: int, end: int) -> int:
    """The end of a block scalar without the line end and the blank lines after it."""
    line_end = _LINE_END.search(source, start + len(source[start:end].rstrip(" \t\r\n")), end)
    return line_end.start() if line_end else end


def _block_cuts(node: Node, source: str, index: int) -> tuple[Cut, ...] | None:
    key, value = node.items[index]
    if key is not None:
        start = key.start
    else:
        before = node.items[index - 1][1].end if index else node.start
        dash = _TO_DASH.match(source, before)
        if dash is None:
            return None
        start = dash.end() - 1
    end = max(value.end, start + 1)
    if value.kind == "scalar" and value.style in {"|", ">"}:
        end = _without_blank_lines(source, start, end)
    cut = _line_cut(source, start, end)
    return (cut,) if cut is not None else None


def _line_cut(source: str, start: int, end: int) -> Cut | None:
    """`start` to `end` with the rest of its lines; a comment after it stays. None where more stands on them."""
    indented = _LINE_START.search(source, max(0, start - 1000), start)
    rest = _LINE_REST.match(source, end)
    if indented is None or rest is None:
        return None
    return (start, rest.end()) if rest[1] else (indented.start(), rest.end(2))


def _flow_cuts(node: Node, source: str, index: int) -> tuple[Cut, ...] | None:
    return listed_cuts(
        source, [((key or value).start, max(value.end, key.end if key else 0)) for key, value in node.items], index
    )


def listed_cuts(source: str, elements: Sequence[Cut], index: int) -> tuple[Cut, ...] | None:
    """The element `index` of a list in brackets, and one of the commas beside it."""
    start, end = elements[index]
    after = _TO_COMMA.match(source, end)
    if index + 1 < len(elements) or after is not None:
        if after is None or "#" in source[end : after.end()]:
            return None
        comma = after.end()
        line = _line_cut(source, start, comma)
        if line is not None:
            return (line,)
        if _LAST.match(source, comma):  # on its line or in its list: the blanks go that stood before it
            return ((len(source[:start].rstrip(" \t")), comma),)
        blanks = _BLANKS.match(source, comma)
        return ((start, blanks.end() if blanks else comma),)
    before = _TO_COMMA.match(source, elements[index - 1][1])
    if before is None:
        return None
    between = source[before.end() : start]
    line = _line_cut(source, start, end) if between.strip(" \t") else None
    if line is not None:
        return (before.span(1), line)
    return ((before.start(1), end),) if not between.strip() else None
