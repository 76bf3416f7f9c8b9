"""The hashes by which records with the same URL or title are found: the tables `urls` and `duplicates`.

Those of `duplicates` are made by the first question that needs them; the workers that check all rules send them, too.
"""

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from zlib import adler32, crc32

from newscat.article.field_table import FieldTable
from newscat.article.text import normal_title
from newscat.article.urls import canonical_url
from newscat.index.codec import unpack

if TYPE_CHECKING:
    from sqlite3 import Connection


class Hashes(NamedTuple):
    """Of originalUrl, of its canonical form, and of the normalised title; None if there is none."""

    url: int | None
    canonical: int | None
    title: int | None


def hashes(url: str | None, title: str | None) -> Hashes:
    canonical = canonical_url(url) if url else None
    normal = normal_title(title) if title else None
    return Hashes(*(hashed(text) if text else None for text in (url, canonical, normal)))


def hashed(text: str) -> int:
    """63 bits of a string. Among a million strings, a collision occurs in one of 10^7 catalogues."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def url_hash(url: str) -> int:
    """56 bits of a URL: an index of hashes takes a tenth of the space of an index of URLs."""
    data = url.encode("utf-8", "surrogatepass")
    return crc32(data) << 24 | adler32(data) & 0xFFFFFF


def make_hashes(db: "Connection", table: FieldTable) -> None:
    """Make the hashes that are missing, and keep them in the index: 15 µs each."""
    if _are_made(db):
        return
    from newscat.index.cache.database import writing  # workers need no SQLite

    with writing(db):
        rows = db.execute("""
            SELECT id, title, fields FROM contents WHERE id NOT IN (SELECT record FROM duplicates)
        """)
        made = ((id, *hashes(table.value("url", unpack(fields)), title)) for id, title, fields in rows)
        db.executemany("INSERT INTO duplicates VALUES (?, ?, ?, ?)", list(made))


def _are_made(db: "Connection") -> bool:
    counted = "SELECT (SELECT count(*) FROM records) = (SELECT count(*) FROM duplicates)"
    return bool(db.execute(counted).fetchone()[0])
