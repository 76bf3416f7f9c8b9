"""NC1xx: fields that are missing, say nothing, or that nobody knows."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from newscat.article.finding import Severity
from newscat.errors import suggestion
from newscat.rules.engine import Article, Problem, rule
from newscat.rules.fixes import Drop
from newscat.rules.shape import ARTICLE, IMAGE, PROVIDER, RELATED, Misfit, Shape, type_of
from newscat.rules.wording import described, dotted, quoted, where


@rule("NC101", Severity.ERROR, reads="misfits")
def missing_field(article: Article) -> Iterator[Problem]:
    """A field is missing that this type of article needs.

    ## What it does
    Reports each field that is not there, at the start of the mapping that should have it. Every
    article needs `category`, `title`, `excerpt`, `publishedDateTime`, `originalUrl`, `type`,
    `provider` (with `name` and `domain`), `topics` and `secured`; an article also `webUrl`, a video
    `featuredContent`. An article in `related` needs `title`, `webUrl`, `type` and `provider`, an
    image `url`.

    ## Why
    What shows the article later counts on these fields.

    ## Bad
    ```yaml
    related:
      - title: Two
        type: article
        provider: {name: Example, domain: example.org}
    ```

    ## Good
    ```yaml
    related:
      - title: Two
        type: article
        webUrl: "https://example.org/two"
        provider: {name: Example, domain: example.org}
    ```
    """
    for misfit in article.misfits.get("missing-field", ()):
        yield Problem(misfit.path[:-1], f"no {where(misfit.path)}, which {_needer(misfit)} needs")


def _needer(misfit: Misfit) -> str:
    if misfit.shape is not ARTICLE:
        return misfit.shape.noun
    return "a video" if type_of(misfit.value) == "video" else "an article"


@rule("NC102", Severity.ERROR, reads="misfits")
def empty_field(article: Article) -> Iterator[Problem]:
    """A field is there, but empty.

    ## What it does
    Reports texts that are empty or blank, empty mappings, and empty lists in fields that are
    needed. An empty `images` or `related` is no fault: it says that there are none.

    ## Why
    An empty field looks filled in, and shows nothing.

    ## Bad
    ```yaml
    title: ""
    ```

    ## Good
    ```yaml
    title: One
    ```
    """
    for misfit in article.misfits.get("empty-field", ()):
        blank = isinstance(misfit.value, str) and misfit.value
        yield Problem(misfit.path, f"{where(misfit.path)} is {'blank' if blank else 'empty'}")


@rule("NC103", Severity.ERROR, reads="misfits")
def null_field(article: Article) -> Iterator[Problem]:
    """A field has no value: null.

    ## What it does
    Reports fields, needed or not, whose value is null. In YAML that is also a key with nothing
    after its colon.

    ## Why
    Nobody can tell whether the value was forgotten or is meant to be absent.

    ## Bad
    ```yaml
    quality:
    ```

    ## Good
    ```yaml
    quality: 59
    ```

    ## Fix
    A field that is not needed goes: unsafe, for a value may be still to come.
    """
    for misfit in article.misfits.get("null-field", ()):
        needed = misfit.path[-1] in misfit.shape.needs[_type(article, misfit)]
        advice = "it needs a value" if needed else "give it a value or leave it out"
        cure = None if needed else Drop(misfit.path, f"Leave out {where(misfit.path)}", False)
        yield Problem(misfit.path, f"{where(misfit.path)} is null: {advice}", cure=cure)


def _type(article: Article, misfit: Misfit) -> str:
    return type_of(article.record.fields) if article.record and misfit.shape is ARTICLE else "article"


@rule("NC104", Severity.ERROR, reads="misfits")
def null_in_list(article: Article) -> Iterator[Problem]:
    """A list holds a null.

    ## What it does
    Reports each null in `topics`, `images` and `related`. In YAML that is also a dash with nothing
    after it.

    ## Why
    Programs that expect a text or a mapping in the list stop at it.

    ## Bad
    ```yaml
    topics:
      - AI
      -
    ```

    ## Good
    ```yaml
    topics:
      - AI
    ```

    ## Fix
    The null goes, unless nothing else is in the list.
    """
    has_more: dict[tuple[Any, ...], bool] = {}  # by list: it may hold 200,000 nulls
    for misfit in article.misfits.get("null-in-list", ()):
        around = misfit.path[:-1]
        if around not in has_more:
            has_more[around] = _has_more(article, misfit.path)
        cure = Drop(misfit.path, "Take out the null") if has_more[around] else None
        yield Problem(misfit.path, f"{where(misfit.path)} is null", cure=cure)


def _has_more(article: Article, path: tuple[Any, ...]) -> bool:
    """Whether something is left of the list once its nulls are gone."""
    value: Any = article.record.fields if article.record else {}
    for step in path[:-1]:
        value = value[step]
    return any(element is not None for element in value)


@rule("NC105", Severity.WARNING, reads="misfits")
def unknown_field(article: Article) -> Iterator[Problem]:
    """A field has a name that no article has.

    ## What it does
    Reports unknown names, also inside `provider`, `images` and `related`. The setting
    `known_fields` adds names, dotted below the top: `["price", "provider.country"]`.

    ## Why
    Mostly the name is mistyped, and what was meant is missing.

    ## Bad
    ```yaml
    qualty: 59
    ```

    ## Good
    ```yaml
    quality: 59
    ```
    """
    for number, misfit in enumerate(article.misfits.get("unknown-field", ())):
        if dotted(misfit.path) not in article.known_fields or not isinstance(misfit.path[-1], str):
            yield Problem(misfit.path, _unknown(misfit.path[-1], misfit.path, misfit.shape, number), at_key=True)


# So many unknown fields of one file are compared with the known ones; who has more has not mistyped them.
_MISTYPED = 100


def _unknown(key: Any, path: tuple[Any, ...], shape: Shape, number: int) -> str:
    if isinstance(key, str):
        near = _near(key, shape.noun) if number < _MISTYPED and len(key) < _MISTYPED else ""
        return f"unknown field {quoted(dotted(path))}{near}"
    name = key.isoformat() if isinstance(key, date) else described(key).removeprefix("the number ")
    within = dotted(path)
    return f"unknown field {name}" + (f" in {within!r}" if within else "")


_SHAPES = {shape.noun: shape for shape in (ARTICLE, RELATED, PROVIDER, IMAGE)}


@lru_cache(1024)
def _near(key: str, noun: str) -> str:
    """Cached, because difflib takes 0.1 ms and a catalogue has the same unknown field in every file."""
    return suggestion(key, [field.name for field in _SHAPES[noun].fields])
