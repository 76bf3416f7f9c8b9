"""What `stats`, `topics` and `providers` do: count, and print, draw or write what was counted."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from newscat.analysis.groups import Groups, groups, names_of
from newscat.analysis.pictures import Kind, Picture, kind_of, picture
from newscat.cli.answers.question import asked, opened, query_of
from newscat.cli.options import SCREENFUL, Filters
from newscat.cli.options.groups import GroupOptions, OutputOptions
from newscat.cli.session import Session, split_names
from newscat.errors import UsageError
from newscat.index.analysis.periods import PERIODS
from newscat.output import messages
from newscat.output.analysis import charts, cross, overview, plots
from newscat.output.analysis import groups as rows
from newscat.output.formats.registry import find

if TYPE_CHECKING:
    from newscat.analysis.overview import Overview
    from newscat.index.reader import CatalogueReader


class Request(NamedTuple):
    """The options of one command, all of them valid. `by` has the fields of each table; none is the overview."""

    session: Session
    filters: Filters
    by: tuple[tuple[str, ...], ...]
    groups: GroupOptions
    output: OutputOptions
    plot: Kind | None
    format: str
    files: tuple[tuple[str, Callable[[Picture], bytes]], ...]
    silent: bool

    @classmethod
    def of(
        cls,
        session: Session,
        filters: Filters,
        by: Sequence[str],
        options: GroupOptions,
        output: OutputOptions,
        plot: Kind | None = None,
        *,
        silent: bool = False,
    ) -> "Request":
        """Raises UsageError."""
        fields = tuple(names_of(by))
        if plot and output.format:
            raise UsageError("--plot cannot be combined with --format")
        for names in fields:
            kind_of(names, plot)
        for option, value in (("--plot", plot), ("--svg", output.svg), ("--png", output.png)):
            if value is not None and len(fields) != 1:
                raise UsageError(f"{option} requires one --by")
        for name, value in options._asdict().items():
            if value is not None and not fields:
                raise UsageError(f"--{name} requires --by")
        format = "table" if plot else session.format(output.format)
        find(format, rows.FORMATS)
        files: list[tuple[str, Callable[[Picture], bytes]]] = []
        if output.svg is not None:
            files.append((_writable(output.svg, "--svg"), lambda shown: charts.svg(shown).encode()))
        if output.png is not None:
            charts.require_png()
            files.append((_writable(output.png, "--png"), charts.png))
        return cls(session, filters, fields, options, output, plot, format, (*files,), silent)

    @property
    def zone(self) -> str | None:
        return self.filters.tz or self.session.config.timezone

    def print_from(self, paths: list[str] | None) -> None:
        """Raises the errors of `question.asked`."""
        if not self.by:
            self._print_overview(paths)
            return
        session, options = self.session, self.groups
        catalogue, query = asked(session, self.filters, paths)
        means = split_names([options.mean or ""])
        counted = [groups(catalogue, by, query, mean=means, tz=self.zone).sorted(options.sort) for by in self.by]
        for path, made in self.files:
            _write(path, made(picture(self._cut(counted[0], always=True), self.plot)))
        shown = [self._cut(one) for one in counted]
        has_summary = session.is_for_people(self.format) and self.plot in (None, "bars")
        summary = "; ".join(map(_summary, counted, shown)) if has_summary else ""
        session.write_answer(catalogue, lambda out: self._print(shown, out), summary, no_pager=self.output.no_pager)

    def _cut(self, found: Groups, *, always: bool = False) -> Groups:
        default = SCREENFUL if (self.session.is_for_people(self.format) or always) and not found.is_of_periods else 0
        return found.largest(default if self.groups.top is None else self.groups.top)

    def _print(self, shown: list[Groups], out: TextIO) -> None:
        screen = self.session.screen
        if self.plot in ("line", "heatmap"):
            out.writelines(f"{line}\n" for line in plots.text(picture(shown[0], self.plot), screen.width or 80))
        elif self.format != "table":
            rows.render(self.format, shown, out, screen)
        else:
            for place, one in enumerate(shown):
                out.write("\n" if place else "")
                if len(one.by) > 1:
                    cross.table(one, out, screen, periods=one.by[1] in PERIODS)
                else:
                    rows.table(one, out, screen, silent=self.silent, zone=self.session.zone(self.filters.tz))

    def _print_overview(self, paths: list[str] | None) -> None:
        from newscat.analysis.overview import overview as overview_of

        session = self.session
        query = query_of(session, self.filters)
        is_whole = not query.parts
        catalogue = opened(session, self.filters, query, paths, rules=is_whole)
        found = overview_of(catalogue, query, tz=self.zone)
        findings = _findings(session, catalogue) if is_whole else None
        if self.format == "table":
            zone = session.zone(self.filters.tz)
            overview.render(found, _series(found), findings, session.out, session.screen, zone)
        else:
            tables = (found.months, found.topics, found.sources, found.types)
            rows.render(self.format, tables, session.out, session.screen, head=overview.head(found, findings))
        session.tell(catalogue)


def _series(found: "Overview") -> list[tuple[str, int]]:
    drawn = picture(found.months, "line")
    return [(name, drawn.counts.get((name,), 0)) for name in drawn.rows]


def _findings(session: Session, catalogue: "CatalogueReader") -> dict[str, int]:
    """The number of findings by severity, as `validate` reports them."""
    from newscat.article.finding import Severity
    from newscat.lint.selection import RuleSelection

    rules = RuleSelection.of(session.config)
    checked = catalogue.checked(rules.rules)
    counts = Counter(one.severity for one in rules.findings(checked, whole_folders=catalogue.is_of_folders))
    return {severity.value: counts[severity] for severity in Severity}


def _summary(counted: Groups, shown: Groups) -> str:
    articles = messages.plural(counted.total, "article")
    if not counted.groups:
        return f"No value of {' and '.join(counted.by)} in {articles}"
    several = messages.plural(counted.size, "value")
    part = f"{messages.number(shown.size)} of {several}" if shown.size < counted.size else several
    return f"{part} of {counted.by[0]} in {articles}" + (" (--top 0 for all)" if shown.size < counted.size else "")


def _writable(path: str, option: str) -> str:
    """Raises UsageError for a path that cannot be the file of a plot."""
    from newscat.files.write import refuse_article

    if not path or Path(path).is_dir() or not Path(path).parent.is_dir():
        raise UsageError(f"{option} {path!r}: no such folder, or not a file")
    refuse_article(path)
    return path


def _write(path: str, data: bytes) -> None:
    from newscat.files.write import replacing

    try:
        with replacing(path) as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"cannot write {path!r}: {error.strerror or error}") from None
