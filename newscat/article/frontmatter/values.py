"""What reading front matter gives: fields, faults, and the place of each."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscat.article.frontmatter.places import Places
    from newscat.article.frontmatter.spots import Cut, Spot

_STYLES = {"'": "single", '"': "double"}


class Limits(NamedTuple):
    """How much of one file is looked at. Beyond it is a fault, except for the body, of which the rest is left out."""

    front_matter: int = 4 * 1024 * 1024
    """Bytes; the closing fence is looked for no further."""
    depth: int = 100
    """Lists and mappings inside each other."""
    nodes: int = 200_000
    """Keys and values, lists and mappings included, and those that aliases repeat."""
    body: int = 1024 * 1024
    """Characters that can be searched."""

    @property
    def file(self) -> int:
        """Bytes in which all of that lies, whatever its characters: of a longer file the rest is not read."""
        return self.front_matter + 4 * self.body + 64


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file as text. `name` is that of the NC0 rule which reports it."""

    name: str
    message: str
    line: int = 1
    column: int = 1


def too_deep(most: int, line: int = 1, column: int = 1) -> Fault:
    return Fault("too-deep", f"more than {most} lists and maps inside each other", line, column)


def too_many(most: int, line: int = 1, column: int = 1) -> Fault:
    return Fault("too-large", f"front matter has more than {most:,} keys and values", line, column)


class FrontMatterError(Exception):
    """The file looks like a record and gives none; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault

    def __reduce__(self) -> tuple[type["FrontMatterError"], tuple[Fault]]:
        return FrontMatterError, (self.fault,)


@dataclass(slots=True)
class FrontMatter:
    """The front matter of one file and the body after it.

    `format` is `yaml`, `toml` or `json`; `source` the text between the fences, whose first line is
    the file's line `line`; `faults` what is wrong with it although it could be read.
    """

    fields: dict[Any, Any]
    body: str
    format: str
    source: str
    line: int
    faults: tuple[Fault, ...] = ()
    limits: Limits = field(default=Limits(), repr=False, compare=False)
    """Those it was read within; what is read again of the same file is read within them too."""
    proven: int = field(default=0, repr=False, compare=False)
    """How many bytes were read again to prove what fixes of this file do."""
    _places: "Places | None" = field(default=None, repr=False, compare=False)

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the value at `path`; where there is none, of the innermost map or list around it.

        A list's elements are counted from 0, as in Python: `front.place("related", 0, "title")`.
        """
        return self.place_in(path)

    def place_in(self, path: "Sequence[str | int]", offset: int | None = None) -> tuple[int, int]:
        """The same; of the character `offset` (from 0) of the text at `path`, where that can be told."""
        if len(path) == 1 and self.format == "yaml":
            from newscat.article.frontmatter.one_line import place_on_line

            quick = place_on_line(self.source, self.line, path[0], self.fields.get(path[0]), offset)
            if quick is not None:
                return quick
        return (offset is not None and self._character(path, offset)) or self._places_found().value(path)

    def _character(self, path: "Sequence[str | int]", offset: int) -> tuple[int, int] | None:
        from newscat.article.frontmatter.fences import position
        from newscat.article.frontmatter.scalars import character_at

        value: Any = self.fields
        for step in path:
            value = value[step]
        spot = self._places_found().scalar(path)
        if spot is None or not isinstance(value, str):
            return None
        found = character_at(spot.style, self.source[spot.start : spot.end], value, offset)
        if found is None:
            return None
        line, column = position(self.source, spot.start + found)
        return line + self.line - 1, column

    def key_place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the key at the end of `path`; where there is none, as `place`."""
        return self._places_found().key(path)

    def scalar(self, *path: str | int) -> "Spot | None":
        """Where in `source` the scalar at `path` is written; None where an alias leads to it, or nothing."""
        if len(path) == 1 and self.format == "yaml":
            from newscat.article.frontmatter.one_line import scalar_on_line
            from newscat.article.frontmatter.spots import Spot

            found = scalar_on_line(self.source, path[0], self.fields.get(path[0]))
            if found is not None:
                start, written = found
                return Spot(start, start + len(written), _STYLES.get(written[:1], "plain"))
        return self._places_found().scalar(path)

    def cuts(self, *path: str | int) -> "tuple[Cut, ...] | None":
        """What to cut out of `source` so that the list element or the key at `path` is gone; None if that is not sure.

        Start and end in code points from 0.
        """
        return self._places_found().cuts(path)

    def _places_found(self) -> "Places":
        if self._places is None:
            from newscat.article.frontmatter.places import places  # PyYAML: only for files with findings

            self._places = places(self.format, self.source, self.line)
        return self._places


def refuse_deeper(front: FrontMatter, depth: int) -> None:
    """FrontMatterError at the first field in which more than `depth` lists and maps stand inside each other."""
    for name, value in front.fields.items():
        level, deep = [value], 1  # the fields are a map themselves
        while level := [each for each in level if isinstance(each, (dict, list))]:
            deep += 1
            if deep > depth:
                raise FrontMatterError(too_deep(depth, *front.key_place(name)))
            level = [below for each in level for below in (each.values() if isinstance(each, dict) else each)]
