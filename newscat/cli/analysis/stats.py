"""`newscat stats`."""

from typing import Annotated, Literal

from newscat.cli.options import Filters, InputOptions, NoPager, Paths, Verbosity, command, option, whole_number

_GROUPS, _OUTPUT = "Groups", "Output"

Top = Annotated[
    int | None,
    option(
        _GROUPS,
        "Show the N groups with most articles; 0 for all [default: 20 on a terminal, else all; all periods].",
        "--top",
        "-n",
        metavar="N",
        parser=whole_number,
    ),
]
Mean = Annotated[
    str | None, option(_GROUPS, "Add the mean of these numeric fields, e.g. quality,heat.", "--mean", metavar="FIELDS")
]
Sort = Annotated[
    Literal["count", "name", "last"] | None,
    option(
        _GROUPS,
        "Sort by number of articles, by name, or last published first [default: periods by name, others by count].",
        metavar="count|name|last",
    ),
]
Format = Annotated[
    str | None,
    option(
        _OUTPUT, "table, tsv, csv, json, ndjson or markdown [default: table on a terminal, else tsv].", metavar="NAME"
    ),
]
Plot = Annotated[
    Literal["bars", "line", "heatmap"] | None,
    option(_OUTPUT, "Draw the groups instead of a table; a heatmap needs two fields.", metavar="bars|line|heatmap"),
]
Svg = Annotated[str | None, option(_OUTPUT, "Also write the plot to FILE, as SVG.", "--svg", metavar="FILE")]
Png = Annotated[
    str | None, option(_OUTPUT, "Also write the plot to FILE, as PNG (requires newscat[png]).", "--png", metavar="FILE")
]


def stats(
    *,
    by: Annotated[
        list[str] | None,
        option(
            _GROUPS,
            "Count articles by FIELD: topic, provider, author, type, category, year, month, week, day, weekday, hour "
            "or any field of the front matter. Two fields give a cross table. Can be repeated.",
            "--by",
            metavar="FIELD[,FIELD]",
        ),
    ] = None,
    top: Top = None,
    mean: Mean = None,
    sort: Sort = None,
    filters: Filters,
    plot: Plot = None,
    svg: Svg = None,
    png: Png = None,
    format: Format = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Count articles: an overview of the catalogue, or groups by topic, provider, month or any field."""
    from newscat.cli.analysis.counting import Request
    from newscat.cli.session import Session

    session = Session.of(inputs, verbosity)
    request = Request.of(
        session, filters, by or (), mean=mean, format=format, plot=plot, svg=svg, png=png, top=top, sort=sort
    )
    request.print_from(paths, no_pager=no_pager)


app = command(
    stats,
    "newscat stats --by topic --mean quality articles/",
    "newscat stats --by weekday,hour --plot heatmap",
)
