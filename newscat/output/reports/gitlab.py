"""gitlab: a Code Quality report, which GitLab shows in merge requests.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from typing import TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.formats.cells import string, write_encoded
from newscat.output.reports.fingerprints import Fingerprints
from newscat.output.reports.report import Report
from newscat.output.terminal.screen import Screen

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    fingerprints = Fingerprints()
    out.write("[")
    write_encoded(out, (_issue(finding, report.relative(finding.path), fingerprints) for finding in report))
    out.write("]\n")


def _issue(finding: Finding, path: str, fingerprints: Fingerprints) -> str:
    return (
        f'{{"description": {string(f"{finding.code} {finding.message}")}, "check_name": {string(finding.name)}, '
        f'"fingerprint": "{fingerprints.of(finding, path)}", "severity": "{_SEVERITIES[finding.severity]}", '
        f'"location": {{"path": {string(path)}, "lines": {{"begin": {finding.line}}}}}}}'
    )
