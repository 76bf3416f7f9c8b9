"""The picture of a terminal in the README: real output, drawn as SVG by Rich's export.

`python tests/test_documents.py --write` draws it again; a test compares it with the current output.
"""

import io
from collections.abc import Mapping

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from terminal import ROOT, terminal

PATH = ROOT / "docs" / "terminal.svg"
COLUMNS = 80
COMMANDS = ("newscat list docs/catalogue", "newscat search 'facial recognition' docs/catalogue")

# Rich's own template loads a font from the web and names its classes after the content. This one is self-contained,
# and the same for every release of Rich.
TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{unique_id}-title">
<title id="{unique_id}-title">Output of newscat list and newscat search</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
  <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def drawn(env: Mapping[str, str]) -> str:
    """Return the SVG of what the commands show on a terminal with the environment `env`."""
    console = Console(file=io.StringIO(), record=True, width=COLUMNS, force_terminal=True, color_system="standard")
    for command in COMMANDS:
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        # Without links: each has a random id.
        shown = terminal(["sh", "-c", command], COLUMNS, 24, {**env, "TERM": "linux"}, cwd=ROOT).stdout
        console.print(Text.from_ansi(shown))
    svg = console.export_svg(title="newscat", theme=MONOKAI, code_format=TEMPLATE, unique_id="newscat")
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())


def write(env: Mapping[str, str]) -> bool:
    """Draw the picture again; return whether it changed."""
    before = PATH.read_text(encoding="utf-8") if PATH.exists() else ""
    after = drawn(env)
    PATH.write_text(after, encoding="utf-8")
    return before != after
