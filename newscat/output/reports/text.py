"""text: `path:line:column: CODE message`, one line a finding."""

from typing import TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.reports.report import Report
from newscat.output.safe import one_line
from newscat.output.screen import Screen

# SGR codes of the 16 colours, which every theme makes readable on its background.
_BOLD = "1"
_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    out.writelines(line(finding, color=screen.color) + "\n" for finding in report)


def line(finding: Finding, *, color: bool = False) -> str:
    """The finding on one line, whatever its path and message are made of."""
    path, code = one_line(finding.path), finding.code
    if color:
        path, code = _painted(path, _BOLD), _painted(code, _COLORS[finding.severity])
    return f"{path}:{finding.line}:{finding.column}: {code} {one_line(finding.message)}"


def _painted(text: str, sgr: str) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m"
