"""The field table: every first-class field of an article, once.

The record, the index's columns, the names in queries, the sort keys, the display columns, the completions, the JSON,
its schema and docs/fields.md are derived from `FIELDS`. A field that is added here is known everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Kind = Literal["text", "number", "date", "flag", "list", "url", "group", "groups", "id", "path", "body"]
"""`group` is a mapping with `parts`, `groups` a list of such mappings; `list` is one of strings."""


@dataclass(frozen=True)
class Field:
    """One first-class field.

    `sources` are the names in front matter that it is read from, dotted below the top, in order of preference; none
    where the value is not the front matter's. An empty value falls through to the next; `article.reading` has what
    each kind takes. `json` is its place in a JSON record.
    """

    name: str
    kind: Kind
    sources: tuple[str, ...] = ()
    doc: str = ""
    json: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    parts: tuple["Field", ...] = ()
    weight: float = 0.0
    """How much a word in it counts in a search, in bm25's units; 0: it is not searched."""
    is_choice: bool = False
    """One of few values: the index keeps a number for each, and a shell completes them."""
    exact: tuple[str, ...] = ()
    """Names with which, in a query, a value without an operator is the whole value: `topic:AI` is not "Cloud AI"."""
    label: str = ""
    """What `show` writes before the value; the fields without one are in its heading."""
    is_wide: bool = False
    """The preset `full` has it after the others."""
    is_own: bool = False
    """It is of the configuration: it has no column in the index."""

    @cached_property
    def place(self) -> tuple[str, ...]:
        """Where it is in a JSON record."""
        return self.json or (self.name,)

    @cached_property
    def column(self) -> str:
        """Its name among the columns of the index."""
        return "_".join(self.place)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """Its first place in the front matter; empty where it is not the front matter's."""
        return tuple(self.sources[0].split(".")) if self.sources else ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All its names in queries. Of its sources, the first: the others still name the file's own field."""
        return tuple(dict.fromkeys((self.name, *self.aliases, ".".join(self.place), *self.sources[:1])))

    @property
    def is_number(self) -> bool:
        """Whether the index keeps it as an integer that can be compared."""
        return self.kind in ("number", "date", "flag")

    @property
    def is_text(self) -> bool:
        """Whether the index keeps it as a string of its own, to search, compare and sort."""
        return self.kind == "text" and self.weight > 0

    def words(self, value: Any) -> str | None:
        """The text of a value that `read` gave, for a search; None where there is none."""
        if not value:
            return None
        if self.kind == "groups":
            searched = [part for part in self.parts if part.weight]
            return "\n".join(each[part.name] for each in value for part in searched if each[part.name]) or None
        if self.kind == "group":
            return " ".join(value[part.name] or "" for part in self.parts).strip() or None
        return value if isinstance(value, str) else ", ".join(value) or None


_PROVIDER = (
    Field("name", "text", ("name",), "Its name.", weight=1),
    Field("domain", "text", ("domain",), "Its domain.", weight=1),
)
FIELDS: tuple[Field, ...] = (
    Field("id", "id", ("id",), "The front matter's `id`, else the path below the root without suffix.", exact=("id",)),
    Field("path", "path", doc="The file's path.", is_wide=True),
    Field("title", "text", ("title", "name"), "The title; else the first `# heading`, else the id.", weight=10),
    Field("excerpt", "text", ("excerpt", "description", "summary", "subtitle"), "A summary.", weight=4, is_wide=True),
    Field("category", "text", ("category",), "The category, such as news.", is_choice=True, exact=("category",)),
    Field("type", "text", ("type",), "The type, such as article or video.", is_choice=True, exact=("type",)),
    Field(
        "date", "date",
        (
            "publishedDateTime", "date", "pubDate", "publishDate", "published_at", "publishedAt", "datePublished",
            "created", "published", "publish",
        ),
        "When it was published; else the date in the name of the file or its folders.", json=("published_at",),
    ),
    Field(
        "updated", "date",
        (
            "lastmod", "updated", "updatedDate", "lastUpdated", "last_update.date", "modified", "last_modified_at",
        ),
        "When it was last changed.", json=("updated_at",), label="Updated",
    ),
    Field("published", "flag", ("published", "draft"), "Whether it is published; `draft: true` is false."),
    Field("quality", "number", ("quality",), "A rating of its quality."),
    Field("heat", "number", ("heat",), "A rating of the interest in it."),
    Field("provider", "group", ("provider",), "Who published it: name and domain.", parts=_PROVIDER, weight=3),
    Field("domain", "text", ("provider.domain",), "The provider's domain.", json=("provider", "domain")),
    Field("author", "list", ("author", "authors", "by"), "Its authors.", weight=3, label="Author"),
    Field(
        "topics", "list", ("topics", "tags", "tag", "categories", "category", "keywords"),
        "Its topics: those of all these fields; `category` only in a page.",
        aliases=("topic",), exact=("topic",), weight=6, label="Topics",
    ),
    Field(
        "language", "text", ("language", "lang", "locale"), "Its language.", is_choice=True, exact=("language",),
        label="Language",
    ),
    Field("slug", "text", ("slug",), "Its name in its address.", label="Slug"),
    Field(
        "url", "url", ("originalUrl", "canonical_url", "link", "url"), "Its address.", json=("urls", "original"),
        label="Link",
    ),
    Field("web", "url", ("webUrl",), "Its address in a browser.", json=("urls", "web"), label="Web"),
    Field("amp", "url", ("ampWebUrl",), "Its address as an AMP page.", json=("urls", "amp"), label="AMP"),
    Field("cdn_amp", "url", ("cdnAmpWebUrl",), "The same, cached.", json=("urls", "cdn_amp"), label="CDN AMP"),
    Field("image", "text", ("image", "heroImage", "cover", "images"), "Its first image.", label="Image"),
    Field(
        "images", "groups", ("images",), "Its images.", label="Images", is_wide=True,
        parts=(
            Field("url", "url", ("url",), "The image's address."),
            Field("width", "number", ("width",), "Pixels."),
            Field("height", "number", ("height",), "Pixels."),
        ),
    ),
    Field(
        "related", "groups", ("related",), "Summaries of other articles.", label="Related", is_wide=True, weight=1,
        parts=(
            Field("title", "text", ("title",), "The other article's title.", weight=1),
            Field("url", "url", ("webUrl",), "Its address."),
            Field("provider", "group", ("provider",), "Who published it.", parts=_PROVIDER),
            Field("published_at", "date", ("publishedDateTime",), "When it was published."),
        ),
    ),
    Field("body", "body", doc="The text after the front matter.", weight=2),
)  # fmt: skip


def nested(fields: Sequence[Field]) -> Iterator[tuple[tuple[Field, ...], Field]]:
    """Each field with those it is a part of, outermost first."""
    for field in fields:
        yield (), field
        for above, part in nested(field.parts):
            yield (field, *above), part


def searched() -> tuple[Field, ...]:
    """The fields that are columns of the text index."""
    return tuple(field for field in FIELDS if field.weight)


def kept_texts() -> tuple[Field, ...]:
    """The fields whose text the index keeps, to compare, to sort and to complete."""
    return tuple(field for field in FIELDS if field.is_text or field.name == "author")


def kept() -> tuple[Field, ...]:
    """The fields that are columns of the table of records: numbers, dates, flags, and choices by their number."""
    return tuple(field for field in FIELDS if field.is_number or field.is_choice)
