"""What a run of validate found, and the sentence about it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newscat.article.finding import Finding, Severity
from newscat.output.messages import number, plural


@dataclass(slots=True)
class Report:
    """Findings on their way to a stream; `errors`, `warnings`, `infos` and `paths` count what has been iterated.

    `files` were looked at.
    """

    findings: Iterable[Finding]
    files: int
    counts: Counter[Severity] = field(default_factory=Counter)
    paths: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Finding]:
        self.counts.clear()
        self.paths.clear()
        for finding in self.findings:
            self.counts[finding.severity] += 1
            self.paths.add(finding.path)
            yield finding

    @property
    def errors(self) -> int:
        return self.counts[Severity.ERROR]

    @property
    def warnings(self) -> int:
        return self.counts[Severity.WARNING]

    @property
    def infos(self) -> int:
        return self.counts[Severity.INFO]


def summary(report: Report) -> str:
    """`3 errors, 1 warning in 2 of 674 files`, once the report has been rendered."""
    found = [plural(report.counts[severity], severity) for severity in Severity if report.counts[severity]]
    if not found:
        return f"No findings in {plural(report.files, 'file')}"
    return f"{', '.join(found)} in {number(len(report.paths))} of {plural(report.files, 'file')}"
