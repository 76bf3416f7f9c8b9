"""Records whose bodies are not in the index: they are read from the files when they are asked for."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.frontmatter import FrontMatterError, Limits
from newscat.article.record import Record
from newscat.article.text import format_of, plain
from newscat.files.paths import beginning
from newscat.index.load.written import record_of


class Reading(NamedTuple):
    """How files are read again: the limits, the fields of the catalogue, and the ones that are not searched."""

    limits: Limits = Limits()
    table: FieldTable = BUILT_IN
    excluded: frozenset[str] = frozenset()


DEFAULT = Reading()


def read_record(path: str, reading: Reading) -> Record | None:
    """The article at `path`, read again; None if it is none any more."""
    from newscat.article.frontmatter import parse

    limits = reading.limits
    try:
        front = parse(beginning(path, limits.file)[0], limits)
    except (OSError, FrontMatterError):
        return None
    if front is None:
        return None
    front.body = front.body[: limits.body]
    return record_of(path, front, reading.table)


def read_again(path: str, fields: Mapping[Any, Any], reading: Reading) -> Record:
    """The article with the fields that the index has, and the body that its file has now."""
    return Record(path, fields, read_body(path, reading), reading.table.layout(fields).table)


def read_body(path: str, reading: Reading) -> str:
    """The body of the file at `path`; empty if it is only whitespace."""
    from newscat.article.frontmatter.fences import head_end

    limits = reading.limits
    try:
        data = beginning(path, limits.file)[0]
    except OSError:
        return ""
    end = head_end(data, limits)
    if end is None:
        record = read_record(path, reading)
        body = record.body if record else ""
    else:
        body = data[end:].decode(errors="replace")[: limits.body]
    return "" if body.isspace() else body


def read_text(path: str, reading: Reading) -> str:
    """The body of the file at `path` as a reader sees it, which is what queries compare; empty if there is no text."""
    text = plain(read_body(path, reading), format_of(path))
    return "" if text.isspace() else text


class _StoredRecord(Record):
    """A record with a function in the place of its body, until that is asked for."""

    __slots__ = ()

    @property
    def body(self) -> str:
        found = _BODY.__get__(self)
        body: str = found if isinstance(found, str) else found()
        _BODY.__set__(self, body)
        return body

    @body.setter
    def body(self, body: str | Callable[[], str]) -> None:
        _BODY.__set__(self, body)


_BODY: Any = Record.__dict__["body"]


def stored_record(path: str, fields: Mapping[Any, Any], reading: Reading, title: str | None, id: str) -> Record:
    """The record of the index. `title` is that of the front matter or of the body."""
    body = cast("str", lambda: read_body(path, reading))
    return _StoredRecord(path, fields, body, reading.table.layout(fields).table, title or "", id)
