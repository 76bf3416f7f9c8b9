"""Which rules to check and in which files."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Finding
from newscat.article.frontmatter import Limits
from newscat.config import Config
from newscat.errors import ConfigError, UsageError
from newscat.files.gitignore import Includes
from newscat.files.relative import relative
from newscat.index.load.checks import Checks
from newscat.index.load.kinds import FileKind, Kinds
from newscat.query.query import Query
from newscat.rules import engine, plugins, selection
from newscat.rules.engine import Rule
from newscat.rules.suppress import Checked, unsuppressed

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader

# With a JSON Schema, the other built-in rules are only checked if they are selected.
_WITH_SCHEMA = ("NC0", "NC6")
# The rules about files that are not articles: empty, or without front matter.
_NO_ARTICLE = frozenset({"NC002", "NC004"})


class _FileIgnores(NamedTuple):
    """Rules that are not checked in some files."""

    files: Includes
    selectors: Sequence[str]


@dataclass(frozen=True)
class RuleSelection:
    """The rules to check, and the files in which some are ignored; `folder` is what their globs are relative to."""

    rules: Sequence[Rule]
    per_file_ignores: Sequence[_FileIgnores] = ()
    folder: str = ""

    @classmethod
    def of(
        cls,
        config: Config,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        extend: Sequence[str] = (),
        *,
        schema: bool = False,
    ) -> "RuleSelection":
        """`select` and `ignore` replace the configured ones, `extend` adds to them; `schema`: there is a JSON Schema.

        Raises UsageError for a selector or a glob that matches nothing, ConfigError for a configured selector.
        """
        ignores = [_FileIgnores(Includes([glob]), selectors) for glob, selectors in config.per_file_ignores]
        configured = [*config.select, *config.ignore, *config.extend_select]
        for selector in (*configured, *(selector for each in ignores for selector in each.selectors)):
            try:
                selection.require(selector)
            except UsageError as error:
                raise ConfigError(f"{config.source or 'the environment'}: {error}") from None
        select = select or config.select or (_WITH_SCHEMA if schema else ())
        chosen = selection.select(select, ignore or config.ignore, (*config.extend_select, *extend))
        return cls(chosen, ignores, config.folder)

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(rule.code for rule in self.rules)

    def skips(self, finding: Finding) -> bool:
        """Whether the finding says that a file is not an article, and its rule is not selected."""
        return finding.code in _NO_ARTICLE and finding.code not in self.codes

    def findings(self, files: Iterable[Checked], *, whole_folders: bool) -> Iterator[Finding]:
        """The findings of the selected rules that are not suppressed by a comment or the configuration.

        `whole_folders`: the rules that compare articles were checked as well, if they are selected.
        """
        checked = {
            rule.code
            for rule in engine.rules()
            if rule.scope != "catalogue" or (whole_folders and rule.code in self.codes)
        }
        found = (one for one in unsuppressed(files, checked) if one.code in self.codes)
        return self._not_ignored(found) if self.per_file_ignores else found

    def _not_ignored(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        last, selectors = "", list[str]()
        for one in findings:
            if one.path != last:
                last, selectors = one.path, self._ignored_in(one.path)
            if not any(selection.matches(selector, one) for selector in selectors):
                yield one

    def _ignored_in(self, path: str) -> list[str]:
        folder, slash, name = relative(path, self.folder or None).rpartition("/")
        matching = (each for each in self.per_file_ignores if each.files.match(folder + slash, name))
        return [selector for each in matching for selector in each.selectors]


def checks_of(config: Config, schema: str | None = None, limits: Limits = Limits()) -> Checks:
    """All rules, including plugins, the JSON Schema in the file `schema`, and how files are judged.

    Raises ConfigError, MissingPathError, UsageError.
    """
    installed = plugins.installed()
    plugins.load(installed)
    text = ""
    if schema is not None:
        from newscat.rules.schemas.json_schema import read_schema

        text = read_schema(schema)
    kinds = Kinds.of(config.kind, map(FileKind.of, config.kinds), config.folder)
    return Checks(True, frozenset(config.known_fields), installed, text, kinds, limits)


class FileSelection(NamedTuple):
    """The files whose findings are reported. All files are read: rules may compare them with each other."""

    query: Query | None = None
    """Articles that match, and files that cannot be read."""
    changed: bool = False
    """Files that differ from git's HEAD, and untracked ones."""
    changed_since: str | None = None
    """Files that have changed since the branch left this revision, and untracked ones."""

    def test(self, catalogue: "CatalogueReader") -> Callable[[str], bool] | None:
        """Whether a path is selected; None if all are. Raises UsageError, QueryError."""
        tests: list[Callable[[str], bool]] = []
        if self.changed or self.changed_since is not None:
            from newscat.files.git import changed, real

            folders = [each if os.path.isdir(each) else os.path.dirname(each) for each in catalogue.inside]  # noqa: PTH112, PTH120
            differing = changed(folders, self.changed_since)
            names = {os.path.basename(path) for path in differing}  # noqa: PTH119
            # By name first: the real path needs a system call for each folder above.
            tests.append(lambda path: os.path.basename(path) in names and real(path) in differing)  # noqa: PTH119
        if self.query is not None:
            catalogue.check_query(self.query)
            unreadable = {finding.path for finding in catalogue.findings(unlisted=True)}
            tests.append(unreadable.union(record.path for record in catalogue.select(self.query)).__contains__)
        return (lambda path: all(test(path) for test in tests)) if tests else None
