"""Findings as text, json and GitHub's commands: whole outputs."""

import io
import json

import pytest

from newscat.article.finding import Finding, Severity
from newscat.errors import UsageError
from newscat.output import reports
from newscat.output.reports.report import Report, summary
from newscat.output.screen import Screen

MISSING = Finding("a/one.md", 1, 1, "NC101", "missing-field", Severity.ERROR, "no 'webUrl', which an article needs")
UNKNOWN = Finding("a/one.md", 7, 3, "NC105", "unknown-field", Severity.WARNING, "unknown field 'x'")
HOSTILE = Finding("a:b,\n%\x1b\udcff.md", 2, 4, "NC900", "odd", Severity.INFO, "100 %\nforged::error\x07")


def render(name: str, *findings: Finding, color: bool = False, files: int = 3) -> str:
    out = io.StringIO()
    reports.resolve(name)(Report(iter(findings), files), out, Screen(color=color))
    return out.getvalue()


def test_text_is_one_line_a_finding() -> None:
    assert render("text", MISSING, UNKNOWN, HOSTILE) == (
        "a/one.md:1:1: NC101 no 'webUrl', which an article needs\n"
        "a/one.md:7:3: NC105 unknown field 'x'\n"
        "a:b,\\n%\\x1b\\udcff.md:2:4: NC900 100 %\\nforged::error\\x07\n"
    )


def test_text_in_colour() -> None:
    assert render("text", MISSING, UNKNOWN, HOSTILE, color=True) == (
        "\x1b[1ma/one.md\x1b[0m:1:1: \x1b[31mNC101\x1b[0m no 'webUrl', which an article needs\n"
        "\x1b[1ma/one.md\x1b[0m:7:3: \x1b[33mNC105\x1b[0m unknown field 'x'\n"
        "\x1b[1ma:b,\\n%\\x1b\\udcff.md\x1b[0m:2:4: \x1b[34mNC900\x1b[0m 100 %\\nforged::error\\x07\n"
    )


def test_json_has_findings_and_summary() -> None:
    text = render("json", MISSING, HOSTILE)
    assert json.loads(text) == {
        "version": 1,
        "findings": [
            {
                "path": "a/one.md",
                "line": 1,
                "column": 1,
                "code": "NC101",
                "name": "missing-field",
                "severity": "error",
                "message": "no 'webUrl', which an article needs",
            },
            {
                "path": "a:b,\n%\x1b\\udcff.md",
                "line": 2,
                "column": 4,
                "code": "NC900",
                "name": "odd",
                "severity": "info",
                "message": "100 %\nforged::error\x07",
            },
        ],
        "summary": {"files": 3, "errors": 1, "warnings": 0, "infos": 1},
    }
    assert len(text.splitlines()) == 4


def test_json_without_findings() -> None:
    assert render("json") == (
        '{"version": 1, "findings": [], "summary": {"files": 3, "errors": 0, "warnings": 0, "infos": 0}}\n'
    )


def test_github_commands_are_escaped() -> None:
    assert render("github", MISSING, UNKNOWN, HOSTILE) == (
        "::error file=a/one.md,line=1,col=1,title=NC101 missing-field::no 'webUrl', which an article needs\n"
        "::warning file=a/one.md,line=7,col=3,title=NC105 unknown-field::unknown field 'x'\n"
        "::notice file=a%3Ab%2C%0A%25\\x1b\\udcff.md,line=2,col=4,title=NC900 odd::100 %25%0Aforged::error\\x07\n"
    )


@pytest.mark.parametrize(
    ("findings", "files", "expected"),
    [
        ([], 674, "No findings in 674 files"),
        ([], 1, "No findings in 1 file"),
        ([MISSING], 1, "1 error in 1 of 1 file"),
        ([MISSING, MISSING, UNKNOWN, HOSTILE], 4288, "2 errors, 1 warning, 1 info in 2 of 4,288 files"),
        ([UNKNOWN], 2, "1 warning in 1 of 2 files"),
    ],
)
def test_summary(findings: list[Finding], files: int, expected: str) -> None:
    report = Report(findings, files)
    for _ in range(2):  # counting again does not count twice
        assert list(report) == findings
        assert summary(report) == expected


def test_an_unknown_report() -> None:
    with pytest.raises(UsageError) as error:
        reports.resolve("txt")
    assert str(error.value) == "no format 'txt' (did you mean 'text'?)"
