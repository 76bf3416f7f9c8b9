"""Articles that are there more than once: with the same URL or title, or with nearly the same text.

Articles in different languages are not duplicates: neither in sibling folders that are named after languages, nor where
their file names or their front matter name different languages. Articles whose titles differ in a number or in a month
are a series, such as release notes, however alike they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from newscat.index.analysis import signatures
from newscat.index.analysis.equal import Copy, copies, equal
from newscat.index.analysis.matched import Matched
from newscat.index.catalogue import Catalogue
from newscat.index.schema import DUPLICATE_COLUMNS
from newscat.query.query import Query

NEAR = "near"
TIERS = (*DUPLICATE_COLUMNS, NEAR)
THRESHOLD = 0.85


class Article(NamedTuple):
    """An article of a group."""

    id: str
    path: str
    title: str


class Group(NamedTuple):
    """Articles that are probably one, in the order of their paths.

    `reason` is the tier, the least strict one that was needed to join them. `keep` is the id of the copy to keep, and
    `why` says what it is better in.
    """

    reason: str
    keep: str
    why: str
    articles: tuple[Article, ...]


def duplicates(
    catalogue: Catalogue, query: Query | str | None = None, *, by: str | None = None, threshold: float = THRESHOLD
) -> list[Group]:
    """The groups of duplicates among the articles that match, strictest tier first.

    `by`: one of TIERS; `near` includes the others, and needs the package rensa. None: all tiers, without that package
    all but `near`. `threshold`: the least Jaccard similarity of near duplicates. Raises UsageError, QueryError.
    """
    if by == NEAR:
        signatures.require()
    is_near = by == NEAR or (by is None and signatures.is_available())
    tiers = (by,) if by in DUPLICATE_COLUMNS else tuple(DUPLICATE_COLUMNS)
    return catalogue.ask(lambda matched: _groups(matched, tiers, threshold if is_near else None), query)


def _groups(matched: Matched, tiers: tuple[str, ...], threshold: float | None) -> list[Group]:
    """With a `threshold`, also near duplicates."""
    joined = _Joined()
    known = dict[int, Copy]()

    def know(records: Iterable[int]) -> None:
        known.update(copies(matched, [record for record in records if record not in known]))

    for tier in tiers:
        for found in equal(matched, tier):
            know(found)
            for same in _by_language([known[record] for record in found]):
                joined.join((each.record for each in same), tier)
    if threshold is not None:

        def may_join(one: int, other: int) -> bool:
            know((one, other))
            return _may_be_copies(known[one], known[other])

        for pair in signatures.near(matched, threshold, joined.are, may_join):
            joined.join(pair, NEAR)
    groups = [_group(reason, [known[record] for record in records]) for reason, records in joined.sets()]
    return sorted(groups, key=lambda group: (TIERS.index(group.reason), group.articles[0].path))


class _Joined:
    """Sets of records (union-find), each with the tier that joined it last: tiers come strictest first."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self._reasons: dict[int, str] = {}

    def _root(self, record: int) -> int:
        while (above := self._above.get(record, record)) != record:
            self._above[record] = record = self._above.get(above, above)
        return record

    def are(self, one: int, other: int) -> bool:
        return self._root(one) == self._root(other)

    def join(self, records: Iterable[int], tier: str) -> None:
        first, *others = map(self._root, records)
        for other in others:
            self._above.setdefault(first, first)
            root = self._root(first)
            if self._root(other) != root:
                self._above[self._root(other)] = root
                self._reasons[root] = tier

    def sets(self) -> Iterator[tuple[str, list[int]]]:
        found: dict[int, list[int]] = {}
        for record in self._above:
            found.setdefault(self._root(record), []).append(record)
        return ((self._reasons[root], records) for root, records in found.items() if len(records) > 1)


# ISO 639-1.
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LANGUAGES = frozenset(_CODES.split())
_CODE = re.compile(r"([a-z]{2})(?:[-_]([a-z]{2}|[a-z]{4}|[0-9]{3}))?", re.IGNORECASE)


def _by_language(found: list[Copy]) -> Iterator[list[Copy]]:
    """The articles by the language of their paths, and of their front matter if all of them name one."""
    has_fields = all(each.language for each in found)
    parts: dict[tuple[str, str], list[Copy]] = {}
    for each in found:
        parts.setdefault((_language_of(each.path), each.language if has_fields else ""), []).append(each)
    return iter(parts.values())


_NUMBERED = re.compile(
    r"\d+|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE
)


def _may_be_copies(one: Copy, other: Copy) -> bool:
    """Whether two articles with nearly the same text are in one language, and not of a series."""
    numbers, others = (_NUMBERED.findall(each.title.lower()) for each in (one, other))
    is_series = numbers != others and numbers and others
    return not is_series and len(list(_by_language([one, other]))) == 1


def _language_of(path: str) -> str:
    """The language that the last folder or the file name names: `docs/pt-br/a.md`, `docs/a.de.md`; else empty."""
    *folders, name = path.split("/")
    for part in (*name.split(".")[1:-1], *reversed(folders)):
        code = _CODE.fullmatch(part)
        if code and code[1].lower() in _LANGUAGES:
            return part.lower().replace("_", "-")
    return ""


def _group(reason: str, found: list[Copy]) -> Group:
    found.sort(key=lambda each: each.path)
    best, why = _kept(found)
    return Group(reason, best.id, why, tuple(Article(each.id, each.path, each.title) for each in found))


# What makes a copy better, most important first: a number of which more is better, and how it is said.
_BETTER: Mapping[str, tuple[Callable[[Copy], float], Callable[[Copy], str]]] = {
    "complete": (lambda each: each.filled, lambda each: f"most complete: {each.filled} fields"),
    "quality": (
        lambda each: float("-inf") if each.quality is None else each.quality,
        lambda each: f"best quality: {each.quality}",
    ),
    "earlier": (lambda each: -_number(each.day), lambda each: f"earliest: {each.day}"),
}


def _number(day: str) -> float:
    return float(day.replace("-", "")) if day else float("inf")


def _kept(found: list[Copy]) -> tuple[Copy, str]:
    """The copy to keep, and why."""
    for value, words in _BETTER.values():
        most = max(map(value, found))
        best = [each for each in found if value(each) == most]
        if len(best) == 1:
            return best[0], words(best[0])
        found = best
    return found[0], "first by path, otherwise equal"
