"""A Query to SQL."""

from collections.abc import Callable
from typing import Any, NamedTuple

from newscat.catalogue.ingest import microseconds
from newscat.catalogue.query import Query, SortKey, Term, Words
from newscat.catalogue.schema import WEIGHTS

Parameters = list[Any]


class Condition(NamedTuple):
    sql: str
    parameters: Parameters


class Statements(NamedTuple):
    """How many records (`counted`), and which in which order (`ordered`: id and score, 0 where nothing
    is ranked; a LIMIT may be added). `parameters` fill the question marks of either."""

    counted: str
    ordered: str
    parameters: Parameters


def statements(query: Query, *, ranked: bool = True) -> Statements:
    """Which records and in which order; how many is not said here.

    `ranked`: a search is best first. Where its words are too common for that, newest first.
    """
    conditions = [_CONDITIONS[term.field](term) for term in query.terms]
    order = _order(query)
    single_topic = _single_topic(query)
    if query.words and ranked and not query.sort:
        conditions.append(Condition("texts MATCH ?", [match_text(query.words)]))
        return _statements("texts", conditions, order, _SCORE)
    if query.words:
        # `+`: not to be looked up one by one, but along the order.
        sql = f"{'' if query.sort else '+'}r.id IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
        conditions.append(Condition(sql, [match_text(query.words)]))
    elif single_topic is not None and not query.sort:
        # Newest first along the topic's own index: 50 of 430,000 need no sort.
        label = "t.topic = (SELECT id FROM labels WHERE field = 'topic' AND folded = ?)"
        folded = single_topic.values[0].casefold()
        conditions[query.terms.index(single_topic)] = Condition(label, [folded])
        return _statements("topics t", conditions, _order(query, "t.published_at"))
    return _statements("records r", conditions, order)


_JOINED = {
    "texts": "texts CROSS JOIN records r ON r.id = texts.rowid",
    "topics t": "topics t CROSS JOIN records r ON r.id = t.record",
    "records r": "records r",
}


def _statements(along: str, conditions: list[Condition], order: str, score: str | None = None) -> Statements:
    """`along` is what is gone through; where its condition is the only one, that alone can be counted."""
    where = " AND ".join(condition.sql for condition in conditions) or "1"
    parameters = [value for condition in conditions for value in condition.parameters]
    counted = along if len(conditions) <= 1 else _JOINED[along]
    keys = f"{score}, {order}" if score else order
    return Statements(
        f"SELECT count(*) FROM {counted} WHERE {where}",
        f"SELECT r.id, {score or '0.0'} FROM {_JOINED[along]} {_FILE} WHERE {where} ORDER BY {keys}",
        parameters,
    )


def _single_topic(query: Query) -> Term | None:
    topics = [term for term in query.terms if term.field == "topic" and len(term.values) == 1]
    return topics[0] if len(topics) == 1 else None


def match_text(words: tuple[Words, ...]) -> str:
    """FTS5's syntax for the words. Each is a quoted string in it, so nothing a person types is an operator."""
    return " AND ".join('"' + words.text.replace('"', '""') + '"' + ("*" if words.prefix else "") for words in words)


def _is_label(term: Term, column: str, field: str) -> Condition:
    marks = ", ".join("?" * len(term.values))
    sql = f"{column} IN (SELECT id FROM labels WHERE field = ? AND folded IN ({marks}))"
    return Condition(sql, [field, *(value.casefold() for value in term.values)])


def _topic(term: Term) -> Condition:
    inner = _is_label(term, "topic", "topic")
    return Condition(f"r.id IN (SELECT record FROM topics WHERE {inner.sql})", inner.parameters)


def _provider(term: Term) -> Condition:
    return Condition("r.provider IN (SELECT id FROM providers WHERE instr(folded, ?))", [term.values[0].casefold()])


def _date(term: Term) -> Condition:
    sign = ">=" if term.relation == "from" else "<"
    return Condition(f"r.published_at {sign} ?", [microseconds(term.values[0])])


_CONDITIONS: dict[str, Callable[[Term], Condition]] = {
    "topic": _topic,
    "provider": _provider,
    "category": lambda term: _is_label(term, "r.category", "category"),
    "type": lambda term: _is_label(term, "r.type", "type"),
    "date": _date,
    "quality": lambda term: Condition("r.quality >= ?", list(term.values)),
    "heat": lambda term: Condition("r.heat >= ?", list(term.values)),
    "published": lambda term: Condition("r.published = ?", list(term.values)),
}

_SCORE = f"bm25(texts, {', '.join(map(str, WEIGHTS))})"
_FILE = "JOIN files f ON f.id = r.id JOIN folders d ON d.id = f.folder"
_ID = "coalesce(r.name, f.stem)"
_PATH = ("d.root", "d.path", "f.stem || f.suffix")
_LABEL = "(SELECT folded FROM labels WHERE id = r.{})"
_SORTS: dict[str, tuple[str, ...]] = {
    "id": (_ID,),
    "path": _PATH,
    "title": ("(SELECT title FROM contents c WHERE c.id = r.id) COLLATE NOCASE",),
    "date": ("r.published_at",),
    "provider": ("(SELECT nullif(name, '') FROM providers WHERE id = r.provider) COLLATE NOCASE",),
    "category": (_LABEL.format("category"),),
    "type": (_LABEL.format("type"),),
    "quality": ("r.quality",),
    "heat": ("r.heat",),
    "published": ("r.published",),
}


def _order(query: Query, date: str = "r.published_at") -> str:
    keys = [part for key in query.sort for part in _sort(key)] or [f"{date} DESC"]
    # The path settles what is left: the same answer in whichever order the files were read.
    return ", ".join([*keys, *_PATH])


def _sort(key: SortKey) -> list[str]:
    way = " DESC" if key.descending else " ASC"
    return [f"{sql}{way} NULLS LAST" for sql in _SORTS[key.field]]
