"""Queries as SQL: what a person types is text in it, and pages come along an index."""

import sqlite3
from collections.abc import Callable

import pytest

from newscat.index.cache.database import make_tables
from newscat.index.load.writer import make_indexes
from newscat.index.schema import TEXT_INDEX
from newscat.index.sql import _COLUMNS, Binding, Statements, statements
from newscat.index.text.stemming import Lookup
from newscat.query.parser import Text
from newscat.query.query import Query, query


def found(text: Text) -> Lookup:
    return Lookup(f'"{text.text}"', ())


def made(asked: Query, *, ranked: bool = True) -> Statements:
    return statements(asked, Binding(lambda check: 0, found, lambda term: frozenset()), ranked=ranked)


@pytest.fixture(scope="module")
def plan() -> Callable[..., list[str]]:
    """How SQLite would go about a statement on an empty index, a line a step."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(db)
    db.execute(TEXT_INDEX)
    make_indexes(db)
    db.create_function("holds", 5, lambda *values: True, deterministic=True)
    db.create_function("fits", 2, lambda *values: True, deterministic=True)
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
    said = made(asked)
    steps = plan(said.ordered, said.parameters)
    assert steps[0] == along
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps  # of its right part alone


def test_a_topic_is_counted_from_its_index_alone(plan: Callable[..., list[str]]) -> None:
    said = made(query(topic="AI"))
    assert [step for step in plan(said.counted, said.parameters) if step.startswith(("SCAN", "SEARCH"))] == [
        "SEARCH t USING PRIMARY KEY (topic=?)",
        "SEARCH labels USING COVERING INDEX sqlite_autoindex_labels_1 (field=? AND folded=?)",
    ]


WHERE = "SELECT count(*) FROM records r WHERE "
TITLE = _COLUMNS["title"]
TEXTS = "r.id IN (SELECT rowid FROM fulltext WHERE fulltext MATCH ?)"


@pytest.mark.parametrize(
    ("text", "sql", "parameters"),
    [
        # Cheap conditions first, whatever the order in the query.
        (
            "x:1 quality:>=80",
            f"{WHERE}r.quality >= ? AND (SELECT holds(?, fields, NULL, NULL, NULL) FROM contents c WHERE c.id = r.id)",
            [80, 0],
        ),
        # What is unknown is not held against an article twice: NOT of NULL is true.
        ("-quality:>=80", f"{WHERE}(r.quality >= ?) IS NOT TRUE", [80]),
        ("-a", f"{WHERE}({TEXTS}) IS NOT TRUE", ['"a"']),
        (
            "a OR quality:..5",
            f"{WHERE}(r.quality <= ? OR {TEXTS})",
            [5, '"a"'],
        ),
        # One call for all terms that look for strings in a column.
        (
            "title:a OR excerpt:b OR title:c OR quality:..5",
            f"{WHERE}(r.quality <= ? OR fits(?, (SELECT excerpt FROM contents c WHERE c.id = r.id)) OR {TITLE})",
            [5, 0, 0],
        ),
    ],
)
def test_conditions(text: str, sql: str, parameters: list[object]) -> None:
    said = made(query(text))
    assert (said.counted, said.parameters) == (sql, parameters)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b", '"a" AND "b"'),
        ("a OR b", '("a" OR "b")'),
        ("a (b OR c d) quality:5", '"a" AND ("b" OR ("c" AND "d"))'),
        ("a -b", '"a"'),
    ],
)
def test_words_rank(text: str, words: str) -> None:
    said = made(query(text))
    assert said.ordered.startswith("SELECT r.id, (1 + 1 - 1 / (1 - bm25(fulltext, ")
    assert said.parameters[0] == words


@pytest.mark.parametrize("asked", [query("a OR quality:5"), query("-a"), query("a", sort="title")])
def test_words_that_may_be_missing_and_a_given_order_do_not_rank(asked: Query) -> None:
    assert made(asked).ordered.startswith("SELECT r.id, 0.0 FROM records r")
