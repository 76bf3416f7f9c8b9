"""The options that several commands share, in groups that a command takes whole."""

from typing import Annotated, Any, Literal, NamedTuple

import typer

from newscat.cli.options.command import GLOBAL
from newscat.cli.options.command import command as command
from newscat.cli.options.command import group as group
from newscat.cli.options.command import option as option

_FILTERS, _ORDER, _OUTPUT, _INPUT = "Filters", "Order and limits", "Output", "Input"
# The default number of groups and of articles on a terminal; other output is complete.
SCREENFUL, LIST_SCREENFUL = 20, 50


def whole_number(text: str) -> int:
    """A limit or an offset. Raises typer.BadParameter."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # the index counts with 64 bits
        raise typer.BadParameter(f"{text!r} is not a whole number ≥ 0")
    return int(text)


def integer(text: str) -> int:
    """The value of a numeric field; it can be negative. Raises typer.BadParameter."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise typer.BadParameter(f"{text!r} is not a whole number")
    return int(text)


def fraction(text: str, *, above_0: bool = False) -> float:
    """A number from 0 to 1. Raises typer.BadParameter."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1 or (above_0 and not number):
        raise typer.BadParameter(f"{text!r} is not a number {'above 0 and at most 1' if above_0 else 'from 0 to 1'}")
    return number


def format_of(names: str) -> Any:
    """The option --format with these names."""
    return option(_OUTPUT, f"{names} [default: table on a terminal, else tsv].", metavar="NAME")


def limit_of(noun: str, screenful: int = SCREENFUL) -> Any:
    """The option --limit, of things that are called so."""
    meaning = f"Show at most N {noun}; 0 for all [default: {screenful} on a terminal, else all]."
    return option(_ORDER, meaning, "--limit", "-n", metavar="N", parser=whole_number)


Format = Annotated[str | None, format_of("table, tsv, csv, json, ndjson or markdown")]
Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Files and folders to read [default: configured paths, else the current folder].",
    ),
]
Queries = Annotated[
    list[str] | None,
    option(
        _FILTERS,
        "Only articles that match, e.g. 'topic:AI quality:>=80' (see docs/query.md). Can be repeated; all must match.",
        "--query",
        "-q",
        metavar="QUERY",
    ),
]
NoPager = Annotated[bool, option(_OUTPUT, "Do not use a pager.", "--no-pager")]
AllowEmpty = Annotated[bool, option(_INPUT, "Do not fail if there are no article files.", "--allow-empty")]
_NoIgnore = Annotated[bool, option(_INPUT, "Do not respect .gitignore.", "--no-ignore")]
_Follow = Annotated[bool, option(_INPUT, "Follow links that lead out of the folders.", "--follow")]
_Config = Annotated[
    str | None,
    option(GLOBAL, "Use this configuration file instead of the nearest newscat.toml.", metavar="FILE"),
]
_Isolated = Annotated[bool, option(GLOBAL, "Ignore configuration files.", "--isolated")]


@group
class Filters(NamedTuple):
    """Which articles to select. All but the first and the last are parameters of `query.query.query`."""

    query: Queries = None
    topic: Annotated[
        list[str] | None,
        option(
            _FILTERS,
            "Only articles with this exact topic (case-insensitive). Repeat to match any.",
            "--topic",
            "-t",
            metavar="TOPIC",
        ),
    ] = None
    provider: Annotated[
        str | None, option(_FILTERS, "Only articles whose provider name or domain contains TEXT.", metavar="TEXT")
    ] = None
    author: Annotated[
        str | None, option(_FILTERS, "Only articles whose author's name contains TEXT.", metavar="TEXT")
    ] = None
    category: Annotated[str | None, option(_FILTERS, "Only articles in this category.", metavar="NAME")] = None
    type: Annotated[
        str | None, option(_FILTERS, "Only articles of this type, e.g. article or video.", metavar="NAME")
    ] = None
    since: Annotated[
        str | None,
        option(_FILTERS, "Published on or after DATE, e.g. 2022, 2022-03-23, 7d (7 days ago).", metavar="DATE"),
    ] = None
    until: Annotated[
        str | None,
        option(_FILTERS, "Published on or before DATE; 2022-03 includes all of March.", metavar="DATE"),
    ] = None
    min_quality: Annotated[
        int | None, option(_FILTERS, "Only articles with quality N or higher.", metavar="N", parser=integer)
    ] = None
    min_heat: Annotated[
        int | None, option(_FILTERS, "Only articles with heat N or higher.", metavar="N", parser=integer)
    ] = None
    published: Annotated[
        bool | None,
        option(_FILTERS, "Only published (or only unpublished) articles.", "--published/--unpublished"),
    ] = None
    tz: Annotated[
        str | None, option(_FILTERS, "Time zone for dates, e.g. Europe/Berlin [default: UTC].", metavar="ZONE")
    ] = None
    explain_query: Annotated[
        bool, option(_FILTERS, "Explain how the query is interpreted, then exit.", "--explain-query")
    ] = False


@group
class WordMatching(NamedTuple):
    """How words match. The names are parameters of `query.query.query`."""

    exact: Annotated[bool, option(_FILTERS, "Match these exact word forms only.", "--exact")] = False
    fuzzy: Annotated[bool, option(_FILTERS, "Also try similar spellings of words that are not found.", "--fuzzy")] = (
        False
    )


@group
class Page(NamedTuple):
    """In which order articles are printed, and how many."""

    sort: Annotated[
        str, option(_ORDER, "Sort by these fields, e.g. type,-quality (- sorts descending).", metavar="FIELDS")
    ] = ""
    nulls: Annotated[
        Literal["last", "first"],
        option(_ORDER, "Where to put articles without a value [default: last].", metavar="last|first"),
    ] = "last"
    limit: Annotated[int | None, limit_of("articles", LIST_SCREENFUL)] = None
    offset: Annotated[int | None, option(_ORDER, "Skip the first N articles.", metavar="N", parser=whole_number)] = None
    tail: Annotated[int | None, option(_ORDER, "Show only the last N articles.", metavar="N", parser=whole_number)] = (
        None
    )


@group
class Layout(NamedTuple):
    """How articles are printed."""

    format: Annotated[str | None, format_of("table, tsv, csv, json, ndjson, markdown, ids or paths")] = None
    columns: Annotated[
        str | None,
        option(_OUTPUT, "Columns to show, e.g. title,provider.domain. Presets: short, full.", metavar="NAMES"),
    ] = None
    template: Annotated[
        str | None,
        option(_OUTPUT, "Print each article with this template, e.g. '{date:%Y-%m-%d} {title}'.", metavar="TEMPLATE"),
    ] = None
    jq: Annotated[
        str | None,
        option(_OUTPUT, "Run each article's JSON through a jq expression (requires newscat[jq]).", metavar="EXPR"),
    ] = None
    null: Annotated[bool, option(_OUTPUT, "Print NUL-separated paths, for xargs -0.", "-0")] = False
    raw_cells: Annotated[
        bool, option(_OUTPUT, "Do not neutralise spreadsheet formulas in csv cells.", "--raw-cells")
    ] = False
    count_only: Annotated[bool, option(_OUTPUT, "Print only the number of matching articles.", "--count")] = False
    no_pager: NoPager = False


@group
class InputOptions(NamedTuple):
    """Which files are read, and by which configuration."""

    files_from: Annotated[
        str | None,
        option(_INPUT, "Read file names from FILE, one per line; - for stdin.", metavar="FILE"),
    ] = None
    no_ignore: _NoIgnore = False
    follow: _Follow = False
    no_cache: Annotated[bool, option(_INPUT, "Ignore the index and read every file.", "--no-cache")] = False
    no_refresh: Annotated[
        bool, option(_INPUT, "Use the index as it is; do not check files for changes.", "--no-refresh")
    ] = False
    allow_empty: AllowEmpty = False
    config: _Config = None
    isolated: _Isolated = False


@group
class Folders(NamedTuple):
    """The subset of InputOptions that commands on an index take."""

    no_ignore: _NoIgnore = False
    follow: _Follow = False
    config: _Config = None
    isolated: _Isolated = False


@group
class Verbosity(NamedTuple):
    """Colour, and summaries on stderr."""

    color: Annotated[
        Literal["auto", "always", "never"] | None,
        option(
            GLOBAL,
            "When to use colour [default: auto, which is on a terminal unless NO_COLOR is set].",
            metavar="auto|always|never",
        ),
    ] = None
    quiet: Annotated[bool, option(GLOBAL, "Do not print summaries to stderr.", "--quiet")] = False
