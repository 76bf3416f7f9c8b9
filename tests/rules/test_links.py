"""NC3xx: links. Line 2 is the first line of the fields; what is not written is at example.org."""

from collections.abc import Callable

import pytest

from newscat.article.record import Record
from newscat.rules.engine import Article
from newscat.rules.links import scan, without_tracking

Judge = Callable[..., list[str]]

AMP = 'ampWebUrl: "https://example.org/one/amp"'
COPY = 'cdnAmpWebUrl: "https://example-org.cdn.ampproject.org/c/s/example.org/one/amp"'

FINE = [
    "",
    'webUrl: "https://www.example.org/one"',
    'webUrl: "https://a.b.example.org/one"',
    'webUrl: "https://EXAMPLE.org:8443/one"',
    'webUrl: "https://me@example.org/one"',
    'webUrl: "https://example.org"',
    "provider: {name: A, domain: www.example.org}",
    "provider: {name: A, domain: Example.ORG}",
    """provider: {name: A, domain: xn--zrich-kva.example}
originalUrl: "https://zürich.example/"
webUrl: "https://www.zürich.example/\"""",
    'type: video\nfeaturedContent: x\noriginalUrl: "https://youtube.com/watch?v=x"',
    'webUrl: "https://example.org/one?id=7&page=2"',
    'webUrl: "https://example.org/one?amp"',
    'webUrl: "https://example.org/utm_source=x"',
    'webUrl: "https://example.org/one#utm_source=x"',
    f"{AMP}\n{COPY}",
    f"{AMP}\n" + COPY.replace("example-org.cdn", "cdn"),
    f"{AMP}\n" + COPY.replace("/c/s/", "/v/s/").replace("/amp", "/amp?amp_js_v=0.1"),
    f'{AMP}\ncdnAmpWebUrl: "https://www.google.com/amp/s/example.org/one/amp"',
    f'{AMP}\ncdnAmpWebUrl: "https://example-org.bing-amp.com/c/s/example.org/one/amp"',
    f'{AMP[:-1]}/"\n{COPY}',
    'related:\n  - {title: Two, ampWebUrl: "https://example.org/amp", webUrl: "https://example.org/"}',
    # other rules tell of these
    "webUrl: www.example.com",
    "webUrl: 7",
    'webUrl: "http://127.0.0.1/"',
    "provider: {name: A, domain: 'https://example.com/'}",
    "provider: {name: A, domain: 7}",
    "provider: example.com",
    "related: [7, null, {provider: 7}]",
]


@pytest.mark.parametrize("lines", FINE)
def test_links_that_are_fine(judge: Judge, lines: str) -> None:
    assert judge(lines, families=["NC3"]) == []


RELATED = 'related:\n  - title: Two\n    webUrl: "{}"\n    type: {}\n    provider: {{name: A, domain: example.org}}'

FAULTS = [
    (
        'provider:\n  name: A\n  domain: "example.com"',
        ["4:11 NC301 'provider.domain' is 'example.com', but 'originalUrl' points to 'example.org'"],
    ),
    (
        'webUrl: "https://example.com/.example.org/"',
        ["11:11 NC301 'provider.domain' is 'example.org', but 'webUrl' points to 'example.com'"],
    ),
    (
        'webUrl: "https://notexample.org/one"',
        ["11:11 NC301 'provider.domain' is 'example.org', but 'webUrl' points to 'notexample.org'"],
    ),
    (
        "provider: {name: A, domain: news.example.org}",
        ["2:29 NC301 'provider.domain' is 'news.example.org', but 'originalUrl' points to 'example.org'"],
    ),
    (
        RELATED.format("https://other.example/", "article"),
        ["6:33 NC301 'related.provider.domain' is 'example.org', but 'webUrl' points to 'other.example'"],
    ),
    (RELATED.format("https://other.example/", "video"), []),
    (
        'webUrl: "https://example.org/one?id=7&utm_source=mail&fbclid=x#top"',
        ["2:39 NC302 'webUrl' contains the tracking parameter 'utm_source' and 1 more"],
    ),
    (
        'originalUrl: "https://example.org/one?gclid=x"',
        ["2:39 NC302 'originalUrl' contains the tracking parameter 'gclid'"],
    ),
    (
        RELATED.format("https://example.org/?utm_medium=x", "article"),
        ["4:35 NC302 'related.webUrl' contains the tracking parameter 'utm_medium'"],
    ),
    (AMP, ["2:1 NC303 'ampWebUrl' is set, but 'cdnAmpWebUrl' is missing"]),
    (COPY, ["2:1 NC303 'cdnAmpWebUrl' is set, but 'ampWebUrl' is missing"]),
    (
        f'webUrl: "https://example.org/one/amp"\n{AMP}\n{COPY}',
        ["3:12 NC304 'ampWebUrl' is the same as 'webUrl'"],
    ),
    (
        f"{AMP}\n{COPY.replace('one', 'two')}",
        ["3:15 NC305 'cdnAmpWebUrl' is a copy of a different page than 'ampWebUrl'"],
    ),
    # A cache that we do not know may name its copies otherwise.
    (f'{AMP}\ncdnAmpWebUrl: "https://example.org/two/amp"', []),
]


@pytest.mark.parametrize(("lines", "expected"), FAULTS)
def test_a_fault_is_one_finding_at_its_place(judge: Judge, lines: str, expected: list[str]) -> None:
    assert judge(lines, families=["NC3"]) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.org/?utm_source=x", "https://a.org/"),
        ("https://a.org/?a=1&utm_source=x&b=%20#c", "https://a.org/?a=1&b=%20#c"),
        ("https://a.org/?gclid#", "https://a.org/#"),
        ("https://a.org/?a&&b=?", "https://a.org/?a&&b=?"),
    ],
)
def test_nothing_but_the_parameters_goes(url: str, expected: str) -> None:
    assert without_tracking(url) == expected


def test_links_of_any_shape_are_looked_at_without_an_error() -> None:
    for value in (None, 7, "", [], {}, [None], {"domain": None}, {"domain": "a.b"}, "https://\ud800/"):
        for name in ("originalUrl", "provider", "related", "ampWebUrl", "type"):
            fields = {"originalUrl": "https://a.b/?x", "provider": {"domain": "b.a"}, name: value}
            list(scan(Article(Record("a.md", fields))))
