"""github: workflow commands, which GitHub Actions shows beside the line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from typing import TextIO

from newscat.article.finding import Severity
from newscat.output.reports.report import Report
from newscat.output.safe import visible
from newscat.output.screen import Screen

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    for finding in report:
        properties = {
            "file": finding.path,
            "line": str(finding.line),
            "col": str(finding.column),
            "title": f"{finding.code} {finding.name}",
        }
        listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        out.write(f"::{_COMMANDS[finding.severity]} {listed}::{_data(finding.message)}\n")


def _data(text: str) -> str:
    """The escapes of @actions/core; `visible` leaves no carriage return to escape."""
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
