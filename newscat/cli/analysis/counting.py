"""What `stats`, `topics` and `providers` do: count, and print, draw or write what was counted."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.analysis.groups import Groups, Sort, groups, names_of
from newscat.analysis.pictures import Kind, Picture, kind_of, picture
from newscat.cli.analysis.question import opened, query_of
from newscat.cli.options import Filters
from newscat.cli.session import Session, split_names
from newscat.errors import UsageError
from newscat.index.analysis.periods import PERIODS
from newscat.output import messages
from newscat.output.analysis import charts, cross, overview, plots
from newscat.output.analysis import groups as rows
from newscat.output.formats.registry import find
from newscat.output.safe import visible

if TYPE_CHECKING:
    from newscat.analysis.overview import Overview
    from newscat.index.reader import CatalogueReader
    from newscat.query.query import Query

# The default number of groups on a terminal; other output is complete.
_SCREENFUL = 20


class Request(NamedTuple):
    """The options of one command, all of them valid. `by` has the fields of each table; none is the overview."""

    session: Session
    filters: Filters
    query: "Query"
    by: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...]
    format: str
    top: int | None = None
    sort: Sort | None = None
    plot: Kind | None = None
    files: tuple[tuple[str, Callable[[Picture], bytes]], ...] = ()
    silent: bool = False

    @classmethod
    def of(
        cls,
        session: Session,
        filters: Filters,
        by: Sequence[str],
        *,
        mean: str | None,
        format: str | None,
        plot: Kind | None,
        svg: str | None,
        png: str | None,
        **more: Any,
    ) -> "Request":
        """Raises UsageError, QueryError."""
        fields = tuple(names_of(by))
        if plot and format:
            raise UsageError("--plot cannot be combined with --format")
        for names in fields:
            kind_of(names, plot)
        for option, value in (("--plot", plot), ("--svg", svg), ("--png", png)):
            if value is not None and len(fields) != 1:
                raise UsageError(f"{option} requires one --by")
        for option, value in (("--mean", mean), ("--sort", more.get("sort")), ("--top", more.get("top"))):
            if value is not None and not fields:
                raise UsageError(f"{option} requires --by")
        name = "table" if plot else format or ("table" if session.screen.is_terminal else "tsv")
        find(name, rows.FORMATS)
        files: list[tuple[str, Callable[[Picture], bytes]]] = []
        if svg is not None:
            files.append((_writable(svg, "--svg"), lambda shown: charts.svg(shown).encode()))
        if png is not None:
            charts.require_png()
            files.append((_writable(png, "--png"), charts.png))
        numbers = split_names([mean]) if mean is not None else ()
        return cls(
            session, filters, query_of(session, filters), fields, numbers, name, plot=plot, files=(*files,), **more
        )

    def print_from(self, paths: list[str] | None, *, no_pager: bool) -> None:
        """Raises the errors of `question.opened`."""
        session = self.session
        if self.filters.explain_query:
            session.out.write(visible(self.query.explain()))
            return
        if not self.by:
            self._print_overview(paths)
            return
        catalogue = opened(session, self.query, paths)
        zone = self.filters.tz or session.config.timezone
        counted = [groups(catalogue, by, self.query, mean=self.numbers, tz=zone).sorted(self.sort) for by in self.by]
        for path, made in self.files:
            _write(path, made(picture(self._cut(counted[0], always=True), self.plot)))
        shown = [self._cut(one) for one in counted]
        with session.paged(no_pager=no_pager) as out:
            self._print(shown, out)
        session.tell(catalogue)
        if session.screen.is_terminal and self.format == "table" and self.plot in (None, "bars"):
            session.out.flush()  # the summary comes after the table
            session.say("; ".join(map(_summary, counted, shown)))

    def _cut(self, found: Groups, *, always: bool = False) -> Groups:
        is_table = self.format == "table" and self.session.screen.is_terminal
        default = _SCREENFUL if (is_table or always) and not found.is_of_periods else 0
        return found.largest(default if self.top is None else self.top)

    def _print(self, shown: list[Groups], out: Any) -> None:
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
                    rows.table(one, out, screen, silent=self.silent)

    def _print_overview(self, paths: list[str] | None) -> None:
        from newscat.analysis.overview import overview as overview_of

        session = self.session
        is_whole = not self.query.parts
        catalogue = opened(session, self.query, paths, rules=is_whole)
        found = overview_of(catalogue, self.query, tz=self.filters.tz or session.config.timezone)
        findings = _findings(session, catalogue) if is_whole else None
        if self.format == "table":
            overview.render(found, _series(found), findings, session.out, session.screen)
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
