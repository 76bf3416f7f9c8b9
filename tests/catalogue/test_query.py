"""Queries as plain values: words, order, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from newscat.article.dates import ticks
from newscat.errors import ConfigError, QueryError
from newscat.query.operands import Interval, Operand
from newscat.query.operators import AT_LEAST, AT_MOST, CONTAINS, WHOLE, WITHIN, Operator
from newscat.query.parser import And, Not, Or, Text
from newscat.query.query import Query, SortKey, query, sort_keys
from newscat.query.resolve import DuplicateBy, Has, Is, RelatedTo, Term, field
from newscat.query.words import WordMatching


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ()),
        ("title", (SortKey(field("title")),)),
        ("-quality,title", (SortKey(field("quality"), descending=True), SortKey(field("title")))),
        (" -heat , +id,, ", (SortKey(field("heat"), descending=True), SortKey(field("id")))),
        (["-heat", "id,path"], (SortKey(field("heat"), descending=True), SortKey(field("id")), SortKey(field("path")))),
        ("price,-ratings.average", (SortKey(field("price")), SortKey(field("ratings.average"), descending=True))),
        ("fields.titel", (SortKey(field("fields.titel")),)),
    ],
)
def test_sort_keys(sort: str | list[str], expected: tuple[SortKey, ...]) -> None:
    assert sort_keys(sort) == expected


NAME = "use a field such as date, -quality or provider.name"


@pytest.mark.parametrize(
    ("sort", "message"),
    [
        ("titel", "unknown field 'titel' (did you mean 'title'?); use fields.titel for a field of the file"),
        ("-", f"cannot sort by ''; {NAME}"),
        ("a..b", f"cannot sort by 'a..b'; {NAME}"),
        ("secured", f"cannot sort by 'secured'; {NAME}"),
    ],
)
def test_what_cannot_be_sorted_by_is_refused(sort: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        sort_keys(sort)
    assert str(error.value) == message


def at(*parts: int) -> int | None:
    return ticks(datetime(*parts, tzinfo=UTC))  # type: ignore[misc, arg-type]


def term(name: str, operator: Operator, text: str, **meant: Interval) -> Term:
    return Term(field(name), operator, Operand(text, **meant))


def test_options_are_short_forms_of_terms() -> None:
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
        exact=True,
        sort="title",
        nulls="first",
        limit=0,
        offset=2,
    )
    assert asked == Query(
        And(
            (
                Or((term("topic", WHOLE, "AI"), term("topic", WHOLE, "ML"))),
                term("provider", CONTAINS, "wbur"),
                term("category", WHOLE, "news"),
                term("type", WHOLE, "video"),
                term("date", AT_LEAST, "2022-03", times=Interval(low=at(2022, 3, 1))),
                term(
                    "date",
                    AT_MOST,
                    "2022-03-23 00:00:00+00:00",
                    times=Interval(high=at(2022, 3, 23, 0, 0, 0, 1), below=True),
                ),
                term("quality", AT_LEAST, "0", numbers=Interval(low=0)),
                term("heat", AT_LEAST, "-1", numbers=Interval(low=-1)),
                term("published", WHOLE, "false"),
                Text("one"),
                Text("two three", phrase=True),
            )
        ),
        sort=(SortKey(field("title")),),
        nulls_first=True,
        limit=0,
        offset=2,
        matching=WordMatching(exact=True),
    )
    assert query() == Query()
    assert query(topic="AI") == query(topic=("AI",))
    assert query(["topic:AI", "a b"]).parts == (*query("topic:AI").parts, Text("a"), Text("b"))


def bare(node: object) -> object:
    """Without the places."""
    return node._replace(place=None) if isinstance(node, Term | Has | RelatedTo) else node


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("title:2022", Term(field("title"), CONTAINS, Operand("2022", strings=Interval("2022", "2022")))),
        (
            "x:2022",
            Term(
                field("x"),
                CONTAINS,
                Operand(
                    "2022",
                    Interval(2022, 2022),
                    Interval(at(2022, 1, 1), at(2023, 1, 1), below=True),
                    Interval("2022", "2022"),
                ),
            ),
        ),
        (
            "quality:60..79",
            Term(field("quality"), WITHIN, Operand("60..79", numbers=Interval(60, 79))),
        ),
        (
            "date:2022-03..",
            Term(field("date"), WITHIN, Operand("2022-03..", times=Interval(low=at(2022, 3, 1)))),
        ),
        ("excerpt:...", Term(field("excerpt"), CONTAINS, Operand("...", strings=Interval("...", "...")))),
        ("has:amp", Has(field("amp"))),
        ("is:invalid", Is("invalid")),
        ("dup:canonical-url", DuplicateBy("canonical-url")),
        ("related:a/b.md", RelatedTo("a/b.md")),
    ],
)
def test_a_term_is_plain_values(text: str, meant: object) -> None:
    tree = query(text).tree
    assert bare(tree) == meant


def test_names_of_the_record_and_of_the_file_are_one_field_and_others_the_files_own() -> None:
    assert {field(name).path for name in ("date", "published_at", "publishedDateTime")} == {("publishedDateTime",)}
    assert (field("price").own, field("price").path) == (True, ("price",))
    assert (field("fields.date").own, field("fields.date").path) == (True, ("date",))
    assert not field("images.width").own


def test_words_that_an_article_must_not_have_are_not_searched_for() -> None:
    assert query("a -b (c OR -d) topic:x").texts == (Text("a"), Text("c"))
    assert query("-a").has_words is False
    assert query("-a").needs_texts is True
    assert query("topic:a").needs_texts is False
    assert query("a -is:invalid").needs_rules is True


def test_a_saved_query_stands_for_its_text() -> None:
    saved = {"good": "quality:>=80", "best": "@good heat:>=80", "turn": "-@turn"}
    assert bare(query("@good", saved=saved).tree) == bare(query("quality:>=80").tree)
    assert query("@best -x", saved=saved).parts[1] == Not(Text("x"))
    for text, message in (
        (
            "@god",
            ("unknown saved query '@god'; use @good, @best, @turn; to search for this text, quote it\n  @god\n  ^"),
        ),
        ("@turn", "in the saved query '@turn': the saved query '@turn' refers to itself\n  -@turn\n   ^"),
    ):
        with pytest.raises(QueryError) as error:
            query(text, saved=saved)
        assert str(error.value) == message


DATES = "write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z, 7d or today"
NUMBERS = "write quality:80, quality:>=80 or quality:60..79"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("quality:high", f"'high' is not a number; {NUMBERS}\n  quality:high\n          ^"),
        ("a quality:>=x", f"'x' is not a number; {NUMBERS}\n  a quality:>=x\n              ^"),
        ("quality:1..x", f"'1..x' is not a number; {NUMBERS}\n  quality:1..x\n          ^"),
        ("date:soon", f"'soon' is not a date; {DATES}\n  date:soon\n       ^"),
        ("date:2022-02-30", f"'2022-02-30' is not a date; {DATES}\n  date:2022-02-30\n       ^"),
        ("date:2022..soon", f"'soon' is not a date; {DATES}\n  date:2022..soon\n             ^"),
        ("title:/a(/", "invalid regular expression: missing ), unterminated subpattern\n  title:/a(/\n          ^"),
        ("is:new", "unknown state 'new'; use is:published, is:unpublished or is:invalid\n  is:new\n     ^"),
        (
            "is:publishd",
            "unknown state 'publishd'; use is:published, is:unpublished or is:invalid\n  is:publishd\n     ^",
        ),
        (
            "dup:id",
            "cannot look for duplicates by 'id'; use dup:url, dup:canonical-url or dup:title\n  dup:id\n      ^",
        ),
        (
            "published:maybe",
            "'published' is a boolean; write published:true or published:false\n  published:maybe\n            ^",
        ),
        ("secured:x", "'secured' cannot be searched; use 'newscat show --secured' to read it\n  secured:x\n  ^"),
        (
            "has:secured",
            "'secured' cannot be searched; use 'newscat show --secured' to read it\n  has:secured\n      ^",
        ),
        ("& *", "'& *' has no word to search for"),
    ],
)
def test_a_value_that_a_field_cannot_have_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        query(text)
    assert str(error.value) == message


def test_a_day_is_that_of_the_zone() -> None:
    [there] = query("date:2022-03-27", tz="Europe/Berlin").parts
    # The day on which summer time begins has 23 hours.
    assert there.operand.times == Interval(at(2022, 3, 26, 23), at(2022, 3, 27, 22), below=True)
    with pytest.raises(QueryError, match=r"^unknown time zone 'Europe/Berln' \(did you mean 'Europe/Berlin'\?\); "):
        query(tz="Europe/Berln")


EXPLAINED = """\
all of:
  any of:
    topic is 'AI' (case-insensitive)
    a phrase that begins with 'x y'
  not: date from 2022-03-01T00:00:00Z before 2022-04-01T00:00:00Z
  quality >= 60
  not:
    all of:
      price contains '5' or is the number 5
      price matches /x/
  another article has the same url
order: price (descending); articles without a value last
at most 3
skip the first 2
"""


def test_a_query_explains_itself() -> None:
    text = '(topic:AI OR "x y"*) -date:2022-03 quality:60.. -(price:5 price:/x/) dup:url'
    assert query(text, sort="-price", limit=3, offset=2).explain() == EXPLAINED
    assert query().explain() == "all articles\norder: newest first\n"
    assert query("a", tail=2).explain() == "the word 'a'\norder: best match first\nonly the last 2\n"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"limit": -1}, "limit, offset and tail must be 0 or more"),
        ({"offset": -1}, "limit, offset and tail must be 0 or more"),
        ({"limit": 2**63}, "9223372036854775808 is too large"),
        ({"min_quality": -(2**64)}, "-18446744073709551616 is too large"),
        ({"topic": ["AI", "\udcff"]}, "'\\udcff' is not valid UTF-8"),
        ({"provider": "\ud800"}, "'\\ud800' is not valid UTF-8"),
        ({"text": "one \udcff"}, "'one \\udcff' is not valid UTF-8"),
        ({"since": "soon"}, "'soon' is not a date; write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z, 7d or today"),
        ({"tail": 1, "offset": 1}, "tail cannot be combined with limit or offset"),
        ({"nulls": "middle"}, "nulls must be 'first' or 'last', not 'middle'"),
    ],
)
def test_what_the_index_cannot_be_asked_is_refused(said: dict[str, object], message: str) -> None:
    with pytest.raises(QueryError) as error:
        query(**said)  # type: ignore[arg-type]
    assert str(error.value) == message


TOO_MANY = "the query has more than 500 terms, including saved queries and options"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"text": ["a " * 300, "b " * 300]}, TOO_MANY),
        ({"topic": ["AI"] * 501}, TOO_MANY),
        ({"text": "@a", "saved": {"a": "x " * 300 + "@b", "b": "y " * 300}}, f"in the saved query '@a': {TOO_MANY}"),
        (
            {"text": "@s9", "saved": {"s0": "a"} | {f"s{n}": f"@s{n - 1} " * 4 for n in range(1, 10)}},
            "".join(f"in the saved query '@s{n}': " for n in range(9, 4, -1)) + TOO_MANY,
        ),
    ],
)
def test_more_terms_than_sqlite_takes_are_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError) as error:
        query(**asked)
    assert str(error.value) == message


@pytest.mark.parametrize("links", [7, 400])
def test_saved_queries_within_each_other_are_only_so_deep(links: int) -> None:
    saved = {f"s{n}": "-(" * 20 + f"@s{n - 1}" + ")" * 20 for n in range(1, links)} | {"s0": "a"}
    with pytest.raises(QueryError, match="the query is nested more than 50 levels deep"):
        query(f"@s{links - 1}", saved=saved)


def test_a_saved_query_that_says_nothing_is_refused() -> None:
    for text, at in (("@p OR @p", 0), ("x @p", 2), ("-@p", 1)):
        with pytest.raises(QueryError) as error:
            query(text, saved={"p": "&"})
        assert str(error.value) == f"the saved query '@p' has no term: '&'\n  {text}\n  {' ' * at}^"


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        ("title:/a{99999999999}/", "invalid regular expression: a number is too large", 7),
        (f"title:/{'(' * 4000}{')' * 4000}/", "invalid regular expression: it is nested too deeply", 7),
        ("date:-7d", "'-7d' is a single moment; write date:-7d..", 5),
        ("date:=7d", "'7d' is a single moment; write date:7d..", 6),
        ("quality:90..10", "the range is reversed; put the smaller value first", 8),
        ("date:2022..2021", "the range is reversed; put the smaller value first", 5),
        ("price:9..3", "the range is reversed; put the smaller value first", 6),
        ("price:>=3..9", "a range takes no comparison operator; write price:3..9", 8),
        ("quality:<3..9", "a range takes no comparison operator; write quality:3..9", 9),
        ("date:>2021..2022", "a range takes no comparison operator; write date:2021..2022", 6),
        (
            "@openai",
            "unknown saved query '@openai'; the configuration has no queries; to search for this text, quote it",
            0,
        ),
    ],
)
def test_what_can_find_nothing_is_refused(text: str, reason: str, at: int) -> None:
    with pytest.raises(QueryError) as error:
        query(text)
    assert str(error.value).splitlines()[0] == reason
    assert str(error.value).endswith(f"\n  {' ' * at}^")


def test_a_range_may_stand_for_one_value_and_a_text_may_look_like_one() -> None:
    assert query("quality:5..5 date:2022..2022 title:9..3 date:-7d..").tree is not None


def test_a_pattern_that_python_warns_of_is_a_pattern() -> None:
    assert query("title:/[[a]/").tree is not None


def test_a_language_without_a_stemmer_is_refused_where_there_are_words() -> None:
    with pytest.raises(ConfigError, match="no stemmer for 'klingon'"):
        query("word", languages=["klingon"])
    assert query("topic:AI", languages=["klingon"]).tree is not None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("facial OR portal", "best match first"),
        ("facial topic:AI", "best match first"),
        ("facial OR topic:AI", "newest first"),
        ("-facial", "newest first"),
        ("技術", "best match first"),
        ("技術 OR topic:AI", "newest first"),
    ],
)
def test_the_order_is_explained_as_it_is(text: str, order: str) -> None:
    assert query(text).explain().splitlines()[-1] == f"order: {order}"
