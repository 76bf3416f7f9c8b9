"""What is wrong with the data, as a value."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Edit(NamedTuple):
    """The bytes `start` to `end` of the file, counted from 0, give way to `text` in UTF-8."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """What would mend a finding. `message` is a command: "Decode the entities".

    The edits are in the file's order and do not overlap. Safe: nobody can have meant it otherwise.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    `path` is printed as it stands; `line` and `column` are 1-based and those of the file,
    columns count code points. `code` and `name` are the rule's (`NC101`, `missing-field`).
    """

    path: str
    line: int
    column: int
    code: str
    name: str
    severity: Severity
    message: str
    fix: Fix | None = None
