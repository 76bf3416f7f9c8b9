"""Search in text of scripts without spaces: the trigrams of such text are the words of the table `grams`.

Only records with such text are in the table; it is made with the first one.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from newscat.article.text import is_unspaced
from newscat.errors import QueryError
from newscat.index.schema import TEXT_COLUMNS
from newscat.index.text.tokens import flat

# detail='none', columnsize=0: positions are not stored; the text itself is searched for them.
_TABLE = f"""
    CREATE VIRTUAL TABLE grams USING fts5({", ".join(TEXT_COLUMNS)},
        content='contents', content_rowid='id', tokenize='trigram', detail='none', columnsize=0)
"""
_COLUMNS = ", ".join(TEXT_COLUMNS)
_MARKS = ", ".join("?" * len(TEXT_COLUMNS))
_ADD = f"INSERT INTO grams (rowid, {_COLUMNS})"
_ANY_COLUMN = " OR ".join(f"c.{column} LIKE ? ESCAPE '\\'" for column in TEXT_COLUMNS)
# SQLite refuses a LIKE of more than 50,000 bytes; a sentence is shorter than this (characters).
_LONGEST = 1000

Texts = Sequence[str | None]


class Condition(NamedTuple):
    """A query for the ids of records."""

    sql: str
    parameters: list[Any]


def note_unspaced(db: sqlite3.Connection, rows: Iterable[tuple[Any, ...]], *, index: bool) -> None:
    """Note the rows (id, then the text columns) that have such text; with `index`, add them to the table."""
    found = [row for row in rows if any(map(is_unspaced, row[1:]))]
    if not found:
        return
    db.executemany("INSERT INTO unspaced VALUES (?)", [row[:1] for row in found])
    if index:
        if not _has_grams(db):
            db.execute(_TABLE)
        db.executemany(f"{_ADD} VALUES (?, {_MARKS})", found)


def forget_unspaced(db: sqlite3.Connection, id: int, strings: Texts) -> None:
    """Remove a record; `strings` are the old values of its columns."""
    if db.execute("DELETE FROM unspaced WHERE record = ?", (id,)).rowcount and _has_grams(db):
        db.execute(f"INSERT INTO grams (grams, rowid, {_COLUMNS}) VALUES ('delete', ?, {_MARKS})", (id, *strings))


def make_grams(db: sqlite3.Connection) -> None:
    """Add all records with such text, in the open transaction."""
    if db.execute("SELECT EXISTS (SELECT 1 FROM unspaced)").fetchone()[0]:
        db.execute(_TABLE)
        db.execute(f"{_ADD} SELECT id, {_COLUMNS} FROM contents WHERE id IN (SELECT record FROM unspaced)")


def containing(db: sqlite3.Connection, text: str) -> Condition:
    """The records with such text that contain `text`; a space in it matches any character.

    Raises QueryError if it is too long.
    """
    if len(text) > _LONGEST:
        raise QueryError(f"cannot search for {len(text):,} characters; at most {_LONGEST:,}")
    if not _has_grams(db):
        return Condition("SELECT record FROM unspaced WHERE 0", [])
    parts = text.split()
    grams = [part[at : at + 3] for part in parts for at in range(len(part) - 2)]
    pattern = "_".join(part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for part in parts)
    likes = [f"%{pattern}%"] * len(TEXT_COLUMNS)
    if not grams:
        among: Condition = Condition("SELECT record FROM unspaced", [])
    else:
        quoted = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        among = Condition("SELECT rowid FROM grams WHERE grams MATCH ?", [quoted])
    return Condition(
        f"SELECT c.id FROM contents c WHERE c.id IN ({among.sql}) AND ({_ANY_COLUMN})", [*among.parameters, *likes]
    )


def written_together(db: sqlite3.Connection, word: str, *, prefix: bool) -> list[str]:
    """The words of the index that consist of `word` and text without spaces: `iphone手机` for `iphone`."""
    if not _has_grams(db):
        return []
    found = containing(db, word)
    rows = db.execute(f"SELECT {_COLUMNS} FROM contents WHERE id IN ({found.sql})", found.parameters)
    together = {
        token
        for strings in rows
        for text in filter(is_unspaced, strings)
        for token in flat(text).split()
        if token != word and _stands_alone(word, token, prefix=prefix)
    }
    return sorted(together)


def _stands_alone(word: str, token: str, *, prefix: bool) -> bool:
    at = token.find(word)
    while at >= 0:
        before, after = token[at - 1 : at], token[at + len(word) : at + len(word) + 1]
        if (not before or is_unspaced(before)) and (prefix or not after or is_unspaced(after)):
            return is_unspaced(token)
        at = token.find(word, at + 1)
    return False


def _has_grams(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'grams'").fetchone() is not None
