"""`newscat fields`."""

from typing import Annotated

import typer

from newscat.cli.options import InputOptions, NoPager, Paths, Verbosity, command
from newscat.errors import UsageError

_LINES = ("ids", "paths", "paths0")


def fields(
    *,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="table, tsv, csv, markdown, json or ndjson [default: table on a terminal, else tsv].",
        ),
    ] = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Show where the fields of the articles come from: each source in front matter, and how often."""
    from newscat.cli.session import Session
    from newscat.output import messages, resolve
    from newscat.output.rows import Rows, origin_rows

    session = Session.of(inputs, verbosity)
    name = format or ("table" if session.screen.is_terminal else "tsv")
    if name in _LINES:
        raise UsageError(f"the format {name} prints articles; use table, tsv, csv, markdown, json or ndjson")
    render = resolve(name)
    catalogue = session.catalogue(paths)
    session.warn(catalogue)
    columns, documents = origin_rows(session.table, catalogue.origins())
    rows = Rows(columns, iter(documents), len(documents), len(documents), chosen=True)
    with session.paged(no_pager=no_pager) as out:
        render(rows, out, session.screen)
    session.tell(catalogue)
    if name == "table" and session.screen.is_terminal:
        session.out.flush()  # the summary comes after the table
        session.say(messages.plural(catalogue.totals().records, "article"))


app = command(fields, "newscat fields", "newscat fields articles/ --format json")
