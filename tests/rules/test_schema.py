"""The JSON Schema of a record, and what a catalogue's own is like."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.frontmatter import parse
from newscat.article.values import plain
from newscat.rules.fields import ARTICLE, RELATED, survey, unknown_field
from newscat.rules.schemas.census import Census
from newscat.rules.schemas.record import record_schema

jsonschema_rs = pytest.importorskip("jsonschema_rs", reason="jsonschema-rs (extra 'schema') is not installed")

RECORD = jsonschema_rs.validator_for(record_schema(), validate_formats=True)


def is_right(fields: dict[Any, Any]) -> bool:
    """Whether NC1 and NC2 find no error: a field that nobody knows is a warning."""
    return all(rule is unknown_field for rule, _ in survey(fields))


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    assert record_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(record_schema())


def test_every_field_is_in_it() -> None:
    assert list(record_schema()["properties"]) == [field.name for field in ARTICLE.fields]
    related = record_schema()["properties"]["related"]["items"]["properties"]
    assert list(related) == [field.name for field in RELATED.fields]


# Lines that replace fields of an article that is right; the family tests say what the rules make of each.
LINES = [
    "",
    "id: 7",
    "id: ''",
    "id: 9223372036854775808",
    "price: free",
    "title: ''",
    "title: ' '",
    "title: 2022",
    "title: [One]",
    "title:",
    "quality: 0",
    "quality: -1",
    "quality: 9223372036854775807",
    "quality: 9223372036854775808",
    "quality: '59'",
    "quality: 59.5",
    "quality: true",
    "published: yes",
    "published: false",
    "publishedDateTime: 2022-03-23T20:13:00+01:00",
    "publishedDateTime: '2022-03-23T20:13:00.5Z'",
    "publishedDateTime: 2022-03-23T20:13:00",
    "publishedDateTime: 2022-03-23",
    "publishedDateTime: 2022-02-30T20:13:00Z",
    "publishedDateTime: '2022-03-23T23:59:60Z'",
    "publishedDateTime: soon",
    "type: podcast",
    "type: video",
    "type: video\nfeaturedContent: <iframe></iframe>",
    "type: [video]",
    "topics: []",
    "topics: AI",
    "topics: [AI, null]",
    "topics: [AI, 7]",
    "topics: ['']",
    "images: []",
    "images: [{}]",
    "images: [null]",
    "images: [{url: 'https://a.org/', width: -1}]",
    "images: [{width: 1}]",
    "provider: {}",
    "provider: {name: A}",
    "provider: {name: A, domain: 'https://a.org'}",
    "provider: {name: A, domain: a..org}",
    "provider: {name: A, domain: .a.org}",
    "provider: {name: A, domain: a-b.example.co.uk}",
    "provider: {name: A, domain: zürich.example}",
    "provider: {name: A, domain: localhost}",
    "provider: [A]",
    "related: []",
    "related: [{}]",
    "related: [{title: Two}]",
    "related: [{title: Two, webUrl: 'https://a.org/', type: video, provider: {name: A, domain: a.org}}]",
    "related: [{title: Two, webUrl: 'https://a.org/', type: x, provider: {name: A, domain: a.org}}]",
    'webUrl: "http://example.org"',
    'webUrl: "https://example.org?q=1"',
    'webUrl: "HTTPS://Example.ORG/One"',
    'webUrl: "https://me:secret@example.org:8443/"',
    'webUrl: "http://[2001:db8::1]:80/"',
    'webUrl: "https://zürich.example/Zürich/ß?q=日本"',
    'webUrl: "https://a_b.example.org/(x)/[y]/~z/%20"',
    'webUrl: "https://a.org:port/"',
    'webUrl: "https://a.org/a b"',
    'webUrl: "https://a.org/\\n"',
    'webUrl: "https://a.org/\\u200b"',
    'webUrl: "https:///path"',
    'webUrl: "ftp://a.org/"',
    'webUrl: "www.a.org"',
    "secured: 'bm90IGEgYmxvY2s='",
    "secured: 'AAECAwQFBgcICQoLDA0ODw==;AAECAwQFBgcICQoLDA0ODw=='",
    "secured: 'AAECAwQFBgcICQoLDA0ODw==;AAECAwQFBgcICQoLDA0ODw=='".replace("==;", "=;"),
    "secured: 'AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8AAQIDBAUGBwgJCgsMDQ4P;AAECAwQFBgcICQoLDA0ODw=='",
    "secured: 'AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=;AAECAwQFBgcICQoLDA0ODw=='",
]


@pytest.mark.parametrize("lines", LINES)
def test_rules_and_schema_agree(article_text: Callable[..., str], lines: str) -> None:
    front = parse(article_text(lines).encode())
    assert front is not None
    assert RECORD.is_valid(plain(front.fields)) == is_right(front.fields)


@pytest.mark.parametrize("name", [field.name for field in ARTICLE.fields])
@pytest.mark.parametrize("type", ["article", "video"])
def test_they_agree_on_what_each_type_needs(article_text: Callable[..., str], type: str, name: str) -> None:
    front = parse(article_text(f"type: {type}\nfeaturedContent: x").encode())
    assert front is not None
    fields = {key: value for key, value in front.fields.items() if key != name}
    assert RECORD.is_valid(plain(fields)) == is_right(fields)


def test_they_agree_on_every_real_file(powerapps: Path) -> None:
    paths = [path for path in powerapps.rglob("*") if path.is_file()]
    assert len(paths) > 600
    for path in paths:
        front = parse(path.read_bytes())
        assert front is not None
        assert RECORD.is_valid(plain(front.fields)) == is_right(front.fields), path


# --- inferred ---


def census(*records: Any) -> Census:
    seen = Census()
    for record in records:
        seen.add(plain(record))
    return seen


def test_an_inferred_schema_describes_each_field() -> None:
    seen = census(
        {"title": "One", "price": 3, "tags": ["a", "b"], "by": {"name": "X"}, "kind": "free"},
        {"title": "Three", "price": 2.5, "tags": [], "kind": "free"},
        {"title": None, "kind": "paid", "tags": ["a", "a"]},
        {"title": "Five", "kind": "paid"},
    )
    schema = seen.schema()
    assert schema["required"] == ["title", "kind"]
    assert schema["properties"] == {
        "title": {
            "type": ["string", "null"],
            "x-census": {"present": 4, "of": 4, "types": {"string": 3, "null": 1}, "length": [3, 5]},
        },
        "price": {
            "type": "number",
            "x-census": {"present": 2, "of": 4, "types": {"integer": 1, "number": 1}, "range": [2.5, 3]},
        },
        "tags": {
            "type": "array",
            "items": {
                "type": "string",
                "examples": ["a", "b"],
                "x-census": {"present": 4, "of": 4, "types": {"string": 4}, "length": [1, 1]},
            },
            "x-census": {"present": 3, "of": 4, "types": {"array": 3}, "elements": [0, 2]},
        },
        "by": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {
                    "type": "string",
                    "x-census": {"present": 1, "of": 1, "types": {"string": 1}, "length": [1, 1]},
                }
            },
            "x-census": {"present": 1, "of": 4, "types": {"object": 1}},
        },
        "kind": {
            "type": "string",
            "examples": ["free", "paid"],
            "x-census": {"present": 4, "of": 4, "types": {"string": 4}, "length": [4, 4]},
        },
    }


def test_it_knows_the_formats_of_strings() -> None:
    seen = census({"at": "2022-03-23T20:13:00Z", "url": "https://a.org/"}, {"at": "2023-03-23T20:13:00Z"})
    assert seen.schema() == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["at"],
        "properties": {
            "at": {
                "type": "string",
                "format": "date-time",
                "x-census": {"present": 2, "of": 2, "types": {"string": 2}, "length": [20, 20]},
            },
            "url": {
                "type": "string",
                "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
                "x-census": {"present": 1, "of": 2, "types": {"string": 1}, "length": [14, 14]},
            },
        },
        "x-census": {"present": 2, "of": 2, "types": {"object": 2}},
    }


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
    | st.sampled_from(["2022-03-23T20:13:00Z", "2022-03-23", "2022-02-30", "2022-02-30T00:00:00Z", "https://a.org"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), JSON, max_size=4), min_size=1, max_size=4))
def test_what_was_counted_follows_the_schema(records: list[dict[str, Any]]) -> None:
    schema = json.loads(json.dumps(census(*records).schema()))
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert [record for record in records if not validator.is_valid(record)] == []


def test_a_mapping_of_many_names_does_not_grow_without_end() -> None:
    seen = census({"by": {f"n{number}": 1 for number in range(10_000)}})
    assert len(seen.fields["by"].fields) == 500
