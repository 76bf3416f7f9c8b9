"""The graph of an article: which articles it names or links to, and which name it or link to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from newscat.analysis.targets import Place, Targets
from newscat.article.links import links, may_link
from newscat.article.record import NAMED_BY, Record
from newscat.article.urls import canonical_url
from newscat.article.values import values_at
from newscat.files.paths import beginning
from newscat.index.catalogue import Catalogue

# A file is looked at so far (bytes), to see whether it can have a link.
_MOST = 2**24
# A link to a file of the same site that is not an article.
_NO_ARTICLE = (
    *(".avif", ".base", ".canvas", ".css", ".csv", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".json", ".mov", ".mp3"),
    *(".mp4", ".ogg", ".pdf", ".png", ".svg", ".wav", ".webm", ".webp", ".xml", ".zip"),
)


class Node(NamedTuple):
    """An article; or what a link names outside the catalogue: then `id` is the address or name, and `path` None.

    `depth` is the number of links from the article of the graph.
    """

    id: str
    path: str | None
    title: str
    published_at: datetime | None
    provider: str | None
    url: str | None
    depth: int = 0

    @property
    def is_outside(self) -> bool:
        return self.path is None


class Edge(NamedTuple):
    """`source` and `target` are ids; `kinds` any of related, link, wikilink, ref."""

    source: str
    target: str
    kinds: tuple[str, ...]


class Graph(NamedTuple):
    """The nodes by depth, the article itself first, and the links that lead to them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def related(
    catalogue: Catalogue, article: Record | str, *, depth: int = 1, forward: bool = True, backward: bool = True
) -> Graph:
    """The graph of `article`, a record or a name as for `Catalogue.get`, up to `depth` links away; 0 for all.

    `forward`: what articles link to. `backward`: what links to them. Raises RecordError.
    """
    record = catalogue.get(article) if isinstance(article, str) else article
    whole = _Links(catalogue)
    return whole.around(record.id, depth or len(whole.nodes), forward=forward, backward=backward)


class _Named(NamedTuple):
    """What an article names: a link, or an element of `related` with its names, title and address."""

    kind: str
    names: tuple[str, ...]
    title: str = ""


class _Links:
    """All links of a catalogue. 10,000 articles with bodies take about 2 s."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.nodes: dict[str, Node] = {}
        self._links: dict[str, dict[str, dict[str, None]]] = defaultdict(dict)  # source, target, kinds in order
        self._back: dict[str, list[str]] = defaultdict(list)
        targets = Targets()
        named: list[tuple[Place, list[_Named]]] = []
        for record in catalogue.select():
            place = targets.add(record)
            self.nodes[record.id] = _node(record)
            if found := [*_related(record), *_in_body(record)]:
                named.append((place, found))
        for place, found in named:
            for each in found:
                self._add(place, each, targets)

    def _add(self, place: Place, named: _Named, targets: Targets) -> None:
        if named.kind == "related":
            at = targets.named(named.names, place)
        else:
            at = targets.find(named.kind, named.names[0], place)
        target = at.id if at else self._outside(named)
        if target is None or target == place.id:
            return
        kinds = self._links[place.id].setdefault(target, {})
        if not kinds:
            self._back[target].append(place.id)
        kinds[named.kind] = None

    def _outside(self, named: _Named) -> str | None:
        """The id of a node outside the catalogue; None for what need not be an article."""
        name = next((each for each in named.names if "://" in each), named.names[0] if named.names else named.title)
        is_article = named.kind != "link" or name.lower().endswith((".md", ".markdown", ".mdx"))
        if not name or not is_article or (named.kind != "related" and name.lower().endswith(_NO_ARTICLE)):
            return None
        if named.kind == "link" and ("://" in name or name.startswith("/")):
            return None
        id = canonical_url(name) or name
        url = name if "://" in name else None
        node = self.nodes.setdefault(id, Node(id, None, named.title or name, None, None, url))
        return node.id

    def around(self, start: str, depth: int, *, forward: bool, backward: bool) -> Graph:
        found = {start: 0}
        edges: dict[tuple[str, str], Edge] = {}
        border = [start]
        for distance in range(1, depth + 1):
            reached: dict[str, None] = {}
            for id in border:
                for edge in self._at(id, forward=forward, backward=backward):
                    edges[edge.source, edge.target] = edge
                    reached[edge.target if edge.source == id else edge.source] = None
            border = [id for id in reached if id not in found]
            found |= dict.fromkeys(border, distance)
            if not border:
                break
        return Graph(tuple(self.nodes[id]._replace(depth=at) for id, at in found.items()), tuple(edges.values()))

    def _at(self, id: str, *, forward: bool, backward: bool) -> Iterator[Edge]:
        for target, kinds in self._links.get(id, {}).items() if forward else ():
            yield Edge(id, target, tuple(kinds))
        for source in self._back.get(id, ()) if backward else ():
            yield Edge(source, id, tuple(self._links[source][id]))


def _node(record: Record) -> Node:
    provider, urls = record.provider, record.urls
    name = provider.name or provider.domain
    return Node(record.id, record.path, record.title, record.published_at, name, urls.original or urls.web)


def _in_body(record: Record) -> Iterator[_Named]:
    with suppress(OSError):  # the file is gone
        if may_link(beginning(record.path, _MOST)[0]):
            yield from (_Named(kind, (target,)) for kind, target in links(record.body))


def _related(record: Record) -> Iterator[_Named]:
    found: Iterable[Any] = values_at(record.fields, ("related",))
    for each in (one for value in found for one in (value if isinstance(value, list) else [value])):
        if isinstance(each, str) and each.strip():
            yield _Named("related", (each.strip(),))
        elif isinstance(each, dict):
            names = tuple(value for key in NAMED_BY if isinstance(value := each.get(key), str) and value)
            title = each.get("title")
            yield _Named("related", names, title if isinstance(title, str) else "")
