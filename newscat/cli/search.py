"""`newscat search`."""

import os
from typing import Annotated

import typer

from newscat.cli.options import Filters, InputOptions, Layout, Page, Paths, Verbosity, WordMatching, command
from newscat.errors import UsageError


def search(
    *,
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words, a "phrase", runn* or topic:AI (see docs/query.md).')
    ],
    matching: WordMatching,
    filters: Filters,
    page: Page,
    layout: Layout,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Search titles, excerpts, topics, bodies and all other text; best matches first."""
    from newscat.cli.answers.answer import Answer
    from newscat.cli.session import Session

    session = Session.of(inputs, verbosity)
    answer = Answer.of(session, filters, page, layout, matching, text)
    for path in paths or ():
        if not os.path.lexists(path):
            words = " ".join([text, *(each for each in paths or () if not os.path.lexists(each))])
            raise UsageError(f"no such file or folder: {path!r}; to search for several words, quote them: {words!r}")
    answer.print_from(paths)


app = command(
    search,
    'newscat search "facial recognition"',
    "newscat search '\"general availability\" -type:video date:2022..' articles/",
)
