"""github: workflow commands, which GitHub Actions shows as annotations.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

GitHub silently limits a step to ten errors, ten warnings and ten notices
(https://github.com/actions/toolkit/issues/734). The others are written to the log, in a group of
their own, and a last notice counts them.
"""

from typing import TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.messages import number
from newscat.output.reports.concise import line
from newscat.output.reports.report import Report, counted
from newscat.output.safe import visible
from newscat.output.terminal.screen import Screen

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
# The tenth notice counts the findings beyond the limit.
_MOST = {Severity.ERROR: 10, Severity.WARNING: 10, Severity.INFO: 9}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    kept: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    is_open = False
    for finding in report:
        if len(kept[finding.severity]) < _MOST[finding.severity]:
            kept[finding.severity].append(finding)
            continue
        if not is_open:
            out.write("::group::Findings beyond the limit of GitHub annotations\n")
            is_open = True
        out.write(_plain(finding))
    if is_open:
        out.write("::endgroup::\n")
    for severity in Severity:
        out.writelines(_command(finding, report) for finding in kept[severity])
    if is_open:
        out.write(_overflow(report, kept))


def _command(finding: Finding, report: Report) -> str:
    properties = {
        "file": report.relative(finding.path),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.code} {finding.name}",
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(finding.message)}\n"


def _plain(finding: Finding) -> str:
    """A line of the log. GitHub interprets `::` at the start of a line and `##[` anywhere."""
    return f"- {line(finding)}\n".replace("##[", "#\\x23[")


def _overflow(report: Report, kept: dict[Severity, list[Finding]]) -> str:
    left = report.counts.copy()
    left.subtract({severity: len(findings) for severity, findings in kept.items()})
    shown = number(sum(map(len, kept.values())))
    return (
        f"::notice title=newscat::{counted(left)} more in the log of this step; "
        f"GitHub limits annotations, {shown} are shown\n"
    )


def _data(text: str) -> str:
    """Escaped as by @actions/core; `visible` has escaped carriage returns."""
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
