"""The lenient, typed view of one article: what `validate` complains about, `list` can still list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, NamedTuple

from newscat.article.values import INTEGERS, moment


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


@dataclass(frozen=True, slots=True)
class Record:
    """One article file. Properties never raise: a field of the wrong type reads as absent.

    `path` is the file's as it is printed; `fields` the whole front matter as it was read; `body`
    the text after it.
    """

    path: str
    fields: Mapping[Any, Any]
    body: str = ""

    @property
    def id(self) -> str:
        """The front matter's `id` (a text that is not blank, or an integer), else the file's stem."""
        return declared_id(self.fields) or PurePath(self.path).stem

    @property
    def title(self) -> str | None:
        return _text(self.fields.get("title"))

    @property
    def excerpt(self) -> str | None:
        return _text(self.fields.get("excerpt"))

    @property
    def category(self) -> str | None:
        return _text(self.fields.get("category"))

    @property
    def type(self) -> str | None:
        return _text(self.fields.get("type"))

    @property
    def published_at(self) -> datetime | None:
        """`publishedDateTime` as an aware datetime in UTC; without a zone it is taken for UTC."""
        return moment(self.fields.get("publishedDateTime"))

    @property
    def published(self) -> bool | None:
        """Three states: true, false, or nothing said."""
        value = self.fields.get("published")
        return value if isinstance(value, bool) else None

    @property
    def quality(self) -> int | None:
        return _integer(self.fields.get("quality"))

    @property
    def heat(self) -> int | None:
        return _integer(self.fields.get("heat"))

    @property
    def provider(self) -> Provider:
        return _provider(self.fields.get("provider"))

    @property
    def topics(self) -> tuple[str, ...]:
        """The texts in `topics`, in the file's order; anything else in the list is left out."""
        return tuple(topic for topic in _list(self.fields.get("topics")) if isinstance(topic, str))

    @property
    def urls(self) -> Urls:
        get = self.fields.get
        return Urls(
            _text(get("originalUrl")), _text(get("webUrl")), _text(get("ampWebUrl")), _text(get("cdnAmpWebUrl"))
        )

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(
            Image(_text(image.get("url")), _integer(image.get("width")), _integer(image.get("height")))
            for image in _list(self.fields.get("images"))
            if isinstance(image, dict)
        )

    @property
    def related(self) -> tuple[Related, ...]:
        return tuple(
            Related(
                _text(other.get("title")),
                _text(other.get("webUrl")),
                _provider(other.get("provider")),
                moment(other.get("publishedDateTime")),
            )
            for other in _list(self.fields.get("related"))
            if isinstance(other, dict)
        )


def declared_id(fields: Mapping[Any, Any]) -> str | None:
    """The front matter's own `id` as text, or None where it has none that can name a record."""
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value in INTEGERS else None
    return (value.strip() or None) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value in INTEGERS else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _provider(value: object) -> Provider:
    return Provider(_text(value.get("name")), _text(value.get("domain"))) if isinstance(value, dict) else Provider()
