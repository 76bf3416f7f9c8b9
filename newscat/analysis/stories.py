"""Find stories: articles of several providers about one event. docs/analysis.md explains the method and its numbers."""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

from newscat.analysis.clusters import average_linkage
from newscat.article.text import analyze, shown
from newscat.index.analysis.dated import Dated, Member, dated, member, sample
from newscat.index.analysis.matched import Matched
from newscat.index.catalogue import Catalogue
from newscat.query.query import Query
from newscat.query.words import SHORTEST, Stem, stemmers

# Articles in which words are counted, to know how rare they are.
_SAMPLE = 50_000
# A word of the title counts as much as two of the excerpt.
_TITLE = 2
# Two articles are compared if they share two of their rarest words; of one word, only the last articles are looked up.
_RAREST, _SHARED, _LAST = 12, 2, 100
# What a link by `related` adds to the similarity.
_RELATED = 0.2
# Pairs that are less similar count as 0.
_FLOOR = 0.05
_TIMES = [0.0, *(1 + math.log(times) for times in range(1, 21))]
_DAY = 86_400_000_000


class Parameters(NamedTuple):
    """What makes a story.

    `window`: the most days between two articles that are compared. `threshold`: the least mean similarity, from 0 to 1,
    of the articles of a story. `providers` and `size`: the least number of providers and of articles.
    """

    window: float = 4
    threshold: float = 0.2
    providers: int = 2
    size: int = 2


DEFAULT = Parameters()


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event, earliest first. `main` is the one that is most similar to the others."""

    main: Member
    members: tuple[Member, ...]

    @property
    def heading(self) -> str:
        return self.main.title

    @property
    def first(self) -> datetime:
        return self.members[0].published_at

    @property
    def last(self) -> datetime:
        return self.members[-1].published_at

    @property
    def providers(self) -> tuple[str, ...]:
        """Those with most articles first, then the earliest."""
        return tuple(name for name, _ in Counter(each.provider for each in self.members if each.provider).most_common())

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def heat(self) -> int | None:
        """The sum over its articles; None where none has a heat."""
        found = [each.heat for each in self.members if each.heat is not None]
        return sum(found) if found else None


def stories(
    catalogue: Catalogue,
    query: Query | str | None = None,
    parameters: Parameters = DEFAULT,
    *,
    language: str = "english",
) -> list[Story]:
    """The stories among the articles that match `query`, the latest first.

    Words are compared by their stems in `language`. Raises QueryError, and ConfigError for an unknown language.
    """
    [stem] = stemmers([language])
    return catalogue.ask(lambda matched: _stories(matched, parameters, _Stems(stem)), query)


def _stories(matched: Matched, parameters: Parameters, stems: "_Stems") -> list[Story]:
    articles = list(dated(matched))
    rarity = _Rarity(map(stems.of, sample(matched, _SAMPLE)))
    pairs = list(_pairs(articles, stems, rarity, parameters.window * _DAY))
    found = []
    groups = average_linkage(pairs, parameters.threshold)
    closeness = _closeness(groups, pairs)
    for group in groups:
        providers = {articles[each].provider for each in group} - {""}
        # One is the same as none: there, articles need not say who published them.
        if len(group) >= parameters.size and max(len(providers), 1) >= parameters.providers:
            main = group.index(max(group, key=lambda each: closeness[each]))  # of equal ones the earliest
            members = tuple(member(matched, articles[each].record) for each in group)
            found.append(Story(members[main], members))
    return sorted(found, key=lambda story: (story.last, story.first, story.main.id), reverse=True)


def _closeness(groups: Iterable[Iterable[int]], pairs: Iterable[tuple[int, int, float]]) -> Mapping[int, float]:
    """The sum of the similarities of an article to the others of its group."""
    group_of = {each: number for number, group in enumerate(groups) for each in group}
    found: dict[int, float] = defaultdict(float)
    for one, other, similarity in pairs:
        if one in group_of and group_of[one] == group_of.get(other):
            found[one] += similarity
            found[other] += similarity
    return found


# --- how similar two articles are -------------------------------------------------------------------------------------


class _Stems(dict[str, str]):
    """The stem of each word that was seen."""

    def __init__(self, stem: Stem) -> None:
        super().__init__()
        self._stem = stem

    def __missing__(self, word: str) -> str:
        stem = self[word] = self._stem(word) if len(word) > SHORTEST else word
        return stem

    def of(self, text: str) -> list[str]:
        """The stems of the words of a string, in order."""
        words = analyze(shown(text)).split()
        return [self[word] for word in words if len(word) > 1]


class _Rarity(dict[str, float]):
    """How much a word tells (idf): 0.7 if every article has it, 10 if one of 50,000 has it."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        super().__init__()
        self._counts = Counter[str]()
        self._texts = 1
        for text in texts:
            self._texts += 1
            self._counts.update(set(text))

    def __missing__(self, word: str) -> float:
        rarity = self[word] = math.log(1 + self._texts / (self._counts[word] + 1))
        return rarity


class _Vector(NamedTuple):
    """An article's words with their weights, of which the squares have the sum 1."""

    position: int
    published_at: int
    weights: Mapping[str, float]
    rarest: tuple[str, ...]


def _vector(position: int, article: Dated, stems: _Stems, rarity: _Rarity) -> _Vector:
    counts = Counter(stems.of(article.title) * _TITLE + stems.of(article.excerpt))
    # Of a word that occurs often, each further time tells less.
    weights = {word: _TIMES[min(times, 20)] * rarity[word] for word, times in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    rarest = sorted(weights, key=lambda word: (-weights[word], word))[:_RAREST]
    return _Vector(
        position, article.published_at, {word: each / length for word, each in weights.items()}, tuple(rarest)
    )


def _pairs(
    articles: Iterable[Dated], stems: _Stems, rarity: _Rarity, window: float
) -> Iterator[tuple[int, int, float]]:
    """The similar pairs of articles, by position."""
    recent = _Recent(window)
    for position, article in enumerate(articles):
        vector = _vector(position, article, stems, rarity)
        for other, is_related in recent.candidates(vector, article):
            similarity = _similarity(vector, other, window, is_related=is_related)
            if similarity >= _FLOOR:
                yield other.position, position, similarity


class _Recent:
    """The articles of one window before the next one: only these are in memory."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._vectors: dict[int, _Vector] = {}
        self._by_word: dict[str, deque[int]] = {}
        self._positions: dict[int, int] = {}
        self._named_by: dict[int, set[int]] = defaultdict(set)

    def candidates(self, vector: _Vector, article: Dated) -> Iterator[tuple[_Vector, bool]]:
        """The articles to compare with the next one, and whether one names the other in `related`."""
        self._forget(vector.published_at)
        named = {self._positions[each] for each in article.related if each in self._positions}
        named |= self._named_by.pop(article.record, set())
        shared = Counter[int]()
        for word in vector.rarest:
            found = self._by_word.get(word)
            if found is None:
                self._by_word[word] = deque([vector.position], maxlen=_LAST)
                continue
            while found and found[0] not in self._vectors:
                found.popleft()
            shared.update(found)
            found.append(vector.position)
        near = {each for each, times in shared.items() if times >= _SHARED} | named
        for other in sorted(near & self._vectors.keys()):
            yield self._vectors[other], other in named
        self._vectors[vector.position] = vector
        self._positions[article.record] = vector.position
        for record in article.related:
            self._named_by[record].add(vector.position)

    def _forget(self, now: int) -> None:
        old = takewhile(lambda each: now - each.published_at > self._window, self._vectors.values())
        for position in [each.position for each in old]:
            del self._vectors[position]


def _similarity(one: _Vector, other: _Vector, window: float, *, is_related: bool) -> float:
    """The cosine, plus _RELATED for a link, halved at the end of the window."""
    few, many = sorted((one.weights, other.weights), key=len)
    cosine = sum(weight * many[word] for word, weight in few.items() if word in many)
    apart = abs(one.published_at - other.published_at) / window if window else 0.0
    return min(cosine + _RELATED * is_related, 1.0) * (1 - apart / 2)
