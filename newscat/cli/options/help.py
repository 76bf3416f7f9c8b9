"""Help: `-h` shows the common options on one screen, `--help` all options by group."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

import typer

from newscat.errors import UsageError

# Options that -h shows, by parameter.
_COMMON = (
    *("query", "topic", "since", "sort", "limit", "columns", "count_only", "exact", "fuzzy"),  # list, search, similar
    *("select", "ignore", "fix", "diff", "statistics"),  # validate
    *("by", "depth", "git", "sources", "members"),  # of newscat/cli/analysis/
    *("field", "web", "infer", "yes", "every", "format", "help", "version"),
)
# Sections that are the same in many commands come after the ones of the command.
_LAST = ("Input", "Global options")
_WIDEST = 100
_NARROWEST = 50
# Where the value of --color is kept for the help, which is printed before the other options are read.
_COLOR = "newscat.color"
_NAMES = 26  # a longer name has a line of its own


class HelpMixin:
    """A command or group with our help; its epilog holds examples, one per line."""

    def parse_args(self: Any, ctx: Any, args: list[str]) -> Any:
        given = (choice for choice in map(_color, args, [*args[1:], ""]) if choice)
        ctx.meta[_COLOR] = next(given, None) or _color("--color", os.environ.get("NEWSCAT_COLOR", "")) or "auto"
        return super().parse_args(ctx, args)  # type: ignore[misc]  # of the class that it is mixed into

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        formatter.write("\n".join(_lines(self, ctx, short=False)) + "\n")


def print_help(context: typer.Context) -> None:
    typer.echo(context.get_help(), color=context.color)


def require_subcommand(context: typer.Context) -> None:
    """Show the help of a group if no subcommand is given, and exit with 2."""
    if context.invoked_subcommand is None:
        print_help(context)
        raise typer.Exit(UsageError.exit_code)


def print_short_help(context: typer.Context, wanted: bool) -> None:
    """The callback of -h."""
    if wanted and not context.resilient_parsing:
        lines = _lines(context.command, context, short=True)
        typer.echo("\n".join(lines), color=context.color)
        raise typer.Exit


def _color(argument: str, following: str) -> str | None:
    """The value of --color, if this is the option and the value is valid."""
    name, _, value = argument.partition("=")
    chosen = value or following
    if name != "--color" or not chosen:
        return None
    from newscat.config import COLORS

    return chosen if chosen in COLORS else None


def _lines(command: Any, context: Any, *, short: bool) -> Iterable[str]:
    from newscat.output.terminal.screen import screen_of

    screen = screen_of(sys.stdout, context.meta.get(_COLOR, "auto"), os.environ)
    context.color = screen.color
    width = max(min(screen.width or shutil.get_terminal_size().columns, _WIDEST), _NARROWEST)
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    yield from textwrap.wrap(" ".join((command.help or "").split()), width)
    yield from ("", f"{_bold('Usage:')} {usage}", "", _bold("Examples:"))
    yield from (typer.style(f"  $ {example}", fg="cyan") for example in (command.epilog or "").splitlines())
    sections = _sections(command, context, short=short)
    lengths = [len(name) for rows in sections.values() for name, _ in rows]
    column = max((length for length in lengths if length <= _NAMES), default=_NAMES)
    for title, rows in sections.items():
        yield from ("", _bold(f"{title}:"))
        for name, meaning in rows:
            yield from _row(name, meaning, column, width)
    if short:
        yield from ("", f"Run '{context.command_path} --help' for all options.")


def _sections(command: Any, context: Any, *, short: bool) -> dict[str, list[tuple[str, str]]]:
    """The rows of each section: what is written, and what it means."""
    sections: dict[str, list[tuple[str, str]]] = {}
    parameters = [each for each in command.get_params(context) if not getattr(each, "hidden", False)]
    for each in parameters:
        if each.param_type_name == "argument" and not short:
            sections.setdefault("Arguments", []).append((each.make_metavar(context).strip("{}"), each.help or ""))
    for name in getattr(command, "list_commands", lambda _: ())(context):
        meaning = command.get_command(context, name).get_short_help_str(200)
        sections.setdefault("Commands", []).append((name, meaning))
    for each in parameters:
        if each.param_type_name == "option" and (not short or each.name in _COMMON):
            title = "Common options" if short else each.rich_help_panel or "Options"
            meaning = re.split(r"(?<!e\.g)\. | [\[(]", each.help or "")[0] if short else each.help or ""
            sections.setdefault(title, []).append((_spelt(each, context), meaning.removesuffix(".") + "."))
    return dict(sorted(sections.items(), key=lambda section: _LAST.index(section[0]) if section[0] in _LAST else -1))


def _spelt(option: Any, context: Any) -> str:
    """`-q, --query QUERY`, `    --count`, `    --published/--unpublished`."""
    if option.name == "help":
        return "-h, --help"
    short = [name for name in option.opts if not name.startswith("--")]
    long = [name for name in option.opts if name.startswith("--")]
    names = ", ".join((*short, *long)) if short else "    " + ", ".join(long)
    if option.is_flag:
        return " / ".join((names, *option.secondary_opts))
    return f"{names} {option.make_metavar(context)}"


def _row(name: str, meaning: str, column: int, width: int) -> Iterable[str]:
    first, *rest = textwrap.wrap(meaning, width - column - 4, break_on_hyphens=False) or [""]
    shown = "  " + typer.style(name, fg="cyan")
    if len(name) > column:
        yield shown
        yield " " * (column + 4) + first
    else:
        yield (shown + " " * (column + 2 - len(name)) + first).rstrip()
    yield from (" " * (column + 4) + line for line in rest)


def _bold(text: str) -> str:
    return typer.style(text, bold=True)
