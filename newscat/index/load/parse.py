"""Bytes to what the index keeps of one file: a row, findings, or neither.

Everything here can be sent to another process: a Parsed is made of plain tuples (`marshal`).
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import adler32, crc32

from newscat.article.fields import Field, kept, searched
from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.article.frontmatter import Fault, FrontMatter, FrontMatterError, Limits, parse
from newscat.article.record import Record, declared_id
from newscat.article.text import normal_title
from newscat.article.urls import canonical_url
from newscat.article.values import microseconds
from newscat.files.paths import beginning
from newscat.index.codec import pack

if TYPE_CHECKING:
    from newscat.rules.engine import Rule


class Row(NamedTuple):
    """One record, as the index stores it."""

    name: str | None
    values: tuple[int | str | None, ...]
    """Of the fields that are `article.fields.kept`, a date in microseconds."""
    provider: str
    domain: str
    topics: tuple[str, ...]
    urls: tuple[int, ...]
    """Hashes."""
    twins: tuple[int | None, int | None, int | None]
    """Hashes of originalUrl, of its canonical form, and of the normalised title."""
    contents: tuple[str | None, ...]
    """The fields that are `article.fields.searched` as text, then the packed fields, without `secured` and what has
    a column of its own."""


# Line, column, code, rule name, severity, message, fix (see `_packed_fix`).
Found = tuple[int, int, str, str, str, str, str | None]
# A comment that takes findings away: `rules.suppress.Ignore`.
Kept = tuple[int, int, int, int, int, int, str]


class Parsed(NamedTuple):
    """What one file gave. Neither row nor findings: a file without front matter, no record."""

    row: Row | None
    findings: tuple[Found, ...] = ()
    ignores: tuple[Kept, ...] = ()


class Checks(NamedTuple):
    """What is looked for while reading: all rules, or only what keeps a file from being a record."""

    rules: bool = False
    known_fields: frozenset[str] = frozenset()
    plugins: tuple[tuple[str, str, str], ...] = ()
    """Who brings rules of others, as `rules.plugins.Plugin`."""
    schema: str = ""
    """The text of a JSON Schema for the fields."""

    limits: Limits = Limits()

    @property
    def key(self) -> str:
        """What findings depend on besides the file; on one line."""
        told = (sorted(self.known_fields), [tuple(each) for each in self.plugins], self.schema)
        return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def parsed_file(path: str, checks: Checks, *, named: bool) -> Parsed | None:
    """Read one file; None where it is gone. `named`: it must be a record, for it was asked for by name."""
    try:
        data, is_cut = beginning(path, checks.limits.file)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Parsed(None, unreadable(path, error.strerror or str(error)))
    return parsed(path, data, checks, named=named, is_cut=is_cut)


def parsed(path: str, data: bytes, checks: Checks, *, named: bool = False, is_cut: bool = False) -> Parsed:
    """What the bytes of one file give. `is_cut`: it goes on after them, and how it ends is not known."""
    try:
        front = parse(data, checks.limits)
    except FrontMatterError as error:
        return Parsed(None, _findings(path, None, None, (error.fault,), checks))
    if front is None:
        if not named:
            return Parsed(None)
        fault = Fault("missing-front-matter", "the file has no front matter: its first line is not '---'")
        return Parsed(None, _findings(path, None, None, (fault,), checks))
    record = Record(path, front.fields, front.body)
    found = _findings(path, record, front, front.faults, checks, b"" if is_cut else data) if checks.rules else ()
    return Parsed(_row(record, front, checks.limits.body), found, _ignores(data, front) if checks.rules else ())


def unreadable(path: str, reason: str) -> tuple[Found, ...]:
    """The finding on a file or folder that cannot be read at all."""
    return _findings(path, None, None, (Fault("unreadable-file", reason),), Checks())


@cache
def _rules(every: bool, plugins: tuple[tuple[str, str, str], ...]) -> "tuple[Rule, ...]":
    from newscat.rules.engine import rules
    from newscat.rules.selection import select

    if plugins:
        from newscat.rules.plugins import load

        load(plugins)

    # Those that are off by default, too: what is asked for is chosen among the findings.
    return rules() if every else select(("NC0",))


def _findings(
    path: str,
    record: Record | None,
    front: FrontMatter | None,
    faults: tuple[Fault, ...],
    checks: Checks,
    data: bytes = b"",
) -> tuple[Found, ...]:
    from newscat.rules.engine import Article, check

    article = Article(record, front, faults, checks.known_fields, data, checks.schema)
    found = check(path, article, _rules(checks.rules, checks.plugins))
    return tuple(
        (one.line, one.column, one.code, one.name, one.severity.value, one.message, _packed_fix(one.fix))
        for one in found
    )


def _ignores(data: bytes, front: FrontMatter) -> tuple[Kept, ...]:
    if b"newscat:" not in data:
        return ()
    from newscat.rules.suppress import ignores

    return tuple((*one,) for one in ignores(data, front))


def finding(path: str, found: Found) -> Finding:
    """A stored finding, with the path as it is printed today."""
    line, column, code, name, severity, message, fix = found
    return Finding(path, line, column, code, name, Severity(severity), message, _fix(fix) if fix else None)


def _packed_fix(fix: Fix | None) -> str | None:
    return json.dumps([fix.message, fix.safe, fix.edits]) if fix else None


def _fix(packed: str) -> Fix:
    message, safe, edits = json.loads(packed)
    return Fix(message, tuple(Edit(*edit) for edit in edits), safe)


def _row(record: Record, front: FrontMatter, most: int) -> Row:
    fields, body, urls = record.fields, record.body, record.urls
    name, domain = record.provider
    texts = [None if read is None else words(read(fields)) for read, words in _SEARCHED]
    texts[_BODY] = None if not body or body.isspace() else body[:most]
    return Row(
        declared_id(fields),
        tuple([read(fields) for read in _KEPT]),
        name or "",
        domain or "",
        record.topics,
        tuple(url_hash(url) for url in dict.fromkeys(urls) if url),
        _twins(urls.original, record.title),
        (*texts, _packed(fields, front)),
    )


def _kept(field: Field) -> Callable[[Mapping[Any, Any]], Any]:
    read = field.read
    return (lambda fields: microseconds(read(fields))) if field.kind == "date" else read


_KEPT = [_kept(field) for field in kept()]
_SEARCHED = [(field.read if field.sources else None, field.words) for field in searched()]
_BODY = [field.name for field in searched()].index("body")


def _packed(fields: Mapping[Any, Any], front: FrontMatter) -> str:
    """Title, excerpt and a timestamp in UTC have columns of their own: null stands for them."""
    kept = dict(fields)
    kept.pop("secured", None)
    for name in ("title", "excerpt"):
        if type(kept.get(name)) is str:
            kept[name] = None
    date = kept.get("publishedDateTime")
    if type(date) is datetime and date.tzinfo is UTC:
        kept["publishedDateTime"] = None
    return pack(kept)


def _twins(url: str | None, title: str | None) -> tuple[int | None, int | None, int | None]:
    canonical = canonical_url(url) if url else None
    normal = normal_title(title) if title else None
    return (
        twin_hash(url) if url else None,
        twin_hash(canonical) if canonical else None,
        twin_hash(normal) if normal else None,
    )


def twin_hash(text: str) -> int:
    """63 bits of a text: of a million, two that differ have the same one once in 10^7 catalogues."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def url_hash(url: str) -> int:
    """56 bits of a URL: an index of these takes a tenth of one of the URLs."""
    data = url.encode("utf-8", "surrogatepass")
    return crc32(data) << 24 | adler32(data) & 0xFFFFFF
