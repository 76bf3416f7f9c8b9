"""junit: test results in XML for Jenkins, GitLab and others. A file is a suite, a finding a case.

A finding that fails the run (`--fail-on`) is a failure, any other a skipped case. A run without findings
is one case that passed: for Jenkins, an empty report is an error.
"""

import re
from itertools import groupby
from typing import TextIO

from newscat.article.finding import Finding
from newscat.output.reports.report import Report
from newscat.output.safe import one_line
from newscat.output.terminal.screen import Screen

# Not allowed in XML 1.0 (https://www.w3.org/TR/xml/#charsets), and not escaped by `one_line`.
_FORBIDDEN = re.compile("[\ufffe\uffff]")


def render(report: Report, out: TextIO, screen: Screen) -> None:
    findings = sorted(report, key=lambda finding: finding.path)  # stable: keeps the order in a file
    failures = sum(map(report.fails, findings))
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="newscat" tests="{len(findings) or 1}" failures="{failures}" errors="0">\n')
    for path, group in groupby(findings, key=lambda finding: finding.path):
        _suite(report, path, list(group), out)
    if not findings:
        out.write('  <testsuite name="newscat" tests="1" failures="0" errors="0" skipped="0">\n')
        out.write('    <testcase classname="newscat" name="No findings"/>\n  </testsuite>\n')
    out.write("</testsuites>\n")


def _suite(report: Report, path: str, findings: list[Finding], out: TextIO) -> None:
    failures = sum(map(report.fails, findings))
    name = _attribute(report.relative(path))
    counts = f'tests="{len(findings)}" failures="{failures}" errors="0" skipped="{len(findings) - failures}"'
    out.write(f'  <testsuite name="{name}" {counts}>\n')
    for finding in findings:
        kind = "failure" if report.fails(finding) else "skipped"
        message = _attribute(finding.message)
        place = f"{finding.severity} at {name}:{finding.line}:{finding.column}"
        out.write(f'    <testcase classname="{name}" name="{finding.code} {_attribute(finding.name)}: {message}">\n')
        out.write(f'      <{kind} type="{finding.code}" message="{message}">{place}</{kind}>\n    </testcase>\n')
    out.write("  </testsuite>\n")


def _attribute(text: str) -> str:
    shown = one_line(text)
    if not shown.isprintable():
        shown = _FORBIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)
    # In a third of the time of `translate`.
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
