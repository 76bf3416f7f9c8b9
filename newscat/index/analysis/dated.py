"""The dated records, in the order of time, as `newscat.analysis.stories` compares them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zlib import crc32

from newscat.article.dates import from_ticks
from newscat.article.urls import canonical_url
from newscat.article.values import values_at
from newscat.index import ids
from newscat.index.analysis.matched import Matched
from newscat.index.codec import restored, unpack
from newscat.index.load.hashes import hashed, make_hashes, url_hash
from newscat.index.load.writer import restored as restored_name
from newscat.index.schema import UNDATED

# The keys of an element of `related` that are addresses.
ADDRESSES = ("webUrl", "originalUrl", "url", "ampWebUrl", "cdnAmpWebUrl")


class Dated(NamedTuple):
    """A record with a date. `published_at` is in microseconds; `related` are the records that it names."""

    record: int
    published_at: int
    title: str
    excerpt: str
    provider: str
    related: tuple[int, ...]


class Member(NamedTuple):
    """An article of a story. `provider` is its name, else its domain; `url` its address."""

    id: str
    path: str
    title: str
    excerpt: str | None
    provider: str | None
    published_at: datetime
    heat: int | None
    url: str | None


def dated(matched: Matched) -> Iterator[Dated]:
    """The records that match and have a date, earliest first. 10 µs each, and as much again with `related`."""
    has_related = """instr(c.fields, '"related":[') AND NOT instr(c.fields, '"related":[]')"""
    if matched.db.execute(f"SELECT 1 FROM contents c WHERE {has_related}").fetchone():
        make_hashes(matched.db, matched.table)
    sql = f"""
        SELECT r.id, r.published_at, coalesce(c.title, ''), coalesce(c.excerpt, ''), p.name, p.domain,
            CASE WHEN {has_related} THEN c.fields END
        FROM {ids.JOINED} JOIN contents c ON c.id = r.id LEFT JOIN providers p ON p.id = r.provider
        {matched.where("r.id")} ORDER BY r.published_at, d.root, d.path, f.stem || f.suffix
    """
    addresses = _Addresses(matched)
    for record, ticks, title, excerpt, name, domain, packed in matched.db.execute(sql, matched.parameters):
        if ticks is not None and ticks != UNDATED:
            related = tuple(addresses.records(_urls(unpack(packed)))) if packed else ()
            yield Dated(record, ticks >> 1, title, excerpt, (domain or name or "").casefold(), related)


def _urls(fields: dict[object, object]) -> Iterator[str]:
    """The URLs in `related`."""
    for value in values_at(fields, ("related",)):
        for each in value if isinstance(value, list) else [value]:
            named = [each.get(key) for key in ADDRESSES] if isinstance(each, dict) else [each]
            yield from (one for one in named if isinstance(one, str))


class _Addresses:
    """The records by their URLs."""

    def __init__(self, matched: Matched) -> None:
        self._matched = matched

    @cached_property
    def _canonical(self) -> dict[int, list[int]]:
        """By the hash of the canonical URL. The table has no index on it: a look-up would read all of it."""
        found: dict[int, list[int]] = defaultdict(list)
        sql = "SELECT canonical, record FROM duplicates WHERE canonical IS NOT NULL"
        for canonical, record in self._matched.db.execute(sql):
            found[canonical].append(record)
        return found

    def records(self, urls: Iterable[str]) -> Iterator[int]:
        """The records with one of these URLs, as written or in canonical form."""
        for url in urls:
            yield from (
                id for (id,) in self._matched.db.execute("SELECT record FROM urls WHERE hash = ?", (url_hash(url),))
            )
            canonical = canonical_url(url)
            yield from self._canonical.get(hashed(canonical), ()) if canonical else ()


def sample(matched: Matched, most: int) -> Iterator[str]:
    """Title and excerpt of about `most` records of the whole index, chosen by hash; of all, if there are fewer."""
    [records] = matched.db.execute("SELECT count(*) FROM records").fetchone()
    every = -(-records // most)
    for (text,) in matched.db.execute("SELECT coalesce(title, '') || ' ' || coalesce(excerpt, '') FROM contents"):
        if every < 2 or crc32(text.encode("utf-8", "replace")) % every == 0:
            yield text


def member(matched: Matched, record: int) -> Member:
    """A record that `dated` gave."""
    sql = f"""
        SELECT {ids.ID}, printed(d.root, d.path, f.stem || f.suffix), c.title, c.excerpt, p.name, p.domain,
            r.published_at, r.heat, c.fields
        FROM {ids.JOINED} JOIN contents c ON c.id = r.id LEFT JOIN providers p ON p.id = r.provider WHERE r.id = ?
    """
    id, path, title, excerpt, name, domain, ticks, heat, packed = matched.db.execute(sql, (record,)).fetchone()
    fields, id = restored(packed, title, excerpt, ticks), restored_name(id)
    url = matched.table.value("url", fields) or matched.table.value("web", fields)
    at = from_ticks(ticks)
    return Member(id, restored_name(path), title or id, excerpt, name or domain or None, at, heat, url)
