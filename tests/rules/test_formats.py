"""NC2xx: types and forms. Line 2 is the first line of the fields."""

import json
from collections.abc import Callable

import pytest

from newscat.article.finding import Finding
from newscat.rules.selection import select

Judge = Callable[..., list[str]]

KEY = "AAECAwQFBgcICQoLDA0ODw=="  # 16 bytes
TWO_BLOCKS = "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8="
THREE_BLOCKS = "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8AAQIDBAUGBwgJCgsMDQ4P"

FINE = [
    "title: yes",
    "title: 12:30:45",
    "title: '2022'",
    "topics: ['5', no, ~x]",
    "quality: 0",
    "quality: 9223372036854775807",
    "heat: 189",
    "published: True",
    "published: false",
    "publishedDateTime: 2022-03-23 20:13:00 +01:00",
    "publishedDateTime: 2022-03-23T20:13:00.123456-08:00",
    "publishedDateTime: 2024-02-29T00:00:00Z",
    "publishedDateTime: 9999-12-31T23:59:59Z",
    "publishedDateTime: 0001-01-01T00:00:00Z",
    "type: video\nfeaturedContent: <iframe></iframe>",
    'webUrl: "http://example.org"',
    'webUrl: "https://example.org?q=1"',
    'webUrl: "https://example.org#top"',
    'webUrl: "HTTPS://Example.ORG/One"',
    'webUrl: "https://example.org:8443/"',
    'webUrl: "https://me:secret@example.org/"',
    'webUrl: "http://127.0.0.1/"',
    'webUrl: "http://[2001:db8::1]:80/"',
    'webUrl: "https://zürich.example/Zürich/ß?q=日本"',
    'webUrl: "https://a_b.example.org/(x)/[y]/~z/%20"',
    "provider: {name: A, domain: a-b.example.co.uk}",
    "provider: {name: A, domain: zürich.example}",
    "provider: {name: A, domain: XN--ZRICH-KVA.example}",
    f'secured: "{KEY};{KEY}"',
    f'secured: "{TWO_BLOCKS};{KEY}"',
    f'secured: "{THREE_BLOCKS};{KEY}"',
]


@pytest.mark.parametrize("lines", FINE)
def test_forms_that_are_fine(judge: Judge, lines: str) -> None:
    assert judge(lines, families=("NC1", "NC2")) == []


NO_BOOLEAN = "not true or false"
YAML_1_2 = "YAML 1.2 reads yes, no, on and off as strings"
NO_TIMESTAMP = "not a timestamp such as 2022-03-23T20:13:00Z"
MALFORMED = "NC211 'secured' is not base64 of 16-byte blocks, ';' and base64 of a 16-byte IV"
OUTSIDE = "outside the years 1 to 9999 in UTC"
NO_SCHEME = "which does not begin with https:// or http://"
NO_HOST = "which has no valid host"
BLANKS = "which contains whitespace"

FAULTS = [
    # structure
    ("topics: AI", "2:9 NC201 'topics' is the string 'AI', not a list"),
    ("topics: {AI: 1}", "2:9 NC201 'topics' is a mapping, not a list"),
    ("provider: WBUR", "2:11 NC201 'provider' is the string 'WBUR', not a mapping"),
    ("provider: []", "2:11 NC201 'provider' is a list, not a mapping"),
    ("images: {url: 'https://a.org/'}", "2:9 NC201 'images' is a mapping, not a list"),
    ("images: ['https://a.org/']", "2:10 NC201 an element of 'images' is the string 'https://a.org/', not a mapping"),
    ("related: 7", "2:10 NC201 'related' is the number 7, not a list"),
    ("related:\n  - two", "3:5 NC201 an element of 'related' is the string 'two', not a mapping"),
    # text
    ("title: 2022", "2:8 NC202 'title' is the number 2022, not a string; put it in quotes"),
    ("title: 1.50", "2:8 NC202 'title' is the number 1.5, not a string; put it in quotes"),
    ("title: true", "2:8 NC202 'title' is true, not a string; put it in quotes"),
    ("title: 2022-03-23", "2:8 NC202 'title' is the date 2022-03-23, not a string; put it in quotes"),
    (
        "title: 2022-03-23T20:13:00Z",
        "2:8 NC202 'title' is the timestamp 2022-03-23T20:13:00Z, not a string; put it in quotes",
    ),
    ("title: [One]", "2:8 NC202 'title' is a list, not a string"),
    ("title: {One: two}", "2:8 NC202 'title' is a mapping, not a string"),
    ("topics: [AI, 5]", "2:14 NC202 an element of 'topics' is the number 5, not a string; put it in quotes"),
    ("topics: [[AI]]", "2:10 NC202 an element of 'topics' is a list, not a string"),
    ("type: 7", "2:7 NC202 'type' is the number 7, not a string; put it in quotes"),
    ("webUrl: 7", "2:9 NC202 'webUrl' is the number 7, not a string; put it in quotes"),
    ("secured: [x]", "2:10 NC202 'secured' is a list, not a string"),
    ("id: 1.5", "2:5 NC202 'id' is the number 1.5, not a string; put it in quotes"),
    ("id: 9223372036854775808", "2:5 NC202 'id' is the number 9223372036854775808, not a string; put it in quotes"),
    ("id: true", "2:5 NC202 'id' is true, not a string; put it in quotes"),
    (
        "provider: {name: 7, domain: a.org}",
        "2:18 NC202 'provider.name' is the number 7, not a string; put it in quotes",
    ),
    # integers
    ('quality: "59"', "2:10 NC203 'quality' is the string '59', not an integer; remove the quotes"),
    ("quality: high", "2:10 NC203 'quality' is the string 'high', not an integer"),
    ("quality: ５", "2:10 NC203 'quality' is the string '５', not an integer"),
    ("quality: 59.0", "2:10 NC203 'quality' is the number 59.0, not an integer"),
    ("quality: .nan", "2:10 NC203 'quality' is the number nan, not an integer"),
    ("heat: true", "2:7 NC203 'heat' is true, not an integer"),
    ("images: [{url: 'https://a.org/', width: x}]", "2:41 NC203 'images.width' is the string 'x', not an integer"),
    ("heat: -1", "2:7 NC204 'heat' is the number -1, which is negative"),
    (
        "heat: 9223372036854775808",
        "2:7 NC204 'heat' is the number 9223372036854775808, which is too large for 64 bits",
    ),
    (f"heat: {10**1000}", "2:7 NC204 'heat' is an integer of 3,322 bits, which is too large for 64 bits"),
    # booleans
    ("published: yes", f"2:12 NC205 'published' is the string 'yes', {NO_BOOLEAN}; {YAML_1_2}"),
    ("published: Off", f"2:12 NC205 'published' is the string 'Off', {NO_BOOLEAN}; {YAML_1_2}"),
    ('published: "true"', f"2:12 NC205 'published' is the string 'true', {NO_BOOLEAN}; write true without quotes"),
    ("published: maybe", f"2:12 NC205 'published' is the string 'maybe', {NO_BOOLEAN}"),
    ("published: 1", f"2:12 NC205 'published' is the number 1, {NO_BOOLEAN}"),
    # timestamps
    ("publishedDateTime: yesterday", f"2:20 NC206 'publishedDateTime' is the string 'yesterday', {NO_TIMESTAMP}"),
    (
        "publishedDateTime: 2022-03-23",
        f"2:20 NC206 'publishedDateTime' is the date 2022-03-23, {NO_TIMESTAMP}; add a time and a time zone",
    ),
    (
        "publishedDateTime: 2022-02-30T20:13:00Z",
        f"2:20 NC206 'publishedDateTime' is the string '2022-02-30T20:13:00Z', {NO_TIMESTAMP}",
    ),
    (
        "publishedDateTime: 2016-12-31T23:59:60Z",
        f"2:20 NC206 'publishedDateTime' is the string '2016-12-31T23:59:60Z', {NO_TIMESTAMP}",
    ),
    ("publishedDateTime: 1648066380", f"2:20 NC206 'publishedDateTime' is the number 1648066380, {NO_TIMESTAMP}"),
    ("publishedDateTime: 20:13:00", f"2:20 NC206 'publishedDateTime' is the string '20:13:00', {NO_TIMESTAMP}"),
    (
        "publishedDateTime: 9999-12-31T23:59:59-01:00",
        f"2:20 NC206 'publishedDateTime' is the timestamp 9999-12-31T23:59:59-01:00, {OUTSIDE}",
    ),
    (
        "publishedDateTime: 2022-03-23T20:13:00",
        "2:20 NC207 'publishedDateTime' has no time zone; add Z if it is UTC",
    ),
    # the type
    ("type: artcle", "2:7 NC208 'type' is 'artcle', not article or video (did you mean 'article'?)"),
    ("type: Video", "2:7 NC208 'type' is 'Video', not article or video (did you mean 'video'?)"),
    ("type: podcast", "2:7 NC208 'type' is 'podcast', not article or video"),
    # URLs
    ("webUrl: www.example.org/one", f"2:9 NC209 'webUrl' is 'www.example.org/one', {NO_SCHEME}"),
    ("webUrl: //example.org/one", f"2:9 NC209 'webUrl' is '//example.org/one', {NO_SCHEME}"),
    ("webUrl: ftp://example.org/", f"2:9 NC209 'webUrl' is 'ftp://example.org/', {NO_SCHEME}"),
    ("webUrl: https:/example.org/", f"2:9 NC209 'webUrl' is 'https:/example.org/', {NO_SCHEME}"),
    ("webUrl: https:///one", f"2:9 NC209 'webUrl' is 'https:///one', {NO_HOST}"),
    ("webUrl: https://?q", f"2:9 NC209 'webUrl' is 'https://?q', {NO_HOST}"),
    ("webUrl: https://https://a.org/", f"2:9 NC209 'webUrl' is 'https://https://a.org/', {NO_HOST}"),
    ("webUrl: https://a.org:port/", f"2:9 NC209 'webUrl' is 'https://a.org:port/', {NO_HOST}"),
    ("webUrl: 'https://a.org/a b'", f"2:9 NC209 'webUrl' is 'https://a.org/a b', {BLANKS}"),
    ("webUrl: ' https://a.org/'", f"2:9 NC209 'webUrl' is ' https://a.org/', {BLANKS}"),
    ('webUrl: "https://a.org/\\n"', f"2:9 NC209 'webUrl' is 'https://a.org/\\n', {BLANKS}"),
    (
        'webUrl: "https://a.org/\\u200b"',
        "2:9 NC209 'webUrl' is 'https://a.org/\\u200b', which contains invisible characters",
    ),
    (f"webUrl: x{'y' * 80}", f"2:9 NC209 'webUrl' is 'x{'y' * 56}…', {NO_SCHEME}"),
    ("originalUrl: x", f"2:14 NC209 'originalUrl' is 'x', {NO_SCHEME}"),
    ("ampWebUrl: x", f"2:12 NC209 'ampWebUrl' is 'x', {NO_SCHEME}"),
    ("cdnAmpWebUrl: x", f"2:15 NC209 'cdnAmpWebUrl' is 'x', {NO_SCHEME}"),
    ("images:\n  - url: x", f"3:10 NC209 'images.url' is 'x', {NO_SCHEME}"),
    # domains
    *(
        (
            f"provider: {{name: A, domain: '{domain}'}}",
            f"2:29 NC210 'provider.domain' is '{domain}', not a host name such as example.org",
        )
        for domain in ("https://a.org", "a.org/", "localhost", "a b.org", ".a.org", "a..org", "a.org:80", "-a.org")
    ),
    # secured
    ("secured: x", f"2:10 {MALFORMED}"),
    (f'secured: "{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: ";{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY};"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY};{KEY};{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY};{TWO_BLOCKS}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY[4:]};{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY[:-2]};{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY[:-2]}A=;{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "=={KEY[:-2]};{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY};=={KEY[:-2]}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY}:{KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "{KEY}; {KEY}"', f"2:10 {MALFORMED}"),
    (f'secured: "é{KEY[1:]};{KEY}"', f"2:10 {MALFORMED}"),
]


@pytest.mark.parametrize(("lines", "expected"), FAULTS)
def test_a_fault_is_one_finding_at_its_place(judge: Judge, lines: str, expected: str) -> None:
    assert judge(lines, families=("NC1", "NC2")) == [expected]


# JSON has no timestamps, only texts.
TIMESTAMPS_AS_TEXT = [
    ("2022-03-23T20:13:00Z", []),
    ("2022-03-23t20:13:00.5z", []),
    ("2022-03-23T20:13:00-08:00", []),
    ("2022-03-23", [f"NC206 'publishedDateTime' is the string '2022-03-23', {NO_TIMESTAMP}"]),
    ("2022-03-23T20:13Z", [f"NC206 'publishedDateTime' is the string '2022-03-23T20:13Z', {NO_TIMESTAMP}"]),
    ("2022-03-23 20:13:00Z", [f"NC206 'publishedDateTime' is the string '2022-03-23 20:13:00Z', {NO_TIMESTAMP}"]),
    ("2022-02-30T20:13:00Z", [f"NC206 'publishedDateTime' is the string '2022-02-30T20:13:00Z', {NO_TIMESTAMP}"]),
    (
        "0001-01-01T00:00:00+01:00",
        [f"NC206 'publishedDateTime' is the string '0001-01-01T00:00:00+01:00', {NO_TIMESTAMP}"],
    ),
    (
        "2022-03-23T20:13:00",
        ["NC207 'publishedDateTime' has no time zone; add Z if it is UTC"],
    ),
    (
        "2022-03-23 20:13",
        ["NC207 'publishedDateTime' has no time zone; add Z if it is UTC"],
    ),
]


@pytest.mark.parametrize(("value", "expected"), TIMESTAMPS_AS_TEXT)
def test_a_text_that_is_a_whole_timestamp_is_one(
    findings: Callable[..., list[Finding]], value: str, expected: list[str]
) -> None:
    text = json.dumps({"publishedDateTime": value}) + "\n"
    told = findings(text, chosen=select(["NC2"]))
    assert [f"{each.line}:{each.column} {each.code} {each.message}" for each in told] == [
        f"1:23 {each}" for each in expected
    ]


def test_a_related_article_is_held_to_the_same_forms(judge: Judge) -> None:
    lines = """\
related:
  - title: 2
    webUrl: x
    type: y
    publishedDateTime: 2022-03-23
    provider: {name: A, domain: a}
    images: [{url: "https://a.org/", isCached: no}]
"""
    assert judge(lines) == [
        "3:12 NC202 'related.title' is the number 2, not a string; put it in quotes",
        f"4:13 NC209 'related.webUrl' is 'x', {NO_SCHEME}",
        "5:11 NC208 'related.type' is 'y', not article or video",
        f"6:24 NC206 'related.publishedDateTime' is the date 2022-03-23, {NO_TIMESTAMP}; add a time and a time zone",
        "7:33 NC210 'related.provider.domain' is 'a', not a host name such as example.org",
        f"8:48 NC205 'related.images.isCached' is the string 'no', {NO_BOOLEAN}; {YAML_1_2}",
    ]


@pytest.mark.parametrize("secured", ["c2VjcmV0", f"c2VjcmV0;{KEY}"])
def test_the_secured_text_is_never_shown(judge: Judge, secured: str) -> None:
    assert judge(f"secured: {secured}") == [f"2:10 {MALFORMED}"]
