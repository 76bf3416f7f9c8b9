"""gitlab: a Code Quality report, which GitLab shows in merge requests.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from typing import Any, TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.formats.cells import write_items
from newscat.output.reports.fingerprints import Fingerprints
from newscat.output.reports.report import Report
from newscat.output.terminal.screen import Screen

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    fingerprints = Fingerprints()
    out.write("[")
    write_items(out, (_issue(finding, report.relative(finding.path), fingerprints) for finding in report))
    out.write("]\n")


def _issue(finding: Finding, path: str, fingerprints: Fingerprints) -> dict[str, Any]:
    return {
        "description": f"{finding.code} {finding.message}",
        "check_name": finding.name,
        "fingerprint": fingerprints.of(finding, path),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": finding.line}},
    }
