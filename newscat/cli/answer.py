"""What `list` and `search` share: a query, a format, and printing what the one gives in the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newscat.cli.options import Filters, Layout, Page
from newscat.cli.session import Session, split_names
from newscat.errors import UsageError, suggestion
from newscat.output import messages, resolve
from newscat.output.registry import Renderer
from newscat.output.rows import LIST_COLUMNS, SEARCH_COLUMNS, SHORT, Column, Rows, columns_for, document

if TYPE_CHECKING:
    from newscat.catalogue.catalogue import Catalogue
    from newscat.catalogue.query import Query

# On a terminal; a pipe and the machine formats get everything.
_SCREENFUL = 50
# Formats that have no columns.
_LINES = ("ids", "paths")


@dataclass(frozen=True, slots=True)
class Answer:
    """How one question will be answered.

    Everything a person could have got wrong is refused when it is made, before a file is read.
    `chosen`: the user named the columns. `for_people`: a table on a terminal, which says how much there is.
    """

    session: Session
    query: "Query"
    columns: tuple[Column, ...]
    chosen: bool
    render: Renderer
    for_people: bool
    count_only: bool
    raw_cells: bool

    @classmethod
    def of(cls, session: Session, text: str | None, filters: Filters, page: Page, layout: Layout) -> "Answer":
        """Raises UsageError, QueryError."""
        from newscat.catalogue.query import query

        screen, config = session.screen, session.config
        name = "paths0" if layout.null else layout.format or config.format or ("table" if screen.is_terminal else "tsv")
        _refuse(layout, name)
        for_people = name == "table" and screen.is_terminal
        names = split_names([layout.columns]) if layout.columns is not None else config.columns
        columns = columns_for(names or (LIST_COLUMNS if text is None else SEARCH_COLUMNS))
        limit = page.limit if page.limit is not None else config.limit
        if limit is None and for_people:
            limit = _SCREENFUL
        said = {name: value for name, value in filters._asdict().items() if value is not None}
        asked = query(text, **said, sort=page.sort, limit=limit or None, offset=page.offset or 0)
        return cls(session, asked, columns, bool(names), resolve(name), for_people, layout.count_only, layout.raw_cells)

    def print_from(self, catalogue: "Catalogue") -> None:
        self.session.warn(catalogue)
        total = catalogue.count(self.query)
        if self.count_only:
            self.session.out.write(f"{total}\n")
            return
        self._refuse_columns(catalogue, total)
        left = max(total - self.query.offset, 0)
        returned = left if self.query.limit is None else min(left, self.query.limit)
        rows = Rows(self.columns, self._documents(catalogue), total, returned, self.chosen, self.raw_cells)
        self.render(rows, self.session.out, self.session.screen)
        self.session.tell(catalogue)
        if self.for_people:
            self._summarise(catalogue, returned, total)

    def _refuse_columns(self, catalogue: "Catalogue", total: int) -> None:
        """Raises UsageError for a column of a field that occurs nowhere: an empty column would say it is there."""
        for column in self.columns if total else ():
            root, *path = column.path
            if root == "fields" and path not in ([], ["secured"]) and not catalogue.has_field(path):
                raise UsageError(f"no article has the field {'.'.join(path)!r}{suggestion(column.name, SHORT)}")

    def _documents(self, catalogue: "Catalogue") -> Iterator[dict[str, Any]]:
        if not self.query.words:
            yield from map(document, catalogue.select(self.query))
            return
        for match in catalogue.search(self.query):
            found = {"snippet": match.snippet, "hits": [list(hit) for hit in match.hits], "score": match.score}
            yield document(match.record) | found

    def _summarise(self, catalogue: "Catalogue", returned: int, total: int) -> None:
        ignored = catalogue.totals().ignored
        aside = f", {messages.plural(ignored, 'other file')} ignored" if ignored else ""
        self.session.out.flush()  # the summary comes after the table, whatever is buffered
        self.session.say(messages.counted(returned, total) + aside)


def _refuse(layout: Layout, format: str) -> None:
    """Raises UsageError for options of which one would silently win."""
    if layout.null and (layout.format or layout.columns):
        raise UsageError("-0 prints paths: it does not go together with --format or --columns")
    if layout.count_only and (layout.format or layout.columns or layout.null):
        raise UsageError("--count prints a number alone: it does not go together with --format, --columns or -0")
    if layout.columns is not None and not split_names([layout.columns]):
        raise UsageError("--columns names no column")
    if layout.columns and format in _LINES:
        raise UsageError(f"the format {format} prints {format} alone: it does not go together with --columns")
