"""Answers from the index: every one is a query on its tables."""

import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import count, groupby, islice
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary, ref

from newscat.article.finding import Finding
from newscat.article.record import Record
from newscat.article.values import key_text, values_at
from newscat.errors import QueryError, nearest
from newscat.index.cache.store import DamagedError, others_writes
from newscat.index.codec import restored, unpack
from newscat.index.cross_article import Comparison
from newscat.index.load.parse import finding, unreadable, url_hash
from newscat.index.load.writer import has_texts, make_texts, split_name, storable
from newscat.index.load.writer import restored as restored_name
from newscat.index.orders import casefolded
from newscat.index.schema import TEXT_COLUMNS
from newscat.index.sql import Binding, Statements, ranking, statements
from newscat.index.text.similar import Neighbour, neighbours
from newscat.index.text.snippet import hits_in, snippet
from newscat.index.text.stemming import Unknown, looked_up, unknown
from newscat.query.parser import nodes
from newscat.query.query import Query
from newscat.query.resolve import FIELDS, Field, Place, RelatedTo

T = TypeVar("T")

# Among fewer records than this a search is always ranked: half of ten is no common word.
_FEW = 1000
# Records whose fields are looked at for a name that was nearly the one asked for.
_SAMPLE = 2000
_RECORD = """
    SELECT d.root, d.path, f.stem || f.suffix, c.title, c.excerpt, r.published_at, c.body, c.fields
    FROM records r JOIN contents c ON c.id = r.id JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder
    WHERE r.id = ?
"""


class Match(NamedTuple):
    """A record that a search found. `score` is from 0 to 1, higher is better; 0 if nothing is ranked.

    `snippet` is from the text column `field`, and `hits` are (start, end) in it; `fields` are all text columns with a
    match; `title_hits` are (start, end) in the title.
    """

    record: Record
    score: float
    snippet: str
    hits: tuple[tuple[int, int], ...]
    field: str
    fields: tuple[str, ...]
    title_hits: tuple[tuple[int, int], ...] = ()


class Totals(NamedTuple):
    """How many files there are, how many are records, and how many have no front matter and no finding either."""

    files: int
    records: int
    ignored: int

    @property
    def articles(self) -> int:
        """The number of records and of files that should be records but cannot be read."""
        return self.files - self.ignored


class Standing(NamedTuple):
    """Where a file is in the order of answers: the number of its root, its folder, its name, as they are stored."""

    root: int
    folder: str
    name: str


class _Callables:
    """What SQL calls. Apart from the index, for that knows the connection, which knows these: in a
    circle none of them would be closed when nobody needs it any more."""

    def __init__(self, bases: Sequence[str]) -> None:
        self._bases = bases
        self._numbers = count()
        self._checks: WeakValueDictionary[int, Callable[..., Any]] = WeakValueDictionary()

    def numbering(self) -> Callable[[Callable[..., Any]], int]:
        """What gives a check the number under which SQL calls it; each can be called as long as this lives."""
        kept = []

        def number(check: Callable[..., Any]) -> int:
            kept.append(check)
            numbered = next(self._numbers)
            self._checks[numbered] = check
            return numbered

        return number

    def call(self, number: int, *values: Any) -> Any:
        return self._checks[number](*values)

    def path(self, root: int, folder: str, name: str) -> str:
        """A file's path as it is printed."""
        return self._bases[root] + restored_name(folder) + restored_name(name)

    def stored_path(self, root: int, folder: str, name: str) -> str:
        """The same as SQL can have it."""
        return storable(self.path(root, folder, name))


class Index:
    """An index that has been loaded. `bases` are its roots as they are printed, by number: "seeds/"."""

    def __init__(self, db: sqlite3.Connection, bases: Sequence[str]) -> None:
        self._db = db
        self._bases = bases
        self._callables = callables = _Callables(bases)
        # What a count had to look into every record for, while the index is held as it is.
        self._remembered: tuple[Query, array[int], array[float]] | None = None
        for name, values in (("fits", 2), ("holds", 5), ("ordered", 5)):
            db.create_function(name, values, callables.call, deterministic=True)
        db.create_function("printed", 3, callables.stored_path, deterministic=True)
        db.create_function("casefolded", 1, casefolded, deterministic=True)
        # Nobody else writes to an index in memory.
        self._is_alone = db.execute("PRAGMA database_list").fetchone()[2] == ""
        # The last query's: a count and the answer after it look up the same words.
        self._bound: tuple[Query, int, Binding] | None = None
        self._checked: Query | None = None

    def hold(self) -> None:
        """From now on answer from the index as it is now, whatever others write."""
        self._remembered = self._bound = self._checked = None
        self._db.execute("BEGIN")
        self._db.execute("SELECT 1 FROM meta").fetchone()  # a transaction begins when it first reads

    def select(self, query: Query) -> Iterator[Record]:
        """The records, in the query's order."""
        for id, _ in self._chosen(query):
            yield self._record(id)

    def search(self, query: Query) -> Iterator[Match]:
        """The records with where and how well they match the query's words."""
        chosen = self._chosen(query)
        lookup = self._binding(query).looked_up
        forms = [lookup(text).forms for text in query.texts]
        for id, score in chosen:
            columns = self._db.execute(f"SELECT {', '.join(TEXT_COLUMNS)} FROM contents WHERE id = ?", (id,)).fetchone()
            texts = dict(zip(TEXT_COLUMNS, columns, strict=True))
            found = snippet(texts, forms)
            title_hits = hits_in(texts["title"], forms)
            yield Match(
                self._record(id), round(score, 6), found.text, found.hits, found.field, found.fields, title_hits
            )

    def _chosen(self, query: Query) -> Iterator[tuple[int, float]]:
        """Ids and scores. The wide tables are read row by row afterwards, so that sorting stays narrow."""
        limit, offset = -1 if query.limit is None else query.limit, query.offset
        if query.tail is not None:
            offset = max(self.count(query) - query.tail, 0)
        if self._remembered and self._remembered[0] == query and self._is_still:
            _, ids, scores = self._remembered
            return islice(zip(ids, scores, strict=True), offset, None if limit < 0 else offset + limit)
        chosen = self._statements(query)
        parameters = [*chosen.parameters, *chosen.keys, limit, offset]
        rows = self._db.execute(f"{chosen.ordered} LIMIT ? OFFSET ?", parameters)
        return _kept_with(self._binding(query), rows)

    @property
    def _is_still(self) -> bool:
        """Whether all answers are of one moment."""
        return self._is_alone or self._db.in_transaction

    def count(self, query: Query) -> int:
        """How many records the query means, limits apart."""
        chosen = self._statements(query)
        if chosen.is_dear and self._is_still:
            ids, scores = array("q"), array("d")  # 16 bytes a record, where tuples take 100
            for id, score in self._db.execute(chosen.ordered, [*chosen.parameters, *chosen.keys]):
                ids.append(id)
                scores.append(score)
            self._remembered = query, ids, scores
            return len(ids)
        return int(self._db.execute(chosen.counted, chosen.parameters).fetchone()[0])

    def _statements(self, query: Query) -> Statements:
        self._prepare(query)
        binding = self._binding(query)
        words = ranking(query, binding) if query.needs_texts else None
        return statements(query, binding, ranked=words is not None and self._can_rank(words))

    def _binding(self, query: Query) -> Binding:
        writes = others_writes(self._db)
        if self._bound is None or self._bound[:2] != (query, writes):
            db, me = self._db, ref(self)  # no circle: what is bound lives in the index
            lookup = cache(lambda text: looked_up(db, text, query.wording))
            self._bound = query, writes, Binding(self._callables.numbering(), lookup, lambda term: _urls(me(), term))
        return self._bound[2]

    def names(self, term: RelatedTo) -> frozenset[str]:
        """What the record that `related:ID` means is called: id, path, addresses. Raises QueryError where there
        is not one."""
        found = self.find(term.id)
        if len(found) != 1:
            reason = f"{term.id!r} names several records" if found else f"no record {term.id!r}"
            raise _refusal(term.place, reason)
        [record] = found
        return frozenset((record.id, record.path, *(url for url in record.urls if url)))

    def check(self, query: Query) -> None:
        """Raises QueryError for a field that no record has, and for an ID that names none."""
        if query == self._checked or not self._db.execute("SELECT EXISTS (SELECT 1 FROM records)").fetchone()[0]:
            return
        for field, place in query.own_fields:
            if not self.has_field(field.path):
                near = nearest(field.name, [*FIELDS, *self._names(field)])
                meant = f" — did you mean {near!r}?" if near else "."
                quote = " To search for this text, quote it" if place else " No article has it"
                raise _refusal(place, f"no field {field.name!r}{meant}{quote}")
        for node in nodes(query.tree):
            if isinstance(node, RelatedTo):
                self.names(node)
        self._checked = query

    def _names(self, field: Field) -> set[str]:
        """Names of fields that could have been meant: those of some records, as deep as `field`."""
        sql = "SELECT fields FROM contents LIMIT ?"
        above = ".".join(field.name.split(".")[:-1])
        found: set[str] = set()
        for (packed,) in self._db.execute(sql, (_SAMPLE,)):
            for value in values_at(unpack(packed), field.path[:-1]):
                for one in value if isinstance(value, list) else (value,):
                    found.update(
                        f"{above}.{key_text(key)}" if above else key_text(key)
                        for key in (one if isinstance(one, dict) else ())
                    )
        return found

    def unknown_words(self, query: Query) -> list[Unknown]:
        """The words of the query that no record has, each with those it is near to."""
        self._prepare(query)
        return unknown(self._db, query.texts, query.wording)

    def _can_rank(self, words: str) -> bool:
        """Whether the words tell records apart. Those that more than half of them have together weigh
        next to nothing in bm25 (its idf is then 0; FTS5 takes 1e-6), and scoring them all takes longest."""
        [matched] = self._db.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (words,)).fetchone()
        [records] = self._db.execute("SELECT count(*) FROM records").fetchone()
        return bool(matched * 2 <= records or records < _FEW)

    def similar(self, record: Record, most: int | None) -> tuple[int, list[Neighbour]]:
        """How many records share a telling term with this one, and the `most` like it, the likest first."""
        self._need_texts()
        return neighbours(self._db, self._ids_at(record.path), most, self._record)

    def _prepare(self, query: Query) -> None:
        if query.needs_texts:
            self._need_texts()

    def _need_texts(self) -> None:
        if not has_texts(self._db):
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

    def found(self) -> Iterator[tuple[Standing, Iterator[tuple[Any, ...]]]]:
        """By file, in order: its number and a finding as it is kept. Without number, line and code: a message why
        it could not be looked at; with a number and no line: the file has `ignores`."""
        return self._told("", "UNION ALL SELECT DISTINCT file, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ignores")

    def _told(self, where: str, more: str = "") -> Iterator[tuple[Standing, Iterator[tuple[Any, ...]]]]:
        sql = f"""
            SELECT d.root, d.path, f.stem || f.suffix AS name, x.* FROM (
                SELECT x.file, x.line AS line, x.column AS place, x.code AS code, x.name, x.severity, x.message, x.fix
                FROM findings x {where} {more}
            ) x JOIN files f ON f.id = x.file JOIN folders d ON d.id = f.folder
            UNION ALL SELECT root, folder, name, NULL, NULL, NULL, NULL, NULL, NULL, message, NULL FROM troubles
            ORDER BY 1, 2, 3, line, place, code
        """
        for place, rows in groupby(self._db.execute(sql), key=lambda row: row[:3]):
            yield Standing(*place), (row[3:] for row in rows)

    def files(self) -> Iterator[str]:
        """All paths, by folder and name."""
        sql = """
            SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder
            UNION ALL SELECT root, folder, name FROM troubles WHERE name != '' ORDER BY 1, 2, 3
        """
        return (self.path(*place) for place in self._db.execute(sql))

    def articles(self) -> Iterator[str]:
        """The paths of what `Totals.articles` counts, in no particular order; a folder may be among them."""
        sql = """
            SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder
            WHERE f.id IN (SELECT id FROM records) OR f.id IN (SELECT file FROM findings)
            UNION ALL SELECT root, folder, name FROM troubles
        """
        return (self.path(*place) or "." for place in self._db.execute(sql))

    def ignores(self, file: int) -> Iterator[tuple[Any, ...]]:
        """The comments of a file that take findings away, as `rules.suppress.Ignore`."""
        sql = "SELECT line, column, first, last, start, end, text FROM ignores WHERE file = ? ORDER BY line"
        return iter(self._db.execute(sql, (file,)))

    def comparison(self) -> Comparison:
        return Comparison(self._db, self.path)

    def places(self, files: Iterable[int]) -> dict[int, Standing]:
        """Where each file is in the order of answers."""
        sql = "SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder WHERE f.id = ?"
        return {id: Standing(*self._db.execute(sql, (id,)).fetchone()) for id in set(files)}

    def has_field(self, path: Sequence[str]) -> bool:
        """Whether any record has this field, be it empty; lists and maps are gone through."""
        # A field that is there is found at once; one that is nowhere takes 1 µs a record.
        sql = "SELECT fields FROM contents WHERE instr(fields, ?) OR instr(fields, '\"$map\"')"
        for (packed,) in self._db.execute(sql, (f'"{storable(path[0])}"',)):
            if any(True for _ in values_at(unpack(packed), tuple(path))):
                return True
        return False

    def find(self, name: str) -> list[Record]:
        """The records that `name` means: by id, else by path, else by URL, else by how an id begins (at most 20)."""
        found = self.named(name) or self.at(name) or self.addressed(name)
        return found or (self.beginning(name, 20) if name else [])

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
        """The records with this address among their URLs; if there are none, with or without a slash at its end."""
        for spelt in (url, _with_other_slash(url)):
            found = self._found("r.id IN (SELECT record FROM urls WHERE hash = ?)", (url_hash(spelt),))
            if found := [record for record in found if spelt in record.urls]:
                return found
        return []

    def at(self, path: str) -> list[Record]:
        """The records whose file this path names, however its folder is spelt."""
        return [self._record(id) for id in self._ids_at(path)]

    def _ids_at(self, path: str) -> list[int]:
        found: list[int] = []
        above, _, name = path.rpartition("/")
        real = os.path.join(os.path.realpath(above or ("/" if path.startswith("/") else ".")), name)  # not its own link
        for number, base in enumerate(self._bases):
            above = os.path.join(os.path.realpath(base or "."), "")
            if real.startswith(above):
                folder, _, name = real[len(above) :].rpartition("/")
                where = "d.root = ? AND d.path = ? AND f.stem = ? AND f.suffix = ?"
                found += self._ids(where, (number, storable(folder + "/" if folder else ""), *split_name(name)))
        return found

    def _found(self, where: str, parameters: Sequence[Any]) -> list[Record]:
        return [self._record(id) for id in self._ids(where, parameters)]

    def _ids(self, where: str, parameters: Sequence[Any]) -> list[int]:
        sql = (
            "SELECT f.id FROM files f JOIN folders d ON d.id = f.folder JOIN records r ON r.id = f.id "
            f"WHERE {where} ORDER BY d.root, d.path, f.stem || f.suffix"
        )
        return [id for (id,) in self._db.execute(sql, parameters).fetchall()]

    def _record(self, id: int) -> Record:
        found = self._db.execute(_RECORD, (id,)).fetchone()
        if found is None:
            raise DamagedError("a record of the index has nothing in it")
        root, folder, name, title, excerpt, published_at, body, packed = found
        fields = restored(packed, title, excerpt, published_at)
        return Record(self.path(root, folder, name), fields, body or "")

    def path(self, root: int, folder: str, name: str) -> str:
        """As it is printed."""
        return self._callables.path(root, folder, name)


def _with_other_slash(url: str) -> str:
    """The URL with a slash at the end of its path if it has none there, else without: `…/a?b=1` is `…/a/?b=1`."""
    if "://" not in url:
        return url
    end = next((place for place, character in enumerate(url) if character in "?#"), len(url))
    path = url[:end]
    return (path.removesuffix("/") if path.endswith("/") else path + "/") + url[end:]


def _urls(index: Index | None, term: RelatedTo) -> frozenset[str]:
    assert index is not None
    return index.names(term)


def _kept_with(binding: Binding, rows: Iterable[T]) -> Iterator[T]:
    """The rows; while they come, SQL calls what is bound."""
    yield from rows
    del binding


def _refusal(place: Place | None, reason: str) -> QueryError:
    return QueryError(reason) if place is None else place.refusal(reason)
