"""Where each field stands in its file."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Protocol

from newscat.article.frontmatter.outline import Node, outline
from newscat.article.frontmatter.values import FrontMatterError
from newscat.article.frontmatter.yaml12 import MAX_DEPTH

Path = Sequence[str | int]


class Places(Protocol):
    """Line and column of the value or key at a path, or of the innermost collection around it."""

    def value(self, path: Path) -> tuple[int, int]: ...

    def key(self, path: Path) -> tuple[int, int]: ...


def places(format: str, source: str, first_line: int) -> Places:
    """The places in `source`, which begins on `first_line` of its file."""
    if format == "toml":
        return _TomlPlaces(source, first_line)
    try:
        # JSON is YAML: one outline serves both.
        return _OutlinePlaces(outline(source, first_line, MAX_DEPTH), first_line)
    except FrontMatterError:  # yaml-rs reads what PyYAML does not, such as a tab before a key
        return _OutlinePlaces(None, first_line)


class _OutlinePlaces:
    def __init__(self, root: Node | None, first_line: int) -> None:
        self._root = root or Node("map", first_line, 1)

    def value(self, path: Path) -> tuple[int, int]:
        return self._find(path)[1]

    def key(self, path: Path) -> tuple[int, int]:
        return self._find(path)[0]

    def _find(self, path: Path) -> tuple[tuple[int, int], tuple[int, int]]:
        """Places of the key and of the value at the end of `path`."""
        node = key = self._root
        for step in path:
            around = node.target or node
            found = _child(around, step)
            if found is None:
                return (around.line, around.column), (around.line, around.column)
            name, node = found
            key = name or node
        return (key.line, key.column), (node.line, node.column)


def _child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    if node.kind == "seq":
        return node.items[step] if isinstance(step, int) and step < len(node.items) else None
    for key, value in reversed(node.items):  # of duplicate keys the last one wins
        if key is not None and _is(key.target or key, step):
            return key, value
    return None


def _is(key: Node, step: str | int) -> bool:
    value = key.value
    return bool(value == step) or (isinstance(value, time) and key.text == step)


_TABLE = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\r\n]+?)[ \t]*\]")
_ASSIGNMENT = re.compile(r"""[ \t]*((?:[\w-]+|"[^"\r\n]*"|'[^'\r\n]*'|[ \t]*\.[ \t]*)+?)[ \t]*=[ \t]*""")


class _TomlPlaces:
    """By line: tomllib keeps no positions. Values inside inline tables and arrays get their line's place."""

    def __init__(self, source: str, first_line: int) -> None:
        self._first_line = first_line
        self._found: dict[tuple[str | int, ...], tuple[tuple[int, int], tuple[int, int]]] = {}
        table: tuple[str | int, ...] = ()
        counts: dict[tuple[str | int, ...], int] = {}
        for number, line in enumerate(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"), first_line):
            if header := _TABLE.match(line):
                table = _parts(header[2])
                place = (number, header.start(1) + 1)
                if header[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    self._found.setdefault(table, (place, place))
                    table = (*table, counts[table])
                self._found[table] = (place, place)
            elif assignment := _ASSIGNMENT.match(line):
                path = (*table, *_parts(assignment[1]))
                self._found[path] = ((number, assignment.start(1) + 1), (number, assignment.end() + 1))

    def value(self, path: Path) -> tuple[int, int]:
        return self._find(path)[1]

    def key(self, path: Path) -> tuple[int, int]:
        return self._find(path)[0]

    def _find(self, path: Path) -> tuple[tuple[int, int], tuple[int, int]]:
        steps = tuple(path)
        while steps and steps not in self._found:
            steps = steps[:-1]
        start = (self._first_line, 1)
        return self._found.get(steps, (start, start))


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
