"""NC047 to NC052: valid YAML that does not mean what its author meant."""

from collections.abc import Callable

import pytest

from newscat.article.finding import Finding, Severity

Findings = Callable[..., list[Finding]]
CODES = ("NC047", "NC048", "NC049", "NC051", "NC052")


@pytest.mark.parametrize(
    "lines",
    [
        'title: "One #2"',
        "title: One#2",
        "layout: post # the layout",
        "title: # to be written",
        "topics: [a] # b",
        "note: |\n  title: One #2",
        'title: "“One”"',
        "title: “One” and “two”",
        "title: “One” and so on",
        "title: \u00e9\ufeff",
        'toc: "yes"',
        "toc: true",
        "toc: yes please",
        "draft: yes",
        "time: 0:30",
        "time: '12:30'",
        "n: 0\nm: 10\nv: 0.5",
        "n: '012'",
        "quality: 7 # of 10",
        "title: One - two",
        "topics:\n- One - two\n- two",
        "topics:\n- 'One\n   - two'",
        "note: |\n  One\n   - two",
    ],
)
def test_these_are_read_as_they_are_meant(findings: Findings, lines: str) -> None:
    assert [each for each in findings(f"---\n{lines}\n---\n") if each.code in CODES] == []


CUT = "which is a comment; put the value in quotes"
THEN = " in YAML 1.2, "
LIKE = "; indent it like the other items"
END = "in YAML 1.1; put it in quotes or rewrite it"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("title: One #2 (new)", f"2:8 NC047 'title' ends before '#2 (new)', {CUT}"),
        ("a: 1\r\ndescription: C# and #one # two", f"3:14 NC047 'description' ends before '#one # two', {CUT}"),
        ("tags: #one #two", f"2:6 NC047 'tags' ends before '#one #two', {CUT}"),
        ("title: “One”", "2:8 NC048 'title' is in the typographic quotes “”, which are part of its text"),
        ("a:\n - «One»", "3:4 NC048 an element of 'a' is in the typographic quotes «», which are part of its text"),
        ("a: 1\ni\u200bd: 2", "3:1 NC049 the name 'i\\u200bd' contains the invisible character U+200B"),
        ("a:\n  \ufeffb: 2", "3:3 NC049 the name '\\ufeffb' contains the invisible character U+FEFF"),
        ("toc: yes", f"2:6 NC051 'toc' is yes: the string 'yes'{THEN}true {END}"),
        (
            "c: [a, NO]",
            f"2:8 NC051 an element of 'c' is NO: the string 'NO'{THEN}false {END}",
        ),
        ("n: 012", f"2:4 NC051 'n' is 012: the number 12{THEN}a number in base 8 {END}"),
        (
            "n: 12:30:45",
            f"2:4 NC051 'n' is 12:30:45: the string '12:30:45'{THEN}a number in base 60 {END}",
        ),
        ("t:\n- One\n - two b\n- c", f"3:3 NC052 an element of 't' includes the line '- two b'{LIKE}"),
        ("title: One\n  - two\n  - three", f"2:8 NC052 'title' includes the line '- two'{LIKE}"),
    ],
)
def test_these_are_not(findings: Findings, lines: str, expected: str) -> None:
    found = [each for each in findings(f"---\n{lines}\n---\n") if each.code in CODES]
    assert [f"{each.line}:{each.column} {each.code} {each.message}" for each in found] == [expected]


@pytest.mark.parametrize(("lines", "severity"), [("toc: on", Severity.INFO), ("language: no", Severity.WARNING)])
def test_a_field_that_newscat_knows_is_a_warning(findings: Findings, lines: str, severity: Severity) -> None:
    assert [each.severity for each in findings(f"---\n{lines}\n---\n") if each.code == "NC051"] == [severity]
