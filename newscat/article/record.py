"""The lenient, typed view of one article: what `validate` complains about, `list` can still list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any, Generic, NamedTuple, TypeVar

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.reading import written

T = TypeVar("T")
# Front matter with other addresses or names of an article, in which generators of sites look for them.
PLACES = ("permalink", "url", "slug", "aliases", "alias", "redirect_from")
# The keys of an element of `related` that can name an article. An element that is a string is itself such a name.
NAMED_BY = ("id", "path", "webUrl", "originalUrl", "url", "ampWebUrl", "cdnAmpWebUrl")
# Stems of files that are called by their folder.
INDEX_FILES = ("index", "_index", "README")


class Provider(NamedTuple):
    """Who published the article."""

    name: str | None = None
    domain: str | None = None


class Urls(NamedTuple):
    """The article's addresses: originalUrl, webUrl, ampWebUrl, cdnAmpWebUrl."""

    original: str | None = None
    web: str | None = None
    amp: str | None = None
    cdn_amp: str | None = None


URLS = ("url", "web", "amp", "cdn_amp")
"""The fields that `Urls` is made of."""


class Image(NamedTuple):
    """One of `images`; width and height in pixels."""

    url: str | None = None
    width: int | None = None
    height: int | None = None


class Related(NamedTuple):
    """One of `related`: the summary of another article."""

    title: str | None = None
    url: str | None = None
    provider: Provider = Provider()
    published_at: datetime | None = None


class Value(Generic[T]):
    """A first-class field as an attribute of a record."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: "Record", owner: object = None) -> T:
        value: T = record.value(self._name)
        return value


@dataclass(frozen=True, slots=True)
class Record:
    """One article file. Properties never raise: a field of the wrong type reads as absent.

    `path` is the file's as it is printed; `fields` the whole front matter as it was read; `body`
    the text after it. `table` says which fields it is read for.
    """

    path: str
    fields: Mapping[Any, Any]
    body: str = ""
    table: FieldTable = field(default=BUILT_IN, compare=False, repr=False)
    heading: str | None = field(default=None, compare=False, repr=False)
    """The title that was found in the body, where the index has it, empty if there is none; None: look."""
    unique_id: str | None = field(default=None, compare=False, repr=False)
    """The id, if the record is of a catalogue, where it is unique; None: `id` is from `fields` and `path` alone."""

    title = Value[str]("title")
    """The front matter's title, else the first heading, else the id."""
    excerpt = Value[str | None]("excerpt")
    category = Value[str | None]("category")
    type = Value[str | None]("type")
    published_at = Value[datetime | None]("date")
    """Aware, in UTC; a moment without a time zone is taken for UTC."""
    updated_at = Value[datetime | None]("updated")
    published = Value[bool | None]("published")
    """None where the article does not say."""
    quality = Value[int | None]("quality")
    heat = Value[int | None]("heat")
    topics = Value[tuple[str, ...]]("topics")
    """The topics, in the file's order."""
    author = Value[tuple[str, ...]]("author")
    language = Value[str | None]("language")
    slug = Value[str | None]("slug")
    image = Value[str | None]("image")

    @property
    def id(self) -> str:
        """The front matter's `id` (a string with a visible character, or a number), else one from the path: in a
        catalogue, the path below its root without suffix, and of an index file the folder."""
        if self.unique_id is not None:
            return self.unique_id
        path = PurePath(self.path)
        return declared_id(self.fields) or (path.stem in INDEX_FILES and path.parent.name) or path.stem

    def value(self, name: str) -> Any:
        """The value of a first-class field of its table; None, or empty, where it is absent."""
        found = self.table.readers_of(self.fields)[name](self)
        return self.id if name == "title" and not found else found

    def values(self, names: Iterable[str]) -> Iterator[Any]:
        """`value` of each; for many names it takes half the time."""
        readers = self.table.readers_of(self.fields)
        for name in names:
            found = readers[name](self)
            yield self.id if name == "title" and not found else found

    @property
    def provider(self) -> Provider:
        return Provider(**self.value("provider"))

    @property
    def urls(self) -> Urls:
        return Urls(*map(self.value, URLS))

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(Image(**each) for each in self.value("images"))

    @property
    def related(self) -> tuple[Related, ...]:
        found = self.value("related")
        return tuple(Related(**each | {"provider": Provider(**each["provider"])}) for each in found)


def declared_id(fields: Mapping[Any, Any]) -> str | None:
    """The front matter's own `id` as text, or None where it has none that can name a record."""
    found = written(fields.get("id"))
    return found.strip() or None if found else None


def last_part(id: str) -> str:
    """`alpha` of `posts/alpha`."""
    return id[id.rfind("/") + 1 :]
