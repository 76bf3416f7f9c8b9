"""Answers from the index: every one is a query on its tables."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from newscat.article.finding import Finding
from newscat.article.record import Record
from newscat.catalogue.comparison import Comparison
from newscat.catalogue.ingest import finding, from_microseconds, unreadable, url_hash
from newscat.catalogue.packed import unpack
from newscat.catalogue.query import Query
from newscat.catalogue.select import match_text, statements
from newscat.catalogue.writer import has_texts, make_texts, restored, split_name, storable

# Among fewer records than this a search is always ranked: half of ten is no common word.
_FEW = 1000
# Around a hit in a snippet. Any character may stand in a text, so the marks are of this process alone.
_HIT, _END = f"\ufdd0{os.urandom(8).hex()}", f"\ufdd1{os.urandom(8).hex()}"
_SNIPPET = f"snippet(texts, -1, '{_HIT}', '{_END}', '…', 24)"
_RECORD = """
    SELECT d.root, d.path, f.stem || f.suffix, c.title, c.excerpt, r.published_at, c.body, c.fields
    FROM records r JOIN contents c ON c.id = r.id JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder
    WHERE r.id = ?
"""


class Match(NamedTuple):
    """A record a search found. `hits` are (start, end) in `snippet`; the lower the `score`, the better."""

    record: Record
    score: float
    snippet: str
    hits: tuple[tuple[int, int], ...]


class Totals(NamedTuple):
    """How many files there are, how many are records, and how many neither that nor wrong."""

    files: int
    records: int
    ignored: int


class Place(NamedTuple):
    """Where a file is in the order of answers: the number of its root, its folder, its name, as they are stored."""

    root: int
    folder: str
    name: str


class Index:
    """An index that has been loaded. `bases` are its roots as they are printed, by number: "seeds/"."""

    def __init__(self, db: sqlite3.Connection, bases: Sequence[str]) -> None:
        self._db = db
        self._bases = bases

    def hold(self) -> None:
        """From now on answer from the index as it is now, whatever others write."""
        self._db.execute("BEGIN")
        self._db.execute("SELECT 1 FROM meta").fetchone()  # a transaction begins when it first reads

    def select(self, query: Query) -> Iterator[Record]:
        """The records, in the query's order."""
        for id, _ in self._chosen(query):
            yield self._record(id)

    def search(self, query: Query) -> Iterator[Match]:
        """The records with where and how well they match the query's words."""
        words = match_text(query.words)
        for id, score in self._chosen(query):
            sql = f"SELECT {_SNIPPET} FROM texts WHERE texts MATCH ? AND rowid = ?"
            [snippet] = self._db.execute(sql, (words, id)).fetchone()
            yield Match(self._record(id), round(score, 6), *_hits(snippet))

    def _chosen(self, query: Query) -> Iterator[tuple[int, float]]:
        """Ids and scores. The wide tables are read row by row afterwards, so that sorting stays narrow."""
        self._prepare(query)
        chosen = statements(query, ranked=not query.words or self._can_rank(query))
        limits = [-1 if query.limit is None else query.limit, query.offset]
        return iter(self._db.execute(f"{chosen.ordered} LIMIT ? OFFSET ?", [*chosen.parameters, *limits]))

    def count(self, query: Query) -> int:
        """How many records the query means, limits apart."""
        self._prepare(query)
        chosen = statements(query)
        return int(self._db.execute(chosen.counted, chosen.parameters).fetchone()[0])

    def _can_rank(self, query: Query) -> bool:
        """Whether the words tell records apart. Those that more than half of them have together weigh
        next to nothing in bm25 (its idf is then 0; FTS5 takes 1e-6), and scoring them all takes longest."""
        [matched] = self._db.execute(
            "SELECT count(*) FROM texts WHERE texts MATCH ?", (match_text(query.words),)
        ).fetchone()
        [records] = self._db.execute("SELECT count(*) FROM records").fetchone()
        return bool(matched * 2 <= records or records < _FEW)

    def _prepare(self, query: Query) -> None:
        if query.words and not has_texts(self._db):
            held = self._db.in_transaction
            if held:
                self._db.execute("COMMIT")
            make_texts(self._db)
            if held:
                self.hold()

    def totals(self) -> Totals:
        sql = """
            SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM records), (SELECT count(*) FROM troubles),
                (SELECT count(DISTINCT file) FROM findings WHERE file NOT IN (SELECT id FROM records))
        """
        files, records, troubles, unreadable = self._db.execute(sql).fetchone()
        return Totals(files + troubles, records, files - records - unreadable)

    def findings(self, *, unlisted: bool = False) -> Iterator[Finding]:
        """All findings that are kept, by folder, name and place; `unlisted`: only why files are no records."""
        for place, rows in self._told("WHERE x.file NOT IN (SELECT id FROM records)" if unlisted else ""):
            path = self.path(*place) or "."
            for _, *found in rows:
                for one in unreadable(path, found[-2]) if found[0] is None else (tuple(found),):
                    yield finding(path, one)

    def found(self) -> Iterator[tuple[Place, Iterator[tuple[Any, ...]]]]:
        """By file, in order: its number and a finding as it is kept. Without number, line and code: a message why
        it could not be looked at; with a number and no line: the file has `ignores`."""
        return self._told("", "UNION ALL SELECT DISTINCT file, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ignores")

    def _told(self, where: str, more: str = "") -> Iterator[tuple[Place, Iterator[tuple[Any, ...]]]]:
        sql = f"""
            SELECT d.root, d.path, f.stem || f.suffix AS name, x.* FROM (
                SELECT x.file, x.line AS line, x.column AS place, x.code AS code, x.name, x.severity, x.message, x.fix
                FROM findings x {where} {more}
            ) x JOIN files f ON f.id = x.file JOIN folders d ON d.id = f.folder
            UNION ALL SELECT root, folder, name, NULL, NULL, NULL, NULL, NULL, NULL, message, NULL FROM troubles
            ORDER BY 1, 2, 3, line, place, code
        """
        for place, rows in groupby(self._db.execute(sql), key=lambda row: row[:3]):
            yield Place(*place), (row[3:] for row in rows)

    def files(self) -> Iterator[str]:
        """All paths, by folder and name."""
        sql = """
            SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder
            UNION ALL SELECT root, folder, name FROM troubles WHERE name != '' ORDER BY 1, 2, 3
        """
        return (self.path(*place) for place in self._db.execute(sql))

    def ignores(self, file: int) -> Iterator[tuple[Any, ...]]:
        """The comments of a file that take findings away, as `rules.suppress.Ignore`."""
        sql = "SELECT line, column, first, last, start, end, text FROM ignores WHERE file = ? ORDER BY line"
        return iter(self._db.execute(sql, (file,)))

    def comparison(self) -> Comparison:
        return Comparison(self._db, self.path)

    def places(self, files: Iterable[int]) -> dict[int, Place]:
        """Where each file is in the order of answers."""
        sql = "SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder WHERE f.id = ?"
        return {id: Place(*self._db.execute(sql, (id,)).fetchone()) for id in set(files)}

    def has_field(self, path: Sequence[str]) -> bool:
        """Whether any record has this field, be it empty; lists and maps are gone through."""
        # A field that is there is found at once; one that is nowhere takes 1 µs a record.
        sql = "SELECT fields FROM contents WHERE instr(fields, ?)"
        return any(_leads(unpack(fields), path) for (fields,) in self._db.execute(sql, (f'"{storable(path[0])}"',)))

    def named(self, id: str) -> list[Record]:
        """The records with exactly this id."""
        # Two look-ups: an OR over two tables would be a scan of both.
        sql = """f.id IN (
            SELECT id FROM records WHERE name = ?1 UNION ALL
            SELECT f.id FROM files f JOIN records r ON r.id = f.id WHERE f.stem = ?1 AND r.name IS NULL
        )"""
        return self._found(sql, (storable(id),))

    def beginning(self, id: str, most: int) -> list[Record]:
        """The records whose id begins so, at most `most` of them, the first by id."""
        sql = """f.id IN (
            SELECT * FROM (
                SELECT r.id FROM records r JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder
                WHERE r.name >= ?1 AND r.name < ?2
                ORDER BY r.name, d.root, d.path, f.stem, f.suffix LIMIT ?3
            ) UNION ALL SELECT * FROM (
                SELECT f.id FROM files f JOIN records r ON r.id = f.id JOIN folders d ON d.id = f.folder
                WHERE f.stem >= ?1 AND f.stem < ?2 AND r.name IS NULL
                ORDER BY f.stem, d.root, d.path, f.suffix LIMIT ?3
            )
        )"""
        low = storable(id)
        return self._found(sql, (low, low + "\U0010ffff", most))[:most]

    def addressed(self, url: str) -> list[Record]:
        """The records with this address among their URLs."""
        found = self._found("r.id IN (SELECT record FROM urls WHERE hash = ?)", (url_hash(url),))
        return [record for record in found if url in record.urls]

    def at(self, path: str) -> list[Record]:
        """The records whose file this path names, however its folder is spelt."""
        found: list[Record] = []
        above, _, name = path.rpartition("/")
        real = os.path.join(os.path.realpath(above or ("/" if path.startswith("/") else ".")), name)  # not its own link
        for number, base in enumerate(self._bases):
            above = os.path.join(os.path.realpath(base or "."), "")
            if real.startswith(above):
                folder, _, name = real[len(above) :].rpartition("/")
                where = "d.root = ? AND d.path = ? AND f.stem = ? AND f.suffix = ?"
                found += self._found(where, (number, storable(folder + "/" if folder else ""), *split_name(name)))
        return found

    def _found(self, where: str, parameters: Sequence[Any]) -> list[Record]:
        sql = (
            "SELECT f.id FROM files f JOIN folders d ON d.id = f.folder JOIN records r ON r.id = f.id "
            f"WHERE {where} ORDER BY d.root, d.path, f.stem || f.suffix"
        )
        return [self._record(id) for (id,) in self._db.execute(sql, parameters).fetchall()]

    def _record(self, id: int) -> Record:
        root, folder, name, title, excerpt, published_at, body, packed = self._db.execute(_RECORD, (id,)).fetchone()
        fields = unpack(packed)
        if title is not None:
            fields["title"] = title
        if excerpt is not None:
            fields["excerpt"] = excerpt
        if published_at is not None and fields.get("publishedDateTime", 0) is None:
            fields["publishedDateTime"] = from_microseconds(published_at)
        return Record(self.path(root, folder, name), fields, body or "")

    def path(self, root: int, folder: str, name: str) -> str:
        """As it is printed."""
        return self._bases[root] + restored(folder) + restored(name)


def _leads(value: Any, path: Sequence[str]) -> bool:
    if isinstance(value, list):
        return any(_leads(each, path) for each in value)
    return not path or (isinstance(value, dict) and path[0] in value and _leads(value[path[0]], path[1:]))


def _hits(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The snippet without its marks, and where they stood."""
    text, hits = "", []
    for part in " ".join(snippet.split()).split(_HIT):
        hit, mark, rest = part.rpartition(_END)
        if mark:
            hits.append((len(text), len(text) + len(hit)))
        text += hit + rest
    return text, tuple(hits)
