"""Where the key and value at a path are in the source, and which spans to remove so that they are gone."""

import re
from collections.abc import Sequence
from typing import Any

from newscat.article.frontmatter.faults import FrontMatterError
from newscat.article.frontmatter.fences import LINE_END
from newscat.article.frontmatter.nodes import Node, Span
from newscat.article.frontmatter.toml_outline import toml_outline
from newscat.article.frontmatter.yaml.outline import json_outline, outline

Path = Sequence[str | int]
Range = tuple[int, int]
"""Start and end in the source, in code points from 0."""

# Whitespace, line ends and comments up to a dash or a comma.
_TO_DASH = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+-")
_TO_COMMA = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+(,)")
_LINE_START = re.compile(r"(?:^|(?<=[\r\n]))[ \t]*\Z")
_LINE_REST = re.compile(r"[ \t]*(?=(#[^\r\n]*)?(\r\n|\n|\r|\Z))")
_LAST = re.compile(r"[ \t]*(?:[#\r\n\]}]|\Z)")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:[ \t\r\n]+|\Z))*")
_STYLES = {
    "yaml": {"": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"},
    "json": {"": "plain", '"': "json"},
    "toml": {'"': "basic", "'": "bare", '"""': "basic-lines", "'''": "bare-lines"},
}


class Positions:
    """The positions in one source, which begins on `first_line` of its file."""

    def __init__(self, format: str, source: str, first_line: int) -> None:
        self._format = format
        self._source = source
        self._root = _root(format, source, first_line) or Node("map", first_line, 1)
        self._names: dict[int, dict[Any, int]] = {}

    def value(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`; if there is none, of the innermost list or mapping around it."""
        return self._find(path)[1].place

    def key(self, path: Path) -> tuple[int, int]:
        """Line and column of the key at the end of `path`; if there is none, see `value`."""
        return self._find(path)[0].place

    def scalar(self, path: Path) -> Span | None:
        """The scalar at `path`, without anchor and tag; None if there is none, or if it is reached by an alias.

        In TOML strings only.
        """
        node = self._own(path)
        style = _STYLES[self._format].get(node.style) if node and node.kind == "scalar" else None
        if node is None or style is None:
            return None
        properties = _PROPERTIES.match(self._source, node.start, node.end) if self._format == "yaml" else None
        return Span(properties.end() if properties else node.start, self._end(node), style)

    def spelling(self, path: Path) -> str | None:
        """The scalar at `path`, or that an alias there refers to, as it is written; None if it is quoted."""
        node = self._find(path)[1].resolved
        if node.kind != "scalar" or node.style:
            return None
        return node.text or self._source[node.start : node.end]

    def key_span(self, path: Path) -> Span | None:
        """Where the key at the end of `path` is, with its quotes; None if there is none, or if it is not certain."""
        around = self._own(path[:-1]) if path else None
        index = self._index(around, path[-1]) if around else None
        key = around.items[index][0] if around and index is not None else None
        if key is None or key.kind != "scalar" or key.tag or not key.end:
            return None
        return Span(key.start, key.end, "plain")

    def to_remove(self, path: Path) -> tuple[Range, ...] | None:
        """What to remove from the source so that the list element, or key and value, at `path` is gone.

        None if that is not certain: it shares its lines, contains comments, or is the only one. In TOML only
        scalars in an array.
        """
        around = self._own(path[:-1]) if path else None
        index = self._index(around, path[-1]) if around else None
        if around is None or index is None or len(around.items) < 2:
            return None
        value = around.items[index][1]
        if value.items and "#" in self._source[value.start : value.end]:
            return None
        if self._format == "toml" and (around.style != "[" or value.kind != "scalar"):
            return None
        return self._from_brackets(around, index) if around.style else self._from_block(around, index)

    def _find(self, path: Path) -> tuple[Node, Node]:
        """The key and the value at the end of `path`."""
        node = key = self._root
        for step in path:
            around = node.resolved
            index = self._index(around, step)
            if index is None:
                return around, around
            name, node = around.items[index]
            key = name or node
        return key, node

    def _own(self, path: Path) -> Node | None:
        """The node at `path` if no alias leads to it."""
        node = self._root
        for step in path:
            index = self._index(node, step)
            if index is None:
                return None
            node = node.items[index][1]
        return node

    def _index(self, node: Node, step: str | int) -> int | None:
        if node.kind == "seq":
            return step if isinstance(step, int) and step < len(node.items) else None
        known = self._names.get(id(node))
        if known is None:  # the last of duplicate keys wins
            known = {key.resolved.value: index for index, (key, _) in enumerate(node.items) if key is not None}
            self._names[id(node)] = known
        return known.get(step)

    def _end(self, node: Node) -> int:
        """The end of a node; of a block scalar without its last line end and the blank lines after it."""
        if node.style not in {"|", ">"}:
            return node.end
        text = self._source[node.start : node.end].rstrip(" \t\r\n")
        line_end = LINE_END.search(self._source, node.start + len(text), node.end)
        return line_end.start() if line_end else node.end

    def _from_block(self, node: Node, index: int) -> tuple[Range, ...] | None:
        key, value = node.items[index]
        if key is not None:
            start = key.start
        else:
            dash = _TO_DASH.match(self._source, node.items[index - 1][1].end if index else node.start)
            if dash is None:
                return None
            start = dash.end() - 1
        lines = self._whole_lines(start, max(self._end(value), start + 1))
        return (lines,) if lines is not None else None

    def _from_brackets(self, node: Node, index: int) -> tuple[Range, ...] | None:
        """An element in brackets and the comma beside it."""
        source = self._source
        key, value = node.items[index]
        start, end = (key or value).start, max(value.end, key.end if key else 0)
        after = _TO_COMMA.match(source, end)
        if index + 1 < len(node.items) or after is not None:
            if after is None or "#" in source[end : after.end()]:
                return None
            comma = after.end()
            if line := self._whole_lines(start, comma):
                return (line,)
            if _LAST.match(source, comma):  # the last on its line or in its list: remove the space before it
                return ((len(source[:start].rstrip(" \t")), comma),)
            return ((start, comma + len(source[comma:]) - len(source[comma:].lstrip(" \t"))),)
        key, value = node.items[index - 1]
        before = _TO_COMMA.match(source, max(value.end, key.end if key else 0))
        if before is None:
            return None
        between = source[before.end() : start]
        line = self._whole_lines(start, end) if between.strip(" \t") else None
        if line is not None:
            return (before.span(1), line)
        return ((before.start(1), end),) if not between.strip() else None

    def _whole_lines(self, start: int, end: int) -> Range | None:
        """`start` to `end` with the rest of its lines, except a comment; None if the lines have other content."""
        indented = _LINE_START.search(self._source, max(0, start - 1000), start)
        rest = _LINE_REST.match(self._source, end)
        if indented is None or rest is None:
            return None
        return (start, rest.end()) if rest[1] else (indented.start(), rest.end(2))


def _root(format: str, source: str, first_line: int) -> Node | None:
    if format == "toml":
        return toml_outline(source, first_line)
    try:
        return json_outline(source, first_line) if format == "json" else outline(source, first_line)
    except FrontMatterError:  # yaml-rs reads source that PyYAML does not, such as a tab before a key
        return None
