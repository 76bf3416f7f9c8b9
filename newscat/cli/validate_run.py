"""One run of `newscat validate`: the library's answer, rendered."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO

from newscat import config as configuration
from newscat.article.finding import Severity
from newscat.cli.answers.question import query_of, refuse_paths
from newscat.cli.options import Filters
from newscat.cli.options.validate import FixOptions, ReportOptions, RuleOptions, Scope
from newscat.cli.session import Session, split_names
from newscat.files.paths import beginning, operand
from newscat.files.relative import relative, repository
from newscat.files.write import refuse_article
from newscat.lint.apply import FixResult, FixSummary
from newscat.lint.baseline import Baseline
from newscat.lint.run import Options, ValidationResult, run, run_on_bytes
from newscat.lint.selection import FileSelection, RuleSelection
from newscat.output import messages
from newscat.output.diff import diff
from newscat.output.messages import plural
from newscat.output.reports import statistics
from newscat.output.reports.destinations import Destination, deliver, destinations
from newscat.output.reports.report import Report, fixable, fixed, remaining, shared, summary
from newscat.output.safe import one_line

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader


class Job(NamedTuple):
    """What was asked for. --watch runs it repeatedly."""

    session: Session
    paths: list[str] | None
    scope: Scope
    report: ReportOptions
    fixes: FixOptions
    options: Options
    reports: tuple[Destination, ...]
    selects: bool
    """Whether --select is given."""

    @classmethod
    def of(
        cls,
        session: Session,
        paths: list[str] | None,
        rules: RuleOptions,
        scope: Scope,
        report: ReportOptions,
        fixes: FixOptions,
    ) -> "Job":
        """Raises UsageError, ConfigError, QueryError, MissingPathError, before a file is read."""
        if scope.write_baseline is not None:
            refuse_article(scope.write_baseline)
        reports = destinations(report.format or (), "full" if session.screen.is_terminal else "concise")
        schema = rules.schema or session.config.schema
        checks = session.checks(schema)  # registers the rules of plugins
        selectors = [split_names(names or ()) for names in (rules.select, rules.ignore, rules.extend_select)]
        refuse_paths(scope.query, paths)
        asked = query_of(session, Filters(scope.query)) if scope.query else None
        options = Options(
            RuleSelection.of(session.config, *selectors, schema=schema is not None),
            checks,
            FileSelection(asked, scope.changed, scope.changed_since),
            None if scope.baseline is None else Baseline(scope.baseline),
            fixes.writes,
            fixes.unsafe_fixes,
            session.inputs.allow_empty,
        )
        return cls(session, paths, scope, report, fixes, options, reports, bool(rules.select))

    def run(self) -> int:
        """Validate, and print what was asked for; returns the exit code."""
        if self.report.show_files:
            return self._show_files()
        if self.options.baseline is not None:
            self.options.baseline.read()
        if self.paths == ["-"]:
            data = sys.stdin.buffer.read(self.options.checks.limits.file)
            return self._print(run_on_bytes(self.scope.stdin_filename or "<stdin>", data, self.options), data)
        result = run(self._catalogue, self.options)
        if self.scope.write_baseline is not None:
            return self._write_baseline(result, self.scope.write_baseline)
        if self.fixes.diff:
            return self._end_without_report(result, self._print_diff(result))
        if result.fixes is not None:
            self._print_notes(result.fixes)
            if self.fixes.fix_only:
                return self._end_without_report(result, result.fixes)
        return self._print(result)

    def _catalogue(self) -> "CatalogueReader":
        return self.session.catalogue(self.paths, self.options.checks)

    def _print(self, result: ValidationResult, data: bytes | None = None) -> int:
        """The report on stdout, the summary on stderr. `data`: the article that was checked, if not in a file."""
        session, fixes = self.session, result.fixes
        report = self._report_of(result, data)
        with session.paged(no_pager=self.report.no_pager or self.report.watch) as out:
            if self.report.statistics:
                statistics.render(report, out, session.screen)
            else:
                deliver(report, self.reports, out, session.screen)
        session.out.flush()
        sys.stderr.writelines(messages.error(note) + "\n" for note in report.notes)
        if result.catalogue is not None:
            told = self.options.rules.codes  # unreadable files are never ignored silently
            session.warn(result.catalogue, self.paths, told)
            session.tell(result.catalogue)
        self._print_fixed_since_baseline(result)
        if fixes is None or (result.is_empty and not fixes.files):
            session.say(summary(report) + fixable(report, unsafe=self.fixes.unsafe_fixes))
        else:
            rest = remaining(report, unsafe=self.fixes.unsafe_fixes)
            session.say(f"{fixed(fixes.findings, fixes.files)}. {rest}")
        if hint := shared(report):
            session.say(hint)
        if self.report.exit_zero:
            return 0
        was_fixed = fixes is not None and fixes.findings > 0 and self.fixes.exit_non_zero_on_fix
        return int(was_fixed or report.failed)

    def _report_of(self, result: ValidationResult, data: bytes | None) -> Report:
        config = self.session.config
        report = Report(
            result,
            result.files,
            self.options.rules.rules,
            self._read if data is None else lambda path: data,
            (config.folder or None) if config.source else repository(configuration.working_directory()),
            Severity(self.report.fail_on),
            result.articles,
        )
        report.show_all = self.report.every
        report.show_infos = self.report.every or self.selects or report.fail_on is Severity.INFO
        if result.selected is not None:
            report.articles, report.selected_from = result.selected, result.articles
        return report

    def _read(self, path: str) -> bytes | None:
        """The part of a file that was checked; None if it can no longer be read."""
        try:
            return beginning(path, self.options.checks.limits.file)[0]
        except OSError:
            return None

    def _show_files(self) -> int:
        catalogue = self._catalogue()
        wanted = self.options.files.test(catalogue)
        for path in catalogue.files():
            if wanted is None or wanted(path):
                self.session.out.write(one_line(operand(path)) + "\n")
        self.session.tell(catalogue)
        return 0

    def _write_baseline(self, result: ValidationResult, file: str) -> int:
        count = Baseline(file).write(result)
        self._tell(result)
        self.session.say(f"{plural(count, 'finding')} written to the baseline {one_line(file)}")
        return 0

    def _print_fixed_since_baseline(self, result: ValidationResult) -> None:
        gone, baseline = result.fixed_since_baseline(), self.options.baseline
        if baseline is None or not gone:
            return
        count, file = plural(gone.total(), "fixed finding"), one_line(baseline.file)
        if self.scope.prune_baseline:
            baseline.prune(gone)
            self.session.say(f"{count} removed from the baseline {file}")
        else:
            self.session.say(f"{count} in the baseline {file}; --prune-baseline removes them")

    def _print_diff(self, result: ValidationResult) -> FixSummary:
        with self.session.paged(no_pager=self.report.no_pager) as out:
            fixes = FixSummary.of(self._shown(result, out))
        self._print_notes(fixes)
        return fixes

    def _shown(self, result: ValidationResult, out: TextIO) -> Iterator[FixResult]:
        for one in result.fixed(dry_run=True):
            if one.fixed:
                out.write(diff(relative(one.path, None), one.old, one.new, color=self.session.screen.color))
            yield one

    def _print_notes(self, fixes: FixSummary) -> None:
        sys.stderr.writelines(messages.for_file(path, note) + "\n" for path, note in fixes.notes)

    def _end_without_report(self, result: ValidationResult, fixes: FixSummary) -> int:
        self._tell(result)
        if result.is_empty:
            self.session.say(summary(Report((), result.files, articles=0, selected_from=result.articles)))
        else:
            self.session.say(fixed(fixes.findings, fixes.files, dry_run=self.fixes.diff))
        changes = fixes.findings > 0 and (self.fixes.diff or self.fixes.exit_non_zero_on_fix)
        return int((changes or fixes.failed > 0) and not self.report.exit_zero)

    def _tell(self, result: ValidationResult) -> None:
        self.session.out.flush()
        assert result.catalogue is not None
        self.session.tell(result.catalogue)
