"""`newscat init`."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newscat.cli.options import Verbosity, command
from newscat.config import found_in
from newscat.errors import MissingPathError, UsageError
from newscat.output.messages import plural
from newscat.output.safe import one_line

if TYPE_CHECKING:
    from newscat.cli.session import Session
    from newscat.edit.proposal import Seen

_CONFIG, _SCHEMA = "newscat.toml", "article.schema.json"


def init(
    *,
    verbosity: Verbosity,
    path: Annotated[
        str, typer.Argument(metavar="[PATH]", help="Folder of the catalogue [default: the current folder].")
    ] = ".",
    schema: Annotated[
        bool, typer.Option("--schema", help="Also write a JSON Schema that is inferred from the articles.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
) -> None:
    """Propose a newscat.toml for a catalogue, and write it if you agree."""
    from newscat.cli.options import InputOptions
    from newscat.cli.session import Session
    from newscat.edit.proposal import Seen, proposal, unreadable
    from newscat.edit.sites import site_of

    root = Path(path)
    if not root.is_dir():
        raise (UsageError if root.exists() else MissingPathError)(f"no such folder: {path!r}")
    files = [root / name for name in (_CONFIG, _SCHEMA)[: 1 + schema]]
    for file in files:
        if file.exists() or file.is_symlink():
            raise UsageError(f"{str(file)!r} exists and is not overwritten")
    config, known = found_in(str(root.resolve()))
    here = config and one_line(os.path.normpath(os.path.join(path, config)))  # noqa: PTH118 # as PATH is given
    if here and yes:
        raise UsageError(f"{here} applies here, and a {_CONFIG} would replace it")
    session = Session.of(InputOptions(isolated=True), verbosity)
    seen = Seen.of(session.source([path]), path, session.limits)
    site = site_of(root)
    text = proposal(seen, site, schema=_SCHEMA if schema else None, known={name.replace("-", "_") for name in known})
    if count := len(unreadable(seen, site)):
        operand = "" if path == "." else f" {shlex.quote(path)}"
        session.say(one_line(f"{plural(count, 'file')} cannot be read; see: newscat validate --select NC0{operand}"))
    if not text:
        articles = f"{plural(len(seen.articles), 'article')} {f'of this {site.name} catalogue' if site else 'here'}"
        more = f" beside what {here} sets" if here else ""
        session.say(f"Nothing to set{more}: newscat reads the {articles} as they are")
        return
    session.out.write(text)
    session.out.flush()
    if here:
        session.say(f"Nothing written: {here} applies here, and a {_CONFIG} would replace it")
    elif not yes and not (sys.stdin.isatty() and session.screen.is_terminal):
        session.say(one_line(f"Nothing written; --yes writes {files[0]}"))
    elif yes or _agreed(files[0]):
        _write(session, dict(zip(files, [text, _schema_of(seen)] if schema else [text], strict=True)))


def _agreed(file: Path) -> bool:
    sys.stderr.write(f"Write {one_line(str(file))}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _schema_of(seen: "Seen") -> str:
    import json

    from newscat.article.values import plain
    from newscat.rules.schemas.census import Census

    census = Census()
    for fields in seen.articles.values():
        census.add(plain(fields))
    return json.dumps(census.schema(), indent=2, ensure_ascii=False) + "\n"


def _write(session: "Session", written: dict[Path, str]) -> None:
    from newscat.files.write import text_file

    for file, text in written.items():
        with text_file(str(file)) as stream:
            stream.write(text)
    session.say(one_line(f"Wrote {' and '.join(map(str, written))}"))


app = command(init, "newscat init", "newscat init blog/ --yes")
