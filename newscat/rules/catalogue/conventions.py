"""NC7xx: articles that differ from nearly all others of the catalogue. There is nothing to configure: what is usual is
counted, separately for news articles and pages, and nothing is reported below 50 articles.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import combining, normalize

from newscat.article.finding import Severity
from newscat.article.frontmatter.structure import EMPTY, FALSE, KINDS, LIST, MAPPING, NUMBER, TEXT, TRUE
from newscat.article.text import normal_title
from newscat.rules.across import CatalogueMatch
from newscat.rules.engine import rule
from newscat.rules.fields import ARTICLE, ListOf, Shape
from newscat.rules.fixes import Rename, Rewrite
from newscat.rules.wording import dotted, quoted

if TYPE_CHECKING:
    from newscat.index.analysis.conventions import Path, Population, Spelled, Structure
    from newscat.index.cross_article import Comparison

# In fewer articles, nothing is a convention.
_FEWEST = 50
# At least 98 % of the articles.
_USUAL = 0.98
# A name is rare if another is this many times as frequent; from _SURE times on, replacing it is safe.
_RARE, _SURE = 20, 50


def _known(shape: Shape, above: "Path" = ()) -> Iterator["Path"]:
    for field in shape.fields:
        yield (*above, field.name)
        if isinstance(field.kind, Shape) and not isinstance(field.kind, ListOf):
            yield from _known(field.kind, (*above, field.name))


# The fields of a news article, whose names, presence and types NC1 and NC2 check.
_NEWS = frozenset(_known(ARTICLE))


class _Census(NamedTuple):
    """How often each field of a population has which kind of value, by its path."""

    population: "Population"
    kinds: "Mapping[Path, Counter[str]]"

    @property
    def own(self) -> "list[Path]":
        """The fields that no other rule checks."""
        return [path for path in self.kinds if not (self.population.is_news and path in _NEWS)]


def _censuses(records: "Comparison") -> Iterator[_Census]:
    for population in records.structures:
        if population.size >= _FEWEST:
            kinds: defaultdict[Path, Counter[str]] = defaultdict(Counter)
            for one in population.structures:
                for path, kind in one.kinds.items():
                    kinds[path][kind] += one.articles
            yield _Census(population, kinds)


def _matches(
    records: "Comparison",
    census: _Census,
    structure: "Structure",
    path: "Path",
    message: str,
    fix: Rename | None = None,
) -> Iterator[CatalogueMatch]:
    for record in records.with_structure(structure.id, census.population.is_news):
        yield CatalogueMatch(record, path, message, at_key=fix is not None, fix=fix)


def _of(count: int, total: int) -> str:
    return f"in {count:,} of {total:,} articles"


@rule("NC701", Severity.WARNING, scope="catalogue")
def misspelled_field(records: "Comparison") -> Iterator[CatalogueMatch]:
    """The name of a field is nearly that of a much more frequent one.

    ## What it does
    Reports a field whose name differs from that of another field only in case, `-` and `_`, or in one letter, if the
    article does not have the other field, no article has both, and the other is at least 20 times as frequent.
    Names that newscat reads itself (`tag`, `tags`) are left alone, and so are news articles, whose unknown fields
    `unknown-field` reports. Catalogues of fewer than 50 articles have no conventions.

    ## Why is this bad?
    The program that builds the pages does not see the field.

    ## Example
    In 1,203 of 1,204 articles, the field is called `description`:
    ```yaml
    descripton: What one has to say.
    ```

    Use instead:
    ```yaml
    description: What one has to say.
    ```

    ## Fix
    Renames the field. Safe if the usual name is at least 50 times as frequent.
    """
    for census in _censuses(records):
        if census.population.is_news:
            continue
        for rare, usual in _misspelled(records, census).items():
            few, many = census.kinds[rare].total(), census.kinds[usual].total()
            message = f"{dotted(rare)!r} is called {usual[-1]!r} {_of(many, many + few)}"
            fix = Rename(rare, usual[-1], f"Rename the field to {usual[-1]!r}", many >= _SURE * few)
            for structure in census.population.structures:
                if rare in structure.kinds:
                    yield from _matches(records, census, structure, rare, message, fix)


def _misspelled(records: "Comparison", census: _Census) -> "dict[Path, Path]":
    """Each rare name with the usual one."""
    beside: defaultdict[Path, list[Path]] = defaultdict(list)
    for path in census.kinds:
        beside[path[:-1]].append(path)
    known = records.known_names
    found: dict[Path, Path] = {}
    for paths in beside.values():
        paths.sort(key=lambda path: -census.kinds[path].total())
        for rare in paths:
            few = census.kinds[rare].total()
            usual = [each for each in paths if census.kinds[each].total() >= _RARE * few]
            near = (each for each in usual if _is_near_name(rare[-1], each[-1]))
            best = next(near, None)
            if best and not {dotted(rare), dotted(best)} <= known and not _together(census, rare, best):
                found[rare] = best
    return found


def _together(census: _Census, one: "Path", other: "Path") -> bool:
    return any(one in each.kinds and other in each.kinds for each in census.population.structures)


def _is_near_name(one: str, other: str) -> bool:
    plain, usual = _UNSIGNED.sub("", one).casefold(), _UNSIGNED.sub("", other).casefold()
    return plain == usual or _is_slip(plain, usual, _SHORTEST_FIELD)


_UNSIGNED = re.compile(r"[-_ ]+")


@rule("NC702", Severity.INFO, scope="catalogue")
def usual_field_missing(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A field is missing that nearly all articles have.

    ## What it does
    Reports a field that the article does not have, but at least 98 % of the articles. An article that lacks several
    of them is a page of another kind, and is left alone. The fields that a news article needs are not reported
    again, and neither is a field that is there with a misspelled name. Catalogues of fewer than 50 articles have no
    conventions.

    ## Why is this bad?
    The field was probably forgotten.

    ## Example
    1,203 of 1,204 articles have a `description`:
    ```yaml
    title: One
    ```

    Use instead:
    ```yaml
    title: One
    description: What one has to say.
    ```
    """
    for census in _censuses(records):
        misspelled, all_articles = _misspelled(records, census), census.population.size
        usual = [path for path in census.own if _USUAL * all_articles <= census.kinds[path].total()]
        for structure in census.population.structures:
            there = {misspelled.get(path, path) for path in structure.kinds}
            missing = [path for path in usual if path not in there and (not path[1:] or path[:-1] in there)]
            if len(missing) == 1:
                [path] = missing
                message = f"no {dotted(path)!r}, unlike {census.kinds[path].total():,} of {all_articles:,} articles"
                yield from _matches(records, census, structure, path[:-1], message)


@rule("NC703", Severity.WARNING, scope="catalogue")
def unusual_type(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A value has another type than that of nearly all articles.

    ## What it does
    Reports a value that is text, a number, a boolean, a list, a mapping or a date, if at least 98 % of the values of
    the field have one other type. Empty values do not count, and neither does `false`, which often turns something off.
    The fields of a news article have rules of their own. Catalogues of fewer than 50 articles have no conventions.

    ## Why is this bad?
    A program that expects the usual type fails or ignores the value.

    ## Example
    In 1,203 of 1,204 articles, `weight` is a number:
    ```yaml
    weight: "ten"
    ```

    Use instead:
    ```yaml
    weight: 10
    ```
    """
    for census in _censuses(records):
        for path in census.own:
            types: Counter[str] = Counter()
            for kind, count in census.kinds[path].items():
                types[_type(kind)] += count
            yield from _unusual(records, census, path, types, _type, _TYPES)


@rule("NC704", Severity.INFO, scope="catalogue")
def unusual_date_format(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A date is written in another format than nearly all others.

    ## What it does
    Reports a date that has a time, a time zone or a form of its own, if at least 98 % of the dates in the field
    have one other format. Catalogues of fewer than 50 articles have no conventions.

    ## Why is this bad?
    Programs sort and show such dates in other ways, or not at all.

    ## Example
    In 1,203 of 1,204 articles, `date` is written like 2022-03-23:
    ```yaml
    date: March 24, 2022
    ```

    Use instead:
    ```yaml
    date: 2022-03-24
    ```
    """
    for census in _censuses(records):
        for path in census.own:
            dates = Counter({kind: count for kind, count in census.kinds[path].items() if kind not in KINDS})
            yield from _unusual(records, census, path, dates, _form, {})


def _unusual(
    records: "Comparison",
    census: _Census,
    path: "Path",
    counts: Counter[str],
    sort: Callable[[str], str],
    names: Mapping[str, str],
) -> Iterator[CatalogueMatch]:
    """The values of a sort that is not the usual one. `counts` has the values by sort; those of '' do not count."""
    total = counts.total() - counts[""]
    [(usual, count)] = [each for each in counts.most_common(2) if each[0]][:1] or [("", 0)]
    if total < _FEWEST or not _USUAL * total <= count < total:
        return
    for structure in census.population.structures:
        value = structure.kinds.get(path, EMPTY)
        kind = sort(value)
        if kind and kind != usual and value != FALSE:
            found, expected = names.get(kind, f"written as {kind}"), names.get(usual, f"as {usual}")
            message = f"{dotted(path)!r} is {found}, but {expected} {_of(count, total)}"
            yield from _matches(records, census, structure, path, message)


_DATE = "date"
_TYPES = {
    TEXT: "text",
    NUMBER: "a number",
    TRUE: "true or false",
    LIST: "a list",
    MAPPING: "a mapping",
    _DATE: "a date",
}


def _type(kind: str) -> str:
    return {EMPTY: "", FALSE: TRUE}.get(kind, kind if kind in KINDS else _DATE)


def _form(kind: str) -> str:
    return "" if kind in KINDS else kind


@rule("NC705", Severity.WARNING, scope="catalogue")
def rare_spelling(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A topic, provider or author is spelled nearly like a much more frequent one.

    ## What it does
    Reports a name that differs from one at least 20 times as frequent in accents, in the plural, in one letter that is
    missing, added or exchanged with its neighbour, or, in names of eight letters or more, in one other letter; of an
    author, also in case and punctuation. Names that differ in a digit are left alone. `topic-spellings-differ` and
    `provider-names-differ` report other differences. Catalogues of fewer than 50 articles have no conventions.

    ## Why is this bad?
    Anyone filtering by the name misses the article.

    ## Example
    103 of 104 articles have the topic `Machine Learning`:
    ```yaml
    topics:
      - Machne Learning
    ```

    Use instead:
    ```yaml
    topics:
      - Machine Learning
    ```

    ## Fix
    Replaces the name, if it is a value of its own. Safe if the usual name is at least 50 times as frequent.
    """
    if sum(each.size for each in records.structures) < _FEWEST:
        return
    for field, noun in (("topics", "topic"), ("provider", "provider"), ("author", "author")):
        for name, usual, count in _rare(records.names(field), by_key=field != "author"):
            message = f"the {noun} {quoted(name.text)} is spelled {quoted(usual)} {_of(count, count + name.articles)}"
            safe = count >= _SURE * name.articles
            for record in name.records():
                path = records.value_place(record, field, name.text)
                fix = Rewrite(path, usual, f"Change to {quoted(usual)}", safe) if path else None
                yield CatalogueMatch(record, path, message, fix=fix, old=name.text)


def _rare(names: "Iterable[Spelled]", *, by_key: bool) -> "Iterator[tuple[Spelled, str, int]]":
    """Each rare name, the usual spelling and the number of its articles. `by_key`: other rules compare the names that
    differ only in case and punctuation."""
    groups: defaultdict[str, list[Spelled]] = defaultdict(list)
    for name in names:
        if key := (normal_title(name.text.replace("+", "plus").replace("#", "sharp")) or "").replace(" ", ""):
            groups[key].append(name)
    sizes = {key: sum(each.articles for each in group) for key, group in groups.items()}
    usual = {key: max(group, key=lambda each: each.articles).text for key, group in groups.items()}
    near = _Near([key for key in sorted(sizes, key=lambda key: (-sizes[key], key)) if sizes[key] >= _RARE])
    for key, group in groups.items():
        if not by_key and len({each.text for each in group}) > 1:
            for each in group:
                count = sum(other.articles for other in group if other.text == usual[key])
                if each.text != usual[key] and count >= _RARE * each.articles:
                    yield each, usual[key], count
        best = near.find(key)
        if best and sizes[best] >= _RARE * sizes[key]:
            domains = {each.domain for each in groups[best] if each.domain}
            for each in group:
                if each.domain not in domains:
                    yield each, usual[best], sizes[best]


class _Near:
    """Finds the first of `keys` that is nearly another one, by what is left of both without one letter."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._by_part: defaultdict[str, list[str]] = defaultdict(list)
        for key in keys:
            for part in _parts(key):
                self._by_part[part].append(key)
        self._order = {key: number for number, key in enumerate(keys)}

    def find(self, key: str) -> str | None:
        found = {each for part in _parts(key) for each in self._by_part.get(part, ())}
        near = [each for each in found if each != key and (_plain(each) == _plain(key) or _is_slip(key, each))]
        return min(near, key=self._order.__getitem__, default=None)


def _parts(key: str) -> set[str]:
    places = range(len(key) if len(key) <= 100 else 0)  # of a longer string, the parts take memory with its square
    return {plain := _plain(key), key, plain.removesuffix("es"), *(key[:at] + key[at + 1 :] for at in places)}


def _plain(text: str) -> str:
    """Without accents."""
    if text.isascii():
        return text
    return normalize("NFC", "".join(each for each in normalize("NFD", text) if not combining(each)))


# Shorter names differ in one letter by chance.
_SHORTEST, _LONG = 5, 8
# Two fields with similar names are also in one article.
_SHORTEST_FIELD = 3


def _is_slip(one: str, usual: str, shortest: int = _SHORTEST) -> bool:
    """Whether two names differ in one letter, or in the plural."""
    if min(len(one), len(usual)) < shortest - 1 or [*filter(str.isdecimal, one)] != [*filter(str.isdecimal, usual)]:
        return False
    short, long = sorted((one, usual), key=len)
    if long in {f"{short}s", f"{short}es"}:
        return True
    from rapidfuzz.distance import OSA

    if min(len(one), len(usual)) < shortest or OSA.distance(one, usual, score_cutoff=1) > 1:
        return False
    is_other_letter = len(one) == len(usual) and sorted(one) != sorted(usual)
    return not is_other_letter or len(one) >= _LONG
