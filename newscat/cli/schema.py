"""`newscat schema`."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscat.article.values import plain
from newscat.cli.options import AllowEmpty, Folders, Paths, Verbosity, command
from newscat.errors import NoFilesError, UsageError

if TYPE_CHECKING:
    from newscat.cli.session import Session
    from newscat.rules.schemas.census import Census


def schema(
    *,
    folders: Folders,
    verbosity: Verbosity,
    paths: Paths = None,
    infer: Annotated[bool, typer.Option("--infer", help="Infer a schema from the articles in PATH.")] = False,
    allow_empty: AllowEmpty = False,
) -> None:
    """Print the JSON Schema of front matter, or infer one from a catalogue."""
    from newscat.cli.options import InputOptions
    from newscat.cli.session import Session

    if paths and not infer:
        raise UsageError("PATH requires --infer; without it, the built-in schema is printed")
    session = Session.of(InputOptions(allow_empty=allow_empty, **folders._asdict()), verbosity)
    if not infer:
        from newscat.rules.schemas.record import record_schema

        _print(session, record_schema())
        return
    from newscat.output.messages import plural

    seen = _census(session, paths)
    about = f"Inferred from the front matter of {plural(seen.present, 'file')}. 'x-census' has the counts."
    _print(session, {"description": about} | seen.schema())


def _census(session: "Session", paths: list[str] | None) -> "Census":
    """Count the fields of all articles; unreadable files are named on stderr. Raises NoFilesError."""
    from newscat.files.paths import Unreadable
    from newscat.output import messages
    from newscat.rules.schemas.census import Census

    seen = Census()
    for _, found in session.source(paths).articles(session.limits):
        if isinstance(found, Unreadable):
            sys.stderr.write(messages.for_file(found.path, f"skipped: {found.message}") + "\n")
        else:
            seen.add(plain(found))
    if not seen.present and not session.inputs.allow_empty:
        raise NoFilesError("no file with front matter (--allow-empty accepts this)")
    return seen


def _print(session: "Session", schema: dict[str, Any]) -> None:
    import json

    from newscat.output.safe import in_json

    session.out.write(in_json(json.dumps(schema, indent=2, ensure_ascii=False)) + "\n")


app = command(schema, "newscat schema", "newscat schema --infer articles/ > article.schema.json")
