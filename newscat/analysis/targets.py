"""Find the article that a link means: by address, by path, by name."""

import os.path
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from newscat.article.record import INDEX_FILES, PLACES, Record, last_part
from newscat.article.urls import canonical_url
from newscat.article.values import same_start

# What the name of an article's file, or of the page made from it, can end with.
_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|qmd|txt|html?)$", re.IGNORECASE)
_INDEX = re.compile(rf"(?:^|/)(?:{'|'.join(INDEX_FILES)})$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# Jekyll's address of `_posts/2022-03-23-title.md`.
_DATED = re.compile(r"(\d{4})/(\d\d)/(\d\d)/([^/]+)$")


class Place(NamedTuple):
    """An article as links see it. `key` is its path without suffix and index, case-folded."""

    id: str
    path: str
    key: str


class Targets:
    """The articles of a catalogue by all that a link can call them."""

    def __init__(self) -> None:
        self._by_id: dict[str, Place] = {}
        self._by_address: dict[str, list[Place]] = defaultdict(list)
        self._by_key: dict[str, list[Place]] = defaultdict(list)
        self._by_last: dict[str, list[Place]] = defaultdict(list)
        self._by_name: dict[str, list[Place]] = defaultdict(list)

    def add(self, record: Record) -> Place:
        path = os.path.normpath(record.path)
        place = Place(record.id, path, _key(path))
        self._by_id[place.id] = place
        self._by_key[place.key].append(place)
        self._by_last[last_part(place.key)].append(place)
        for url in {canonical_url(url) for url in record.urls if url} - {None}:
            self._by_address[url or ""].append(place)
        for name in _names(record.fields):
            self._by_name[_key(name).strip("/")].append(place)
        return place

    def find(self, kind: str, target: str, origin: Place) -> Place | None:
        """The article that a link in `origin` means; None if there is none."""
        if _SCHEME.match(target):
            return _nearest(self._by_address.get(canonical_url(target) or "", ()), origin)
        target = unquote(target.partition("#")[0].partition("?")[0]).strip()
        if not target.strip("/"):
            return None
        return self._at(target, origin) if kind == "link" else self._named(kind, target, origin)

    def named(self, names: Iterable[str], origin: Place) -> Place | None:
        """The article that an element of `related` means, by any of its ids, paths and addresses."""
        for name in names:
            found = self._by_id.get(name) or self.find("related", name, origin)
            if found:
                return found
        return None

    def _at(self, target: str, origin: Place) -> Place | None:
        """By path: from the site's root, from the folder of the file, from the address of its page."""
        key = _key(target)
        if target.startswith("/"):
            return self._of_site(key.strip("/"), origin)
        folder = os.path.dirname(origin.path)  # noqa: PTH120
        for above in (folder, origin.key):
            at = self._by_key.get(_key(os.path.normpath(f"{above}/{target}" if above else target)))
            if at:
                return _nearest(at, origin)
        return None

    def _named(self, kind: str, target: str, origin: Place) -> Place | None:
        """A reference is as a path, else as a path from any folder; a wikilink can also be an alias or a title."""
        key = _key(target).strip("/")
        found = self._at(target, origin) if kind != "wikilink" else None
        return found or _nearest([*self._ending(key)] or self._by_name.get(key, ()), origin)

    def _of_site(self, key: str, origin: Place) -> Place | None:
        """By an address in the front matter, by Jekyll's names, or the path nearest to a root."""
        found = self._by_name.get(key) or [*self._ending(_DATED.sub(r"\1-\2-\3-\4", key))]
        fewest = min((place.key.count("/") for place in found), default=0)
        return _nearest([place for place in found if place.key.count("/") == fewest], origin)

    def _ending(self, key: str) -> Iterator[Place]:
        """The articles whose path ends with these parts."""
        for place in self._by_last.get(last_part(key), ()):
            if place.key == key or place.key.endswith(f"/{key}"):
                yield place


def _key(path: str) -> str:
    path = _SUFFIX.sub("", path.rstrip("/"))
    return normalize("NFC", _INDEX.sub("", path).casefold())


def _nearest(places: Sequence[Place], origin: Place) -> Place | None:
    """The one that shares most folders with `origin`, then the one with the shortest path."""
    if len(places) < 2:
        return places[0] if places else None
    folders = origin.key.split("/")[:-1]
    shared = {each: same_start(folders, each.key.split("/")[:-1]) for each in places}
    return min(places, key=lambda each: (-shared[each], each.key.count("/"), each.path))


def _names(fields: Mapping[Any, Any]) -> Iterator[str]:
    for name in PLACES:
        value = fields.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.strip("/ ") and not _SCHEME.match(each):
                yield each
