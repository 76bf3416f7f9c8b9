"""Faults in front matter, and the limits beyond which front matter is a fault."""

from typing import NamedTuple

MAX_DEPTH = 100
"""Lists and mappings inside each other that a parser is given; no `Limits.depth` can be higher."""


class Limits(NamedTuple):
    """How much of one file is read, and how. More is a fault; only a longer body is truncated for the search."""

    front_matter: int = 4 * 1024 * 1024
    """Bytes, up to the closing fence."""
    depth: int = MAX_DEPTH
    """Lists and mappings inside each other."""
    nodes: int = 200_000
    """Keys and values, including lists, mappings and what aliases repeat."""
    body: int = 1024 * 1024
    """Characters that can be searched."""
    date_order: str = ""
    """Which number is the day in `01/02/2006`, `day-first` or `month-first`; empty: it is not a date."""

    @property
    def file(self) -> int:
        """The size in bytes that these limits allow for any encoding of the text; the rest of a file is not read."""
        return self.front_matter + 4 * self.body + 64


REPAIRABLE = frozenset(
    {"missing-front-matter", "unclosed-front-matter", "not-a-mapping", "syntax-error", "control-character",
     "foreign-tag", "complex-key"}
)  # fmt: skip
"""The names of the faults for which `repair` may have a fix."""


class Fault(NamedTuple):
    """A reason why front matter cannot be read, or is read with a warning. `name` is that of its NC0 rule."""

    name: str
    message: str
    line: int = 1
    column: int = 1


class FrontMatterError(Exception):
    """The file looks like an article, but its front matter cannot be read; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault

    def __reduce__(self) -> tuple[type["FrontMatterError"], tuple[Fault]]:
        return FrontMatterError, (self.fault,)


NO_FIELDS = Fault("empty-front-matter", "there are no fields between the fences")


def too_deep(most: int, line: int = 1, column: int = 1) -> Fault:
    return Fault("too-deep", f"lists and mappings are nested more than {most} levels deep", line, column)


def too_many(most: int, line: int = 1, column: int = 1) -> Fault:
    return Fault("too-large", f"front matter has more than {most:,} keys and values", line, column)
