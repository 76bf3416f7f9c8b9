"""What is searched of an article: the text of each column of the text index."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from newscat.article.fields import FIELDS, searched
from newscat.article.record import Record
from newscat.article.text import format_of, parted, plain, shown
from newscat.index.schema import ADDRESSES, OTHER, TEXT_COLUMNS

_BODY = "body"
_SEARCHED = [field for field in searched() if field.name != _BODY]
# Of `related`, the titles have a column of their own. A word of a choice would find every article: `category: news`.
_NOT_OTHER = frozenset(("secured", "related", *(source for one in FIELDS if one.is_choice for source in one.sources)))
_ADDRESS = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*+:)?//([^/?#\s]++)([^?#\s]*+)\S*+|\.{0,2}(/[^?#\s]*+)\S*+")


def texts(record: Record, excluded: frozenset[str] = frozenset(), name: str = "") -> dict[str, str]:
    """The text of each column but the body, as a reader sees it. `excluded` are names of fields that are not
    searched. `name` is the last part of the id, which is shown if there is no title."""
    if not excluded.isdisjoint(record.fields):
        kept = {name: value for name, value in record.fields.items() if name not in excluded}
        record = Record(record.path, kept, record.body, record.table)
    found = dict.fromkeys(TEXT_COLUMNS, "")
    known = set[str]()
    readers = record.table.readers_of(record.fields)
    for field in _SEARCHED:
        if field.name not in excluded:
            value = readers[field.name](record)
            if text := field.words(value) or (name if field.name == "title" else ""):
                found[field.name] = shown(text)
            if value:
                known.update(_strings(value))
    others = list[str]()
    addresses = list[str]()
    for key, value in record.fields.items():
        for each in () if value is None or key in _NOT_OTHER else _strings(value):
            if each not in known:
                address = _ADDRESS.fullmatch(each) if "/" in each else None
                others.append("" if address else shown(each))
                addresses.append(_parts(address) if address else "")
    found[OTHER] = "\n".join(filter(None, others))
    found[ADDRESSES] = "\n".join(filter(None, addresses))
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
    return tuple(parted(list(found.values())))


def _strings(value: Any) -> Sequence[str]:
    """All strings in a value, through lists and mappings."""
    if type(value) is str:
        return (value,)
    if not isinstance(value, (dict, list, tuple)):
        return ()
    found: list[str] = []
    for each in value.values() if isinstance(value, dict) else value:
        if type(each) is str:
            found.append(each)
        elif isinstance(each, (dict, list, tuple)):
            found += _strings(each)
    return found


def _parts(address: re.Match[str]) -> str:
    """The host and the last part of the path."""
    last = (address[2] or address[3] or "").rstrip("/").rpartition("/")[2]
    return f"{address[1] or ''} {unquote(last) if '%' in last else last}".strip()
