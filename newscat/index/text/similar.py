"""More like this, from the text index alone: what tells most about a record is asked for, any of it.

docs/similar.md compares it with a language model.
"""

import html
import math
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from newscat.article.record import Record
from newscat.article.text import folded, normal_title
from newscat.article.urls import canonical_url
from newscat.index.schema import TEXT_COLUMNS, TOKENIZE, WEIGHTS

# What is asked for: more terms find more records, not other ones at the top.
_TERMS = 25
# A term that tells less than this part of what the most telling one does is left out: `the`, `announcing`.
_LEAST = 0.2
# In how many records the terms may stand, added up: FTS5 scores 20,000 in 25 ms.
_POSTINGS = 20_000
# So many records, the best by bm25, are compared with the record term by term.
_COMPARED = 200
# Of a body (characters): a longer one says nothing else further on.
_BODY = 20_000
# Who published an article and which others it names do not make it like another one.
_WEIGHTS = {name: each for name, each in zip(TEXT_COLUMNS, WEIGHTS, strict=True) if name not in ("provider", "related")}
# (k1 + 1) · weight / (weight + k1), as FTS5 has it for a text of mean length.
_AS_TOPIC = 2.2 * _WEIGHTS["topics"] / (_WEIGHTS["topics"] + 1.2)
_SCORE = f"bm25(texts, {', '.join(str(_WEIGHTS.get(name, 0.0)) for name in TEXT_COLUMNS)})"


class Neighbour(NamedTuple):
    """A record like another one. `score` is 1 for a copy of it; `shared` are terms that both have, the
    most telling first; `same` is what the two have in full: `url`, `title` or nothing."""

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
        """FTS5's syntax for a word."""
        return '{title excerpt body} : "' + self.text.replace('"', '""') + '"'


# How much each term of a record says of it: the weights of the columns it stands in, added up.
_Terms = Mapping[_Term, float]


def neighbours(
    db: sqlite3.Connection, ids: Sequence[int], most: int | None, record_of: Callable[[int], Record]
) -> tuple[int, list[Neighbour]]:
    """How many records share a telling term with the record, and the `most` like it, the likest first.

    `ids` are those under which the index has the record: several where roots overlap. The text index
    must be there.
    """
    record = record_of(ids[0])
    [own] = _terms_of([record])
    rarity, counts = _rarity(db, own)
    telling = _telling(own, rarity, counts)
    if not telling:
        return 0, []
    asked = {term: rarity[term] for term in _affordable(telling, counts)}
    total, found = _found(db, asked, ids, None if most is None else max(most, _COMPARED))
    others = [record_of(id) for id in found]
    near = []
    for other, terms in zip(others, _terms_of(others), strict=True):
        shared = tuple(dict.fromkeys(term.text for term in telling if term in terms))
        if shared:
            near.append(Neighbour(other, _likeness(rarity, own, terms), shared, _same(record, other)))
    total -= len(found) - len(near)  # those that have a word only in an entity, or far down their body
    near.sort(key=lambda one: -one.score)  # stable: equals stay the newest first
    return total, near[:most]


def _likeness(rarity: _Terms, own: _Terms, other: _Terms) -> float:
    """The cosine of the two, so that a long text does not win: 1 for a copy.

    How rare the other's own terms are would be a look-up each: they are taken for as rare as the record's are.
    """
    square = {term: rare * rare for term, rare in rarity.items()}
    shared = [term for term in square if term in other]
    norm = sum(square[term] * own[term] for term in square)
    rest = (sum(other.values()) - sum(other[term] for term in shared)) * norm / sum(own.values())
    others = sum(square[term] * other[term] for term in shared) + max(rest, 0.0)
    return round(
        sum(square[term] * math.sqrt(own[term] * other[term]) for term in shared) / math.sqrt(norm * others), 4
    )


def _telling(own: _Terms, rarity: _Terms, counts: Mapping[_Term, int]) -> list[_Term]:
    """The terms by which others can be found, the most telling first."""
    told = {term: math.sqrt(own[term]) * rare for term, rare in rarity.items() if counts[term] > 1}
    least = _LEAST * max(told.values(), default=0.0)
    return sorted((term for term in told if told[term] >= least), key=lambda term: (-told[term], term))


def _affordable(terms: Iterable[_Term], counts: Mapping[_Term, int]) -> list[_Term]:
    """No more of them than can be asked for in no time."""
    chosen: list[_Term] = []
    left = _POSTINGS
    for term in terms:
        if counts[term] <= left and len(chosen) < _TERMS:
            chosen.append(term)
            left -= counts[term]
    return chosen


def _rarity(db: sqlite3.Connection, terms: Iterable[_Term]) -> tuple[dict[_Term, float], dict[_Term, int]]:
    """How rare each term is, and in how many records it stands.

    The idf of bm25 with 1 added, so that it is never below 0: what two of three records have says something still.
    """
    [records] = db.execute("SELECT count(*) FROM records").fetchone()
    counts = dict(_counts(db, terms))
    return {term: math.log(1 + (records - count + 0.5) / (count + 0.5)) for term, count in counts.items()}, counts


def _counts(db: sqlite3.Connection, terms: Iterable[_Term]) -> Iterator[tuple[_Term, int]]:
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, texts, row)")
    word = "SELECT doc FROM temp.vocabulary WHERE term = ?"
    topic = """
        SELECT count(*) FROM topics WHERE topic = (SELECT id FROM labels WHERE field = 'topic' AND folded = ?)
    """
    for term in terms:
        for (count,) in db.execute(topic if term.is_topic else word, (term.text,)):
            yield term, count


def _found(db: sqlite3.Connection, asked: _Terms, ids: Sequence[int], most: int | None) -> tuple[int, list[int]]:
    """How many other records have any of the terms, and the best of them: the newest first among equals.

    bm25 of the words, and of each topic what bm25 gives a word that stands there.
    """
    words = " OR ".join(term.asked for term in asked if not term.is_topic) or '""'
    topics = [(term.text, -rare) for term, rare in asked.items() if term.is_topic]
    rows = ", ".join("(?, ?)" for _ in topics) or "(NULL, NULL)"
    marks = ", ".join("?" * len(ids))
    # Only those that can be among the best are looked up for the order of equals.
    sql = f"""
        WITH asked (folded, score) AS (VALUES {rows}), hits AS (
            SELECT rowid AS id, {_SCORE} AS score FROM texts WHERE texts MATCH ? UNION ALL
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
    """Each record's words and topics.

    FTS5 itself splits the texts, so that every word is one that the index can be asked for. HTML
    entities are read first: `&#8217;` is no word. Nor is what an apostrophe leaves behind: `s`, `t`.
    """
    found: list[dict[_Term, float]] = [defaultdict(float) for _ in records]
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.execute(f"CREATE VIRTUAL TABLE texts USING fts5(title, excerpt, body, content='', tokenize='{TOKENIZE}')")
        db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, instance)")
        db.execute("BEGIN")
        rows = [(number, *_texts(record)) for number, record in enumerate(records)]
        db.executemany("INSERT INTO texts (rowid, title, excerpt, body) VALUES (?, ?, ?, ?)", rows)
        for number, word, column in db.execute("SELECT doc, term, col FROM words"):
            if len(word) > 1 or not word.isascii():
                found[number][_Term(word)] += _WEIGHTS[column]
    finally:
        db.close()
    for record, terms in zip(records, found, strict=True):
        for topic in {folded(topic) for topic in record.topics if any(map(str.isalnum, topic))}:
            terms[_Term(topic, is_topic=True)] = _WEIGHTS["topics"]
    return [*found]


def _texts(record: Record) -> tuple[str, ...]:
    return tuple(
        html.unescape(text or "").replace("\0", " ") for text in (record.title, record.excerpt, record.body[:_BODY])
    )


def _same(one: Record, other: Record) -> str | None:
    """What the two have in full: an address, or the title, both as `dup:` compares them."""
    urls = [{canonical_url(url) or url for url in each.urls if url} for each in (one, other)]
    if not urls[0].isdisjoint(urls[1]):
        return "url"
    titles = [normal_title(each.title or "") for each in (one, other)]
    return "title" if titles[0] and titles[0] == titles[1] else None
