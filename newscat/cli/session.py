"""The common start of the commands: configuration, streams, and the catalogue of the arguments."""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from newscat import config as configuration
from newscat.cli.options import InputOptions, Verbosity
from newscat.config import Config
from newscat.errors import ConfigError, MissingPathError, UsageError
from newscat.output import messages
from newscat.output.safe import one_line
from newscat.output.terminal.screen import Screen, screen_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from newscat.article.field_table import FieldTable
    from newscat.article.finding import Finding
    from newscat.article.frontmatter import Limits
    from newscat.files.paths import Selection
    from newscat.index.load.checks import Checks
    from newscat.index.reader import CatalogueReader
    from newscat.index.source import Source


# On a terminal, more files that cannot be listed are only counted.
_MOST_NAMED = 10
_MOST_OPERANDS = 5


class Session(NamedTuple):
    """One run of a command: its input options, its verbosity and its configuration."""

    inputs: InputOptions
    verbosity: Verbosity
    config: Config

    @classmethod
    def of(cls, inputs: InputOptions, verbosity: Verbosity) -> "Session":
        """Raises ConfigError, UsageError."""
        if inputs.no_cache and inputs.no_refresh:
            raise UsageError("--no-refresh cannot be combined with --no-cache")
        if inputs.isolated and inputs.config is not None:
            raise UsageError("--isolated cannot be combined with --config")
        cwd = configuration.working_directory()
        config = configuration.load(cwd, os.environ, file=inputs.config, isolated=inputs.isolated)
        return cls(inputs, verbosity, config)

    @property
    def out(self) -> TextIO:
        return sys.stdout

    @property
    def screen(self) -> Screen:
        """The terminal or pipe that stdout is."""
        return screen_of(sys.stdout, self.verbosity.color or self.config.color, os.environ)

    def paged(self, *, no_pager: bool) -> AbstractContextManager[TextIO]:
        """The stream for output: stdout, or a pager for long output on a terminal."""
        if no_pager or not self.screen.is_terminal:
            return nullcontext(self.out)
        from newscat.output.terminal import pager

        return pager.paged(self.out, self.screen, pager.chosen(self.config.pager, os.environ))

    def format(self, name: str | None) -> str:
        """The format `name`, or the default one."""
        return name or ("table" if self.screen.is_terminal else "tsv")

    def is_for_people(self, format: str) -> bool:
        """Whether it is a table on a terminal, which has a default limit and a summary."""
        return format == "table" and self.screen.is_terminal

    def write_answer(
        self, catalogue: "CatalogueReader", render: Callable[[TextIO], object], summary: str = "", *, no_pager: bool
    ) -> None:
        """Print an answer of the catalogue, and the summary, if there is one, to stderr."""
        with self.paged(no_pager=no_pager) as out:
            render(out)
        self.tell(catalogue)
        if summary:
            self.out.flush()  # the summary comes after the table
            self.say(summary)

    def catalogue(self, paths: list[str] | None, checks: "Checks | None" = None) -> "CatalogueReader":
        """The catalogue of the arguments, refreshed.

        Raises MissingPathError, UsageError, and NoFilesError unless --allow-empty.
        """
        catalogue = self.unread(paths, checks)
        self._bring_up_to_date(catalogue)
        if not self.inputs.allow_empty:
            catalogue.require_files()
        return catalogue

    def unread(self, paths: list[str] | None, checks: "Checks | None" = None) -> "CatalogueReader":
        """The catalogue of the arguments, not refreshed. Raises MissingPathError, UsageError."""
        from newscat.index.load.checks import Checks
        from newscat.index.load.kinds import FileKind, Kinds
        from newscat.index.reader import CatalogueReader

        config = self.config
        files = [FileKind.of(each, schema=False) for each in config.kinds]
        checks = checks or Checks(kinds=Kinds.of(config.kind, files, config.folder))
        limited = checks._replace(limits=self.limits, table=self.table, unsearched=frozenset(config.search_exclude))
        return CatalogueReader(self.source(paths), checks=limited, cache=self._cache_folder())

    def cache_file(self, paths: list[str] | None) -> str | None:
        """The path of the index of that catalogue, which may not exist. Raises MissingPathError, UsageError."""
        folder, key = self._cache_folder(), self.source(paths).key(self.reading)
        return f"{folder}/{key.file_name()}" if folder and key else None

    @property
    def reading(self) -> "Checks":
        """How files are read, without rules."""
        from newscat.index.load.checks import Checks

        return Checks(limits=self.limits, table=self.table)

    @property
    def limits(self) -> "Limits":
        from newscat.article.frontmatter import Limits

        config = self.config
        sizes = config.max_front_matter, config.max_nesting, config.max_nodes, config.max_body
        return Limits(*sizes, config.date_order or "")

    @property
    def table(self) -> "FieldTable":
        """The fields of the configuration. Raises ConfigError."""
        from newscat.article.field_table import FieldTable

        config = self.config
        try:
            return FieldTable.of(config.fields, config.topic_separator)
        except ConfigError as error:
            raise ConfigError(f"{config.source}: {error}") from None

    def zone(self, tz: str | None = None) -> "tzinfo | None":
        """The time zone `tz`, or that of the configuration, or None. Raises QueryError for an unknown one."""
        name = tz or self.config.timezone
        if name is None:
            return None
        from newscat.query.query import time_zone

        return time_zone(name)

    def _cache_folder(self) -> str | None:
        from newscat.index.cache.store import folder

        return None if self.inputs.no_cache else folder()

    def checks(self, schema: str | None = None) -> "Checks":
        """All rules, including plugins, and the JSON Schema in the file `schema`.

        Raises ConfigError, MissingPathError, UsageError.
        """
        from newscat.lint.selection import checks_of

        return checks_of(self.config, schema, self.limits)._replace(table=self.table)

    def source(self, paths: list[str] | None) -> "Source":
        """The files of the arguments. Raises MissingPathError, UsageError."""
        from newscat.files.paths import named
        from newscat.index.source import Source

        files = self._files()
        if files is not None and paths:
            raise UsageError("--files-from cannot be combined with PATH")
        try:
            roots = () if files is not None else named(paths or self.config.paths)
        except MissingPathError as error:
            raise error if paths else MissingPathError(f"{error}; it is in the setting paths") from None
        return Source(roots, self.selection, files)

    @property
    def selection(self) -> "Selection":
        """Which files of a folder are read."""
        from newscat.files.paths import Selection

        config = self.config
        ignore_files = not (config.no_ignore or self.inputs.no_ignore)
        return Selection(config.include, config.exclude, ignore_files, self.inputs.follow)

    def _bring_up_to_date(self, catalogue: "CatalogueReader") -> None:
        age = catalogue.use_unrefreshed() if self.inputs.no_refresh else None
        if age is not None:
            catalogue.notes.append(f"index not refreshed; it is {messages.ago(age)} old")
        else:
            with self.progress(catalogue) as progress:
                catalogue.refresh(progress)
            if self.inputs.no_refresh and not catalogue.notes:
                catalogue.notes.append("no index yet; reading the files")
        catalogue.hold()  # the total and the rows agree, even if another process refreshes the index
        self.tell(catalogue)

    def tell(self, catalogue: "CatalogueReader") -> None:
        """Print new notes of the catalogue to stderr, e.g. that the index is bypassed."""
        self.note(catalogue.notes)
        catalogue.notes.clear()

    def note(self, notes: Iterable[str]) -> None:
        sys.stderr.writelines(messages.error(note) + "\n" for note in notes)

    def progress(self, catalogue: "CatalogueReader") -> AbstractContextManager[Callable[[int], None]]:
        """A progress bar for a refresh, on a terminal that can move its cursor, unless --quiet."""
        screen = screen_of(sys.stderr, self.verbosity.color or self.config.color, os.environ)
        if self.verbosity.quiet or not screen.is_terminal or os.environ.get("TERM", "") in ("", "dumb"):
            return nullcontext(lambda done: None)
        from newscat.output.terminal.progress import Bar

        return Bar(sys.stderr, screen, catalogue.expected)

    def _files(self) -> list[str] | None:
        source = self.inputs.files_from
        if source is None:
            return None
        from newscat.files.paths import files_from

        if source == "-":
            return list(files_from(sys.stdin.buffer))
        try:
            with Path(source).open("rb") as stream:
                return list(files_from(stream))
        except OSError as error:
            raise MissingPathError(f"cannot read --files-from {source!r}: {error.strerror}") from None

    def say(self, sentence: str) -> None:
        """Print a summary to stderr, unless --quiet."""
        if not self.verbosity.quiet:
            sys.stderr.write(f"{sentence}\n")

    def warn(self, catalogue: "CatalogueReader", paths: Sequence[str] | None, told: Collection[str] = ()) -> None:
        """Name each file of `paths` that cannot be listed on stderr, without findings of the rules `told`.

        On a terminal, unless `told`, more than ten are only counted, and --quiet silences them.
        """
        is_terminal = not told and screen_of(sys.stderr, "auto", os.environ).is_terminal
        if is_terminal and self.verbosity.quiet:
            return
        found = [one for one in catalogue.findings(unlisted=True) if one.code not in told]
        self.name_unlisted(found, paths, told)

    def name_unlisted(
        self, found: "Sequence[Finding]", paths: Sequence[str] | None, told: Collection[str] = ()
    ) -> None:
        """The same for these findings."""
        is_terminal = not told and screen_of(sys.stderr, "auto", os.environ).is_terminal
        if is_terminal and self.verbosity.quiet:
            return
        if is_terminal and len(found) > _MOST_NAMED:
            files = messages.plural(len(found), "file")
            self.say(f"{files} not listed; see: newscat validate --select NC0{self._operands(paths)}")
            return
        for finding in found:
            place = f"{finding.path}:{finding.line}:{finding.column}"
            sys.stderr.write(messages.for_file(place, f"not listed: {finding.message} ({finding.code})") + "\n")

    def _operands(self, paths: Sequence[str] | None) -> str:
        """The arguments that name these files in another command, for a shell; a long list is cut off."""
        import shlex

        files = self.inputs.files_from
        named = paths or (("--files-from", files) if files else ())
        shown = [one_line(shlex.quote(each)) for each in named[:_MOST_OPERANDS]]
        return "".join(f" {each}" for each in (*shown, *["..."] * (len(named) > _MOST_OPERANDS)))


def split_names(names: Iterable[str]) -> tuple[str, ...]:
    """Split `a,b` at the commas."""
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())
