"""Rules by code and name, their pages, and the engine."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import FrontMatter, parse
from newscat.article.record import Record
from newscat.errors import UsageError
from newscat.rules import engine as registry
from newscat.rules.engine import Article, Match, Rule, check, rule, rules
from newscat.rules.fields import ARTICLE, survey
from newscat.rules.formats import ORIGIN, PLAIN_URL
from newscat.rules.selection import select

ROOT = Path(__file__).parents[2]
CODES = [one.code for one in rules()]


# --- the rules ---


def test_codes_and_names_are_unique_and_in_order() -> None:
    assert sorted(set(CODES)) == CODES
    assert len({one.name for one in rules()}) == len(rules())
    assert [code for code in CODES if not re.fullmatch(r"NC[0-7]\d\d", code)] == []


def test_a_code_or_name_cannot_be_taken_twice() -> None:
    def missing_field(article: Article) -> Iterator[Match]:
        yield from ()

    with pytest.raises(ValueError, match="NC999 missing-field: another rule has this code or name"):
        rule("NC999", Severity.ERROR)(missing_field)


def test_importing_the_engine_imports_no_rule() -> None:
    script = "import sys, newscat.rules.engine; print([m for m in sys.modules if m in sys.argv[1:]])"
    families = [f"newscat.rules.{family}" for family in registry.FAMILIES]
    out = subprocess.run([sys.executable, "-c", script, *families, "yaml"], cwd=ROOT, capture_output=True, check=True)
    assert out.stdout == b"[]\n"


@pytest.mark.parametrize("one", rules(), ids=CODES)
def test_a_page_has_a_sentence_and_its_sections(one: Rule) -> None:
    summary, _, rest = one.page.partition("\n\n")
    assert re.fullmatch(r"[^\n]{10,100}\.", summary)
    sections = re.split(r"^## (.+)\n", rest, flags=re.MULTILINE)
    headings = ["What it does", "Why is this bad?", "Example"]
    assert sections[1::2] in (headings, [*headings, "Fix"])
    assert [text for text in sections[2::2] if not text.strip()] == []
    assert "\nUse instead:\n" in sections[6]


# Bad examples that cannot be printed: the page says in words what they are.
IN_WORDS: dict[str, tuple[bytes, bytes]] = {
    "empty-file": (b"", b"---\ntitle: One\n---\n"),
    "not-utf8": (b"---\ntitle: Caf\xe9\n---\n", "---\ntitle: Café\n---\n".encode()),
    "control-character": (b"---\ntitle: \x1b\n---\n", b"---\ntitle: One\n---\n"),
    "too-deep": (b"---\nx: " + b"[" * 1000 + b"\n---\n", b"---\nx: []\n---\n"),
    "too-large": (b"---\nx: " + b"x" * (5 << 20) + b"\n---\n", b"---\nx: y\n---\n" + b"x" * (5 << 20) + b"\n"),
    "unprintable-character": ("---\ntitle: It\x92s\n---\n".encode(), "---\ntitle: It’s\n---\n".encode()),
    "byte-order-mark": (b"\xef\xbb\xbf---\ntitle: One\n---\n", b"---\ntitle: One\n---\n"),
    "blank-line-first": (b"\n---\ntitle: One\n---\n", b"---\ntitle: One\n---\n"),
    "invisible-in-key": ("---\n\ufefftitle: One\n---\n".encode(), b"---\ntitle: One\n---\n"),
    "trailing-space": (b"---\ntitle: One \n---\n", b"---\ntitle: One\n---\n"),
    "missing-final-newline": (b"---\ntitle: One\n---", b"---\ntitle: One\n---\n"),
}
# What needs more than the bytes of one file has tests of its own.
ELSEWHERE = {"unreadable-file", "schema-violation", "date-unlike-file-name"}


def examples(part: int) -> list[Any]:
    """The bad example (0) or the good one (1) of each rule, or the bytes that its description stands for."""
    found = []
    for one in rules():
        section = one.page.split("## Example\n")[1].split("\n## ")[0].split("\nUse instead:\n")[part]
        fenced = re.search(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        if one.name in ELSEWHERE or one.scope == "catalogue":
            continue
        if one.name in IN_WORDS:
            found.append(pytest.param(one, IN_WORDS[one.name][part], id=one.name))
        else:
            assert fenced is not None, f"{one.code} has no example"
            found.append(pytest.param(one, fenced[1], id=one.name))
    return found


def told_of(example: str | bytes, findings: Any, article_text: Any) -> set[str]:
    """The names of all rules that speak of the example; of a whole file, which lacks most fields, the NC0."""
    if isinstance(example, str) and "---\n" not in example:
        return {each.name for each in findings(article_text(example))}
    kept = ("NC0", "NC4")
    return {each.name for each in findings(example) if each.code.startswith(kept)}


@pytest.mark.parametrize(("one", "example"), examples(0))
def test_the_bad_example_has_this_fault_and_no_other(
    findings: Any, article_text: Any, one: Rule, example: str | bytes
) -> None:
    assert told_of(example, findings, article_text) == {one.name}


@pytest.mark.parametrize(("one", "example"), examples(1))
def test_the_good_example_has_none(findings: Any, article_text: Any, one: Rule, example: str | bytes) -> None:
    assert told_of(example, findings, article_text) == set()


# --- select and ignore ---


def codes(*chosen: str, ignore: tuple[str, ...] = ()) -> list[str]:
    return [one.code for one in select(chosen, ignore)]


def test_nothing_selected_means_all_but_what_is_off_by_default() -> None:
    assert codes() == [one.code for one in rules() if one.default]
    assert codes(ignore=("NC",)) == []


@pytest.mark.parametrize(
    ("chosen", "ignored", "expected"),
    [
        (["NC101"], [], ["NC101"]),
        (["missing-field"], [], ["NC101"]),
        (["unknown-field", "NC101"], [], ["NC101", "NC105"]),
        (["NC10"], [], ["NC101", "NC102", "NC103", "NC104", "NC105", "NC106"]),
        (["NC1"], ["NC105"], ["NC101", "NC102", "NC103", "NC104", "NC106"]),
        (["NC1"], ["unknown-field"], ["NC101", "NC102", "NC103", "NC104", "NC106"]),
        (["NC105"], ["NC1"], ["NC105"]),
        (["NC1", "NC103"], ["NC10"], ["NC103"]),
        (["NC105"], ["unknown-field"], []),
    ],
)
def test_the_longer_selector_wins_and_ignore_the_tie(
    chosen: list[str], ignored: list[str], expected: list[str]
) -> None:
    assert codes(*chosen, ignore=tuple(ignored)) == expected


def test_ignoring_takes_away_from_all() -> None:
    assert codes(ignore=("missing-field",)) == [code for code in codes() if code != "NC101"]


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("nc101", "unknown rule 'nc101' (did you mean 'NC101'?)"),
        ("missing-fields", "unknown rule 'missing-fields' (did you mean 'missing-field'?)"),
        ("", "unknown rule ''"),
        ("zzz", "unknown rule 'zzz'"),
        ("NC1011", "unknown rule 'NC1011' (did you mean 'NC101'?)"),
    ],
)
@pytest.mark.parametrize("option", ["select", "ignore"])
def test_a_selector_that_means_nothing_is_refused(selector: str, message: str, option: str) -> None:
    with pytest.raises(UsageError) as caught:
        select(**{option: [selector]})
    assert str(caught.value) == message


# --- the engine ---


def test_findings_are_sorted_by_place(findings: Callable[..., list[Finding]]) -> None:
    text = "---\nprice: 1\nwebUrl: x\ntitle:\nprovider: {name: A, domain: b, logo: c}\n---\n"
    places = [(each.line, each.column, each.code) for each in findings(text, chosen=select(ignore=["NC101"]))]
    assert places == [(2, 1, "NC105"), (3, 9, "NC209"), (4, 7, "NC103"), (5, 29, "NC210"), (5, 32, "NC105")]


def test_only_the_rules_given_are_asked(findings: Callable[..., list[Finding]]) -> None:
    told = findings("---\ntitle:\n---\n", chosen=select(["null-field"]))
    expected = "'title' is null; it needs a value"
    assert told == [Finding("a.md", 2, 7, "NC103", "null-field", Severity.ERROR, expected)]


def test_a_file_without_findings_is_never_searched_for_places(
    article_text: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    front = parse(article_text().encode())
    assert front is not None
    monkeypatch.delattr(FrontMatter, "place")
    monkeypatch.delattr(FrontMatter, "key_place")
    assert check("a.md", Article(Record("a.md", front.fields), front), rules()) == []


def test_a_rule_of_others_is_asked_about_every_file(article_text: Callable[..., str]) -> None:
    def shouting(article: Article) -> Iterator[Match]:
        assert article.record is not None
        if (article.record.title or "").isupper():
            yield Match(("title",), "the title is in capitals")
            yield Match(("title",), "and its key", at_key=True)

    one = Rule("XX001", "shouting", Severity.INFO, shouting, "")
    front = parse(article_text("title: ONE").encode())
    assert front is not None
    assert check("a.md", Article(Record("a.md", front.fields), front), [one]) == [
        Finding("a.md", 2, 1, "XX001", "shouting", Severity.INFO, "and its key"),
        Finding("a.md", 2, 8, "XX001", "shouting", Severity.INFO, "the title is in capitals"),
    ]


NAMES = st.sampled_from([*(field.name for field in ARTICLE.fields), "url", "width", "name", "domain", "colour", "7"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2**64)
    | st.floats()
    | st.sampled_from(["", " ", "article", "video", "a.org", "https://a.org/", "x"])
    | st.text(max_size=5)
    | st.datetimes()
    | st.datetimes(timezones=st.timezones())
    | st.dates()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.integers(), inner, max_size=5)
)


@given(st.dictionaries(NAMES, VALUES))
def test_each_departure_from_the_shape_is_one_finding_and_none_is_silent(fields: dict[Any, Any]) -> None:
    told = check("a.md", Article(Record("a.md", fields)), select(["NC1", "NC2"]))
    broken = survey(fields)
    assert sorted(each.name for each in told) == sorted(rule(found).rule for rule, found in broken)
    paths = [found.path for _, found in broken]
    assert len(set(map(repr, paths))) == len(paths)
    assert all(each.message.isprintable() and len(each.message) < 200 for each in told)


@given(st.from_regex(PLAIN_URL, fullmatch=True))
def test_the_quick_look_at_a_url_is_not_kinder_than_the_exact_one(url: str) -> None:
    assert ORIGIN.match(url)


# --- real articles ---


def told_in(folder: Path) -> list[tuple[str, Severity, Finding]]:
    told = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        front = parse(data)
        assert front is not None
        record = Record(str(path), front.fields, front.body)
        seen = Article(record, front, front.faults, data=data)
        told += [(each.name, each.severity, each) for each in check(str(path), seen, rules())]
    return told


def test_the_seeds_have_no_findings() -> None:
    assert told_in(ROOT / "seeds") == []


def test_the_real_catalogue_has_these_findings(powerapps: Path) -> None:
    """Counts that were looked through by hand; none of them is an error."""
    count = Counter(name for name, _, _ in told_in(powerapps))
    assert count == {
        "html-entity": 114,
        "surrounding-space": 63,
        "truncated-text": 59,
        "double-space": 55,
        "date-unlike-file-name": 41,
        "carriage-return": 16,
        "amp-is-web-url": 1,
        "hidden-character": 1,
        "mojibake": 1,
    }
    assert {severity for _, severity, _ in told_in(powerapps)} == {Severity.WARNING, Severity.INFO}
