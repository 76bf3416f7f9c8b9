"""`newscat validate`."""

import sys
from typing import TYPE_CHECKING

import typer

from newscat.cli.options import InputOptions, Paths, Verbosity, command
from newscat.cli.validation import Choice, Mending, Outcome, Part, refuse_pairs

if TYPE_CHECKING:
    from newscat.cli.validating import Run


def validate(
    *,
    paths: Paths = None,
    choice: Choice,
    part: Part,
    outcome: Outcome,
    mending: Mending,
    reading: InputOptions,
    talk: Verbosity,
) -> None:
    """Check articles and say what is wrong and where; exit 1 if there are errors."""
    from newscat.cli.session import Session
    from newscat.cli.validating import Run

    refuse_pairs(paths, part, outcome, mending)
    session = Session.of(reading, talk)
    run = Run.of(session, paths, choice, part, outcome, mending)
    if outcome.watch:
        _watch(run)
    raise typer.Exit(run.code())


def _watch(run: "Run") -> None:
    """Run again and again; never ends by itself."""
    from newscat.errors import NewscatError
    from newscat.files.watch import moments
    from newscat.index.cache.store import folder
    from newscat.output import messages

    session = run.session
    for gone in moments(session.unread(run.paths).roots, apart=folder()):
        if session.screen.is_terminal:
            session.out.write("\x1b[2J\x1b[3J\x1b[H")  # the screen, what has scrolled off it, and home
        if gone:
            sys.stderr.write(messages.error(f"waiting for {', '.join(gone)}, which is gone") + "\n")
            continue
        try:
            run.code()
        except NewscatError as error:
            sys.stderr.write(messages.error(str(error)) + "\n")
        session.out.flush()
        session.say("watching for changes: ^C to stop")


app = command(
    validate, "newscat validate --fix articles/", "newscat validate --select NC1,NC2 --format github articles/"
)
