"""Checks of YAML's structure that a parser of values does not make: tags, keys, merges, aliases, long integers."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from newscat.article.frontmatter.faults import MAX_DEPTH, Fault, FrontMatterError, Limits, too_many
from newscat.article.frontmatter.nodes import Node
from newscat.article.frontmatter.yaml.outline import outline

_CORE = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "null", "bool", "int", "float")} | {"!"}
_MERGE = "<<"
# Characters that a document may have once its aliases are expanded.
_MOST_WRITTEN = 4 * 1024 * 1024


def check(root: Node | None, max_nodes: int = Limits().nodes) -> tuple[Fault, ...]:
    """The faults of an outline that can still be read: duplicate keys, merge keys.

    Raises FrontMatterError for the first one that cannot: a tag outside the core schema, a key that is not a
    scalar, a merge of anything but mappings, an alias inside its own anchor, or aliases that expand beyond the
    limits.
    """
    if root is None:
        return ()
    faults: list[Fault] = []
    aliased = False
    for node in root.nodes():
        aliased = aliased or node.kind == "alias"
        if node.tag is not None and node.tag not in _CORE:
            short = node.tag.replace("tag:yaml.org,2002:", "!!")
            raise FrontMatterError(Fault("foreign-tag", f"tag {short!r} is not in YAML's core schema", *node.place))
        if node.kind == "map":
            faults += _check_keys(node)
    if aliased:
        _check_aliases(root, max_nodes)
    return tuple(faults)


def _check_keys(node: Node) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for key, value in node.items:
        assert key is not None
        named = key.resolved
        if named.kind != "scalar":
            kind = "list" if named.kind == "seq" else "mapping"
            raise FrontMatterError(Fault("complex-key", f"a {kind} cannot be a field's name", *key.place))
        if named.text == _MERGE and named.plain and named.tag is None:
            merged = value.resolved
            maps = [merged] if merged.kind == "map" else [each.resolved for _, each in merged.items]
            if not maps or any(each.kind != "map" for each in maps):
                raise FrontMatterError(
                    Fault("invalid-merge", "'<<' must refer to a mapping or a list of mappings", *value.place)
                )
            yield Fault("merge-key", "YAML 1.2 has no merge keys: '<<' is read as a field of that name", *key.place)
        # Two keys are duplicates if either name is equal: `12:30:45` and `12:30:45.0`, `12:30:45` and `"12:30:45"`.
        names = (("loaded", named.loaded), ("among the fields", named.value))
        first = next((seen[name] for name in names if name in seen), None)
        if first is not None:
            message = f"duplicate key {named.text!r}, first on line {first}: the last one wins"
            yield Fault("duplicate-key", message, *key.place)
        for name in names:
            seen.setdefault(name, key.line)


def _check_aliases(root: Node, max_nodes: int) -> None:
    """Raise FrontMatterError if an alias contains itself, or if aliases expand to too many characters or nodes, or
    too deeply."""
    weights: dict[int, _Weight] = {}
    entered: set[int] = set()
    stack = [root]
    while stack:
        node = stack[-1]
        if id(node) in weights:
            stack.pop()
            continue
        below = [each.resolved for pair in node.items for each in pair if each is not None]
        if node.target is not None:
            below = [node.target]
        waiting = [each for each in below if id(each) not in weights]
        if id(node) not in entered or not waiting:
            entered.add(id(node))
            for each in waiting:
                if id(each) in entered:
                    raise FrontMatterError(Fault("alias-cycle", "an alias is inside its own anchor", *each.place))
            stack += waiting
        if not waiting:
            weights[id(node)] = _weigh(node, [weights[id(each)] for each in below])
            stack.pop()
    if weights[id(root)].nodes > max_nodes + 1:
        raise FrontMatterError(too_many(max_nodes, *next(each for each in root.nodes() if each.kind == "alias").place))


class _Weight(NamedTuple):
    """The characters, depth and nodes of a node with its aliases expanded."""

    size: int
    depth: int
    nodes: int


def _weigh(node: Node, below: list[_Weight]) -> _Weight:
    weight = _Weight(
        1 + len(node.text) + sum(each.size for each in below),
        max((each.depth for each in below), default=0) + (node.kind in ("map", "seq")),
        (node.kind != "alias") + sum(each.nodes for each in below),
    )
    if weight.depth > MAX_DEPTH:
        message = f"with its aliases, lists and mappings are nested more than {MAX_DEPTH} levels deep"
        raise FrontMatterError(Fault("too-deep", message, *node.place))
    if weight.size > _MOST_WRITTEN:
        message = f"aliases expand to more than {_MOST_WRITTEN // 1024 // 1024} MiB"
        raise FrontMatterError(Fault("too-large", message, *node.place))
    return weight


def invalid_value(root: Node | None, reason: str) -> Fault:
    """The fault of a value that yaml-rs rejects without a position: at an alias, or the tagged or longest scalar."""
    nodes = [] if root is None else list(root.nodes())
    aliases = [node for node in nodes if node.kind == "alias"]
    if reason.startswith("alias") and aliases:
        return Fault("too-large", f"aliases expand too far: {reason}", *aliases[0].place)
    scalars = [node for node in nodes if node.kind == "scalar"]
    suspects = [node for node in scalars if node.tag in _CORE - {"!"}] or sorted(scalars, key=lambda n: -len(n.text))
    return Fault("invalid-value", reason, *(suspects[0].place if suspects else (1, 1)))


_INTEGER = re.compile(r"[-+]?(?:0x[0-9A-Fa-f_]+|0o[0-7_]+|0b[01_]+|[0-9_]+)")


def check_integers(source: str, first_line: int) -> None:
    """Raise FrontMatterError for the first integer of more than 3,500 digits; quoted or in a block it is a string."""
    root = outline(source, first_line)
    for node in root.nodes() if root else ():
        if node.plain and len(node.text) > 3500 and _INTEGER.fullmatch(node.text):
            raise FrontMatterError(Fault("invalid-value", f"an integer of {len(node.text):,} digits", *node.place))
