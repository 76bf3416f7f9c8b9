"""Validating a catalogue, or one article in memory."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Finding
from newscat.errors import NoFilesError
from newscat.index.checking import checked_bytes
from newscat.index.load.checks import Checks
from newscat.lint.apply import FixResult, FixSummary, fix_files
from newscat.lint.baseline import Accepted, Baseline
from newscat.lint.selection import FileSelection, RuleSelection

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader


class Options(NamedTuple):
    """What to check, and what to do about it. `baseline` is one that has been read."""

    rules: RuleSelection
    checks: Checks
    files: FileSelection = FileSelection()
    baseline: Baseline | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    allow_empty: bool = False


@dataclass(frozen=True)
class ValidationResult:
    """The outcome of a validation. Iterate it for the findings, file by file; they are not kept in memory.

    `files` were read. `articles` of them have front matter, or should have; of these `selected` were
    checked (None: all). `fixes` is what was fixed before, None if no fixes were requested.
    """

    options: Options
    files: int
    articles: int
    selected: int | None = None
    fixes: FixSummary | None = None
    catalogue: "CatalogueReader | None" = None
    """None for an article in memory."""
    _find: Callable[[], Iterator[Finding]] = lambda: iter(())

    def __iter__(self) -> Iterator[Finding]:
        baseline = self.options.baseline
        return baseline.new(self._find()) if baseline else self._find()

    @property
    def is_empty(self) -> bool:
        """Whether there are articles, but none of them is selected."""
        return self.selected == 0

    def fixed(self, *, dry_run: bool = False) -> Iterator[FixResult]:
        """Apply the fixes, those of findings in the baseline too; `dry_run` writes nothing."""
        assert self.catalogue is not None
        options, unsafe = self.options, self.options.unsafe_fixes
        # All paths first: a file that is written must not change what is still being read.
        paths = list(dict.fromkeys(one.path for one in self._find() if one.fix and (unsafe or one.fix.safe)))

        wide = self.catalogue.fixable(options.rules.rules) if paths else {}

        def check(path: str, data: bytes) -> list[Finding]:
            checked = checked_bytes(path, data, options.checks, wide.get(path, ()))
            return list(options.rules.findings([checked], whole_folders=False))

        inside, limits = self.catalogue.inside, self.catalogue.limits
        return fix_files(paths, check, inside, limits, unsafe=unsafe, dry_run=dry_run)

    def fixed_since_baseline(self) -> Counter[Accepted]:
        """The findings in the baseline that no longer occur, after an iteration; none if files are selected."""
        baseline, catalogue = self.options.baseline, self.catalogue
        if baseline is None or catalogue is None or self.selected is not None:
            return Counter()
        codes = self.options.rules.codes
        return baseline.fixed(lambda path, code: code in codes and catalogue.covers(path))


def run(open_catalogue: "Callable[[], CatalogueReader]", options: Options) -> ValidationResult:
    """Check a catalogue, and fix it if requested. `open_catalogue` is called again after files have changed.

    Raises UsageError, QueryError, and NoFilesError if there are no articles, unless `allow_empty`.
    """
    result = _checked(open_catalogue(), options)
    if not options.fix:
        return result
    fixes = FixSummary.of(result.fixed())
    return replace(_checked(open_catalogue(), options) if fixes.findings else result, fixes=fixes)


def run_on_bytes(path: str, data: bytes, options: Options) -> ValidationResult:
    """Check one article in memory, called `path`; fixes nothing. Raises NoFilesError as `run` does."""
    checked = checked_bytes(path, data, options.checks)
    articles = int(not any(map(options.rules.skips, checked.findings)))
    _require(articles, path, 1, options)
    return ValidationResult(options, 1, articles, _find=lambda: options.rules.findings([checked], whole_folders=False))


def _checked(catalogue: "CatalogueReader", options: Options) -> ValidationResult:
    rules, totals = options.rules, catalogue.totals()
    skipped = {one.path for one in catalogue.findings(unlisted=True) if rules.skips(one)}
    articles = totals.articles - len(skipped)
    wanted = options.files.test(catalogue)
    _require(articles, catalogue.where, totals.files, options)

    def find() -> Iterator[Finding]:
        found = rules.findings(catalogue.checked(rules.rules), whole_folders=catalogue.is_of_folders)
        return found if wanted is None else (one for one in found if wanted(one.path))

    selected = None
    if wanted is not None:
        selected = sum(wanted(path) for path in catalogue.articles() if path not in skipped)
    return ValidationResult(options, totals.files, articles, selected, None, catalogue, find)


def _require(articles: int, where: str, files: int, options: Options) -> None:
    """A validation that checks nothing must not pass."""
    if not articles and not options.allow_empty:
        have = "1 file has" if files == 1 else f"{files:,} files have"
        raise NoFilesError(f"no articles in {where}: {have} no front matter (--allow-empty accepts this)")
