"""The hashes by which records with the same URL or title are found: the tables `urls` and `duplicates`.

The workers that check all rules send them. After a load without rules, the first question that needs them makes them.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32, crc32

from newscat.article.field_table import FieldTable
from newscat.article.record import URLS, Record
from newscat.article.text import normal_title
from newscat.index.codec import unpack

if TYPE_CHECKING:
    from sqlite3 import Connection

# Records whose hashes are made at a time.
_BATCH = 2000


class Hashes(NamedTuple):
    """`compared`: of originalUrl, of its canonical form, and of the normalised title; None if there is none."""

    compared: tuple[int | None, ...]
    urls: tuple[int, ...]


def hashes(urls: Sequence[str | None], title: str | None) -> Hashes:
    """Of the record's addresses, in the order of `record.URLS`, and of its title."""
    from newscat.article.urls import canonical_url

    url = urls[0]
    canonical = canonical_url(url) if url else None
    normal = normal_title(title) if title else None
    compared = tuple(hashed(text) if text else None for text in (url, canonical, normal))
    return Hashes(compared, tuple(url_hash(each) for each in dict.fromkeys(urls) if each))


def hashed(text: str) -> int:
    """63 bits of a string. Among a million strings, a collision occurs in one of 10^7 catalogues."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def url_hash(url: str) -> int:
    """56 bits of a URL: an index of hashes takes a tenth of the space of an index of URLs."""
    data = url.encode("utf-8", "surrogatepass")
    return crc32(data) << 24 | adler32(data) & 0xFFFFFF


def make_hashes(db: "Connection", table: FieldTable) -> None:
    """Make the hashes that are missing, and keep them in the index: 20 µs a record."""
    if _are_made(db):
        return
    from newscat.index.cache.database import writing  # workers need no SQLite

    with writing(db):
        rows = db.execute("SELECT id, title, fields FROM contents WHERE id NOT IN (SELECT record FROM duplicates)")
        while some := rows.fetchmany(_BATCH):
            keep_hashes(db, [(id, _of_packed(fields, title, table)) for id, title, fields in some])


def keep_hashes(db: "Connection", made: Sequence[tuple[int, Hashes]]) -> None:
    """Keep the hashes of these records, in the open transaction."""
    rows = [(id, *compared) for id, (compared, _) in made]
    db.executemany("INSERT INTO duplicates VALUES (?, ?, ?, ?)", rows)
    db.executemany("INSERT INTO urls VALUES (?, ?)", [(url, id) for id, (_, urls) in made for url in urls])


def _of_packed(fields: str, title: str | None, table: FieldTable) -> Hashes:
    return hashes(list(Record("", unpack(fields), table=table).values(URLS)), title)


def _are_made(db: "Connection") -> bool:
    counted = "SELECT (SELECT count(*) FROM records) = (SELECT count(*) FROM duplicates)"
    return bool(db.execute(counted).fetchone()[0])
