"""The findings of each file: its own, as the index stores them, and those of catalogue-wide rules."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.article.frontmatter.comments import Comment
from newscat.files.paths import beginning
from newscat.index.load.checks import Checks
from newscat.index.load.parse import findings, parsed
from newscat.index.load.rows import FileRow, StoredPath, finding
from newscat.rules.across import CatalogueMatch, catalogue_scans
from newscat.rules.fixes import fix_of
from newscat.rules.suppress import Checked

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.index.index import Index
    from newscat.rules.engine import Rule


class WideFinding(NamedTuple):
    """What a catalogue-wide rule reports about a file."""

    file: StoredPath
    rule: "Rule"
    match: CatalogueMatch


def checked(index: "Index", rules: Iterable["Rule"], checks: Checks) -> Iterator[Checked]:
    """The files that have findings or ignore comments, by folder and name, with the findings of all rules; of the
    catalogue-wide rules, only those in `rules` are run."""
    own = index.by_file()
    news, pages = index.comparison().kinds()
    wide = groupby(_wide_findings(index, rules), key=lambda one: one.file)
    stored, other = next(own, None), next(wide, None)
    while stored is not None or other is not None:
        rows: Iterable[FileRow] = ()
        found: Sequence[WideFinding] = ()
        file = stored[0] if other is None and stored else min([each[0] for each in (stored, other) if each])
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
    if len(file.findings) != 1:
        return file
    [one] = file.findings
    if one.name not in _NO_ARTICLE or checks.kinds.judged(file.path, {})[1]:
        return file
    if one.name == "empty-file":
        one = one._replace(severity=Severity.INFO)
    elif _is_template(one, checks.limits):
        # A fix would put the placeholder in quotes, which may change what the template makes.
        message = f"{one.message}; if this is a template, exclude it"
        one = one._replace(severity=Severity.WARNING, message=message, fix=None)
    return file._replace(findings=[one])


_NO_ARTICLE = {"empty-file", "syntax-error", "complex-key"}
_PLACEHOLDER = re.compile(rb"\{\{|\{%|<%")


def _is_template(finding: Finding, limits: Limits) -> bool:
    try:
        lines = beginning(finding.path, limits.file)[0].splitlines()
    except OSError:
        return False
    return any(map(_PLACEHOLDER.search, lines[finding.line - 1 : finding.line]))


def checked_bytes(path: str, data: bytes, checks: Checks, wide: Sequence[WideFinding] = ()) -> Checked:
    """Check a file with these bytes; of catalogue-wide rules, only the findings `wide` that still apply."""
    result = parsed(path, data, checks, named=True)
    findings = [finding(path, row) for row in result.findings]
    if wide and result.row is not None and (front := parse(data, checks.limits)) is not None:
        findings += [_at(front, path, one, data) for one in wide if _still_is(front, one.match)]
        findings.sort(key=lambda one: (one.line, one.column, one.code))
    return Checked(path, findings, tuple(map(Comment._make, result.ignores)))


def _wide_findings(index: "Index", rules: Iterable["Rule"]) -> list[WideFinding]:
    """In the order of the files."""
    comparison = index.comparison()
    matches = [(rule, match) for rule, scan in catalogue_scans(rules) for match in scan(comparison)]
    files = index.stored_paths(match.record for _, match in matches)
    found = [WideFinding(files[match.record], rule, match) for rule, match in matches]
    found.sort(key=lambda one: (one.file, one.rule.code))
    return found


def _checked(
    index: "Index", file: StoredPath, rows: Iterable[FileRow], wide: Sequence[WideFinding], limits: Limits
) -> Checked:
    path = index.path(*file) or "."
    found: list[Finding] = []
    ignores: tuple[Comment, ...] = ()
    for row in rows:
        found += findings(path, row)
        if row.has_ignores and row.file is not None:
            ignores = tuple(map(Comment._make, index.ignores(row.file)))
    if wide:
        data, front = _front(path, limits)
        found += [_at(front, path, one, data) for one in wide]
        found.sort(key=lambda one: (one.line, one.column, one.code))
    return Checked(path, found, ignores)


def _at(front: "FrontMatter | None", path: str, wide: WideFinding, data: bytes) -> Finding:
    rule, match = wide.rule, wide.match
    line, column, fix = 1, 1, None
    if front is not None:
        line, column = front.key_place(*match.path) if match.at_key else front.place_in(match.path)
        if match.fix is not None and data and _still_is(front, match):
            fix = fix_of(data, front, match.fix, front.limits)
    return Finding(path, line, column, rule.code, rule.name, match.severity or rule.severity, match.message, fix)


def _still_is(front: "FrontMatter", match: CatalogueMatch) -> bool:
    """Whether there is still what the fix replaces."""
    value: Any = front.fields
    try:
        for step in match.path:
            value = value[step]
    except (LookupError, TypeError):
        return False
    return match.old is None or value == match.old


def _front(path: str, limits: Limits) -> tuple[bytes, "FrontMatter | None"]:
    """The bytes of the file, empty if they are cut, and its front matter as it is now. A file that was changed
    meanwhile keeps its findings."""
    try:
        data, is_cut = beginning(path, limits.file)
        return b"" if is_cut else data, parse(data, limits)
    except (OSError, FrontMatterError):
        return b"", None


def fixable(index: "Index", rules: Iterable["Rule"]) -> dict[str, list[WideFinding]]:
    """The findings of catalogue-wide rules that may have a fix, by the path of the file."""
    found: dict[str, list[WideFinding]] = {}
    for one in _wide_findings(index, rules):
        if one.match.fix is not None:
            found.setdefault(index.path(*one.file), []).append(one)
    return found
