"""`newscat index`: commands for the index itself."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscat.article.dates import iso_text
from newscat.cli.app import Commands
from newscat.cli.options import AllowEmpty, Folders, InputOptions, Paths, Verbosity, command
from newscat.cli.options.command import ShortHelp
from newscat.cli.options.help import require_subcommand
from newscat.errors import MissingPathError, NewscatError, UsageError
from newscat.output import messages
from newscat.output.safe import one_line

if TYPE_CHECKING:
    from newscat.cli.session import Session
    from newscat.index.cache.cache_dir import CacheStatus
    from newscat.index.reader import CatalogueReader

_Every = Annotated[bool, typer.Option("--all", help="All indexes, not only the one of PATH.")]


def status(
    *,
    paths: Paths = None,
    every: _Every = False,
    format: Annotated[
        str, typer.Option(metavar="NAME", help="text or json [default: text].", show_default=False)
    ] = "text",
    folders: Folders,
    verbosity: Verbosity,
) -> None:
    """Show the index's contents, size, age and location."""
    from newscat.output.indexes import resolve

    render = resolve(format)
    session = _session(folders, verbosity)
    found = _every_one(session, paths) if every else _one(session, paths)
    render([_document(kept) for kept in found], session.out, session.screen, several=every)


def refresh(
    *,
    paths: Paths = None,
    every: _Every = False,
    allow_empty: AllowEmpty = False,
    folders: Folders,
    verbosity: Verbosity,
) -> None:
    """Update the index, including what validate checks, and summarise the changes."""
    session = _session(folders, verbosity)
    if every:
        for kept in _every_one(session, paths):
            _refresh_again(session, kept)
        return
    catalogue = _catalogue(session, paths)
    _refresh(session, catalogue)
    if not allow_empty:
        catalogue.require_files()


def clear(*, paths: Paths = None, every: _Every = False, folders: Folders, verbosity: Verbosity) -> None:
    """Delete the index; the next command rebuilds it. Articles are not changed."""
    from newscat.index.cache.cache_dir import remove

    session = _session(folders, verbosity)
    for kept in _every_one(session, paths) if every else _one(session, paths):
        try:
            remove(kept.path)
        except OSError as error:
            raise NewscatError(f"cannot delete {kept.path!r}: {error.strerror or error}") from None
        session.say(f"deleted the index of {_folders(kept)}: {messages.size(kept.size)}")


def watch(*, paths: Paths = None, folders: Folders, verbosity: Verbosity) -> None:
    """Keep the index up to date until ^C (requires newscat[watch])."""
    from newscat.files.watch import moments
    from newscat.index.cache.store import folder

    session = _session(folders, verbosity)
    catalogue = _catalogue(session, paths)
    is_first = True
    for gone in moments(catalogue.roots, apart=folder()):
        if gone:
            sys.stderr.write(messages.error(f"waiting for {', '.join(gone)}, which does not exist") + "\n")
            continue
        if is_first:
            _refresh(session, catalogue)
            session.say(f"watching {_name(catalogue)}; press ^C to stop")
        else:
            _refresh_patiently(session, catalogue)
        is_first = False


def _session(folders: Folders, verbosity: Verbosity) -> "Session":
    from newscat.cli.session import Session

    return Session.of(InputOptions(**folders._asdict()), verbosity)


def _catalogue(session: "Session", paths: list[str] | None) -> "CatalogueReader":
    """The catalogue of the arguments. Raises UsageError if it cannot have an index."""
    catalogue = session.unread(paths, session.checks())
    if catalogue.cache_file is None:
        raise UsageError(_why_none(catalogue))
    return catalogue


def _one(session: "Session", paths: list[str] | None) -> "list[CacheStatus]":
    """The index of the arguments, if it exists; else a message is printed."""
    from newscat.index.cache.cache_dir import look

    catalogue = session.unread(paths)
    kept = look(catalogue.cache_file) if catalogue.cache_file else None
    if kept is not None and kept.size == 0:  # its first load was interrupted
        kept = None
    if kept is None:
        session.say(f"{_name(catalogue)} has no index yet" if catalogue.cache_file else _why_none(catalogue))
        return []
    return [kept]


def _every_one(session: "Session", paths: list[str] | None) -> "list[CacheStatus]":
    from newscat.index.cache.cache_dir import look_at_all
    from newscat.index.cache.store import folder

    if paths:
        raise UsageError("--all cannot be combined with PATH")
    where = folder()
    found = look_at_all(where) if where else []
    if not found:
        session.say(f"no indexes in {one_line(where)}" if where else "no cache folder")
    return found


def _refresh(session: "Session", catalogue: "CatalogueReader", *, always: bool = True) -> None:
    """Raises NewscatError if the index cannot be written. Unless `always`, only changes are reported."""
    with session.progress(catalogue) as progress:
        changes = catalogue.refresh_cache(progress)
    while catalogue.notes:
        sys.stderr.write(messages.error(catalogue.notes.pop(0)) + "\n")
    if always or any(changes):
        read = f"{messages.plural(changes.read, 'file')} read, {messages.number(changes.gone)} removed; "
        state, files = read if any(changes) else "up to date; ", messages.plural(catalogue.totals().files, "file")
        session.say(f"index of {_name(catalogue)}: {state}{files}")


def _refresh_patiently(session: "Session", catalogue: "CatalogueReader") -> None:
    """Retry until it succeeds: another command may be writing for minutes."""
    reason = ""
    while True:
        try:
            _refresh(session, catalogue, always=False)
        except NewscatError as error:
            if str(error) != reason:
                reason = str(error)
                sys.stderr.write(messages.error(reason) + "\n")
            time.sleep(1)
        else:
            return


def _refresh_again(session: "Session", kept: "CacheStatus") -> None:
    """Refresh an index of the cache folder, or print why not."""
    from newscat.files.paths import named
    from newscat.index.cache.store import folder
    from newscat.index.reader import CatalogueReader
    from newscat.index.source import Source

    if kept.key is None:
        sys.stderr.write(messages.error(f"cannot tell which folders {kept.path} belongs to") + "\n")
        return
    try:
        source = Source(named(kept.key.roots), kept.key.selection)
        checks = session.checks()
        _refresh(session, CatalogueReader(source, checks=checks, cache=folder()))
    except MissingPathError as error:
        sys.stderr.write(messages.error(str(error)) + "\n")


def _document(kept: "CacheStatus") -> dict[str, Any]:
    """The document that `newscat.output.indexes` prints."""
    key, selection = kept.key, kept.key.selection if kept.key else None
    return {
        "roots": list(key.roots) if key else None,
        "include": list(selection.include) if selection else None,
        "exclude": list(selection.exclude) if selection else None,
        "ignore_files": selection.ignore_files if selection else None,
        "follow": selection.follow if selection else None,
        "files": kept.files,
        "records": kept.records,
        "size": kept.size,
        "age": None if kept.refreshed is None else max(int(time.time() - kept.refreshed), 0),
        "refreshed_at": None if kept.refreshed is None else _time(kept.refreshed),
        "used_at": _time(kept.used),
        "location": kept.path,
    }


def _time(seconds: float) -> str:
    return iso_text(datetime.fromtimestamp(int(seconds), UTC))


def _folders(kept: "CacheStatus") -> str:
    return one_line(", ".join(kept.key.roots) if kept.key else kept.path)


def _name(catalogue: "CatalogueReader") -> str:
    return one_line(", ".join(root.path or "this folder" for root in catalogue.roots))


def _why_none(catalogue: "CatalogueReader") -> str:
    files = ", ".join(root.path for root in catalogue.roots if not root.is_folder)
    return one_line(f"single files have no index: {files}" if files else "no cache folder to keep an index in")


class _Subcommands(Commands):
    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    cls=_Subcommands,
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog="newscat index status --all\nnewscat index refresh articles/",
)


@app.callback()
def _index(context: typer.Context, short_help: ShortHelp = False) -> None:
    """Inspect, refresh, watch or clear the index."""
    require_subcommand(context)


def _add(function: Callable[..., None], *examples: str) -> None:
    app.registered_commands += command(function, *examples).registered_commands


_add(status, "newscat index status articles/", "newscat index status --all --format json")
_add(refresh, "newscat index refresh articles/", "newscat index refresh --all --quiet")
_add(clear, "newscat index clear articles/", "newscat index clear --all")
_add(watch, "newscat index watch", "newscat index watch articles/ --quiet &")
