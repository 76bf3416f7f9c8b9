"""The ids of records, which are unique in an index, and the records that an id, a part or a prefix of one finds.

An id is the front matter's own, else the path below the root: without its suffix, and of an index file only its
folder. Where ids are equal, `clashes` has another form for all records but at most one.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import normalize

from newscat.article.record import INDEX_FILES, last_part
from newscat.index.load.writer import restored as restored_name
from newscat.index.load.writer import split_name, storable

# The forms of an id, from the shortest: `level` in the table `clashes`.
DECLARED, PATH, WITH_SUFFIX, PRINTED = range(4)
_INDEX_FILES = ", ".join(f"'{name}'" for name in INDEX_FILES)
_IS_FOLDER = f"f.stem IN ({_INDEX_FILES}) AND d.path <> ''"
_LEVEL = "coalesce((SELECT level FROM clashes WHERE record = r.id), r.name IS NULL)"
# The last part of an id from the path: no other record changes it.
LAST_OF_PATH = f"CASE WHEN {_IS_FOLDER} THEN d.name ELSE f.stem END"
_PATH = f"CASE WHEN {_IS_FOLDER} THEN substr(d.path, 1, length(d.path) - 1) ELSE d.path || f.stem END"
# The parts of its path, for `printed`.
FILE = "d.root, d.path, f.stem || f.suffix"
# SQL for the id of the record `r` with the file `f` in the folder `d`.
ID = f"""CASE {_LEVEL} WHEN {DECLARED} THEN r.name WHEN {PATH} THEN {_PATH}
    WHEN {WITH_SUFFIX} THEN d.path || f.stem || f.suffix ELSE printed({FILE}) END"""
JOINED = "records r JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder"
_HAS_PATH_ID = "(r.name IS NULL OR r.id IN (SELECT record FROM clashes))"
_LAST = "\U0010ffff"
# More new records than this are not looked up one by one: each takes 0.1 ms.
_FEW = 100
# A short id has at least this number of characters, unless the whole last part is shorter.
_SHORT = 7
# A short id ends with a word if it then is not longer than this.
_WORDS = 16


def connect(db: sqlite3.Connection, bases: Sequence[str]) -> None:
    """Let SQL print paths. `bases` are the roots as they are printed."""
    db.create_function("printed", 3, lambda *path: storable(printed(bases, *path)), deterministic=True)


def printed(bases: Sequence[str], root: int, folder: str, name: str) -> str:
    """A stored path as it is printed."""
    return bases[root] + restored_name(folder) + restored_name(name)


# --- where ids are equal ----------------------------------------------------------------------------------------------


def find_clashes(db: sqlite3.Connection, first: int) -> None:
    """Fill `clashes`, in the open transaction: for 100,000 records 0.02 s if all ids are plainly unique, else 0.1 s.

    `first` is the first record that is new since the last time. If no ids were equal then, a few new records are looked
    up one by one.

    A declared id that several records share is not used, and no other record gets it, so that it finds these. Of a
    declared id and a path, the path gives way.
    """
    if first > 1 and not db.execute("SELECT 1 FROM clashes").fetchone() and _stay_unique(db, first):
        return
    db.execute("DELETE FROM clashes")
    if db.execute(f"SELECT {_ARE_UNIQUE}").fetchone()[0]:
        return
    while raised := [each for group in _equal(db) for each in _raised(group)]:
        db.executemany("INSERT OR REPLACE INTO clashes VALUES (?, ?)", raised)


def _stay_unique(db: sqlite3.Connection, first: int) -> bool:
    """Whether there are only a few records from `first` on, and none has the id of another record."""
    new = db.execute(f"SELECT {ID} FROM {JOINED} WHERE r.id >= ? LIMIT ?", (first, _FEW + 1)).fetchall()
    return len(new) <= _FEW and all([its for _, its in _with_path(db, id)].count(id) == 1 for (id,) in new)


# Whether indexes alone show that no two ids are equal: none is declared twice, and either all are declared or all are
# paths below one root, without index files.
_ARE_UNIQUE = f"""
    NOT EXISTS (SELECT 1 FROM records WHERE name IS NOT NULL GROUP BY name HAVING count(*) > 1)
    AND (
        NOT EXISTS (SELECT 1 FROM records WHERE name IS NULL)
        OR NOT EXISTS (SELECT 1 FROM records WHERE name IS NOT NULL)
        AND (SELECT count(DISTINCT root) = 1 FROM folders)
        AND NOT EXISTS (SELECT 1 FROM files WHERE stem IN ({_INDEX_FILES}))
        AND NOT EXISTS (SELECT 1 FROM files GROUP BY folder, stem HAVING count(*) > 1)
    )
"""


def _equal(db: sqlite3.Connection) -> Iterator[list[tuple[int, int]]]:
    """The records with equal ids, as (record, level); also one record, if others declare its id and do not have it."""
    sql = f"""
        SELECT group_concat(record) FROM (
            SELECT {ID} AS id, r.id AS record FROM {JOINED}
            UNION ALL
            SELECT DISTINCT r.name, 0 FROM clashes k JOIN records r ON r.id = k.record WHERE r.name IS NOT NULL
        ) GROUP BY id HAVING count(*) > 1
    """
    level = f"SELECT r.id, {_LEVEL} FROM records r WHERE r.id = ?"
    for (records,) in db.execute(sql).fetchall():
        yield [each for record in records.split(",") for each in db.execute(level, (record,))]


def _raised(group: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The records of a group that get another level, and this level."""
    declared = [record for record, level in group if level == DECLARED]
    low = min((level for _, level in group if level != DECLARED), default=PRINTED)
    paths = [(record, level + 1) for record, level in group if level == low < PRINTED]
    yield from paths
    if len(declared) > 1 or not paths:
        yield from ((record, PATH) for record in declared)


# --- what finds a record ----------------------------------------------------------------------------------------------


def exact(db: sqlite3.Connection, id: str) -> list[int]:
    """The record with this id, unless the id is a printed path; else the records that would have it."""
    found = _with_path(db, storable(id))
    return [record for record, its in found if its == storable(id)] or [record for record, _ in found]


def has_printed(db: sqlite3.Connection) -> bool:
    """Whether the id of a record is its printed path."""
    return db.execute("SELECT 1 FROM clashes WHERE level = ? LIMIT 1", (PRINTED,)).fetchone() is not None


def _with_path(db: sqlite3.Connection, id: str) -> list[tuple[int, str]]:
    """The records that declare this id, or whose path below their root it is; with their ids."""
    folder, slash, name = id.rpartition("/")
    stem, suffix = split_name(restored_name(name))
    # A catalogue of named files has thousands of roots: there, few files have the name, but many folders the path.
    [roots] = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM folders WHERE path = ? LIMIT 9)", (folder + slash,)
    ).fetchone()
    tables = "folders d CROSS JOIN files f ON f.folder = d.id"
    if roots > 8:
        tables = "files f CROSS JOIN folders d ON d.id = f.folder"
    sql = f"""
        SELECT id FROM records WHERE name = :id
        UNION SELECT r.id FROM records r WHERE {_HAS_PATH_ID} AND r.id IN (
            SELECT f.id FROM {tables} WHERE d.path = :folder AND f.stem = :name
            UNION SELECT f.id FROM {tables} WHERE d.path = :folder AND f.stem = :stem AND f.suffix = :suffix
            UNION SELECT f.id FROM folders d CROSS JOIN files f ON f.folder = d.id
                WHERE d.path = :id || '/' AND f.stem IN ({_INDEX_FILES})
        )
    """
    return _ids(db, sql, {"id": id, "folder": folder + slash, "name": name, "stem": stem, "suffix": suffix})


def ending(db: sqlite3.Connection, parts: str) -> list[int]:
    """The records whose id ends with these parts: `alpha`, or `posts/alpha`, of `blog/posts/alpha`."""
    wanted = storable(parts)
    name = last_part(wanted)
    stem, suffix = split_name(restored_name(name))
    sql = f"""
        SELECT id FROM files WHERE stem = :name
        UNION SELECT id FROM files WHERE stem = :stem AND suffix = :suffix
        UNION SELECT f.id FROM folders d JOIN files f ON f.folder = d.id WHERE d.name = :name AND {_IS_FOLDER}
        UNION SELECT id FROM records WHERE instr(name, '/') AND instr(name, '/' || :name)
    """
    found = _ids(db, sql, {"name": name, "stem": stem, "suffix": suffix})
    return [record for record, id in found if id.endswith(f"/{wanted}")]


def composed(db: sqlite3.Connection, id: str) -> list[int]:
    """The records with this id or path, or with its last parts, however accents are composed. A scan of all."""
    if id.isascii():
        return []
    wanted = normalize("NFC", storable(id))
    ends = tuple(f"/{each}" for each in (wanted, split_name(wanted)[0]))
    every = _ids(db, "SELECT id FROM records", {})
    return [record for record, its in every if f"/{normalize('NFC', its)}".endswith(ends)]


def beginning(db: sqlite3.Connection, prefix: str, most: int) -> list[int]:
    """The records whose id, or its last part, begins with `prefix`: the first `most`, by id."""
    low = storable(prefix)
    first = beginning_with(db, prefix, most)
    if "/" not in prefix:
        sql = f"""
            SELECT * FROM (
                SELECT f.id FROM files f JOIN records r ON r.id = f.id
                WHERE f.stem >= :low AND f.stem < :high AND {_HAS_PATH_ID} ORDER BY f.stem LIMIT :most
            ) UNION SELECT * FROM (
                SELECT f.id FROM folders d JOIN files f ON f.folder = d.id
                WHERE d.name >= :low AND d.name < :high AND {_IS_FOLDER} ORDER BY d.name LIMIT :most
            ) UNION SELECT id FROM records WHERE instr(name, '/') AND instr(name, '/' || :low)
            UNION SELECT id FROM files WHERE stem = :stem AND id IN (SELECT record FROM clashes)
        """
        first += _ids(db, sql, {"low": low, "high": low + _LAST, "stem": split_name(prefix)[0], "most": most})
    found = {record: id for record, id in first if id.startswith(low) or last_part(id).startswith(low)}
    return sorted(found, key=lambda record: found[record])[:most]


def shorter(db: sqlite3.Connection, id: str) -> Iterator[str]:
    """Shorter forms of an id that may find its record alone, the shortest first: a prefix of the last part, which ends
    with a word if there is one near, then the last parts."""
    parts = id.split("/")
    last = storable(parts[-1])
    length = _SHORT
    for table, column in (("files", "stem"), ("folders", "name"), ("folders", "path"), ("records", "name")):
        for nearest in (
            f"max({column}) FROM {table} WHERE {column} < ?",
            f"min({column}) FROM {table} WHERE {column} > ?",
        ):
            other = db.execute(f"SELECT {nearest}", (last,)).fetchone()[0] or ""
            differs = (at for at, (one, its) in enumerate(zip(last, other, strict=False)) if one != its)
            length = max(length, next(differs, min(len(last), len(other))) + 1)
    word = next((end for end in range(length, min(_WORDS, len(last))) if last[end] in "-_. "), None)
    word = word or (length if len(last) > _WORDS else len(last))
    if word < len(last):
        yield restored_name(last[:word])
    yield from ("/".join(parts[-count:]) for count in range(1, len(parts)))


def beginning_with(db: sqlite3.Connection, prefix: str, most: int, way: str = "ASC") -> list[tuple[int, str]]:
    """At least the first `most` records whose id begins with `prefix`, with their ids; in no order.

    `way` DESC: at least the last ones.
    """
    low = storable(prefix)
    folder, slash, name = low.rpartition("/")
    sql = f"""
        SELECT * FROM (
            SELECT id FROM records WHERE name >= :low AND name < :high AND id NOT IN (SELECT record FROM clashes)
            ORDER BY name {way} LIMIT :most
        ) UNION SELECT * FROM (
            SELECT f.id FROM folders d CROSS JOIN files f ON f.folder = d.id JOIN records r ON r.id = f.id
            WHERE d.path = :folder AND f.stem >= :name AND f.stem < :name || :last AND {_HAS_PATH_ID}
            ORDER BY f.stem {way} LIMIT :most
        ) UNION SELECT * FROM (
            SELECT f.id FROM folders d CROSS JOIN files f ON f.folder = d.id JOIN records r ON r.id = f.id
            WHERE d.path >= :low AND d.path < :high AND {_HAS_PATH_ID} ORDER BY d.path {way}, f.stem {way} LIMIT :most
        ) UNION SELECT record FROM clashes WHERE level = {PRINTED}
        UNION SELECT id FROM files WHERE stem = :stem AND id IN (SELECT record FROM clashes)
    """
    stem, _ = split_name(restored_name(name))
    names = {"low": low, "high": low + _LAST, "last": _LAST, "stem": stem, "most": most}
    names |= {"folder": folder + slash, "name": name}
    return [(record, id) for record, id in _ids(db, sql, names) if id.startswith(low)]


def _ids(db: sqlite3.Connection, among: str, parameters: dict[str, Any]) -> list[tuple[int, str]]:
    """Those of the files `among` that are records, with their ids, in the order of paths."""
    sql = f"SELECT r.id, {ID} FROM {JOINED} WHERE r.id IN ({among}) ORDER BY {FILE}"
    return db.execute(sql, parameters).fetchall()
