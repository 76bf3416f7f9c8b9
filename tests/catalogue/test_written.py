"""Numbers, dates and booleans in text fields are as the file writes them; everything else is as it was read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.frontmatter import parse
from newscat.index.codec import unpack
from newscat.index.load.checks import Checks
from newscat.index.load.parse import parsed
from newscat.index.load.written import record_of


def fields_of(source: str, table: FieldTable = BUILT_IN, fence: str = "---") -> Mapping[Any, Any]:
    text = f"{fence}\n{source}\n{fence}\n" if fence else source
    front = parse(text.encode())
    assert front is not None
    before = repr(front.fields)
    found = record_of("a.md", front, table).fields
    assert repr(front.fields) == before  # rules judge these
    return found


SPELLINGS = [
    "1.10", "007", "0x1F", "0o17", "1e3", "1_000", "+5", ".5", "5.", "-0", "-007", "1.0e-7", "010", "1E400", ".NaN",
    "00.50", "0.1000000000000000055511151231257827", "12345678901234567890123", "2024-05-06 10:00:00", "True", "FALSE",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_value_is_as_it_is_written(spelling: str) -> None:
    source = f"title: {spelling}\ntags: [{spelling}, {spelling} ]\nkeywords:\n  - {spelling} # a note"
    for line_end in ("\n", "\r\n", "\r"):
        found = fields_of(source.replace("\n", line_end))
        assert [str(each) for each in (found["title"], *found["tags"], *found["keywords"])] == [spelling] * 4


TOKENS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,4}(\.[0-9]{1,4}|_[0-9]{2}|e[+-]?[0-9]{1,2})?", fullmatch=True),
    st.from_regex(r"0x[0-9a-fA-F]{1,3}|0o[0-7]{1,3}", fullmatch=True),
    st.sampled_from(["true", "True", "FALSE", "2024-05-06", "2024-05-06 10:00:00", "2024-05-06T10:00:00Z", "a 1.10"]),
)
LAYOUTS = (
    "title: {0}\ntags: [{1}, {2}]",
    "tags:\n- {1}\n- {2}\ntitle:   {0}   # {1}",
    "title: &a {0}\ntags: [{1}, {2}]\nx: *a",
    "x: |\n  title: {1}\ntitle: {0}\r\ntags: [ {1} ,{2}]",
    "{{tags: [{1}, {2}], 'title': {0}}}",
)


@given(st.sampled_from(LAYOUTS), st.tuples(TOKENS, TOKENS, TOKENS))
def test_titles_and_topics_are_the_tokens_of_the_file(layout: str, tokens: tuple[str, ...]) -> None:
    text = f"---\n{layout.format(*tokens)}\n---\n"
    front = parse(text.encode())
    assert front is not None
    record = record_of("a.md", front, BUILT_IN)
    assert record.title == tokens[0]
    first, second = tokens[1:]
    assert record.topics == ((first,) if first.lower() == second.lower() else (first, second))
    row = parsed("a.md", text.encode(), Checks()).row
    assert row is not None
    title, *_, packed = row.texts
    assert unpack(packed) | {"title": title} == dict(record.fields) | {"title": record.title}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # the value has this text anyway
        ("title: 1984", {"title": 1984}),
        ("title: 2024-05-06 # a day", {"title": date(2024, 5, 6)}),
        ("tags: [2024, 1.5, true, 2024-05-06]\nn: 007", {"tags": [2024, 1.5, True, date(2024, 5, 6)], "n": 7}),
        # a string, a null, and fields that are not text
        ("title: '007'\ntags: ['1.10', null, ~]", {"title": "007", "tags": ["1.10", None, None]}),
        ("quality: 007\nstars: 1.10\ndate: 2024-05-06", {"quality": 7, "stars": 1.1, "date": date(2024, 5, 6)}),
        ("url: 007\nimage: 1.10", {"url": 7, "image": 1.1}),
        ("excerpt: FALSE", {"excerpt": False}),
        ("id: [007]\nauthor: {name: 1.10, age: 007}", {"id": ["007"], "author": {"name": "1.10", "age": 7}}),
        ("authors:\n  - name: 007\n    age: 007\n  - 008", {"authors": [{"name": "007", "age": 7}, "008"]}),
        ("provider: 007", {"provider": "007"}),
        ("provider: {name: 1e3, domain: 1e3, size: 1e3}", {"provider": {"name": "1e3", "domain": "1e3", "size": 1e3}}),
        # equal values with different spellings
        ("tags: [1.10, 1.1, 1.100]", {"tags": ["1.10", 1.1, "1.100"]}),
        # the line is not the field's, or the last of two
        ("a: |\n  x\n  id: 007\nid: 7", {"a": "x\nid: 007\n", "id": 7}),
        ("title: 007\ntitle: 7", {"title": 7}),
        ("title: 7\ntitle: 007", {"title": "007"}),
        ("a: &n 007\ntitle: *n\nslug: &s 1.10\ntags: [*s]", {"a": 7, "title": "007", "slug": "1.10", "tags": ["1.10"]}),
        ("{title: 007, 'slug': 1e3}", {"title": "007", "slug": "1e3"}),
        ("title: !!int 007", {"title": "007"}),
    ],
)
def test_only_text_fields_are_as_written(source: str, expected: dict[str, Any]) -> None:
    assert repr(fields_of(source)) == repr(expected)


def test_toml_and_json_are_as_written() -> None:
    toml = 'title = 1.10\nid = 0x1F\ntags = [1_000, "a", 2024]\nslug = 2024-05-06 10:00:00\nn = 1.10'
    expected = {"title": "1.10", "id": "0x1F", "tags": ["1_000", "a", 2024], "slug": "2024-05-06 10:00:00", "n": 1.1}
    assert fields_of(toml, fence="+++") == expected
    json = '{"title": 1.10, "tags": [1e3, 7], "author": [{"name": 12.50}], "n": 1.10}\n'
    expected = {"title": "1.10", "tags": ["1e3", 7], "author": [{"name": "12.50"}], "n": 1.1}
    assert fields_of(json, fence="") == expected


def test_a_field_of_the_configuration_is_as_written_if_it_is_text() -> None:
    table = FieldTable.of(
        {
            "version": {"from": ["meta.version", "release"]},
            "labels": {"type": "list"},
            "price": {"from": "price", "type": "number"},
            "slug": ["price", "slug"],
        }
    )
    source = "meta: {version: 1.10, size: 007}\nrelease: 1e3\nlabels: [007]\nprice: 1.10\nslug: 1.10"
    assert fields_of(source, table) == {
        "meta": {"version": "1.10", "size": 7},
        "release": "1e3",
        "labels": ["007"],
        "price": 1.1,
        "slug": "1.10",
    }
