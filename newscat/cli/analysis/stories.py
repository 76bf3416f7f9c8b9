"""`newscat stories`."""

from typing import Annotated, Literal

import typer

from newscat.cli.options import Filters, InputOptions, NoPager, Paths, Verbosity, command, option, whole_number

_STORIES, _OUTPUT = "Stories", "Output"
# The default number of stories on a terminal; other output is complete.
_SCREENFUL = 20


def fraction(text: str) -> float:
    """Raises typer.BadParameter."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number <= 1:
        raise typer.BadParameter(f"{text!r} is not a number above 0 and at most 1")
    return number


def days(text: str) -> float:
    """A number of days, also as `12h`. Raises typer.BadParameter."""
    unit = {"d": 1.0, "h": 1 / 24}.get(text[-1:])
    try:
        number = float(text[:-1] if unit else text) * (unit or 1.0)
    except ValueError:
        number = -1.0
    if not 0 < number <= 366:
        raise typer.BadParameter(f"{text!r} is not a number of days, such as 4 or 12h (at most 366)")
    return number


def stories(
    *,
    window: Annotated[
        float | None,
        option(_STORIES, "Compare articles up to N days apart, e.g. 12h [default: 4].", metavar="N", parser=days),
    ] = None,
    threshold: Annotated[
        float | None,
        option(
            _STORIES,
            "Least mean similarity of the articles of a story, from 0 to 1 [default: 0.2].",
            metavar="N",
            parser=fraction,
        ),
    ] = None,
    min_providers: Annotated[
        int | None,
        option(_STORIES, "Only stories of at least N providers [default: 2].", metavar="N", parser=whole_number),
    ] = None,
    min_articles: Annotated[
        int | None,
        option(_STORIES, "Only stories of at least N articles [default: 2].", metavar="N", parser=whole_number),
    ] = None,
    filters: Filters,
    sort: Annotated[
        Literal["date", "size", "heat", "providers"],
        option(
            "Order and limits",
            "Latest, largest, hottest, or with most providers first [default: date].",
            metavar="date|size|heat|providers",
        ),
    ] = "date",
    limit: Annotated[
        int | None,
        option(
            "Order and limits",
            "Show at most N stories; 0 for all [default: 20 on a terminal, else all].",
            "--limit",
            "-n",
            metavar="N",
            parser=whole_number,
        ),
    ] = None,
    members: Annotated[bool, option(_OUTPUT, "One row for each article, with the number of its story.")] = False,
    format: Annotated[
        str | None,
        option(
            _OUTPUT,
            "table, tsv, csv, markdown, json, ndjson or html (a page) [default: table on a terminal, else tsv].",
            metavar="NAME",
        ),
    ] = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Find stories: articles of several providers about one event, at about the same time."""
    from newscat.analysis.stories import DEFAULT, Parameters
    from newscat.analysis.stories import stories as found_in
    from newscat.cli.analysis.question import opened, query_of
    from newscat.cli.session import Session
    from newscat.output.analysis import stories as output
    from newscat.output.safe import visible

    session = Session.of(inputs, verbosity)
    name = format or ("table" if session.screen.is_terminal else "tsv")
    render = output.resolve(name)
    query = query_of(session, filters)
    if filters.explain_query:
        session.out.write(visible(query.explain()))
        return
    catalogue = opened(session, query, paths)
    parameters = Parameters(
        DEFAULT.window if window is None else window,
        DEFAULT.threshold if threshold is None else threshold,
        DEFAULT.providers if min_providers is None else min_providers,
        DEFAULT.size if min_articles is None else min_articles,
    )
    found = found_in(catalogue, query, parameters, language=(*session.config.language, "english")[0])
    found.sort(key=_ORDERS[sort])
    for_people = name == "table" and session.screen.is_terminal
    most = limit if limit is not None else _SCREENFUL if for_people else 0
    shown = found[: most or None]
    with session.paged(no_pager=no_pager) as out:
        short = catalogue.short_id if for_people else str
        answer = output.Answer(shown, len(found), parameters, members, short)
        render(answer, out, session.screen)
    session.tell(catalogue)
    session.out.flush()  # the summary comes after the table
    if for_people or not found:
        session.say(output.summary(answer))


_ORDERS = {
    "date": lambda story: -story.last.timestamp(),
    "size": lambda story: -story.size,
    "heat": lambda story: -(story.heat or 0),
    "providers": lambda story: -len(story.providers),
}

app = command(
    stories,
    "newscat stories --since 7d",
    "newscat stories -q topic:AI --format html articles/ > stories.html",
)
