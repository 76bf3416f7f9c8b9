"""Records with the same URL or title, and what is known of the records in a group."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from newscat.article.dates import from_ticks
from newscat.index import ids
from newscat.index.analysis.matched import Matched
from newscat.index.codec import restored
from newscat.index.load.hashes import make_hashes
from newscat.index.load.writer import restored as restored_name
from newscat.index.schema import DUPLICATE_COLUMNS


class Copy(NamedTuple):
    """A record that may be a copy. `filled` is the number of its fields that have a value, `day` that of its date,
    `language` what the front matter says."""

    record: int
    id: str
    path: str
    title: str
    language: str
    filled: int
    quality: int | None
    day: str


def equal(matched: Matched, tier: str) -> Iterator[list[int]]:
    """The records that are equal in `tier`, two or more each."""
    column = DUPLICATE_COLUMNS[tier]
    make_hashes(matched.db, matched.table)
    sql = f"""
        WITH known AS (SELECT {column} AS key, record FROM duplicates {matched.where("record")})
        SELECT key, record FROM known WHERE key IN (
            SELECT key FROM known WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1
        ) ORDER BY key, record
    """
    rows = matched.db.execute(sql, matched.parameters).fetchall()
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield [record for _, record in group]


def copies(matched: Matched, records: Iterable[int]) -> dict[int, Copy]:
    sql = f"""
        SELECT {ids.ID}, printed(d.root, d.path, f.stem || f.suffix), c.title, c.excerpt, r.published_at, r.quality,
            l.folded, c.fields
        FROM {ids.JOINED} JOIN contents c ON c.id = r.id LEFT JOIN labels l ON l.id = r.language WHERE r.id = ?
    """
    found: dict[int, Copy] = {}
    for record in records:
        row = matched.db.execute(sql, (record,)).fetchone()
        id, path, title, excerpt, ticks, quality, language, packed = row
        fields = restored(packed, title, excerpt, ticks)
        filled = sum(value not in (None, "", [], {}) for value in fields.values())
        day = "" if ticks is None else from_ticks(ticks).date().isoformat()
        id = restored_name(id)
        found[record] = Copy(record, id, restored_name(path), title or id, language or "", filled, quality, day)
    return found
