"""Corrections that people make near the line at which TOML cannot be read."""

import re
import tomllib
from collections.abc import Iterator, Sequence

from newscat.article.frontmatter.repair.candidates import Candidate
from newscat.article.frontmatter.repair.values import QUOTE, Spelling

_LINE = re.compile(
    r"(?P<name>[ \t]*[\w.\"'-]+)(?P<sign>[ \t]*[=:][ \t]*)(?P<value>.*?)(?P<end>[ \t]*(?:\r\n|\n|\r)?)", re.DOTALL
)
_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"(?=\s*[,\]]|\s*$)|'[^']*'(?=\s*[,\]]|\s*$)|[^,]*)\s*(?:,|$)""")
_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)", re.DOTALL)
_WORDS = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "yes": "true", "no": "false"}


def toml_candidates(lines: Sequence[str], at: int) -> Iterator[Candidate]:
    """Corrections at or above the line `at` (from 0) of these lines."""
    for number in dict.fromkeys((at, at - 1)):
        found = _LINE.fullmatch(lines[number]) if 0 <= number < len(lines) else None
        if found is None:
            continue
        name, sign, value, end = found.groups()
        if ":" in sign:
            sign = " = "
            if _is_value(value):
                yield Candidate("Write = after the name", {number: f"{name} = {value}{end}"})
                continue
        for spelling in _spellings(value):
            yield Candidate(spelling.message, {number: f"{name}{sign}{spelling.text}{end}"})
    bare = re.fullmatch(r"[ \t]*(.*?),?[ \t]*(\r\n|\n|\r)?", lines[at]) if at < len(lines) else None
    if bare and bare[1] and "=" not in bare[1]:  # an item on a line of its own
        yield Candidate(QUOTE, {at: lines[at].replace(bare[1], _item(bare[1]), 1)})
        if at and not lines[at - 1].rstrip().endswith((",", "[")):
            above = lines[at - 1]
            end = len(above.rstrip())
            yield Candidate("Add the comma", {at - 1: f"{above[:end]},{above[end:]}"})


def _is_value(text: str) -> bool:
    try:
        tomllib.loads(f"name = {text}")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return False
    return True


def _spellings(value: str) -> Iterator[Spelling]:
    straight = value.translate(_STRAIGHT)
    if straight != value and straight[:1] in "\"'[":
        yield Spelling("Replace the typographic quotes", straight)
    if value in _WORDS:
        yield Spelling(f"Write {_WORDS[value]}", _WORDS[value])
    if date := _DATE.fullmatch(value):
        yield Spelling("Write the date with two digits", f"{date[1]}-{date[2]:0>2}-{date[3]:0>2}{date[4]}")
    if value.startswith("["):
        inner = value[1:].rstrip().removesuffix("]")
        items = [_item(found[1].strip()) for found in _ITEM.finditer(inner) if found[1].strip()]
        if not value.endswith("]"):
            yield Spelling("Close the bracket", f"{value.rstrip(', ')}]")
        yield Spelling("Add the comma", re.sub(r"""(["'])[ \t]+(["'])""", r"\1, \2", value))
        yield Spelling("Put the items in quotes", f"[{', '.join(items)}]")
    elif value[:1] in {'"', "'"} and value:
        closed = len(value) > 1 and value[-1] == value[0]
        yield Spelling("Escape the quotes inside the value" if closed else "Close the quote", _item(value))
        if not closed and value[0] in value[1:]:
            yield Spelling(QUOTE, _quoted(value))
    elif value:
        yield Spelling(QUOTE, _item(value))


def _item(text: str) -> str:
    """What someone wrote for a string, with quotes that are missing."""
    first = text[0] if text[0] in "\"'" else ""
    last = text[-1] if text[-1] in "\"'" and len(text) > 1 else ""
    if not first and not last and re.fullmatch(r"true|false|[+-]?\d[\d_.]*|\d{4}-\d\d-\d\d.*", text):
        return text
    return _quoted(text[len(first) : len(text) - len(last)].replace('\\"', '"'))


def _quoted(text: str) -> str:
    if "\\" not in text and '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
