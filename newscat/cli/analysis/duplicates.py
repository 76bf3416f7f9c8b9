"""`newscat duplicates`."""

from typing import Annotated, Literal

from newscat.cli.analysis.stories import fraction
from newscat.cli.options import Filters, InputOptions, NoPager, Paths, Verbosity, command, option, whole_number

_DUPLICATES = "Duplicates"
# The default number of groups on a terminal; other output is complete.
_SCREENFUL = 20


def duplicates(
    *,
    by: Annotated[
        Literal["url", "canonical-url", "title", "near"] | None,
        option(
            _DUPLICATES,
            "What the articles share; near includes the others [default: near].",
            metavar="url|canonical-url|title|near",
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        option(
            _DUPLICATES,
            "Least similarity of near duplicates, above 0 and at most 1 [default: 0.85].",
            metavar="N",
            parser=fraction,
        ),
    ] = None,
    filters: Filters,
    limit: Annotated[
        int | None,
        option(
            "Order and limits",
            "Show at most N groups; 0 for all [default: 20 on a terminal, else all].",
            "--limit",
            "-n",
            metavar="N",
            parser=whole_number,
        ),
    ] = None,
    format: Annotated[
        str | None,
        option(
            "Output",
            "table, tsv, csv, markdown, json or ndjson [default: table on a terminal, else tsv].",
            metavar="NAME",
        ),
    ] = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Find duplicate articles: with the same URL or title, or with nearly the same text."""
    from newscat.analysis.duplicates import NEAR, THRESHOLD
    from newscat.analysis.duplicates import duplicates as found_in
    from newscat.cli.analysis.question import opened, query_of
    from newscat.cli.session import Session
    from newscat.errors import UsageError
    from newscat.index.analysis import signatures
    from newscat.output.analysis import duplicates as output
    from newscat.output.safe import visible

    session = Session.of(inputs, verbosity)
    name = format or ("table" if session.screen.is_terminal else "tsv")
    render = output.resolve(name)
    tier = by or NEAR
    if tier == NEAR:
        signatures.require()
    elif threshold is not None:
        raise UsageError("--threshold requires --by near")
    query = query_of(session, filters)
    if filters.explain_query:
        session.out.write(visible(query.explain()))
        return
    catalogue = opened(session, query, paths)
    found = found_in(catalogue, query, by=tier, threshold=THRESHOLD if threshold is None else threshold)
    for_people = name == "table" and session.screen.is_terminal
    most = limit if limit is not None else _SCREENFUL if for_people else 0
    answer = output.Answer(found[: most or None], found, catalogue.short_id if for_people else str)
    with session.paged(no_pager=no_pager) as out:
        render(answer, out, session.screen)
    session.tell(catalogue)
    session.out.flush()  # the summary comes after the blocks
    if for_people or not found:
        session.say(output.summary(answer))


app = command(
    duplicates,
    "newscat duplicates --by title seeds/",
    "newscat duplicates articles/ --by near --threshold 0.7 --format json",
)
