"""json: one object with `version`, `findings` and `summary`, one finding per line; ndjson: only the findings.

`fix` is null, or an object with `message`, `safe` and `edits`, which replace the bytes from `start` to
`end` of the file, counted from 0, with `text`.
"""

from typing import TextIO

from newscat.article.finding import Finding, Fix, Severity
from newscat.output.formats.cells import dump, string, write_encoded
from newscat.output.reports.report import Report
from newscat.output.safe import in_json
from newscat.output.terminal.screen import Screen

VERSION = 1


def json(report: Report, out: TextIO, screen: Screen) -> None:
    out.write(f'{{"version": {VERSION}, "findings": [')
    write_encoded(out, map(_encoded, report))
    counts = {"files": report.files, "articles": report.checked}
    counts |= {f"{severity}s": report.counts[severity] for severity in Severity}
    out.write(f'], "summary": {dump(counts)}}}\n')


def ndjson(report: Report, out: TextIO, screen: Screen) -> None:
    out.writelines(in_json(_encoded(finding)) + "\n" for finding in report)


def _encoded(finding: Finding) -> str:
    return (
        f'{{"path": {string(finding.path)}, "line": {finding.line}, "column": {finding.column}, '
        f'"code": {string(finding.code)}, "name": {string(finding.name)}, "severity": "{finding.severity}", '
        f'"message": {string(finding.message)}, "fix": {_fix(finding.fix) if finding.fix else "null"}}}'
    )


def _fix(fix: Fix) -> str:
    edits = [f'{{"start": {start}, "end": {end}, "text": {string(text)}}}' for start, end, text in fix.edits]
    safe = "true" if fix.safe else "false"
    return f'{{"message": {string(fix.message)}, "safe": {safe}, "edits": [{", ".join(edits)}]}}'
