"""gitlab: a Code Quality report, which GitLab shows in merge requests.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from typing import TextIO

from newscat.article.finding import Severity
from newscat.output.formats.cells import dump
from newscat.output.reports.fingerprints import Fingerprints
from newscat.output.reports.report import Report
from newscat.output.terminal.screen import Screen

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    fingerprints = Fingerprints()
    out.write("[")
    between = "\n"
    for finding in report:
        path = report.relative(finding.path)
        shape = {
            "description": f"{finding.code} {finding.message}",
            "check_name": finding.name,
            "fingerprint": fingerprints.of(finding, path),
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": path, "lines": {"begin": finding.line}},
        }
        out.write(between + dump(shape))
        between = ",\n"
    out.write("]\n" if between == "\n" else "\n]\n")
