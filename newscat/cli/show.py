"""`newscat show`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newscat.cli.options import Paths, Reading, Talk, command
from newscat.errors import RecordError, UsageError, suggestion
from newscat.output import messages

if TYPE_CHECKING:
    from newscat.article.record import Record
    from newscat.catalogue.catalogue import Catalogue
    from newscat.cli.session import Session

_FORMATS = ("text", "json", "yaml", "raw")


def show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="An id or how it begins, a path or a URL; - reads ids from stdin.")
    ],
    reading: Reading,
    talk: Talk,
    paths: Paths = None,
    format: Annotated[str, typer.Option(metavar="NAME", help="text, json, yaml or raw (the file as it is).")] = "text",
    field: Annotated[
        str | None, typer.Option(metavar="NAME", help="This field alone, such as provider.name.")
    ] = None,
    secured: Annotated[bool, typer.Option("--secured", help="Print the secured field too.")] = False,
    web: Annotated[bool, typer.Option("--web", help="Open the article in the browser.")] = False,
) -> None:
    """Show one article: an exact id, else a path, a URL, or the only id that begins so."""
    from newscat.cli.session import Session

    if format not in _FORMATS:
        raise UsageError(f"no format {format!r}{suggestion(format, _FORMATS)}: {', '.join(_FORMATS)}")
    if field is not None and (web or format != "text"):
        raise UsageError("--field prints one field: it does not go together with --format or --web")
    session = Session.of(reading, talk)
    catalogue = session.catalogue(paths)
    names = [line.strip() for line in sys.stdin if line.strip()] if id == "-" else [id]
    found = [_found(catalogue, name) for name in names]
    if None in found:
        session.warn(catalogue)
    prints = _PRINTS["web" if web else "field" if field is not None else format]
    for number, record in enumerate(each for each in found if each is not None):
        if number and prints is _text:
            print(file=session.out)
        prints(session, catalogue, record, secured=secured, field=field or "")
    if None in found:
        raise typer.Exit(1)


def _found(catalogue: "Catalogue", name: str) -> "Record | None":
    """The record, or None when stderr has said why not."""
    found = catalogue.find(name)
    if len(found) == 1:
        return found[0]
    if not found:
        print(messages.error(f"no record {name!r}"), file=sys.stderr)
        return None
    print(messages.error(f"{name!r} names {len(found)} records:"), file=sys.stderr)
    for record in found:
        print(messages.trouble(record.id, f"{record.title or ''} ({record.path})"), file=sys.stderr)
    return None


def _text(session: "Session", catalogue: "Catalogue", record: "Record", *, secured: bool, field: str) -> None:
    from newscat.output import article

    article.show(catalogue.read(record), session.out, session.screen, secured=secured)


def _json(session: "Session", catalogue: "Catalogue", record: "Record", *, secured: bool, field: str) -> None:
    from newscat.output import article

    article.show_json(catalogue.read(record), session.out, secured=secured)


def _yaml(session: "Session", catalogue: "Catalogue", record: "Record", *, secured: bool, field: str) -> None:
    from newscat.output import article

    article.show_yaml(catalogue.read(record), session.out, secured=secured)


def _raw(session: "Session", catalogue: "Catalogue", record: "Record", *, secured: bool, field: str) -> None:
    session.out.flush()
    session.out.buffer.write(catalogue.raw(record))
    session.out.buffer.flush()


def _field(session: "Session", catalogue: "Catalogue", record: "Record", *, secured: bool, field: str) -> None:
    from newscat.output import article

    session.out.write(article.field(catalogue.read(record), field))


def _web(session: "Session", catalogue: "Catalogue", record: "Record", *, secured: bool, field: str) -> None:
    url = record.urls.web or record.urls.original
    if url is None or not url.lower().startswith(("http://", "https://")):
        raise RecordError(f"{record.id!r} has no web address to open")
    import webbrowser

    if not webbrowser.open(url):
        raise RecordError(f"no browser here to open {url}")


_PRINTS = {"text": _text, "json": _json, "yaml": _yaml, "raw": _raw, "field": _field, "web": _web}


app = command(show, "newscat show 000_8f32f6f453e83b6d", "newscat show 000_8f --field provider.name seeds/")
