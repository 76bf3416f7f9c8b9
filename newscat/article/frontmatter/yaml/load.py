"""YAML front matter to fields, by yaml-rs, after cheap checks.

A 40 kB file can crash the process, and no `except` helps: yaml-rs crashes on 20,000 `- `, `? ` or `: ` on one
line, PyYAML's composer on 40,000 `[`. So a parser never gets deeply nested source. The checks are substring
searches (about 5 µs for 1.3 KB). Only source that fails them is read with PyYAML's events (`outline`), which
need no recursion.
"""

import re
from typing import Any, NoReturn

from yaml_rs import AliasLimits, DuplicateKeyPolicy, YAMLDecodeError
from yaml_rs import loads as _loads

from newscat.article.frontmatter.faults import MAX_DEPTH, NO_FIELDS, Fault, FrontMatterError, Limits
from newscat.article.frontmatter.fences import position

FIRST_LINE = 2
"""The line of the file on which the source begins: the opening fence is line 1."""

# Control characters other than tab, line feed and carriage return are not in YAML's c-printable. yaml-rs
# reads them, and takes U+0000 for the end of the source.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = re.compile(_CONTROL.pattern.encode())
_UNPRINTABLE = re.compile(r"[\x7f-\x84\x86-\x9f\ufffe\uffff]")

# Each pattern begins with a literal character, to which `re` skips: 1.5 µs per file instead of 8 µs. What must
# come before an indicator is therefore a lookbehind: a space, a newline, a bracket, a comma, or the colon
# of `{"a":*b}`.
# Several indicators of block collections: `- - - `, `? - ? `, `: : : `. They can only begin a line.
_RUN = re.compile(rb"\n *[-?:] +[-?:] +[-?:] ")
# A time of day that is not part of a timestamp.
_CLOCK = re.compile(rb":\d\d:\d\d(?<!\d\d\d\d-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)")
# yaml-rs reads a quoted date as a date; in YAML it is a string.
_QUOTED_DATE = re.compile(rb"-\d\d-\d\d(?<=[\"']\d\d\d\d-\d\d-\d\d)")
_ESCAPE = re.compile(rb"\\[xuU\r\n]")
_STRIPPED_BLOCK = re.compile(rb"[|>]\d?-\d?[ \t]*(?:#|\r|\n)")
_TAG = re.compile(r"!(?<![^\s,\[{:]!)")
_ALIAS = re.compile(r"\*(?<![^\s,\[{:]\*)\S")
_ANCHOR = re.compile(r"&(?<![^\s,\[{:]&)\S")
_EXPLICIT_KEY = re.compile(r"\?(?<![^\s,\[{]\?)\s")
# The end of a list that is a key: `[a]: b`.
_KEY_END = re.compile(r"\](?:\s|#[^\n]*\n)*:")
# All bytes except the ones that may need a closer look. Most files have few of those, and one pass finds them.
_USUAL = bytes(set(range(256)) - set(b"[{!&*?<|>\\\t\r\x7f\xc2\xef") - ({*range(32)} - {10}))
# Python cannot convert an integer of more than 4,300 digits to a string, so printing the article would fail.
_LONG_DIGITS = re.compile(r"[0-9A-Fa-f_]{3500}")
_YAML_RS_ERROR = re.compile(r"YAML parse error at line (\d+), column (\d+)")

# `checks` has already applied newscat's own, lower limits on aliases.
_ALIASES = AliasLimits(max_total_replayed_events=5_000_000, max_replay_stack_depth=MAX_DEPTH)


def load(
    source: str, limits: Limits = Limits(), encoded: bytes | None = None
) -> tuple[dict[Any, Any], tuple[Fault, ...]]:
    """The fields in `source` (without its fences), and the faults despite which it can be read.

    The values are yaml-rs's (YAML 1.2), except that times of day and quoted dates stay strings. `encoded` is the source
    in UTF-8, if the caller has it. Raises FrontMatterError.
    """
    data = source.encode() if encoded is None else encoded
    unusual = data.translate(None, _USUAL)
    if unusual and (found := _CONTROL_BYTES.search(unusual) and _CONTROL.search(source)):
        message = f"control character U+{ord(found[0]):04X} in the front matter"
        raise FrontMatterError(Fault("control-character", message, *position(source, found.start(), FIRST_LINE)))
    if len(data) > limits.nodes and _most_nodes(data) > limits.nodes:
        from newscat.article.frontmatter.yaml import outline

        outline.check_count(source, FIRST_LINE, limits.nodes)
    faults = _checked(source, limits.nodes) if _wants_outline(source, data, unusual) else ()
    if len(data) > 3500 and _LONG_DIGITS.search(source):
        from newscat.article.frontmatter.yaml import checks

        checks.check_integers(source, FIRST_LINE)
    # In UTF-8, C1 characters begin with C2, U+FFFE and U+FFFF with EF BF.
    if unusual and (b"\x7f" in unusual or b"\xc2" in unusual or b"\xef" in unusual):
        faults += unprintable(source, FIRST_LINE)
    try:
        fields: Any = _loads(source, alias_limits=_ALIASES)
    except (YAMLDecodeError, TypeError) as error:
        if not str(error).startswith("duplicate mapping key"):
            return _leniently(source, error, limits, faults)
        faults = tuple(dict.fromkeys(faults + _checked(source)))
        fields = _last_wins(source)
    quoted = _QUOTED_DATE.search(data) or (unusual and _may_date_string(data, unusual))
    if quoted or _CLOCK.search(data):
        from newscat.article.frontmatter.yaml import dates

        fields = dates.as_strings(source, fields, _last_wins(source, parse_datetime=False), quoted=bool(quoted))
    if type(fields) is not dict:
        return _without_fields(source, fields, faults)
    if unusual and _may_have_complex_keys(source) and _has_complex_keys(fields):
        _refuse_complex_key(source)
    return fields, faults


def _last_wins(source: str, *, parse_datetime: bool = True) -> Any:
    """The values of a document with duplicate keys."""
    try:
        return _loads(
            source,
            parse_datetime=parse_datetime,
            alias_limits=_ALIASES,
            duplicate_key_policy=DuplicateKeyPolicy.LastWins,
        )
    except (YAMLDecodeError, TypeError) as error:
        _refuse(source, error)


def _most_nodes(data: bytes) -> int:
    """An upper bound for the number of nodes. A node follows a line end or an indicator; some indicators can be
    followed by a second node that is implicit, like the null of `{a}`."""
    return 2 + sum(map(data.count, (b"\n", b"\r", b":", b"-"))) + 2 * sum(map(data.count, (b",", b"[", b"{", b"?")))


def _wants_outline(source: str, data: bytes, unusual: bytes) -> bool:
    """Whether `source` may contain what only the outline can check: depth, tags, aliases, merges.

    Each level of depth needs a bracket, a column of indentation, or an indicator that shares its line with
    others; 40 + 25 + 3 of them stay well below MAX_DEPTH.
    """
    lines = b"\n" + (data.replace(b"\r", b"\n") if b"\r" in unusual else data)
    if _RUN.search(lines) is not None or b" " * 25 in data:
        return True
    return bool(unusual) and (
        unusual.count(b"[") > 20
        or unusual.count(b"{") > 20
        or b"\t" in unusual
        or (b"<<" in unusual and "<<" in source)
        or (b"!" in unusual and _TAG.search(source) is not None)
        or (
            b"*" in unusual
            and b"&" in unusual
            and _ALIAS.search(source) is not None
            and _ANCHOR.search(source) is not None
        )
    )


def _may_date_string(data: bytes, unusual: bytes) -> bool:
    """Whether yaml-rs may read a string as a date because it has escapes, or is a block without a final newline."""
    escaped = b"\\" in unusual and _ESCAPE.search(data) is not None
    return escaped or ((b"|" in unusual or b">" in unusual) and _STRIPPED_BLOCK.search(data) is not None)


def _checked(source: str, most: int = Limits().nodes) -> tuple[Fault, ...]:
    """See `checks.check`; `most` is the limit on nodes, including the ones that aliases repeat."""
    from newscat.article.frontmatter.yaml import checks, outline

    return checks.check(outline.outline(source, FIRST_LINE), most)


def unprintable(source: str, first_line: int) -> tuple[Fault, ...]:
    """A fault for each DEL, C1 control character (except NEL) and non-character in `source`."""
    return tuple(
        Fault(
            "unprintable-character",
            f"unprintable character U+{ord(found[0]):04X}",
            *position(source, found.start(), first_line),
        )
        for found in _UNPRINTABLE.finditer(source)
    )


def _may_have_complex_keys(source: str) -> bool:
    """A key may also be the alias of a list; in braces it needs no colon: `{[a]}`."""
    if "{" in source or "*" in source or ("?" in source and _EXPLICIT_KEY.search(source)):
        return True
    return "]" in source and _KEY_END.search(source) is not None


def _has_complex_keys(fields: dict[Any, Any]) -> bool:
    """Whether a key is a list or mapping; yaml-rs returns these as tuples and frozensets."""
    stack: list[Any] = [fields]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if any(isinstance(key, (tuple, frozenset)) for key in value):
                return True
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return False


def _refuse_complex_key(source: str) -> NoReturn:
    _checked(source)  # reports the position
    raise FrontMatterError(Fault("complex-key", "a list or mapping cannot be a field's name", FIRST_LINE))


def _leniently(
    source: str, error: YAMLDecodeError | TypeError, limits: Limits, faults: tuple[Fault, ...]
) -> tuple[dict[Any, Any], tuple[Fault, ...]]:
    """What PyYAML reads of a source that yaml-rs refuses. Raises FrontMatterError if both refuse it."""
    from newscat.article.frontmatter.yaml import checks, lenient

    place = _YAML_RS_ERROR.match(str(error))
    root = lenient.root_of(source, FIRST_LINE) if place else None
    if place is None or root is None or root.kind != "map":
        _refuse(source, error)
    found = checks.check(root, limits.nodes)
    spaced = lenient.without_tabs(source, root)
    if spaced != source:
        return load(spaced, limits)
    if changes := list(lenient.indentations(source, FIRST_LINE)):
        fields, others = load(lenient.applied(source, changes), limits)
        return fields, (*others, *(Fault("unindented-string", _UNINDENTED, each.line, each.column) for each in changes))
    message = f"not valid in YAML 1.2, though some programs read it: {str(error).splitlines()[-1].strip()}"
    fault = Fault("lenient-yaml", message, int(place[1]) + FIRST_LINE - 1, int(place[2]))
    return lenient.fields_of(root), tuple(dict.fromkeys((*faults, *found, fault)))


_UNINDENTED = "a line of a quoted string is not indented: not all programs read it"


def _refuse(source: str, error: YAMLDecodeError | TypeError) -> NoReturn:
    """Raise FrontMatterError at PyYAML's position, which is where a person looks; else at yaml-rs's."""
    from newscat.article.frontmatter.yaml import checks, outline

    if isinstance(error, TypeError):  # unhashable: a list inside a mapping that is a key
        _refuse_complex_key(source)
    root = outline.outline(source, FIRST_LINE)
    text = str(error)
    reason = text.splitlines()[-1].strip()
    if place := _YAML_RS_ERROR.match(text):
        fault = Fault("syntax-error", reason, int(place[1]) + FIRST_LINE - 1, int(place[2]))
    else:
        fault = checks.invalid_value(root, reason)
    raise FrontMatterError(fault) from None


def _without_fields(source: str, value: object, faults: tuple[Fault, ...]) -> tuple[dict[Any, Any], tuple[Fault, ...]]:
    """The result of a `source` that is not a mapping: no fields if it is empty; else raise FrontMatterError."""
    from newscat.article.frontmatter.yaml import outline, syntax

    root = outline.outline(source, FIRST_LINE)  # raises for a second document
    if value is None or root is None:
        return {}, (*faults, NO_FIELDS)
    if isinstance(value, str) and (fault := syntax.space_fault(source, FIRST_LINE)):
        raise FrontMatterError(fault)
    kind = "a list" if isinstance(value, list) else "a single value"
    raise FrontMatterError(Fault("not-a-mapping", f"the front matter is {kind}, not 'name: value' lines", *root.place))
