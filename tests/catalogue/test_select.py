"""Queries as SQL: what a person types is text in it, and pages come along an index."""

import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.catalogue.query import Query, query, words
from newscat.catalogue.select import match_text, statements
from newscat.catalogue.store import make_tables
from newscat.catalogue.writer import make_indexes
from newscat.errors import QueryError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", '"one"'),
        ("one two*", '"one" AND "two"*'),
        ('"one two" AND', '"one two" AND "AND"'),
        ("don't title:x", '"don\'t" AND "title:x"'),
    ],
)
def test_each_word_is_a_quoted_string(text: str, expected: str) -> None:
    assert match_text(words(text)) == expected


@given(st.text() | st.text(alphabet="\"*()-^:+{}'\\ab 0.,NEAR\0"))
@example(" ".join(str(number) for number in range(3000)))
def test_no_text_is_an_error_in_a_search(text: str) -> None:
    try:
        match = match_text(words(text))
    except QueryError:
        return
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE VIRTUAL TABLE texts USING fts5(title)")
        db.execute("SELECT * FROM texts WHERE texts MATCH ?", [match]).fetchall()
    finally:
        db.close()


@pytest.fixture(scope="module")
def plan() -> Callable[..., list[str]]:
    """How SQLite would go about a statement on an empty index, a line a step."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(db)
    make_indexes(db)
    return lambda sql, parameters=(): [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]


@pytest.mark.parametrize(
    ("asked", "along"),
    [
        (query(), "SCAN r USING COVERING INDEX records_by_date"),
        (query(topic="AI"), "SEARCH t USING PRIMARY KEY (topic=?)"),
        (query(topic="AI", min_quality=50), "SEARCH t USING PRIMARY KEY (topic=?)"),
    ],
)
def test_a_page_of_the_newest_is_not_sorted_out_of_all(
    plan: Callable[..., list[str]], asked: Query, along: str
) -> None:
    """Of a million records 430,000 have a topic; only those of one moment are sorted, by path."""
    found = statements(asked)
    steps = plan(found.ordered, found.parameters)
    assert steps[0] == along
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps  # of its right part alone


def test_a_topic_is_counted_from_its_index_alone(plan: Callable[..., list[str]]) -> None:
    found = statements(query(topic="AI"))
    assert [step for step in plan(found.counted, found.parameters) if step.startswith(("SCAN", "SEARCH"))] == [
        "SEARCH t USING PRIMARY KEY (topic=?)",
        "SEARCH labels USING COVERING INDEX sqlite_autoindex_labels_1 (field=? AND folded=?)",
    ]
