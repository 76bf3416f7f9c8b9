"""Add files to the index and remove files from it, in the open transaction."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.fields import kept, kept_texts
from newscat.article.record import Record
from newscat.article.text import folded
from newscat.index.codec import unpack
from newscat.index.load.hashes import keep_hashes, url_hash
from newscat.index.load.rows import Parsed, Row
from newscat.index.schema import INDEXES, UNDATED

_BATCH = 2000
# Rows per statement: one with 50 rows takes three quarters of the time of 50 with one.
_ROWS = 50
_KEPT = kept()
_CHOICES = [(index, field.name) for index, field in enumerate(_KEPT) if field.is_choice]
_DATE = [field.name for field in _KEPT].index("date")


class Writer:
    """Adds and removes files. `flush` writes what is buffered; nothing is committed."""

    def __init__(self, db: sqlite3.Connection, table: FieldTable = BUILT_IN) -> None:
        self._db = db
        self._table = table
        self._labels = {(field, text): id for id, field, _, text in db.execute("SELECT * FROM labels")}
        self._spellings = {text: (topic, id) for id, topic, text in db.execute("SELECT id, topic, text FROM spellings")}
        self._providers = {
            (name, domain): id for id, name, domain in db.execute("SELECT id, name, domain FROM providers")
        }
        self._structures = {text: id for id, text in db.execute("SELECT * FROM structures")}
        self._last = _last_id(db)
        self.first = self._last + 1
        """The id of the first file that is added."""
        self._rows: list[tuple[int, Row]] = []
        # The values of rows, one after the other.
        self._files: list[object] = []
        self._findings: list[object] = []
        self._ignores: list[object] = []

    def add(self, folder: int, name: str, signature: Sequence[int | None], checks: int | None, parsed: Parsed) -> None:
        """Add a file. With a `signature` of Nones, it is read again next time."""
        self._last += 1
        stem, suffix = split_name(name)
        self._files += (self._last, folder, stem, suffix, *signature, checks)
        row, findings, ignores = parsed
        if row is not None:
            self._rows.append((self._last, row))
        for found in findings:
            self._findings += (self._last, *found)
        for ignore in ignores:
            self._ignores += (self._last, *ignore)
        if self._last % _BATCH == 0:
            self.flush()

    def flush(self) -> None:
        self._insert("INSERT INTO files VALUES", 9, self._files)
        self._insert("INSERT INTO findings VALUES", 8, self._findings)
        self._insert("INSERT INTO ignores VALUES", 8, self._ignores)
        records: list[object] = []
        contents: list[object] = []
        topics, hashes = [], []
        for id, (name, values, provider, labels, texts, checked) in self._rows:
            kind, structure, hashed = checked or (None, None, None)
            records += (id, name and storable(name), *self._labelled(values), self._provider(*provider))
            records += (kind, None if structure is None else self._structure(structure))
            contents += (id, *texts)
            date = UNDATED if values[_DATE] is None else values[_DATE]
            topics += [(*self._topic(topic), date, id) for topic in labels]
            if hashed:
                hashes.append((id, hashed))
        self._insert("INSERT INTO records VALUES", 5 + len(_KEPT), records)
        self._insert("INSERT INTO contents VALUES", 2 + len(kept_texts()), contents)
        topics.sort()  # as the table is: it is filled in two thirds of the time
        sql = "INSERT OR IGNORE INTO topics (topic, spelling, published_at, record) VALUES"
        self._insert(sql, 4, list(chain.from_iterable(topics)))
        keep_hashes(self._db, hashes)
        self._files, self._rows, self._findings, self._ignores = [], [], [], []

    def _insert(self, statement: str, width: int, values: list[object]) -> None:
        """Execute `INSERT … VALUES` with rows of `width` values, which follow each other in `values`."""
        row = f"({', '.join('?' * width)})"
        for start in range(0, len(values), _ROWS * width):
            some = values[start : start + _ROWS * width]
            self._db.execute(f"{statement} {', '.join([row] * (len(some) // width))}", some)

    def _labelled(self, values: Sequence[int | str | None]) -> list[int | str | None]:
        """The values of the fields, with the ids of labels."""
        found = list(values)
        for index, field in _CHOICES:
            if (value := found[index]) is not None:
                found[index] = self._label(field, str(value))
        return found

    def _topic(self, text: str) -> tuple[int, int]:
        """The ids of the topic's label and of its spelling."""
        known = self._spellings.get(text)
        if known is None:
            known = self._spellings[text] = (self._label("topic", folded(text)), len(self._spellings) + 1)
            self._db.execute("INSERT INTO spellings VALUES (?, ?, ?)", (known[1], known[0], text))
        return known

    def _label(self, field: str, value: str) -> int:
        known = self._labels.get((field, value))
        if known is None:
            known = self._labels[field, value] = len(self._labels) + 1
            self._db.execute("INSERT INTO labels VALUES (?, ?, ?, ?)", (known, field, folded(value), value))
        return known

    def _provider(self, name: str, domain: str) -> int | None:
        if not (name or domain):
            return None
        known = self._providers.get((name, domain))
        if known is None:
            known = self._providers[name, domain] = len(self._providers) + 1
            plain = folded(f"{name}\n{domain}")
            self._db.execute("INSERT INTO providers VALUES (?, ?, ?, ?)", (known, name, domain, plain))
        return known

    def _structure(self, text: str) -> int:
        known = self._structures.get(text)
        if known is None:
            known = self._structures[text] = len(self._structures) + 1
            self._db.execute("INSERT INTO structures VALUES (?, ?)", (known, text))
        return known

    def remove(self, files: Iterable[int]) -> None:
        """Remove these files and everything that was read from them."""
        for id in files:
            self._remove_record(id)
            self._db.execute("DELETE FROM findings WHERE file = ?", (id,))
            self._db.execute("DELETE FROM ignores WHERE file = ?", (id,))
            self._db.execute("DELETE FROM files WHERE id = ?", (id,))

    def _remove_record(self, id: int) -> None:
        one = self._db.execute
        contents = one("SELECT fields FROM contents WHERE id = ?", (id,)).fetchone()
        if contents is None:
            return
        [fields] = contents
        [published_at] = one("SELECT published_at FROM records WHERE id = ?", (id,)).fetchone()
        record = Record("", unpack(fields), table=self._table)
        for topic in record.topics:
            key = (self._label("topic", folded(topic)), UNDATED if published_at is None else published_at, id)
            one("DELETE FROM topics WHERE topic = ? AND published_at = ? AND record = ?", key)
        for url in filter(None, record.urls):
            one("DELETE FROM urls WHERE hash = ? AND record = ?", (url_hash(url), id))
        one("DELETE FROM duplicates WHERE record = ?", (id,))
        one("DELETE FROM signatures WHERE record = ?", (id,))
        one("DELETE FROM contents WHERE id = ?", (id,))
        one("DELETE FROM records WHERE id = ?", (id,))


def make_indexes(db: sqlite3.Connection) -> None:
    for statement in INDEXES:
        db.execute(statement)


def _last_id(db: sqlite3.Connection) -> int:
    """The largest id that a file has or had: the text index still has the words of files that are gone."""
    files, has_texts = db.execute("""
        SELECT coalesce(max(id), 0), EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'fulltext') FROM files
    """).fetchone()
    searched = db.execute("SELECT coalesce(max(id), 0) FROM fulltext_docsize").fetchone()[0] if has_texts else 0
    return max(int(files), int(searched))


def split_name(name: str) -> tuple[str, str]:
    """Stem and suffix as in PurePath, storable: `a.b.md` is `a.b` and `.md`, `.md` is a stem."""
    dot = name.rfind(".")
    if not 0 < dot < len(name) - 1:
        return storable(name), ""
    return storable(name[:dot]), storable(name[dot:])


def storable(text: str) -> str:
    """The string as SQLite can store it: in UTF-8. Bytes of a file name that are not UTF-8 (surrogates in Python)
    become U+10FF80 to U+10FFFF; these characters themselves are written after U+10FF00."""
    return text if text.isascii() else _NOT_STORABLE.sub(lambda found: _STORED[found[0]], text)


def restored(text: str) -> str:
    return text if text.isascii() else _STOOD_IN.sub(lambda found: found[1] or _RESTORED[found[0]], text)


_NOT_STORABLE = re.compile("[\udc80-\udcff\U0010ff00\U0010ff80-\U0010ffff]")
_STOOD_IN = re.compile("\U0010ff00(.)|[\U0010ff80-\U0010ffff]", re.DOTALL)
_RESTORED = {chr(0x10FF00 + byte): chr(0xDC00 + byte) for byte in range(0x80, 0x100)}
_STORED = {surrogate: stored for stored, surrogate in _RESTORED.items()}
_STORED |= {character: "\U0010ff00" + character for character in ("\U0010ff00", *_RESTORED)}
