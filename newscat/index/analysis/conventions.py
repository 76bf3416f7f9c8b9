"""What most records have in common: their structures, and the spellings of topics, providers and authors."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import NamedTuple

from newscat.article.field_table import FieldTable
from newscat.article.frontmatter.structure import parsed
from newscat.index.codec import unpack

Path = tuple[str, ...]


class Structure(NamedTuple):
    """A structure of front matter: the kind of value by path, and how many records of the population have it."""

    id: int
    kinds: Mapping[Path, str]
    articles: int


class Population(NamedTuple):
    """The records that are news articles, or the ones that are pages."""

    is_news: bool
    structures: list[Structure]

    @property
    def size(self) -> int:
        return sum(one.articles for one in self.structures)


class Spelled(NamedTuple):
    """A name as it is written, with the number of records, and a function that gives their ids."""

    text: str
    articles: int
    records: Callable[[], list[int]]
    domain: str = ""


def populations(db: sqlite3.Connection) -> list[Population]:
    sql = """
        SELECT r.kind & 1, s.id, s.text, r.count
        FROM (SELECT kind, structure, count(*) AS count FROM records WHERE structure IS NOT NULL GROUP BY 1, 2) r
        JOIN structures s ON s.id = r.structure
    """
    found: dict[int, list[Structure]] = {}
    for kind, id, text, count in db.execute(sql):
        found.setdefault(kind, []).append(Structure(id, parsed(text), count))
    return [Population(bool(kind), structures) for kind, structures in sorted(found.items())]


def with_structure(db: sqlite3.Connection, structure: int, is_news: bool) -> list[int]:
    sql = "SELECT id FROM records WHERE structure = ? AND kind & 1 = ?"
    return [id for (id,) in db.execute(sql, (structure, is_news))]


def _ids(db: sqlite3.Connection, sql: str, *parameters: object) -> Callable[[], list[int]]:
    return lambda: [id for (id,) in db.execute(sql, parameters)]


def _topics(db: sqlite3.Connection, table: FieldTable) -> list[Spelled]:
    sql = """
        SELECT s.id, s.text, t.count FROM (SELECT spelling, count(*) AS count FROM topics GROUP BY 1) t
        JOIN spellings s ON s.id = t.spelling ORDER BY s.id
    """
    having = "SELECT record FROM topics WHERE topic = (SELECT topic FROM spellings WHERE id = ?1) AND spelling = ?1"
    return [Spelled(text, count, _ids(db, having, id)) for id, text, count in db.execute(sql).fetchall()]


def _providers(db: sqlite3.Connection, table: FieldTable) -> list[Spelled]:
    sql = """
        SELECT p.id, p.name, lower(p.domain), r.count
        FROM (SELECT provider, count(*) AS count FROM records GROUP BY 1) r JOIN providers p ON p.id = r.provider
        WHERE p.name != '' ORDER BY p.id
    """
    having = "SELECT id FROM records WHERE provider = ?"
    found = db.execute(sql).fetchall()
    return [Spelled(name, count, _ids(db, having, id), domain) for id, name, domain, count in found]


def _authors(db: sqlite3.Connection, table: FieldTable) -> list[Spelled]:
    """Of records whose front matter has a source of the field: a structure says so, and most are not decoded."""
    sources = {source.partition(".")[0].lower() for source in table.by_name["author"].sources}
    known = [(id, parsed(text)) for id, text in db.execute("SELECT id, text FROM structures")]
    structures = [id for id, kinds in known if any(path[0].lower() in sources for path in kinds)]
    records: dict[str, list[int]] = {}
    for structure in structures:
        sql = "SELECT c.id, c.fields FROM records r JOIN contents c ON c.id = r.id WHERE r.structure = ?"
        for id, packed in db.execute(sql, (structure,)):
            for name in table.value("author", unpack(packed)):
                records.setdefault(name, []).append(id)
    return [Spelled(name, len(ids), ids.copy) for name, ids in records.items()]


NAMES = {"topics": _topics, "provider": _providers, "author": _authors}
