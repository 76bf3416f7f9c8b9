"""Bytes to what the index keeps of one file: a Row, findings, or neither."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.finding import Finding
from newscat.article.frontmatter import Fault, FrontMatter, FrontMatterError, parse
from newscat.article.record import Record, declared_id
from newscat.catalogue.packed import pack

if TYPE_CHECKING:
    from newscat.rules.registry import Rule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Of a longer body only the beginning can be searched (characters).
MAX_BODY = 1024 * 1024


class Row(NamedTuple):
    """One record, as the index stores it. `fields` is packed, without `secured` and what has a column of its own."""

    name: str | None
    title: str | None
    excerpt: str | None
    topics: tuple[str, ...]
    provider: str
    domain: str
    related: str | None
    body: str | None
    fields: str
    published_at: int | None
    published: bool | None
    quality: int | None
    heat: int | None
    category: str | None
    type: str | None
    urls: tuple[str, ...]


class Parsed(NamedTuple):
    """What one file gave. Neither row nor findings: a file without front matter, no record."""

    row: Row | None
    findings: tuple[Finding, ...] = ()


class Checks(NamedTuple):
    """What is looked for while reading: `rules`, or with None only what keeps a file from being read."""

    rules: "tuple[Rule, ...] | None" = None
    known_fields: frozenset[str] = frozenset()


def parsed(path: str, data: bytes | OSError, checks: Checks, *, named: bool = False) -> Parsed:
    """Read one file. `data` may be why it could not be; `named`: it must be a record, for it was asked for by name."""
    try:
        front = parse(data) if isinstance(data, bytes) else _refuse(data)
    except FrontMatterError as error:
        return Parsed(None, _findings(path, None, None, (error.fault,), checks))
    if front is None:
        if not named:
            return Parsed(None)
        fault = Fault("missing-front-matter", "the file has no front matter: its first line is not '---'")
        return Parsed(None, _findings(path, None, None, (fault,), checks))
    record = Record(path, front.fields, front.body)
    findings = () if checks.rules is None else _findings(path, record, front, front.faults, checks)
    return Parsed(row(record, front), findings)


def _refuse(error: OSError) -> FrontMatter:
    raise FrontMatterError(Fault("unreadable-file", error.strerror or str(error)))


def _findings(
    path: str, record: Record | None, front: FrontMatter | None, faults: tuple[Fault, ...], checks: Checks
) -> tuple[Finding, ...]:
    from newscat.rules.registry import Article, check, select

    rules: Sequence[Rule] = select(("NC0",)) if checks.rules is None else checks.rules
    return tuple(check(path, Article(record, front, faults, checks.known_fields), rules))


def row(record: Record, front: FrontMatter) -> Row:
    """What the index keeps of a record."""
    provider, published_at = record.provider, record.published_at
    related = "\n".join(other.title for other in record.related if other.title) or None
    body = record.body[:MAX_BODY] if record.body and not record.body.isspace() else None
    return Row(
        declared_id(record.fields),
        record.title,
        record.excerpt,
        record.topics,
        provider.name or "",
        provider.domain or "",
        related,
        body,
        _packed(record.fields, front.source),
        microseconds(published_at),
        record.published,
        record.quality,
        record.heat,
        record.category,
        record.type,
        tuple(dict.fromkeys(url for url in record.urls if url)),
    )


def _packed(fields: dict[Any, Any] | Any, source: str) -> str:
    """Title, excerpt and a timestamp in UTC have columns of their own: null stands for them."""
    kept = dict(fields)
    kept.pop("secured", None)
    for name in ("title", "excerpt"):
        if isinstance(kept.get(name), str):
            kept[name] = None
    date = kept.get("publishedDateTime")
    if isinstance(date, datetime) and date.tzinfo is UTC:
        kept["publishedDateTime"] = None
    careful = "$" in source or any(type(key) is not str for key in kept)
    return pack(kept, careful=careful)


def microseconds(moment: datetime | None) -> int | None:
    """Microseconds since 1970, exact; negative before."""
    if moment is None:
        return None
    gone = moment - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds
