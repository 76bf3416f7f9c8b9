"""Text as the index's tokenizer reads it: which characters are of a word, and what they are folded to.

Python and SQLite know different editions of Unicode, so nothing is guessed: `unicode61` itself is asked
about every block of 256 characters that occurs.
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

# In flat text, a mark that the tokenizer drops out of a word: `e` and U+0301 is `e`.
MARK = "\x01"
# All that most English texts have besides ASCII. Without it `str.translate` takes 1 ms a MiB, else 40.
_TYPOGRAPHIC = "‘’“”–—…•\xa0"
_TOKEN = re.compile("[^ ]+")
_LEADING_MARKS = re.compile(f"(?<![^ ]){MARK}+")


class Token(NamedTuple):
    """A word as the index has it, and where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of `text`, as the index would have them."""
    return [Token(found[0].replace(MARK, ""), *found.span()) for found in _TOKEN.finditer(flat(text))]


def flat(text: str) -> str:
    """`text`, character for character: those of a word folded, MARK for one that is dropped, a blank for the rest."""
    if not text.isascii():
        for sign in _TYPOGRAPHIC:
            text = text.replace(sign, " ")
    folded = text.translate(_FOLDED)
    return _LEADING_MARKS.sub(lambda marks: " " * len(marks[0]), folded) if MARK in folded else folded


def shared_beginning(words: Sequence[str]) -> str:
    """The letters with which all of them begin."""
    return os.path.commonprefix(words)  # noqa: RUF071 – letters are what is meant


class _Folded(dict[int, str]):
    """What the tokenizer makes of each character, asked when one is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if category(character) == "Lo" and is_unspaced(character):
            self[code] = character  # of Han and Hangul there are 90,000
        else:
            self.update(_asked(range(code & ~0xFF, (code | 0xFF) + 1)))
        return self[code]


def _asked(codes: range) -> dict[int, str]:
    """What unicode61 makes of these characters between an `x` and a `y`: two words, or one with something in it."""
    # Neither NUL nor a surrogate gets into a text of the index.
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
    """Without asking: letters in lower case, digits."""
    return {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


_FOLDED = _Folded(_ascii())
