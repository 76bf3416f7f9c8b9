"""A run of `newscat validate`: read, perhaps fix, report, and the exit code."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newscat import config as configuration
from newscat.article.finding import Finding, Severity
from newscat.cli.baseline import Baseline
from newscat.cli.findings import Scope, Sieve, Tally, base_of, within
from newscat.cli.session import Session
from newscat.cli.validation import Choice, Mending, Outcome, Part
from newscat.errors import NoFilesError
from newscat.files.paths import beginning
from newscat.index.checking import checked_bytes
from newscat.output.messages import no_front_matter, number, plural
from newscat.output.reports.destinations import Destination, deliver, destinations, refuse_article
from newscat.output.reports.report import Report, summary
from newscat.output.safe import one_line
from newscat.query.query import Query, query
from newscat.rules import engine as registry

if TYPE_CHECKING:
    from newscat.cli.mending import Fixed
    from newscat.index.load.parse import Checks
    from newscat.index.reader import CatalogueReader

_STDIN = "<stdin>"


@dataclass(frozen=True)
class Run:
    """All that a run was told. What a person could have got wrong is refused when it is made."""

    session: Session
    paths: list[str] | None
    part: Part
    asked: Query | None
    outcome: Outcome
    mending: Mending
    sieve: Sieve
    checks: "Checks"
    reports: Sequence[Destination]

    @classmethod
    def of(
        cls,
        session: Session,
        paths: list[str] | None,
        choice: Choice,
        part: Part,
        outcome: Outcome,
        mending: Mending,
    ) -> "Run":
        """Raises UsageError, ConfigError, QueryError, MissingPathError."""
        if part.write_baseline is not None:
            refuse_article(Path(part.write_baseline))
        reports = destinations(outcome.format or (), "full" if session.screen.is_terminal else "concise")
        checks = session.checks(choice.schema)  # loads the rules of others
        asked = query(part.query, saved=session.config.queries) if part.query else None
        return cls(session, paths, part, asked, outcome, mending, Sieve.of(session.config, choice), checks, reports)

    def code(self) -> int:
        """Do it; 1 where something is as bad as --fail-on, or differs."""
        if self.paths == ["-"]:
            return self._check_stdin()
        catalogue = self.session.catalogue(self.paths, self.checks)
        if self.outcome.show_files:
            return self._show_files(catalogue)
        scope = self._scope(catalogue)
        if self.part.write_baseline is not None:
            return self._write_baseline(catalogue, scope, self.part.write_baseline)
        fixed = self._fixed(catalogue, scope) if self.mending.fixes or self.mending.diff else None
        if self.mending.diff or self.mending.fix_only:
            assert fixed is not None
            return self._end_without_report(catalogue, scope, fixed)
        if fixed is not None and fixed.findings:
            catalogue = self.session.catalogue(self.paths, self.checks)
            scope = self._scope(catalogue)
        return self._report(catalogue, scope, fixed)

    def _scope(self, catalogue: "CatalogueReader") -> Scope:
        """Raises UsageError, QueryError, and NoFilesError where there is no article, unless --allow-empty."""
        scope = Scope.of(catalogue, self.part, self.asked, self.sieve)
        if not scope.articles and not self.session.reading.allow_empty:
            raise _nothing_to_check(catalogue.where, scope.files)
        return scope

    def _findings(self, catalogue: "CatalogueReader", scope: Scope) -> Iterator[Finding]:
        """All that is wanted, the baseline apart."""
        wanted = scope.wanted
        found = self.sieve.left(catalogue.checked(self.sieve.rules), wide=catalogue.is_of_folders)
        return found if wanted is None else (one for one in found if wanted(one.path))

    # Reports

    def _report(self, catalogue: "CatalogueReader", scope: Scope, fixed: "Fixed | None") -> int:
        tally = Tally()
        findings = self._findings(catalogue, scope)
        baseline = None
        if self.part.baseline is not None:
            baseline = self._baseline(self.part.baseline)
            baseline.read()
            findings = baseline.new(findings)
        report = self._print(tally.of(findings), scope, self._bytes_of)
        self.session.warn(catalogue, told=self.sieve.codes)  # what no chosen rule speaks of is not dropped in silence
        self.session.tell(catalogue)
        if baseline is not None:
            self._tell_of_mended(baseline, catalogue, scope)
        if fixed is None or (scope.is_empty and not any(fixed)):
            self.session.say(summary(report) + _hint(tally, unsafe=self.mending.unsafe_fixes))
        else:
            self.session.say(fixed.sentence(report.counts.total(), 0 if self.mending.unsafe_fixes else tally.unsafe))
        return self._code_of(report, fixed)

    def _print(self, findings: Iterable[Finding], scope: Scope, read: Callable[[str], bytes | None]) -> Report:
        session = self.session
        base = base_of(session.config, configuration.working_directory())
        report = Report(findings, scope.files, self.sieve.rules, read, base, Severity(self.outcome.fail_on))
        report.articles = scope.articles
        if scope.selected is not None:
            report.articles, report.selected_from = scope.selected, scope.articles
        if self.outcome.statistics:
            from newscat.output.reports import statistics

            statistics.render(report, session.out, session.screen)
        else:
            deliver(report, self.reports, session.out, session.screen)
        session.out.flush()
        return report

    def _code_of(self, report: Report, fixed: "Fixed | None" = None) -> int:
        if self.outcome.exit_zero:
            return 0
        if fixed is not None and fixed.findings and self.mending.exit_non_zero_on_fix:
            return 1
        bad = list(Severity)[: list(Severity).index(report.fail_on) + 1]
        return int(any(report.counts[severity] for severity in bad))

    def _check_stdin(self) -> int:
        path = self.part.stdin_filename or _STDIN
        limit = self.checks.limits.file
        data = sys.stdin.buffer.read(limit + 1)[:limit]
        checked = checked_bytes(path, data, self.checks)
        articles = int(not any(map(self.sieve.passes_over, checked.findings)))
        if not articles and not self.session.reading.allow_empty:
            raise _nothing_to_check(path, 1)
        findings = self.sieve.left([checked], wide=False)
        if self.part.baseline is not None:
            baseline = self._baseline(self.part.baseline)
            baseline.read()
            findings = baseline.new(findings)
        report = self._print(findings, Scope(None, 1, articles, None), lambda asked: data)
        self.session.say(summary(report))
        return self._code_of(report)

    def _show_files(self, catalogue: "CatalogueReader") -> int:
        wanted = within(self.part, self.asked, catalogue)
        for path in catalogue.files():
            if wanted is None or wanted(path):
                self.session.out.write(one_line(path) + "\n")
        self.session.tell(catalogue)
        return 0

    def _bytes_of(self, path: str) -> bytes | None:
        """What was read of the file at `path`; None where it cannot be read any more."""
        try:
            return beginning(path, self.checks.limits.file)[0]
        except OSError:
            return None

    # Baselines

    def _baseline(self, file: str) -> Baseline:
        return Baseline(file, {rule.code for rule in registry.rules() if rule.reads == "catalogue"})

    def _write_baseline(self, catalogue: "CatalogueReader", scope: Scope, file: str) -> int:
        count = self._baseline(file).write(self._findings(catalogue, scope))
        self.session.tell(catalogue)
        self.session.say(f"{plural(count, 'finding')} in the baseline {one_line(file)}")
        return 0

    def _tell_of_mended(self, baseline: Baseline, catalogue: "CatalogueReader", scope: Scope) -> None:
        if scope.wanted is not None:
            return  # who looks at a part cannot tell
        codes = self.sieve.codes
        mended = baseline.mended(lambda path, code: code in codes and catalogue.covers(path))
        if not mended:
            return
        count, file = plural(mended.total(), "finding"), one_line(baseline.file)
        if self.part.prune_baseline:
            baseline.prune(mended)
            self.session.say(f"{count} taken out of the baseline {file}: mended")
        else:
            self.session.say(f"{count} in the baseline {file} mended: --prune-baseline takes out what is")

    # Fixes

    def _fixed(self, catalogue: "CatalogueReader", scope: Scope) -> "Fixed":
        from newscat.cli.mending import fixable, mend, show

        unsafe = self.mending.unsafe_fixes
        paths = fixable(self._findings(catalogue, scope), unsafe=unsafe)
        return (show if self.mending.diff else mend)(catalogue, paths, self._check, unsafe=unsafe)

    def _check(self, path: str, data: bytes) -> list[Finding]:
        return list(self.sieve.left([checked_bytes(path, data, self.checks)], wide=False))

    def _end_without_report(self, catalogue: "CatalogueReader", scope: Scope, fixed: "Fixed") -> int:
        self.session.out.flush()
        self.session.tell(catalogue)
        if scope.is_empty:
            self.session.say(summary(Report((), scope.files, articles=0, selected_from=scope.articles)))
        else:
            self.session.say(fixed.done("Would fix" if self.mending.diff else "Fixed"))
        changes = self.mending.diff or self.mending.exit_non_zero_on_fix
        return int(((changes and fixed.findings > 0) or fixed.failed > 0) and not self.outcome.exit_zero)


def _nothing_to_check(where: str, files: int) -> NoFilesError:
    """What to raise where there is no article in `files` files; a run that checks nothing must not pass."""
    return NoFilesError(f"no articles in {where}: {no_front_matter(files)} (--allow-empty accepts this)")


def _hint(tally: Tally, *, unsafe: bool) -> str:
    """What --fix could do, after a summary. `unsafe`: --unsafe-fixes is given, so --fix applies all fixes."""
    if unsafe:
        count = tally.safe + tally.unsafe
        return f"; {number(count)} fixable with --fix" if count else ""
    if not tally.safe:
        return f"; {number(tally.unsafe)} fixable with --unsafe-fixes" if tally.unsafe else ""
    more = f" ({number(tally.unsafe)} more with --unsafe-fixes)" if tally.unsafe else ""
    return f"; {number(tally.safe)} fixable with --fix{more}"
