"""Every shared option, once. A command takes whole groups of them: `expanded` turns a group into its options."""

import dataclasses
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import typer

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files and folders to read. None: the configured ones, else this folder."),
]

_READING, _WHICH, _OUTPUT = "Reading", "Which articles", "Output"


@dataclass(frozen=True, slots=True)
class Reading:
    """Which files are read."""

    files_from: Annotated[
        str | None,
        typer.Option(metavar="FILE", rich_help_panel=_READING, help="Read the files this file names, a line each; - is stdin."),
    ] = None
    no_ignore: Annotated[bool, typer.Option("--no-ignore", rich_help_panel=_READING, help="Do not respect .gitignore.")] = (
        False
    )
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", rich_help_panel=_READING, help="Accept that there are no article files.")
    ] = False
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", rich_help_panel=_READING, help="This configuration instead of the nearest newscat.toml."),
    ] = None
    isolated: Annotated[bool, typer.Option("--isolated", rich_help_panel=_READING, help="No configuration file.")] = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records are meant."""

    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", "-t", rich_help_panel=_WHICH, help="With this topic; repeated: with any of them."),
    ] = None
    provider: Annotated[
        str | None, typer.Option(rich_help_panel=_WHICH, help="With this in the provider's name or domain.")
    ] = None
    category: Annotated[str | None, typer.Option(rich_help_panel=_WHICH, help="Of this category.")] = None
    type: Annotated[str | None, typer.Option(rich_help_panel=_WHICH, help="Of this type: article, video.")] = None
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", rich_help_panel=_WHICH, help="Not before this: 2022, 2022-03, 2022-03-23, 7d."),
    ] = None
    until: Annotated[
        str | None, typer.Option(metavar="DATE", rich_help_panel=_WHICH, help="Not after this, which is included.")
    ] = None
    min_quality: Annotated[int | None, typer.Option(metavar="N", rich_help_panel=_WHICH, help="Of at least this quality.")] = (
        None
    )
    min_heat: Annotated[int | None, typer.Option(metavar="N", rich_help_panel=_WHICH, help="Of at least this heat.")] = None
    published: Annotated[
        bool | None,
        typer.Option("--published/--unpublished", rich_help_panel=_WHICH, help="That say published: true, or false."),
    ] = None


@dataclass(frozen=True, slots=True)
class Page:
    """In which order, and how many of them."""

    sort: Annotated[
        str,
        typer.Option(metavar="FIELD,-FIELD", rich_help_panel=_WHICH, help="By these fields; - means the largest first."),
    ] = ""
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=0, rich_help_panel=_WHICH, help="At most so many; 0: all.")
    ] = None
    offset: Annotated[int, typer.Option(metavar="N", min=0, rich_help_panel=_WHICH, help="Leave out the first so many.")] = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How records are printed."""

    columns: Annotated[
        str | None,
        typer.Option(metavar="NAME,NAME", rich_help_panel=_OUTPUT, help="These columns, such as title,provider.domain."),
    ] = None
    count: Annotated[bool, typer.Option("--count", rich_help_panel=_OUTPUT, help="Print the number of articles alone.")] = (
        False
    )
    format: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", rich_help_panel=_OUTPUT, help="table, tsv, csv, json, ndjson, md, ids or paths. Default: table, in a pipe tsv."
        ),
    ] = None
    null: Annotated[bool, typer.Option("-0", help="Paths, each ended by a NUL byte.", rich_help_panel=_OUTPUT)] = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Colour and noise."""

    color: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option(rich_help_panel=_OUTPUT, help="Whether to colour; auto: on a terminal, unless NO_COLOR is set."),
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", rich_help_panel=_OUTPUT, help="No summaries on stderr.")] = False


_GROUPS = (Reading, Filters, Page, Layout, Talk)


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """`command` for Typer: a parameter that is a group becomes the group's options."""
    signature = inspect.signature(command)
    parameters: list[inspect.Parameter] = []
    groups: dict[str, Any] = {}
    for parameter in signature.parameters.values():
        if parameter.annotation in _GROUPS:
            groups[parameter.name] = parameter.annotation
            parameters += _options(parameter.annotation)
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    @functools.wraps(command)
    def run(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in dataclasses.fields(group)})
        command(**values)

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run


def _options(group: Any) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type
        )
        for field in dataclasses.fields(group)
    ]


def command(function: Callable[..., None], *examples: str) -> typer.Typer:
    """An app of this one command; `examples` stand at the end of its help."""
    one = typer.Typer(add_completion=False, rich_markup_mode="rich")
    epilog = "\n\n".join(("[bold]Examples[/bold]", *(f"[cyan]$ {example}[/cyan]" for example in examples)))
    one.command(epilog=epilog, no_args_is_help=False)(expanded(function))
    return one
