"""`newscat diff`."""

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from newscat.cli.options import Folders, Format, InputOptions, NoPager, Verbosity, command
from newscat.errors import NoFilesError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscat.analysis.diff import Change
    from newscat.article.finding import Finding
    from newscat.cli.session import Session
    from newscat.index.load.snapshot import Snapshot


def diff(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="A B | [PATH]...",
            help="Two folders or files to compare; with --git, the files and folders of one catalogue [default: "
            "configured paths, else the current folder].",
        ),
    ] = None,
    git: Annotated[
        str | None,
        typer.Option(
            metavar="REV[..REV]",
            help="Compare a git revision with the files as they are, or two revisions: A..B, or A...B for what B has "
            "changed since it left A.",
        ),
    ] = None,
    format: Format = None,
    no_pager: NoPager = False,
    folders: Folders,
    verbosity: Verbosity,
) -> None:
    """Compare two catalogues, or two git revisions of one, field by field; exit 1 if they differ."""
    from newscat.analysis.diff import compare, document
    from newscat.cli.session import Session
    from newscat.output.analysis.diff import resolve, summary

    session = Session.of(InputOptions(**folders._asdict()), verbosity)
    name = session.format(format)
    render = resolve(name)
    counts: Counter[str] = Counter()
    invalid: list[Finding] = []
    with _versions(session, paths or [], git) as (old, new):
        changes = compare(old, new, lambda path: old.is_same(new, path))
        with session.paged(no_pager=no_pager) as out:
            render(map(document, _noted(changes, counts, invalid)), out, session.screen)
    session.out.flush()  # the summary comes after the table
    session.name_unlisted(invalid, paths)
    session.note(old.notes + new.notes)
    if session.is_for_people(name):
        session.say(summary(counts))
    if counts.total():
        raise typer.Exit(1)


def _noted(changes: "Iterable[Change]", counts: Counter[str], invalid: "list[Finding]") -> "Iterator[Change]":
    for change in changes:
        counts[change.kind] += 1
        invalid += filter(None, (change.old_finding, change.new_finding))
        yield change


@contextmanager
def _versions(session: "Session", paths: list[str], git: str | None) -> "Iterator[tuple[Snapshot, Snapshot]]":
    """The two versions to compare."""
    if git is None:
        yield _folders(session, paths)
        return
    from newscat.files.revisions import Range
    from newscat.index.load.snapshot import revision_snapshots

    given = paths or list(session.config.paths) or [""]
    with revision_snapshots(Range.of(git), given, session.selection, session.reading) as (old, new):
        if not old and not new:
            raise NoFilesError(f"no article files in {', '.join(path or '.' for path in given)}, now or in {git}")
        yield old, new


def _folders(session: "Session", paths: list[str]) -> "tuple[Snapshot, Snapshot]":
    from newscat.index.load.snapshot import folder_snapshots

    if len(paths) != 2:
        raise UsageError("diff needs two folders or files, or --git and a revision")
    old, new = folder_snapshots(paths[0], paths[1], session.selection, session.reading)
    if not old and not new:
        raise NoFilesError(f"no article files in {' and '.join(paths)}")
    return old, new


app = command(
    diff,
    "newscat diff old/ new/",
    "newscat diff --git main...HEAD articles/ --format markdown",
)
