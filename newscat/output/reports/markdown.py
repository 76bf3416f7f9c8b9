"""markdown: a summary of the run, e.g. for GitHub's job summary, which is limited to 1 MiB."""

from typing import TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.formats.markdown import escaped
from newscat.output.messages import number, plural
from newscat.output.reports.report import Report, summary
from newscat.output.reports.statistics import RuleCounts
from newscat.output.terminal.screen import Screen

# The worst findings are listed; a message has about 200 characters.
_MOST = 200
_LONGEST = 400


def render(report: Report, out: TextIO, screen: Screen) -> None:
    kept: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    rules = RuleCounts()
    for finding in report:
        rules.add(finding)
        if len(kept[finding.severity]) < _MOST:
            kept[finding.severity].append(finding)
    out.write(f"## newscat: {summary(report)}\n")
    if not rules:
        return
    out.write("\n| | Rule | Findings |\n| --- | --- | ---: |\n")
    out.writelines(
        f"| {row.severity} | {row.code} {escaped(row.name)} | {number(row.findings)} |\n" for row in rules.ranked()
    )
    findings = [finding for severity in Severity for finding in kept[severity]][:_MOST]
    out.write("\n| Where | | Rule | What |\n| --- | --- | --- | --- |\n")
    for finding in findings:
        where = escaped(f"{report.relative(finding.path)}:{finding.line}:{finding.column}")
        text = finding.message
        message = escaped(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
        out.write(f"| {where} | {finding.severity} | {finding.code} {escaped(finding.name)} | {message} |\n")
    if left := report.counts.total() - len(findings):
        out.write(f"\nand {plural(left, 'more finding')}\n")
