"""What the commands of this folder share: which articles they are about, and how many groups of them are printed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

from newscat.cli.options import Filters
from newscat.cli.options.common import SCREENFUL
from newscat.cli.session import Session

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader
    from newscat.query.query import Query

T = TypeVar("T")


def limited(found: Sequence[T], limit: int | None, *, for_people: bool) -> Sequence[T]:
    """The first `limit` of them, 0 for all."""
    return found[: (limit if limit is not None else SCREENFUL if for_people else 0) or None]


def query_of(session: Session, filters: Filters) -> "Query":
    """Raises QueryError."""
    from newscat.query.query import query

    config = session.config
    given = {name: value for name, value in filters._asdict().items() if value is not None}
    given = {name: value for name, value in given.items() if name not in ("query", "explain_query")}
    options = {"tz": config.timezone, **given}
    return query(filters.query, **options, saved=config.queries, languages=config.language, table=session.table)


def asked(
    session: Session, filters: Filters, paths: list[str] | None, *, rules: bool = False
) -> "tuple[CatalogueReader, Query]":
    """The catalogue of the arguments, refreshed, and the query of the filters.

    With the findings of all `rules` if these are needed. With --explain-query, the query is explained, and the command
    ends. Raises the errors of `Session.catalogue`, and QueryError, also for a field that no article has.
    """
    from newscat.cli.answers.answer import refuse_queries
    from newscat.output.safe import visible

    query = query_of(session, filters)
    if filters.explain_query:
        session.out.write(visible(query.explain()))
        raise typer.Exit
    refuse_queries(paths)
    catalogue = session.catalogue(paths, session.checks() if rules or query.needs_rules else None)
    session.warn(catalogue, paths)
    catalogue.check_query(query)
    return catalogue, query
