"""When two URLs are one page and two titles one title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.text import normal_title
from newscat.article.urls import canonical_url, is_tracking

SAME = [
    ("https://example.org/a/b", "http://example.org/a/b"),
    ("https://example.org/a", "https://www.example.org/a"),
    ("https://example.org/a", "https://EXAMPLE.org/a"),
    ("https://example.org/a", "HTTPS://example.org/a"),
    ("https://example.org/a", "https://example.org:443/a"),
    ("http://example.org/a", "http://example.org:80/a"),
    ("https://example.org/a", "https://example.org/a/"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org/a", "https://example.org./a"),
    ("https://example.org/a", "https://example.org/a#top"),
    ("https://example.org/a", "https://example.org/a?"),
    ("https://example.org/a", "https://example.org/a?utm_source=x&utm_medium=y"),
    ("https://example.org/a", "https://example.org/a/?fbclid=1&gclid=2&mc_cid=3&mc_eid=4&igshid=5&ref_src=6"),
    ("https://example.org/a?b=1", "https://example.org/a?UTM_Source=x&b=1"),
    ("https://example.org/a?b=1&c=2", "https://example.org/a?c=2&b=1"),
    ("https://example.org/~one", "https://example.org/%7Eone"),
    ("https://example.org/%E2%82%AC", "https://example.org/%e2%82%ac"),
    ("https://example.org/%E2%82%AC", "https://example.org/€"),
    ("https://example.org/a", "  https://user@example.org/a "),
]
APART = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.com/a"),
    ("https://example.org/a", "https://blog.example.org/a"),
    ("https://example.org/a", "https://example.org:8443/a"),
    ("https://example.org/a?v=1", "https://example.org/a?v=2"),
    ("https://example.org/a?v=1", "https://example.org/a"),
    ("https://example.org/a/b", "https://example.org/a%2Fb"),
    ("https://example.org/a?b=%26", "https://example.org/a?b=&"),
    ("https://example.org/a", "https://example.org/a/b"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page_has_one_canonical_url(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other) is not None


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_pages_have_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url", ["", "one", "ftp://example.org/a", "https://", "https:///a", "mailto:a@b", "//example.org"]
)
def test_what_is_no_web_address_has_none(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text(st.sampled_from("aA%2F7e~€ /?&=:#@.\ud800"), max_size=30))
def test_the_canonical_url_of_a_canonical_url_is_itself(rest: str) -> None:
    once = canonical_url(f"https://example.org/{rest}")
    assert once is not None
    assert canonical_url(f"https://{once}") == once


@pytest.mark.parametrize("name", ["utm_id", "UTM_SOURCE", "fbclid", "gclid", "msclkid", "_hsenc", "mkt_tok", "igsh"])
def test_some_parameters_tell_of_the_reader(name: str) -> None:
    assert is_tracking(name)


@pytest.mark.parametrize("name", ["id", "v", "p", "ref", "page", "lid", "utm", "source", "clid"])
def test_others_tell_of_the_page(name: str) -> None:
    assert not is_tracking(name)


@pytest.mark.parametrize(
    ("title", "normal"),
    [
        ("AI & You – part 1!", "ai you part 1"),
        ("AI &amp; you: Part 1", "ai you part 1"),
        ("Don’t", "dont"),
        ("Don&#8217;t", "dont"),
        ("don't", "dont"),
        ("  A\tb  ", "a b"),
        ("Straße", "strasse"),
        ("ＡＩ", "ai"),
        ("e\u0301t\xe9", "ete"),
        ("人工知能", "人工 工知 知能 能"),
        ("…!?", None),
        ("", None),
    ],
)
def test_a_title_is_its_words(title: str, normal: str | None) -> None:
    assert normal_title(title) == normal
