"""Answer questions from the index; every answer is a query on its tables."""

import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, count, groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from unicodedata import normalize

from newscat.article.finding import Finding
from newscat.article.record import Record
from newscat.errors import QueryError, suggestion
from newscat.index import front_matter, ids
from newscat.index.cache.database import DamagedError, hold, meta
from newscat.index.codec import packed_text, restored
from newscat.index.load.checks import Checks
from newscat.index.load.refresh import are_all_checked
from newscat.index.load.rows import FileRow, FindingRow, StoredPath
from newscat.index.load.writer import restored as restored_name
from newscat.index.load.writer import split_name, storable
from newscat.index.orders import sort_key
from newscat.index.sql import Binding, Statements, ranking, statements
from newscat.index.text.bodies import DEFAULT, Reading, read_text, stored_record
from newscat.index.text.questions import TextIndex
from newscat.query.parser import QUOTE_IT, nodes
from newscat.query.query import Query
from newscat.query.resolve import Place, RelatedTo, names

if TYPE_CHECKING:
    from newscat.index.analysis.matched import Matched
    from newscat.index.cross_article import Comparison
    from newscat.index.text.similar import Neighbour
    from newscat.index.text.stemming import Unknown

T = TypeVar("T")
# Of the last parts or the beginning of an id.
MOST_FOUND = 20
_Way = Callable[[sqlite3.Connection, str], list[int]]
_WAYS: tuple[_Way, ...] = (ids.ending, partial(ids.beginning, most=MOST_FOUND), front_matter.served_at, ids.composed)
# Number of records whose field names are candidates for "did you mean".
_SAMPLE = 2000
_RECORD = f"""
    SELECT {ids.ID}, d.root, d.path, f.stem || f.suffix, c.title, c.excerpt, r.published_at, c.fields
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
    """The number of files, of records, and of files with neither front matter nor findings (`ignored`)."""

    files: int
    records: int
    ignored: int

    @property
    def articles(self) -> int:
        """The number of records and of files that should be records but cannot be read."""
        return self.files - self.ignored


class Index:
    """An index that has been loaded. `bases` are its roots as they are printed ("seeds/"), by number."""

    def __init__(self, db: sqlite3.Connection, bases: Sequence[str], reading: Reading = DEFAULT) -> None:
        self._db = db
        self._bases = bases
        self._reading = reading
        self._table = reading.table
        # What SQL calls, by number, while a query is executed. The functions must not refer to the connection or
        # to the index: that would be a reference cycle, and the connection would stay open.
        self._predicates = predicates = dict[int, Callable[..., Any]]()
        self._numbers = count()
        for name, values in (("fits", 2), ("holds", 5), ("ordered", 5)):
            db.create_function(name, values, lambda number, *row: predicates[number](*row), deterministic=True)
        ids.connect(db, bases)
        db.create_function("body", 3, lambda *path: read_text(ids.printed(bases, *path), reading))
        db.create_function("sort_key", 1, sort_key, deterministic=True)
        # Nobody else writes to an index in memory.
        self.is_in_memory = db.execute("PRAGMA database_list").fetchone()[2] == ""
        # The result of a count that had to read every record, for the answer that follows.
        self._counted: tuple[Query, array[int], array[float]] | None = None
        self._checked: Query | None = None
        self._texts = TextIndex(db, reading, partial(ids.printed, bases))

    def hold(self) -> None:
        """Answer from the index as it is now, whatever other processes write."""
        self._counted = self._checked = None
        self._texts.forget()
        hold(self._db)

    def are_all_checked(self, checks: Checks) -> bool:
        return are_all_checked(self._db, checks)

    def select(self, query: Query) -> Iterator[Record]:
        """The records, in the query's order."""
        for id, _ in self._ranked(query):
            yield self._record(id)

    def search(self, query: Query) -> Iterator[Match]:
        """The records, with where and how well they match the query's words."""
        from newscat.index.text.snippet import hits_in, snippet_of

        self._make_texts()
        lookup = self._texts.questions(query.matching).lookup
        forms = [lookup(text).forms for text in query.texts]
        for id, score in self._ranked(query):
            record = self._record(id)
            found = snippet_of(record, forms, self._reading.excluded)
            hits = found.hits, found.field, found.fields, hits_in(record.title, forms)
            yield Match(record, round(score, 6), found.text, *hits)

    def _ranked(self, query: Query) -> Iterator[tuple[int, float]]:
        """Ids and scores. The wide tables are read row by row afterwards, so that only narrow rows are sorted."""
        limit, offset = -1 if query.limit is None else query.limit, query.offset
        if query.tail is not None:
            offset = max(self.count(query) - query.tail, 0)
        if self._counted and self._counted[0] == query and self._cannot_change:
            _, ids, scores = self._counted
            yield from islice(zip(ids, scores, strict=True), offset, None if limit < 0 else offset + limit)
            return
        with self._statements(query) as sql:
            yield from self._db.execute(f"{sql.ordered} LIMIT ? OFFSET ?", [*sql.parameters, *sql.keys, limit, offset])

    @property
    def _cannot_change(self) -> bool:
        return self.is_in_memory or self._db.in_transaction

    def count(self, query: Query) -> int:
        """The number of records that match the query, without its limits."""
        if query.tree is None:
            return self.totals().records
        with self._statements(query) as sql:
            if not (sql.is_expensive and self._cannot_change):
                return int(self._db.execute(sql.counted, sql.parameters).fetchone()[0])
            ids, scores = array("q"), array("d")  # 16 bytes per record; tuples take 100
            for id, score in self._db.execute(sql.ordered, [*sql.parameters, *sql.keys]):
                ids.append(id)
                scores.append(score)
            self._counted = query, ids, scores
            return len(ids)

    @contextmanager
    def _statements(self, query: Query) -> Iterator[Statements]:
        """The query as SQL, which can be executed inside the `with` block."""
        if query.needs_texts:
            self._make_texts()
        if query.needs_hashes:
            from newscat.index.load.hashes import make_hashes

            make_hashes(self._db, self._table)
        numbers: list[int] = []

        def number(predicate: Callable[..., Any]) -> int:
            numbers.append(next(self._numbers))
            self._predicates[numbers[-1]] = predicate
            return numbers[-1]

        questions = self._texts.questions(query.matching)
        binding = Binding(number, questions.lookup, self.names, self._table)
        words = ranking(query, binding) if query.needs_texts else None
        try:
            yield statements(query, binding, ranked=words is not None and questions.can_rank(words))
        finally:
            for each in numbers:
                del self._predicates[each]

    def ask(self, query: Query, question: "Callable[[Matched], T]") -> T:
        """The answer to a question about the records that match, without the query's limits."""
        from newscat.index.analysis.matched import Matched

        with self._statements(query) as sql:
            return question(Matched(self._db, self._reading, sql.ids if query.parts else "", sql.parameters))

    def names(self, term: RelatedTo) -> frozenset[str]:
        """The names of the one record that `related:ID` means: id, path and URLs. Raises QueryError."""
        found = self.find(term.id)
        if len(found) != 1:
            none = f"no article matches {term.id!r} (id, path or URL)"
            raise _refusal(term.place, f"{term.id!r} matches several articles" if found else none)
        [record] = found
        return frozenset((record.id, record.path, *(url for url in record.urls if url)))

    def check(self, query: Query) -> None:
        """Raises QueryError for a field that no article has, and for an ID that matches no article."""
        if query == self._checked or not self._db.execute("SELECT EXISTS (SELECT 1 FROM records)").fetchone()[0]:
            return
        for field, place in query.own_fields:
            if not self.has_field(field.path):
                above = field.name.rpartition(".")[0]
                known = [*names(self._table), *front_matter.names_beside(self._db, field.path, above)]
                near = suggestion(field.name, known)
                quote = f"; {QUOTE_IT}" if place else ""
                raise _refusal(place, f"unknown field {field.name!r}{near}: no article has it{quote}")
        for node in nodes(query.tree):
            if isinstance(node, RelatedTo):
                self.names(node)
        self._checked = query

    def unknown_words(self, query: Query) -> "list[Unknown]":
        """The words of the query that no article has, with similar words."""
        from newscat.index.text.stemming import unknown

        self._make_texts()
        return unknown(self._db, query.texts, query.matching)

    def similar(self, record: Record, most: int | None, least: float) -> "tuple[int, list[Neighbour]]":
        """The number of records with at least this score, and the `most` similar ones: see `text.similar`."""
        from newscat.index.text.similar import neighbours

        self._make_texts()
        return neighbours(self._db, self._ids_at(record.path), most, self._record, least)

    def _make_texts(self) -> None:
        """Make the text index, or bring it up to date."""
        if self._texts.prepare():
            self._counted = self._checked = None

    def totals(self) -> Totals:
        return Totals(*map(int, (meta(self._db, "totals") or "").split()))

    def findings(self, *, unlisted: bool = False) -> Iterator[Finding]:
        """All findings, by folder, name and position; with `unlisted`, only why files are not records."""
        for stored, rows in self._by_file("WHERE x.file NOT IN (SELECT id FROM records)" if unlisted else ""):
            from newscat.index.load.parse import findings

            path = self.path(*stored) or "."
            for row in rows:
                yield from findings(path, row)

    def by_file(self) -> Iterator[tuple[StoredPath, Iterator[FileRow]]]:
        """The findings, and which files have `ignores`, grouped by file and in order."""
        return self._by_file(
            "", "UNION ALL SELECT DISTINCT file, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM ignores"
        )

    def _by_file(self, where: str, more: str = "") -> Iterator[tuple[StoredPath, Iterator[FileRow]]]:
        sql = f"""
            SELECT d.root, d.path, f.stem || f.suffix AS name, x.* FROM (
                SELECT x.file, x.line AS line, x.column AS place, x.code AS code, x.name, x.severity, x.message, x.fix
                FROM findings x {where} {more}
            ) x JOIN files f ON f.id = x.file JOIN folders d ON d.id = f.folder
            UNION ALL SELECT root, folder, name, NULL, NULL, NULL, NULL, NULL, NULL, message, NULL FROM unreadable
            ORDER BY 1, 2, 3, line, place, code
        """
        rows = (
            FileRow(StoredPath(root, folder, name), file, FindingRow._make(row))
            for root, folder, name, file, *row in self._db.execute(sql)
        )
        return groupby(rows, key=attrgetter("path"))

    def comparison(self) -> "Comparison":
        from newscat.index.cross_article import Comparison

        return Comparison(self._db, self.path, self._table)

    def files(self) -> Iterator[str]:
        """The paths of all files, by folder and name."""
        sql = """
            SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder
            UNION ALL SELECT root, folder, name FROM unreadable WHERE name != '' ORDER BY 1, 2, 3
        """
        return (self.path(*place) for place in self._db.execute(sql))

    def articles(self) -> Iterator[str]:
        """The paths that `Totals.articles` counts, in no particular order; an unreadable folder is one of them."""
        sql = """
            SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder
            WHERE f.id IN (SELECT id FROM records) OR f.id IN (SELECT file FROM findings)
            UNION ALL SELECT root, folder, name FROM unreadable
        """
        return (self.path(*place) or "." for place in self._db.execute(sql))

    def ignores(self, file: int) -> Iterator[tuple[Any, ...]]:
        """A file's comments that suppress findings, with the fields of `frontmatter.comments.Comment`."""
        sql = "SELECT line, column, first, last, start, end, text FROM ignores WHERE file = ? ORDER BY line"
        return iter(self._db.execute(sql, (file,)))

    def stored_paths(self, files: Iterable[int]) -> dict[int, StoredPath]:
        sql = "SELECT d.root, d.path, f.stem || f.suffix FROM files f JOIN folders d ON d.id = f.folder WHERE f.id = ?"
        return {id: StoredPath(*self._db.execute(sql, (id,)).fetchone()) for id in set(files)}

    def has_field(self, path: Sequence[str]) -> bool:
        """Whether any record has this field, even if it is empty. The path leads through lists and mappings."""
        return front_matter.has_field(self._db, path)

    def field_names(self) -> list[str]:
        """The fields of the front matter of some records, most used first."""
        return front_matter.names_beside(self._db, ("",))

    def origins(self) -> dict[tuple[str, str], int]:
        """How many records have each first-class field from each of its sources."""
        records = self._db.execute("SELECT id FROM records").fetchall()
        return front_matter.origins((self._record(id) for (id,) in records), self._table)

    def find(self, *names: str) -> list[Record]:
        """The records that match a name: by id, else path, else URL, else the last parts of an id, else the beginning
        of an id or of its last part, else the path of its page in the site, else an id whose accents are composed in
        different ways. At most MOST_FOUND. Several names are readings of one, the likeliest first."""
        # File systems compose accents, or not.
        spellings = [(name, normalize("NFC", name), normalize("NFD", name)) for name in names if name]
        ways = self.named, self.at, self.addressed, *map(self._by, _WAYS)
        found = (way(each) for way in ways for each in dict.fromkeys(chain(*spellings)))
        return next(filter(None, found), [])

    def named(self, id: str) -> list[Record]:
        """The record with this id; else the records that declare it."""
        if ids.has_printed(self._db) and (found := [each for each in self.at(id) if each.id == id]):
            return found
        return list(map(self._record, ids.exact(self._db, id)))

    def short_id(self, id: str) -> str:
        """The shortest form of an id with which `find` finds this record alone."""
        return next((each for each in ids.shorter(self._db, id) if [one.id for one in self.find(each)] == [id]), id)

    def _by(self, way: _Way) -> Callable[[str], list[Record]]:
        return lambda name: list(map(self._record, way(self._db, name)[:MOST_FOUND]))

    def addressed(self, url: str) -> list[Record]:
        """The records that have this URL; if there are none, the URL with or without its trailing slash is tried.

        All packed fields are searched, 1 µs a record. So only names that can be URLs are looked for.
        """
        host, slash, _ = url.partition("/")
        if not ("://" in url or (slash and "." in host)):
            return []
        from newscat.article.urls import with_other_slash

        for spelt in (url, with_other_slash(url)):
            ids = self._ids("r.id IN (SELECT id FROM contents WHERE instr(fields, ?))", (packed_text(spelt),))
            if found := [record for record in map(self._record, ids) if spelt in record.urls]:
                return found
        return []

    def at(self, path: str) -> list[Record]:
        """The records whose file is at `path`, however the path of its folder is written."""
        return [self._record(id) for id in self._ids_at(path)]

    def _ids_at(self, path: str) -> list[int]:
        found = list[int]()
        above, _, name = path.rpartition("/")
        # The folder's links are resolved, but not the file's own.
        real = os.path.join(os.path.realpath(above or ("/" if path.startswith("/") else ".")), name)
        for number, base in enumerate(self._bases):
            above = os.path.join(os.path.realpath(base or "."), "")
            if real.startswith(above):
                folder, _, name = real[len(above) :].rpartition("/")
                where = "d.root = ? AND d.path = ? AND f.stem = ? AND f.suffix = ?"
                found += self._ids(where, (number, storable(folder + "/" if folder else ""), *split_name(name)))
        return found

    def _ids(self, where: str, parameters: Sequence[Any]) -> list[int]:
        sql = f"""SELECT f.id FROM files f JOIN folders d ON d.id = f.folder JOIN records r ON r.id = f.id
            WHERE {where} ORDER BY d.root, d.path, f.stem || f.suffix"""
        return [id for (id,) in self._db.execute(sql, parameters).fetchall()]

    def _record(self, id: int) -> Record:
        found = self._db.execute(_RECORD, (id,)).fetchone()
        if found is None:
            raise DamagedError("a record of the index has no contents")
        unique, root, folder, name, title, excerpt, published_at, packed = found
        fields = restored(packed, title, excerpt, published_at)
        return stored_record(self.path(root, folder, name), fields, self._reading, title, restored_name(unique))

    def path(self, root: int, folder: str, name: str) -> str:
        """A stored path as it is printed."""
        return ids.printed(self._bases, root, folder, name)


def _refusal(place: Place | None, reason: str) -> QueryError:
    return QueryError(reason) if place is None else place.refusal(reason)
