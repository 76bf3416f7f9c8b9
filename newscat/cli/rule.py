"""`newscat rule`."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newscat.cli.options import Talk, command
from newscat.errors import UsageError, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscat.rules.engine import Rule


def rule(
    *,
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="A code, how it begins, or a name: NC101, NC1, missing-field."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="The pages of all rules.")] = False,
    format: Annotated[str, typer.Option(metavar="NAME", help="text, json or markdown.", show_default=False)] = "text",
    talk: Talk,
) -> None:
    """Say what a rule looks for, why, and how to put it right; without CODE, which rules there are."""
    from newscat.output.rules import resolve
    from newscat.output.terminal.screen import screen_of
    from newscat.rules import engine as registry
    from newscat.rules import plugins

    render = resolve(format)
    if code is not None and every:
        raise UsageError("--all means every rule: it does not go together with CODE")
    plugins.load(plugins.installed())
    rules: Sequence[Rule] = registry.rules() if code is None else _found(code, registry.rules())
    screen = screen_of(sys.stdout, talk.color or "auto", os.environ)
    render(rules, sys.stdout, screen, pages=every or len(rules) == 1)


def _found(code: str, rules: "Sequence[Rule]") -> "Sequence[Rule]":
    """The one of this code, whatever its case, or name; else those whose codes begin so. Raises UsageError."""
    upper, lower = code.upper(), code.lower()
    found = [one for one in rules if upper == one.code or lower == one.name]
    found = found or [one for one in rules if code and one.code.startswith(upper)]
    if not found:
        known = [name for one in rules for name in (one.code, one.name)]
        wanted = upper if upper[-1:].isdigit() else lower
        raise UsageError(f"no rule {code!r}{suggestion(wanted, known)}: newscat rule lists them")
    return found


app = command(rule, "newscat rule NC1", "newscat rule missing-field --format markdown")
