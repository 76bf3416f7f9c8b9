"""json: one object `version`, `findings`, `summary`; one finding a line."""

from typing import TextIO

from newscat.output.cells import dump
from newscat.output.reports.report import Report
from newscat.output.screen import Screen

VERSION = 1


def render(report: Report, out: TextIO, screen: Screen) -> None:
    out.write(f'{{"version": {VERSION}, "findings": [')
    between = "\n"
    for finding in report:
        shape = {
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity,
            "message": finding.message,
        }
        out.write(between + dump(shape))
        between = ",\n"
    counts = {
        "files": report.files,
        "errors": report.errors,
        "warnings": report.warnings,
        "infos": report.infos,
    }
    out.write(("" if between == "\n" else "\n") + f'], "summary": {dump(counts)}}}\n')
