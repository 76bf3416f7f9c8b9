"""NC1xx: fields that are missing, say nothing, or that nobody knows."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from newscat.article.finding import Severity
from newscat.rules.registry import Article, Problem, rule
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
        related:
          - title: Two
            type: article
            provider: {name: Example, domain: example.org}

    ## Good
        related:
          - title: Two
            type: article
            webUrl: "https://example.org/two"
            provider: {name: Example, domain: example.org}
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
        title: ""

    ## Good
        title: One
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
        quality:

    ## Good
        quality: 59
    """
    for misfit in article.misfits.get("null-field", ()):
        needed = misfit.path[-1] in misfit.shape.needs["article"]
        cure = "it needs a value" if needed else "give it a value or leave it out"
        yield Problem(misfit.path, f"{where(misfit.path)} is null: {cure}")


@rule("NC104", Severity.ERROR, reads="misfits")
def null_in_list(article: Article) -> Iterator[Problem]:
    """A list holds a null.

    ## What it does
    Reports each null in `topics`, `images` and `related`. In YAML that is also a dash with nothing
    after it.

    ## Why
    Programs that expect a text or a mapping in the list stop at it.

    ## Bad
        topics:
          - AI
          -

    ## Good
        topics:
          - AI
    """
    for misfit in article.misfits.get("null-in-list", ()):
        yield Problem(misfit.path, f"{where(misfit.path)} is null")


@rule("NC105", Severity.WARNING, reads="misfits")
def unknown_field(article: Article) -> Iterator[Problem]:
    """A field has a name that no article has.

    ## What it does
    Reports unknown names, also inside `provider`, `images` and `related`. The setting
    `known_fields` adds names, dotted below the top: `["price", "provider.country"]`.

    ## Why
    Mostly the name is mistyped, and what was meant is missing.

    ## Bad
        ampWebURL: "https://amp.example.org/one"

    ## Good
        ampWebUrl: "https://amp.example.org/one"
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
    known = {field.name.lower(): field.name for field in _SHAPES[noun].fields}
    # Nearer than for commands: `price` is a field of its own, not a mistyped `provider` (0.62).
    near = get_close_matches(key.lower(), known, n=1, cutoff=0.75)
    return f" (did you mean {known[near[0]]!r}?)" if near else ""
