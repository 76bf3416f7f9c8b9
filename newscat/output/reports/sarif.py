"""sarif: SARIF 2.1.0, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

Code scanning refuses a file with more than 25,000 results
(https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit). Of more
findings, the worst are written, in the order in which they were found, and the others are counted on stderr.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TextIO
from urllib.parse import quote

from newscat.article.finding import Finding, Fix, Severity
from newscat.output.formats.cells import dump, string, write_encoded
from newscat.output.reports.fingerprints import Fingerprints
from newscat.output.reports.report import Report, counted
from newscat.output.reports.source import Source
from newscat.output.terminal.screen import Screen
from newscat.rules.engine import Rule
from newscat.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# To be increased if `fingerprints.py` changes.
_FINGERPRINT = "newscat/v1"
LIMIT = 25_000


def render(report: Report, out: TextIO, screen: Screen) -> None:
    rules = dict[str, dict[str, Any]]()
    out.write(f'{{"$schema": {dump(_SCHEMA)}, "version": "2.1.0", "runs": [{{"results": [')
    write_encoded(out, _results(report, rules))
    driver = {"name": "newscat", "version": __version__, "semanticVersion": __version__, "rules": list(rules.values())}
    rest = {
        "columnKind": "unicodeCodePoints",
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
    }
    out.write("], " + dump(rest)[1:] + "]}\n")


def _results(report: Report, rules: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The results; their rules are added to `rules`."""
    fingerprints = Fingerprints()
    numbers: dict[str, int] = {}
    for finding in _worst(report):
        if finding.code not in rules:
            numbers[finding.code] = len(rules)
            rules[finding.code] = _rule(finding, report.rule(finding.code))
        path = report.relative(finding.path)
        location = _location(path)
        source = report.source(finding.path) if finding.fix else None
        fixes = f', "fixes": [{_fix(finding.fix, location, source)}]' if finding.fix and source else ""
        yield (
            f'{{"ruleId": {string(finding.code)}, "ruleIndex": {numbers[finding.code]}, '
            f'"level": "{_LEVELS[finding.severity]}", "message": {{"text": {string(finding.message)}}}, '
            f'"locations": [{{"physicalLocation": {{{location}, "region": {{"startLine": {max(finding.line, 1)}, '
            f'"startColumn": {max(finding.column, 1)}}}}}}}], '
            f'"partialFingerprints": {{"{_FINGERPRINT}": "{fingerprints.of(finding, path)}"}}{fixes}}}'
        )


def _worst(report: Report) -> Iterable[Finding]:
    """The findings; if there are more than the limit, the worst."""
    kept: dict[Severity, list[tuple[int, Finding]]] = {severity: [] for severity in Severity}
    for number, finding in enumerate(report):
        if len(kept[finding.severity]) < LIMIT:
            kept[finding.severity].append((number, finding))
    worst = [each for severity in Severity for each in kept[severity]][:LIMIT]
    if report.counts.total() > LIMIT:
        left = report.counts - Counter(finding.severity for _, finding in worst)
        report.notes.append(f"sarif: {counted(left)} left out; code scanning accepts at most {LIMIT:,} results")
    return (finding for _, finding in sorted(worst))


def _location(path: str) -> str:
    """A member of an object."""
    # Quoted, a colon in the first part does not end a scheme.
    uri = quote(path.encode(errors="surrogateescape"), safe="/")
    at = f'"file://{uri}"' if path.startswith("/") else f'"{uri}", "uriBaseId": "%SRCROOT%"'
    return f'"artifactLocation": {{"uri": {at}}}'


def _rule(finding: Finding, rule: Rule | None) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": finding.code,
        "name": finding.name,
        "defaultConfiguration": {"level": _LEVELS[rule.severity if rule else finding.severity]},
    }
    if rule and rule.page:
        shape["shortDescription"] = {"text": rule.page.partition("\n")[0]}
        shape["help"] = {"text": rule.page, "markdown": rule.page}
    return shape


def _fix(fix: Fix, location: str, source: Source) -> str:
    replacements = []
    for edit in fix.edits:
        (line, column), (end_line, end_column) = source.place(edit.start), source.place(edit.end)
        deleted = f'"startLine": {line}, "startColumn": {column}, "endLine": {end_line}, "endColumn": {end_column}'
        replacements.append(f'{{"deletedRegion": {{{deleted}}}, "insertedContent": {{"text": {string(edit.text)}}}}}')
    return (
        f'{{"description": {{"text": {string(fix.message)}}}, '
        f'"artifactChanges": [{{{location}, "replacements": [{", ".join(replacements)}]}}]}}'
    )
