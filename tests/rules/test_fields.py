"""NC1xx: missing, empty, null, unknown. Line 2 is the first line of the fields."""

from collections.abc import Callable

import pytest

Judge = Callable[..., list[str]]

RELATED = """\
related:
  - title: Two
    webUrl: "https://example.org/two"
    type: article
    provider:
      name: Example
      domain: example.org
"""

FINE = [
    "",
    "id: 7",
    "id: one",
    "images: []",
    "related: []",
    "provider:\n  name: Example\n  domain: example.org\n  images: []",
    "type: video\nfeaturedContent: <iframe></iframe>",
    "featuredContent: <iframe></iframe>",
    "quality: 0\nheat: 189\npublished: false",
    'ampWebUrl: "https://amp.example.org/one"\ncdnAmpWebUrl: "https://cdn.example.org/one"',
    'images:\n  - url: "https://example.org/1.png"\n    width: 10\n    height: 20\n    isCached: true',
    'images:\n  - url: "https://example.org/1.png"',
    'provider:\n  name: A\n  domain: example.org\n  images:\n    - url: "https://example.org/1.png"',
    RELATED,
    RELATED.replace("type: article", "type: video"),
    RELATED + "    excerpt: Two.\n    publishedDateTime: 2022-03-23T20:13:00Z\n    quality: 3\n    topics: []\n",
    RELATED + '    ampWebUrl: "https://amp.example.org/two"\n    images:\n      - url: "https://example.org/2.png"\n',
]


@pytest.mark.parametrize("lines", FINE)
def test_fields_that_are_fine(judge: Judge, lines: str) -> None:
    assert judge(lines) == []


@pytest.mark.parametrize(
    "name",
    [
        "category",
        "title",
        "excerpt",
        "publishedDateTime",
        "originalUrl",
        "webUrl",
        "type",
        "provider",
        "topics",
        "secured",
    ],
)
def test_a_field_every_article_needs_is_missed_where_the_fields_begin(judge: Judge, name: str) -> None:
    assert judge(without=[name]) == [f"2:1 NC101 missing required field '{name}'"]


def test_a_video_needs_no_web_url_but_its_content(judge: Judge) -> None:
    assert judge("type: video\nfeaturedContent: <iframe></iframe>", without=["webUrl"]) == []
    assert judge("type: video", without=["webUrl", "title"]) == [
        "2:1 NC101 missing required field 'title'",
        "2:1 NC101 missing required field 'featuredContent'",
    ]


@pytest.mark.parametrize("lines", ["type: podcast", "type: 7", "type: [article]", "type:"])
def test_an_unknown_type_is_asked_for_what_an_article_needs(judge: Judge, lines: str) -> None:
    told = judge(lines, without=["webUrl"])
    assert told[0] == "2:1 NC101 missing required field 'webUrl'"
    assert len(told) == 2


FAULTS = [
    # missing, below the top: at the start of the mapping
    ("provider:\n  name: Example", ["3:3 NC101 missing required field 'provider.domain'"]),
    ("provider:\n  domain: example.org", ["3:3 NC101 missing required field 'provider.name'"]),
    ("images:\n  - width: 10", ["3:5 NC101 missing required field 'images.url'"]),
    (RELATED.replace("title: Two\n    ", ""), ["3:5 NC101 missing required field 'related.title'"]),
    (RELATED.replace("    type: article\n", ""), ["3:5 NC101 missing required field 'related.type'"]),
    (
        RELATED.replace('    webUrl: "https://example.org/two"\n', ""),
        ["3:5 NC101 missing required field 'related.webUrl'"],
    ),
    (
        "related:\n  - {title: Two, webUrl: 'https://example.org/', type: video}",
        ["3:5 NC101 missing required field 'related.provider'"],
    ),
    (
        RELATED.replace("      domain: example.org\n", ""),
        ["7:7 NC101 missing required field 'related.provider.domain'"],
    ),
    # empty
    ('title: ""', ["2:8 NC102 'title' is empty"]),
    ('title: " \\u00a0\\t"', ["2:8 NC102 'title' is only whitespace"]),
    ("title: |\n\n", ["2:8 NC102 'title' is empty"]),
    ('webUrl: ""', ["2:9 NC102 'webUrl' is empty"]),
    ('quality: ""', ["2:10 NC102 'quality' is empty"]),
    ('published: " "', ["2:12 NC102 'published' is only whitespace"]),
    ("publishedDateTime: ''", ["2:20 NC102 'publishedDateTime' is empty"]),
    ("provider: ''", ["2:11 NC102 'provider' is empty"]),
    ("provider: {}", ["2:11 NC102 'provider' is empty"]),
    ("topics: []", ["2:9 NC102 'topics' is empty"]),
    ("topics: ''", ["2:9 NC102 'topics' is empty"]),
    ("topics: [AI, '']", ["2:14 NC102 an element of 'topics' is empty"]),
    ("images: [{}]", ["2:10 NC102 an element of 'images' is empty"]),
    ("id: ''", ["2:5 NC102 'id' is empty"]),
    # null
    ("title:", ["2:7 NC103 'title' is null; it needs a value"]),
    ("title: ~", ["2:8 NC103 'title' is null; it needs a value"]),
    ("secured: null", ["2:10 NC103 'secured' is null; it needs a value"]),
    ("topics: null", ["2:9 NC103 'topics' is null; it needs a value"]),
    ("provider: null", ["2:11 NC103 'provider' is null; it needs a value"]),
    ("type: null", ["2:7 NC103 'type' is null; it needs a value"]),
    ("published: null", ["2:12 NC103 'published' is null; give it a value or remove it"]),
    ("related: null", ["2:10 NC103 'related' is null; give it a value or remove it"]),
    ("id: null", ["2:5 NC103 'id' is null; give it a value or remove it"]),
    ("provider: {name: null, domain: a.org}", ["2:18 NC103 'provider.name' is null; it needs a value"]),
    # null in a list
    ("topics:\n  - null\n  - AI\n  - ~", [f"{n}:5 NC104 an element of 'topics' is null" for n in (3, 5)]),
    ("images: [null]", ["2:10 NC104 an element of 'images' is null"]),
    ("related:\n  - ~", ["3:5 NC104 an element of 'related' is null"]),
    # unknown, at the key
    ("excerp: One.", ["2:1 NC105 unknown field 'excerp' (did you mean 'excerpt'?)"]),
    ("ampWebURL: x", ["2:1 NC105 unknown field 'ampWebURL' (did you mean 'ampWebUrl'?)"]),
    ("published_date_time: x", ["2:1 NC105 unknown field 'published_date_time' (did you mean 'publishedDateTime'?)"]),
    ("price: free", ["2:1 NC105 unknown field 'price'"]),
    ("price:", ["2:1 NC105 unknown field 'price'"]),
    ('"a\\u202eb": x', ["2:1 NC105 unknown field 'a\\u202eb'"]),
    (f"{'x' * 80}: x", [f"2:1 NC105 unknown field '{'x' * 57}…'"]),
    ("7: x", ["2:1 NC105 unknown field 7"]),
    (
        "provider: {name: A, domain: a.org, logo: x}",
        ["2:36 NC105 unknown field 'provider.logo'"],
    ),
    (
        "images:\n  - url: 'https://a.org/'\n    with: 5",
        ["4:5 NC105 unknown field 'images.with' (did you mean 'width'?)"],
    ),
    (RELATED + "    8: x", ["9:5 NC105 unknown field 8 in 'related'"]),
    (RELATED + "    secured: x", ["9:5 NC105 unknown field 'related.secured'"]),
    (RELATED + "    related: []", ["9:5 NC105 unknown field 'related.related'"]),
]


@pytest.mark.parametrize(("lines", "expected"), FAULTS)
def test_a_fault_is_one_finding_at_its_place(judge: Judge, lines: str, expected: list[str]) -> None:
    assert judge(lines) == expected


def test_known_fields_silence_the_unknown(judge: Judge) -> None:
    lines = "price: {sum: 7}\nlevels:\nprovider: {name: A, domain: a.org, price: 1, logo: x}"
    assert judge(lines, known_fields=["price", "provider.logo"]) == [
        "3:1 NC105 unknown field 'levels'",
        "4:36 NC105 unknown field 'provider.price'",
    ]


def test_a_key_that_is_no_text_is_not_known_by_its_parents_name(judge: Judge) -> None:
    lines = "provider: {name: A, domain: a.org, 7: x}"
    assert judge(lines, known_fields=["provider"]) == ["2:36 NC105 unknown field 7 in 'provider'"]
