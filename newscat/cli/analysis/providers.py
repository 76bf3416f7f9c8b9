"""`newscat providers`."""

from newscat.cli.analysis.stats import Format, Mean, Png, Sort, Svg, Top
from newscat.cli.options import Filters, InputOptions, NoPager, Paths, Verbosity, command


def providers(
    *,
    top: Top = None,
    mean: Mean = None,
    sort: Sort = None,
    filters: Filters,
    svg: Svg = None,
    png: Png = None,
    format: Format = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Count articles by provider, with the first and the last one and how long there has been none."""
    from newscat.cli.analysis.counting import Request
    from newscat.cli.session import Session

    session = Session.of(inputs, verbosity)
    request = Request.of(
        session,
        filters,
        ["provider"],
        mean=mean,
        format=format,
        plot=None,
        svg=svg,
        png=png,
        top=top,
        sort=sort,
        silent=True,
    )
    request.print_from(paths, no_pager=no_pager)


app = command(providers, "newscat providers", "newscat providers --sort last --top 0 articles/")
