"""`newscat fields`."""

from typing import Annotated

from newscat.cli.options import Filters, InputOptions, NoPager, Paths, Verbosity, command, option
from newscat.errors import UsageError

_LINES = ("ids", "paths", "paths0")


def fields(
    *,
    sources: Annotated[
        bool, option("Output", "Show from which front matter each field of newscat was read.", "--sources")
    ] = False,
    format: Annotated[
        str | None,
        option(
            "Output",
            "table, tsv, csv, markdown, json or ndjson [default: table on a terminal, else tsv].",
            metavar="NAME",
        ),
    ] = None,
    no_pager: NoPager = False,
    filters: Filters,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Show the fields of the articles: their types, how often they are there, and their values."""
    from newscat.analysis.fields import census
    from newscat.cli.analysis.question import opened, query_of
    from newscat.cli.session import Session
    from newscat.output import messages, resolve
    from newscat.output.analysis import fields as counts
    from newscat.output.rows import Rows, origin_rows
    from newscat.output.safe import visible

    session = Session.of(inputs, verbosity)
    name = format or ("table" if session.screen.is_terminal else "tsv")
    if name in _LINES:
        raise UsageError(f"the format {name} prints articles; use table, tsv, csv, markdown, json or ndjson")
    render, query = resolve(name), query_of(session, filters)
    if sources and query.parts:
        raise UsageError("--sources counts all articles; it cannot be combined with a filter")
    if filters.explain_query:
        session.out.write(visible(query.explain()))
        return
    catalogue = opened(session, query, paths)
    total, found = (catalogue.totals().records, []) if sources else census(catalogue, query)
    with session.paged(no_pager=no_pager) as out:
        if sources:
            columns, documents = origin_rows(session.table, catalogue.origins())
            render(Rows(columns, iter(documents), len(documents), len(documents), chosen=True), out, session.screen)
        elif name == "table":
            counts.table(found, out, session.screen)
        elif name == "json":
            counts.json(found, total, out)
        elif name == "ndjson":
            counts.ndjson(found, out)
        else:
            render(counts.rows(found), out, session.screen)
    session.tell(catalogue)
    if name == "table" and session.screen.is_terminal:
        session.out.flush()  # the summary comes after the table
        session.say(messages.plural(total, "article"))


app = command(fields, "newscat fields articles/", "newscat fields --sources --format json")
