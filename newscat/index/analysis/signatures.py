"""Articles with nearly the same text: MinHash signatures find the candidates, exact Jaccard similarity decides.

The text of an article is its title, excerpt and body; it is compared as the set of its pairs of neighbouring words, and
of neighbouring characters in scripts without spaces. A signature (Broder, 1997) has 60 minima in 12 bands of 5: two
articles are compared if they agree in a band, which 99.9 % of the pairs with a similarity of 0.85 do, and 89 % of those
with 0.7. The index keeps 4 bytes of each band.
"""

from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zlib import crc32

from newscat.article.field_table import FieldTable
from newscat.article.frontmatter import Limits
from newscat.article.text import analyze
from newscat.errors import missing_extra
from newscat.index.analysis.matched import Matched
from newscat.index.cache.database import meta, set_meta, writing
from newscat.index.load.pool import Worker, shared
from newscat.index.load.processes import prepare, received, send
from newscat.index.load.writer import restored
from newscat.index.text.bodies import Reading, read_record
from newscat.index.text.columns import prose

# Fewer articles are read in this process.
_THRESHOLD = 400
# Articles per message.
_BATCH = 128
BANDS, _ROWS, _SEED = 12, 5, 1
# In a bucket, each article is compared with at most this many different ones.
_MOST_DIFFERENT = 16
_KEPT_SETS = 512


def is_available() -> bool:
    from importlib.util import find_spec

    return find_spec("rensa") is not None


def require() -> None:
    """Raises UsageError if the package is missing."""
    if not is_available():
        raise missing_extra("--by near", "near", "; --by url, canonical-url and title need none")


def pairs_of_words(text: str) -> frozenset[str]:
    """The pairs of neighbouring words in a string, as searches have them; of one word, the word."""
    words = analyze(text).split()
    return frozenset(map(" ".join, pairwise(words)) if len(words) > 1 else words)


class _Job(NamedTuple):
    record: int
    path: str


def _pairs_at(path: str, reading: Reading) -> frozenset[str]:
    record = read_record(path, reading)
    if record is None:
        return frozenset()
    return pairs_of_words("\n".join(prose(record).values()))


def _signature(pairs: frozenset[str]) -> bytes:
    """Four bytes of each band; empty for an empty text, which is like no other."""
    from rensa import RMinHash

    if not pairs:
        return b""
    found = RMinHash(BANDS * _ROWS, _SEED)
    found.update(list(pairs))
    minima = array("I", found.digest()).tobytes()
    size = len(minima) // BANDS
    return array("I", (crc32(minima[at : at + size]) for at in range(0, len(minima), size))).tobytes()


def work() -> None:
    """The main function of a worker: receive batches, send their signatures, until there are no more."""
    prepare()
    messages = received()
    limits, table = next(messages)
    reading = Reading(Limits(*limits), FieldTable(*table))
    for batch in messages:
        send([_signature(_pairs_at(path, reading)) for _, path in batch])


def _key() -> str:
    """What signatures depend on besides the files."""
    from rensa import RMinHash

    return f"2 {RMinHash.ALGORITHM_VERSION} {BANDS} {_ROWS} {_SEED}"


def sign(matched: Matched) -> None:
    """Make the signatures that are missing, and keep them in the index."""
    db, reading = matched.db, matched.reading
    with writing(db):
        if meta(db, "signatures") != _key():
            db.execute("DELETE FROM signatures")
            set_meta(db, "signatures", _key())
        where = matched.where("r.id")
        sql = f"""
            SELECT r.id, printed(d.root, d.path, f.stem || f.suffix)
            FROM records r JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder
            {where} {"AND" if where else "WHERE"} r.id NOT IN (SELECT record FROM signatures) ORDER BY r.id
        """
        jobs = [_Job(id, restored(path)) for id, path in db.execute(sql, matched.parameters)]
        worker = Worker(__name__, work.__name__, (tuple(reading.limits), reading.table.plain()))
        signed = shared(
            jobs, lambda job: _signature(_pairs_at(job.path, reading)), worker, threshold=_THRESHOLD, size=_BATCH
        )
        with closing(signed):
            rows = ((job.record, signature) for job, signature in signed)
            db.executemany("INSERT INTO signatures VALUES (?, ?)", rows)


def near(
    matched: Matched,
    threshold: float,
    is_joined: Callable[[int, int], bool],
    may_join: Callable[[int, int], bool],
) -> Iterator[tuple[int, int]]:
    """Pairs of records of at least `threshold` similarity, except the ones that are joined already or must not be.

    The caller joins each pair before it asks for the next."""
    sign(matched)
    records, bands = array("q"), [array("I") for _ in range(BANDS)]
    sql = f"SELECT record, bands FROM signatures {matched.where('record')} ORDER BY record"
    for record, packed in matched.db.execute(sql, matched.parameters):
        if packed:
            records.append(record)
            for band, value in zip(bands, array("I", packed), strict=True):
                band.append(value)
    alike = _Alike(matched, threshold)
    for band in bands:
        for bucket in _buckets(records, band):
            different: list[int] = []
            for record in bucket:
                if any(is_joined(record, other) for other in different):
                    continue
                like = next((other for other in different if may_join(other, record) and alike(other, record)), None)
                if like is not None:
                    yield like, record
                elif len(different) < _MOST_DIFFERENT:
                    different.append(record)


def _buckets(records: "array[int]", band: "array[int]") -> Iterator[list[int]]:
    """The records that agree in a band with others."""
    first: dict[int, int] = {}
    buckets: dict[int, list[int]] = {}
    for record, value in zip(records, band, strict=True):
        other = first.setdefault(value, record)
        if other != record:
            buckets.setdefault(value, [other]).append(record)
    return iter(buckets.values())


class _Alike:
    """Whether two records are alike, by what the files say."""

    def __init__(self, matched: Matched, threshold: float) -> None:
        self._threshold = threshold
        self._different: set[tuple[int, int]] = set()
        self._pairs: Callable[[int], frozenset[str]] = lru_cache(_KEPT_SETS)(lambda record: _read(matched, record))

    def __call__(self, one: int, other: int) -> bool:
        if (one, other) in self._different:
            return False
        is_alike = similarity(self._pairs(one), self._pairs(other)) >= self._threshold
        if not is_alike:
            self._different.add((one, other))
        return is_alike


def similarity(one: frozenset[Any], other: frozenset[Any]) -> float:
    """The Jaccard similarity of two sets; 0 of empty ones."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _read(matched: Matched, record: int) -> frozenset[str]:
    sql = """
        SELECT printed(d.root, d.path, f.stem || f.suffix) FROM files f JOIN folders d ON d.id = f.folder WHERE f.id = ?
    """
    [path] = matched.db.execute(sql, (record,)).fetchone()
    return _pairs_at(restored(path), matched.reading)
