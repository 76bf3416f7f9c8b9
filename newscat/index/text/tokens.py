"""Split text as the index's tokenizer does: which characters belong to words, and how they are folded.

Python and SQLite have different versions of Unicode. So SQLite's `unicode61` itself tokenizes every block of 256
characters that occurs.
"""

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple
from unicodedata import category

from newscat.article.text import is_unspaced
from newscat.index.schema import TOKENIZE

# In flat text, a combining mark that the tokenizer removes from a word: `e` and U+0301 is `e`.
MARK = "\x01"
# The usual non-ASCII characters of English. Without them `str.translate` takes 1 ms per MiB, with them 40.
_TYPOGRAPHIC = "‘’“”–—…•\xa0"
_TOKEN = re.compile("[^ ]+")
_LEADING_MARKS = re.compile(f"(?<![^ ]){MARK}+")


class Token(NamedTuple):
    """A word as the index stores it, and its position in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of `text`, as the index stores them."""
    return [Token(found[0].replace(MARK, ""), *found.span()) for found in _TOKEN.finditer(flat(text))]


def flat(text: str) -> str:
    """`text`, character by character: folded in a word, MARK for a removed mark, a space for the rest."""
    if not text.isascii():
        for sign in _TYPOGRAPHIC:
            text = text.replace(sign, " ")
    folded = text.translate(_FOLDED)
    return _LEADING_MARKS.sub(lambda marks: " " * len(marks[0]), folded) if MARK in folded else folded


def shared_beginning(words: Sequence[str]) -> str:
    """The common beginning of the words."""
    return os.path.commonprefix(words)  # noqa: RUF071 – letters, not path parts


class _Folded(dict[int, str]):
    """Each character as the tokenizer folds it; computed when it first occurs."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if category(character) == "Lo" and is_unspaced(character):
            self[code] = character  # Han and Hangul have 90,000 characters
        else:
            self.update(_asked(range(code & ~0xFF, (code | 0xFF) + 1)))
        return self[code]


def _asked(codes: range) -> dict[int, str]:
    """How unicode61 folds these characters: each is put between an `x` and a `y`, which are then one word or two."""
    # The index has neither NUL nor surrogates.
    found = dict.fromkeys(codes, " ")
    known = [code for code in codes if code and not 0xD800 <= code <= 0xDFFF]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE asked USING fts5(text, tokenize='{TOKENIZE}')")
        db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(asked, instance)")
        db.executemany("INSERT INTO asked (rowid, text) VALUES (?, ?)", ((code, f"x{chr(code)}y") for code in known))
        for word, code in db.execute("SELECT term, doc FROM words WHERE term <> 'x' AND term <> 'y'"):
            found[code] = word[1:-1] or MARK
    return found


def _ascii() -> dict[int, str]:
    """ASCII: lower-case letters and digits."""
    return {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


_FOLDED = _Folded(_ascii())
