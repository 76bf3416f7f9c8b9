"""Words as SQLite's FTS5 takes them: whatever a person types is text in it."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.catalogue.query import words
from newscat.catalogue.select import match_text
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
