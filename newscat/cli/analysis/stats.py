"""`newscat stats`, and its short forms `newscat topics` and `newscat providers`."""

from typing import Annotated, Literal

import typer

from newscat.cli.options import Filters, InputOptions, Paths, Verbosity, command, option
from newscat.cli.options.groups import GROUPS, OUTPUT, GroupOptions, OutputOptions

_By = Annotated[
    list[str] | None,
    option(
        GROUPS,
        "Count articles by FIELD, e.g. topic or month. It is year, month, week, day, weekday, hour or any field of the "
        "articles; two fields give a cross table. Can be repeated.",
        metavar="FIELD[,FIELD]",
    ),
]
_Plot = Annotated[
    Literal["bars", "line", "heatmap"] | None,
    option(OUTPUT, "Draw the groups instead of a table; a heatmap needs two fields.", metavar="bars|line|heatmap"),
]


def stats(
    *,
    by: _By = None,
    groups: GroupOptions,
    filters: Filters,
    plot: _Plot = None,
    output: OutputOptions,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Count articles: an overview of the catalogue, or groups by topic, provider, month or any field."""
    from newscat.cli.analysis.counting import Request
    from newscat.cli.session import Session

    Request.of(Session.of(inputs, verbosity), filters, by or (), groups, output, plot).print_from(paths)


def _short_form(field: str, name: str) -> typer.Typer:
    def count(
        *,
        groups: GroupOptions,
        filters: Filters,
        output: OutputOptions,
        inputs: InputOptions,
        verbosity: Verbosity,
        paths: Paths = None,
    ) -> None:
        from newscat.cli.analysis.counting import Request
        from newscat.cli.session import Session

        Request.of(Session.of(inputs, verbosity), filters, (field,), groups, output, silent=True).print_from(paths)

    count.__doc__ = f"Count articles by {field}, with the first and last article of each and how long it is silent."
    return command(count, f"newscat {name}", f"newscat {name} --sort last --top 0 articles/")


app = command(
    stats,
    "newscat stats --by topic --mean quality articles/",
    "newscat stats --by weekday,hour --plot heatmap",
)
topics, providers = _short_form("topic", "topics"), _short_form("provider", "providers")
