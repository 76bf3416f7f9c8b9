"""`newscat rule`."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newscat.cli.options import Verbosity, command
from newscat.errors import UsageError, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscat.rules.engine import Rule


def rule(
    *,
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="Rule code, code prefix or name, e.g. NC101, NC1, missing-field."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show the pages of all rules.")] = False,
    format: Annotated[
        str, typer.Option(metavar="NAME", help="text, json or markdown [default: text].", show_default=False)
    ] = "text",
    verbosity: Verbosity,
) -> None:
    """Explain a rule; without CODE, list all rules."""
    from newscat.output.rules import resolve
    from newscat.output.terminal.screen import screen_of
    from newscat.rules import engine as registry
    from newscat.rules import plugins

    render = resolve(format)
    if code is not None and every:
        raise UsageError("--all cannot be combined with CODE")
    plugins.load(plugins.installed())
    rules: Sequence[Rule] = registry.rules() if code is None else _found(code, registry.rules())
    screen = screen_of(sys.stdout, verbosity.color or "auto", os.environ)
    render(rules, sys.stdout, screen, pages=every or len(rules) == 1)


def _found(code: str, rules: "Sequence[Rule]") -> "Sequence[Rule]":
    """The rule with this code or name, else the rules with this code prefix; case-insensitive. Raises UsageError."""
    upper, lower = code.upper(), code.lower()
    found = [one for one in rules if upper == one.code or lower == one.name]
    found = found or [one for one in rules if code and one.code.startswith(upper)]
    if not found:
        near = suggestion(lower, (one.name for one in rules))  # a rule with a similar code is not similar
        raise UsageError(f"unknown rule {code!r}{near}; see 'newscat rule' for the list")
    return found


app = command(rule, "newscat rule NC1", "newscat rule missing-field --format markdown")
