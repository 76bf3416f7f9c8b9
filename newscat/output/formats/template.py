"""Print a line per record from a template: `--template '{published_at:%Y-%m-%d} {title}'`.

A field is the name of a column, optionally with a colon and a format. It cannot call or index anything, so an
untrusted template can only print values. `{{` and `}}` are braces; `\\n`, `\\t` and `\\\\` are escapes.
"""

import re
from datetime import UTC, tzinfo
from typing import Any, NamedTuple, NoReturn, TextIO

from newscat.article.dates import moment, on_clock
from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.errors import UsageError
from newscat.output.formats.cells import text_of
from newscat.output.rows import Column, Rows, columns_for, value_at
from newscat.output.safe import one_line, visible
from newscat.output.terminal.screen import Screen, cells, cut

# Python's format specification (https://docs.python.org/3/library/string.html#formatspec), with widths of at most
# four digits, so that a template cannot fill the memory.
_SPEC = re.compile(
    r"(?P<align>(?:.?[<>^=])?)(?P<sign>[+\- ]?z?#?)(?P<width>0?\d{0,4})(?P<grouping>[,_]?)"
    r"(?P<precision>(?:\.\d{1,4})?)(?P<type>[bdeEfFgGoxXs%]?)",
    re.DOTALL,
)
# C's strftime, with glibc's flags such as `%-d`. Unknown letters and `%s`, which depends on TZ, are refused.
_DATE = re.compile(r"(?:[^%]|%[-_0^#]?[aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYzZ%])*", re.DOTALL)
_WHOLE_ONLY = frozenset("bdoxX")
# The kind of a front-matter field: its values can have any type.
_UNKNOWN = "any"
_NAME = re.compile(r"[^\s{}:!\[\]()]+")
_ESCAPES = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}
_ESCAPE = re.compile(r"\\[nt\\]")
_TOKEN = re.compile(r"\{\{|\}\}|\{|\}|[^{}]+")


class Spec(NamedTuple):
    """The formats of dates, numbers and strings; `width` is for values that none of these fits."""

    date: str = ""
    number: str = ""
    text: str = ""
    width: str = ""


class Field(NamedTuple):
    column: Column
    spec: Spec


class Template(NamedTuple):
    """Literal strings and fields, in order."""

    parts: tuple[str | Field, ...]
    zone: tzinfo = UTC

    @classmethod
    def of(cls, text: str, table: FieldTable = BUILT_IN, zone: tzinfo | None = None) -> "Template":
        """Raises UsageError, with a caret under the place."""
        return cls(tuple(_Reader(text, table).parts()), zone or UTC)

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(part.column for part in self.parts if isinstance(part, Field))

    def render(self, rows: Rows, out: TextIO, screen: Screen) -> None:
        """Render rows like a format does; `rows.columns` is ignored."""
        out.writelines(self.line(document) + "\n" for document in rows.documents)

    def line(self, document: dict[str, Any]) -> str:
        return "".join(
            part if isinstance(part, str) else printed(value_at(document, part.column.path), part.spec, self.zone)
            for part in self.parts
        )


class _Reader:
    """Parse a template from the left; `_at` is the start of the next token."""

    def __init__(self, text: str, table: FieldTable) -> None:
        self._text = text
        self._table = table
        self._at = 0

    def parts(self) -> list[str | Field]:
        found: list[str | Field] = []
        while token := _TOKEN.match(self._text, self._at):
            if token[0] == "}":
                self._refuse(self._at, "nothing opens this brace; to print one, write }}")
            if token[0] == "{":
                found.append(self._field())
                continue
            self._at = token.end()
            found.append(
                token[0][0]
                if token[0] in ("{{", "}}")
                else visible(_ESCAPE.sub(lambda found: _ESCAPES[found[0]], token[0]))
            )
        if not any(isinstance(part, Field) for part in found):
            raise UsageError("the template has no field; write e.g. '{id} {title}'")
        return found

    def _field(self) -> Field:
        opened = self._at
        end = self._text.find("}", opened)
        if end < 0:
            self._refuse(opened, "this brace is not closed; to print one, write {{")
        inside = self._text[opened + 1 : end]
        if "{" in inside:
            self._refuse(opened + 1 + inside.index("{"), "a brace within a field")
        name, colon, spec = inside.partition(":")
        self._at = end + 1
        column = self._column(name, opened + 1)
        return Field(column, self._spec(spec, column, opened + 1 + len(name + colon)))

    def _column(self, name: str, at: int) -> Column:
        if not name:
            self._refuse(at, "a field's name is missing here")
        if not (known := _NAME.match(name)) or known.end() < len(name):
            at += known.end() if known else 0
            self._refuse(at, "a field is a name alone, such as title or provider.name")
        try:
            [column] = columns_for([name], self._table)
        except UsageError as error:
            self._refuse(at, str(error))
        except ValueError:
            self._refuse(at, f"{name!r} means several columns; name one of them")
        return column

    def _spec(self, text: str, column: Column, at: int) -> Spec:
        try:
            return spec(text, _UNKNOWN if column.path[0] == "fields" else column.kind)
        except UsageError as error:
            self._refuse(at, str(error))

    def _refuse(self, at: int, reason: str) -> NoReturn:
        shown, before = one_line(self._text), one_line(self._text[:at])
        raise UsageError(f"{reason}\n  {shown}\n  {' ' * cells(before)}^")


def spec(text: str, kind: str = _UNKNOWN) -> Spec:
    """Parse what follows the colon of a field. Raises UsageError if it cannot format a column of this kind."""
    found = _SPEC.fullmatch(text)
    if found is None:
        return _date_spec(text, kind)
    sign = found["sign"] or found["grouping"] or "=" in found["align"][-1:] or found["type"] not in ("", "s")
    if sign and kind not in ("number", _UNKNOWN):
        raise UsageError(f"'{one_line(text)}' formats numbers, but this field is not a number")
    _try(text, found["type"])
    width = found["width"].lstrip("0")
    if not found["align"].endswith("="):
        width = found["align"] + width
    return Spec(number="" if found["type"] == "s" else text, text=width if sign else text, width=width)


def _date_spec(text: str, kind: str) -> Spec:
    if "%" not in text or not _DATE.fullmatch(text) or not text.isprintable():
        raise UsageError(f"'{one_line(text)}' is not a format; write e.g. >10, .2f or %Y-%m-%d")
    if kind not in ("date", "list", _UNKNOWN):
        raise UsageError(f"'{one_line(text)}' formats dates, but this field is not a date")
    return Spec(date=text)


def _try(text: str, letter: str) -> None:
    """Raises UsageError for a format that Python refuses, such as `,` with `x`."""
    sample = {"s": "", "": 1.0}.get(letter, 1 if letter in _WHOLE_ONLY else 1.0)
    try:
        format(sample, text)
    except ValueError as error:
        raise UsageError(f"'{one_line(text)}' is not a format: {str(error)[:1].lower()}{str(error)[1:]}") from None


def printed(value: Any, how: Spec, zone: tzinfo = UTC) -> str:
    """Format a value, a time on a clock in `zone`. A missing value is empty, padded to the width.

    A value that the format does not fit is printed as it is: a string with `d`, 0.5 with `d`.
    """
    if how.date:
        return _dated(value, how.date, zone)
    if how.number and isinstance(value, int | float) and not isinstance(value, bool):
        return _numbered(value, how)
    return _padded(one_line(text_of(value)), how.text)


def _padded(text: str, how: str) -> str:
    """`text` as format() aligns and cuts it, but in cells of a terminal."""
    found = _SPEC.fullmatch(how)
    if text.isascii() or found is None:
        return format(text, how)
    text = cut(text, int(found["precision"][1:])) if found["precision"] else text
    fill, sign = (found["align"][:-1] or " ", found["align"][-1:] or "<")
    spare = max(int(found["width"] or 0) - cells(text), 0)
    before = {"<": 0, "^": spare // 2}.get(sign, spare)
    return fill * before + text + fill * (spare - before)


def _numbered(value: float, how: Spec) -> str:
    is_whole = value == value // 1
    try:
        return format(int(value) if is_whole and how.number[-1] in _WHOLE_ONLY else value, how.number)
    except (OverflowError, ValueError):  # `d` of 1.5, `.2` of an integer, `f` of one that no float holds
        return format(text_of(value), how.width)


def _dated(value: Any, how: str, zone: tzinfo) -> str:
    """Format a date, or each of a list; other values stay as they are."""
    if isinstance(value, list):
        return ", ".join(_dated(each, how, zone) for each in value)
    when = moment(value)
    return one_line(text_of(value) if when is None else on_clock(when, zone).strftime(how))
