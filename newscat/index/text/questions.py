"""What a search asks the text index: which words it has, and whether they distinguish articles."""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newscat.index.cache.database import others_writes
from newscat.index.schema import ADDRESSES, OTHER
from newscat.index.text.bodies import Reading
from newscat.query.parser import Text
from newscat.query.words import WordMatching

if TYPE_CHECKING:
    from newscat.index.text.stemming import Lookup

# A search of fewer records than this is always ranked: a word in five of ten records is not a common word.
_FEW = 1000


class Questions(NamedTuple):
    """Questions whose answers are remembered: a count and the answer that follows ask the same ones."""

    lookup: "Callable[[Text], Lookup]"
    can_rank: Callable[[str], bool]


class TextIndex:
    """The text index of a database, which is made when it is first needed. `path` prints the path of a file."""

    def __init__(self, db: sqlite3.Connection, reading: Reading, path: Callable[[int, str, str], str]) -> None:
        self._db = db
        self._reading = reading
        self._path = path
        self._as_of: int | None = None
        self._asked: tuple[WordMatching, int, Questions] | None = None

    def forget(self) -> None:
        self._asked = None

    def prepare(self) -> bool:
        """Make it, or bring it up to date; whether that was necessary."""
        from newscat.index.text.build import bring_up_to_date, is_up_to_date

        writes = others_writes(self._db)
        is_old = self._as_of != writes and not is_up_to_date(self._db, self._reading)
        if is_old:
            bring_up_to_date(self._db, self._reading, self._path)
            self._asked = None
        self._as_of = writes
        return is_old

    def questions(self, matching: WordMatching) -> Questions:
        """Their answers are valid until somebody writes."""
        writes = others_writes(self._db)
        if self._asked is None or self._asked[:2] != (matching, writes):
            db = self._db
            lookup = cache(lambda text: _looked_up(db, text, matching))
            questions = Questions(lookup, cache(lambda words: _can_rank(db, words)))
            self._asked = matching, writes, questions
        return self._asked[2]


def _looked_up(db: sqlite3.Connection, text: Text, matching: WordMatching) -> "Lookup":
    from newscat.index.text.stemming import looked_up

    return looked_up(db, text, matching)


def _can_rank(db: sqlite3.Connection, words: str) -> bool:
    """Whether the words distinguish records; `layout: post` does not count. If more than half of the records have
    them, bm25 gives them almost no weight (an idf of 0, for which FTS5 uses 1e-6), and scoring takes longest."""
    sql = "SELECT count(*) FROM fulltext CROSS JOIN records r ON r.id = fulltext.rowid WHERE fulltext MATCH ?"
    [matched] = db.execute(sql, (f"- {{{OTHER} {ADDRESSES}}} : ({words})",)).fetchone()
    [records] = db.execute("SELECT count(*) FROM records").fetchone()
    return bool(matched * 2 <= records or records < _FEW)
