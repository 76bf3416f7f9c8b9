"""Where reports are written: `--format github --format sarif=report.sarif`."""

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
    """One report. `file` is None for stdout."""

    format: str
    render: Renderer
    file: Path | None


def destinations(values: Sequence[str], default: str) -> tuple[Destination, ...]:
    """The reports of `NAME` and `NAME=FILE`; without any, `default` on stdout.

    Raises UsageError for an unknown format, two reports in one place, and a file that cannot be created.
    """
    found = tuple(map(_destination, values or [default]))
    taken: dict[object, str] = {}
    for one in found:
        place = one.file.resolve() if one.file else None
        if place in taken:
            where = f"in {one_line(str(one.file))!r}" if one.file else "on stdout"
            raise UsageError(
                f"two reports {where}, {taken[place]} and {one.format}: write one to a file: {one.format}=FILE"
            )
        taken[place] = one.format
    return found


def _destination(value: str) -> Destination:
    name, _, file = value.partition("=")
    render = resolve(name)
    if "=" not in value or file == "-":
        return Destination(name, render, None)
    if not file:
        raise UsageError(f"--format {one_line(value)} has no file name")
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"--format {one_line(value)}: {one_line(file)!r} is a folder")
    refuse_article(str(path))
    if not path.parent.is_dir():
        raise UsageError(f"--format {one_line(value)}: no such folder: {one_line(str(path.parent))!r}")
    return Destination(name, render, path)


def deliver(report: Report, found: Iterable[Destination], out: TextIO, screen: Screen) -> None:
    """Render each report, files first, so that they are complete even if stdout is closed early.

    Findings are iterated once, and kept in memory only for several reports. A file is written completely or
    not at all. Raises OSError, with the file's name in its text, if one cannot be written.
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
