"""json: one object with `version`, `findings` and `summary`, one finding per line; ndjson: only the findings.

`fix` is null, or an object with `message`, `safe` and `edits`, which replace the bytes from `start` to
`end` of the file, counted from 0, with `text`.
"""

from typing import Any, TextIO

from newscat.article.finding import Finding, Severity
from newscat.output.formats.cells import dump, write_items
from newscat.output.reports.report import Report
from newscat.output.terminal.screen import Screen

VERSION = 1


def json(report: Report, out: TextIO, screen: Screen) -> None:
    out.write(f'{{"version": {VERSION}, "findings": [')
    write_items(out, map(_shape, report))
    counts = {"files": report.files, "articles": report.checked}
    counts |= {f"{severity}s": report.counts[severity] for severity in Severity}
    out.write(f'], "summary": {dump(counts)}}}\n')


def ndjson(report: Report, out: TextIO, screen: Screen) -> None:
    out.writelines(dump(_shape(finding)) + "\n" for finding in report)


def _shape(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "fix": fix and {"message": fix.message, "safe": fix.safe, "edits": [edit._asdict() for edit in fix.edits]},
    }
