"""Findings as full, concise, json, ndjson and GitHub's commands: whole outputs."""

import io
import json

import pytest

from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.errors import UsageError
from newscat.output import reports
from newscat.output.reports.report import Report, summary
from newscat.output.terminal.screen import Screen

MISSING = Finding("a/one.md", 1, 1, "NC101", "missing-field", Severity.ERROR, "no 'webUrl', which an article needs")
UNKNOWN = Finding("a/one.md", 7, 3, "NC105", "unknown-field", Severity.WARNING, "unknown field 'x'")
HOSTILE = Finding("a:b,\n%\x1b\udcff.md", 2, 4, "NC900", "odd", Severity.INFO, "100 %\nforged::error\x07")
ENTITY = Finding(
    "a/one.md",
    2,
    10,
    "NC401",
    "html-entity",
    Severity.WARNING,
    "'title' has an HTML entity in it",
    Fix("Decode it", (Edit(13, 20, "’"),)),
)


def render(name: str, *findings: Finding, color: bool = False, files: int = 3, data: bytes | None = None) -> str:
    out = io.StringIO()
    reports.resolve(name)(Report(iter(findings), files, read=lambda path: data), out, Screen(color=color))
    return out.getvalue()


# --- concise ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["concise", "text"])
def test_concise_is_one_line_a_finding(name: str) -> None:
    assert render(name, MISSING, UNKNOWN, HOSTILE) == (
        "a/one.md:1:1: NC101 no 'webUrl', which an article needs\n"
        "a/one.md:7:3: NC105 unknown field 'x'\n"
        "a:b,\\n%\\x1b\\udcff.md:2:4: NC900 100 %\\nforged::error\\x07\n"
    )


def test_concise_in_colour() -> None:
    assert render("concise", MISSING, UNKNOWN, HOSTILE, color=True) == (
        "\x1b[1ma/one.md\x1b[0m:1:1: \x1b[31mNC101\x1b[0m no 'webUrl', which an article needs\n"
        "\x1b[1ma/one.md\x1b[0m:7:3: \x1b[33mNC105\x1b[0m unknown field 'x'\n"
        "\x1b[1ma:b,\\n%\\x1b\\udcff.md\x1b[0m:2:4: \x1b[34mNC900\x1b[0m 100 %\\nforged::error\\x07\n"
    )


# --- full -------------------------------------------------------------------------------------------------------------


def full(line: str | bytes, column: int, *, width: int | None = None, fix: Fix | None = None) -> str:
    """The line and its mark as `full` shows the second line of a file, without the path, the head and the indent."""
    finding = Finding("a.md", 2, column, "NC9", "odd", Severity.ERROR, "odd", fix)
    data = b"---\n" + (line.encode() if isinstance(line, str) else line) + b"\n---\n"
    out = io.StringIO()
    reports.resolve("full")(Report([finding], 1, read=lambda path: data), out, Screen(width=width))
    path, head, *shown, end = out.getvalue().splitlines()
    assert (path, head, end) == ("a.md", f"  2:{column} error[NC9]: odd", "")
    return "".join(f"{line.removeprefix('  ')}\n" for line in shown)


def test_full_shows_the_line_and_marks_the_place() -> None:
    assert render("full", MISSING, ENTITY, data=b"---\ntitle: We&#8217;re\n---\n") == (
        "a/one.md\n"
        "  1:1 error[NC101]: no 'webUrl', which an article needs\n"
        "  2:10 warning[NC401]: 'title' has an HTML entity in it\n"
        "  2 | title: We&#8217;re\n"
        "    |          ^^^^^^^\n"
        "    = fix: Decode it (--fix)\n"
        "\n"
    )


def test_full_where_the_file_cannot_be_read_again_or_is_shorter_now() -> None:
    expected = "a/one.md\n  7:3 warning[NC105]: unknown field 'x'\n\n"
    assert render("full", UNKNOWN) == expected
    assert render("full", UNKNOWN, data=b"---\n") == expected


def test_full_in_colour() -> None:
    assert render("full", UNKNOWN, color=True, data=b"\n\n\n\n\n\n  x: 1\n") == (
        "\x1b[1ma/one.md\x1b[0m\n"
        "  \x1b[34m7:3\x1b[0m \x1b[1;33mwarning[NC105]\x1b[0m: unknown field 'x'\n"
        "  \x1b[34m7\x1b[0m \x1b[34m|\x1b[0m   x: 1\n"
        "    \x1b[34m|\x1b[0m   \x1b[33m^\x1b[0m\n"
        "\n"
    )


def test_findings_at_one_place_share_their_line() -> None:
    other = Finding("a/one.md", 7, 3, "NC900", "odd", Severity.INFO, "odd")
    assert render("full", UNKNOWN, other, data=b"\n\n\n\n\n\n  x: 1\n") == (
        "a/one.md\n  7:3 warning[NC105]: unknown field 'x'\n  7:3 info[NC900]: odd\n  7 |   x: 1\n    |   ^\n\n"
    )


def on_a_terminal(findings: list[Finding], **more: bool) -> str:
    out = io.StringIO()
    report = Report(findings, 1, **more)  # type: ignore[arg-type]
    reports.resolve("full")(report, out, Screen(is_terminal=True, width=80))
    return out.getvalue()


def test_a_person_gets_the_worst_and_counts_per_rule() -> None:
    errors = [Finding(f"{n}.md", 1, 1, "NC101", "missing-field", Severity.ERROR, "no") for n in range(10)]
    warnings = [Finding(f"{n}.md", 2, 1, "NC105", "unknown-field", Severity.WARNING, "odd") for n in range(60)]
    shown = on_a_terminal(warnings + errors, show_all=False, show_infos=False)
    assert (shown.count("error[NC101]"), shown.count("warning[NC105]")) == (10, 40)
    assert shown.endswith(
        "The worst 50 of 70 findings; --all shows all. By rule:\n"
        "\n"
        "10  NC101       error    missing-field\n"
        "60  NC105       warning  unknown-field\n"
        "\n"
    )
    assert on_a_terminal(warnings + errors).count("warning[NC105]") == 60


def test_a_long_message_is_wrapped_at_spaces_for_a_person() -> None:
    message = "the first words " + "https://example.com/" + "x" * 70 + " and the last words"
    long = Finding("a.md", 7, 3, "NC900", "odd", Severity.WARNING, message)
    assert on_a_terminal([long]) == (
        f"a.md\n  7:3 warning[NC900]: the first words\n    https://example.com/{'x' * 70}\n    and the last words\n\n"
    )
    assert on_a_terminal([Finding("a.md", 7, 3, "NC900", "odd", Severity.WARNING, "")]) == (
        "a.md\n  7:3 warning[NC900]: \n\n"
    )


def test_no_rule_hides_the_others() -> None:
    many = [Finding(f"{n}.md", 1, 1, "NC101", "missing-field", Severity.ERROR, "no") for n in range(60)]
    one = Finding("z.md", 1, 1, "NC010", "syntax", Severity.ERROR, "odd")
    shown = on_a_terminal([*many, one], show_all=False)
    assert (shown.count("error[NC101]"), shown.count("error[NC010]")) == (49, 1)


def test_infos_are_only_counted_for_a_person() -> None:
    info = Finding("a.md", 7, 3, "NC900", "odd", Severity.INFO, "odd")
    assert on_a_terminal([info, UNKNOWN], show_all=False, show_infos=False) == (
        "a/one.md\n  7:3 warning[NC105]: unknown field 'x'\n\n1 info not shown; --all shows all\n\n"
    )
    assert "info[NC900]" in on_a_terminal([info], show_all=False)


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        ("", 1, "2 |\n  | ^\n"),
        ("quality:", 9, "2 | quality:\n  |         ^\n"),
        ("\ttitle: x", 2, "2 |     title: x\n  |     ^\n"),
        ("title: 日本 x", 11, "2 | title: 日本 x\n  |             ^\n"),
        ("a: \x1b[31m\u202e", 4, "2 | a: \\x1b[31m\\u202e\n  |    ^^^^\n"),
        (b"a: caf\xe9!", 7, "2 | a: caf\\udce9!\n  |       ^^^^^^\n"),
        ("x: 1\r", 1, "2 | x: 1\n  | ^\n"),
    ],
)
def test_the_mark_stands_under_the_place(line: str | bytes, column: int, expected: str) -> None:
    assert full(line, column) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (1, "2 | 0123456789abcdefghi…\n  | ^\n"),
        (18, "2 | …9abcdefghijklmnopq…\n  |          ^\n"),
        (36, "2 | …hijklmnopqrstuvwxyz\n  |                    ^\n"),
    ],
)
def test_a_long_line_is_cut_around_the_place(column: int, expected: str) -> None:
    assert full("0123456789abcdefghijklmnopqrstuvwxyz", column, width=26) == expected


def test_a_very_long_line_costs_no_more_than_a_short_one() -> None:
    shown = full("x: " + "日" * 1_000_000, 500_000)
    assert max(map(len, shown.splitlines())) < 200


def test_what_is_secured_stays_so() -> None:
    assert full('secured: "AAEC+/=;Dw4N!"', 10) == '2 | secured: "······=;····!"\n  |          ^\n'
    assert full('{"title": "x", "secured": "AAEC;Dw4N", "a": 1}', 2).startswith(
        '2 | {"title": "x", "secured": "····;····", "a": 1}\n'
    )


def test_a_fix_that_is_not_safe_names_its_option() -> None:
    fix = Fix("Drop it", (Edit(4, 10, ""),), safe=False)
    assert full("a: b c", 1, fix=fix) == "2 | a: b c\n  | ^^^^^^\n  = fix: Drop it (--unsafe-fixes)\n"
    assert full("a: b c", 4, fix=fix) == "2 | a: b c\n  |    ^\n  = fix: Drop it (--unsafe-fixes)\n"


# --- json and ndjson --------------------------------------------------------------------------------------------------


def test_json_has_findings_and_summary() -> None:
    text = render("json", ENTITY, HOSTILE)
    assert json.loads(text) == {
        "version": 1,
        "findings": [
            {
                "path": "a/one.md",
                "line": 2,
                "column": 10,
                "code": "NC401",
                "name": "html-entity",
                "severity": "warning",
                "message": "'title' has an HTML entity in it",
                "fix": {"message": "Decode it", "safe": True, "edits": [{"start": 13, "end": 20, "text": "’"}]},
            },
            {
                "path": "a:b,\n%\x1b\\udcff.md",
                "line": 2,
                "column": 4,
                "code": "NC900",
                "name": "odd",
                "severity": "info",
                "message": "100 %\nforged::error\x07",
                "fix": None,
            },
        ],
        "summary": {"files": 3, "articles": 3, "errors": 0, "warnings": 1, "infos": 1},
    }
    assert len(text.splitlines()) == 4


def test_json_without_findings() -> None:
    assert render("json") == (
        '{"version": 1, "findings": [], '
        '"summary": {"files": 3, "articles": 3, "errors": 0, "warnings": 0, "infos": 0}}\n'
    )


def test_ndjson_is_the_findings_alone() -> None:
    lines = render("ndjson", ENTITY, HOSTILE).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(render("json", ENTITY, HOSTILE))["findings"]
    assert render("ndjson") == ""


# --- github -----------------------------------------------------------------------------------------------------------


def test_github_commands_are_escaped_and_the_worst_come_first() -> None:
    assert render("github", HOSTILE, UNKNOWN, MISSING) == (
        "::error file=a/one.md,line=1,col=1,title=NC101 missing-field::no 'webUrl', which an article needs\n"
        "::warning file=a/one.md,line=7,col=3,title=NC105 unknown-field::unknown field 'x'\n"
        "::notice file=a%3Ab%2C%0A%25\\x1b\\udcff.md,line=2,col=4,title=NC900 odd::100 %25%0Aforged::error\\x07\n"
    )


def test_github_gets_ten_of_a_kind_and_is_told_of_the_rest() -> None:
    text = render("github", *[UNKNOWN] * 12, *[HOSTILE] * 9, *[MISSING] * 13)
    lines = text.splitlines()
    rest = ["- a/one.md:7:3: NC105 unknown field 'x'"] * 2
    rest += ["- a/one.md:1:1: NC101 no 'webUrl', which an article needs"] * 3
    assert lines[:7] == ["::group::Findings beyond the limit of GitHub annotations", *rest, "::endgroup::"]
    assert [line.partition(" ")[0] for line in lines[7:]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[-1] == (
        "::notice title=newscat::3 errors, 2 warnings more in the log of this step; "
        "GitHub limits annotations, 29 are shown"
    )


def test_a_file_cannot_forge_a_command_in_the_log() -> None:
    forger = Finding("::error::x", 1, 1, "NC105", "unknown-field", Severity.ERROR, "##[error]x")
    lines = render("github", *[forger] * 11).splitlines()
    assert lines[1] == "- ::error::x:1:1: NC105 #\\x23[error]x"
    assert lines[3] == "::error file=%3A%3Aerror%3A%3Ax,line=1,col=1,title=NC105 unknown-field::##[error]x"


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "files", "expected"),
    [
        ([], 674, "No findings in 674 articles"),
        ([], 1, "No findings in 1 article"),
        ([MISSING], 1, "1 error in 1 of 1 article"),
        ([MISSING, MISSING, UNKNOWN, HOSTILE], 4288, "2 errors, 1 warning, 1 info in 2 of 4,288 articles"),
        ([UNKNOWN], 2, "1 warning in 1 of 2 articles"),
    ],
)
def test_summary(findings: list[Finding], files: int, expected: str) -> None:
    report = Report(findings, files)
    for _ in range(2):  # counting again does not count twice
        assert list(report) == findings
        assert summary(report) == expected


def test_md_is_markdown() -> None:
    assert reports.resolve("md") is reports.resolve("markdown")


def test_an_unknown_report() -> None:
    with pytest.raises(UsageError) as error:
        reports.resolve("txt")
    assert str(error.value) == "unknown format 'txt' (did you mean 'text'?)"


@pytest.mark.parametrize("name", reports.FORMATS)
def test_no_control_character_and_no_lone_surrogate_comes_through(name: str) -> None:
    data = b"---\ntitle: \x1b\xe2\x80\xae\xff\n---\n"
    fix = Fix("\x1b\u202e", (Edit(4, 6, "\x1b\udc80\u2066"),))
    hostile = Finding("\x1b\udcff\u202e/a.md", 2, 8, "NC900", "odd", Severity.ERROR, "\x1b\x9b\ud800\x00", fix)
    text = render(name, hostile, hostile, data=data)
    text.encode()
    assert [c for c in text if c in "\x00\x07\x1b\x9b\u202e\u2066"] == []


@pytest.mark.parametrize("name", ["concise", "json", "ndjson", "full", "gitlab", "rdjson", "github"])
def test_a_finding_is_written_before_the_last_is_found(name: str) -> None:
    """A million findings must not be held."""
    out, seen = io.StringIO(), []

    def findings():  # type: ignore[no-untyped-def]
        for number in range(40):
            seen.append(out.tell())
            yield Finding(f"{number}.md", 1, 1, "NC101", "missing-field", Severity.ERROR, "no")

    reports.resolve(name)(Report(findings(), 40), out, Screen())
    assert seen[-1] > seen[-2]
