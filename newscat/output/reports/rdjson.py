"""rdjson: reviewdog's DiagnosticResult, whose columns count bytes of UTF-8.

https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
"""

from typing import TextIO

from newscat.article.finding import Finding
from newscat.output.formats.cells import string, write_encoded
from newscat.output.reports.report import Report
from newscat.output.reports.source import Source
from newscat.output.terminal.screen import Screen


def render(report: Report, out: TextIO, screen: Screen) -> None:
    out.write('{"source": {"name": "newscat"}, "diagnostics": [')
    write_encoded(out, (_diagnostic(finding, report) for finding in report))
    out.write("]}\n")


def _diagnostic(finding: Finding, report: Report) -> str:
    source = report.source(finding.path)
    column = source.byte_column(finding.line, finding.column) if source else finding.column
    return (
        f'{{"message": {string(finding.message)}, "location": {{"path": {string(report.relative(finding.path))}, '
        f'"range": {{"start": {{"line": {finding.line}, "column": {column}}}}}}}, '
        f'"severity": "{finding.severity.upper()}", "code": {{"value": {string(finding.code)}}}'
        f"{_suggestions(finding, source) if source else ''}}}"
    )


def _suggestions(finding: Finding, source: Source) -> str:
    """Only for a fix with one edit: reviewdog offers each suggestion separately."""
    edits = finding.fix.edits if finding.fix else ()
    if len(edits) != 1:
        return ""
    [(start, end, text)] = edits
    (line, column), (end_line, end_column) = source.byte_place(start), source.byte_place(end)
    places = f'"start": {{"line": {line}, "column": {column}}}, "end": {{"line": {end_line}, "column": {end_column}}}'
    return f', "suggestions": [{{"range": {{{places}}}, "text": {string(text)}}}]'
