"""What is wrong with the data, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


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
