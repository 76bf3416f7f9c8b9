"""Every shared option, once. A command takes whole groups of them: `command` turns a group into its options."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import typer
from typer.core import TyperCommand

T = TypeVar("T")
_WHICH, _OUTPUT, _READING = "Which articles", "Output", "Reading"


def option(panel: str, meaning: str, *names: str, **more: Any) -> Any:
    """One option in a panel of the help. Typer makes its name of the parameter's where it has none here."""
    return typer.Option(*names, help=meaning, rich_help_panel=panel, show_default=False, **more)


def whole_number(text: str) -> int:
    """The number of a limit or an offset. Raises typer.BadParameter: `'x' is no whole number, 0 or more`."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # 64 bits are what the index counts with
        raise typer.BadParameter(f"{text!r} is no whole number, 0 or more")
    return int(text)


def integer(text: str) -> int:
    """The number of a field, negative ones too. Raises typer.BadParameter."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise typer.BadParameter(f"{text!r} is no whole number")
    return int(text)


Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files and folders to read; none: the configured ones, else this folder."),
]


_ASKED = "A query, such as 'topic:AI quality:>=80' (docs/query.md); repeated: all of them hold."
Queries = Annotated[list[str] | None, option(_WHICH, _ASKED, "--query", "-q", metavar="QUERY")]


class Filters(NamedTuple):
    """Which records are meant. But for the first and the last the names are those of `query.query.query`."""

    query: Queries = None
    topic: Annotated[
        list[str] | None,
        option(_WHICH, "With this topic, the whole of it; repeated: any of them.", "--topic", "-t", metavar="TOPIC"),
    ] = None
    provider: Annotated[str | None, option(_WHICH, "With this in the provider's name or domain.", metavar="TEXT")] = (
        None
    )
    category: Annotated[str | None, option(_WHICH, "Of this category.", metavar="NAME")] = None
    type: Annotated[str | None, option(_WHICH, "Of this type: article or video.", metavar="NAME")] = None
    since: Annotated[
        str | None, option(_WHICH, "From this time on: 2022, 2022-03, 2022-03-23, 7d.", metavar="DATE")
    ] = None
    until: Annotated[str | None, option(_WHICH, "Up to this time: 2022-03 is all of March.", metavar="DATE")] = None
    min_quality: Annotated[int | None, option(_WHICH, "Of at least this quality.", metavar="N", parser=integer)] = None
    min_heat: Annotated[int | None, option(_WHICH, "Of at least this heat.", metavar="N", parser=integer)] = None
    published: Annotated[
        bool | None, option(_WHICH, "Saying published: true, or false.", "--published/--unpublished")
    ] = None
    tz: Annotated[
        str | None, option(_WHICH, "Whose days are meant, such as Europe/Berlin; none: UTC.", metavar="ZONE")
    ] = None
    explain_query: Annotated[bool, option(_WHICH, "Say how the query was understood, and stop.", "--explain-query")] = (
        False
    )


class WordMatching(NamedTuple):
    """How a search takes its words; the names are those of `query.query.query`."""

    exact: Annotated[bool, option(_WHICH, "These words, without their other endings.", "--exact")] = False
    fuzzy: Annotated[
        bool, option(_WHICH, "Where no article has a word, those that are spelt nearly so.", "--fuzzy")
    ] = False


class Page(NamedTuple):
    """In which order, and how many of them."""

    sort: Annotated[
        str, option(_WHICH, "In this order, such as type,-quality: - is the largest first.", metavar="FIELDS")
    ] = ""
    nulls: Annotated[
        Literal["last", "first"],
        option(_WHICH, "Where those without a value come in that order: last.", metavar="last|first"),
    ] = "last"
    limit: Annotated[
        int | None, option(_WHICH, "At most so many; 0: all.", "--limit", "-n", metavar="N", parser=whole_number)
    ] = None
    offset: Annotated[int | None, option(_WHICH, "Without the first so many.", metavar="N", parser=whole_number)] = None
    tail: Annotated[int | None, option(_WHICH, "Only the last so many.", metavar="N", parser=whole_number)] = None


NoPager = Annotated[bool, option(_OUTPUT, "Print it all at once, however long it is.", "--no-pager")]


class Layout(NamedTuple):
    """How records are printed."""

    format: Annotated[
        str | None,
        option(
            _OUTPUT,
            "table, tsv, csv, json, ndjson, markdown, ids or paths; none given: table on a terminal, else tsv.",
            metavar="NAME",
        ),
    ] = None
    columns: Annotated[
        str | None,
        option(_OUTPUT, "These columns, such as title,provider.domain; short and full name several.", metavar="NAMES"),
    ] = None
    template: Annotated[
        str | None, option(_OUTPUT, "A line each, such as '{date:%Y-%m-%d} {title}'.", metavar="TEXT")
    ] = None
    jq: Annotated[
        str | None, option(_OUTPUT, "Each article's JSON through this; needs the package jq.", metavar="EXPR")
    ] = None
    null: Annotated[bool, option(_OUTPUT, "Paths, each ended by a NUL byte.", "-0")] = False
    raw_cells: Annotated[
        bool, option(_OUTPUT, "No apostrophe before what a spreadsheet would run, in csv and tsv.", "--raw-cells")
    ] = False
    count_only: Annotated[bool, option(_OUTPUT, "The number of articles alone.", "--count")] = False
    no_pager: NoPager = False


_NoIgnore = Annotated[bool, option(_READING, "Do not respect .gitignore.", "--no-ignore")]
AllowEmpty = Annotated[bool, option(_READING, "Accept that there is no article file.", "--allow-empty")]
_Config = Annotated[str | None, option(_READING, "This configuration, not the nearest newscat.toml.", metavar="FILE")]
_Isolated = Annotated[bool, option(_READING, "No configuration file.", "--isolated")]


class Reading(NamedTuple):
    """Which files are read."""

    files_from: Annotated[
        str | None, option(_READING, "The files that this file names, one a line; - is stdin.", metavar="FILE")
    ] = None
    no_ignore: _NoIgnore = False
    no_cache: Annotated[bool, option(_READING, "Keep no index: read every file.", "--no-cache")] = False
    no_refresh: Annotated[
        bool, option(_READING, "Answer from the index as it is, without a look at the files.", "--no-refresh")
    ] = False
    allow_empty: AllowEmpty = False
    config: _Config = None
    isolated: _Isolated = False


class Folders(NamedTuple):
    """Which folders an index is of: what is left of Reading."""

    no_ignore: _NoIgnore = False
    config: _Config = None
    isolated: _Isolated = False


class Talk(NamedTuple):
    """Colour and noise."""

    color: Annotated[
        Literal["auto", "always", "never"] | None,
        option(_OUTPUT, "auto: on a terminal, unless NO_COLOR is set.", metavar="auto|always|never"),
    ] = None
    quiet: Annotated[bool, option(_OUTPUT, "No summaries on stderr.", "--quiet")] = False


_GROUPS: list[Any] = [Filters, WordMatching, Page, Layout, Reading, Folders, Talk]


class _Command(TyperCommand):
    """Its `--help` stands with the other options of a panel, and its arguments without Typer's braces."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.rich_help_panel = _OUTPUT
        return option

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


def group(options: T) -> T:
    """Let commands take these options of a NamedTuple together."""
    _GROUPS.append(options)
    return options


def command(function: Callable[..., None], *examples: str) -> typer.Typer:
    """An app of this one command; `examples` stand at the end of its help."""
    one = typer.Typer(add_completion=False, rich_markup_mode="rich")
    one.command(cls=_Command, epilog=epilog(*examples))(_expanded(function))
    return one


def epilog(*examples: str) -> str:
    """The examples at the end of a help."""
    return "\n".join(("[bold]Examples[/bold]", *(f"  [cyan]$ {_unmarked(example)}[/cyan]" for example in examples)))


def _unmarked(text: str) -> str:
    return text.replace("[", r"\[")


def _expanded(function: Callable[..., None]) -> Callable[..., None]:
    """`function` for Typer: a parameter that is a group becomes the group's options."""
    signature = inspect.signature(function)
    groups = {name: one.annotation for name, one in signature.parameters.items() if one.annotation in _GROUPS}
    parameters = [
        option
        for one in signature.parameters.values()
        for option in (_options(one.annotation) if one.name in groups else [one])
    ]

    @wraps(function)
    def run(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{option: values.pop(option) for option in group._fields})
        function(**values)

    keyword = inspect.Parameter.KEYWORD_ONLY
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[one.replace(kind=keyword) for one in parameters]
    )
    return run


def _options(group: Any) -> list[inspect.Parameter]:
    keyword, defaults = inspect.Parameter.KEYWORD_ONLY, group._field_defaults
    return [
        inspect.Parameter(name, keyword, default=defaults[name], annotation=annotation)
        for name, annotation in group.__annotations__.items()
    ]
