"""What is wrong with YAML that cannot be read, in words that help, and where it went wrong.

A parser says where it gave up: an unclosed quote of line 3 at the end of the file. What was opened and
never closed is reported where it opens.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

_NO_BLANK = re.compile(r"[ ]*(?:- )?([\w.-]+):[^\s:/\\]")


class Trouble(NamedTuple):
    """`line` and `column` are 0-based, those of the text that was parsed."""

    message: str
    line: int
    column: int


def trouble(error: Any, text: str) -> Trouble:
    """Of a yaml.MarkedYAMLError about `text`. The words are libyaml's: PyYAML's C parser has no codes."""
    here = error.problem_mark or error.context_mark
    opened = error.context_mark or here
    if here is None:
        return Trouble(error.problem or "the front matter cannot be read as YAML", 0, 0)
    lines = re.split("\r\n|\r|\n", text)
    for known, told in _TOLD:
        if (error.problem or "").startswith(known):
            return told(error.context or "", opened, here, lines)
    return Trouble(error.problem or "the front matter cannot be read as YAML", here.line, here.column)


_Told = Callable[[str, Any, Any, list[str]], Trouble]


def _end(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    return Trouble("this quote is not closed", opened.line, opened.column)


def _bracket(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    if here.line > opened.line:
        return Trouble("this bracket is not closed", opened.line, opened.column)
    return Trouble("a comma or the closing bracket is missing here", here.line, here.column)


def _colon(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    if found := _NO_BLANK.match(_line(lines, opened.line)):
        return Trouble(f"no blank after the colon of '{found[1]}'", opened.line, found.end(1))
    return Trouble("a key without a colon, or a text that is not indented", opened.line, opened.column)


def _value(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    before = _line(lines, here.line)[: here.column]
    if re.search(r":\s", before):
        return Trouble("a second colon on the line: put the text in quotes", here.line, here.column)
    above = next((number for number in range(here.line - 1, -1, -1) if _line(lines, number).strip()), None)
    if above is not None and (found := _NO_BLANK.match(_line(lines, above))):
        return Trouble(f"no blank after the colon of '{found[1]}'", above, found.end(1))
    return Trouble("a key inside the value of the key above: indented too far?", here.line, here.column)


def _character(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    character = _line(lines, here.line)[here.column : here.column + 1]
    if character == "\t":
        return Trouble("a tab: YAML is indented by blanks", here.line, here.column)
    return Trouble(f"a text cannot begin with {character!r}: put it in quotes", here.line, here.column)


def _key(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    line = _line(lines, here.line)
    if line[here.column :].startswith("- "):
        return Trouble("a list element where a key belongs", here.line, here.column)
    if line[: here.column].strip():
        return Trouble("text after the end of the value: put all of it in quotes", here.line, here.column)
    return Trouble("a key that is not indented as those beside it", here.line, here.column)


def _alias(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    return Trouble("an alias of nothing: no anchor of that name before it", here.line, here.column)


def _escape(context: str, opened: Any, here: Any, lines: list[str]) -> Trouble:
    message = "an escape that YAML does not have: a backslash in double quotes is written twice"
    return Trouble(message, here.line, here.column)


# By how the problem begins.
_TOLD: tuple[tuple[str, _Told], ...] = (
    ("found unexpected end of stream", _end),
    ("did not find expected ',' or", _bracket),
    ("could not find expected ':'", _colon),
    ("mapping values are not allowed", _value),
    ("found character that cannot start any token", _character),
    ("did not find expected key", _key),
    ("block sequence entries are not allowed", _key),
    ("found undefined alias", _alias),
    ("found unknown escape character", _escape),
)


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""
