"""full: each finding with the line it is about and a mark under the place, as compilers show theirs.

error[NC103]: 'quality' is null: give it a value or leave it out
 --> articles/one.md:8:9
  |
8 | quality:
  |         ^
"""

import re
from typing import TextIO

from rich.cells import cell_len, set_cell_size

from newscat.article.finding import Finding
from newscat.output.reports.colors import BOLD, COLORS, QUIET, painted
from newscat.output.reports.report import Report
from newscat.output.reports.source import Source
from newscat.output.safe import one_line
from newscat.output.terminal.screen import Screen

# Where nothing limits a line (a pipe): a longer one would hide its mark.
_WIDTH = 160
# A line this narrow shows nothing of the text around the place.
_LEAST = 20
_TAB = "    "
_CUT = "…"
# Ciphertext: its shape may be at fault, what it says is nobody's business.
_SECURED = re.compile(r"(?<![\w-])secured[\"']?\s*[:=]\s*[\"']?([^\s\"',}]+)")
_LETTERS = re.compile(r"[A-Za-z0-9+/]")


def render(report: Report, out: TextIO, screen: Screen) -> None:
    for finding in report:
        source = report.source(finding.path)
        line = source.line(finding.line) if source else None
        gutter = " " * len(str(finding.line))
        pieces = [_head(finding, color=screen.color), _place(finding, gutter, color=screen.color)]
        if source and line is not None:
            cells = max((screen.width or _WIDTH) - len(gutter) - 3, _LEAST)
            pieces += _quoted(finding, _veiled(line), _extent(finding, source), cells, color=screen.color)
        if finding.fix:
            option = "--fix" if finding.fix.safe else "--unsafe-fixes"
            mark = painted("=", QUIET, color=screen.color)
            pieces.append(f"{gutter} {mark} fix: {one_line(finding.fix.message)} ({option})")
        out.write("\n".join(pieces) + "\n\n")


def _head(finding: Finding, *, color: bool) -> str:
    label = painted(f"{finding.severity}[{finding.code}]", f"{BOLD};{COLORS[finding.severity]}", color=color)
    return f"{label}: {painted(one_line(finding.message), BOLD, color=color)}"


def _place(finding: Finding, gutter: str, *, color: bool) -> str:
    arrow = painted(f"{gutter}-->", QUIET, color=color)
    return f"{arrow} {one_line(finding.path)}:{finding.line}:{finding.column}"


def _quoted(finding: Finding, line: str, extent: int, cells: int, *, color: bool) -> list[str]:
    """The line, cut to so many cells around the place, between two bars, the mark beside the second."""
    before, marked, after = _window(line, finding.column - 1, extent, cells)
    gutter = " " * len(str(finding.line))
    bar = painted("|", QUIET, color=color)
    mark = painted("^" * max(cell_len(marked), 1), COLORS[finding.severity], color=color)
    number = painted(str(finding.line), QUIET, color=color)
    text = f"{before}{marked}{after}"
    return [
        f"{gutter} {bar}",
        f"{number} {bar}" + (f" {text}" if text else ""),
        f"{gutter} {bar} {' ' * cell_len(before)}{mark}",
    ]


def _extent(finding: Finding, source: Source) -> int:
    """How many characters are at fault, as far as the fix tells; else one."""
    if finding.fix is None or not finding.fix.edits:
        return 1
    edit = finding.fix.edits[0]
    if source.place(edit.start) != (finding.line, finding.column):
        return 1
    line, column = source.place(edit.end)
    length = len(source.line(finding.line) or "") + 1
    return max((column if line == finding.line else length) - finding.column, 1)


def _veiled(line: str) -> str:
    """The line with the letters of `secured` as dots, so that it keeps its length."""
    # Not by the pattern alone: on a line of a MiB with a thousand findings it took a millisecond each.
    match = _SECURED.search(line) if "secured" in line else None
    if match is None:
        return line
    return line[: match.start(1)] + _LETTERS.sub("·", match[1]) + line[match.end(1) :]


def _window(line: str, column: int, extent: int, cells: int) -> tuple[str, str, str]:
    """The line before the place, at it and after it, fit for a screen; `…` is what was cut."""
    # Four characters a cell: what is further off cannot be seen, and a line may have a million.
    far = 4 * cells
    before = _shown(line[max(column - far, 0) : column])
    marked = _shown(line[column : column + min(extent, far)])
    after = _shown(line[column + extent : column + extent + far])
    if cell_len(before) + cell_len(marked) + cell_len(after) <= cells:
        return before, marked, after
    marked = _beginning(marked, cells // 2)
    rest = cells - cell_len(marked)
    before = _beginning(before[::-1], max(rest // 2, rest - cell_len(after)))[::-1]
    return before, marked, _beginning(after, rest - cell_len(before))


def _shown(text: str) -> str:
    return one_line(text.replace("\t", _TAB))


def _beginning(text: str, cells: int) -> str:
    return text if cell_len(text) <= cells else set_cell_size(text, cells - 1).rstrip(" ") + _CUT
