"""How the words of a search are matched: word forms, stems and typing errors."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from newscat.article.text import is_unspaced
from newscat.errors import ConfigError, suggestion

Stem = Callable[[str], str]
# Half the vocabulary begins like the stem of a shorter word.
SHORTEST = 3
MOST_SLIPS = 2


class WordMatching(NamedTuple):
    """How words are matched. Unless `exact`, the stemmers of `languages` find the other forms of a word. If no article
    has the word, `fuzzy` searches for similar spellings."""

    exact: bool = False
    fuzzy: bool = False
    languages: tuple[str, ...] = ("english",)


def stemmers(languages: Iterable[str]) -> list[Stem]:
    """A function from word to stem for each language. Raises ConfigError for a language without a stemmer."""
    return [_stemmer(language) for language in languages]


@cache
def _stemmer(language: str) -> Stem:
    # Snowball's English is Porter 2. The Porter stemmer of FTS5 confuses news with new, us with use and internal with
    # international. It groups 110 of 3,474 words of real articles differently, nearly all of them worse.
    import snowballstemmer

    language = language.casefold()
    known = sorted(snowballstemmer.algorithms())
    if language not in known:
        raise ConfigError(f"no stemmer for {language!r}{suggestion(language, known)}; use {', '.join(known)}")
    stem: Stem = lru_cache(2**16)(snowballstemmer.stemmer(language).stemWord)
    return stem


def slips(word: str) -> int:
    """How many typing errors to accept in a word; none if it is short or a number."""
    if len(word) < SHORTEST or word.isdecimal() or is_unspaced(word):
        return 0
    return 1 if len(word) <= 5 else MOST_SLIPS
