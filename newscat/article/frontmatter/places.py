"""Where each field stands in its file."""

from collections.abc import Sequence
from typing import Any, Protocol

from newscat.article.frontmatter import spots
from newscat.article.frontmatter.outline import Node, json_outline, outline
from newscat.article.frontmatter.spots import Cut, Spot
from newscat.article.frontmatter.toml_places import TomlPlaces
from newscat.article.frontmatter.values import FrontMatterError
from newscat.article.frontmatter.yaml12 import MAX_DEPTH

Path = Sequence[str | int]


class Places(Protocol):
    """Line and column of the value or key at a path, or of the innermost collection around it.

    `scalar` is where the value at a path is written, `cuts` what to cut out so that it is gone.
    """

    def value(self, path: Path) -> tuple[int, int]: ...

    def key(self, path: Path) -> tuple[int, int]: ...

    def scalar(self, path: Path) -> Spot | None: ...

    def cuts(self, path: Path) -> tuple[Cut, ...] | None: ...


def places(format: str, source: str, first_line: int) -> Places:
    """The places in `source`, which begins on `first_line` of its file."""
    if format == "toml":
        return TomlPlaces(source, first_line)
    try:
        root = json_outline(source, MAX_DEPTH) if format == "json" else outline(source, first_line, MAX_DEPTH)
    except FrontMatterError:  # yaml-rs reads what PyYAML does not, such as a tab before a key
        root = None
    return _OutlinePlaces(root, source, first_line, format)


class _OutlinePlaces:
    def __init__(self, root: Node | None, source: str, first_line: int, format: str) -> None:
        self._root = root or Node("map", first_line, 1)
        self._source = source
        self._format = format
        self._children: dict[int, dict[Any, tuple[Node | None, Node]]] = {}

    def scalar(self, path: Path) -> Spot | None:
        spot = spots.scalar(self._root, self._source, path)
        return spot._replace(style="json") if spot and self._format == "json" and spot.style == "double" else spot

    def cuts(self, path: Path) -> tuple[Cut, ...] | None:
        return spots.element(self._root, self._source, path)

    def value(self, path: Path) -> tuple[int, int]:
        return self._find(path)[1]

    def key(self, path: Path) -> tuple[int, int]:
        return self._find(path)[0]

    def _find(self, path: Path) -> tuple[tuple[int, int], tuple[int, int]]:
        """Places of the key and of the value at the end of `path`."""
        node = key = self._root
        for step in path:
            around = node.target or node
            found = self._child(around, step)
            if found is None:
                return (around.line, around.column), (around.line, around.column)
            name, node = found
            key = name or node
        return (key.line, key.column), (node.line, node.column)

    def _child(self, node: Node, step: str | int) -> tuple[Node | None, Node] | None:
        if node.kind == "seq":
            return node.items[step] if isinstance(step, int) and step < len(node.items) else None
        known = self._children.get(id(node))
        if known is None:  # of duplicate keys the last one wins
            known = {(key.target or key).value: (key, each) for key, each in node.items if key is not None}
            self._children[id(node)] = known
        return known.get(step)
