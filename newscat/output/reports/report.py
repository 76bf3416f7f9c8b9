"""What a run of validate found, and the sentence about it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from newscat.article.finding import Finding, Severity
from newscat.output.messages import bracketed, no_front_matter, number, plural
from newscat.output.reports.paths import relative
from newscat.output.reports.source import Source
from newscat.rules.engine import Rule


def _unknown(path: str) -> None:
    """The bytes of no file."""


@dataclass(slots=True)
class Report:
    """Findings on their way to a stream; `errors`, `warnings`, `infos` and `paths` count what has been iterated.

    `files` were looked at, for `rules`; `articles` of them were checked (None: all), out of `selected_from`
    articles where only some were selected. The other files have no front matter. `read` gives the
    bytes of a file by its path as it is printed, None where it cannot. `base` is the folder that
    paths in formats for machines start from. Findings as bad as `fail_on` fail the run.
    """

    findings: Iterable[Finding]
    files: int
    rules: Sequence[Rule] = ()
    read: Callable[[str], bytes | None] = _unknown
    base: str | None = None
    fail_on: Severity = Severity.ERROR
    articles: int | None = None
    selected_from: int | None = None
    counts: Counter[Severity] = field(default_factory=Counter)
    paths: set[str] = field(default_factory=set)
    _last: tuple[str, Source | None] = ("", None)

    def __iter__(self) -> Iterator[Finding]:
        self.counts.clear()
        self.paths.clear()
        for finding in self.findings:
            self.counts[finding.severity] += 1
            self.paths.add(finding.path)
            yield finding

    def source(self, path: str) -> Source | None:
        """The lines of the file; the last one is kept, because findings come file by file."""
        if self._last[0] != path:
            data = self.read(path)
            self._last = path, None if data is None else Source(data)
        return self._last[1]

    def relative(self, path: str) -> str:
        """The path for a machine: from `base` on, with slashes."""
        return relative(path, self.base)

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    def fails(self, finding: Finding) -> bool:
        return _WORST_FIRST[finding.severity] <= _WORST_FIRST[self.fail_on]

    @property
    def checked(self) -> int:
        """How many articles were checked."""
        return self.files if self.articles is None else self.articles

    @property
    def errors(self) -> int:
        return self.counts[Severity.ERROR]

    @property
    def warnings(self) -> int:
        return self.counts[Severity.WARNING]

    @property
    def infos(self) -> int:
        return self.counts[Severity.INFO]


_WORST_FIRST = {severity: index for index, severity in enumerate(Severity)}


def summary(report: Report) -> str:
    """`3 errors, 1 warning in 2 of 673 articles (1 file has no front matter)`, once the report has been rendered."""
    found, whole = counted(report.counts), report.selected_from
    if whole is None:
        articles = plural(report.checked, "article")
        aside = no_front_matter(report.files - report.checked)
    elif report.checked or found:
        articles = plural(report.checked, "selected article")
        aside = f"{number(whole)} in all"
    else:
        return f"0 of {plural(whole, 'article')} selected"
    start = f"{found} in {number(len(report.paths))} of" if found else "No findings in"
    return f"{start} {articles}" + bracketed(aside)


def counted(counts: Counter[Severity]) -> str:
    """`3 errors, 1 warning`, the worst first; nothing where there are none."""
    return ", ".join(plural(counts[severity], severity) for severity in Severity if counts[severity])
