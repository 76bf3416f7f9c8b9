"""Findings for machines: GitLab, JUnit, SARIF, reviewdog and the job summary, checked against their schemas."""

import io
import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.files.relative import Relative, relative
from newscat.output import reports
from newscat.output.reports import sarif
from newscat.output.reports.fingerprints import Fingerprints
from newscat.output.reports.report import Report
from newscat.output.reports.source import Source
from newscat.output.terminal.screen import Screen
from newscat.rules.engine import Rule
from newscat.version import __version__
from terminal import ROOT

DATA = "---\ntitle: “We&#8217;re”\nquality: x\n---\n".encode()
ENTITY = Finding(
    "a b/ü.md",
    2,
    11,
    "NC401",
    "html-entity",
    Severity.WARNING,
    "'title' has an HTML entity in it",
    Fix("Decode it", (Edit(16, 23, "’"),)),
)
QUALITY = Finding("a b/ü.md", 3, 10, "NC203", "wrong-type", Severity.ERROR, 'not <a> "number" & more')
FIRST = Finding("a.md", 1, 1, "NC503", "same-title", Severity.INFO, "same title as b.md")
RULES = (
    Rule("NC203", "wrong-type", Severity.ERROR, lambda article: (), "A value has the wrong type.\n\n## Why\nIt has."),
    Rule("NC401", "html-entity", Severity.WARNING, lambda article: (), "A text has an entity.\n\n## Fix\nYes."),
)


def render(name: str, *findings: Finding, base: str | None = None, data: bytes | None = DATA, **more: Any) -> str:
    out = io.StringIO()
    report = Report(iter(findings), 7, RULES, lambda path: data, base, **more)
    reports.resolve(name)(report, out, Screen())
    return out.getvalue()


def schema(name: str) -> Path:
    path = ROOT.parent / "shared" / "schemas" / name
    if not path.is_file():
        pytest.skip(f"the published schema {name} is not beside the project")
    return path


# --- gitlab -----------------------------------------------------------------------------------------------------------


def test_gitlab() -> None:
    found = json.loads(render("gitlab", ENTITY, QUALITY, QUALITY, FIRST))
    prints = [each.pop("fingerprint") for each in found]
    assert len(set(prints)) == 4
    quality = {
        "description": 'NC203 not <a> "number" & more',
        "check_name": "wrong-type",
        "severity": "major",
        "location": {"path": "a b/ü.md", "lines": {"begin": 3}},
    }
    assert found == [
        {
            "description": "NC401 'title' has an HTML entity in it",
            "check_name": "html-entity",
            "severity": "minor",
            "location": {"path": "a b/ü.md", "lines": {"begin": 2}},
        },
        quality,
        quality,
        {
            "description": "NC503 same title as b.md",
            "check_name": "same-title",
            "severity": "info",
            "location": {"path": "a.md", "lines": {"begin": 1}},
        },
    ]
    assert render("gitlab") == "[]\n"


# --- junit ------------------------------------------------------------------------------------------------------------


def test_junit_has_a_suite_a_file_and_a_case_a_finding() -> None:
    assert render("junit", FIRST, ENTITY, QUALITY) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="newscat" tests="3" failures="1" errors="0">\n'
        '  <testsuite name="a b/ü.md" tests="2" failures="1" errors="0" skipped="1">\n'
        '    <testcase classname="a b/ü.md" name="NC401 html-entity: \'title\' has an HTML entity in it">\n'
        '      <skipped type="NC401" message="\'title\' has an HTML entity in it">'
        "warning at a b/ü.md:2:11</skipped>\n"
        "    </testcase>\n"
        '    <testcase classname="a b/ü.md" '
        'name="NC203 wrong-type: not &lt;a&gt; &quot;number&quot; &amp; more">\n'
        '      <failure type="NC203" message="not &lt;a&gt; &quot;number&quot; &amp; more">'
        "error at a b/ü.md:3:10</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="a.md" tests="1" failures="0" errors="0" skipped="1">\n'
        '    <testcase classname="a.md" name="NC503 same-title: same title as b.md">\n'
        '      <skipped type="NC503" message="same title as b.md">info at a.md:1:1</skipped>\n'
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_junit_without_findings_is_one_case_that_passed() -> None:
    assert render("junit") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="newscat" tests="1" failures="0" errors="0">\n'
        '  <testsuite name="newscat" tests="1" failures="0" errors="0" skipped="0">\n'
        '    <testcase classname="newscat" name="No findings"/>\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_what_fails_the_run_is_a_failure_in_junit() -> None:
    def failures(fail_on: Severity) -> str | None:
        return ET.fromstring(render("junit", FIRST, ENTITY, QUALITY, fail_on=fail_on)).get("failures")

    assert [failures(severity) for severity in Severity] == ["1", "2", "3"]


def test_junit_holds_what_xml_cannot() -> None:
    odd = Finding("a\n\x00.md", 1, 1, "NC900", "odd", Severity.ERROR, "]]> \x0b\x1b\ufffe\uffff\ud800\U0001f600")
    root = ET.fromstring(render("junit", odd))
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "]]> \\x0b\\x1b\\ufffe\\uffff\\ud800\U0001f600"
    assert failure.text == "error at a\\n\\x00.md:1:1"


@pytest.mark.parametrize("findings", [(), (FIRST, ENTITY, QUALITY)], ids=["none", "three"])
def test_junit_is_valid(findings: tuple[Finding, ...]) -> None:
    xsd = schema("junit-10.xsd")
    etree = pytest.importorskip("lxml.etree")
    etree.XMLSchema(file=os.fspath(xsd)).assertValid(etree.fromstring(render("junit", *findings).encode()))


# --- sarif ------------------------------------------------------------------------------------------------------------


def test_sarif() -> None:
    log = json.loads(render("sarif", ENTITY, QUALITY, FIRST))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run = log["runs"][0]
    prints = [each.pop("partialFingerprints") for each in run["results"]]
    assert [set(each) for each in prints] == [{"newscat/v1"}] * 3
    place = {"uri": "a%20b/%C3%BC.md", "uriBaseId": "%SRCROOT%"}
    fix = {
        "description": {"text": "Decode it"},
        "artifactChanges": [
            {
                "artifactLocation": place,
                "replacements": [
                    {
                        "deletedRegion": {"startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 18},
                        "insertedContent": {"text": "’"},
                    }
                ],
            }
        ],
    }
    assert run["results"] == [
        {
            "ruleId": "NC401",
            "ruleIndex": 0,
            "level": "warning",
            "message": {"text": "'title' has an HTML entity in it"},
            "locations": [
                {"physicalLocation": {"artifactLocation": place, "region": {"startLine": 2, "startColumn": 11}}}
            ],
            "fixes": [fix],
        },
        {
            "ruleId": "NC203",
            "ruleIndex": 1,
            "level": "error",
            "message": {"text": 'not <a> "number" & more'},
            "locations": [
                {"physicalLocation": {"artifactLocation": place, "region": {"startLine": 3, "startColumn": 10}}}
            ],
        },
        {
            "ruleId": "NC503",
            "ruleIndex": 2,
            "level": "note",
            "message": {"text": "same title as b.md"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "a.md", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 1, "startColumn": 1},
                    }
                }
            ],
        },
    ]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], run["columnKind"]) == ("newscat", __version__, "unicodeCodePoints")
    page = RULES[1].page
    assert driver["rules"] == [
        {
            "id": "NC401",
            "name": "html-entity",
            "defaultConfiguration": {"level": "warning"},
            "shortDescription": {"text": "A text has an entity."},
            "help": {"text": page, "markdown": page},
        },
        {
            "id": "NC203",
            "name": "wrong-type",
            "defaultConfiguration": {"level": "error"},
            "shortDescription": {"text": "A value has the wrong type."},
            "help": {"text": RULES[0].page, "markdown": RULES[0].page},
        },
        {"id": "NC503", "name": "same-title", "defaultConfiguration": {"level": "note"}},
    ]


ODD = Finding("c:d?#\udcff\\%.md", 0, 0, "NC900", "odd", Severity.ERROR, "\x1b\ud800")


@pytest.mark.parametrize("findings", [(), (ENTITY, QUALITY, FIRST, ODD)], ids=["none", "four"])
def test_sarif_is_valid(findings: tuple[Finding, ...]) -> None:
    published = json.loads(schema("sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    log = json.loads(render("sarif", *findings))
    jsonschema_rs.validator_for(published, validate_formats=True).validate(log)


def test_sarif_has_no_more_results_than_code_scanning_accepts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "LIMIT", 3)
    report = Report([FIRST, ENTITY, FIRST, QUALITY, ENTITY, FIRST], 7, RULES, lambda path: DATA)
    out = io.StringIO()
    sarif.render(report, out, Screen())
    assert [each["ruleId"] for each in json.loads(out.getvalue())["runs"][0]["results"]] == ["NC401", "NC203", "NC401"]
    assert report.notes == ["sarif: 3 infos left out; code scanning accepts at most 3 results"]
    assert report.counts.total() == 6
    few = Report([FIRST, QUALITY, ENTITY], 7, RULES, lambda path: DATA)
    sarif.render(few, io.StringIO(), Screen())
    assert few.notes == []


def test_a_path_in_sarif_is_a_relative_reference() -> None:
    result = json.loads(render("sarif", ODD))["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "c%3Ad%3F%23%FF%5C%25.md"
    assert place["region"] == {"startLine": 1, "startColumn": 1}


# --- rdjson -----------------------------------------------------------------------------------------------------------


def test_rdjson_counts_bytes() -> None:
    assert json.loads(render("rdjson", ENTITY, QUALITY)) == {
        "source": {"name": "newscat"},
        "diagnostics": [
            {
                "message": "'title' has an HTML entity in it",
                "location": {"path": "a b/ü.md", "range": {"start": {"line": 2, "column": 13}}},
                "severity": "WARNING",
                "code": {"value": "NC401"},
                "suggestions": [
                    {"range": {"start": {"line": 2, "column": 13}, "end": {"line": 2, "column": 20}}, "text": "’"}
                ],
            },
            {
                "message": 'not <a> "number" & more',
                "location": {"path": "a b/ü.md", "range": {"start": {"line": 3, "column": 10}}},
                "severity": "ERROR",
                "code": {"value": "NC203"},
            },
        ],
    }
    assert render("rdjson") == '{"source": {"name": "newscat"}, "diagnostics": []}\n'


def test_rdjson_where_the_file_cannot_be_read_again() -> None:
    diagnostic = json.loads(render("rdjson", ENTITY, data=None))["diagnostics"][0]
    assert diagnostic["location"]["range"] == {"start": {"line": 2, "column": 11}}
    assert "suggestions" not in diagnostic


# --- markdown ---------------------------------------------------------------------------------------------------------


def test_markdown_counts_and_lists_the_worst_first() -> None:
    assert render("markdown", FIRST, ENTITY, QUALITY, QUALITY) == (
        "## newscat: 2 errors, 1 warning, 1 info in 2 of 7 articles\n"
        "\n"
        "| | Rule | Findings |\n"
        "| --- | --- | ---: |\n"
        "| error | NC203 wrong-type | 2 |\n"
        "| warning | NC401 html-entity | 1 |\n"
        "| info | NC503 same-title | 1 |\n"
        "\n"
        "| Where | | Rule | What |\n"
        "| --- | --- | --- | --- |\n"
        '| a b/ü.md:3:10 | error | NC203 wrong-type | not \\<a\\> "number" \\& more |\n'
        '| a b/ü.md:3:10 | error | NC203 wrong-type | not \\<a\\> "number" \\& more |\n'
        "| a b/ü.md:2:11 | warning | NC401 html-entity | 'title' has an HTML entity in it |\n"
        "| a.md:1:1 | info | NC503 same-title | same title as b.md |\n"
    )
    assert render("markdown") == "## newscat: No findings in 7 articles\n"


def test_markdown_stays_within_what_a_job_summary_holds() -> None:
    long = Finding("a.md", 1, 1, "NC900", "odd", Severity.INFO, "|" * 5000)
    text = render("markdown", *[long] * 3000, *[QUALITY] * 5)
    assert text.endswith("\nand 2,805 more findings\n")
    assert text.count("| error | NC203 wrong-type | not") == 5
    assert len(text.encode()) < 1 << 20


# --- fingerprints -----------------------------------------------------------------------------------------------------


def moved(finding: Finding, lines: int) -> Finding:
    return Finding(
        finding.path, finding.line + lines, 99, finding.code, finding.name, finding.severity, finding.message
    )


def test_a_fingerprint_outlives_a_move_and_tells_equals_apart() -> None:
    def prints(*findings: Finding) -> list[str]:
        known = Fingerprints()
        return [known.of(finding, finding.path) for finding in findings]

    before = prints(QUALITY, QUALITY, ENTITY)
    assert len(set(before)) == 3
    assert prints(moved(QUALITY, 5), moved(QUALITY, 9), moved(ENTITY, 1)) == before
    assert prints(ENTITY, QUALITY) == [before[2], before[0]]


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "base", "expected"),
    [
        ("a.md", None, "a.md"),
        ("./a/../b.md", None, "b.md"),
        ("sub/a.md", "sub", "a.md"),
        ("{here}/sub/a.md", "{here}", "sub/a.md"),
        ("a.md", "{here}/sub", "../a.md"),
        ("../a.md", "..", "a.md"),
        (" a:b\n.md", None, " a:b\n.md"),
        (".", None, "."),
        ("sub/..", None, "."),
    ],
)
def test_a_path_starts_from_the_base(path: str, base: str | None, expected: str, tmp_path: Path) -> None:
    here = os.fspath(tmp_path)
    path, base = path.format(here=here), base.format(here=here) if base else None
    from_base = Relative(base)
    assert relative(path, base) == from_base(path) == from_base(path) == expected


def test_a_path_where_the_working_directory_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert relative("./a.md", None) == Relative(None)("./a.md") == "a.md"


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "sarif", "rdjson", "markdown"])
def test_formats_of_ci_have_paths_from_the_base(name: str) -> None:
    text = render(name, Finding("sub/x.md", 1, 1, "NC900", "odd", Severity.ERROR, "odd"), base="sub")
    assert "x.md" in text
    assert "sub" not in text


# --- lines of a file --------------------------------------------------------------------------------------------------


def test_a_source_counts_lines_as_findings_do() -> None:
    source = Source("\ufeff---\r\nä: 1\rb\n\nlast".encode())
    lines = [source.line(number) for number in range(1, 7)]
    assert lines == ["---", "ä: 1", "b", "", "last", None]
    assert [source.place(offset) for offset in (0, 3, 6, 8, 10, 14, 16, 17, 21)] == [
        *((1, 1), (1, 2), (1, 5), (2, 1), (2, 2), (3, 1), (4, 1), (5, 1), (5, 5)),
    ]
    assert source.byte_place(10) == (2, 3)
    assert source.byte_column(2, 2) == 3


def test_a_source_reads_no_further_than_it_is_asked() -> None:
    source = Source(b"a\n" * 3_000_000)
    assert source.line(2) == "a"
    assert len(source._starts) < 10
