"""What is searched of an article: the text of each column of the text index."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from newscat.article.fields import FIELDS, searched
from newscat.article.record import Record
from newscat.article.text import format_of, parted, plain, shown
from newscat.index.schema import ADDRESSES, OTHER, TEXT_COLUMNS

_BODY = "body"
# Of `related`, the titles have a column of their own. A word of a choice would find every article: `category: news`.
_NOT_OTHER = frozenset(("secured", "related", *(source for one in FIELDS if one.is_choice for source in one.sources)))
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#\s]+)([^?#\s]*)\S*|\.{0,2}(/[^?#\s]*)\S*", re.IGNORECASE)


def texts(record: Record, excluded: frozenset[str] = frozenset(), name: str = "") -> dict[str, str]:
    """The text of each column but the body, as a reader sees it. `excluded` are names of fields that are not
    searched. `name` is the last part of the id, which is shown if there is no title."""
    if not excluded.isdisjoint(record.fields):
        kept = {name: value for name, value in record.fields.items() if name not in excluded}
        record = Record(record.path, kept, record.body, record.table)
    found = dict.fromkeys(TEXT_COLUMNS, "")
    known = set[str]()
    for field in searched():
        if field.name in excluded or field.name == _BODY:
            continue
        value = record.table.readers[field.name](record)
        found[field.name] = shown(field.words(value) or (name if field.name == "title" else ""))
        known.update(_strings(value))
    others = [each for each in _strings(_front_matter(record.fields)) if each not in known]
    found[OTHER] = "\n".join(shown(each) for each in others if not _ADDRESS.fullmatch(each))
    found[ADDRESSES] = "\n".join(_parts(each) for each in others if _ADDRESS.fullmatch(each))
    return found


def prose(record: Record, longest: int | None = None) -> dict[str, str]:
    """Title, excerpt and the first `longest` characters of the body, as a reader sees them: to compare articles."""
    body = plain(record.body[:longest], format_of(record.path))
    return {"title": shown(record.title), "excerpt": shown(record.excerpt or ""), "body": body}


def analyzed(record: Record, excluded: frozenset[str], name: str) -> tuple[bytes, ...]:
    """The words of each column in UTF-8, for the text index."""
    found = texts(record, excluded, name)
    if _BODY not in excluded:
        found[_BODY] = plain(record.body, format_of(record.path))
    return tuple(map(parted, found.values()))


def _front_matter(fields: Mapping[Any, Any]) -> list[Any]:
    return [value for name, value in fields.items() if name not in _NOT_OTHER]


def _strings(value: Any) -> Iterator[str]:
    """All strings in a value, through lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _parts(address: str) -> str:
    """The host and the last part of the path."""
    found = _ADDRESS.fullmatch(address)
    assert found is not None
    last = (found[2] or found[3] or "").rstrip("/").rpartition("/")[2]
    return f"{found[1] or ''} {unquote(last)}".strip()
