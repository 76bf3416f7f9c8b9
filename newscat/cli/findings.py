"""Which findings a run of validate is about: from what was found in each file to what is reported, step by step."""

import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Finding
from newscat.cli.session import split_names
from newscat.cli.validation import Choice, Part
from newscat.config import Config
from newscat.errors import ConfigError, UsageError
from newscat.files.gitignore import Includes
from newscat.output.reports.paths import relative
from newscat.query.query import Query
from newscat.rules import engine as registry
from newscat.rules.engine import Rule, means
from newscat.rules.suppress import Checked, unsuppressed

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader

# With a schema, what newscat knows of articles is asked for by name alone.
_WITH_SCHEMA = ("NC0", "NC6")


# The rules on files that are no articles: without front matter, or empty.
_NO_ARTICLE = ("NC002", "NC004")


class _Exemption(NamedTuple):
    """Files in which some rules do not hold."""

    files: Includes
    selectors: Sequence[str]


@dataclass(frozen=True)
class Sieve:
    """Which rules hold, and where. `folder` is the one that the globs of `exemptions` start from."""

    rules: Sequence[Rule]
    exemptions: Sequence[_Exemption]
    folder: str

    @classmethod
    def of(cls, config: Config, choice: Choice) -> "Sieve":
        """Raises UsageError for what means no rule or no file."""
        select = split_names(choice.select) if choice.select else config.select
        if choice.schema is not None:
            select = select or _WITH_SCHEMA
        ignore = split_names(choice.ignore) if choice.ignore else config.ignore
        extend = (*config.extend_select, *split_names(choice.extend_select or ()))
        exemptions = [_Exemption(Includes([glob]), selectors) for glob, selectors in config.per_file_ignores]
        told = [*config.select, *config.ignore, *config.extend_select]
        for selector in (*told, *(one for exemption in exemptions for one in exemption.selectors)):
            try:
                registry.require(selector)
            except UsageError as error:
                raise ConfigError(f"{config.source or 'the environment'}: {error}") from None
        return cls(registry.select(select, ignore, extend), exemptions, config.folder)

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(rule.code for rule in self.rules)

    def passes_over(self, finding: Finding) -> bool:
        """Whether this is the finding that a file has no front matter, and its rule is not selected."""
        return finding.code in _NO_ARTICLE and finding.code not in self.codes

    def ran(self, *, wide: bool) -> Collection[str]:
        """The codes of the rules that had their say: of those that go by all files, the chosen ones or none."""
        return {one.code for one in registry.rules() if one.reads != "catalogue" or (wide and one.code in self.codes)}

    def left(self, files: Iterable[Checked], *, wide: bool) -> Iterator[Finding]:
        """What of the findings no comment in a file and no rule about rules takes away."""
        chosen = (one for one in unsuppressed(files, self.ran(wide=wide)) if one.code in self.codes)
        return self._not_exempt(chosen) if self.exemptions else chosen

    def _not_exempt(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        last, selectors = "", list[str]()
        for one in findings:
            if one.path != last:
                last, selectors = one.path, self._exempt(one.path)
            if not any(means(selector, one) for selector in selectors):
                yield one

    def _exempt(self, path: str) -> list[str]:
        folder, slash, name = relative(path, self.folder or None).rpartition("/")
        return [
            selector
            for each in self.exemptions
            if each.files.match(folder + slash, name)
            for selector in each.selectors
        ]


def within(part: Part, asked: Query | None, catalogue: "CatalogueReader") -> Callable[[str], bool] | None:
    """Whether the findings of a file are wanted; None where all are. `asked`: those of the articles it finds.

    Raises UsageError, QueryError.
    """
    tests: list[Callable[[str], bool]] = []
    if part.changed or part.changed_since is not None:
        from newscat.files.git import changed, real

        differing = changed(_folders(catalogue), part.changed_since)
        names = {os.path.basename(path) for path in differing}  # noqa: PTH119
        # By name first: the real path takes a look at every folder above.
        tests.append(lambda path: os.path.basename(path) in names and real(path) in differing)  # noqa: PTH119
    if asked is not None:
        tests.append(matching(catalogue, asked).__contains__)
    return (lambda path: all(test(path) for test in tests)) if tests else None


class Scope(NamedTuple):
    """Which articles a run is about. `wanted` is what `within` returns; `selected` is None where all articles are."""

    wanted: Callable[[str], bool] | None
    files: int
    articles: int
    selected: int | None

    @classmethod
    def of(cls, catalogue: "CatalogueReader", part: Part, asked: Query | None, sieve: Sieve) -> "Scope":
        """Raises UsageError, QueryError."""
        totals = catalogue.totals()
        none = {one.path for one in catalogue.findings(unlisted=True) if sieve.passes_over(one)}
        wanted = within(part, asked, catalogue)
        selected = None
        if wanted is not None:
            selected = sum(wanted(path) for path in catalogue.articles() if path not in none)
        return cls(wanted, totals.files, totals.articles - len(none), selected)

    @property
    def is_empty(self) -> bool:
        """Whether there are articles, but none of them is selected."""
        return self.selected == 0


def matching(catalogue: "CatalogueReader", asked: Query) -> Container[str]:
    """The paths of the records that a query means, and of the files that are none. Raises QueryError."""
    catalogue.check_query(asked)
    unlisted = {finding.path for finding in catalogue.findings(unlisted=True)}
    return unlisted.union(record.path for record in catalogue.select(asked))


def _folders(catalogue: "CatalogueReader") -> list[str]:
    """Those in whose repositories the files are."""
    return [each if os.path.isdir(each) else os.path.dirname(each) for each in catalogue.inside]  # noqa: PTH112, PTH120


@dataclass
class Tally:
    """How many findings have gone by that could be fixed."""

    safe: int = 0
    unsafe: int = 0

    def of(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for one in findings:
            if one.fix is not None:
                self.safe += one.fix.safe
                self.unsafe += not one.fix.safe
            yield one


def base_of(config: Config, cwd: str | None) -> str | None:
    """The folder that paths for machines start from: the configuration's, else the git root, else the working one."""
    if config.source is not None:
        return config.folder or None
    folder = cwd
    while folder is not None:
        if os.path.exists(os.path.join(folder, ".git")):  # noqa: PTH110, PTH118
            return folder
        above = os.path.dirname(folder)  # noqa: PTH120
        folder = above if above != folder else None
    return None
