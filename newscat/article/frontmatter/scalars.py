"""How the value of a scalar is written: which characters of the source give which characters of the value.

`respelt` returns the smallest edits that change the value, `requoted` new spellings of the whole scalar. Both
are proposals: the caller must parse the result and compare.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

_BREAK = r"(?:\r\n|\n|\r)"

# The escapes of YAML; JSON and TOML have a subset.
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}

Change = tuple[int, int, str]
"""Start and end in the written scalar, and the replacement."""


class Style(NamedTuple):
    """A way to write a scalar. `unit` matches one unit of the source, `read` returns the values it can have, and
    `spell` writes a string, or returns None if this style cannot. `edge` is the length of the quotes."""

    edge: int
    unit: re.Pattern[str]
    read: "Callable[[str], tuple[str, ...]]"
    spell: "Callable[[str], str | None]"


def respelt(style: str, raw: str, old: str, new: str) -> list[Change] | None:
    """The edits that change the value of `raw`, a scalar of this style, from `old` to `new`; None if not possible."""
    if style == "plain" and not _is_text(new):
        return None
    as_is = STYLES.get(style)
    if as_is and raw[as_is.edge : len(raw) - as_is.edge] == old:  # most scalars: no escapes, on one line
        edge = as_is.edge
        return _spelt(as_is, [(edge + start, edge + end, text) for start, end, text in _changes(old, new)])
    for form in _forms(style, raw):
        marks = _marks(form, raw, old)
        if marks is not None:
            changes = [_on_marks(change, old, marks) for change in _changes(old, new)]
            places = [(marks[start][1], max(marks[start][1], marks[end][0]), text) for start, end, text in changes]
            return _spelt(form, places)
    return None


def _spelt(form: Style, changes: Iterable[Change]) -> list[Change] | None:
    """The changes as this style writes them; None if it cannot."""
    edits = []
    for start, end, text in changes:
        spelt = form.spell(text)
        if spelt is None:
            return None
        edits.append((start, end, spelt))
    return edits


def requoted(style: str, new: str) -> Iterator[str]:
    """Spellings of the value `new` as a whole scalar, the most similar to `style` first."""
    single = _raw(new.replace("'", "''")) if style in _SINGLE_NEARBY else None
    if single is not None and ('"' in new or "\\" in new):
        yield f"'{single}'"
    yield f'"{_escaped(new)}"'


# Styles


def _is_text(plain: str) -> bool:
    """Whether YAML 1.1, too, reads it as a string without quotes, unlike `yes` and `12:30`."""
    import yaml

    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(plain[:1], [])
    return not any(pattern.match(plain) for _, pattern in resolvers)


# Visible spaces that need no escape: NO-BREAK SPACE and spaces of other widths.
_SPACES = frozenset("\xa0\u2002\u2003\u2009\u202f\u3000")


def _raw(text: str) -> str | None:
    """`text` unchanged; None if it contains characters that must be escaped, or line ends."""
    return text if all(each.isprintable() or each in _SPACES for each in text) else None


def _escaped(text: str) -> str:
    """`text` for double quotes in YAML, JSON and TOML. Spaces of any width are not escaped."""
    return "".join(
        each if (each.isprintable() and each not in '"\\') or each in _SPACES else _escape(each) for each in text
    )


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT.get(character) or (f"\\u{code:04x}" if code < 0x10000 else character)


def _folded(unit: str) -> tuple[str, ...]:
    """The values of folded line ends: all of them next to more indented lines, else one fewer, or a space."""
    count = len(re.findall(_BREAK, unit))
    return ("\n" * count, "\n" * (count - 1) or " ")


def _plain(unit: str) -> tuple[str, ...]:
    return _folded(unit) if "\n" in unit or "\r" in unit else (unit,)


def _single(unit: str) -> tuple[str, ...]:
    return ("'",) if unit == "''" else _plain(unit)


def _double(unit: str) -> tuple[str, ...]:
    if unit[0] != "\\":
        return _plain(unit)
    if unit[1] in "xuU":
        codes = [int(code, 16) for code in re.findall(r"\\[xuU]([\da-fA-F]+)", unit)]
        if len(codes) == 2:  # a surrogate pair
            return (chr(0x10000 + ((codes[0] & 0x3FF) << 10) + (codes[1] & 0x3FF)),)
        return (chr(codes[0]),) if codes[0] <= 0x10FFFF else ()
    return ("",) if unit[1] in "\r\n" else (_ESCAPES.get(unit[1], unit),)


def _lines(unit: str) -> tuple[str, ...]:
    return ("\n",) if "\n" in unit or "\r" in unit else (unit,)


def _toml_lines(unit: str) -> tuple[str, ...]:
    if unit[0] != "\\":
        return _lines(unit)
    return ("",) if unit.rstrip(" \t\r\n") == "\\" else _double(unit)


def _bare(text: str) -> str | None:
    return None if "'" in text else _raw(text)


# Whitespace is one unit, so that a million spaces are matched in one step.
_RUN = rf"[ \t]*+(?:{_BREAK}[ \t]*+)++|[ \t]++"
_ESCAPED = (
    r"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\x[\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8}"
)

STYLES = {
    "plain": Style(0, re.compile(rf"{_RUN}|.", re.DOTALL), _plain, _raw),
    "single": Style(
        1, re.compile(rf"''|{_RUN}|.", re.DOTALL), _single, lambda text: _raw(text.replace("'", "''"))
    ),
    "double": Style(
        1, re.compile(rf"{_ESCAPED}|\\{_BREAK}[ \t]*|\\.|{_RUN}|.", re.DOTALL), _double, _escaped
    ),
    "json": Style(1, re.compile(rf"{_ESCAPED}|\\.|.", re.DOTALL), _double, _escaped),
    "basic": Style(1, re.compile(rf"{_ESCAPED}|\\.|.", re.DOTALL), _double, _escaped),
    "bare": Style(1, re.compile(".", re.DOTALL), lambda unit: (unit,), _bare),
    "basic-lines": Style(
        3, re.compile(rf"{_ESCAPED}|\\[ \t]*{_BREAK}[ \t\r\n]*|\\.|{_BREAK}|.", re.DOTALL), _toml_lines, _escaped
    ),
    "bare-lines": Style(3, re.compile(rf"{_BREAK}|.", re.DOTALL), _lines, _bare),
}  # fmt: skip
_SINGLE_NEARBY = {"plain", "single"}

_HEADER = re.compile(rf"[|>][^\r\n]*{_BREAK}")
_INDENTED = re.compile(rf"(?:[ \t]*{_BREAK})*( *)")


def _forms(style: str, raw: str) -> Iterator[Style]:
    """The possible styles. A block scalar is indented like its first line, or less if its header has a digit."""
    if style in STYLES:
        yield STYLES[style]
        return
    header = _HEADER.match(raw)
    if header is None:
        return
    first = _INDENTED.match(raw, header.end())
    most = len(first[1]) if first else 0
    least = 0 if any(each.isdigit() for each in header[0].split("#")[0]) else most - 1
    for indent in range(most, max(least, 0), -1):
        margin = rf"{_BREAK} {{0,{indent}}}"
        unit = (
            rf"\A[|>][^\r\n]*{margin}|(?:{margin})+|." if style == "folded" else rf"\A[|>][^\r\n]*{margin}|{margin}|."
        )
        yield Style(0, re.compile(unit, re.DOTALL), _block_reader(style), _raw)


def _block_reader(style: str) -> Callable[[str], tuple[str, ...]]:
    read = _plain if style == "folded" else _lines
    return lambda unit: ("",) if unit[0] in "|>" and len(unit) > 1 else read(unit)


# Alignment

Marks = dict[int, tuple[int, int]]
"""For an index in the value: where in the scalar the previous unit ends, and where this one begins."""


_SINGLE, _DOUBLE = re.compile(r"''|[^']"), re.compile(r"\\(?:u[\da-fA-F]{4}|.)|[^\\]")


def character_at(style: str, raw: str, value: str, offset: int) -> int | None:
    """The index in `raw` of the character `offset` of the value; None if it is unknown."""
    as_is = STYLES.get(style)
    if as_is and len(raw) == len(value) + 2 * as_is.edge:  # no escapes, on one line
        return as_is.edge + offset
    if as_is and as_is.edge == 1:
        written = (_SINGLE if style == "single" else _DOUBLE).findall(raw[1:-1])
        if len(written) == len(value):  # one escape for each character: 10 times as fast as `_marks`
            return 1 + sum(map(len, written[:offset]))
    for form in _forms(style, raw):
        marks = _marks(form, raw, value)
        if marks is not None:
            return marks[offset][1] if offset in marks else None
    return None


def _marks(form: Style, raw: str, value: str) -> Marks | None:
    """None if the units of the scalar do not give the value."""
    at = form.edge
    stop = len(raw) - form.edge
    if form.edge == 3 and (line_end := re.compile(_BREAK).match(raw, at)):
        at = line_end.end()
    index = 0
    marks: Marks = {0: (at, at)}
    while at < stop:
        unit = form.unit.match(raw, at, stop)
        assert unit is not None  # each pattern ends with `.`
        text = next((each for each in form.read(unit[0]) if value.startswith(each, index)), None)
        if text is None:
            return None
        index += len(text)
        at = unit.end()
        marks[index] = (marks[index][0] if index in marks else at, at)
    # The value of a block scalar includes line ends after it, which `raw` does not.
    if value[index:].strip("\n"):
        return None
    marks[len(value)] = (marks[index][0] if index == len(value) else at, at)
    return marks


# Changes

_SAME = 4
_AHEAD = 64


def _changes(old: str, new: str) -> Iterator[Change]:
    """Small replacements that turn `old` into `new`, so that line ends in the source stay where they are."""
    lines, others = _words(old), _words(new)
    if _gaps(lines) != _gaps(others):
        yield from _pieces(0, old, new)
        return
    start = 0
    for word, other in zip(chain(*lines), chain(*others), strict=True):
        if word != other:
            yield from _pieces(start, word, other)
        start += len(word) + 1


def _words(text: str) -> list[list[str]]:
    """The words of each line, empty ones between two spaces. A pattern would take seven times as long."""
    return [line.split(" ") for line in text.split("\n")]


def _gaps(lines: list[list[str]]) -> list[tuple[int, list[int]]]:
    """How many words each line has, and which of them are empty."""
    return [(len(line), [at for at, word in enumerate(line) if not word] if "" in line else []) for line in lines]


def _pieces(offset: int, old: str, new: str) -> Iterator[Change]:
    """The same, between nearby pieces that are equal."""
    end = "\0" * _SAME  # so that the ends are equal
    one, other = old + end, new + end
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and one[i] == other[j]:
            i, j = i + 1, j + 1
            continue
        skip, take = _resumed(one, other, i, j)
        yield offset + i, offset + i + skip, new[j : j + take]
        i, j = i + skip, j + take


def _resumed(one: str, other: str, i: int, j: int) -> tuple[int, int]:
    """How much to skip in each until they are equal again; all the rest if that is too far ahead."""
    seen: dict[str, int] = {}
    for take in range(min(_AHEAD, len(other) - _SAME - j) + 1):
        seen.setdefault(other[j + take : j + take + _SAME], take)
    skips = range(min(_AHEAD, len(one) - _SAME - i) + 1)
    ahead = [(skip, one[i + skip : i + skip + _SAME]) for skip in skips]
    near = [(skip + seen[same], skip) for skip, same in ahead if same in seen]
    if not near:
        return len(one) - _SAME - i, len(other) - _SAME - j
    both, skip = min(near)
    return skip, both - skip


def _on_marks(change: Change, old: str, marks: Marks) -> Change:
    """The change extended to whole units."""
    start, end, text = change
    first, last = start, end
    while first not in marks:
        first -= 1
    while last not in marks:
        last += 1
    return first, last, f"{old[first:start]}{text}{old[end:last]}"
