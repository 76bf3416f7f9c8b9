"""rdjson: reviewdog's DiagnosticResult, whose columns count bytes of UTF-8.

https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
"""

from collections.abc import Iterator
from typing import Any, TextIO

from newscat.article.finding import Finding
from newscat.output.formats.cells import write_items
from newscat.output.reports.report import Report
from newscat.output.reports.source import Source
from newscat.output.terminal.screen import Screen


def render(report: Report, out: TextIO, screen: Screen) -> None:
    out.write('{"source": {"name": "newscat"}, "diagnostics": [')
    write_items(out, (_diagnostic(finding, report) for finding in report))
    out.write("]}\n")


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    source = report.source(finding.path)
    column = source.byte_column(finding.line, finding.column) if source else finding.column
    start = {"line": finding.line, "column": column}
    shape: dict[str, Any] = {
        "message": finding.message,
        "location": {"path": report.relative(finding.path), "range": {"start": start}},
        "severity": finding.severity.upper(),
        "code": {"value": finding.code},
    }
    if source and (suggestions := list(_suggestions(finding, source))):
        shape["suggestions"] = suggestions
    return shape


def _suggestions(finding: Finding, source: Source) -> Iterator[dict[str, Any]]:
    """Only for a fix with one edit: reviewdog offers each suggestion separately."""
    edits = finding.fix.edits if finding.fix else ()
    if len(edits) == 1:
        places = (source.byte_place(edits[0].start), source.byte_place(edits[0].end))
        start, end = ({"line": line, "column": column} for line, column in places)
        yield {"range": {"start": start, "end": end}, "text": edits[0].text}
