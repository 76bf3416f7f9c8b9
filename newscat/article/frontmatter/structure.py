"""The structure of front matter: the names of its fields, and what kind of value each has."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

# The kinds of value; a date has its form.
EMPTY, FALSE, TRUE, NUMBER, TEXT, LIST, MAPPING = "empty", "false", "true", "number", "text", "list", "mapping"
DAY, MOMENT, ZONED = "YYYY-MM-DD", "YYYY-MM-DD hh:mm", "YYYY-MM-DD hh:mm with time zone"
KINDS = frozenset((EMPTY, FALSE, TRUE, NUMBER, TEXT, LIST, MAPPING))
_BY_TYPE = {str: TEXT, int: NUMBER, float: NUMBER, bool: TRUE, list: LIST, dict: MAPPING, type(None): EMPTY}
# A mapping with more names has no fixed fields.
_MOST_NAMES = 30
_LONGEST = 40


def structure(fields: Mapping[Any, Any], dates: Collection[str]) -> str:
    """A line for each field, in the order of their names: the names that lead to it, and its kind, between tabs.

    A string in one of the fields `dates` has the kind of a date, if it has digits. Elements of lists have no line.
    """
    lines: list[str] = []
    _add(lines, "", fields, dates)
    lines.sort()
    return "\n".join(lines)


def parsed(lines: str) -> dict[tuple[str, ...], str]:
    """The kinds by path, from the result of `structure`."""
    split = (line.split("\t") for line in lines.split("\n") if line)
    return {tuple(path): kind for *path, kind in split}


def _add(lines: list[str], above: str, fields: Mapping[Any, Any], dates: Collection[str]) -> None:
    for name, value in fields.items():
        if type(name) is not str or "\t" in name or "\n" in name:
            continue
        kind = _BY_TYPE.get(type(value)) or _date(value)
        if not value and kind != NUMBER:
            kind = FALSE if kind == TRUE else EMPTY
        elif kind == TEXT and name in dates:
            kind = _written_date(value)
        lines.append(f"{above}{name}\t{kind}")
        if kind == MAPPING and len(value) <= _MOST_NAMES:
            _add(lines, f"{above}{name}\t", value, dates)


def _date(value: object) -> str:
    if isinstance(value, datetime):
        return MOMENT if value.tzinfo is None else ZONED
    return DAY if isinstance(value, date) else TEXT


_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_ISO = re.compile(r"YYYY-N-N(?P<time>[Tt ]N:N(?::N(?:\.\d*N*)?)?(?P<zone> ?(?:[Zz]|[+-](?:YYYY|N(?::N)?)))?)?")


def _written_date(text: str) -> str:
    """The form of a date in a string: `March 3, 2022` is `Month N, YYYY`."""
    if len(text) > _LONGEST or not _NUMBERS.search(text) or "\t" in text or "\n" in text:
        return TEXT
    form = _NUMBERS.sub(lambda found: "YYYY" if len(found[0]) == 4 else "N", text)
    if found := _ISO.fullmatch(form):
        return ZONED if found["zone"] else MOMENT if found["time"] else DAY
    return _WORDS.sub(lambda found: found[0] if found[0] in ("YYYY", "N") else "Month", form)
