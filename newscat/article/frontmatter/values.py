"""What reading front matter gives: fields, faults, and the place of each."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from newscat.article.frontmatter.places import Places


class Limits(NamedTuple):
    """How much of one file is looked at. Beyond it is a fault, except for the body, of which the rest is left out."""

    front_matter: int = 4 * 1024 * 1024
    """Bytes; the closing fence is looked for no further."""
    depth: int = 100
    """Lists and maps inside each other."""
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
    _places: "Places | None" = field(default=None, repr=False, compare=False)

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the value at `path`; where there is none, of the innermost map or list around it.

        A list's elements are counted from 0, as in Python: `front.place("related", 0, "title")`.
        """
        return self._places_found().value(path)

    def key_place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the key at the end of `path`; where there is none, as `place`."""
        return self._places_found().key(path)

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
                message = f"more than {depth} lists and maps inside each other"
                raise FrontMatterError(Fault("too-deep", message, *front.key_place(name)))
            level = [below for each in level for below in (each.values() if isinstance(each, dict) else each)]
