"""The question of a command: the query of its options, and the catalogue that it is put to."""

import os
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from newscat.cli.options import SCREENFUL, Filters
from newscat.cli.session import Session
from newscat.errors import UsageError
from newscat.output.safe import visible
from newscat.query.query import query as query_in

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader
    from newscat.query.query import Query

T = TypeVar("T")
_QUERY = re.compile(r"-?[a-z][\w.-]*:(?!//)[^/\\]", re.IGNORECASE)


def limited(found: Sequence[T], limit: int | None, *, for_people: bool) -> Sequence[T]:
    """The first `limit` of them, 0 for all."""
    return found[: (limit if limit is not None else SCREENFUL if for_people else 0) or None]


def query_of(session: Session, filters: Filters, **more: Any) -> "Query":
    """The query of the options and the configuration; `more` are further arguments of it. Raises QueryError."""
    config = session.config
    given = {name: value for name, value in filters._asdict().items() if value is not None}
    text = given.pop("query", None)
    del given["explain_query"]
    settings = {"tz": config.timezone, "saved": config.queries, "languages": config.language, "table": session.table}
    return query_in(text, **(settings | given | more))


def opened(
    session: Session, filters: Filters, query: "Query", paths: list[str] | None, *, rules: bool = False
) -> "CatalogueReader":
    """The catalogue of the arguments, refreshed; with the findings of all `rules` if these are needed.

    With --explain-query, the query is explained, and the command ends. Raises the errors of `Session.catalogue`, and
    QueryError for a field that no article has.
    """
    _refuse_queries(paths)
    refuse_paths(filters.query, paths)
    if filters.explain_query:
        session.out.write(visible(query.explain()))
        raise typer.Exit
    catalogue = session.catalogue(paths, session.checks() if rules or query.needs_rules else None)
    session.warn(catalogue, paths)
    catalogue.check_query(query)
    return catalogue


def asked(session: Session, filters: Filters, paths: list[str] | None) -> "tuple[CatalogueReader, Query]":
    """The catalogue of the arguments, and the query of the filters. Raises the errors of `opened`, and QueryError."""
    query = query_of(session, filters)
    return opened(session, filters, query, paths), query


def refuse_paths(queries: Iterable[str] | None, paths: list[str] | None) -> None:
    """Raises UsageError for a query that is a path, such as the one after a -q that was meant to be quiet, unless there
    are other `paths`."""
    for query in queries or () if not paths else ():
        if "/" in query and os.path.lexists(query):
            import shlex

            quoted = shlex.quote(f'"{query}"')
            raise UsageError(f"{query!r} is a path, where a query was expected; to search for it, write {quoted}")


def _refuse_queries(paths: Iterable[str] | None) -> None:
    """Raises UsageError for a path that does not exist and looks like a query."""
    for path in paths or ():
        if _QUERY.match(path) and not os.path.lexists(path):
            import shlex

            raise UsageError(f"no such file or folder: {path!r}; for a query, use -q {shlex.quote(path)}")
