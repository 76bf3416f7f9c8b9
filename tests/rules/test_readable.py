"""NC0xx: a fault of the reader is a finding of the rule with its name."""

from collections.abc import Callable

import pytest

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import Fault, parse
from newscat.rules import readable
from newscat.rules.engine import Article, check, rules
from newscat.rules.fixes import apply_fixes
from newscat.rules.selection import select

Findings = Callable[..., list[Finding]]

NOT_LISTED = {
    "unreadable-file": "NC001",
    "empty-file": "NC002",
    "not-utf8": "NC003",
    "missing-front-matter": "NC004",
    "unclosed-front-matter": "NC005",
    "not-a-mapping": "NC007",
    "syntax-error": "NC010",
    "control-character": "NC011",
    "foreign-tag": "NC012",
    "invalid-merge": "NC013",
    "complex-key": "NC014",
    "alias-cycle": "NC015",
    "too-deep": "NC016",
    "too-large": "NC017",
    "invalid-value": "NC018",
}
LISTED = {
    "empty-front-matter": ("NC006", Severity.INFO),
    "duplicate-key": ("NC040", Severity.ERROR),
    "unindented-string": ("NC045", Severity.WARNING),
    "lenient-yaml": ("NC046", Severity.WARNING),
    "merge-key": ("NC041", Severity.WARNING),
    "unprintable-character": ("NC042", Severity.WARNING),
}


@pytest.mark.parametrize(
    ("name", "code", "severity"),
    [
        *((name, code, Severity.ERROR) for name, code in NOT_LISTED.items()),
        *((name, code, severity) for name, (code, severity) in LISTED.items()),
    ],
)
def test_each_fault_is_told_by_the_rule_of_its_name(name: str, code: str, severity: Severity) -> None:
    fault = Fault(name, "what is wrong", 3, 7)
    assert check("a.md", Article(faults=(fault,)), rules()) == [
        Finding("a.md", 3, 7, code, name, severity, "what is wrong")
    ]


def test_the_family_has_a_rule_for_these_faults_and_no_other() -> None:
    family = {one.name for one in select(["NC0"]) if one.scan is readable._FAULTS}
    assert family == NOT_LISTED.keys() | LISTED.keys()


READ = [
    (b"", "1:1 NC002"),
    (b" \n\n", "1:1 NC002"),
    (b"---\ntitle: \xff\n---\n", "2:8 NC003"),
    (b"----\ntitle: One\n----\n", "1:1 NC004"),
    (b"---\ntitle: One\n", "1:1 NC005"),
    (b"---\n- title\n---\n", "2:1 NC007"),
    (b"---\ntitle: 'One\n---\n", "NC010"),
    (b"---\ntitle: \x1b\n---\n", "2:8 NC011"),
    (b"---\ntitle: !x One\n---\n", "2:8 NC012"),
    (b"---\nprovider: {<<: 7}\n---\n", "NC013"),
    (b"---\n[a, b]: One\n---\n", "2:1 NC014"),
    (b"---\nrelated: &a [*a]\n---\n", "NC015"),
    (b"---\nrelated: " + b"[" * 50_000 + b"\n---\n", "NC016"),
    (b"---\npublished: !!bool x\n---\n", "2:12 NC018"),
]


@pytest.mark.parametrize(("data", "expected"), READ)
def test_a_file_that_gives_no_record_has_this_one_finding(findings: Findings, data: bytes, expected: str) -> None:
    told = [f"{each.line}:{each.column} {each.code}" for each in findings(data)]
    assert len(told) == 1
    assert told[0].endswith(expected)


def test_a_file_with_a_fault_it_can_be_read_with_is_judged_further(
    article_text: Callable[..., str], findings: Findings
) -> None:
    text = article_text("title: One\ntitle: 2022\n")
    assert [(each.line, each.column, each.name) for each in findings(text)] == [
        (3, 1, "duplicate-key"),
        (3, 8, "not-text"),
    ]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", []),
        ("\ufeff", ["1:1 NC043 Remove the byte-order mark"]),
        ("\n", ["1:1 NC044 Remove the blank lines"]),
        (" \r\n\n", ["1:1 NC044 Remove the blank lines"]),
        ("\ufeff\n", ["1:1 NC043 Remove the byte-order mark", "1:1 NC044 Remove the blank lines"]),
    ],
)
@pytest.mark.parametrize("front", ["---\ntitle: One\n---\n", "+++\ntitle = 'One'\n+++\n", '{"title": "One"}\n'])
def test_what_is_before_the_fence_is_removed(before: str, expected: list[str], front: str) -> None:
    data = f"{before}{front}A text.\n".encode()

    def checked(data: bytes) -> list[Finding]:
        return check("a.md", Article(front=parse(data), data=data), select(["NC043", "NC044"]))

    found = checked(data)
    assert [f"{each.line}:{each.column} {each.code} {each.fix and each.fix.message}" for each in found] == expected
    assert apply_fixes(data, checked).source == f"{front}A text.\n".encode()


def test_the_lines_of_a_string_are_indented() -> None:
    text = "\n---\na: 'é\nb'\nc:\r\n  - d: \"e\r\n f\\\r\ng\"\n---\nbody\n"
    fixed = "\n---\na: 'é\n  b'\nc:\r\n  - d: \"e\r\n      f\\\r\n      g\"\n---\nbody\n"

    def checked(data: bytes) -> list[Finding]:
        front = parse(data)
        return check("a.md", Article(front=front, faults=front.faults if front else (), data=data), select(["NC045"]))

    found = checked(text.encode())
    assert [(each.line, each.column, each.fix and each.fix.safe) for each in found] == [(4, 1, True), (7, 1, True)]
    assert apply_fixes(text.encode(), checked).source == fixed.encode()
