"""One screen about a catalogue: how many articles, their dates, topics and providers."""

from dataclasses import dataclass
from datetime import datetime

from newscat.analysis.groups import Groups, groups
from newscat.index.catalogue import Catalogue
from newscat.query.query import Query


@dataclass(frozen=True)
class Overview:
    """`sources` are the providers, or the authors if no article has a provider. `published` and `unpublished` count
    the articles that have the field."""

    total: int
    first: datetime | None
    last: datetime | None
    published: int
    unpublished: int
    months: Groups
    topics: Groups
    sources: Groups
    types: Groups


def overview(catalogue: Catalogue, query: Query | str | None = None, *, tz: str | None = None) -> Overview:
    """Raises QueryError."""
    found = {name: groups(catalogue, name, query, tz=tz) for name in ("month", "topic", "provider", "type")}
    states = {group.values[0]: group.count for group in groups(catalogue, "published", query).groups}
    sources = found["provider"] if found["provider"].groups else groups(catalogue, "author", query)
    months = found["month"].groups
    return Overview(
        found["month"].total,
        months[0].first if months else None,
        max((month.last for month in months if month.last), default=None),
        states.get(True, 0),
        states.get(False, 0),
        found["month"],
        found["topic"],
        sources,
        found["type"],
    )
