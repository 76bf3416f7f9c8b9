"""YAML front matter to fields, by yaml-rs, behind gates.

A 40 kB file can end the process and no `except` helps: yaml-rs dies on 20,000 `- `, `? ` or `: ` on one
line, PyYAML's composer on 40,000 `[`. So nothing deep reaches a parser. The gates are substring
searches (about 5 µs for 1.3 KB); only what does not pass them is read by PyYAML's events (`outline`),
which need no stack.
"""

import contextlib
import re
import sys
from datetime import date, time
from typing import TYPE_CHECKING, Any, NoReturn

from yaml_rs import AliasLimits, DuplicateKeyPolicy, YAMLDecodeError, __version__
from yaml_rs import loads as _loads

from newscat.article.frontmatter.fences import position
from newscat.article.frontmatter.values import Fault, FrontMatterError, Limits

if TYPE_CHECKING:
    from newscat.article.frontmatter.outline import Node

MAX_DEPTH = 100
# What is made of a text depends on these too; whoever keeps it must note by whom it was read.
READER = f"yaml-rs {__version__}, Python {sys.version_info.major}.{sys.version_info.minor}"

_FIRST_LINE = 2  # of the source in the file: the opening fence is line 1

# Raw control characters other than tab, line feed and carriage return: not in YAML's c-printable.
# yaml-rs reads them, and stops at U+0000 as if the text ended there.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = re.compile(_CONTROL.pattern.encode())
_UNPRINTABLE = re.compile(r"[\x7f-\x84\x86-\x9f\ufffe\uffff]")

# Each pattern begins with a literal character, to which `re` skips: 1.5 µs a file against 8 µs.
# What comes before an indicator is therefore looked at backwards: a blank, a line end, a bracket, a
# comma, or the colon of `{"a":*b}`.
# Indicators of block collections in a row: `- - - `, `? - ? `, `: : : `. They can only begin a line.
_RUN = re.compile(rb"\n *[-?:] +[-?:] +[-?:] ")
# A time of day, but not the one of a timestamp.
_CLOCK = re.compile(rb":(?<!\d\d\d\d-\d\d-\d\d[Tt ]\d\d:)\d\d:\d\d")
# Where yaml-rs sees a date and YAML has a text.
_QUOTED_DATE = re.compile(rb"-(?<=[\"']\d\d\d\d-)\d\d-\d\d")
_ESCAPE = re.compile(rb"\\[xuU\r\n]")
_STRIPPED_BLOCK = re.compile(rb"[|>]\d?-\d?[ \t]*(?:#|\r|\n)")
_TAG = re.compile(r"!(?<![^\s,\[{:]!)")
_ALIAS = re.compile(r"\*(?<![^\s,\[{:]\*)\S")
_ANCHOR = re.compile(r"&(?<![^\s,\[{:]&)\S")
_EXPLICIT_KEY = re.compile(r"\?(?<![^\s,\[{]\?)\s")
# All bytes but those for which a closer look may be needed. Most files have few of the others, and
# one pass shows which.
_USUAL = bytes(set(range(256)) - set(b"[{!&*?<|>\\\t\r\x7f\xc2\xef") - ({*range(32)} - {10}))
# Python refuses to write an integer of over 4,300 digits, so whoever prints the record would fail.
_LONG_DIGITS = re.compile(r"[0-9A-Fa-f_]{3500}")
_YAML_RS_ERROR = re.compile(r"YAML parse error at line (\d+), column (\d+)")

# The outline has judged them already, by what they write, by nodes and by depth: yaml-rs's limit lies well above ours.
_ALIASES = AliasLimits(max_total_replayed_events=5_000_000, max_replay_stack_depth=MAX_DEPTH)


def load(source: str, limits: Limits = Limits()) -> tuple[dict[Any, Any], tuple[Fault, ...]]:
    """The fields that `source` (without its fences) writes, and the faults it can be read with.

    Values are yaml-rs's (YAML 1.2), but times of day and quoted dates stay text. Raises FrontMatterError.
    """
    data = source.encode()
    unusual = data.translate(None, _USUAL)
    if unusual and _CONTROL_BYTES.search(unusual):
        _refuse_control(source)
    if len(data) > limits.nodes and _most_nodes(data) > limits.nodes:
        from newscat.article.frontmatter import outline

        outline.refuse_many(source, _FIRST_LINE, limits.nodes)
    faults = _outlined(source, limits.nodes) if _wants_outline(source, data, unusual) else ()
    if len(data) > 3500 and _LONG_DIGITS.search(source):
        _refuse_long_integers(source)
    # In UTF-8, C1 begins with C2, U+FFFE and U+FFFF with EF BF.
    if unusual and (b"\x7f" in unusual or b"\xc2" in unusual or b"\xef" in unusual):
        faults += unprintable(source, _FIRST_LINE)
    try:
        fields: Any = _loads(source, alias_limits=_ALIASES)
    except (YAMLDecodeError, TypeError) as error:
        if not str(error).startswith("duplicate mapping key"):
            _refuse(source, error)
        faults = tuple(dict.fromkeys(faults + _outlined(source)))
        fields = _last_wins(source)
    quoted = _QUOTED_DATE.search(data) or (unusual and _may_date_text(data, unusual))
    if quoted or _CLOCK.search(data):
        fields = _as_text(source, fields, quoted=bool(quoted))
    if type(fields) is not dict:
        _refuse_shape(source, fields)
    if unusual and _may_have_complex_keys(source) and _has_complex_keys(fields):
        _refuse_complex_key(source)
    return fields, faults


def _last_wins(source: str, *, parse_datetime: bool = True) -> Any:
    """The values of a text with duplicate keys."""
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
    """At least as many as the text has nodes. Each stands after a line end or an indicator; after some of them
    there can be a second one that is not written, the null of `{a}`."""
    return 2 + sum(map(data.count, (b"\n", b"\r", b":", b"-"))) + 2 * sum(map(data.count, (b",", b"[", b"{", b"?")))


def _wants_outline(source: str, data: bytes, unusual: bytes) -> bool:
    """Whether `source` may hold what only an exact look can judge: depth, tags, aliases, merges.

    Depth: each level takes a bracket, a column of indentation, or an indicator on the line of
    others; 40 + 25 + 3 of them stay well under MAX_DEPTH.
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


def _may_date_text(data: bytes, unusual: bytes) -> bool:
    """Whether yaml-rs may take a text for a date that is escaped, or a block without its last line end."""
    escaped = b"\\" in unusual and _ESCAPE.search(data) is not None
    return escaped or ((b"|" in unusual or b">" in unusual) and _STRIPPED_BLOCK.search(data) is not None)


def _as_text(source: str, fields: Any, *, quoted: bool) -> Any:
    """`fields` with times of day and, if there are any, quoted dates as text."""
    from newscat.article.frontmatter import outline

    fields = _times_as_text(fields, _last_wins(source, parse_datetime=False))
    if quoted:
        # What yaml-rs reads and PyYAML does not keeps the dates that yaml-rs took its texts for.
        with contextlib.suppress(FrontMatterError):
            return _quoted_as_text(fields, outline.outline(source, _FIRST_LINE, MAX_DEPTH))
    return fields


def _quoted_as_text(value: Any, node: "Node | None") -> Any:
    """`value` with the texts of `node` where yaml-rs has dates although they are quoted."""
    while node is not None and node.target is not None:
        node = node.target
    if node is None:
        return value
    if isinstance(value, date):  # a datetime is one too
        return value if node.plain else node.text
    if isinstance(value, dict):
        # Times are text already, dates are not. Of two keys of one name the last one wins.
        named = ((key.target or key, each) for key, each in node.items if key is not None)
        found = {key.loaded if isinstance(key.loaded, date) else key.value: (key, each) for key, each in named}
        read: dict[Any, Any] = {}
        for key, each in value.items():
            name, below = found.get(key, (None, None))
            kept = key if name is None or not isinstance(key, date) else name.value
            read[kept] = _quoted_as_text(each, below)
        return read
    if isinstance(value, list) and len(value) == len(node.items):
        return [_quoted_as_text(each, one) for each, (_, one) in zip(value, node.items, strict=True)]
    return value


def _outlined(source: str, most: int = Limits().nodes) -> tuple[Fault, ...]:
    """Judge `source` by its outline; raises FrontMatterError, returns the faults that can be lived with.

    `most`: so many nodes may there be, those that aliases repeat included.
    """
    from newscat.article.frontmatter import outline

    return outline.judge(outline.outline(source, _FIRST_LINE, MAX_DEPTH), MAX_DEPTH, most)


def unprintable(source: str, first_line: int) -> tuple[Fault, ...]:
    """A fault for each DEL, C1 control (but NEL) and non-character in `source`."""
    return tuple(
        Fault(
            "unprintable-character",
            f"unprintable character U+{ord(found[0]):04X}",
            *_place(source, found.start(), first_line),
        )
        for found in _UNPRINTABLE.finditer(source)
    )


def _times_as_text(fields: Any, texts: Any) -> Any:
    """`fields` with each time of day as `texts`, the same tree read without dates, has it."""
    if isinstance(fields, time):
        return texts if isinstance(texts, str) else fields.isoformat()
    if isinstance(fields, dict) and isinstance(texts, dict):
        written = {key: key for key in fields}
        if any(isinstance(key, (date, time)) for key in fields):
            written |= {key: text for text in texts if isinstance(key := key_value(text), (date, time))}
        return {
            written[key] if isinstance(key, time) else key: _times_as_text(value, texts.get(written[key]))
            for key, value in fields.items()
        }
    if isinstance(fields, list) and isinstance(texts, list):
        return [_times_as_text(value, text) for value, text in zip(fields, texts, strict=False)]
    return fields


# What the plain scalars that are no texts begin with: numbers, dates, `.inf`, `~`, true, false, null.
_NOT_TEXT = frozenset("0123456789+-._~tTfFnN")
# Nothing that could open a collection, least of all 20,000 of them.
_ONE_SCALAR = re.compile(r"(?:[\w+.~:-]*[\w+.~](?: [\w+.~:-]*[\w+.~])*)?", re.ASCII)


def key_value(text: Any) -> Any:
    """What yaml-rs makes of `text` as an unquoted key."""
    if not isinstance(text, str) or (text and text[0] not in _NOT_TEXT) or not _ONE_SCALAR.fullmatch(text):
        return text
    try:
        read: Any = _loads(f"? {text}\n:\n")
        [value] = read
    except ValueError:  # also where this is no single key
        return text
    return value


def _may_have_complex_keys(source: str) -> bool:
    return "[" in source or "{" in source or ("?" in source and _EXPLICIT_KEY.search(source) is not None)


def _has_complex_keys(fields: dict[Any, Any]) -> bool:
    """yaml-rs makes tuples and frozensets of keys that are lists and maps."""
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


def _place(source: str, index: int, first_line: int = _FIRST_LINE) -> tuple[int, int]:
    line, column = position(source, index)
    return line + first_line - 1, column


def _refuse_control(source: str) -> NoReturn:
    found = _CONTROL.search(source)
    assert found is not None
    message = f"control character U+{ord(found[0]):04X} in the front matter"
    raise FrontMatterError(Fault("control-character", message, *_place(source, found.start())))


def _refuse_complex_key(source: str) -> NoReturn:
    _outlined(source)  # knows where it is
    raise FrontMatterError(Fault("complex-key", "a list or map cannot be a field's name", _FIRST_LINE))


def _refuse(source: str, error: YAMLDecodeError | TypeError) -> NoReturn:
    """At PyYAML's problem mark, which stands where a person looks; at yaml-rs's where PyYAML sees none."""
    from newscat.article.frontmatter import outline

    if isinstance(error, TypeError):  # unhashable: a list inside a map that is a key
        _refuse_complex_key(source)
    node = outline.outline(source, _FIRST_LINE, MAX_DEPTH)
    text = str(error)
    reason = text.splitlines()[-1].strip()
    if place := _YAML_RS_ERROR.match(text):
        fault = Fault("syntax-error", reason, int(place[1]) + _FIRST_LINE - 1, int(place[2]))
    else:
        fault = outline.refused_value(node, reason)
    raise FrontMatterError(fault) from None


def _refuse_long_integers(source: str) -> None:
    from newscat.article.frontmatter import outline

    fault = outline.long_integer(outline.outline(source, _FIRST_LINE, MAX_DEPTH))
    if fault is not None:
        raise FrontMatterError(fault)


def _refuse_shape(source: str, fields: object) -> NoReturn:
    from newscat.article.frontmatter import outline

    node = outline.outline(source, _FIRST_LINE, MAX_DEPTH)  # refuses a second document
    if fields is None or node is None:
        raise FrontMatterError(Fault("empty-front-matter", "there are no fields between the fences"))
    kind = "a list" if isinstance(fields, list) else "a single value"
    message = f"the front matter is {kind}, not 'name: value' lines"
    raise FrontMatterError(Fault("not-a-mapping", message, node.line, node.column))
