"""`newscat stories`."""

from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

import typer

from newscat.cli.options import (
    Filters,
    InputOptions,
    NoPager,
    Paths,
    Verbosity,
    command,
    format_of,
    fraction,
    group,
    limit_of,
    option,
    whole_number,
)

_STORIES = "Stories"


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


def _chosen(value: Any, default: Any) -> Any:
    return default if value is None else value


@group
class StoryOptions(NamedTuple):
    """What a story is."""

    window: Annotated[
        float | None,
        option(_STORIES, "Compare articles up to N days apart, e.g. 12h [default: 4].", metavar="N", parser=days),
    ] = None
    threshold: Annotated[
        float | None,
        option(
            _STORIES,
            "Least mean similarity of the articles of a story, from 0 to 1 [default: 0.2].",
            metavar="N",
            parser=partial(fraction, above_0=True),
        ),
    ] = None
    min_providers: Annotated[
        int | None,
        option(_STORIES, "Only stories of at least N providers [default: 2].", metavar="N", parser=whole_number),
    ] = None
    min_articles: Annotated[
        int | None,
        option(_STORIES, "Only stories of at least N articles [default: 2].", metavar="N", parser=whole_number),
    ] = None


_Sort = Annotated[
    Literal["date", "size", "heat", "providers"],
    option(
        "Order and limits",
        "Latest, largest, hottest, or with most providers first [default: date].",
        metavar="date|size|heat|providers",
    ),
]
_Members = Annotated[bool, option("Output", "Print one row per article, with the number of its story.")]


def stories(
    *,
    options: StoryOptions,
    filters: Filters,
    sort: _Sort = "date",
    limit: Annotated[int | None, limit_of("stories")] = None,
    members: _Members = False,
    format: Annotated[str | None, format_of("table, tsv, csv, json, ndjson, markdown or html (a page)")] = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Find stories: articles of several providers about one event, at about the same time."""
    from newscat.analysis.stories import DEFAULT, Parameters
    from newscat.analysis.stories import stories as found_in
    from newscat.cli.answers.question import asked, limited
    from newscat.cli.session import Session
    from newscat.output.analysis import stories as output

    session = Session.of(inputs, verbosity)
    name = session.format(format)
    render, for_people = output.resolve(name), session.is_for_people(name)
    catalogue, query = asked(session, filters, paths)
    parameters = Parameters(*map(_chosen, options, DEFAULT))
    found = found_in(catalogue, query, parameters, language=(*session.config.language, "english")[0])
    found.sort(key=_ORDERS[sort])
    shown = limited(found, limit, for_people=for_people)
    short, zone = catalogue.short_id if for_people else str, session.zone(filters.tz)
    answer = output.Answer(shown, len(found), parameters, members, short, zone)
    summary = output.summary(answer) if for_people or not found else ""
    session.write_answer(catalogue, lambda out: render(answer, out, session.screen), summary, no_pager=no_pager)


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
