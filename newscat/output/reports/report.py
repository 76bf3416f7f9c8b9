"""The findings of a run on their way to a stream, and the sentences about them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from newscat.article.finding import Finding, Severity
from newscat.files.relative import Relative
from newscat.output.messages import bracketed, no_front_matter, number, plural
from newscat.output.reports.source import Source
from newscat.rules.engine import Rule


@dataclass
class Report:
    """Findings for a renderer; iterating counts them: `counts`, `paths`, and fixable ones, `safe` and `unsafe`.

    `files` were read, `articles` of them checked (None: all); if only some articles are selected,
    `selected_from` is how many there are. `rules` were checked. `read` returns a file's bytes, None if it
    cannot be read. `base` is the folder of relative paths in machine formats. Findings of severity
    `fail_on` or worse fail the run.
    """

    findings: Iterable[Finding]
    files: int
    rules: Sequence[Rule] = ()
    read: Callable[[str], bytes | None] = lambda path: None
    base: str | None = None
    fail_on: Severity = Severity.ERROR
    articles: int | None = None
    selected_from: int | None = None
    show_all: bool = True
    """False: on a terminal, `full` shows only the worst findings."""
    show_infos: bool = True
    counts: Counter[Severity] = field(default_factory=Counter)
    paths: set[str] = field(default_factory=set)
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    """In how many files each rule has findings, by code and name."""
    safe: int = 0
    unsafe: int = 0
    notes: list[str] = field(default_factory=list)
    """What a renderer has left out, for stderr."""
    _last: tuple[str, Source | None] = ("", None)

    def __iter__(self) -> Iterator[Finding]:
        self.counts.clear()
        self.paths.clear()
        self.by_rule.clear()
        self.safe = self.unsafe = 0
        seen = set[str]()  # in this file
        for finding in self.findings:
            self.counts[finding.severity] += 1
            if finding.path not in self.paths:
                self.paths.add(finding.path)
                seen.clear()
            if finding.code not in seen:
                seen.add(finding.code)
                self.by_rule[finding.code, finding.name] += 1
            if finding.fix is not None:
                self.safe += finding.fix.safe
                self.unsafe += not finding.fix.safe
            yield finding

    def source(self, path: str) -> Source | None:
        """The lines of the file; the last one is kept, because findings come file by file."""
        if self._last[0] != path:
            data = self.read(path)
            self._last = path, None if data is None else Source(data)
        return self._last[1]

    @cached_property
    def relative(self) -> Relative:
        """From a path to the one for a machine: from `base` on, with slashes."""
        return Relative(self.base)

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    @property
    def failed(self) -> bool:
        """Whether a finding is as bad as `fail_on` or worse."""
        return any(self.counts[severity] for severity in list(Severity)[: _WORST_FIRST[self.fail_on] + 1])

    def fails(self, finding: Finding) -> bool:
        return _WORST_FIRST[finding.severity] <= _WORST_FIRST[self.fail_on]

    def hides(self, finding: Finding) -> bool:
        """Whether `full` only counts the finding on a terminal."""
        return finding.severity is Severity.INFO and not self.show_infos

    @property
    def hidden(self) -> int:
        """How many findings `full` only counts on a terminal."""
        return 0 if self.show_infos else self.counts[Severity.INFO]

    @property
    def checked(self) -> int:
        """How many articles were checked."""
        return self.files if self.articles is None else self.articles


_WORST_FIRST = {severity: index for index, severity in enumerate(Severity)}


def summary(report: Report) -> str:
    """`3 errors, 1 warning in 2 of 673 articles (1 file has no front matter)`, after the report has been rendered."""
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


def shared(report: Report) -> str:
    """`NC421 (missing-final-newline) is in 143 of 195 articles; ignore = ["NC421"] in newscat.toml silences it`, for
    the rules with findings in more than half of the articles; empty if there are none. Never for errors of NC0: files
    that cannot be read must not be hidden."""
    unreadable = {rule.code for rule in report.rules if rule.severity is Severity.ERROR and rule.code.startswith("NC0")}
    most = sorted(
        (code, name, count)
        for (code, name), count in report.by_rule.items()
        if count > max(report.checked / 2, _FEW) and code not in unreadable
    )
    if not most:
        return ""
    named = " and ".join(f"{code} ({name}) is in {number(count)}" for code, name, count in most)
    codes = ", ".join(f'"{code}"' for code, _, _ in most)
    silences = "silences it" if len(most) == 1 else "silences them"
    return f"{named} of {plural(report.checked, 'article')}; ignore = [{codes}] in newscat.toml {silences}"


_FEW = 2


def counted(counts: Counter[Severity]) -> str:
    """`3 errors, 1 warning`, the worst first; empty if there are none."""
    return ", ".join(plural(counts[severity], severity) for severity in Severity if counts[severity])


def fixable(report: Report, *, unsafe: bool) -> str:
    """`; 2 fixable with --fix (1 more with --unsafe-fixes)`. `unsafe`: --unsafe-fixes is given."""
    if unsafe or not report.unsafe:
        count = report.safe + report.unsafe
        return f"; {number(count)} fixable with --fix" if count else ""
    if not report.safe:
        return f"; {number(report.unsafe)} fixable with --unsafe-fixes"
    return f"; {number(report.safe)} fixable with --fix ({number(report.unsafe)} more with --unsafe-fixes)"


def fixed(findings: int, files: int, *, dry_run: bool = False) -> str:
    """`Fixed 12 findings in 5 files`."""
    if not findings:
        return "Nothing to fix" if dry_run else "Nothing fixed"
    return f"{'Would fix' if dry_run else 'Fixed'} {plural(findings, 'finding')} in {plural(files, 'file')}"


def remaining(report: Report, *, unsafe: bool) -> str:
    """`3 findings remain, 2 of them fixable with --unsafe-fixes`. `unsafe`: --unsafe-fixes is given."""
    count = report.counts.total()
    if not count:
        return "No findings remain"
    rest = f"{plural(count, 'finding')} remain{'s' if count == 1 else ''}"
    if unsafe or not report.unsafe:
        return rest
    return f"{rest}, {number(report.unsafe)} of them fixable with --unsafe-fixes"
