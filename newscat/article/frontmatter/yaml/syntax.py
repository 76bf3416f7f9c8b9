"""Syntax errors of YAML as messages that help, at the position of the mistake.

A parser reports where it failed: for a quote that opens on line 3 and is never closed, the end of the file.
Here the fault is where the quote opens.
"""

import contextlib
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import yaml

from newscat.article.frontmatter.faults import Fault

try:
    LOADER: Any = yaml.CSafeLoader
except AttributeError:  # PyYAML built without libyaml
    LOADER = yaml.SafeLoader

_NO_SPACE = re.compile(r"[ ]*(?:- )?([\w.-]+):[^\s:/\\]")

_FIELD = re.compile(r" *(?:- +)?[\w.-]+:(?: |$)")
_OPEN_QUOTE = re.compile(
    r"""(?P<indent> *)(?:- +)?[\w.-]+: +(?P<value>"(?:[^"\\]|\\.)*|'(?:[^']|'')*)""",
)

_Explained = tuple[str, int, int]
"""A message, and the line and column (from 0) in the parsed text."""
_Explain = Callable[[Any, Any, list[str]], _Explained]
"""Gets the marks of what was opened and of the problem, and the lines of the text."""


# A space of another kind where only a space or a line's first column is meant.
_OTHER_SPACE = re.compile(r"[ \t]*(?:- +)?(?:[\w.-]+:[ ]?)?([^\S \t\r\n])")


def space_fault(text: str, first_line: int) -> Fault | None:
    """The fault for a space of another kind after the colon of a field: the line is a string for YAML."""
    lines = re.split("\r\n|\r|\n", text)
    found = next(filter(None, (_other_space(lines, number) for number in range(len(lines)))), None)
    return Fault("not-a-mapping", found[0], found[1] + first_line, found[2] + 1) if found else None


def _other_space(lines: list[str], number: int) -> _Explained | None:
    found = _OTHER_SPACE.match(_line(lines, number))
    if found is None:
        return None
    name = unicodedata.name(found[1], "a control character").lower()
    return f"U+{ord(found[1]):04X} ({name}) is not a space in YAML: replace it", number, found.start(1)


def syntax_fault(error: Any, text: str, first_line: int) -> Fault:
    """The fault for a yaml.MarkedYAMLError about `text`. PyYAML's C parser has no error codes, only messages."""
    here = error.problem_mark or error.context_mark
    opened = error.context_mark or here
    problem = error.problem or "the front matter cannot be read as YAML"
    explain = next((explain for known, explain in _EXPLANATIONS if problem.startswith(known)), None)
    if here is None:
        message, line, column = problem, 0, 0
    else:
        lines = re.split("\r\n|\r|\n", text)
        cause = _other_space(lines, opened.line) or _conflict(lines, here.line) or _open_quote(lines, here.line)
        if cause is None and explain is not None:
            cause = explain(opened, here, lines)
        message, line, column = cause or (problem, here.line, here.column)
    return Fault("syntax-error", message, line + first_line, column + 1)


def _conflict(lines: list[str], last: int) -> _Explained | None:
    found = next((number for number in range(last + 1) if _line(lines, number).startswith("<<<<<<< ")), None)
    return None if found is None else ("a merge conflict that was not resolved", found, 0)


def _open_quote(lines: list[str], last: int) -> _Explained | None:
    """The first value that opens a quote, if the next line is a field: the parser reads on to some other quote."""
    for number in range(min(last + 1, len(lines))):
        found = _OPEN_QUOTE.fullmatch(lines[number])
        below = next((line for line in lines[number + 1 :] if line.strip()), "")
        if found and (not below or (_FIELD.match(below) and len(found["indent"]) >= _indent(below))):
            return "this quote is not closed", number, found.start("value")
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _bracket(opened: Any, here: Any, lines: list[str]) -> _Explained:
    if here.line > opened.line:
        return "this bracket is not closed", opened.line, opened.column
    return "a comma or the closing bracket is missing here", here.line, here.column


def _colon(opened: Any, here: Any, lines: list[str]) -> _Explained:
    if found := _NO_SPACE.match(_line(lines, opened.line)):
        return f"missing space after the colon of '{found[1]}'", opened.line, found.end(1)
    return "a key without a colon, or a continuation line that is not indented", opened.line, opened.column


def _value(opened: Any, here: Any, lines: list[str]) -> _Explained:
    before = _line(lines, here.line)[: here.column]
    if re.search(r":\s", before):
        return "a second colon on the line: put the value in quotes", here.line, here.column
    above = next((number for number in range(here.line - 1, -1, -1) if _line(lines, number).strip()), None)
    if above is not None and (found := _NO_SPACE.match(_line(lines, above))):
        return f"missing space after the colon of '{found[1]}'", above, found.end(1)
    if above is not None and ":" not in _line(lines, above) and not _indent(_line(lines, above)):
        return "a key without a colon", above, 0
    return "a key inside the value of the key above: indented too far?", here.line, here.column


def _character(opened: Any, here: Any, lines: list[str]) -> _Explained:
    character = _line(lines, here.line)[here.column : here.column + 1]
    if character == "\t":
        return _TABS(opened, here, lines)
    return f"a plain string cannot begin with {character!r}: put it in quotes", here.line, here.column


def _character_before(opened: Any, here: Any, lines: list[str]) -> _Explained:
    """For `& Sons` and `*`, where a name must follow."""
    character = _line(lines, opened.line)[opened.column : opened.column + 1]
    return f"a plain string cannot begin with {character!r}: put it in quotes", opened.line, opened.column


def _key(opened: Any, here: Any, lines: list[str]) -> _Explained:
    line = _line(lines, here.line)
    if line[here.column :].startswith("- "):
        return "a list item where a key is expected", here.line, here.column
    if line[: here.column].strip():
        return "text after the end of the value: put the whole value in quotes", here.line, here.column
    return "this key is not indented like the keys beside it", here.line, here.column


def _content(opened: Any, here: Any, lines: list[str]) -> _Explained:
    if character := "".join(lines[here.line :])[here.column : here.column + 1]:
        return f"unexpected {character!r}: if it is part of a string, put the string in quotes", here.line, here.column
    brackets: list[Any] = []
    with contextlib.suppress(yaml.YAMLError):
        for token in yaml.scan("\n".join(lines), Loader=LOADER):
            if isinstance(token, _OPENING):
                brackets.append(token.start_mark)
            elif isinstance(token, _CLOSING) and brackets:
                brackets.pop()
    opened = brackets[-1] if brackets else here
    return "this bracket is not closed", opened.line, opened.column


_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)


def _start(opened: Any, here: Any, lines: list[str]) -> _Explained:
    first = next((number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    if _indent(_line(lines, first)):
        return "this key is not indented like the keys below it", first, _indent(lines[first])
    return "a key without a colon", first, 0


def _says(message: str) -> _Explain:
    return lambda opened, here, lines: (message, here.line, here.column)


def _says_of_opened(message: str) -> _Explain:
    return lambda opened, here, lines: (message, opened.line, opened.column)


_TABS = _says("tabs cannot indent; use spaces")
_QUOTE = _says_of_opened("this quote is not closed")
_TAG = _says_of_opened("a plain string cannot begin with '!': put it in quotes")


# By how PyYAML's message begins.
_EXPLANATIONS: tuple[tuple[str, _Explain], ...] = (
    ("found unexpected end of stream", _QUOTE),
    ("did not find expected ',' or", _bracket),
    ("did not find expected node content", _content),
    ("could not find expected ':'", _colon),
    ("mapping values are not allowed", _value),
    ("found character that cannot start any token", _character),
    ("did not find expected key", _key),
    ("block sequence entries are not allowed", _key),
    ("did not find expected <document start>", _start),
    ("did not find expected alphabetic", _character_before),
    ("found undefined alias", _says("undefined alias: no anchor of that name before it")),
    ("found unknown escape character", _says("unknown escape: inside double quotes write a backslash as \\\\")),
    ("did not find expected hexdecimal", _says("incomplete escape: inside double quotes write a backslash as \\\\")),
    ("found invalid Unicode character", _says("this escape is not a character")),
    (
        "did not find expected comment or",
        _says("text after '|' or '>': begin it on the next line, or put it in quotes"),
    ),
    ("mapping keys are not allowed", _says("a plain string cannot begin with '?': put it in quotes")),
    ("found a tab character", _TABS),
    ("found unexpected document indicator", _QUOTE),
    ("did not find expected tag URI", _TAG),
    ("did not find the expected '>'", _TAG),
    ("found undefined tag handle", _TAG),
)


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""
