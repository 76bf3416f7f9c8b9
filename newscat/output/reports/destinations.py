"""Where reports go: `--format github --format sarif=report.sarif`.

A file gets its report whole or not at all: it is written beside its place and then renamed.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from newscat.errors import UsageError
from newscat.files.write import refuse_article, text_file
from newscat.output.formats.registry import Renderer
from newscat.output.reports import resolve
from newscat.output.reports.report import Report
from newscat.output.safe import one_line
from newscat.output.terminal.screen import Screen


class Destination(NamedTuple):
    """One report: to a file, or to stdout where that is None."""

    format: str
    render: Renderer
    file: Path | None


def destinations(values: Sequence[str], default: str) -> tuple[Destination, ...]:
    """What `NAME` and `NAME=FILE` mean; `default` goes to stdout where there is none.

    Raises UsageError for an unknown name, two reports for one place, and a file that cannot be made.
    """
    found = tuple(map(_destination, values or [default]))
    taken: dict[object, str] = {}
    for one in found:
        place = one.file.resolve() if one.file else None
        if place in taken:
            where = f"in {one_line(str(one.file))!r}" if one.file else "on stdout"
            raise UsageError(
                f"two reports {where}, {taken[place]} and {one.format}: give one a file, {one.format}=FILE"
            )
        taken[place] = one.format
    return found


def _destination(value: str) -> Destination:
    name, _, file = value.partition("=")
    render = resolve(name)
    if "=" not in value or file == "-":
        return Destination(name, render, None)
    if not file:
        raise UsageError(f"--format {one_line(value)} names no file")
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"--format {one_line(value)}: {one_line(file)!r} is a folder")
    refuse_article(str(path))
    if not path.parent.is_dir():
        raise UsageError(f"--format {one_line(value)}: there is no folder {one_line(str(path.parent))!r}")
    return Destination(name, render, path)


def deliver(report: Report, found: Iterable[Destination], out: TextIO, screen: Screen) -> None:
    """Render each report, the files first: whoever stops reading stdout has them all the same.

    Findings are gone through once and kept only where there are several reports. Raises OSError, with
    the file's name in its text, where a file cannot be written; none of the files is left half done.
    """
    ordered = sorted(found, key=lambda one: one.file is None)
    if len(ordered) > 1:
        report.findings = tuple(report.findings)
    for one in ordered:
        if one.file is None:
            one.render(report, out, screen)
        else:
            with text_file(str(one.file)) as stream:
                one.render(report, stream, Screen())
