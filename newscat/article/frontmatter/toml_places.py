"""Where each value stands in TOML: tomllib, which has read the text already, keeps no positions."""

import re
import tomllib
from collections.abc import Sequence

from newscat.article.frontmatter.fences import Lines
from newscat.article.frontmatter.spots import Cut, Spot, listed_cuts

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_NAME = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)[ \t]*(\.?)""")
_SCALAR = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|"(?:[^"\\]|\\.)*"'''
    r"""|'{3}.*?'{3,5}|'[^']*'"""
    r"|\d{4}-\d\d-\d\d \d[^\s,\]}#]*|[^\s,\]}#]+",
    re.DOTALL,
)

_QUOTES = re.compile(r"\"\"\"|'''|[\"']")
_STYLES = {'"': "basic", "'": "bare", '"""': "basic-lines", "'''": "bare-lines"}

Steps = tuple[str | int, ...]


class TomlPlaces:
    """See `places.Places`; the source must be TOML."""

    def __init__(self, source: str, first_line: int) -> None:
        self._source = source
        self._first_line = first_line
        self._at = 0
        # Where the key and the value at each path begin in the source.
        self._lines = Lines(source)
        self._found: dict[Steps, tuple[int, int]] = {(): (0, 0)}
        self._lengths: dict[Steps, int] = {}
        # Where the elements of each array in brackets begin and end.
        self._elements: dict[Steps, list[Cut]] = {}
        self._scalars: dict[Steps, Cut] = {}
        self._read_document()

    def value(self, path: Sequence[str | int]) -> tuple[int, int]:
        return self._place(self._find(path)[1])

    def key(self, path: Sequence[str | int]) -> tuple[int, int]:
        return self._place(self._find(path)[0])

    def scalar(self, path: Sequence[str | int]) -> Spot | None:
        """See `spots.scalar`; only texts, for nothing else is rewritten in TOML."""
        start, end = self._scalars.get(tuple(path), (0, 0))
        quotes = _QUOTES.match(self._source, start, end)
        return Spot(start, end, _STYLES[quotes[0]]) if quotes else None

    def cuts(self, path: Sequence[str | int]) -> tuple[Cut, ...] | None:
        """See `spots.element`; only elements of arrays in brackets."""
        *around, step = path
        elements = self._elements.get(tuple(around), ())
        if not isinstance(step, int) or step >= len(elements) or len(elements) < 2:
            return None
        return listed_cuts(self._source, elements, step) if (*around, step) in self._scalars else None

    def _place(self, index: int) -> tuple[int, int]:
        line, column = self._lines.position(index)
        return line + self._first_line - 1, column

    def _find(self, path: Sequence[str | int]) -> tuple[int, int]:
        steps = tuple(path)
        if steps in self._found:
            return self._found[steps]
        while steps not in self._found:
            steps = steps[:-1]
        around = self._found[steps][1]
        return around, around

    def _read_document(self) -> None:
        table: Steps = ()
        while self._skip_blank() < len(self._source):
            start = self._at
            if self._source[start] == "[":
                table = self._read_header(start)
            else:
                self._read_pair(table)

    def _read_header(self, start: int) -> Steps:
        """The path of the table that begins here; in an array of tables, of its next one."""
        array = self._source.startswith("[[", start)
        self._at += 2 if array else 1
        *outer, last = (name for name, _ in self._read_key())
        path: Steps = ()
        for name in outer:
            path = self._entered((*path, name), start)
        path = (*path, last)
        self._at += 2 if array else 1
        if array:
            self._found.setdefault(path, (start, start))
            self._lengths[path] = self._lengths.get(path, 0) + 1
            path = (*path, self._lengths[path] - 1)
        self._found[path] = (start, start)
        return path

    def _entered(self, path: Steps, start: int) -> Steps:
        """`path`, and where it names an array of tables the last of them."""
        self._found.setdefault(path, (start, start))
        return (*path, self._lengths[path] - 1) if path in self._lengths else path

    def _read_pair(self, path: Steps) -> None:
        key = start = self._at
        for name, start in self._read_key():
            path = (*path, name)
            self._found.setdefault(path, (start, start))
            key = start
        self._at += 1  # the equals sign
        self._skip_blank()
        self._found[path] = (key, self._at)
        self._read_value(path)

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

    def _read_value(self, path: Steps) -> None:
        opening = self._source[self._at]
        if opening not in "[{":
            found = _SCALAR.match(self._source, self._at)
            assert found is not None
            self._scalars[path] = found.span()
            self._at = found.end()
            return
        self._at += 1
        count = 0
        elements = self._elements.setdefault(path, []) if opening == "[" else []
        while self._source[self._skip_blank()] not in "]}":
            if opening == "{":
                self._read_pair(path)
            else:
                start = self._at
                self._found[*path, count] = (start, start)
                self._read_value((*path, count))
                elements.append((start, self._at))
                count += 1
            if self._source[self._skip_blank()] == ",":
                self._at += 1
        self._at += 1

    def _skip_blank(self) -> int:
        found = _BLANK.match(self._source, self._at)
        assert found is not None
        self._at = found.end()
        return self._at
