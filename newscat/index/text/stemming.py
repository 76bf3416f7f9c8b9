"""Match the words of a search with the words of the index: exact, by stem, or with similar spelling."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, pairwise, product
from typing import NamedTuple

from newscat.article.text import analyze, is_unspaced, tokens
from newscat.errors import QueryError
from newscat.query.parser import Text
from newscat.query.words import MOST_SLIPS, SHORTEST, Stem, WordMatching, slips, stemmers

# A form is a sequence of words as `analyze` gives them. A star: the last word may continue (`runn*`).
Form = tuple[str, ...]

# How many similar words a word also matches, and how many are suggested.
_NEAR = 20
_SUGGESTED = 3
# Maximum number of forms of a phrase: two words, each with all its similar ones.
_FORMS = (_NEAR + 1) ** 2
_END = "\U0010ffff"
# A word that begins with Kana, Han or Hangul is one or two characters long, so that no longer word is near to it. If
# there are any, they are most of the vocabulary.
_UNSPACED = (("\u3041", "\u3097"), ("\u30a1", "\u30fb"), ("\u3400", "\ua000"), ("\uac00", "\ud7a4"))
_OF_SPACED_SCRIPTS = [(end, start) for (_, end), (start, _) in pairwise([("", ""), *_UNSPACED, (_END, "")])]


class Lookup(NamedTuple):
    """How to find words: `match` is an expression for the text index, in FTS5's syntax; `forms` are marked in the text;
    `exact` is the expression for the form in the query, None if it is `match`."""

    match: str
    forms: tuple[Form, ...]
    exact: str | None = None


class Unknown(NamedTuple):
    """A word of a query that no article has, and the words of the index with the most similar spelling.
    `may_be_near`: `fuzzy` would also match these, because the word is not quoted and has no star."""

    word: str
    near: tuple[str, ...]
    may_be_near: bool = True


def looked_up(db: sqlite3.Connection, text: Text, matching: WordMatching) -> Lookup:
    """How to find `text`. Raises QueryError if it has no word, ConfigError for an unknown language."""
    words, prefix = _words(text)
    if not words:
        raise QueryError(f"{text.text!r} has no word to search for")
    if len(words) > 1:
        return _matching(_in_a_row(db, words, text, matching), prefix=prefix)
    return _matching(_of_one_word(db, words[0], text._replace(prefix=prefix), matching), prefix=prefix)


def _words(text: Text) -> tuple[list[str], bool]:
    """The words of `text`, and whether the last one is a prefix.

    More may follow where an unspaced run ends: its last character alone is left out, or is a prefix if it is all.
    """
    words = analyze(text.text).split()
    if words and len(words[-1]) == 1 and is_unspaced(words[-1]):
        if len(words) > 1 and len(words[-2]) == 2 and words[-2].endswith(words[-1]) and is_unspaced(words[-2]):
            return words[:-1], text.prefix
        return words, True
    return words, text.prefix


def unknown(db: sqlite3.Connection, asked: Iterable[Text], matching: WordMatching) -> list[Unknown]:
    """The words of `asked` that no article has in any form, each once and in order."""
    missing: dict[str, tuple[str, bool]] = {}
    for text in asked:
        for token, as_typed, alone in _words_of(text):
            if token not in missing and not _is_known(db, alone, matching):
                missing[token] = as_typed, _may_be_near(text)
    near = _near(db, missing)
    return [Unknown(said, tuple(near[token][:_SUGGESTED]), may) for token, (said, may) in missing.items()]


def _words_of(text: Text) -> Iterator[tuple[str, str, Text]]:
    """Each word as the index stores it, as it was typed, and as a search term."""
    if is_unspaced(text.text):
        yield analyze(text.text), text.text, text
        return
    found = list(tokens(text.text))
    for number, (token, start, end) in enumerate(found, 1):
        prefix = text.prefix and number == len(found)
        yield token + "*" * prefix, text.text[start:end], Text(token, prefix, phrase=text.phrase or len(found) > 1)


def _is_known(db: sqlite3.Connection, text: Text, matching: WordMatching) -> bool:
    return _is_in_an_article(db, looked_up(db, text, matching._replace(fuzzy=False)).match)


def _of_one_word(db: sqlite3.Connection, word: str, text: Text, matching: WordMatching) -> list[Form]:
    """The forms of the word."""
    if text.prefix or text.phrase:
        return [(word,)]
    forms = [word] if matching.exact else _expanded(db, word, stemmers(matching.languages))
    if matching.fuzzy and not _has(db, forms):
        forms += _near(db, [word])[word][:_NEAR]
    return [(form,) for form in forms]


def _in_a_row(db: sqlite3.Connection, words: list[str], text: Text, matching: WordMatching) -> list[Form]:
    """The forms of a phrase. With `fuzzy`, words that no article has also stand for similar ones: `power-apss`."""
    if not (matching.fuzzy and _may_be_near(text)):
        return [tuple(words)]
    unknown = [word for word in dict.fromkeys(words) if not _has(db, [word])]
    near = _near(db, unknown)
    forms = product(*((word, *near.get(word, ())[:_NEAR]) for word in words))
    return list(islice(forms, _FORMS))


def _may_be_near(text: Text) -> bool:
    return not (text.phrase or text.prefix)


def _matching(forms: list[Form], *, prefix: bool) -> Lookup:
    """Match any of the forms. Each is a quoted string in FTS5's syntax, so that no input is an operator."""
    star = "*" * prefix
    alternatives = [f'"{" ".join(form)}"{star}' for form in forms]
    if len(forms) == 1:
        return Lookup(alternatives[0], ((*forms[0][:-1], forms[0][-1] + star),))
    return Lookup(f"({' OR '.join(alternatives)})", tuple(forms), alternatives[0])


def _has(db: sqlite3.Connection, words: Iterable[str]) -> bool:
    return _is_in_an_article(db, " OR ".join(f'"{word}"' for word in words))


def _is_in_an_article(db: sqlite3.Connection, match: str) -> bool:
    """The text index also has rows of articles that are gone."""
    sql = "SELECT 1 FROM fulltext JOIN records r ON r.id = fulltext.rowid WHERE fulltext MATCH ? LIMIT 1"
    return db.execute(sql, (match,)).fetchone() is not None


# --- other forms of a word --------------------------------------------------------------------------------------------


def _expanded(db: sqlite3.Connection, word: str, stems: Iterable[Stem]) -> list[str]:
    """`word`, and the words of the index that have the same stem in one of the languages.

    Only words with the common beginning of word and stem are compared: 1 ms for 100,000 records.
    """
    forms = dict.fromkeys((word, *_signed(db, word)))
    for stem in stems if len(word) >= SHORTEST else ():
        own = stem(word)
        # The stem of try and tries is tri, that of hope and hoping is hope.
        beginning = os.path.commonprefix([word, own[:-1] if own.endswith(("e", "i", "y")) else own])  # noqa: RUF071
        if len(beginning) > 1:
            forms.update((term, None) for term in _vocabulary(db, beginning) if stem(term) == own)
    return list(forms)


def _signed(db: sqlite3.Connection, word: str) -> list[str]:
    """Who does not know of a sign looks for Notepad++ and .gitignore without it; C is a language of its own."""
    if len(word) < SHORTEST:
        return []
    return [each for each in (f"{word}++", f"{word}#", f".{word}") if _has(db, [each])]


# --- words with similar spelling --------------------------------------------------------------------------------------


def _near(db: sqlite3.Connection, words: Iterable[str]) -> dict[str, list[str]]:
    """For each word, the words of the index within an edit distance of one, or two if it has more than five letters;
    nearest first, then most frequent.

    An edit inserts, removes or replaces a letter, or swaps two (optimal string alignment). The first letter is seldom
    wrong: only if no similar word has it, the whole vocabulary is searched (40 ms for 8 million words of text).
    """
    near: dict[str, list[str]] = {asked: [] for asked in words}
    sizes = [len(word.rstrip("*")) for word in near]
    vocabulary = cache(lambda beginning: _nearly_as_long(db, beginning, sizes))
    for asked in near:
        word = asked.rstrip("*")
        if most := slips(word):
            alike = _spelt_nearly(db, word, vocabulary(word[0]), most)
            near[asked] = alike or _spelt_nearly(db, word, vocabulary(""), most)
    return near


def _spelt_nearly(db: sqlite3.Connection, word: str, frequency: Mapping[str, int], slips: int) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, frequency.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None)
    ranked = sorted((distance, -frequency[term], term) for term, distance, _ in found if distance)
    return [term for *_, term in ranked if _has(db, [term])]


def _nearly_as_long(db: sqlite3.Connection, beginning: str, sizes: Sequence[int]) -> dict[str, int]:
    """The part of the vocabulary that may be near to words of these sizes."""
    ranges = [(beginning, beginning + _END)] if beginning else _OF_SPACED_SCRIPTS
    extent = max(min(sizes) - MOST_SLIPS, 1), max(sizes) + MOST_SLIPS
    found: dict[str, int] = {}
    for start, end in ranges:
        found.update(_words_in(db, start, end, *extent))
    return found


def _vocabulary(db: sqlite3.Connection, beginning: str) -> dict[str, int]:
    """The words of the index that start with `beginning`, with the number of records that have them."""
    return dict(_words_in(db, beginning, beginning + _END))


def _words_in(
    db: sqlite3.Connection, start: str, end: str, shortest: int = 1, longest: int = 1 << 30
) -> list[tuple[str, int]]:
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'fulltext', 'row')")
    sql = "SELECT term, doc FROM temp.words WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?"
    return db.execute(sql, (start, end, shortest, longest)).fetchall()
