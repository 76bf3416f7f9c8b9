"""How often each rule was broken: a line a rule, the worst first."""

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.messages import number
from newscat.output.reports.colors import COLORS, painted
from newscat.output.terminal.screen import Screen

_ORDER = {severity: place for place, severity in enumerate(Severity)}


def render(findings: Iterable[Finding], out: TextIO, screen: Screen) -> None:
    """`12  NC401  [*]  warning  html-entity`; `[*]`: --fix mends all or some, `[-]`: only with --unsafe-fixes."""
    counts: Counter[tuple[Severity, str, str]] = Counter()
    marks: dict[str, str] = {}
    for finding in findings:
        counts[finding.severity, finding.code, finding.name] += 1
        if finding.fix and marks.get(finding.code) != "[*]":
            marks[finding.code] = "[*]" if finding.fix.safe else "[-]"
    rows = sorted(counts.items(), key=lambda row: (_ORDER[row[0][0]], -row[1], row[0][1]))
    width = max((len(number(count)) for count in counts.values()), default=0)
    for (severity, code, name), count in rows:
        shown = painted(code, COLORS[severity], color=screen.color)
        out.write(f"{number(count):>{width}}  {shown}  {marks.get(code, '   ')}  {severity:<7}  {name}\n")
