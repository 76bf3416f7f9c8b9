"""`newscat validate`."""

import sys
from typing import TYPE_CHECKING

import typer

from newscat.cli.options import InputOptions, Paths, Verbosity, command
from newscat.cli.options.validate import FixOptions, ReportOptions, RuleOptions, Scope, refuse_conflicts

if TYPE_CHECKING:
    from newscat.cli.validate_run import Job


def validate(
    *,
    paths: Paths = None,
    rules: RuleOptions,
    scope: Scope,
    report: ReportOptions,
    fixes: FixOptions,
    inputs: InputOptions,
    verbosity: Verbosity,
) -> None:
    """Check articles and report what is wrong and where; exit 1 if there are errors."""
    from newscat.cli.session import Session
    from newscat.cli.validate_run import Job

    refuse_conflicts(paths or (), scope, report, fixes)
    job = Job.of(Session.of(inputs, verbosity), paths, rules, scope, report, fixes)
    if report.watch:
        _watch(job)
    raise typer.Exit(job.run())


def _watch(job: "Job") -> None:
    """Run after each change, until interrupted."""
    from newscat.errors import NewscatError
    from newscat.files.watch import moments
    from newscat.index.cache.store import folder
    from newscat.output import messages

    session = job.session
    for gone in moments(session.unread(job.paths).roots, apart=folder()):
        if session.screen.is_terminal:
            session.out.write("\x1b[2J\x1b[3J\x1b[H")  # clear the screen and its scrollback, and go to the top
        if gone:
            sys.stderr.write(messages.error(f"waiting for {', '.join(gone)}, which no longer exists") + "\n")
            continue
        try:
            job.run()
        except NewscatError as error:
            sys.stderr.write(messages.error(str(error)) + "\n")
        session.out.flush()
        session.say("watching for changes; press ^C to stop")


app = command(
    validate, "newscat validate --fix articles/", "newscat validate --select NC1,NC2 --format github articles/"
)
