"""Queries as plain values: words, order, and what is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.catalogue.query import Query, SortKey, Term, Words, query, sort_keys, words
from newscat.errors import QueryError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", [Words("one")]),
        ("  one\ttwo\n", [Words("one"), Words("two")]),
        ('"one two"', [Words("one two")]),
        ('"one two', [Words("one two")]),
        ('a "one two" b', [Words("a"), Words("one two"), Words("b")]),
        ('a"one two"b', [Words("a"), Words("one two"), Words("b")]),
        ("runn*", [Words("runn", prefix=True)]),
        ("runn***", [Words("runn", prefix=True)]),
        ('"in the runn"*', [Words("in the runn", prefix=True)]),
        ("ru*n", [Words("ru*n")]),
        ("power-apps 20.04 don't", [Words("power-apps"), Words("20.04"), Words("don't")]),
        ("- ( one ) * & AND", [Words("one"), Words("AND")]),
        ('"" one "', [Words("one")]),
        ("https://a.example/?b=c", [Words("https://a.example/?b=c")]),
        ("東京", [Words("東京")]),
        ("one\0two", [Words("one"), Words("two")]),
        ("", None),
        ('" * ( - "', None),
    ],
)
def test_words(text: str, expected: list[Words] | None) -> None:
    if expected is None:
        with pytest.raises(QueryError, match="no word to search for in"):
            words(text)
    else:
        assert words(text) == tuple(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ()),
        ("title", (SortKey("title"),)),
        ("-quality,title", (SortKey("quality", descending=True), SortKey("title"))),
        (" -heat , +id,, ", (SortKey("heat", descending=True), SortKey("id"))),
        (["-heat", "id,path"], (SortKey("heat", descending=True), SortKey("id"), SortKey("path"))),
        ("published_at,-publishedDateTime", (SortKey("date"), SortKey("date", descending=True))),
    ],
)
def test_sort_keys(sort: str | list[str], expected: tuple[SortKey, ...]) -> None:
    assert sort_keys(sort) == expected


@pytest.mark.parametrize(
    ("sort", "message"), [("titel", "'titel' (did you mean 'title'?)"), ("-", "''"), ("-x", "'x'")]
)
def test_an_unknown_sort_field_is_refused_with_the_known_ones(sort: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        sort_keys(sort)
    known = "id, path, title, date, provider, category, type, quality, heat, published"
    assert str(error.value) == f"cannot sort by {message}: {known}"


def test_a_query_is_plain_values() -> None:
    asked = query(
        'one "two three"',
        topic=["AI", "ML"],
        provider="wbur",
        category="news",
        type="video",
        since="2022-03",
        until=datetime(2022, 3, 23, tzinfo=UTC),
        min_quality=0,
        min_heat=-1,
        published=False,
        sort="title",
        limit=0,
        offset=2,
    )
    assert asked == Query(
        terms=(
            Term("topic", "is", ("AI", "ML")),
            Term("provider", "has", ("wbur",)),
            Term("category", "is", ("news",)),
            Term("type", "is", ("video",)),
            Term("date", "from", (datetime(2022, 3, 1, tzinfo=UTC),)),
            Term("date", "before", (datetime(2022, 3, 23, 0, 0, 0, 1, tzinfo=UTC),)),
            Term("quality", "from", (0,)),
            Term("heat", "from", (-1,)),
            Term("published", "is", (False,)),
        ),
        words=(Words("one"), Words("two three")),
        sort=(SortKey("title"),),
        limit=0,
        offset=2,
    )
    assert query() == Query()
    assert query(topic="AI") == query(topic=("AI",))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"limit": -1}, "a limit or an offset is not below 0"),
        ({"offset": -1}, "a limit or an offset is not below 0"),
        ({"limit": 2**63}, "9223372036854775808 is too large a number"),
        ({"min_quality": -(2**64)}, "-18446744073709551616 is too large a number"),
        ({"topic": ["AI", "\udcff"]}, "'\\udcff' is not UTF-8"),
        ({"provider": "\ud800"}, "'\\ud800' is not UTF-8"),
        ({"text": "one \udcff"}, "'one \\udcff' is not UTF-8"),
        ({"since": "soon"}, "'soon' is no date: write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z or 7d"),
    ],
)
def test_what_the_index_cannot_be_asked_is_refused(said: dict[str, object], message: str) -> None:
    with pytest.raises(QueryError) as error:
        query(**said)  # type: ignore[arg-type]
    assert str(error.value) == message


@given(st.text() | st.text(alphabet="\"*()-^:+{}'ab 0.,NEARANDOT"))
def test_any_text_is_words_or_refused(text: str) -> None:
    try:
        found = words(text)
    except QueryError:
        return
    assert found
    assert all(any(character.isalnum() for character in each.text) for each in found)
