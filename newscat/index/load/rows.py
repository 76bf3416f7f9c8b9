"""What the index stores of a file, and the findings that it gives back."""

import json
from typing import Any, NamedTuple

from newscat.article.finding import Edit, Finding, Fix, Severity


class Row(NamedTuple):
    """A record, as the index stores it."""

    id: str | None
    """The front matter's."""
    values: tuple[int | str | None, ...]
    """Of the fields `article.fields.kept`; a date in `article.dates.ticks`."""
    provider: tuple[str, str]
    """Name and domain; empty if there is none."""
    topics: tuple[str, ...]
    texts: tuple[str | None, ...]
    """Of the fields `article.fields.kept_texts`, then all fields, packed."""
    checked: tuple[Any, ...] | None
    """With rules: its kind (1 for a news article, 0 for a page; 3 and 2 if the configuration says so), its structure
    and its hashes."""


class FindingRow(NamedTuple):
    """A finding, as the index stores it with its file. `fix` is JSON: message, whether it is safe, edits."""

    line: int
    column: int
    code: str
    name: str
    severity: str
    message: str
    fix: str | None


# A comment that suppresses findings: the fields of `frontmatter.comments.Comment`.
IgnoreRow = tuple[int, int, int, int, int, int, str]


class Parsed(NamedTuple):
    """The result of reading one file. A file without front matter has neither a row nor findings."""

    row: Row | None
    findings: tuple[FindingRow, ...] = ()
    ignores: tuple[IgnoreRow, ...] = ()


class StoredPath(NamedTuple):
    """A file's path as the index stores it: number of the root, folder, name. Sorts in the order of answers."""

    root: int
    folder: str
    name: str


class FileRow(NamedTuple):
    """A finding with its file. `file` is None for a file that could not be read: only the message is set."""

    path: StoredPath
    file: int | None
    row: FindingRow

    @property
    def has_ignores(self) -> bool:
        """Whether the row is not a finding, but says that the file has ignore comments."""
        return self.file is not None and self.row.line is None


_SEVERITIES = {severity.value: severity for severity in Severity}


def finding(path: str, row: FindingRow) -> Finding:
    """A stored finding, with its file's path as it is printed."""
    line, column, code, name, severity, message, fix = row
    return Finding(path, line, column, code, name, _SEVERITIES[severity], message, _fix(fix) if fix else None)


_DECODE = json.JSONDecoder().raw_decode  # in half the time of json.loads


def _fix(packed: str) -> Fix:
    (message, safe, edits), _ = _DECODE(packed)
    return Fix(message, tuple(Edit(*edit) for edit in edits), safe)
