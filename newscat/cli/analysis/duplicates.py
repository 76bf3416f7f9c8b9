"""`newscat duplicates`."""

from functools import partial
from typing import Annotated, Literal

from newscat.cli.options import (
    Filters,
    Format,
    InputOptions,
    NoPager,
    Paths,
    Verbosity,
    command,
    fraction,
    limit_of,
    option,
)

_DUPLICATES = "Duplicates"
_By = Annotated[
    Literal["url", "canonical-url", "title", "near"] | None,
    option(
        _DUPLICATES,
        "What the articles share; near (requires newscat[near]) includes the others [default: near if installed, else "
        "all others].",
        metavar="url|canonical-url|title|near",
    ),
]
_Threshold = Annotated[
    float | None,
    option(
        _DUPLICATES,
        "Least similarity of near duplicates, above 0 and at most 1 [default: 0.85].",
        metavar="N",
        parser=partial(fraction, above_0=True),
    ),
]


def duplicates(
    *,
    by: _By = None,
    threshold: _Threshold = None,
    filters: Filters,
    limit: Annotated[int | None, limit_of("groups")] = None,
    format: Format = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Find duplicate articles: with the same URL or title, or with nearly the same text."""
    from newscat.analysis.duplicates import NEAR, THRESHOLD
    from newscat.analysis.duplicates import duplicates as found_in
    from newscat.cli.answers.question import asked, limited
    from newscat.cli.session import Session
    from newscat.errors import UsageError
    from newscat.index.analysis import signatures
    from newscat.output.analysis import duplicates as output

    session = Session.of(inputs, verbosity)
    name = session.format(format)
    render, for_people = output.resolve(name), session.is_for_people(name)
    tier = NEAR if threshold is not None and by is None else by
    if tier == NEAR:
        signatures.require()
    elif threshold is not None:
        raise UsageError("--threshold requires --by near")
    catalogue, query = asked(session, filters, paths)
    found = found_in(catalogue, query, by=tier, threshold=THRESHOLD if threshold is None else threshold)
    shown = limited(found, limit, for_people=for_people)
    answer = output.Answer(shown, found, catalogue.short_id if for_people else str)
    summary = output.summary(answer) if for_people or not found else ""
    session.write_answer(catalogue, lambda out: render(answer, out, session.screen), summary, no_pager=no_pager)
    if tier is None and not signatures.is_available():
        session.say("articles with nearly the same text were not looked for; to find them: pip install 'newscat[near]'")


app = command(
    duplicates,
    "newscat duplicates --by title seeds/",
    "newscat duplicates articles/ --by near --threshold 0.7 --format json",
)
