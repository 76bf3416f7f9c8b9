"""The findings of each file: its own, as the index stores them, and those of catalogue-wide rules."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.article.frontmatter.comments import Comment
from newscat.files.paths import beginning
from newscat.index.load.parse import Checks, finding, parsed
from newscat.rules.across import catalogue_scans
from newscat.rules.suppress import Checked

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.index.index import Index
    from newscat.index.load.parse import FileRow, StoredPath
    from newscat.rules.engine import Rule


class _WideFinding(NamedTuple):
    """What a catalogue-wide rule reports about a file, at the value that `path` leads to."""

    file: "StoredPath"
    rule: "Rule"
    path: tuple[str | int, ...]
    message: str
    severity: Severity


def checked(index: "Index", rules: Iterable["Rule"], checks: Checks) -> Iterator[Checked]:
    """The files that have findings or ignore comments, by folder and name, with the findings of all rules; of the
    catalogue-wide rules, only those in `rules` are run."""
    own = index.by_file()
    news, pages = index.comparison().kinds()
    wide = groupby(_wide_findings(index, rules), key=lambda one: one.file)
    stored, other = next(own, None), next(wide, None)
    while stored is not None or other is not None:
        rows: Iterable[FileRow] = ()
        found: Sequence[_WideFinding] = ()
        file = min(each[0] for each in (stored, other) if each is not None)
        if stored is not None and stored[0] == file:
            rows = list(stored[1])
            stored = next(own, None)
        if other is not None and other[0] == file:
            found = list(other[1])
            other = next(wide, None)
        one = _checked(index, file, rows, found, checks.limits)
        yield _milder(one, checks) if pages > news else one


def _milder(file: Checked, checks: Checks) -> Checked:
    """What keeps a file from being an article, among pages: an empty file is a page without text, and a file with
    placeholders is a template."""
    if len(file.findings) != 1 or checks.kinds.judged(file.path, {})[1]:
        return file
    [one] = file.findings
    if one.name == "empty-file":
        one = one._replace(severity=Severity.INFO)
    elif one.name in {"syntax-error", "complex-key"} and _is_template(one, checks.limits):
        # A fix would put the placeholder in quotes, which may change what the template makes.
        message = f"{one.message}; if this is a template, exclude it"
        one = one._replace(severity=Severity.WARNING, message=message, fix=None)
    return file._replace(findings=[one])


_PLACEHOLDER = re.compile(rb"\{\{|\{%|<%")


def _is_template(finding: Finding, limits: Limits) -> bool:
    try:
        lines = beginning(finding.path, limits.file)[0].splitlines()
    except OSError:
        return False
    return any(map(_PLACEHOLDER.search, lines[finding.line - 1 : finding.line]))


def checked_bytes(path: str, data: bytes, checks: Checks) -> Checked:
    """Check a file with these bytes, without catalogue-wide rules."""
    result = parsed(path, data, checks, named=True)
    return Checked(path, [finding(path, row) for row in result.findings], tuple(map(Comment._make, result.ignores)))


def _wide_findings(index: "Index", rules: Iterable["Rule"]) -> list[_WideFinding]:
    """In the order of the files."""
    comparison = index.comparison()
    matches = [(rule, *match) for rule, scan in catalogue_scans(rules) for match in scan(comparison)]
    files = index.stored_paths(record for _, record, *_ in matches)
    found = [
        _WideFinding(files[record], rule, path, message, severity or rule.severity)
        for rule, record, path, message, severity in matches
    ]
    found.sort(key=lambda one: (one.file, one.rule.code))
    return found


def _checked(
    index: "Index", file: "StoredPath", rows: Iterable["FileRow"], wide: Sequence[_WideFinding], limits: Limits
) -> Checked:
    path = index.path(*file) or "."
    findings: list[Finding] = []
    ignores: tuple[Comment, ...] = ()
    for row in rows:
        findings += row.findings(path)
        if row.has_ignores and row.file is not None:
            ignores = tuple(map(Comment._make, index.ignores(row.file)))
    if wide:
        front = _front(path, limits)
        findings += [_at(front, path, one) for one in wide]
        findings.sort(key=lambda one: (one.line, one.column, one.code))
    return Checked(path, findings, ignores)


def _at(front: "FrontMatter | None", path: str, wide: _WideFinding) -> Finding:
    rule = wide.rule
    line, column = front.place_in(wide.path) if front else (1, 1)
    return Finding(path, line, column, rule.code, rule.name, wide.severity, wide.message)


def _front(path: str, limits: Limits) -> "FrontMatter | None":
    """The front matter as it is now. A file that was changed meanwhile keeps its findings."""
    try:
        return parse(beginning(path, limits.file)[0], limits)
    except (OSError, FrontMatterError):
        return None
