"""The words of a search against those of the index: what they also stand for, and what was nearly asked."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice, product
from typing import Any, NamedTuple

from newscat.article.text import is_unspaced
from newscat.errors import QueryError
from newscat.index.text.tokens import Token, shared_beginning, tokens
from newscat.index.text.trigrams import containing, written_together
from newscat.query.parser import Text
from newscat.query.words import SHORTEST, Stem, WordMatching, slips, stemmers

# A form is folded words in a row. A star: the last may go on (`runn*`), the first may have begun before
# (`*技術*`, in text without blanks).
Form = tuple[str, ...]

# So many near words a word also stands for, and so many are suggested.
_NEAR = 20
_SUGGESTED = 3
# Of words in a row that are nearly so: two of them, each as any of its near ones.
_FORMS = (_NEAR + 1) ** 2
_END = "\U0010ffff"


class Lookup(NamedTuple):
    """Where a text is found. `match` is FTS5's expression for `texts`, None where there is none; `sql` gives the
    ids of the records; `forms` is what to mark in them. `exact` is FTS5's expression for the form that was asked for,
    None where it is `match`."""

    match: str | None
    sql: str
    parameters: list[Any]
    forms: tuple[Form, ...]
    exact: str | None = None


class Unknown(NamedTuple):
    """A word, as it was asked for, that no record has, and those of the index that are spelt most nearly so.
    `may_be_near`: `fuzzy` would search these; what is quoted or has a star is meant as it stands."""

    word: str
    near: tuple[str, ...]
    may_be_near: bool = True


def looked_up(db: sqlite3.Connection, text: Text, wording: WordMatching) -> Lookup:
    """Where `text` stands. Raises QueryError where it has no word, ConfigError for an unknown language."""
    found = tokens(text.text)
    if not found:
        raise QueryError(f"{text.text!r} has no word to search for")
    if is_unspaced(text.text):
        condition = containing(db, text.text)
        return Lookup(None, condition.sql, condition.parameters, (_within(found),))
    if len(found) > 1:
        return _matching(_in_a_row(db, [token.text for token in found], text, wording), prefix=text.prefix)
    [(word, *_)] = found
    return _matching(*_of_one_word(db, word, text, wording), prefix=text.prefix)


def unknown(db: sqlite3.Connection, texts: Iterable[Text], wording: WordMatching) -> list[Unknown]:
    """The words of `texts` that no record has in any form, once each, in their order."""
    missing: dict[str, tuple[str, bool]] = {}
    for text in texts:
        for token, as_typed, alone in _words_of(text):
            if token not in missing and not _is_known(db, alone, wording):
                missing[token] = as_typed, _may_be_near(text)
    near = _near(db, missing)
    return [Unknown(said, tuple(near[token][:_SUGGESTED]), may) for token, (said, may) in missing.items()]


def _words_of(text: Text) -> Iterator[tuple[str, str, Text]]:
    """Each word as the index would have it, as it was typed, and as a search of its own."""
    found = tokens(text.text)
    if is_unspaced(text.text):
        yield text.text.casefold(), text.text, text
        return
    for number, (token, start, end) in enumerate(found, 1):
        prefix = text.prefix and number == len(found)
        yield token + "*" * prefix, text.text[start:end], Text(token, prefix, phrase=text.phrase or len(found) > 1)


def _is_known(db: sqlite3.Connection, text: Text, wording: WordMatching) -> bool:
    found = looked_up(db, text, wording._replace(fuzzy=False))
    return db.execute(f"{found.sql} LIMIT 1", found.parameters).fetchone() is not None


def _within(found: list[Token]) -> Form:
    *others, last = [token.text for token in found]
    first, *rest = (*others, f"{last}*")
    return (f"*{first}", *rest)


def _of_one_word(db: sqlite3.Connection, word: str, text: Text, wording: WordMatching) -> tuple[list[Form], list[str]]:
    """Its forms, and the words of the index that it is only a part of."""
    together = written_together(db, word, prefix=text.prefix)
    if text.prefix or text.phrase:
        return [(word,)], together
    forms = [word] if wording.exact else _expanded(db, word, stemmers(wording.languages))
    if wording.fuzzy and not together and not _has(db, forms):
        forms += _near(db, [word])[word][:_NEAR]
    return [(form,) for form in forms], together


def _in_a_row(db: sqlite3.Connection, words: list[str], text: Text, wording: WordMatching) -> list[Form]:
    """The words of a phrase; `power-apss` may be nearly so, where no record has one of them."""
    if not (wording.fuzzy and _may_be_near(text)):
        return [tuple(words)]
    unknown = [word for word in dict.fromkeys(words) if not _has(db, [word])]
    near = _near(db, unknown)
    forms = product(*((word, *near.get(word, ())[:_NEAR]) for word in words))
    return list(islice(forms, _FORMS))


def _may_be_near(text: Text) -> bool:
    return not (text.phrase or text.prefix)


def _matching(forms: list[Form], together: Iterable[str] = (), *, prefix: bool) -> Lookup:
    """Any of the forms. Each is a quoted string in FTS5's syntax, so nothing a person types is an operator."""
    star = "*" * prefix
    alternatives = [f'"{" ".join(form)}"{star}' for form in forms] + [f'"{word}"' for word in together]
    match = alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"
    exact = f"({' OR '.join([alternatives[0], *alternatives[len(forms) :]])})" if len(forms) > 1 else None
    marked = tuple((*form[:-1], form[-1] + star) for form in forms)
    return Lookup(match, "SELECT rowid FROM texts WHERE texts MATCH ?", [match], marked, exact)


def _has(db: sqlite3.Connection, words: Iterable[str]) -> bool:
    match = " OR ".join(f'"{word}"' for word in words)
    return db.execute("SELECT 1 FROM texts WHERE texts MATCH ? LIMIT 1", (match,)).fetchone() is not None


# --- other forms of a word --------------------------------------------------------------------------------------------


def _expanded(db: sqlite3.Connection, word: str, stems: Iterable[Stem]) -> list[str]:
    """`word`, and the words of the index that have the same stem in one of the languages.

    Only those are looked at that begin as word and stem both do: 1 ms of 100,000 records.
    """
    forms = {word: None}
    for stem in stems if len(word) >= SHORTEST else ():
        own = stem(word)
        # try and tries are tri, hope and hoping are hope.
        beginning = shared_beginning([word, own[:-1] if own.endswith(("e", "i", "y")) else own])
        if len(beginning) > 1:
            forms.update((term, None) for term in _vocabulary(db, beginning) if stem(term) == own)
    return list(forms)


# --- words spelt nearly so --------------------------------------------------------------------------------------------


def _near(db: sqlite3.Connection, words: Iterable[str]) -> dict[str, list[str]]:
    """For each word those of the index within one slip of it, two above five letters; best and commonest first.

    A slip is a letter too many, missing, another, or two exchanged (optimal string alignment). The first
    letter is seldom the wrong one: the rest of the vocabulary is looked at (0.2 s of 100,000 records)
    only where nothing begins as the word does.
    """
    vocabulary = cache(lambda beginning: _vocabulary(db, beginning))
    near: dict[str, list[str]] = {}
    for asked in words:
        word = asked.rstrip("*")
        near[asked] = []
        if most := slips(word):
            alike = _spelt_nearly(word, vocabulary(word[0]), most)
            near[asked] = alike or _spelt_nearly(word, vocabulary(""), most)
    return near


def _spelt_nearly(word: str, frequency: Mapping[str, int], slips: int) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, frequency.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None)
    ranked = sorted((distance, -frequency[term], term) for term, distance, _ in found if distance)
    return [term for *_, term in ranked]


def _vocabulary(db: sqlite3.Connection, beginning: str = "") -> dict[str, int]:
    """The words of the index that begin so, and how many records have each."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'texts', 'row')")
    sql = "SELECT term, doc FROM temp.words WHERE term >= ? AND term < ?"
    return dict(db.execute(sql, (beginning, beginning + _END)).fetchall())
