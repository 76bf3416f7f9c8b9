"""Make the text index, and bring it up to date: the first search makes it, and each later one adds what is new.

Other commands neither make nor change it. The bodies are read from the files, because they are nowhere else.
"""

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from unicodedata import unidata_version

from newscat.index.cache.database import meta, set_meta, writing
from newscat.index.ids import FILE, JOINED, LAST_OF_PATH
from newscat.index.schema import TEXT_COLUMNS, TEXT_INDEX
from newscat.index.text.bodies import Reading
from newscat.index.text.worker import Job, analyzed_rows

# Rows whose words are in memory at once while they are removed.
_ROWS = 900
_INSERT = f"INSERT INTO fulltext (rowid, {', '.join(TEXT_COLUMNS)}) VALUES (?, {', '.join('?' * len(TEXT_COLUMNS))})"
_DELETE = _INSERT.replace("(rowid", "(fulltext, rowid").replace("(?", "('delete', ?")


def is_up_to_date(db: sqlite3.Connection, reading: Reading) -> bool:
    """Whether the text index has all records, and no others: counting them takes 0.2 s for a million."""
    if meta(db, "texts") != _key(reading):
        return False
    if meta(db, "texts_of") == meta(db, "changes"):
        return True
    last, dead, _ = _extent(db)
    return not dead and db.execute("SELECT 1 FROM records WHERE id > ?", (last,)).fetchone() is None


def bring_up_to_date(db: sqlite3.Connection, reading: Reading, path: Callable[[int, str, str], str]) -> None:
    """Add the records that are missing and remove the ones that are gone, in one transaction. `path` prints the path of
    a file: root, folder, name."""
    with writing(db):
        if not is_up_to_date(db, reading):
            _add(db, reading, path)
        set_meta(db, "texts_of", meta(db, "changes") or "")


def _add(db: sqlite3.Connection, reading: Reading, path: Callable[[int, str, str], str]) -> None:
    is_kept = meta(db, "texts") == _key(reading)
    last, dead, rows = _extent(db) if is_kept else (0, 0, 0)
    if not is_kept or dead * 5 > rows:
        db.execute("DROP TABLE IF EXISTS fulltext")
        db.execute(TEXT_INDEX)
        set_meta(db, "texts", _key(reading))
        last = 0
    elif dead:
        _remove(db, dead)
    # A large hash table and no merging while it is made: 0.6 s for 100,000 records, 3.7 s with the defaults.
    _set(db, "automerge", 0)
    _set(db, "hashsize", 32 << 20)
    db.executemany(_INSERT, ((id, *words) for id, words in analyzed_rows(_jobs(db, last, path), reading)))
    _set(db, "automerge", 4)
    _set(db, "hashsize", 1 << 20)


def _remove(db: sqlite3.Connection, dead: int) -> None:
    """Remove the rows without a record.

    SQLite before 3.43 removes a row of an index without text only if it gets the same words again. They are in the
    index, by word: to look for them takes 0.4 s for 10 million words, however many rows are removed.
    """
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab('main', 'fulltext', 'instance')")
    for _ in range(0, dead, _ROWS):
        sql = "SELECT id FROM fulltext_docsize WHERE id NOT IN (SELECT id FROM records) LIMIT ?"
        ids = [id for (id,) in db.execute(sql, (_ROWS,))]
        words = {(id, column): (array("L"), list[str]()) for id in ids for column in TEXT_COLUMNS}
        sql = f"SELECT term, doc, col, offset FROM temp.places WHERE doc IN ({', '.join('?' * len(ids))})"
        known = ""
        for word, id, column, place in db.execute(sql, ids):
            known = known if known == word else word  # the same string, not another one
            places, found = words[id, column]
            places.append(place)
            found.append(known)
        texts = {key: " ".join(word for _, word in sorted(zip(*each, strict=True))) for key, each in words.items()}
        db.executemany(_DELETE, ((id, *(texts[id, column] for column in TEXT_COLUMNS)) for id in ids))


def _jobs(db: sqlite3.Connection, above: int, path: Callable[[int, str, str], str]) -> Iterator[Job]:
    sql = f"""SELECT r.id, {FILE}, {LAST_OF_PATH}, c.title, c.excerpt, c.fields
        FROM {JOINED} JOIN contents c ON c.id = r.id WHERE r.id > ? ORDER BY r.id"""
    for id, root, folder, file, *rest in db.execute(sql, (above,)):
        yield Job(id, path(root, folder, file), *rest)


def _key(reading: Reading) -> str:
    """What the text index depends on besides the files; another Python may have another Unicode."""
    return " ".join((unidata_version, *sorted(reading.excluded)))


def _extent(db: sqlite3.Connection) -> tuple[int, int, int]:
    """The largest id, the number of dead rows, and the number of rows."""
    sql = """
        SELECT coalesce(max(id), 0), count(*) - (SELECT count(*) FROM records r WHERE r.id <= max(d.id)), count(*)
        FROM fulltext_docsize d
    """
    last, dead, rows = db.execute(sql).fetchone()
    return last, dead, rows


def _set(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute("INSERT INTO fulltext (fulltext, rank) VALUES (?, ?)", (name, value))
