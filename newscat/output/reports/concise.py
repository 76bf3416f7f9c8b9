"""concise: `path:line:column: CODE message`, one finding per line."""

from typing import TextIO

from newscat.article.finding import Finding
from newscat.output.reports.report import Report
from newscat.output.safe import one_line
from newscat.output.terminal.colors import BOLD, COLORS, painted
from newscat.output.terminal.screen import Screen


def render(report: Report, out: TextIO, screen: Screen) -> None:
    out.writelines(line(finding, color=screen.color) + "\n" for finding in report)


def line(finding: Finding, *, color: bool = False) -> str:
    """The finding on one line, with control characters escaped."""
    path = painted(one_line(finding.path), BOLD, color=color)
    code = painted(finding.code, COLORS[finding.severity], color=color)
    return f"{path}:{finding.line}:{finding.column}: {code} {one_line(finding.message)}"
