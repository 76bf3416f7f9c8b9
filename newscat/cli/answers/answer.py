"""What `list` and `search` share: a query, an output format, and printing the matches."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.cli.answers.question import opened, query_of
from newscat.cli.options import LIST_SCREENFUL, Filters, Layout, Page, WordMatching
from newscat.cli.session import Session, split_names
from newscat.errors import UsageError, suggestion
from newscat.output import messages, resolve
from newscat.output.formats.registry import Renderer
from newscat.output.rows import (
    LIST_COLUMNS,
    SEARCH_COLUMNS,
    SHORT,
    Column,
    Rows,
    columns_for,
    document,
    with_author,
)

if TYPE_CHECKING:
    from newscat.index.index import Match
    from newscat.index.reader import CatalogueReader
    from newscat.query.query import Query, SortKey

# Formats that have no columns.
_LINES = ("ids", "paths")
# Formats that print nothing but columns.
_CELLS = ("tsv", "csv", "markdown")
# What `_found` adds to a document.
_MATCHES = ("score", "snippet", "snippet_field", "snippet_hits", "title_hits", "matched_fields")


class _Form(NamedTuple):
    """How rows are printed.

    `columns` None: the default columns of the command. `for_people`: a table on a terminal, with a default limit
    and a summary.
    """

    render: Renderer
    columns: tuple[Column, ...] | None = None
    for_people: bool = False
    is_asked: bool = True
    """Whether the columns are those of an option, not of the configuration: a field that no article has is a slip."""
    shows_matches: bool = True
    """Whether anything that is printed tells where the words are: to find this, each file is read."""
    has_only_columns: bool = False
    """Whether nothing is printed of a document but its columns."""
    zone: tzinfo | None = None
    """The time zone of the days that are shown; None, as in JSON: UTC."""


class Answer(NamedTuple):
    """A query and how to print its matches. Invalid options are refused on creation, before files are read."""

    session: Session
    query: "Query"
    form: _Form
    layout: Layout
    filters: Filters
    matching: WordMatching | None
    configured_sort: "Sequence[SortKey]" = ()
    """The fields to sort by, if they are those of the configuration."""

    @classmethod
    def of(
        cls,
        session: Session,
        filters: Filters,
        page: Page,
        layout: Layout,
        matching: WordMatching | None = None,
        text: str | None = None,
    ) -> "Answer":
        """`matching` is None if the command has no such options; `text` is a query in addition to the filters.

        Raises UsageError, QueryError.
        """
        refuse(layout, page)
        form = form_of(session, layout, filters.tz)
        if text is not None:
            filters = filters._replace(query=[text, *(filters.query or ())])
        query = _query(session, filters, page, matching, LIST_SCREENFUL if form.for_people else None)
        if sort := () if page.sort else query.sort:
            # A field of the configuration that no article has is not an error.
            query = replace(query, sort=tuple(key._replace(field=key.field._replace(own=False)) for key in sort))
        return cls(session, query, form, layout, filters, matching, sort)

    def print_from(self, paths: list[str] | None) -> None:
        """Raises the errors of `Session.catalogue`, and QueryError for a field that no article has."""
        catalogue = opened(self.session, self.filters, self.query, paths)
        total = catalogue.count(self.query)
        if self.layout.count_only:
            self.session.out.write(f"{total}\n")
        else:
            self._print_rows(catalogue, total)
        self._summarise(catalogue, total)
        if not total:
            self._say_what_is_close(catalogue)

    def _print_rows(self, catalogue: "CatalogueReader", total: int) -> None:
        columns = self.form.columns
        chosen = columns is not None
        if columns is None:
            names = SEARCH_COLUMNS if self.query.has_words else LIST_COLUMNS
            columns = columns_for(with_author(names) if self.form.for_people else names)
        refuse_columns(catalogue, columns if total and self.form.is_asked else ())
        only = frozenset(column.path[0] for column in columns) if self.form.has_only_columns else ()
        documents: Iterator[dict[str, Any]] = (
            (_found(each, only, self.form.zone) for each in catalogue.search(self.query))
            if self.query.has_words and self.form.shows_matches
            else (document(each, only=only, zone=self.form.zone) for each in catalogue.select(self.query))
        )
        if self.form.for_people and any(column.kind == "id" for column in columns):
            documents = (each | {"id": catalogue.short_id(each["id"])} for each in documents)
        rows = Rows(columns, documents, total, self._returned(total), chosen, self.layout.raw_cells)
        render, screen = self.form.render, self.session.screen
        self.session.write_answer(catalogue, lambda out: render(rows, out, screen), no_pager=self.layout.no_pager)

    def _summarise(self, catalogue: "CatalogueReader", total: int) -> None:
        """Print the number of articles for people, and always the number of files without front matter."""
        ignored = catalogue.totals().ignored
        self.session.out.flush()  # the summary comes after the table
        if self.form.for_people and not self.layout.count_only:
            aside, hint = messages.no_front_matter(ignored), self.query.tail is None
            self.session.say(messages.counted(self._returned(total), total, hint=hint, aside=aside))
        elif ignored:
            self.session.say(messages.left_out(ignored))
        for key in self.configured_sort if total else ():
            if key.field.own and not catalogue.has_field(key.field.path):
                self.session.say(f"no article has {key.field.name!r}, which the setting 'sort' names")

    def _returned(self, total: int) -> int:
        """How many of `total` articles are printed."""
        left = max(total - self.query.offset, 0)
        return min(each for each in (left, self.query.limit, self.query.tail) if each is not None)

    def _say_what_is_close(self, catalogue: "CatalogueReader") -> None:
        """On stderr: an empty answer stays empty for a program."""
        from newscat.cli.answers import hints

        self.session.out.flush()
        for sentence in hints.similar_values(catalogue, hints.wanted_values(self.filters)):
            self.session.say(sentence)
        for sentence in hints.absent_fields(catalogue, self.query):
            self.session.say(sentence)
        unknown = catalogue.unknown_words(self.query) if self.query.has_words else []
        hint = self.matching is not None and not self.matching.fuzzy
        for word, near, may_be_near in unknown:
            self.session.say(messages.unknown_word(word, near, hint=hint and may_be_near))
        if not unknown and (alone := hints.words_alone(catalogue, self.query)):
            self.session.say(alone)


def _query(
    session: Session,
    filters: Filters,
    page: Page,
    matching: WordMatching | None,
    screenful: int | None,
) -> "Query":
    """The query of the options and the configuration; `screenful` is the default limit."""
    config = session.config
    limit = next((each for each in (page.limit, page.tail and 0, config.limit, screenful) if each is not None), None)
    return query_of(
        session,
        filters,
        **(matching or WordMatching())._asdict(),
        sort=page.sort or (config.sort if matching is None else None) or "",
        nulls=page.nulls,
        limit=limit or None,
        offset=page.offset or 0,
        tail=page.tail or None,
    )


def _found(match: "Match", only: Collection[str], zone: tzinfo | None) -> dict[str, Any]:
    """The document of the record, with its score, snippet and matching fields."""
    return document(match.record, only=only, zone=zone) | {
        "score": match.score,
        "snippet": match.snippet,
        "snippet_field": match.field,
        "snippet_hits": [list(hit) for hit in match.hits],
        "title_hits": [list(hit) for hit in match.title_hits],
        "matched_fields": list(match.fields),
    }


def refuse_columns(catalogue: "CatalogueReader", columns: Sequence[Column]) -> None:
    """Raises UsageError for a column of a field that no article has."""
    for column in columns:
        root, *path = column.path
        if root == "fields" and path not in ([], ["secured"]) and not catalogue.has_field(path):
            near = suggestion(column.name, SHORT)
            raise UsageError(f"unknown field {'.'.join(path)!r}{near}: no article has it")


# --- how it is printed ------------------------------------------------------------------------------------------------


def form_of(session: Session, layout: Layout, tz: str | None = None) -> _Form:
    """`tz` is the time zone of an option. Raises UsageError for an unknown format or column and for an invalid template
    or jq expression, QueryError for an unknown time zone."""
    if layout.jq is not None:
        from newscat.output.formats.jq import Filter

        return _Form(Filter.of(layout.jq).render, ())
    if layout.template is not None:
        from newscat.output.formats.template import Template

        zone = session.zone(tz)
        template = Template.of(layout.template, session.table, zone)
        return _Form(template.render, template.columns, zone=zone)
    return _named(session, layout, tz)


def _named(session: Session, layout: Layout, tz: str | None) -> _Form:
    config = session.config
    name = "paths0" if layout.null else session.format(layout.format or config.format)
    if layout.columns is not None and not split_names([layout.columns]):
        raise UsageError("--columns needs at least one column")
    if layout.columns and name in _LINES:
        raise UsageError(f"--columns cannot be combined with the format {name}, which prints only {name}")
    names = split_names([layout.columns]) if layout.columns is not None else config.columns
    columns = columns_for(names, session.table) if names else None
    for_people = session.is_for_people(name)
    shown = {column.path[0] for column in columns or ()}
    shows_matches = name not in (*_LINES, "paths0") and (for_people or not columns or not shown.isdisjoint(_MATCHES))
    zone = session.zone(tz) if name in ("table", *_CELLS) else None
    return _Form(resolve(name), columns, for_people, layout.columns is not None, shows_matches, name in _CELLS, zone)


# Layout options as written, and the ones that exclude the others, with the reason.
_FLAGS = {
    "count_only": "--count",
    "null": "-0",
    "template": "--template",
    "jq": "--jq",
    "format": "--format",
    "columns": "--columns",
}
_ALONE = {
    "count_only": "prints only a number",
    "null": "prints paths",
    "template": "is a format of its own",
    "jq": "is a format of its own",
}


def refuse(layout: Layout, page: Page) -> None:
    """Raises UsageError for options that would silently override each other."""
    given = [name for name in _FLAGS if getattr(layout, name) not in (None, False)]
    for name in given:
        others = " or ".join(_FLAGS[other] for other in given if other != name)
        if others and name in _ALONE:
            raise UsageError(f"{_FLAGS[name]} {_ALONE[name]}; it cannot be combined with {others}")
    if page.tail is not None and (page.limit, page.offset) != (None, None):
        other = "--limit" if page.limit is not None else "--offset"
        raise UsageError(f"--tail cannot be combined with {other}")
