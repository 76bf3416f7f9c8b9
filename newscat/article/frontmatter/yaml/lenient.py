"""YAML that yaml-rs refuses and PyYAML reads, as do the programs that build sites: its values, by YAML 1.2."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from newscat.article.frontmatter.nodes import Node
from newscat.article.frontmatter.yaml.outline import outline

_QUOTES = ("'", '"')
_NEXT_LINE = re.compile(r"(?:\r\n|\n|\r)([ \t]*)(?=[^ \t\r\n])")


class Indentation(NamedTuple):
    """A quoted string with lines that are not indented: `text` is to replace `start` to `end` of the source."""

    start: int
    end: int
    text: str
    line: int
    column: int


def root_of(source: str, first_line: int) -> Node | None:
    """The outline, as PyYAML reads it. Raises FrontMatterError, also for tabs that indent."""
    return outline(source, first_line, strict=True)


def without_tabs(source: str, root: Node) -> str:
    """The source with spaces for the tabs between values: YAML 1.2 allows both there, yaml-rs only spaces."""
    parts, at = [], 0
    for node in root.nodes():
        if node.kind == "scalar":
            parts += [source[at : node.start].replace("\t", " "), source[node.start : node.end]]
            at = node.end
    return "".join([*parts, source[at:].replace("\t", " ")])


def indentations(source: str, first_line: int) -> Iterator[Indentation]:
    """The quoted strings of which a line is indented less than YAML 1.2 wants. Raises FrontMatterError."""
    root = root_of(source, first_line)
    for parent in root.nodes() if root else ():
        least = parent.column if parent.kind in ("map", "seq") else 0
        for node in (each for pair in parent.items for each in pair):
            if node is None or node.style not in _QUOTES or least == 0:
                continue
            written = source[node.start : node.end]
            short = [found for found in _NEXT_LINE.finditer(written) if len(found[1].expandtabs(1)) < least]
            if short:
                text = _NEXT_LINE.sub(partial(_indented, least), written)
                line = node.line + len(re.findall(r"\r\n|\n|\r", written[: short[0].start(1)]))
                yield Indentation(node.start, node.end, text, line, 1)


def _indented(least: int, found: re.Match[str]) -> str:
    if len(found[1]) >= least:
        return found[0]
    return found[0][: len(found[0]) - len(found[1])] + " " * (least + 1)


def applied(source: str, changes: list[Indentation]) -> str:
    parts, at = [], 0
    for start, end, text, _, _ in changes:
        parts += [source[at:start], text]
        at = end
    return "".join([*parts, source[at:]])


def fields_of(root: Node) -> Any:
    """The values of an outline without alias cycles, see `checks.check`."""
    node = root.resolved
    if node.kind == "map":
        return {key.resolved.value: fields_of(value) for key, value in node.items if key is not None}
    if node.kind == "seq":
        return [fields_of(value) for _, value in node.items]
    return node.value
