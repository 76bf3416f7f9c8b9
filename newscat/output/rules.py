"""A table of rules, or their pages, as text, JSON and Markdown."""

from collections.abc import Iterator, Sequence
from typing import TextIO

from newscat.output.formats.cells import write_object
from newscat.output.formats.markdown import escaped
from newscat.output.formats.registry import Renderer, find
from newscat.output.safe import visible
from newscat.output.terminal.screen import Screen
from newscat.rules.engine import Rule

VERSION = 1
FORMATS = {
    "text": "newscat.output.rules:text",
    "json": "newscat.output.rules:json",
    "markdown": "newscat.output.rules:markdown",
}
_WIDTH = 80
# Longer lines of prose are hard to read.
_WIDEST = 100


def resolve(name: str) -> Renderer:
    """`render(rules, out, screen, *, pages)`. Raises UsageError, with the nearest known name, if there is none."""
    return find(name, FORMATS)


def json(rules: Sequence[Rule], out: TextIO, screen: Screen, *, pages: bool) -> None:
    """One object with `version` and `rules`, one rule per line, always with its page in Markdown."""
    shapes = (
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "default": rule.default,
            "fixable": is_fixable(rule),
            "summary": summary(rule),
            "page": rule.page,
        }
        for rule in rules
    )
    write_object(out, {"version": VERSION}, rules=shapes)


def markdown(rules: Sequence[Rule], out: TextIO, screen: Screen, *, pages: bool) -> None:
    out.write("\n".join(map(page, rules)) if pages else table(rules))


def text(rules: Sequence[Rule], out: TextIO, screen: Screen, *, pages: bool) -> None:
    """For the width of the screen, or 80 cells."""
    (_pages if pages else _table)(rules, out, screen)


def page(rule: Rule) -> str:
    """The rule's page as a Markdown document."""
    return f"# {rule.code} {visible(rule.name)}\n\n{', '.join(_traits(rule))}\n\n{visible(rule.page)}\n"


def table(rules: Sequence[Rule], folder: str = "") -> str:
    """The rules as a Markdown table, linked to their pages in `folder` if it is given."""
    lines = ["| Rule | | | |", "| --- | --- | --- | --- |"]
    for rule in rules:
        code = f"[{rule.code}]({folder}{rule.code}.md)" if folder else rule.code
        sentence = visible(summary(rule)).replace("|", r"\|")  # Markdown already; a bar would end the cell
        lines.append(f"| {code} | {escaped(rule.name)} | {', '.join(_traits(rule))} | {sentence} |")
    return "".join(f"{line}\n" for line in lines)


def is_fixable(rule: Rule) -> bool:
    """Whether any of its findings can be fixed: its page says how."""
    return "\n## Fix\n" in rule.page


def summary(rule: Rule) -> str:
    return rule.page.partition("\n")[0]


def _traits(rule: Rule) -> Iterator[str]:
    yield rule.severity
    if is_fixable(rule):
        yield "fixable"
    if not rule.default:
        yield "off unless selected"


def _table(rules: Sequence[Rule], out: TextIO, screen: Screen) -> None:
    from rich.table import Table
    from rich.text import Text

    from newscat.output.terminal.console import Printer, plain_line

    printer = Printer(out, screen, screen.width or _WIDTH)
    rows = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for whole in (True, True, False):
        rows.add_column(no_wrap=whole)
    for rule in rules:
        traits = f" ({', '.join(_traits(rule))})"
        what = Text.assemble(plain_line(summary(rule)), (traits, "dim"))
        rows.add_row(Text(rule.code, style="bold"), Text(plain_line(rule.name)), what)
    printer.write(rows)


def _pages(rules: Sequence[Rule], out: TextIO, screen: Screen) -> None:
    from rich.text import Text

    from newscat.output.terminal.body import rendered
    from newscat.output.terminal.console import Printer, plain_line

    printer = Printer(out, screen, min(screen.width or _WIDTH, _WIDEST))
    for number, rule in enumerate(rules):
        if number:
            printer.write("")
        printer.write(Text(plain_line(f"{rule.code} {rule.name}"), style="bold"))
        printer.write(Text(", ".join(_traits(rule)), style="cyan"))
        printer.write("")
        printer.write(rendered(rule.page))
