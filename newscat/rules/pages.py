"""NC1 and NC2 for pages: what holds for every catalogue, whichever program builds its pages.

A page that its own program builds has no error here, so that each match is a warning.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from newscat.article.dates import moment
from newscat.article.field_table import FieldTable
from newscat.article.finding import Severity
from newscat.article.record import Record
from newscat.article.values import values_at
from newscat.rules.engine import Match
from newscat.rules.fixes import Drop
from newscat.rules.wording import described, quoted, where


class Sources(NamedTuple):
    """The names in front matter, dotted below the top, under which a catalogue's pages have what the rules check."""

    dates: tuple[str, ...]
    published: tuple[str, ...]
    """The dates of publication; a program may set `created` when it makes the file."""
    topics: tuple[str, ...]
    texts: tuple[str, ...]


@cache
def sources(table: FieldTable) -> Sources:
    field = {name: one.sources for name, one in table.by_name.items()}
    dates = dict.fromkeys((*field["date"], *field["updated"]))
    return Sources(
        tuple(name for name in dates if name not in _FLAGS),
        tuple(name for name in field["date"] if name != "created"),
        field["topics"],
        (*field["title"], *field["excerpt"]),
    )


# Dates in some catalogues, true or false in others.
_FLAGS = ("published", "publish")


def survey(record: Record, date_order: str = "") -> Iterator[Match]:
    """The matches of NC1 and NC2 in the fields of a page that was read with this `date_order`."""
    fields, names = record.fields, sources(record.table)
    title = fields.get("title", "-")
    if title is None or (type(title) is str and not title.strip()):
        yield _match(("title",), "is empty", "empty-field")
    yield from _texts(fields, names)
    for name in ("draft", "published"):
        value = fields.get(name)
        if value is not None and type(value) is not bool and not (name == "published" and _is_date(value)):
            yield _match((name,), f"is {described(value)}, not true or false", "not-a-boolean")
    for name in names.dates:
        value = next(values_at(fields, tuple(name.split("."))), None) if "." in name else fields.get(name)
        if value is not None and not _is_read(value):
            yield from _not_a_date(tuple(name.split(".")), value, date_order)


def _match(
    path: tuple[Any, ...], message: str, rule: str, fix: Drop | None = None, severity: Severity = Severity.WARNING
) -> Match:
    return Match(path, f"{where(path)} {message}", fix=fix, rule=rule, severity=severity)


def _texts(fields: Mapping[Any, Any], names: Sources) -> Iterator[Match]:
    """The matches in topics and strings: values that `article.reading` has no text for."""
    for name, value in fields.items():
        kind = type(value)
        if kind is list and name in names.topics:
            if None in value:
                yield from _nulls(name, value)
            for index, each in enumerate(value):
                if type(each) is list or type(each) is dict:
                    yield _not_text((name, index), each)
        elif kind is dict and name in names.topics:
            yield _match((name,), "is a mapping, not a list", "wrong-structure")
        elif (kind is list or kind is dict) and name in names.texts:
            yield _not_text((name,), value)


def _not_text(path: tuple[Any, ...], value: Any) -> Match:
    return _match(path, f"is {described(value)}, not a string", "not-text")


def _nulls(name: str, values: list[Any]) -> Iterator[Match]:
    is_all = all(each is None for each in values)
    for index, each in enumerate(values):
        if each is None:
            fix = None if is_all else Drop((name, index), "Remove the null")
            yield _match((name, index), "is null", "null-in-list", fix)


# What a program computes when it builds the page: Eleventy, Quarto, and code in R Markdown.
_COMPUTED = re.compile(r"(?:git )?(?:Last Modified|Created)|today|now|last-modified|`r .*`", re.DOTALL)
_TEMPLATE = re.compile(r"\{\{|\{%|<%")
# Which of both numbers is the day?
_EITHER_ORDER = re.compile(r"\d\d?([/.-])\d\d?\1\d{4}\b")
# Seconds and milliseconds since 1970, days such as 20240131, and years.
_DATES = (range(1000, 10_000), range(10_000_101, 100_000_000), range(10**8, 10**13))


def _is_date(value: Any) -> bool:
    """Whether some program can read the value as a date. A mapping has dates of its own, as in Material for MkDocs."""
    if isinstance(value, date | dict):
        return True
    if type(value) is int:
        return any(value in each for each in _DATES)
    if type(value) is not str:
        return False
    text = value.strip().removeprefix("[[").removesuffix("]]")  # a link to a daily note, as in Obsidian
    return not text or moment(text) is not None or bool(_COMPUTED.fullmatch(text))


def _is_read(value: Any) -> bool:
    """Whether newscat reads the value as a date."""
    kind = type(value)
    return kind is date or (kind is datetime and 1 < value.year < 9999) or moment(value) is not None


def _not_a_date(path: tuple[str, ...], value: Any, date_order: str) -> Iterator[Match]:
    is_text, severity = type(value) is str, Severity.WARNING
    message = f"is {described(value)}, not a date"
    if isinstance(value, datetime):
        message = f"is {described(value)}, outside the years 1 to 9999 in UTC"
    elif _is_date(value):
        if is_text:
            return
        message, severity = f"is {described(value)}, which newscat does not read as a date", Severity.INFO
    elif is_text and _TEMPLATE.search(value):
        message = f"is the template {quoted(value)}, not a date"
    elif is_text and _EITHER_ORDER.match(value):
        message += f"; date_order is {date_order}" if date_order else "; set date_order"
    yield _match(path, message, "not-a-timestamp", severity=severity)
