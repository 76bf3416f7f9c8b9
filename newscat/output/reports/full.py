"""full: findings by file, each with its line and a mark under the place.

articles/one.md
  8:9 error[NC103]: 'quality' is null: give it a value or leave it out
  8 | quality:
    |         ^

On a terminal, only the worst findings are shown, then counts per rule.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from textwrap import wrap
from typing import TextIO

from rich.cells import set_cell_size

from newscat.article.finding import Finding, Severity
from newscat.files.relative import Relative
from newscat.output.messages import plural
from newscat.output.reports import statistics
from newscat.output.reports.report import Report
from newscat.output.reports.source import Source
from newscat.output.safe import one_line
from newscat.output.terminal.colors import BOLD, COLORS, QUIET, painted
from newscat.output.terminal.screen import Screen, is_narrow
from newscat.output.terminal.screen import cells as cell_len

# How many findings a person gets on a terminal.
_MOST = 50
# The width of a line in a pipe: a longer one would separate the mark from its place.
_WIDTH = 160
# A narrower line does not show enough around the place.
_LEAST = 20
_TAB = "    "
_CUT = "…"
# Ciphertext is not shown.
_SECURED = re.compile(r"(?<![\w-])secured[\"']?\s*[:=]\s*[\"']?([^\s\"',}]+)")
_LETTERS = re.compile(r"[A-Za-z0-9+/]")
# A finding about the front matter as a whole is on its fence, which shows nothing.
_FENCES = ("---", "+++")


def render(report: Report, out: TextIO, screen: Screen) -> None:
    if report.show_all or not screen.is_terminal:
        _write(report, report, out, screen)
        return
    shown, counts = _worst(report)
    _write(report, shown, out, screen)
    if len(shown) < report.counts.total() - report.hidden:
        whole = plural(report.counts.total(), "finding")
        out.write(f"The worst {len(shown)} of {whole}; --all shows all. By rule:\n\n")
        statistics.write(counts, out, screen)
        out.write("\n")
    elif report.hidden:
        out.write(f"{plural(report.hidden, 'info')} not shown; --all shows all\n\n")


def _worst(report: Report) -> tuple[Sequence[Finding], statistics.RuleCounts]:
    """The worst findings, in the order of the files, and the counts of all.

    Rules of the same severity take turns: hundreds of findings of one rule do not hide the others.
    """
    counts = statistics.RuleCounts()
    order = list(Severity)
    taken = Counter[str]()
    kept: list[tuple[int, int, int, Finding]] = []
    for place, finding in enumerate(report):
        counts.add(finding)
        if taken[finding.code] < _MOST and not report.hides(finding):
            kept.append((order.index(finding.severity), taken[finding.code], place, finding))
            taken[finding.code] += 1
    worst = sorted(kept, key=lambda each: each[:3])[:_MOST]
    return [finding for _, _, _, finding in sorted(worst, key=lambda each: each[2])], counts


def _write(report: Report, findings: Iterable[Finding], out: TextIO, screen: Screen) -> None:
    relative = Relative(None)
    for path, group in groupby(findings, key=attrgetter("path")):
        shown = one_line(min(path.removeprefix("./"), relative(path), key=len))
        out.write(painted(shown, BOLD, color=screen.color) + "\n")
        places = groupby(group, key=attrgetter("line", "column"))
        out.writelines("\n".join(_lines(report, list(here), screen)) + "\n" for _, here in places)
        out.write("\n")


def _lines(report: Report, findings: Sequence[Finding], screen: Screen) -> Iterator[str]:
    """The findings at one place, then its line, then the fixes."""
    color, first = screen.color, findings[0]
    for one in findings:
        place, label = f"{one.line}:{one.column}", f"{one.severity}[{one.code}]"
        message, *more = _wrapped(one_line(one.message), len(f"  {place} {label}: "), screen)
        label = painted(label, f"{BOLD};{COLORS[one.severity]}", color=color)
        yield f"  {painted(place, QUIET, color=color)} {label}: {message}"
        yield from more
    source = report.source(first.path)
    line = source.line(first.line) if source else None
    gutter = " " * (len(str(first.line)) + 2)
    if source and line is not None and line.rstrip() not in _FENCES:
        cells = max((screen.width or _WIDTH) - len(gutter) - 3, _LEAST)
        yield from _quoted(
            first, _veiled(line), max(_extent(one, source, len(line)) for one in findings), cells, color=color
        )
    for one in findings:
        if one.fix:
            option = "--fix" if one.fix.safe else "--unsafe-fixes"
            yield f"{gutter} {painted('=', QUIET, color=color)} fix: {one_line(one.fix.message)} ({option})"


def _wrapped(message: str, indent: int, screen: Screen) -> list[str]:
    """The message on lines that fit a terminal, the first after `indent` cells; long words, e.g. URLs, are kept."""
    if not screen.is_terminal or not screen.width:
        return [message]
    lines = wrap(
        message,
        screen.width,
        break_long_words=False,
        break_on_hyphens=False,
        initial_indent=" " * indent,
        subsequent_indent="    ",
    )
    return [lines[0][indent:], *lines[1:]] if lines else [""]


def _quoted(finding: Finding, line: str, extent: int, cells: int, *, color: bool) -> list[str]:
    """The line, cut to `cells` around the place, and the mark."""
    before, marked, after = _window(line, finding.column - 1, extent, cells)
    gutter = " " * (len(str(finding.line)) + 2)
    bar = painted("|", QUIET, color=color)
    mark = painted("^" * max(cell_len(marked), 1), COLORS[finding.severity], color=color)
    number = painted(str(finding.line), QUIET, color=color)
    text = f"{before}{marked}{after}"
    return [
        f"  {number} {bar}" + (f" {text}" if text else ""),
        f"{gutter} {bar} {' ' * cell_len(before)}{mark}",
    ]


def _extent(finding: Finding, source: Source, length: int) -> int:
    """How many characters of a line of this length to mark: what the fix replaces, else one."""
    if finding.fix is None or not finding.fix.edits:
        return 1
    edit = finding.fix.edits[0]
    if source.place(edit.start) != (finding.line, finding.column):
        return 1
    line, column = source.place(edit.end)
    return max((column if line == finding.line else length + 1) - finding.column, 1)


def _veiled(line: str) -> str:
    """The line with the letters of `secured` as dots, which keep its length."""
    # The pattern alone took 1 ms per finding on a line of 1 MiB.
    match = _SECURED.search(line) if "secured" in line else None
    if match is None:
        return line
    return line[: match.start(1)] + _LETTERS.sub("·", match[1]) + line[match.end(1) :]


def _window(line: str, column: int, extent: int, cells: int) -> tuple[str, str, str]:
    """The line before, at and after the place, escaped; `…` marks where it is cut."""
    if line.isascii() and line.isprintable() and len(line) <= cells:
        return line[:column], line[column : column + extent], line[column + extent :]
    # Four characters per cell: more cannot be visible, and a line may have a million.
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
    if cell_len(text) <= cells:
        return text
    return (text[: max(cells - 1, 0)] if is_narrow(text) else set_cell_size(text, cells - 1)).rstrip(" ") + _CUT
