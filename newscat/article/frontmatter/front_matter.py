"""The front matter of one file: its fields and their positions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscat.article.frontmatter.faults import Fault, Limits
from newscat.article.frontmatter.fences import position
from newscat.article.frontmatter.nodes import Span

if TYPE_CHECKING:
    from newscat.article.frontmatter.positions import Positions, Range

_STYLES = {"'": "single", '"': "double"}


@dataclass(slots=True)
class FrontMatter:
    """The front matter of one file and the body after it.

    `format` is `yaml`, `toml` or `json`; `source` is the text between the fences, which begins on `line` of the
    file; `faults` are the ones despite which it could be read.
    """

    fields: dict[Any, Any]
    body: str
    format: str
    source: str
    line: int
    faults: tuple[Fault, ...] = ()
    limits: Limits = field(default=Limits(), repr=False, compare=False)
    """The limits it was read with, which also apply when the file is read again."""
    proven: int = field(default=0, repr=False, compare=False)
    """How many bytes have been read again to verify fixes of this file."""
    _cached: "Positions | None" = field(default=None, repr=False, compare=False)
    _spans: dict[Any, Span | None] | None = field(default=None, repr=False, compare=False)

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the value at `path`; if there is none, of the innermost mapping or list around it.

        List elements count from 0: `front.place("related", 0, "title")`.
        """
        return self.place_in(path)

    def place_in(self, path: Sequence[str | int], offset: int | None = None) -> tuple[int, int]:
        """The same, or the position of the character `offset` (from 0) of the string at `path` if it is known."""
        index = None if offset is None else self._character(path, offset)
        if index is None and (span := self.on_one_line(path)):
            index = span.start
        if index is None:
            return self._positions().value(path)
        return position(self.source, index, self.line)

    def key_place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the key at the end of `path`; if there is none, see `place`."""
        return self._positions().key(path)

    def scalar(self, *path: str | int) -> Span | None:
        """Where the scalar at `path` is in `source`; None if there is none, or if it is reached by an alias."""
        return self.on_one_line(path) or self._positions().scalar(path)

    def spelling(self, *path: str | int) -> str | None:
        """The scalar at `path` as it is written without quotes; None if there is none, or if it has quotes."""
        return self._positions().spelling(path)

    def key_span(self, *path: str | int) -> Span | None:
        """Where the key at the end of `path` is in `source`; None if that is not certain."""
        return self._positions().key_span(path)

    def to_remove(self, *path: str | int) -> "tuple[Range, ...] | None":
        """What to remove from `source` so that the list element or key at `path` is gone; None if not certain."""
        return self._positions().to_remove(path)

    def _character(self, path: Sequence[str | int], offset: int) -> int | None:
        from newscat.article.frontmatter.scalars import character_at

        value: Any = self.fields
        for step in path:
            value = value[step]
        span = self.scalar(*path) if isinstance(value, str) else None
        if span is None:
            return None
        found = character_at(span.style, self.source[span.start : span.end], value, offset)
        return None if found is None else span.start + found

    def on_one_line(self, path: Sequence[str | int]) -> Span | None:
        """The string of a top-level YAML field, found without a parser: 3 µs, where the outline takes 300 µs.

        None if it is not certain, because it spans lines, has an unusual escape, or its key occurs twice. Half
        of all files have a finding in their title or excerpt.
        """
        if len(path) != 1 or self.format != "yaml":
            return None
        if self._spans is None:
            self._spans = {}
        if path[0] not in self._spans:  # a finding asks for its place and for its fix
            self._spans[path[0]] = self._span(path[0])
        return self._spans[path[0]]

    def _span(self, name: Any) -> Span | None:
        value = self.fields.get(name)
        source = self.source
        if type(name) is not str or type(value) is not str or "\r" in source:
            return None
        key = f"{name}: "
        start = 0 if source.startswith(key) else source.find(f"\n{key}") + 1
        if (not start and not source.startswith(key)) or source.find(f"\n{key}", start) >= 0:
            return None
        end = source.find("\n", start)
        line = source[start : end if end >= 0 else None]
        written = line[len(key) :].strip(" ")
        if _string(written) != value:
            return None

        start += line.index(written, len(key))
        return Span(start, start + len(written), _STYLES.get(written[:1], "plain"))

    def _positions(self) -> "Positions":
        if self._cached is None:
            from newscat.article.frontmatter.positions import Positions  # imports PyYAML

            self._cached = Positions(self.format, self.source, self.line)
        return self._cached


def _string(written: str) -> str | None:
    """The string that a scalar on one line may have as its value; None if it is not certain."""
    quote = written[:1]
    inner = written[1:-1]
    if quote == "'":
        is_whole = len(written) > 1 and written[-1] == "'" and "'" not in inner.replace("''", "")
        return inner.replace("''", "'") if is_whole else None
    if quote != '"':
        return None if " #" in written else written
    if len(written) > 1 and written[-1] == '"' and '"' not in inner and "\\" not in inner:
        return inner
    try:
        text = json.loads(written, strict=False)  # YAML has the escapes of JSON and more
    except ValueError:
        return None
    return text if isinstance(text, str) else None
