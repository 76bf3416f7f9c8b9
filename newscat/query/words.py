"""How the words of a search are matched: forms, stems, slips."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from newscat.article.text import is_unspaced
from newscat.errors import ConfigError, suggestion

Stem = Callable[[str], str]
# The stem of a shorter word shares its beginning with half the vocabulary.
SHORTEST = 3


class WordMatching(NamedTuple):
    """How words are meant. Other forms of a word are found too, by the stemmers of `languages`, unless `exact`;
    where no record has any of them, `fuzzy` takes the words that are spelt nearly so."""

    exact: bool = False
    fuzzy: bool = False
    languages: tuple[str, ...] = ("english",)


def stemmers(languages: Iterable[str]) -> list[Stem]:
    """A function from word to stem for each language. Raises ConfigError for one that there is none for."""
    return [_stemmer(language) for language in languages]


@cache
def _stemmer(language: str) -> Stem:
    # Snowball's English is Porter 2. The Porter of FTS5 takes news for new, us for use and internal for
    # international; of 3,474 words of real articles it groups 110 otherwise, nearly all of them worse.
    import snowballstemmer

    language = language.casefold()
    known = sorted(snowballstemmer.algorithms())
    if language not in known:
        raise ConfigError(f"no stemmer for {language!r}{suggestion(language, known)}: {', '.join(known)}")
    stem: Stem = lru_cache(2**16)(snowballstemmer.stemmer(language).stemWord)
    return stem


def slips(word: str) -> int:
    """How many; none in what is too short to tell, and in numbers."""
    if len(word) < SHORTEST or word.isdecimal() or is_unspaced(word):
        return 0
    return 1 if len(word) <= 5 else 2
