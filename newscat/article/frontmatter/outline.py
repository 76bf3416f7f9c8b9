"""The outline of YAML text: collections, keys, tags, aliases, each with its place; no values.

Built from PyYAML's events on its C parser, with a list as the stack, so that depth cannot end the
process. Used for what yaml-rs does not tell: positions, tags, aliases, merges, duplicate keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

import yaml

from newscat.article.frontmatter.syntax import trouble
from newscat.article.frontmatter.values import Fault, FrontMatterError, Limits, too_deep, too_many
from newscat.article.frontmatter.yaml12 import MAX_DEPTH, key_value

# DEL, C1 and non-characters are refused by PyYAML's reader, and a byte-order mark in the midst; NEL, LS
# and PS would end lines there but not in YAML 1.2. While it reads, each is a private character of the
# same width, so that every mark stays true.
_NOT_FOR_PYYAML = (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)
_STAND_INS = {code: 0x10FF00 + number for number, code in enumerate(_NOT_FOR_PYYAML)}
_MEANT = {stand_in: code for code, stand_in in _STAND_INS.items()}
_CORE = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "null", "bool", "int", "float")} | {"!"}
_MERGE = "<<"
# What aliases may write (characters).
_MOST_WRITTEN = 4 * 1024 * 1024

try:
    _LOADER: Any = yaml.CSafeLoader
except AttributeError:  # PyYAML built without libyaml
    _LOADER = yaml.SafeLoader


@dataclass(slots=True, eq=False)
class Node:
    """One node. `kind` is map, seq, scalar or alias; `text` a scalar's value or an alias's anchor;
    `items` a map's (key, value) pairs or a seq's (None, value)."""

    kind: str
    line: int
    column: int
    text: str = ""
    plain: bool = False
    tag: str | None = None
    items: list[tuple["Node | None", "Node"]] = field(default_factory=list)
    target: "Node | None" = None
    start: int = 0
    """Index in the source, before anchor and tag."""
    end: int = 0
    style: str = ""
    """Of a scalar `'`, `"`, `|`, `>`; of a list or map `[`, `{`; plain and block are empty."""

    @property
    def loaded(self) -> Any:
        """A key as yaml-rs reads it: `1`, `0x1` and `true` are one key of a dict, `"1"` is another."""
        value = key_value(self.text) if self.tag != "tag:yaml.org,2002:str" else self.text
        quoted = self.tag == "!" or (self.tag is None and not self.plain)
        # It takes a quoted date for a date too.
        return self.text if quoted and not isinstance(value, (date, time)) else value

    @property
    def value(self) -> Any:
        """A key as it is among the fields: a time of day and a quoted date are text."""
        value = self.loaded
        return self.text if isinstance(value, time) or (isinstance(value, date) and not self.plain) else value

    def nodes(self) -> Iterator["Node"]:
        """This node and all below it, in the order of the text; aliases are not followed."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            for key, value in reversed(node.items):
                stack.append(value)
                if key is not None:
                    stack.append(key)


def outline(source: str, first_line: int, max_depth: int) -> Node | None:
    """The root node of `source`, None where it is empty.

    `first_line` is the line of the file on which `source` begins. Raises FrontMatterError where
    PyYAML cannot read it, where it is too deep, and for a second document.
    """
    builder = _Builder(first_line, max_depth)
    _taken(source, builder)
    return builder.root


def refuse_many(source: str, first_line: int, most: int) -> None:
    """FrontMatterError where `source` has more than `most` nodes or too deep ones, or PyYAML cannot read it."""
    _taken(source, _Counter(first_line, most))


def _taken(source: str, builder: "_Builder | _Counter") -> None:
    """Give the builder all events of `source`. Raises FrontMatterError."""
    text = source.translate(_STAND_INS)
    try:
        _take_all(text, builder)
    except FrontMatterError as error:
        if error.fault.name != "syntax-error" or ("\t" not in text and "\\u" not in text):
            raise
        # A tab may not indent in PyYAML, even inside brackets, and two escapes are no character; yaml-rs and
        # JSON are more generous.
        builder.restart()
        try:
            _take_all(_without_pairs(text).replace("\t", " "), builder)
        except FrontMatterError:
            raise error from None


# Twelve characters for one; any other escape is passed over, so that `\\\\ud83d` stays what it is.
_JSON_PAIR = re.compile(r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)


def json_outline(source: str, max_depth: int) -> Node | None:
    """The same for JSON, which is YAML but for escaped surrogate pairs."""
    return outline(_without_pairs(source), 1, max_depth)


def _without_pairs(source: str) -> str:
    return _JSON_PAIR.sub(lambda pair: r"\ufffd" * 2 if pair[1] else pair[0], source)


def scalar_spans(source: str) -> list[tuple[int, int, str]] | None:
    """Where each scalar begins and ends in `source`, and its style: `|`, `>`, a quote or none.

    None where PyYAML cannot read it.
    """
    try:
        root = outline(source, 1, MAX_DEPTH)
    except FrontMatterError:
        return None
    return [(node.start, node.end, node.style) for node in root.nodes() if node.kind == "scalar"] if root else []


# PyYAML 6.0.4: "exceeded max nesting level of 1000". It may look further ahead than the events that it has given.
_PARSERS_LIMIT = re.compile(r"exceed|\blimit|nest|depth|too (?:deep|large|many)|recursion|maximum", re.IGNORECASE)


def _take_all(text: str, builder: "_Builder | _Counter") -> None:
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except RecursionError:
        raise FrontMatterError(too_deep(MAX_DEPTH, builder.first_line)) from None
    except yaml.MarkedYAMLError as error:
        if error.problem_mark is not None and _PARSERS_LIMIT.search(error.problem or ""):
            raise _our_limit(text, error.problem_mark, builder) from None
        reason, line, column = trouble(error, text)
        raise FrontMatterError(Fault("syntax-error", reason, line + builder.first_line, column + 1)) from None


def _our_limit(text: str, mark: Any, builder: "_Builder | _Counter") -> FrontMatterError:
    """The fault where a parser has a limit of its own; ours is lower, so it lies before the parser's mark."""
    builder.restart()
    try:
        _take_all(text[: mark.index], builder)
    except FrontMatterError as found:
        if found.fault.name != "syntax-error":
            return found
    return FrontMatterError(too_deep(MAX_DEPTH, mark.line + builder.first_line, mark.column + 1))


class _Counter:
    """Counts nodes; keeps none of them."""

    def __init__(self, first_line: int, most: int) -> None:
        self.first_line = first_line
        self._most = most
        self.restart()

    def restart(self) -> None:
        self._count, self._depth = -1, 0  # the top is none of them

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
    """Events to nodes."""

    def __init__(self, first_line: int, max_depth: int) -> None:
        self.first_line = first_line
        self._max_depth = max_depth
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
            # Block collections end where the next token begins: after comments that are not theirs.
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
                raise FrontMatterError(Fault("syntax-error", f"no anchor '&{anchor}' before this alias", *_at(node)))
        else:
            node.tag = event.tag
            if anchor is not None:
                self._anchors[anchor] = node
        if kind == "scalar":
            node.text, node.plain, node.style = event.value.translate(_MEANT), not event.style, event.style or ""
        elif kind != "alias" and event.flow_style:
            node.style = "[" if kind == "seq" else "{"
        self._place(node)
        if kind in ("map", "seq"):
            if len(self._open) >= self._max_depth:
                raise FrontMatterError(too_deep(self._max_depth, *_at(node)))
            self._open.append(node)
            self._keys.append(None)

    def _place(self, node: Node) -> None:
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


def judge(root: Node | None, max_depth: int, max_nodes: int = Limits().nodes) -> tuple[Fault, ...]:
    """The faults of an outline that can be lived with: duplicate keys, merge keys.

    Raises FrontMatterError for the first that cannot: a tag outside the core schema, a key that is
    no scalar, a merge of something else than maps, an alias inside its own anchor, aliases that
    write more or deeper than front matter may.
    """
    if root is None:
        return ()
    faults: list[Fault] = []
    aliased = False
    for node in root.nodes():
        aliased = aliased or node.kind == "alias"
        if node.tag is not None and node.tag not in _CORE:
            short = node.tag.replace("tag:yaml.org,2002:", "!!")
            raise FrontMatterError(Fault("foreign-tag", f"tag {short!r} is not in YAML's core schema", *_at(node)))
        if node.kind == "map":
            faults += _judge_keys(node)
    if aliased:
        _refuse_bomb(root, max_depth, max_nodes)
    return tuple(faults)


def _judge_keys(node: Node) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for key, value in node.items:
        assert key is not None
        named = _target(key)
        if named.kind != "scalar":
            kind = "list" if named.kind == "seq" else "map"
            raise FrontMatterError(Fault("complex-key", f"a {kind} cannot be a field's name", *_at(key)))
        if named.text == _MERGE and named.plain and named.tag is None:
            merged = _target(value)
            maps = [merged] if merged.kind == "map" else [_target(each) for _, each in merged.items]
            if not maps or any(each.kind != "map" for each in maps):
                raise FrontMatterError(Fault("invalid-merge", "'<<' must name a map, or a list of maps", *_at(value)))
            yield Fault("merge-key", "YAML 1.2 has no merge keys: '<<' is read as a field of that name", *_at(key))
        # One is enough for two keys to become one: `12:30:45` and `12:30:45.0`, `12:30:45` and `"12:30:45"`.
        names = (("loaded", named.loaded), ("among the fields", named.value))
        first = next((seen[name] for name in names if name in seen), None)
        if first is not None:
            message = f"duplicate key {named.text!r}, first on line {first}: the last one wins"
            yield Fault("duplicate-key", message, *_at(key))
        for name in names:
            seen.setdefault(name, key.line)


def _target(node: Node) -> Node:
    return node.target if node.target is not None else node


def _refuse_bomb(root: Node, max_depth: int, max_nodes: int) -> None:
    """FrontMatterError where aliases run in a circle, or would write more than _MOST_WRITTEN characters, too many
    nodes or too deep ones."""
    weights: dict[int, _Weight] = {}
    entered: set[int] = set()
    stack = [root]
    while stack:
        node = stack[-1]
        if id(node) in weights:
            stack.pop()
            continue
        below = [_target(each) for pair in node.items for each in pair if each is not None]
        if node.target is not None:
            below = [node.target]
        waiting = [each for each in below if id(each) not in weights]
        if id(node) not in entered or not waiting:
            entered.add(id(node))
            for each in waiting:
                if id(each) in entered:
                    raise FrontMatterError(Fault("alias-cycle", "an alias stands inside its own anchor", *_at(each)))
            stack += waiting
        if not waiting:
            weights[id(node)] = _weighed(node, [weights[id(each)] for each in below], max_depth)
            stack.pop()
    if weights[id(root)].nodes > max_nodes + 1:
        raise FrontMatterError(too_many(max_nodes, *_at(next(each for each in root.nodes() if each.kind == "alias"))))


class _Weight(NamedTuple):
    """Of a node with what its aliases repeat: characters written, depth, nodes."""

    size: int
    depth: int
    nodes: int


def _weighed(node: Node, below: list[_Weight], max_depth: int) -> _Weight:
    weight = _Weight(
        1 + len(node.text) + sum(each.size for each in below),
        max((each.depth for each in below), default=0) + (node.kind in ("map", "seq")),
        (node.kind != "alias") + sum(each.nodes for each in below),
    )
    if weight.depth > max_depth:
        message = f"with its aliases, more than {max_depth} lists and maps inside each other"
        raise FrontMatterError(Fault("too-deep", message, *_at(node)))
    if weight.size > _MOST_WRITTEN:
        message = f"aliases write more than {_MOST_WRITTEN // 1024 // 1024} MiB"
        raise FrontMatterError(Fault("too-large", message, *_at(node)))
    return weight


def refused_value(root: Node | None, reason: str) -> Fault:
    """Where a value stands that the loader refuses without saying where: an alias, the tagged or longest scalar."""
    nodes = [] if root is None else list(root.nodes())
    aliases = [node for node in nodes if node.kind == "alias"]
    if reason.startswith("alias") and aliases:
        return Fault("too-large", f"aliases write too much: {reason}", *_at(aliases[0]))
    scalars = [node for node in nodes if node.kind == "scalar"]
    suspects = [node for node in scalars if node.tag in _CORE - {"!"}] or sorted(scalars, key=lambda n: -len(n.text))
    place = _at(suspects[0]) if suspects else (1, 1)
    return Fault("invalid-value", reason, *place)


_INTEGER = re.compile(r"[-+]?(?:0x[0-9A-Fa-f_]+|0o[0-7_]+|0b[01_]+|[0-9_]+)")


def long_integer(root: Node | None) -> Fault | None:
    """The first integer of over 3,500 digits; quoted or as a block it is text."""
    for node in root.nodes() if root else ():
        if node.plain and len(node.text) > 3500 and _INTEGER.fullmatch(node.text):
            return Fault("invalid-value", f"an integer of {len(node.text):,} digits", *_at(node))
    return None


def _at(node: Node) -> tuple[int, int]:
    return node.line, node.column
