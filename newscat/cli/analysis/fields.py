"""`newscat fields`."""

from typing import Annotated, Any

from newscat.cli.options import Filters, Format, InputOptions, NoPager, Paths, Verbosity, command, option
from newscat.errors import UsageError


def fields(
    *,
    sources: Annotated[
        bool, option("Output", "Show from which front matter each field of newscat was read.", "--sources")
    ] = False,
    format: Format = None,
    no_pager: NoPager = False,
    filters: Filters,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Show the fields of the articles: their types, how often they are there, and their values."""
    from newscat.analysis.fields import census
    from newscat.cli.answers.question import asked, query_of
    from newscat.cli.session import Session
    from newscat.output import messages, resolve
    from newscat.output.analysis import fields as output
    from newscat.output.rows import Rows, origin_rows

    session = Session.of(inputs, verbosity)
    name = session.format(format)
    render: Any = output.resolve(name)
    if sources and query_of(session, filters).parts:
        raise UsageError("--sources counts all articles; it cannot be combined with a filter")
    catalogue, query = asked(session, filters, paths)
    answer: Rows | output.Answer
    if sources:
        render, answer = resolve(name), origin_rows(session.table, catalogue.origins())
        total = catalogue.totals().records
    else:
        answer = output.Answer(*census(catalogue, query))
        total = answer.total
    summary = messages.plural(total, "article") if session.is_for_people(name) else ""
    session.write_answer(catalogue, lambda out: render(answer, out, session.screen), summary, no_pager=no_pager)


app = command(fields, "newscat fields articles/", "newscat fields --sources --format json")
