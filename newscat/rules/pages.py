"""NC1 and NC2 for pages: what holds for every catalogue, whichever program builds its pages.

A page that its own program builds has no error here, so that each match is a warning.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from newscat.article.dates import moment
from newscat.article.finding import Severity
from newscat.rules.engine import Match
from newscat.rules.fixes import Drop
from newscat.rules.wording import described, quoted, where

# The fields with dates, and those with lists of topics, under the names that site generators use.
PUBLISHED = ("publishedDateTime", "date", "pubDate", "publishDate", "published_at", "publishedAt", "datePublished")
_DATES = tuple(
    tuple(name.split("."))
    for name in (
        *(*PUBLISHED, "created", "lastmod", "updated", "updatedDate", "lastUpdated"),
        *("last_update.date", "modified", "last_modified_at"),
    )
)
TOPICS = ("topics", "topic", "tags", "tag", "categories", "category", "keywords")


def survey(fields: Mapping[Any, Any]) -> Iterator[Match]:
    """The matches of NC1 and NC2 in the fields of a page."""
    title = fields.get("title", "-")
    if title is None or (type(title) is str and not title.strip()):
        yield _match(("title",), "is empty", "empty-field")
    for name in TOPICS:
        value = fields.get(name)
        if type(value) is list and None in value:
            yield from _nulls(name, value)
    for name in ("draft", "published"):
        value = fields.get(name)
        if value is not None and type(value) is not bool and not (name == "published" and _is_date(value)):
            yield _match((name,), f"is {described(value)}, not true or false", "not-a-boolean")
    for path in _DATES:
        value = fields
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None and not _is_date(value):
            yield _not_a_date(path, value)


def _match(path: tuple[Any, ...], message: str, rule: str, fix: Drop | None = None) -> Match:
    return Match(path, f"{where(path)} {message}", fix=fix, rule=rule, severity=Severity.WARNING)


def _nulls(name: str, values: list[Any]) -> Iterator[Match]:
    is_all = all(each is None for each in values)
    for index, each in enumerate(values):
        if each is None:
            fix = None if is_all else Drop((name, index), "Remove the null")
            yield _match((name, index), "is null", "null-in-list", fix)


# What a program computes when it builds the page: Eleventy, Quarto, and code in R Markdown.
_COMPUTED = re.compile(r"(?:git )?(?:Last Modified|Created)|today|now|last-modified|`r .*`", re.DOTALL)
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\[\[")
# Seconds and milliseconds since 1970, days such as 20240131, and years.
_NUMBERS = (range(1000, 10_000), range(10_000_101, 100_000_000), range(10**8, 10**13))


def _is_date(value: Any) -> bool:
    """Whether a program can read the value as a date. A mapping has dates of its own, as in Material for MkDocs."""
    if isinstance(value, date | dict):
        return True
    if type(value) is int:
        return any(value in each for each in _NUMBERS)
    if type(value) is not str:
        return False
    text = value.strip()
    return not text or moment(text) is not None or bool(_COMPUTED.fullmatch(text))


def _not_a_date(path: tuple[str, ...], value: Any) -> Match:
    if type(value) is str and _TEMPLATE.search(value):
        return _match(path, f"is the template {quoted(value)}, not a date", "not-a-timestamp")
    return _match(path, f"is {described(value)}, not a date", "not-a-timestamp")
