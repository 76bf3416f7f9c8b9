"""Promises of fixes, on generated articles with generated mistakes: only what was wrong changes, and once is enough."""

import json
import re
from html import unescape
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.rules.engine import Article, check, rules
from newscat.rules.fixes import apply_fixes

MENDING = tuple(
    one
    for one in rules()
    if one.name
    in {
        "html-entity",
        "carriage-return",
        "null-in-list",
        "duplicate-topic",
        "trailing-space",
        "missing-final-newline",
        "byte-order-mark",
    }
)


def judged(source: bytes) -> list[Finding]:
    try:
        front = parse(source)
    except FrontMatterError as error:
        return check("a.md", Article(faults=(error.fault,)), MENDING)
    if front is None:
        return []
    article = Article(Record("a.md", front.fields, front.body), front, front.faults, frozenset(), source)
    return check("a.md", article, MENDING)


words = st.sampled_from(
    [
        "We&#8217;re",
        "Q&amp;A",
        "AT&T;",
        "a",
        "é",
        "“b”",
        "c's",
        '"d"',
        "e:",
        "#f",
        "&nbsp;",
        "&quot;g",
        "-",
        "😀",
        "&#x1F600;",
    ]
)
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)
texts = st.lists(lines, min_size=1, max_size=3)


def double(paragraphs: list[str], return_: bool) -> str:
    return json.dumps(("\r\n" if return_ else "\n").join(paragraphs), ensure_ascii=False)


def folded_double(paragraphs: list[str], return_: bool) -> str:
    return double([" ".join(paragraphs)], False).replace(" ", "\n      ", 1)


def single(paragraphs: list[str], return_: bool) -> str:
    return "'" + " ".join(paragraphs).replace("'", "''") + "'"


def folded_single(paragraphs: list[str], return_: bool) -> str:
    return "'" + "\n\n      ".join(each.replace("'", "''") for each in paragraphs) + "'"


def literal(paragraphs: list[str], return_: bool) -> str:
    return "|\n      " + "\n      ".join(paragraphs)


def folded(paragraphs: list[str], return_: bool) -> str:
    return ">- # folded\n      " + "\n\n        ".join(paragraphs)


def plain(paragraphs: list[str], return_: bool) -> str:
    return "z" + "\n      z".join(paragraphs).replace(" #", " ").replace(": ", " ").replace(":\n", "\n").rstrip(":")


styles = st.sampled_from([double, folded_double, single, folded_single, literal, folded, plain])
scalars = st.builds(lambda style, text, return_: style(text, return_), styles, texts, st.booleans())
properties = st.sampled_from(["", "", "", "&anchor ", "!!str "])
comments = st.sampled_from(["", "", "# a comment with &amp; in it", "#", "\n# two\n\n"])
topics = st.lists(st.sampled_from(["AI", "Q&amp;A", "~", "", "'b'", "AI # twice"]), min_size=1, max_size=6).filter(
    lambda found: any(each not in {"~", ""} for each in found)
)


def block_list(topics: list[str]) -> str:
    return "\n" + "\n".join(f"  - {each}" for each in topics)


def flow_list(topics: list[str]) -> str:
    bare = [each.split(" #")[0] or "~" for each in topics]
    return f" [{', '.join(bare)}]"


def flow_lines(topics: list[str]) -> str:
    bare = [each.split(" #")[0] or "~" for each in topics]
    return " [\n" + "\n".join(f"    {each}, # {number}" for number, each in enumerate(bare)) + "\n  ]"


@st.composite
def articles(draw: st.DrawFn) -> bytes:
    """A file in YAML with mistakes of all kinds, in all styles, between comments and blank lines."""
    listed = draw(st.sampled_from([block_list, flow_list, flow_lines]))
    parts = [
        f"title: {draw(properties)}{draw(scalars)}",
        draw(comments),
        f"excerpt: {draw(scalars)}",
        draw(comments),
        "publishedDateTime: 2022-03-23T20:13:00Z",
        f"topics:{listed(draw(topics))}",
        f"related:\n  - heat: 010\n    title: {draw(scalars)}",
        draw(comments),
        "published: True",
    ]
    spaces = draw(st.lists(st.integers(0, 40), max_size=3))
    source = "\n".join(part for part in parts if part)
    rows = [row + ("  " if number in spaces else "") for number, row in enumerate(source.split("\n"))]
    text = "---\n" + "\n".join(rows) + "\n---" + draw(st.sampled_from(["", "\n", "\nbody &amp; \n", "\nbody"]))
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    return (mark + text).replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"]))).encode()


def cured(fields: dict[Any, Any]) -> dict[Any, Any]:
    """The fields as they should be: a second opinion, without any rule."""
    fields = dict(fields)
    for name in ("title", "excerpt"):
        fields[name] = clean(fields[name])
    fields["related"] = [{**other, "title": clean(other["title"])} for other in fields["related"]]
    topics = [clean(each) for each in fields["topics"] if each is not None]
    fields["topics"] = list(dict.fromkeys(topics))
    return fields


def clean(text: str) -> str:
    known = re.sub(r"&(?!T;)[#\w]+;", lambda entity: unescape(entity[0]), text)
    return known.replace("\r\n", "\n")


@settings(max_examples=100)
@given(articles())
def test_only_what_was_wrong_changes_and_once_is_enough(source: bytes) -> None:
    before = parse(source)
    if before is None or not isinstance(before.fields.get("excerpt"), str):
        return
    end = apply_fixes(source, judged, unsafe=True)
    after = parse(end.source)
    assert after is not None
    assert end.note is None
    assert [one for one in end.remaining if one.fix] == []
    assert repr(after.fields) == repr(cured(before.fields))
    assert after.body.rstrip("\r\n") == before.body.rstrip("\r\n")
    assert yaml.safe_load(after.source) is not None
    assert comments_of(end.source) == comments_of(source)
    assert apply_fixes(end.source, judged, unsafe=True).source == end.source
    assert_only_lines_with_findings_change(source, end.source)


def comments_of(source: bytes) -> list[str]:
    return re.findall(r"# (?:a comment with &amp; in it|two|twice|folded|\d+)", source.decode())


def assert_only_lines_with_findings_change(old: bytes, new: bytes) -> None:
    """Every line with nothing to mend in it is still there, in its order."""
    wrong = re.compile(r"&[#\w]+;|\\r|[ \t]$|\ufeff|^ *(?:-|~,)|\[|^---$|AI|'b'")
    kept = iter(lines_of(new))
    assert [line for line in lines_of(old) if not wrong.search(line) and line not in kept] == []


def lines_of(source: bytes) -> list[str]:
    return source.decode().replace("\r\n", "\n").split("\n")


@settings(max_examples=50)
@given(
    st.dictionaries(st.sampled_from(["title", "excerpt"]), lines, min_size=1),
    st.lists(st.sampled_from(["AI", "b&amp;", None])),
    st.booleans(),
)
def test_json(fields: dict[str, Any], topics: list[str | None], ascii_only: bool) -> None:
    fields |= {"topics": topics, "heat": 1.0}
    source = json.dumps(fields, ensure_ascii=ascii_only, indent=2 if len(topics) % 2 else None).encode()
    end = apply_fixes(source, judged, unsafe=True)
    after = parse(end.source)
    assert after is not None
    expected = {name: clean(text) for name, text in fields.items() if isinstance(text, str)}
    assert {name: after.fields[name] for name in expected} == expected
    assert apply_fixes(end.source, judged, unsafe=True).source == end.source
    if any(topics):
        assert after.fields["topics"] == list(dict.fromkeys(clean(each) for each in topics if each))
