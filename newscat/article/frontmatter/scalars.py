"""How the text of a scalar is written: which characters of the source make which of the value.

`respelt` gives the least edits that make the value another one, `requoted` the whole scalar written
anew. Both are proposals: whoever applies them reads the result again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_BREAK = r"(?:\r\n|\n|\r)"

# What a backslash and the letter after it stand for in YAML; JSON and TOML have some of them.
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}

Change = tuple[int, int, str]
"""Start and end in the written scalar, and the replacement."""


class Style(NamedTuple):
    """`unit` matches what is written for some of the value, `read` gives what that may stand for, and
    `spell` writes a text, or None where it cannot. `edge` is the length of the quotes on either side."""

    edge: int
    unit: re.Pattern[str]
    read: "Callable[[str], tuple[str, ...]]"
    spell: "Callable[[str], str | None]"


def respelt(style: str, raw: str, old: str, new: str) -> list[Change] | None:
    """The edits in `raw`, a scalar of this style and of the value `old`, that make its value `new`."""
    if style == "plain" and not _is_text(new):
        return None
    as_is = STYLES.get(style)
    if as_is and raw[as_is.edge : len(raw) - as_is.edge] == old:  # nearly all: no escapes, on one line
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
    """The changes as this style writes them; None where it cannot."""
    edits = []
    for start, end, text in changes:
        spelt = form.spell(text)
        if spelt is None:
            return None
        edits.append((start, end, spelt))
    return edits


def requoted(style: str, new: str) -> Iterator[str]:
    """The value `new` as a scalar of its own, the style nearest to `style` first."""
    single = _raw(new.replace("'", "''")) if style in _SINGLE_NEARBY else None
    if single is not None and ('"' in new or "\\" in new):
        yield f"'{single}'"
    yield f'"{_escaped(new)}"'


# Styles


def _is_text(plain: str) -> bool:
    """Whether it needs no quotes in YAML 1.1 either, which takes `yes` and `12:30` for something else."""
    import yaml

    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(plain[:1], [])
    return not any(pattern.match(plain) for _, pattern in resolvers)


# No line ends, nothing that hides: NO-BREAK SPACE and those of other widths.
_SPACES = frozenset("\xa0\u2002\u2003\u2009\u202f\u3000")


def _raw(text: str) -> str | None:
    """As it stands; None where it has what must be escaped to be seen, or ends a line."""
    return text if all(each.isprintable() or each in _SPACES for each in text) else None


def _escaped(text: str) -> str:
    """Between double quotes, the same in YAML, JSON and TOML. Spaces of any width stay as they are."""
    return "".join(
        each if (each.isprintable() and each not in '"\\') or each in _SPACES else _escape(each) for each in text
    )


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT.get(character) or (f"\\u{code:04x}" if code < 0x10000 else character)


def _folded(unit: str) -> tuple[str, ...]:
    """A run of line ends: as many in the midst of what is indented further, else one fewer, or a space."""
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


# Blanks are one unit each, so that a million of them are looked at once.
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
    """The style; a block scalar's lines are indented by as much as its first, or by less where a digit says so."""
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
"""By index in the value: where in the written scalar what comes before it ends, and where it begins."""


_SINGLE, _DOUBLE = re.compile(r"''|[^']"), re.compile(r"\\(?:u[\da-fA-F]{4}|.)|[^\\]")


def character_at(style: str, raw: str, value: str, offset: int) -> int | None:
    """Where in `raw` the character `offset` of the value is written; None where that cannot be told."""
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
    """None where the scalar is not understood: its units do not give the value."""
    at = form.edge
    stop = len(raw) - form.edge
    if form.edge == 3 and (line_end := re.compile(_BREAK).match(raw, at)):
        at = line_end.end()
    index = 0
    marks: Marks = {0: (at, at)}
    while at < stop:
        unit = form.unit.match(raw, at, stop)
        assert unit is not None  # each ends in "any one"
        text = next((each for each in form.read(unit[0]) if value.startswith(each, index)), None)
        if text is None:
            return None
        index += len(text)
        at = unit.end()
        marks[index] = (marks[index][0] if index in marks else at, at)
    # The line ends after a block scalar are its value's too, but not its text's.
    if value[index:].strip("\n"):
        return None
    marks[len(value)] = (marks[index][0] if index == len(value) else at, at)
    return marks


# Changes

_SAME = 4
_AHEAD = 64
_WORD = re.compile(r"[^ \n]+|[ \n]")


def _changes(old: str, new: str) -> Iterator[Change]:
    """What to replace in `old` by what, so that it is `new`: small pieces, so that line ends stay where they are."""
    words, others = _WORD.findall(old), _WORD.findall(new)
    if [word in " \n" and word for word in words] != [word in " \n" and word for word in others]:
        yield from _pieces(0, old, new)
        return
    start = 0
    for word, other in zip(words, others, strict=True):
        if word != other:
            yield from _pieces(start, word, other)
        start += len(word)


def _pieces(offset: int, old: str, new: str) -> Iterator[Change]:
    """The same, by whatever agrees again nearby."""
    end = "\0" * _SAME  # so that the last ones agree
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
    """How much to skip in each until they agree again; all that is left, where that is too far ahead."""
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
    """The change from mark to mark: what is written as one is replaced as one."""
    start, end, text = change
    first, last = start, end
    while first not in marks:
        first -= 1
    while last not in marks:
        last += 1
    return first, last, f"{old[first:start]}{text}{old[end:last]}"
