"""What the commands of this folder share: which articles they are about."""

from typing import TYPE_CHECKING

from newscat.cli.options import Filters
from newscat.cli.session import Session

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader
    from newscat.query.query import Query


def query_of(session: Session, filters: Filters) -> "Query":
    """Raises QueryError."""
    from newscat.query.query import query

    config = session.config
    given = {name: value for name, value in filters._asdict().items() if value is not None}
    given = {name: value for name, value in given.items() if name not in ("query", "explain_query")}
    options = {"tz": config.timezone, **given}
    return query(filters.query, **options, saved=config.queries, languages=config.language, table=session.table)


def opened(session: Session, query: "Query", paths: list[str] | None, *, rules: bool = False) -> "CatalogueReader":
    """The catalogue of the arguments, refreshed; with the findings of all `rules` if these are needed.

    Raises the errors of `Session.catalogue`, and QueryError for a field that no article has.
    """
    from newscat.cli.answers.answer import refuse_queries

    refuse_queries(paths)
    catalogue = session.catalogue(paths, session.checks() if rules or query.needs_rules else None)
    session.warn(catalogue, paths)
    catalogue.check_query(query)
    return catalogue
