"""The index: what is known of every file, in SQLite; every answer is a query on it."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zlib import crc32

from newscat.article.finding import Finding, Severity
from newscat.article.record import Record
from newscat.catalogue.files import Folder, Signature
from newscat.catalogue.ingest import Parsed, Row
from newscat.catalogue.packed import unpack
from newscat.catalogue.query import Query
from newscat.catalogue.schema import INDEXES, TABLES, TEXT_COLUMNS, UNDATED
from newscat.catalogue.select import selection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH = 2000
# Noncharacters: Unicode keeps them for uses such as this, no text has them.
_HIT, _END = "\ufdd0", "\ufdd1"
_SNIPPET = f"snippet(texts, -1, '{_HIT}', '{_END}', '…', 24)"
_WHERE = " JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder"
_RECORD = "d.root, d.path, f.stem || f.suffix, c.title, c.excerpt, r.published_at, c.body, c.fields"


class Match(NamedTuple):
    """A record a search found. `hits` are (start, end) in `snippet`; the lower the `score`, the better."""

    record: Record
    score: float
    snippet: str
    hits: tuple[tuple[int, int], ...]


class Index:
    """Files and records of some roots. `bases` are their paths as printed, by number."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # A bulk load writes the text index once: 0.6 s for 100,000 texts against 3.7 s (DESIGN).
        self._db.executescript(TABLES)
        self._db.execute("INSERT INTO texts (texts, rank) VALUES ('hashsize', 67108864)")
        self._db.execute("INSERT INTO texts (texts, rank) VALUES ('automerge', 0)")
        self._labels: dict[tuple[str, str], int] = {}
        self._providers: dict[tuple[str, str], int] = {}
        self.bases: list[str] = []

    def load(self, files: Iterable[tuple[Folder, str, Signature, Parsed]]) -> None:
        """Add files, in one transaction."""
        self._db.execute("BEGIN")
        folders: dict[tuple[str, str], int] = {}
        identifier = 0
        rows: list[tuple[int, Row]] = []
        for folder, name, signature, parsed in files:
            identifier += 1
            number = folders.get((folder.root, folder.path)) or self._folder(folder, folders)
            self._file(identifier, number, name, signature)
            if parsed.row is not None:
                rows.append((identifier, parsed.row))
            for found in parsed.findings:
                self._finding(identifier, found)
            if len(rows) >= _BATCH:
                self._records(rows)
                rows.clear()
        self._records(rows)
        for statement in INDEXES:
            self._db.execute(statement)
        self._db.execute("COMMIT")

    def _folder(self, folder: Folder, known: dict[tuple[str, str], int]) -> int:
        base = folder.base[: len(folder.base) - len(folder.path)]
        if base not in self.bases:
            self.bases.append(base)
        known[folder.root, folder.path] = number = len(known) + 1
        values = (number, self.bases.index(base), _storable(folder.path))
        self._db.execute("INSERT INTO folders VALUES (?, ?, ?)", values)
        return number

    def _file(self, identifier: int, folder: int, name: str, signature: Signature) -> None:
        stem, suffix = _stem(name)
        values = (identifier, folder, _storable(stem), _storable(suffix), *signature)
        self._db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _finding(self, file: int, found: Finding) -> None:
        values = (file, found.line, found.column, found.code, found.name, found.severity.value, _storable(found.message))
        self._db.execute("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def _records(self, rows: Sequence[tuple[int, Row]]) -> None:
        many = self._db.executemany
        many(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    id,
                    row.name,
                    row.published_at,
                    row.published,
                    row.quality,
                    row.heat,
                    self._label("category", row.category),
                    self._label("type", row.type),
                    self._provider(row.provider, row.domain),
                )
                for id, row in rows
            ],
        )
        texts = [
            (
                id,
                row.title,
                row.excerpt,
                ", ".join(row.topics) or None,
                f"{row.provider} {row.domain}".strip() or None,
                row.related,
                row.body,
                row.fields,
            )
            for id, row in rows
        ]
        many("INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?, ?, ?)", texts)
        columns = ", ".join(TEXT_COLUMNS)
        many(f"INSERT INTO texts (rowid, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", [text[:-1] for text in texts])
        many(
            "INSERT OR IGNORE INTO topics VALUES (?, ?, ?)",
            [
                (self._label("topic", topic), UNDATED if row.published_at is None else row.published_at, id)
                for id, row in rows
                for topic in row.topics
            ],
        )
        many("INSERT INTO urls VALUES (?, ?)", [(url_hash(url), id) for id, row in rows for url in row.urls])

    def _label(self, field: str, value: str | None) -> int | None:
        if value is None:
            return None
        folded = value.casefold()
        known = self._labels.get((field, folded))
        if known is None:
            known = self._labels[field, folded] = len(self._labels) + 1
            self._db.execute("INSERT INTO labels VALUES (?, ?, ?)", (known, field, folded))
        return known

    def _provider(self, name: str, domain: str) -> int | None:
        if not (name or domain):
            return None
        known = self._providers.get((name, domain))
        if known is None:
            known = self._providers[name, domain] = len(self._providers) + 1
            folded = f"{name}\n{domain}".casefold()
            self._db.execute("INSERT INTO providers VALUES (?, ?, ?, ?)", (known, name, domain, folded))
        return known

    def select(self, query: Query) -> Iterator[Record]:
        """The records, in the query's order."""
        for row in self._rows(query, _RECORD):
            yield self._record(row)

    def search(self, query: Query) -> Iterator[Match]:
        """The records with where and how well they match the query's words."""
        for score, snippet, *row in self._rows(query, f"bm25(texts), {_SNIPPET}, {_RECORD}"):
            yield Match(self._record(row), round(score, 6), *_hits(snippet))

    def _rows(self, query: Query, columns: str) -> Iterator[tuple[Any, ...]]:
        chosen = selection(query)
        source = chosen.source.replace(" WHERE ", f"{_WHERE} JOIN contents c ON c.id = r.id WHERE ", 1)
        limits = [-1 if query.limit is None else query.limit, query.offset]
        sql = f"SELECT {columns} FROM {source} ORDER BY {chosen.order} LIMIT ? OFFSET ?"
        return iter(self._db.execute(sql, [*chosen.parameters, *limits]))

    def count(self, query: Query) -> int:
        """How many records the query means, limits apart."""
        chosen = selection(query)
        sql = f"SELECT count(*) FROM {chosen.source}"
        return int(self._db.execute(sql, chosen.parameters).fetchone()[0])

    def totals(self) -> tuple[int, int, int]:
        """How many files there are, how many are records, and how many neither that nor wrong."""
        sql = """
            SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM records),
                (SELECT count(DISTINCT file) FROM findings WHERE file NOT IN (SELECT id FROM records))
        """
        files, records, unreadable = self._db.execute(sql).fetchone()
        return files, records, files - records - unreadable

    def findings(self) -> Iterator[Finding]:
        """All findings, by path and place."""
        sql = (
            "SELECT d.root, d.path, f.stem || f.suffix, x.line, x.column, x.code, x.name, x.severity, x.message "
            "FROM findings x JOIN files f ON f.id = x.file JOIN folders d ON d.id = f.folder "
            "ORDER BY d.root, d.path, f.stem, f.suffix, x.line, x.column, x.code"
        )
        for root, folder, name, line, column, code, rule, severity, message in self._db.execute(sql):
            yield Finding(self._path(root, folder, name), line, column, code, rule, Severity(severity), message)

    def named(self, id: str) -> list[Record]:
        """The records with exactly this id."""
        sql = "r.name = ? OR (r.name IS NULL AND f.stem = ?)"
        return self._found(sql, (_storable(id), _storable(id)))

    def beginning(self, id: str, most: int) -> list[Record]:
        """The records whose id begins so, at most `most` of them."""
        low = _storable(id)
        high = low + "\U0010ffff"
        sql = "(r.name >= ? AND r.name < ?) OR (r.name IS NULL AND f.stem >= ? AND f.stem < ?)"
        return self._found(sql, (low, high, low, high), most)

    def addressed(self, url: str) -> list[Record]:
        """The records with this address among their URLs."""
        found = self._found("r.id IN (SELECT record FROM urls WHERE hash = ?)", (url_hash(url),))
        return [record for record in found if url in record.urls]

    def at(self, path: str) -> list[Record]:
        """The records whose file this path leads to, however it is spelt."""
        found = []
        real = os.path.realpath(path)
        for number, base in enumerate(self.bases):
            above = os.path.join(os.path.realpath(base or "."), "")
            if real.startswith(above):
                folder, _, name = real[len(above) :].rpartition("/")
                stem, suffix = _stem(name)
                where = "d.root = ? AND d.path = ? AND f.stem = ? AND f.suffix = ?"
                folder = folder + "/" if folder else ""
                found += self._found(where, (number, *map(_storable, (folder, stem, suffix))))
        return found

    def _found(self, where: str, parameters: Sequence[Any], most: int = -1) -> list[Record]:
        sql = (
            f"SELECT {_RECORD} FROM files f JOIN folders d ON d.id = f.folder JOIN records r ON r.id = f.id "
            f"JOIN contents c ON c.id = r.id WHERE {where} ORDER BY d.root, d.path, f.stem, f.suffix LIMIT ?"
        )
        return [self._record(row) for row in self._db.execute(sql, (*parameters, most))]

    def _record(self, row: Sequence[Any]) -> Record:
        root, folder, name, title, excerpt, published_at, body, packed = row
        fields = unpack(packed)
        if title is not None:
            fields["title"] = title
        if excerpt is not None:
            fields["excerpt"] = excerpt
        if published_at is not None and fields.get("publishedDateTime", 0) is None:
            fields["publishedDateTime"] = _EPOCH + timedelta(microseconds=published_at)
        return Record(self._path(root, folder, name), fields, body or "")

    def _path(self, root: int, folder: str, name: str) -> str:
        return self.bases[root] + _restored(folder) + _restored(name)


def url_hash(url: str) -> int:
    """64 bits of a URL, signed: an index of these takes a tenth of one of the URLs."""
    data = url.encode("utf-8", "surrogatepass")
    return (crc32(data) << 32 | crc32(data, 0x5EED)) - 2**63


def _stem(name: str) -> tuple[str, str]:
    """As PurePath: `a.b.md` is `a.b` and `.md`, `.md` is a stem."""
    dot = name.rfind(".")
    return (name[:dot], name[dot:]) if 0 < dot < len(name) - 1 else (name, "")


def _storable(text: str) -> str:
    """SQLite keeps UTF-8 alone: bytes of a name that are none (surrogates in Python) go as U+10FF80 to U+10FFFF."""
    return text if text.isascii() else "".join(_STORED.get(character, character) for character in text)


def _restored(text: str) -> str:
    return text if text.isascii() else "".join(_RESTORED.get(character, character) for character in text)


_STORED = {chr(0xDC00 + byte): chr(0x10FF00 + byte) for byte in range(0x80, 0x100)}
_RESTORED = {stored: character for character, stored in _STORED.items()}


def _hits(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The snippet without its marks, and where they stood."""
    text, hits = "", []
    for part in " ".join(snippet.split()).split(_HIT):
        hit, mark, rest = part.rpartition(_END)
        if mark:
            hits.append((len(text), len(text) + len(hit)))
        text += hit + rest
    return text, tuple(hits)

