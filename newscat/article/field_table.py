"""The field table of one catalogue: the built-in fields, with the sources and the own fields of its configuration."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from newscat.article import fields
from newscat.article.fields import Field, Kind
from newscat.article.reading import Readable, Reader, is_empty, reader
from newscat.errors import ConfigError, suggestion

# The types of own fields, as the configuration writes them.
TYPES: Mapping[str, Kind] = {
    "text": "text", "number": "number", "date": "date", "boolean": "flag", "list": "list", "url": "url",
}  # fmt: skip
TextPaths = tuple[tuple[tuple[str, ...], bool], ...]
"""Paths below a key, and whether a boolean is text there, as it is in a title."""
_NAME = re.compile(r"[A-Za-z_][\w-]*")
# Names that mean something else in queries, among columns or in JSON.
_TAKEN = frozenset((
    "has", "no", "is", "dup", "related", "secured", "fields", "urls", "snippet", "snippet_field", "snippet_hits",
    "title_hits", "matched_fields", "score", "shared", "same", "short", "full",
))  # fmt: skip


@dataclass(frozen=True)
class FieldTable:
    """Which fields a catalogue has, and how they are read. Hashable, and made of plain values.

    `sources` replaces the sources of built-in fields; `own` are fields that are only of this catalogue: name, kind,
    sources. A string of topics is split at `topic_separator`; if that is empty, at commas, and `tags` and `categories`
    of a Jekyll site also at spaces.
    """

    sources: tuple[tuple[str, tuple[str, ...]], ...] = ()
    own: tuple[tuple[str, Kind, tuple[str, ...]], ...] = ()
    topic_separator: str = ""
    is_jekyll: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any], topic_separator: str = "") -> "FieldTable":
        """The table of `[tool.newscat.fields]`: `date = ["released"]`, `rating = {from = "stars", type = "number"}`.

        Raises ConfigError.
        """
        sources, own = [], []
        for name, value in settings.items():
            given = value if isinstance(value, Mapping) else {"from": value}
            if unknown := [key for key in given if key not in ("from", "type")]:
                raise _refusal(name, f"has the unknown key {unknown[0]!r}; use from and type")
            written = given.get("from", name)
            read_from = (written,) if isinstance(written, str) else written
            if (
                not isinstance(read_from, list | tuple)
                or not read_from
                or not all(isinstance(each, str) and all(each.split(".")) for each in read_from)
            ):
                raise _refusal(name, "must name the front matter's fields: a string, or a list of strings")
            if name in BUILT_IN.by_name:
                _refuse_change(BUILT_IN.by_name[name], given)
                sources.append((name, tuple(read_from)))
            else:
                _refuse_name(name, value)
                own.append((name, _kind(name, given), tuple(read_from)))
        return cls(tuple(sources), tuple(own), topic_separator)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All fields: the built-in ones, then the own ones."""
        changed = dict(self.sources)
        return (
            *(replace(one, sources=changed[one.name]) if one.name in changed else one for one in fields.FIELDS),
            *(Field(name, kind, sources, is_own=True, label=name) for name, kind, sources in self.own),
        )

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def all_sources(self) -> frozenset[str]:
        """The names in front matter that any field is read from."""
        return frozenset(source for one in self.fields for source in one.sources)

    @cached_property
    def date_names(self) -> frozenset[str]:
        """The last parts of the names that dates are read from."""
        return frozenset(
            source.rpartition(".")[2] for one in self.fields if one.kind == "date" for source in one.sources
        )

    @cached_property
    def own_fields(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if one.is_own)

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """By the name of a field that is read from front matter, the function from a record to its value."""
        return {one.name: reader(one, self) for one in self.fields if one.sources}

    def readers_of(self, fields: Mapping[Any, Any]) -> Mapping[str, Reader]:
        """`readers` for all front matter with the same keys, which look only for sources that it has."""
        return self.layout(fields).readers

    def layout(self, fields: Mapping[Any, Any]) -> "Layout":
        """How front matter with these keys is read."""
        return self._layouts(tuple(fields))

    @cached_property
    def _layouts(self) -> "Callable[[tuple[Any, ...]], Layout]":
        return lru_cache(1024)(self._layout)  # the articles of a catalogue have few sets of keys

    def _layout(self, keys: tuple[Any, ...]) -> "Layout":
        if spelled := self._spelled(keys):
            return self._as_spelled(spelled).layout(dict.fromkeys(keys))
        readers = dict(self.readers)
        for name, read in self.readers.items():
            one = self.by_name[name]
            first, *others = one.sources
            found = (first, *(source for source in others if _top(source) in keys))
            if len(found) > 1 or _top(first) in keys or name in _ELSEWHERE:
                readers[name] = reader(replace(one, sources=found), self)
            else:
                readers[name] = _constant(read(_Bare({})))
        return Layout(self, readers, tuple((key, self._texts[key]) for key in keys if key in self._texts))

    def _spelled(self, keys: tuple[Any, ...]) -> dict[str, str]:
        """Sources that front matter with these keys has only with other capitals, as Hugo reads them: `Title`."""
        tops = {_top(source) for source in self.all_sources} - {"id"}
        missing = {top.lower(): top for top in sorted(tops.difference(keys))}
        others = (key for key in keys if type(key) is str and key not in tops)
        return {missing[low]: key for key in others if (low := key.lower()) in missing}

    def _as_spelled(self, spelled: Mapping[str, str]) -> "FieldTable":
        """The table with these names for the tops of its sources."""

        def renamed(sources: Iterable[str]) -> tuple[str, ...]:
            return tuple(spelled.get(_top(one), _top(one)) + one[len(_top(one)) :] for one in sources)

        return replace(
            self,
            sources=tuple((one.name, renamed(one.sources)) for one in self.fields if not one.is_own),
            own=tuple((name, kind, renamed(sources)) for name, kind, sources in self.own),
        )

    @cached_property
    def _texts(self) -> Mapping[str, "TextPaths"]:
        """By the name of a field at or below which text is read, but no addresses."""
        # A value can be read as several fields. One that also is a date or a number keeps its type.
        typed = {tuple(source.split(".")) for one in self.fields if one.is_number for source in one.sources}
        known: dict[str, dict[tuple[str, ...], bool]] = {}
        for path, takes_flags in (text for one in self.fields for text in _texts(one)):
            if path not in typed:
                known.setdefault(path[0], {}).setdefault(path[1:], takes_flags)
        return {top: tuple(below.items()) for top, below in known.items()}

    @cached_property
    def by_source(self) -> list[tuple[Field, list[tuple[str, Reader]]]]:
        return [
            (one, [(source, reader(replace(one, sources=(source,)), self)) for source in one.sources])
            for one in self.fields
            if one.sources and one.kind != "id"
        ]

    def value(self, name: str, fields: Mapping[Any, Any]) -> Any:
        """The value of a field, from the front matter alone."""
        return self.readers_of(fields)[name](_Bare(fields))

    def origins(self, record: Readable) -> Iterator[tuple[str, str]]:
        """The names of the fields that have a value, each with the source it came from; topics can have several.

        A source that is not of the front matter is in parentheses: `(file name)`, `(heading)`.
        """
        bare, table = _Bare(record.fields), self.layout(record.fields).table
        for one, sources in table.by_source:
            found = (source for source, read in sources if _has_value(read(bare)))
            first = next(found, None)
            if first is not None:
                yield one.name, first
                if one.name == "topics":
                    yield from ((one.name, source) for source in found)
            elif one.name in _ELSEWHERE and table.readers[one.name](record) is not None:
                yield one.name, _ELSEWHERE[one.name]

    def plain(self) -> tuple[Any, ...]:
        """The arguments of an equal table, as tuples and strings."""
        return astuple(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return FieldTable, self.plain()  # without the readers, which cannot be pickled


def _texts(one: Field) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The paths from which a field is read as text, and whether a boolean is text there."""
    for source in one.sources:
        path = tuple(source.split("."))
        if one.kind in ("id", "text", "list", "group") and one.name != "image":
            yield path, one.name == "title"
        if one.name == "author":
            yield (*path, "name"), False
        for part in one.parts if one.kind == "group" else ():
            yield (*path, *part.sources), False


class Layout(NamedTuple):
    """How front matter with the same keys is read."""

    table: FieldTable
    """With the sources as the keys have them."""
    readers: Mapping[str, Reader]
    texts: tuple[tuple[str, TextPaths], ...]
    """The keys at or below which text is read, but no addresses."""


def _top(source: str) -> str:
    return source.partition(".")[0]


class _Bare(NamedTuple):
    """A record of which only the front matter is read."""

    fields: Mapping[Any, Any]
    path: str = ""
    body: str = ""
    heading: str | None = None


_ELSEWHERE = {"date": "(file name)", "title": "(heading)"}
BUILT_IN = FieldTable()


def _constant(value: Any) -> Reader:
    """Each time a new list or mapping, which belongs to the caller."""
    return (lambda record: value.copy()) if isinstance(value, (list, dict)) else (lambda record: value)


def _has_value(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_value, value.values()))
    return not is_empty(value) and value != []


def _refuse_change(one: Field, given: Mapping[str, Any]) -> None:
    if not one.sources or one.parts or one.name in ("id", "domain"):
        raise _refusal(one.name, "is a field whose sources cannot be changed")
    if "type" in given:
        raise _refusal(one.name, "is a built-in field: its type cannot be changed")


def _refuse_name(name: str, value: object) -> None:
    known = {each for one in fields.FIELDS for each in one.names}
    if name in known or name in _TAKEN:
        raise _refusal(name, "already means something else; choose another name")
    if not _NAME.fullmatch(name):
        raise _refusal(name, "is not a name: use letters, digits, '_' and '-'")
    if not isinstance(value, Mapping):
        near = suggestion(name, BUILT_IN.by_name)
        raise _refusal(name, f"is not a built-in field{near}; write a new one as {{from = …, type = …}}")


def _kind(name: str, given: Mapping[str, Any]) -> Kind:
    written = given.get("type", "text")
    if written not in TYPES:
        raise _refusal(name, f"has the unknown type {written!r}; use {', '.join(TYPES)}")
    return TYPES[written]


def _refusal(name: str, reason: str) -> ConfigError:
    return ConfigError(f"'fields.{name}' {reason}")
