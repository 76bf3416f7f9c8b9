"""Findings: what is wrong with an article, and how to fix it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """The severity of a finding, most severe first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Edit(NamedTuple):
    """Replace the bytes `start` to `end` (from 0) of the file with `text` in UTF-8."""

    start: int
    end: int
    text: str


def spliced(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The source after `edits`, which are in the order of the file and do not overlap."""
    parts = []
    at = 0
    for start, end, text in edits:
        parts += [source[at:start], text.encode()]
        at = end
    return b"".join([*parts, source[at:]])


class Fix(NamedTuple):
    """The edits that fix a finding. `message` is an imperative: "Decode the entities".

    The edits are in the order of the file and do not overlap. A safe fix cannot change the meaning.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = True


class Finding(NamedTuple):
    """One violation of a rule.

    `path` is printed unchanged; `line` and `column` are 1-based positions in the file, and columns count code
    points. `code` and `name` are those of the rule (`NC101`, `missing-field`).
    """

    path: str
    line: int
    column: int
    code: str
    name: str
    severity: Severity
    message: str
    fix: Fix | None = None
