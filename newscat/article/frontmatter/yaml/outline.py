"""The outline of YAML source: the positions of collections, keys, tags and aliases, without values.

Built from the events of PyYAML's C parser, without recursion, so that deep nesting cannot crash the process.
It has what yaml-rs does not report: positions, tags, aliases, merges, duplicate keys.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from newscat.article.frontmatter.faults import MAX_DEPTH, Fault, FrontMatterError, too_deep, too_many
from newscat.article.frontmatter.nodes import Node
from newscat.article.frontmatter.yaml.syntax import LOADER, syntax_fault

# PyYAML's reader rejects DEL, C1 and non-characters, and a byte-order mark that is not the first character; it ends
# lines at NEL, LS and PS, unlike YAML 1.2. Each is replaced with a private-use character of the same width.
_NOT_FOR_PYYAML = (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
_STAND_INS = {code: 0x10FF00 + number for number, code in enumerate(_NOT_FOR_PYYAML)}
_ORIGINALS = {stand_in: code for code, stand_in in _STAND_INS.items()}


def outline(source: str, first_line: int, *, strict: bool = False) -> Node | None:
    """The root node of `source`; None if it is empty.

    `first_line` is the line of the file on which `source` begins. Raises FrontMatterError if PyYAML cannot read
    it (unless `strict`, tabs count as spaces), if it is nested too deeply, and for a second document.
    """
    builder = _Builder(first_line)
    _feed(source, builder, strict=strict)
    return builder.root


def check_count(source: str, first_line: int, most: int) -> None:
    """Raise FrontMatterError if `source` has more than `most` nodes, is too deep, or cannot be read by PyYAML."""
    _feed(source, _Counter(first_line, most))


def _feed(source: str, builder: "_Builder | _Counter", *, strict: bool = False) -> None:
    """Give the builder all events of `source`. Raises FrontMatterError."""
    text = source.translate(_STAND_INS)
    try:
        _feed_events(text, builder)
    except FrontMatterError as error:
        if strict or error.fault.name != "syntax-error" or ("\t" not in text and "\\u" not in text):
            raise
        # PyYAML rejects tabs as indentation, even inside brackets, and surrogate pairs; yaml-rs and JSON allow both.
        builder.restart()
        try:
            _feed_events(_without_pairs(text).replace("\t", " "), builder)
        except FrontMatterError:
            raise error from None


# Matches every escape, so that the second backslash of `\\\\ud83d` does not begin one.
_JSON_PAIR = re.compile(r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)


def json_outline(source: str, first_line: int) -> Node | None:
    """The outline of JSON, which is YAML except for escaped surrogate pairs."""
    return outline(_without_pairs(source), first_line)


def _without_pairs(source: str) -> str:
    return _JSON_PAIR.sub(lambda pair: r"\ufffd" * 2 if pair[1] else pair[0], source)


def scalars(source: str) -> Iterator[Node]:
    """The scalars of `source` in its order, keys included. Raises FrontMatterError if PyYAML cannot read it."""
    root = outline(source, 1)
    return (node for node in root.nodes() if node.kind == "scalar") if root else iter(())


# PyYAML 6.0.4: "exceeded max nesting level of 1000". The parser may be ahead of the events it has returned.
_PARSERS_LIMIT = re.compile(r"exceed|\blimit|nest|depth|too (?:deep|large|many)|recursion|maximum", re.IGNORECASE)


def _feed_events(text: str, builder: "_Builder | _Counter") -> None:
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except RecursionError:
        raise FrontMatterError(too_deep(MAX_DEPTH, builder.first_line)) from None
    except yaml.MarkedYAMLError as error:
        if error.problem_mark is not None and _PARSERS_LIMIT.search(error.problem or ""):
            raise _our_limit(text, error.problem_mark, builder) from None
        raise FrontMatterError(syntax_fault(error, text, builder.first_line)) from None


def _our_limit(text: str, mark: Any, builder: "_Builder | _Counter") -> FrontMatterError:
    """The fault of newscat's limit when the parser's own is exceeded; ours is lower, so it comes earlier."""
    builder.restart()
    try:
        _feed_events(text[: mark.index], builder)
    except FrontMatterError as found:
        if found.fault.name != "syntax-error":
            return found
    return FrontMatterError(too_deep(MAX_DEPTH, mark.line + builder.first_line, mark.column + 1))


class _Counter:
    """Counts nodes without building them."""

    def __init__(self, first_line: int, most: int) -> None:
        self.first_line = first_line
        self._most = most
        self.restart()

    def restart(self) -> None:
        self._count, self._depth = -1, 0  # the root does not count

    def take(self, event: Any) -> None:
        kind = _KINDS.get(type(event))
        if kind == "end":
            self._depth -= 1
        elif kind is not None and kind != "document":
            self._count += 1
            self._depth += kind in ("map", "seq")
            if self._count > self._most or self._depth > MAX_DEPTH:
                place = event.start_mark.line + self.first_line, event.start_mark.column + 1
                many = self._count > self._most
                raise FrontMatterError(too_many(self._most, *place) if many else too_deep(MAX_DEPTH, *place))


class _Builder:
    """Builds nodes from events."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.restart()

    def restart(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        kind = _KINDS.get(type(event))
        if kind == "end":
            self._keys.pop()
            node = self._open.pop()
            # For PyYAML a block collection ends at the next token: after comments that do not belong to it.
            node.end = event.end_mark.index if node.style or not node.items else node.items[-1][1].end
        elif kind == "document":
            self._documents += 1
            if self._documents > 1:
                mark = event.start_mark
                message = "a second YAML document begins here"
                raise FrontMatterError(Fault("not-a-mapping", message, mark.line + self.first_line, mark.column + 1))
        elif kind is not None:
            self._add(kind, event)

    def _add(self, kind: str, event: Any) -> None:
        mark = event.start_mark
        node = Node(kind, mark.line + self.first_line, mark.column + 1, start=mark.index, end=event.end_mark.index)
        anchor = event.anchor
        if kind == "alias":
            node.text, node.target = anchor, self._anchors.get(anchor)
            if node.target is None:
                raise FrontMatterError(Fault("syntax-error", f"no anchor '&{anchor}' before this alias", *node.place))
        else:
            node.tag = event.tag
            if anchor is not None:
                self._anchors[anchor] = node
        if kind == "scalar":
            node.text, node.plain, node.style = event.value.translate(_ORIGINALS), not event.style, event.style or ""
        elif kind != "alias" and event.flow_style:
            node.style = "[" if kind == "seq" else "{"
        self._append(node)
        if kind in ("map", "seq"):
            if len(self._open) >= MAX_DEPTH:
                raise FrontMatterError(too_deep(MAX_DEPTH, *node.place))
            self._open.append(node)
            self._keys.append(None)

    def _append(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
        elif self._open[-1].kind == "seq":
            self._open[-1].items.append((None, node))
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            self._open[-1].items.append((self._keys[-1], node))
            self._keys[-1] = None


_KINDS = {
    yaml.DocumentStartEvent: "document",
    yaml.MappingStartEvent: "map",
    yaml.SequenceStartEvent: "seq",
    yaml.ScalarEvent: "scalar",
    yaml.AliasEvent: "alias",
    yaml.MappingEndEvent: "end",
    yaml.SequenceEndEvent: "end",
}
