"""Counts per rule, the worst and most frequent first."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.messages import number
from newscat.output.terminal.colors import COLORS, painted
from newscat.output.terminal.screen import Screen

_ORDER = {severity: place for place, severity in enumerate(Severity)}


class RuleCount(NamedTuple):
    """How many findings a rule has, and how many of them have a safe or an unsafe fix."""

    severity: Severity
    code: str
    name: str
    findings: int
    safe: int
    unsafe: int


class RuleCounts(dict[tuple[Severity, str, str], Counter[bool | None]]):
    """Counts findings by rule, and by whether their fix is safe (None: no fix)."""

    def add(self, finding: Finding) -> None:
        key = finding.severity, finding.code, finding.name
        self.setdefault(key, Counter())[finding.fix.safe if finding.fix else None] += 1

    def ranked(self) -> list[RuleCount]:
        """The worst and most frequent first."""
        rows = [RuleCount(*key, each.total(), each[True], each[False]) for key, each in self.items()]
        return sorted(rows, key=lambda row: (_ORDER[row.severity], -row.findings, row.code))


def render(findings: Iterable[Finding], out: TextIO, screen: Screen) -> None:
    counts = RuleCounts()
    for finding in findings:
        counts.add(finding)
    write(counts, out, screen)


def write(counts: RuleCounts, out: TextIO, screen: Screen) -> None:
    """`12  NC401  [*]  warning  html-entity`; `[*]`: some can be fixed with --fix, `[-]`: only with --unsafe-fixes."""
    rows = counts.ranked()
    width = max((len(number(row.findings)) for row in rows), default=0)
    for row in rows:
        code = painted(row.code, COLORS[row.severity], color=screen.color)
        mark = "[*]" if row.safe else "[-]" if row.unsafe else "   "
        out.write(f"{number(row.findings):>{width}}  {code}  {mark}  {row.severity:<7}  {row.name}\n")
