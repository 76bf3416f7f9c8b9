"""Front matter in TOML and JSON; errors of their parsers become faults with a position in the file."""

import json
import re
import tomllib
from typing import Any, NoReturn

from newscat.article.frontmatter.faults import MAX_DEPTH, NO_FIELDS, Fault, FrontMatterError, Limits, too_deep
from newscat.article.frontmatter.fences import Parts, position, room, too_large
from newscat.article.frontmatter.front_matter import FrontMatter
from newscat.article.frontmatter.handlers import JSONHandler, TOMLHandler
from newscat.article.frontmatter.token_limits import check_tokens
from newscat.article.frontmatter.yaml.checks import check
from newscat.article.frontmatter.yaml.load import unprintable
from newscat.article.frontmatter.yaml.outline import json_outline


def read(parts: Parts, limits: Limits = Limits()) -> FrontMatter:
    """The front matter of a file in TOML or JSON. Raises FrontMatterError."""
    return _READERS[parts.format](parts, limits)


_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _read_toml(parts: Parts, limits: Limits) -> FrontMatter:
    check_tokens(parts, parts.source, limits)
    try:
        fields = TOMLHandler().load(parts.source)
    except tomllib.TOMLDecodeError as error:
        _refuse_toml(parts, error)
    except RecursionError:
        _refuse_depth(parts)
    except ValueError as error:  # an integer, if Python's limit is set lower than ours
        _refuse_value(parts, str(error).split(";", 1)[0], 0)
    if _depth(fields) > MAX_DEPTH:
        _refuse_depth(parts)
    faults = unprintable(parts.source, parts.line) + (() if fields else (NO_FIELDS,))
    return FrontMatter(fields, parts.body, "toml", parts.source, parts.line, faults)


def _refuse_toml(parts: Parts, error: tomllib.TOMLDecodeError) -> NoReturn:
    message = str(error)
    found = _TOML_PLACE.search(message)
    line, column = position(parts.source, len(parts.source))
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    written = re.split(r"\r\n|\n|\r", parts.source)[line - 1 : line] or [""]
    reason = _toml_reason(_TOML_PLACE.sub("", message), written[0])
    if (opened := _TOML_QUOTE.match(written[0])) and '"""' not in written[0] and "'''" not in written[0]:
        reason, column = "this quote is not closed", opened.start(1) + 1
    raise FrontMatterError(Fault("syntax-error", reason, line + parts.line - 1, column)) from None


_TOML_REASONS = {
    "Invalid value": "this is not a value of TOML: put a string in quotes",
    "Invalid statement": "this is not 'name = value'",
    "Expected '=' after a key in a key/value pair": "a '=' is missing after the name",
    "Expected newline or end of document after a statement": "text after the end of the value: put a string in quotes",
    "Unclosed array": "a comma or the closing bracket is missing here",
    "Unclosed inline table": "a comma or the closing bracket is missing here",
    "Unescaped '\\' in a string": "unknown escape: inside double quotes write a backslash as \\\\",
    "Invalid hex value": "incomplete escape: inside double quotes write a backslash as \\\\",
    "Escaped character is not a Unicode scalar value": "this escape is not a character",
    "Expected ']' at the end of a table declaration": "this bracket is not closed",
}
_TOML_NAME = re.compile(r"""[ \t]*([\w.-]+|"[^"]*"|'[^']*')[ \t]*=""")


def _toml_reason(message: str, line: str) -> str:
    """The message of tomllib in plain words, for a mistake on this line."""
    name = _TOML_NAME.match(line)
    if message == "Cannot overwrite a value" and name:
        name_of = name[1].strip("\"'")
        return f"'{name_of}' already has a value"
    return _TOML_REASONS.get(message) or _lower(message)


# A quote that is not closed on its line.
_TOML_QUOTE = re.compile(r"""(?:[^"'#]|"(?:[^"\\]|\\.)*+"|'[^']*+')*+(["'])""")


def _depth(value: object) -> int:
    """How deeply mappings and lists are nested in `value`."""
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, (dict, list))]:
        depth += 1
        level = [below for each in level for below in (each.values() if isinstance(each, dict) else each)]
    return depth


def _read_json(parts: Parts, limits: Limits) -> FrontMatter:
    text = parts.source
    if parts.has_fences and not text.strip():
        return FrontMatter({}, parts.body, "json", text, parts.line, (NO_FIELDS,))
    most = room(text, 0, limits.front_matter)
    truncated = len(text) > most
    check_tokens(parts, text[:most], limits)
    try:
        source, rest = (text, "") if parts.has_fences else JSONHandler().split(text[:most])
        fields = JSONHandler().load(source)
    except json.JSONDecodeError as error:
        if truncated and (error.pos > most - 10 or error.msg.startswith("Unterminated")):
            raise too_large(limits, "}") from None
        raise FrontMatterError(Fault("syntax-error", *_json_reason(parts, error))) from None
    except RecursionError:
        _refuse_depth(parts)
    except ValueError as error:  # NaN
        bad = (token for token in _JSON_TOKEN.finditer(text) if token[0][0] != '"')
        place = next((token.start() for token in bad), 0)
        _refuse_value(parts, str(error).split(";", 1)[0], place)
    if not isinstance(fields, dict):
        message = "the front matter is not a JSON object"
        raise FrontMatterError(Fault("not-a-mapping", message, parts.line))
    _refuse_surrogates(parts, source)
    body = parts.body
    if not parts.has_fences:  # after the line of the closing brace
        body = (rest + text[most:]).lstrip(" \t").removeprefix("\r").removeprefix("\n")
    faults = unprintable(source, parts.line) + _json_duplicates(source, parts.line)
    return FrontMatter(fields, body, "json", source, parts.line, faults)


# By how the message of Python's decoder begins.
_JSON_REASONS = {
    "Expecting property name": "a name in double quotes is expected here",
    "Expecting ',' delimiter": "a comma or the closing bracket is missing here",
    "Expecting ':' delimiter": "a colon is missing after the name",
    "Expecting value": "a value is expected here: a string needs double quotes",
    "Unterminated string": "this quote is not closed",
    "Invalid control character": "a line break or control character inside a string: write it as an escape",
    "Invalid \\": "unknown escape: write a backslash as \\\\",
}


def _json_reason(parts: Parts, error: json.JSONDecodeError) -> tuple[str, int, int]:
    """The message of Python's decoder in plain words, with its line and column."""
    before = parts.source[: error.pos].rstrip(" \t\r\n")
    if error.msg.startswith("Illegal trailing comma"):  # Python 3.13: at the comma
        return _TRAILING_COMMA, *position(parts.source, error.pos, parts.line)
    if before.endswith(",") and parts.source[error.pos : error.pos + 1] in ("}", "]"):
        return _TRAILING_COMMA, *position(parts.source, len(before) - 1, parts.line)
    reason = next((reason for known, reason in _JSON_REASONS.items() if error.msg.startswith(known)), None)
    return reason or _lower(error.msg), *position(parts.source, error.pos, parts.line)


_TRAILING_COMMA = "a comma after the last item: remove it"
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity')


# The groups match half of a surrogate pair.
_SURROGATE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89abAB])|(u[dD][c-fC-F])|.)", re.DOTALL
)


def _refuse_surrogates(parts: Parts, source: str) -> None:
    """FrontMatterError for half of a surrogate pair, which is not a character and has no UTF-8 encoding."""
    if "\\u" not in source:
        return
    for found in _SURROGATE.finditer(source):
        if found[1] or found[2]:
            _refuse_value(parts, "half of a surrogate pair is not a character", found.start())


def _json_duplicates(source: str, line: int) -> tuple[Fault, ...]:
    """Faults for duplicate keys, from the outline; it is built only if a decoder has found a duplicate."""
    twice = False

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        fields = dict(found)
        twice = twice or len(fields) < len(found)
        return fields

    json.JSONDecoder(object_pairs_hook=pairs).decode(source)
    if not twice:
        return ()
    try:
        faults = check(json_outline(source, line))
    except FrontMatterError:  # PyYAML cannot read this JSON
        faults = ()
    found = tuple(fault for fault in faults if fault.name == "duplicate-key")
    return found or (Fault("duplicate-key", "a key occurs twice in one mapping: the last one wins", line),)


def _refuse_depth(parts: Parts) -> NoReturn:
    raise FrontMatterError(too_deep(MAX_DEPTH, parts.line)) from None


def _refuse_value(parts: Parts, reason: str, index: int) -> NoReturn:
    raise FrontMatterError(Fault("invalid-value", reason, *position(parts.source, index, parts.line))) from None


def _lower(reason: str) -> str:
    return reason[:1].lower() + reason[1:]


_READERS = {"toml": _read_toml, "json": _read_json}
