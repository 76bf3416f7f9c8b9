"""github: workflow commands, which GitHub Actions shows beside the line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

Of each step GitHub keeps ten errors, ten warnings and ten notices and drops the rest without a word
(https://github.com/actions/toolkit/issues/734), so we choose them, the worst first. The others are
lines of the log, in a group of their own, and a last notice says how many they are.
"""

from typing import TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.messages import number
from newscat.output.reports.concise import line
from newscat.output.reports.report import Report, counted
from newscat.output.safe import visible
from newscat.output.terminal.screen import Screen

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
# One notice is ours: it says what was left out.
_MOST = {Severity.ERROR: 10, Severity.WARNING: 10, Severity.INFO: 9}


def render(report: Report, out: TextIO, screen: Screen) -> None:
    kept: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    is_open = False
    for finding in report:
        if len(kept[finding.severity]) < _MOST[finding.severity]:
            kept[finding.severity].append(finding)
            continue
        if not is_open:
            out.write("::group::Findings beyond what GitHub shows of one step\n")
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
    """A line of the log that no name of a file can make a command of: `::` counts at its start, `##[` anywhere."""
    return f"- {line(finding)}\n".replace("##[", "#\\x23[")


def _overflow(report: Report, kept: dict[Severity, list[Finding]]) -> str:
    left = report.counts.copy()
    left.subtract({severity: len(findings) for severity, findings in kept.items()})
    shown = number(sum(map(len, kept.values())))
    return (
        f"::notice title=newscat::and {counted(left)}: GitHub shows ten of a kind in one step, here {shown}; "
        "the log of this step has the others\n"
    )


def _data(text: str) -> str:
    """The escapes of @actions/core; `visible` leaves no carriage return to escape."""
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
