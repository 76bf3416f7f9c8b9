"""The outline of TOML: tomllib keeps no positions."""

import re
import tomllib

from newscat.article.frontmatter.fences import Lines
from newscat.article.frontmatter.nodes import Node

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_NAME = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)[ \t]*(\.?)""")
STRING = r'''"""(?:[^\\]|\\.)*?"{3,5}|"(?:[^"\\]|\\.)*"|\'{3}.*?\'{3,5}|\'[^\']*\''''
_SCALAR = re.compile(
    STRING + r"|\d{4}-\d\d-\d\d \d[^\s,\]}#]*|[^\s,\]}#]+",
    re.DOTALL,
)
_QUOTES = re.compile(r"\"\"\"|'''|[\"']|")

Steps = tuple[str | int, ...]


def toml_outline(source: str, first_line: int) -> Node:
    """The root of `source`, which must be valid TOML and begins on `first_line` of its file.

    A table is where its header is; a table without one, where its name first occurs. An array of tables has
    one element for each header.
    """
    return _Reader(source, first_line).root


class _Reader:
    def __init__(self, source: str, first_line: int) -> None:
        self._source = source
        self._first_line = first_line
        self._lines = Lines(source)
        self._at = 0
        self.root = self._node("map", 0)
        # The key and value at each path.
        self._found: dict[Steps, tuple[Node | None, Node]] = {(): (None, self.root)}
        table: Steps = ()
        while self._skip_blank() < len(source):
            if source[self._at] == "[":
                table = self._read_header(self._at)
            else:
                self._read_pair(table)

    def _node(self, kind: str, start: int, end: int = 0, *, text: str = "", style: str = "") -> Node:
        line, column = self._lines.position(start)
        return Node(kind, line + self._first_line - 1, column, text, start=start, end=end, style=style)

    def _add(self, path: Steps, kind: str, key: int, start: int, style: str = "") -> Node:
        """The node at `path`, with its key and value at these indexes; a node that exists is moved there."""
        name = None if isinstance(path[-1], int) else self._node("scalar", key, text=path[-1])
        node = self._node(kind, start, style=style)
        if path in self._found:
            old_name, old = self._found[path]
            for known, new in ((old_name, name), (old, node)):
                if known and new:
                    known.line, known.column, known.start = new.line, new.column, new.start
            return old
        self._found[path] = name, node
        self._found[path[:-1]][1].items.append((name, node))
        return node

    def _enter(self, path: Steps, start: int) -> Steps:
        """`path`, created if missing; the last element of an array of tables."""
        if path not in self._found:
            self._add(path, "map", start, start)
        node = self._found[path][1]
        return (*path, len(node.items) - 1) if node.kind == "seq" else path

    def _read_header(self, start: int) -> Steps:
        """The path of the table whose header begins here."""
        array = self._source.startswith("[[", start)
        self._at += 2 if array else 1
        *outer, last = (name for name, _ in self._read_key())
        self._at += 2 if array else 1
        path: Steps = ()
        for name in outer:
            path = self._enter((*path, name), start)
        path = (*path, last)
        if array:
            if path not in self._found:
                self._add(path, "seq", start, start)
            path = (*path, len(self._found[path][1].items))
        self._add(path, "map", start, start)
        return path

    def _read_pair(self, path: Steps) -> None:
        *outer, (last, key) = self._read_key()
        for name, start in outer:
            path = self._enter((*path, name), start)
        self._at += 1  # the equals sign
        self._skip_blank()
        self._read_value((*path, last), key)

    def _read_key(self) -> list[tuple[str, int]]:
        names = []
        more = "."
        while more:
            found = _NAME.match(self._source, self._at)
            assert found is not None
            name, more = found.groups()
            text = tomllib.loads(f"name = {name}")["name"] if name[0] in "\"'" else name
            names.append((text, found.start(1)))
            self._at = found.end()
        return names

    def _read_value(self, path: Steps, key: int) -> None:
        start, opening = self._at, self._source[self._at]
        if opening not in "[{":
            found, quotes = _SCALAR.match(self._source, start), _QUOTES.match(self._source, start)
            assert found is not None
            assert quotes is not None
            self._at = found.end()
            self._add(path, "scalar", key, start, quotes[0]).end = self._at
            return
        node = self._add(path, "seq" if opening == "[" else "map", key, start, opening)
        self._at += 1
        while self._source[self._skip_blank()] not in "]}":
            if opening == "{":
                self._read_pair(path)
            else:
                self._read_value((*path, len(node.items)), self._at)
            if self._source[self._skip_blank()] == ",":
                self._at += 1
        self._at += 1
        node.end = self._at

    def _skip_blank(self) -> int:
        found = _BLANK.match(self._source, self._at)
        assert found is not None
        self._at = found.end()
        return self._at
