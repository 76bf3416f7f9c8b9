"""`newscat show`."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple, TextIO

import typer

from newscat.cli.options import InputOptions, NoPager, Verbosity, command
from newscat.errors import NewscatError, RecordError, UsageError, suggestion
from newscat.output import messages
from newscat.output.safe import one_line, unescaped
from newscat.output.terminal.screen import cells

if TYPE_CHECKING:
    from newscat.article.record import Record
    from newscat.cli.session import Session
    from newscat.index.reader import CatalogueReader


class _View(NamedTuple):
    """The arguments of every format."""

    session: "Session"
    catalogue: "CatalogueReader"
    out: TextIO
    secured: bool
    verbose: bool


_Showing = Callable[[_View, "Record"], None]


def show(
    *,
    id: Annotated[
        list[str],
        typer.Argument(
            metavar="ID [ID|PATH]...",
            help="Ids (or their last parts, or unique prefixes), file paths or URLs; - reads ids from stdin. "
            "After the first ID, an existing folder is a PATH to read; without one, the configured paths or the "
            "current folder are read.",
        ),
    ],
    inputs: InputOptions,
    verbosity: Verbosity,
    format: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="text, json, yaml or raw (the exact bytes of the file) [default: text]."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Print only this field, e.g. provider.name. Can be repeated; several fields are one line each.",
        ),
    ] = None,
    secured: Annotated[bool, typer.Option("--secured", help="Do not hide the value of the field secured.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Also show the sizes of images and of secured.")] = False,
    web: Annotated[bool, typer.Option("--web", help="Open the article in a web browser.")] = False,
    no_pager: NoPager = False,
) -> None:
    """Show articles, by id (or a unique prefix), path or URL."""
    from newscat.cli.session import Session

    showing = _showing(format, field, web=web)
    ids, folders = parted(id)
    if "-" in ids and inputs.files_from == "-":
        raise UsageError("ID and --files-from cannot both be -")
    session = Session.of(inputs, verbosity)
    catalogue = session.catalogue(folders)
    names = list(_names(ids))
    found = [record for name in names for record in named(catalogue, name)]
    if len(found) < len(names):
        session.warn(catalogue, folders)
    with session.paged(no_pager=no_pager) as out:
        errors = _shown(_View(session, catalogue, out, secured, verbose), found, showing)
    sys.stderr.writelines(messages.error(str(error)) + "\n" for error in errors)
    session.tell(catalogue)
    failures = [error.exit_code for error in errors] + [RecordError.exit_code] * (len(found) < len(names))
    if failures:
        raise typer.Exit(max(failures))


def parted(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split the arguments into ids and existing folders; the first one is always an id."""
    folders = [each for each in arguments[1:] if os.path.isdir(each)]  # noqa: PTH112
    return [*arguments[:1], *(each for each in arguments[1:] if each not in folders)], folders


def _names(ids: Iterable[str]) -> Iterator[str]:
    """The ids; - is replaced by the lines of stdin."""
    for id in ids:
        if id == "-":
            yield from (line.removesuffix("\n") for line in sys.stdin if line.strip())
        else:
            yield id


def _shown(view: _View, records: "list[Record]", showing: _Showing) -> list[NewscatError]:
    """Print the records. Returns the errors of records that cannot be printed."""
    errors = []
    for number, record in enumerate(records):
        if number and showing is _text:
            view.out.write("\n")
        try:
            showing(view, record)
        except NewscatError as error:  # the other articles are still shown
            errors.append(error)
    return errors


def _showing(format: str | None, fields: Sequence[str] | None, *, web: bool) -> _Showing:
    """How to print a record. Raises UsageError for an unknown format and for conflicting options."""
    if sum((web, bool(fields), format is not None)) > 1:
        raise UsageError("--format, --field and --web cannot be combined")
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}{suggestion(format, FORMATS)}; use {', '.join(FORMATS)}")
    if web:
        return _open
    return partial(_fields, names=fields) if fields else FORMATS[format or "text"]


def named(catalogue: "CatalogueReader", name: str) -> "list[Record]":
    """The one record, or none if an error has been printed."""
    from newscat.index.index import MOST_FOUND

    found = catalogue.find(unescaped(name), name, name.strip())
    if len(found) == 1:
        return found
    if found:
        unique = len({record.id for record in found}) == len(found)
        names = [one_line(record.id if unique else record.path) for record in found]
        count = f"at least {MOST_FOUND}" if len(found) == MOST_FOUND else str(len(found))
        remedy = "give more of the id" if unique else "give a path"
        lines = [messages.error(f"{name!r} matches {count} articles; {remedy}:")]
        for shown, record in zip(names, found, strict=True):
            gap = " " * (max(map(cells, names)) - cells(shown) + 2)
            lines.append(f"  {shown}{gap}{one_line(record.title or '')}".rstrip())
    else:
        is_file = os.path.isfile(name)  # noqa: PTH113 # Path raises for a name that is too long
        can_try = name.strip() and name.isprintable() and (is_file or "/" not in name)
        hint = f"; try: newscat {'list' if is_file else 'search'} {shlex.quote(name)}" if can_try else ""
        lines = [messages.error(f"no article matches {name!r} (id, path or URL){hint}")]
    sys.stderr.writelines(f"{line}\n" for line in lines)
    return []


def _text(view: _View, record: "Record") -> None:
    from newscat.output import article

    record = view.catalogue.read(record)
    zone = view.session.zone()
    article.show(record, view.out, view.session.screen, secured=view.secured, verbose=view.verbose, zone=zone)


def _json(view: _View, record: "Record") -> None:
    from newscat.output import article

    article.show_json(view.catalogue.read(record), view.out, secured=view.secured)


def _yaml(view: _View, record: "Record") -> None:
    from newscat.output import article

    article.show_yaml(view.catalogue.read(record), view.out, secured=view.secured)


def _raw(view: _View, record: "Record") -> None:
    out = view.session.out
    if view.session.screen.is_terminal:
        raise UsageError("--format raw prints exact bytes, which may control the terminal; use a pipe or a file")
    out.flush()
    out.buffer.writelines(view.catalogue.raw(record))
    out.buffer.flush()


def _fields(view: _View, record: "Record", names: Sequence[str]) -> None:
    from newscat.output import article

    record = view.catalogue.read(record)
    if len(names) == 1:
        view.out.write(article.field(record, names[0], secured=view.secured))
    else:
        view.out.write("".join(article.field_line(record, name, secured=view.secured) for name in names))


def _open(view: _View, record: "Record") -> None:
    url = record.urls.web or record.urls.original
    if url is None or not _ADDRESS.fullmatch(url):
        raise RecordError(f"{record.id!r} has no URL to open")
    import webbrowser

    if not webbrowser.open(url):
        raise RecordError(f"no web browser found; the address is {url}")


# No spaces or control characters: what is opened is what is shown.
_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
FORMATS: dict[str, _Showing] = {"text": _text, "json": _json, "yaml": _yaml, "raw": _raw}


app = command(
    show, "newscat show 000_8f32f6f453e83b6d", "newscat show 000_8f --field title --field provider.name seeds/"
)
