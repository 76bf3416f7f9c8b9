"""NC1xx: fields that are missing, empty or unknown; the table of an article's fields; and the scan for NC1 and NC2.

Each place in the file breaks at most one rule: a field that is null is not also of the wrong type.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from newscat.article.finding import Severity
from newscat.errors import suggestion
from newscat.rules import pages
from newscat.rules.engine import Article, Match
from newscat.rules.fixes import Drop
from newscat.rules.formats import (
    FIELDS,
    TYPES,
    FieldRule,
    Kind,
    Value,
    article_type,
    boolean,
    domain,
    identifier,
    integer,
    secured,
    text,
    timestamp,
    url,
    wrong_structure,
)
from newscat.rules.wording import described, dotted, quoted, where

Path = tuple[Any, ...]
Found = list[tuple[FieldRule, Value]]

# If a file has more unknown fields than this, they are not misspelled.
_MISSPELLED = 100


@FIELDS.scan
def scan(article: Article) -> Iterator[Match]:
    if not article.is_news:
        if article.record:
            yield from pages.survey(article.record, article.limits.date_order)
        return
    unknown = 0
    for rule, found in survey(article.record.fields if article.record else None):
        if rule is not unknown_field:
            yield rule(found)
        elif dotted(found.path) not in article.known_fields or not isinstance(found.path[-1], str):
            yield unknown_field(found, suggest=unknown < _MISSPELLED)
        unknown += rule is unknown_field


def survey(fields: Mapping[Any, Any] | None) -> Found:
    """The values of an article that break a rule of NC1 or NC2, each with its rule; one pass over the fields."""
    found: Found = []
    if fields is not None:
        ARTICLE.survey_fields(found, (), fields)
    return found


@FIELDS.rule("NC101", Severity.ERROR)
def missing_field(found: Value) -> Match:
    """A required field is missing.

    ## What it does
    Reports each missing field at the start of the mapping that should have it. Pages need no field. Every news article
    needs `category`, `title`, `excerpt`, `publishedDateTime`, `originalUrl`, `type`, `provider` (with `name` and
    `domain`), `topics` and `secured`. An article of the type `article` also needs `webUrl`, a video `featuredContent`.
    An article in `related` needs `title`, `webUrl`, `type` and `provider`, an image `url`.

    ## Why is this bad?
    Programs that show the article rely on these fields.

    ## Example
    ```yaml
    related:
      - title: Two
        type: article
        provider: {name: Example, domain: example.org}
    ```

    Use instead:
    ```yaml
    related:
      - title: Two
        type: article
        webUrl: "https://example.org/two"
        provider: {name: Example, domain: example.org}
    ```
    """
    return Match(found.path[:-1], f"missing required field {where(found.path)}")


@FIELDS.rule("NC102", Severity.ERROR)
def empty_field(found: Value) -> Match:
    """A field is empty.

    ## What it does
    Reports strings that are empty or only whitespace, empty mappings, and empty lists in required fields. Empty
    `images` and `related` are allowed: the article has none. In pages, reports an empty `title`, as a warning.

    ## Why is this bad?
    The field looks filled in, but shows nothing.

    ## Example
    ```yaml
    title: ""
    ```

    Use instead:
    ```yaml
    title: One
    ```
    """
    is_space = isinstance(found.value, str) and found.value
    return Match(found.path, f"{where(found.path)} is {'only whitespace' if is_space else 'empty'}")


@FIELDS.rule("NC103", Severity.ERROR)
def null_field(found: Value) -> Match:
    """A field is null.

    ## What it does
    Reports fields of news articles, required or not, whose value is null. In YAML, a key with nothing after the colon
    is also null.

    ## Why is this bad?
    Nobody can tell whether the value was forgotten or is absent on purpose.

    ## Example
    ```yaml
    quality:
    ```

    Use instead:
    ```yaml
    quality: 59
    ```

    ## Fix
    Removes a field that is not required. Unsafe, because the value may be added later.
    """
    if found.path[-1] in found.shape.required[type_of(found.within)]:
        return Match(found.path, f"{where(found.path)} is null; it needs a value")
    fix = Drop(found.path, f"Remove {where(found.path)}", False)
    return Match(found.path, f"{where(found.path)} is null; give it a value or remove it", fix=fix)


@FIELDS.rule("NC104", Severity.ERROR)
def null_in_list(found: Value) -> Match:
    """A list contains a null.

    ## What it does
    Reports each null in `topics`, `images` and `related`. In YAML, a dash with nothing after it is also null. In pages,
    reports each null in lists of topics (`tags`, `categories`, `keywords` and the like), as a warning.

    ## Why is this bad?
    Programs that expect strings or mappings in the list fail.

    ## Example
    ```yaml
    topics:
      - AI
      -
    ```

    Use instead:
    ```yaml
    topics:
      - AI
    ```

    ## Fix
    Removes the null, unless the list contains nothing else.
    """
    fix = Drop(found.path, "Remove the null") if found.within else None
    return Match(found.path, f"{where(found.path)} is null", fix=fix)


@FIELDS.rule("NC105", Severity.WARNING)
def unknown_field(found: Value, suggest: bool = True) -> Match:
    """A field is unknown.

    ## What it does
    Reports unknown names in news articles, also inside `provider`, `images` and `related`. The setting `known_fields`
    adds names, dotted for nested fields: `["price", "provider.country"]`.

    ## Why is this bad?
    The name is probably misspelled, and the intended field is missing.

    ## Example
    ```yaml
    qualty: 59
    ```

    Use instead:
    ```yaml
    quality: 59
    ```
    """
    key = found.path[-1]
    if isinstance(key, str):
        near = _near(key, found.shape) if suggest and len(key) < _MISSPELLED else ""
        return Match(found.path, f"unknown field {quoted(dotted(found.path))}{near}", at_key=True)
    name = key.isoformat() if isinstance(key, date) else described(key).removeprefix("the number ")
    within = dotted(found.path)
    return Match(found.path, f"unknown field {name}" + (f" in {within!r}" if within else ""), at_key=True)


@lru_cache(1024)
def _near(key: str, shape: "Shape") -> str:
    """Cached: difflib takes 0.1 ms, and a catalogue often has the same unknown field in every file."""
    return suggestion(key, [field.name for field in shape.fields])


class Field(NamedTuple):
    """`required_by`: the types of article that need the field."""

    name: str
    kind: "Kind | ListOf | Shape"
    required_by: tuple[str, ...] = ()


class ListOf(NamedTuple):
    element: "Kind | Shape"

    def survey(self, found: Found, path: Path, value: Any, within: Mapping[Any, Any], shape: "Shape") -> None:
        if type(value) is not list:
            found.append((_absent(value) or wrong_structure, Value(path, value, within, shape)))
        elif not value and path[-1] in shape.required["article"]:
            found.append((empty_field, Value(path, value, within, shape)))
        others: list[Any] | None = None
        for index, element in enumerate(value if type(value) is list else ()):
            if element is None:
                if others is None:  # once for each list: it may have 200,000 nulls
                    others = [each for each in value if each is not None]
                found.append((null_in_list, Value((*path, index), None, others, shape)))
            elif isinstance(self.element, Shape):
                self.element.survey(found, (*path, index), element, within, shape)
            elif broken := self.element(element):
                found.append((_absent(element) or broken, Value((*path, index), element, within, shape)))


@dataclass(frozen=True, eq=False)
class Shape:
    """The fields of a mapping."""

    fields: tuple[Field, ...]

    @cached_property
    def scalars(self) -> dict[Any, Kind]:
        return {field.name: field.kind for field in self.fields if not isinstance(field.kind, ListOf | Shape)}

    @cached_property
    def collections(self) -> dict[Any, "ListOf | Shape"]:
        return {field.name: field.kind for field in self.fields if isinstance(field.kind, ListOf | Shape)}

    @cached_property
    def required(self) -> dict[str, frozenset[str]]:
        """The names of the required fields, by type of article."""
        return {each: frozenset(field.name for field in self.fields if each in field.required_by) for each in TYPES}

    def survey(self, found: Found, path: Path, value: Any, within: Mapping[Any, Any], shape: "Shape") -> None:
        if type(value) is not dict:
            found.append((_absent(value) or wrong_structure, Value(path, value, within, shape)))
        elif value:
            self.survey_fields(found, path, value)
        else:
            found.append((empty_field, Value(path, value, within, shape)))

    def survey_fields(self, found: Found, path: Path, fields: Mapping[Any, Any]) -> None:
        scalars, collections = self.scalars, self.collections
        for name, value in fields.items():
            kind = scalars.get(name)
            if kind is not None:
                broken = kind(value)
                if broken:
                    found.append((_absent(value) or broken, Value((*path, name), value, fields, self)))
            elif name in collections:
                collections[name].survey(found, (*path, name), value, fields, self)
            else:
                found.append((unknown_field, Value((*path, name), value, fields, self)))
        required = self.required[type_of(fields)]
        if not required <= fields.keys():
            for field in self.fields:
                if field.name in required and field.name not in fields:
                    found.append((missing_field, Value((*path, field.name), None, fields, self)))


def _absent(value: Any) -> FieldRule | None:
    """The rule that a null or empty value breaks, regardless of the field."""
    if value is None:
        return null_field
    return empty_field if isinstance(value, str) and not value.strip() else None


def type_of(fields: Mapping[Any, Any]) -> str:
    """The type that decides which fields are required: `article`, unless the file has another known one."""
    value = fields.get("type")
    return value if isinstance(value, str) and value in TYPES else "article"


# Required: the fields that all of 2,477 real files have, and for videos all of 187.
_IMAGE = Shape(
    (Field("url", url, TYPES), Field("width", integer), Field("height", integer), Field("isCached", boolean))
)
_PROVIDER = Shape((Field("name", text, TYPES), Field("domain", domain, TYPES), Field("images", ListOf(_IMAGE))))
# The fields that an article and an entry of `related` share.
_SUMMARY = (
    Field("id", identifier),
    Field("category", text, TYPES),
    Field("title", text, TYPES),
    Field("excerpt", text, TYPES),
    Field("publishedDateTime", timestamp, TYPES),
    Field("originalUrl", url, TYPES),
    Field("webUrl", url, ("article",)),
    Field("ampWebUrl", url),
    Field("cdnAmpWebUrl", url),
    Field("featuredContent", text, ("video",)),
    Field("type", article_type, TYPES),
    Field("quality", integer),
    Field("heat", integer),
    Field("published", boolean),
    Field("provider", _PROVIDER, TYPES),
    Field("topics", ListOf(text), TYPES),
    Field("images", ListOf(_IMAGE)),
)
RELATED = Shape(
    tuple(
        field._replace(required_by=TYPES if field.name in {"title", "webUrl", "type", "provider"} else ())
        for field in _SUMMARY
    )
)
ARTICLE = Shape((*_SUMMARY, Field("related", ListOf(RELATED)), Field("secured", secured, TYPES)))
