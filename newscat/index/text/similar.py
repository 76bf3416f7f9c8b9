"""Find similar records by the text index: search for any of a record's most distinctive terms.

docs/similar.md compares the results with a language model.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from newscat.article.record import Record
from newscat.article.text import analyze, folded, normal_title
from newscat.article.urls import canonical_url
from newscat.index.schema import TEXT_COLUMNS, WEIGHTS
from newscat.index.text.columns import prose

# Number of terms in the search: more terms find more records, but no better ones.
_TERMS = 25
# Terms below this fraction of the most distinctive one's weight are left out: `the`, `announcing`.
_LEAST = 0.2
# Maximum sum of the terms' record counts: FTS5 scores 20,000 in 25 ms.
_POSTINGS = 20_000
# Number of records, the best by bm25, that are compared term by term.
_COMPARED = 200
# The part of a body that is compared (characters): the rest has the same subject.
_BODY = 20_000
# The provider and the related articles do not make articles similar.
_COMPARED_COLUMNS = ("title", "excerpt", "topics", "body")
_WEIGHTS = {name: each for name, each in zip(TEXT_COLUMNS, WEIGHTS, strict=True) if name in _COMPARED_COLUMNS}
# (k1 + 1) · weight / (weight + k1), as in FTS5 for average length.
_AS_TOPIC = 2.2 * _WEIGHTS["topics"] / (_WEIGHTS["topics"] + 1.2)
_SCORE = f"bm25(fulltext, {', '.join(str(_WEIGHTS.get(name, 0.0)) for name in TEXT_COLUMNS)})"


class Neighbour(NamedTuple):
    """A record similar to another one. `score` is 1 for a copy; `shared` are the terms that both have, most
    distinctive first; `same` is "url" or "title" if the two have the same one."""

    record: Record
    score: float
    shared: tuple[str, ...]
    same: str | None


class _Term(NamedTuple):
    """A word of title, excerpt or body, or a whole topic."""

    text: str
    is_topic: bool = False

    @property
    def asked(self) -> str:
        """The word in FTS5's syntax."""
        return '{title excerpt body} : "' + self.text.replace('"', '""') + '"'


# The weight of each term of a record: the sum of the weights of its columns.
_Terms = Mapping[_Term, float]


def neighbours(
    db: sqlite3.Connection,
    ids: Sequence[int],
    most: int | None,
    record_of: Callable[[int], Record],
    least: float,
) -> tuple[int, list[Neighbour]]:
    """The number of records with a score of at least `least`, or with the same URL or title, and the `most` similar of
    them, most similar first.

    They are found among the best `_COMPARED` records that share a distinctive term with the record or, if `least` is 0,
    among all. `ids` are the record's ids in the index: several if roots overlap. The text index must exist.
    """
    record = record_of(ids[0])
    [own] = _terms_of([record])
    rarity, counts = _rarity(db, own)
    distinctive = _distinctive(own, rarity, counts)
    if not distinctive:
        return 0, []
    asked = {term: rarity[term] for term in _affordable(distinctive, counts)}
    compared = _COMPARED if least else None if most is None else max(most, _COMPARED)
    total, found = _found(db, asked, ids, compared)
    others = [record_of(id) for id in found]
    near = []
    for other, terms in zip(others, _terms_of(others), strict=True):
        shared = tuple(dict.fromkeys(term.text for term in distinctive if term in terms))
        if shared:
            near.append(Neighbour(other, _likeness(rarity, own, terms), shared, _same(record, other)))
    total -= len(found) - len(near)  # these have a word only in an entity, or late in their body
    near.sort(key=lambda one: -one.score)  # stable: equal scores stay newest first
    if least:
        near = [one for one in near if one.score >= least or one.same]
        total = len(near)
    return total, near[:most]


def _likeness(rarity: _Terms, own: _Terms, other: _Terms) -> float:
    """The cosine similarity, which is independent of length: 1 for a copy.

    Looking up the rarity of each term of the other record would be slow: the average of the record's own is used.
    """
    square = {term: rare * rare for term, rare in rarity.items()}
    shared = [term for term in square if term in other]
    norm = sum(square[term] * own[term] for term in square)
    rest = (sum(other.values()) - sum(other[term] for term in shared)) * norm / sum(own.values())
    others = sum(square[term] * other[term] for term in shared) + max(rest, 0.0)
    return round(
        sum(square[term] * math.sqrt(own[term] * other[term]) for term in shared) / math.sqrt(norm * others), 4
    )


def _distinctive(own: _Terms, rarity: _Terms, counts: Mapping[_Term, int]) -> list[_Term]:
    """The terms that other records have, too, most distinctive first."""
    weights = {term: math.sqrt(own[term]) * rare for term, rare in rarity.items() if counts[term] > 1}
    least = _LEAST * max(weights.values(), default=0.0)
    return sorted((term for term in weights if weights[term] >= least), key=lambda term: (-weights[term], term))


def _affordable(terms: Iterable[_Term], counts: Mapping[_Term, int]) -> list[_Term]:
    """As many of the terms as can be searched for quickly."""
    chosen: list[_Term] = []
    left = _POSTINGS
    for term in terms:
        if counts[term] <= left and len(chosen) < _TERMS:
            chosen.append(term)
            left -= counts[term]
    return chosen


def _rarity(db: sqlite3.Connection, terms: Iterable[_Term]) -> tuple[dict[_Term, float], dict[_Term, int]]:
    """The rarity of each term, and the number of records that have it.

    Rarity is bm25's idf plus 1, so that it is never negative, even if two of three records have the term.
    """
    [records] = db.execute("SELECT count(*) FROM records").fetchone()
    counts = dict(_counts(db, terms))
    return {term: math.log(1 + (records - count + 0.5) / (count + 0.5)) for term, count in counts.items()}, counts


def _counts(db: sqlite3.Connection, terms: Iterable[_Term]) -> Iterator[tuple[_Term, int]]:
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, fulltext, row)")
    word = "SELECT doc FROM temp.vocabulary WHERE term = ?"
    topic = """
        SELECT count(*) FROM topics WHERE topic = (SELECT id FROM labels WHERE field = 'topic' AND folded = ?)
    """
    for term in terms:
        for (count,) in db.execute(topic if term.is_topic else word, (term.text,)):
            yield term, count


def _found(db: sqlite3.Connection, asked: _Terms, ids: Sequence[int], most: int | None) -> tuple[int, list[int]]:
    """The number of other records that have any of the terms, and the best of them, newest first for equal scores.

    Words are scored by bm25, and a topic like a word that has only that column.
    """
    words = " OR ".join(term.asked for term in asked if not term.is_topic) or '""'
    topics = [(term.text, -rare) for term, rare in asked.items() if term.is_topic]
    rows = ", ".join("(?, ?)" for _ in topics) or "(NULL, NULL)"
    marks = ", ".join("?" * len(ids))
    # Only records that can be among the best are looked up to order equal scores.
    sql = f"""
        WITH asked (folded, score) AS (VALUES {rows}), hits AS (
            SELECT rowid AS id, {_SCORE} AS score FROM fulltext
                WHERE fulltext MATCH ? AND EXISTS (SELECT 1 FROM records r WHERE r.id = fulltext.rowid) UNION ALL
            SELECT t.record, {_AS_TOPIC} * asked.score FROM asked JOIN labels l ON l.field = 'topic'
                AND l.folded = asked.folded JOIN topics t ON t.topic = l.id
        ), found AS MATERIALIZED (
            SELECT id, sum(score) AS score FROM hits WHERE id NOT IN ({marks}) GROUP BY id
        )
        SELECT found.id, (SELECT count(*) FROM found) FROM found JOIN records r ON r.id = found.id
            JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder
        WHERE score <= (SELECT max(score) FROM (SELECT score FROM found ORDER BY score LIMIT ?))
        ORDER BY score, r.published_at DESC, d.root, d.path, f.stem || f.suffix LIMIT ?
    """
    limit = -1 if most is None else most
    flat = [value for topic in topics for value in topic]
    rows_found = db.execute(sql, (*flat, words, *ids, limit, limit)).fetchall()
    return (rows_found[0][1] if rows_found else 0), [id for id, _ in rows_found]


def _terms_of(records: Sequence[Record]) -> list[_Terms]:
    """Each record's words and topics. A single character is no term, neither `s` after an apostrophe nor a letter of an
    unspaced script."""
    found: list[dict[_Term, float]] = []
    for record in records:
        terms: dict[_Term, float] = defaultdict(float)
        for column, text in prose(record, _BODY).items():
            for word in analyze(text).split():
                if len(word) > 1:
                    terms[_Term(word)] += _WEIGHTS[column]
        for topic in {folded(topic) for topic in record.topics if analyze(topic)}:
            terms[_Term(topic, is_topic=True)] = _WEIGHTS["topics"]
        found.append(terms)
    return [*found]


def _same(one: Record, other: Record) -> str | None:
    """What is the same in both: a URL or the title, compared as by `dup:`."""
    urls = [{canonical_url(url) or url for url in each.urls if url} for each in (one, other)]
    if not urls[0].isdisjoint(urls[1]):
        return "url"
    titles = [normal_title(each.title or "") for each in (one, other)]
    return "title" if titles[0] and titles[0] == titles[1] else None
