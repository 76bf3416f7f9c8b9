"""YAML front matter to fields, by yaml-rs, behind gates.

A 40 kB file can end the process and no `except` helps: yaml-rs dies on 20,000 `- ` or `? ` on one
line, PyYAML's composer on 40,000 `[`. So nothing deep reaches a parser. The gates are substring
searches (about 4 µs a file); only what does not pass them is read by PyYAML's events (`outline`),
which need no stack.
"""

import re
from datetime import time
from typing import Any, NoReturn

from yaml_rs import AliasLimits, DuplicateKeyPolicy, YAMLDecodeError
from yaml_rs import loads as _loads

from newscat.article.frontmatter.fences import position
from newscat.article.frontmatter.values import Fault, FrontMatterError

MAX_DEPTH = 100

_FIRST_LINE = 2  # of the source in the file: the opening fence is line 1

# Raw control characters other than tab, line feed and carriage return: not in YAML's c-printable.
_CONTROLS = {code: None for code in (*range(9), 11, 12, *range(14, 32))}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UNPRINTABLE = re.compile(r"[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CONTROL_BYTES = bytes(_CONTROLS)

# Indicators of block collections in a row on one line: `- - - `, `? - ? `.
_RUN = re.compile(r"[-?:] +[-?:] +[-?:] ")
# A time of day, but not the one of a timestamp. The literal colon first: `re` skips to it.
_CLOCK = re.compile(r":(?<!\d[Tt ]\d\d:)\d\d:\d\d")
_TAG = re.compile(r"(?:^|[\s,\[{])!")
_ALIAS = re.compile(r"(?:^|[\s,\[{])\*[^\s*]")
_COMPLEX_KEY = re.compile(r"(?:^|[\s,\[{])\?(?:\s|$)|[\]}]\s*:")
# Python refuses to write an integer of over 4,300 digits, so whoever prints the record would fail.
_LONG_DIGITS = re.compile(r"[0-9A-Fa-f_]{3500}")
_YAML_RS_ERROR = re.compile(r"YAML parse error at line (\d+), column (\d+)")

_ALIASES = AliasLimits(max_total_replayed_events=100_000)


def load(source: str) -> tuple[dict[Any, Any], tuple[Fault, ...]]:
    """The fields that `source` (without its fences) writes, and the faults it can be read with.

    Values are yaml-rs's (YAML 1.2), but a time of day stays text. Raises FrontMatterError.
    """
    faults: tuple[Fault, ...] = ()
    if _has_controls(source):
        _refuse_control(source)
    if _wants_outline(source):
        faults = _outlined(source)
    if len(source) > 3500 and _LONG_DIGITS.search(source):
        _refuse_long_integers(source)
    if not source.isascii() or "\x7f" in source:
        faults += _unprintable(source)
    try:
        fields = _loads(source, alias_limits=_ALIASES)
    except YAMLDecodeError as error:
        if not str(error).startswith("duplicate mapping key"):
            _refuse_syntax(source, error)
        fields, faults = _with_duplicates(source, faults)
    if _CLOCK.search(source):
        texts: Any = _loads(source, parse_datetime=False, duplicate_key_policy=DuplicateKeyPolicy.LastWins)
        fields = _times_as_text(fields, texts)
    if type(fields) is not dict:
        _refuse_shape(source, fields)
    return fields, faults


def _has_controls(source: str) -> bool:
    data = source.encode("ascii", "replace")
    return len(data.translate(None, _CONTROL_BYTES)) != len(data)


def _wants_outline(source: str) -> bool:
    """Whether `source` may hold what only an exact look can judge: depth, tags, aliases, merges, keys."""
    brackets = source.count("[") + source.count("{")
    return (
        brackets > 40
        or "\t" in source
        or " " * 25 in source
        or (source.count("- ") + source.count("? ") > 20 and _RUN.search(source) is not None)
        or "<<" in source
        or ("!" in source and _TAG.search(source) is not None)
        or ("*" in source and "&" in source and _ALIAS.search(source) is not None)
        or ((brackets > 0 or "? " in source or "?\n" in source) and _COMPLEX_KEY.search(source) is not None)
    )


def _outlined(source: str) -> tuple[Fault, ...]:
    """Judge `source` by its outline; raises FrontMatterError, returns the faults that can be lived with."""
    from newscat.article.frontmatter import outline

    try:
        return outline.judge(outline.outline(source, _FIRST_LINE, MAX_DEPTH))
    except outline.SyntaxFault as error:
        raise FrontMatterError(error.fault) from None


def _with_duplicates(source: str, faults: tuple[Fault, ...]) -> tuple[Any, tuple[Fault, ...]]:
    """Read again, the last one wins; each further key of the same name is a fault."""
    fields: Any = _loads(source, alias_limits=_ALIASES, duplicate_key_policy=DuplicateKeyPolicy.LastWins)
    found = _outlined(source)
    return fields, tuple(dict.fromkeys(faults + found))


def _unprintable(source: str) -> tuple[Fault, ...]:
    return tuple(
        Fault("unprintable-character", f"unprintable character U+{ord(found[0]):04X}", *_place(source, found.start()))
        for found in _UNPRINTABLE.finditer(source)
    )


def _times_as_text(fields: Any, texts: Any) -> Any:
    """`fields` with each time of day as `texts`, the same tree read without dates, has it."""
    if isinstance(fields, time):
        return texts
    if isinstance(fields, dict) and isinstance(texts, dict):
        keys = zip(fields.items(), texts.items(), strict=True)
        return {(k if not isinstance(k, time) else kt): _times_as_text(v, vt) for (k, v), (kt, vt) in keys}
    if isinstance(fields, list):
        return [_times_as_text(value, text) for value, text in zip(fields, texts, strict=True)]
    return fields


def _place(source: str, index: int) -> tuple[int, int]:
    line, column = position(source, index)
    return line + _FIRST_LINE - 1, column


def _refuse_control(source: str) -> NoReturn:
    found = _CONTROL.search(source)
    assert found is not None
    message = f"control character U+{ord(found[0]):04X} in the front matter"
    raise FrontMatterError(Fault("control-character", message, *_place(source, found.start())))


def _refuse_syntax(source: str, error: YAMLDecodeError) -> NoReturn:
    """At PyYAML's problem mark, which stands where a person looks; at yaml-rs's where PyYAML sees none."""
    from newscat.article.frontmatter import outline

    try:
        node = outline.outline(source, _FIRST_LINE, MAX_DEPTH)
    except outline.SyntaxFault as syntax:
        raise FrontMatterError(syntax.fault) from None
    text = str(error)
    reason = text.splitlines()[-1].strip()
    if place := _YAML_RS_ERROR.match(text):
        fault = Fault("syntax-error", reason, int(place[1]) + _FIRST_LINE - 1, int(place[2]))
    else:
        fault = outline.refused_value(node, reason)
    raise FrontMatterError(fault) from None


def _refuse_long_integers(source: str) -> None:
    from newscat.article.frontmatter import outline

    try:
        node = outline.outline(source, _FIRST_LINE, MAX_DEPTH)
    except outline.SyntaxFault as syntax:
        raise FrontMatterError(syntax.fault) from None
    fault = outline.long_integer(node)
    if fault is not None:
        raise FrontMatterError(fault)


def _refuse_shape(source: str, fields: object) -> NoReturn:
    if fields is None:
        raise FrontMatterError(Fault("empty-front-matter", "there are no fields between the fences", 1, 1))
    kind = "a list" if isinstance(fields, list) else "a single value"
    start = re.match(r"(?:\s|#[^\r\n]*)*", source)
    place = _place(source, start.end() if start else 0)
    raise FrontMatterError(Fault("not-a-mapping", f"the front matter is {kind}, not 'name: value' lines", *place))
