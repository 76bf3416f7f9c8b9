"""Corrections that people make near the line at which YAML or TOML cannot be read, the most likely first."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newscat.article.frontmatter.repair.lines import NO_SPACE, USUAL_NAMES, Line
from newscat.article.frontmatter.repair.values import QUOTE, quoted, spellings


class Candidate(NamedTuple):
    """What would be done, as an imperative, and the new text of the lines, by number from 0."""

    message: str
    changes: dict[int, str]
    safe: bool = True
    """Whether no line goes from one field's value to another's, becomes a field, or was perhaps not meant to be one."""


_ODD_INDENT = re.compile(r"[\t\xa0\u2000-\u200b\u202f\u3000\ufeff]")
_NO_CONTROLS = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\r\n")
_FAR = 40
"""How many lines above the fault are looked at: nobody sees a mistake farther away as its cause."""


def yaml_candidates(source: Sequence[str], at: int) -> Iterator[Candidate]:
    """Corrections at or above the line `at` (from 0) of these lines."""
    lines = [Line.of(text) for text in source]
    owner = _owner(lines, at)
    if any(text.translate(_NO_CONTROLS) != text for text in source):
        changes = {number: text.translate(_NO_CONTROLS) for number, text in enumerate(source)}
        yield Candidate("Remove the control characters", changes)
    yield from _spaces(lines)
    yield from _no_space(source)
    if at < len(lines):
        yield from _of_value(lines, at)
        yield from _of_indent(lines, at)
        yield from _of_words(lines, at, owner)
    for above in _suspects(lines, at, owner):
        yield from _of_value(lines, above)
        yield from _of_indent(lines, above)
        yield from _of_words(lines, above, _owner(lines, above))
    if owner is not None:
        yield from _of_lines(lines, owner)
    if at < len(lines):
        yield from _of_lines(lines, at)


def _owner(lines: list[Line], at: int) -> int | None:
    """The line above `at` whose value the fault may be part of: the nearest one with a key."""
    return next((number for number in range(min(at, len(lines)) - 1, -1, -1) if lines[number].key), None)


def _suspects(lines: list[Line], at: int, owner: int | None) -> Iterator[int]:
    """Lines above `at` with a value that the fault may be a consequence of: it opens a quote or a bracket."""
    first = max(0, at - _FAR)
    for number in range(min(at, len(lines)) - 1, first - 1, -1):
        if number in {owner, at - 1} or lines[number].value[:1] in {'"', "'", "[", "{", "“"}:
            yield number


def _spaces(lines: list[Line]) -> Iterator[Candidate]:
    """Spaces in place of tabs and other white space in the indentation."""
    odd = {number: line for number, line in enumerate(lines) if _ODD_INDENT.search(line.indent)}
    kind = "tabs" if any("\t" in line.indent for line in odd.values()) else "unusual spaces"
    for width in (2, 4, 1) if odd else ():
        space = " " * (width if kind == "tabs" else 1)
        changes = {
            number: line._replace(indent=_ODD_INDENT.sub(space, line.indent)).text for number, line in odd.items()
        }
        yield Candidate(f"Replace the {kind} in the indentation", changes)


def _no_space(source: Sequence[str]) -> Iterator[Candidate]:
    """A space after each colon that has none; the value in quotes if it needs them."""
    found = {number: match for number, text in enumerate(source) if (match := NO_SPACE.fullmatch(text))}
    spaced = {number: f"{match['before']} {match['value']}" for number, match in found.items()}
    if not found:
        return
    message = "Add a space after the colon"
    yield Candidate(message, spaced)
    for number, text in spaced.items():
        yield Candidate(message, {number: text})
        for spelling in spellings(Line.of(text).value):
            changed = Line.of(text)._replace(value=spelling.text).text
            yield Candidate(message, {number: changed})
            yield Candidate(message, spaced | {number: changed})


def _of_value(lines: list[Line], at: int) -> Iterator[Candidate]:
    """The value of one line, written so that it can be read."""
    line = lines[at]
    if line.is_comment:
        return
    item = f"{line.key}{line.colon}{line.gap}{line.value}" if line.key else line.value
    is_item = bool(line.dashes) and line.key is not None and not _has_sibling_keys(lines, at)
    if is_item:  # a string in a list, with colons in it
        yield Candidate(QUOTE, {at: line._replace(key=None, colon="", gap="", value=quoted(item)).text})
    if line.key is None and not line.dashes:
        return
    if at + 1 < len(lines) and _is_continued(lines[at + 1], line):
        yield from _of_lines(lines, at)
        if line.value[:1] in {"[", "{"}:
            return
    gap = line.gap or " " * bool(line.key)
    for spelling in spellings(line.value):
        yield Candidate(spelling.message, {at: line._replace(gap=gap, value=spelling.text).text})


def _is_continued(following: Line, line: Line) -> bool:
    """Whether the value of `line` goes on in the line after it."""
    return not following.is_blank and not following.key and len(following.indent) >= len(line.indent) + bool(line.key)


def _has_sibling_keys(lines: list[Line], at: int) -> bool:
    """Whether the items of this list are mappings: another one has a key, or a key follows below this one."""
    line = lines[at]
    width = len(line.indent)
    below = next((each for each in lines[at + 1 :] if not each.is_blank), None)
    if below is not None and not below.dashes and below.key and len(below.indent) > width:
        return True
    for step in (1, -1):
        number = at + step
        while 0 <= number < len(lines) and len(lines[number].indent) >= width:
            if lines[number].dashes and len(lines[number].indent) == width:
                return lines[number].is_named and lines[number].key == line.key
            if not lines[number].dashes and not lines[number].indent:
                break
            number += step
    return False


def _of_indent(lines: list[Line], at: int) -> Iterator[Candidate]:
    """The line and the lines that belong to it, indented like lines above it; or the lines above, like this one."""
    line = lines[at]
    width = len(line.indent)
    before = [number for number in range(at) if not lines[number].is_blank]
    if before and all(len(lines[number].indent) > width for number in before):
        least = min(len(lines[number].indent) for number in before) - width
        yield Candidate("Correct the indentation", {number: _shifted(lines[number], -least) for number in before})
    if line.key or line.dashes:
        above = [each for each in lines[max(0, at - _FAR) : at] if (each.key or each.dashes)]
        widths = dict.fromkeys(width for each in reversed(above) for width in _columns(each, line))
        for other in [each for each in widths if each != width] or [0] * bool(width):
            block = [at, *_deeper(lines, at, max(width, other))]
            changes = {number: _shifted(lines[number], other - width) for number in block}
            yield Candidate("Correct the indentation", changes, safe=False)
        if above and not above[-1].value and width <= len(above[-1].indent):
            deeper = len(above[-1].indent) + 2 - width
            block = [at, *_deeper(lines, at, width)]
            changes = {number: _shifted(lines[number], deeper) for number in block}
            yield Candidate("Correct the indentation", changes, safe=False)


def _columns(above: Line, line: Line) -> Iterator[int]:
    """The columns at which `line` could begin beside the line above it."""
    if above.dashes and above.key and not line.dashes:
        yield len(above.indent) + len(above.dashes)
    yield len(above.indent)


def _deeper(lines: list[Line], at: int, width: int) -> list[int]:
    """The lines below `at` that are indented more than `width`."""
    found = []
    for number in range(at + 1, len(lines)):
        if not lines[number].is_blank and len(lines[number].indent) <= width:
            break
        found.append(number)
    return found


def _shifted(line: Line, by: int) -> str:
    """The line indented `by` more spaces."""
    if line.is_blank:
        return line.text
    return line._replace(indent=line.indent + " " * by if by > 0 else line.indent[: len(line.indent) + by]).text


_NO_DASH_SPACE = re.compile(r"([ ]*)[-*•–—][ \t]*(?![-*•–—])(?=\S)")
_BLOCK = re.compile(r"[|>][-+\d]{0,2}")
_EQUALS = re.compile(r"([\w.-]+)[ \t]*[=：][ \t]*")


def _of_words(lines: list[Line], at: int, owner: int | None) -> Iterator[Candidate]:
    """A line that is neither a field nor a list item: the rest of the text above it, or a field without its colon."""
    line = lines[at]
    if line.is_blank or line.is_top:
        return
    if found := _EQUALS.match(line.value) if line.key is None else None:
        yield from _with_colon(line, at, found[1], line.value[found.end() :])
    first, _, rest = line.value.partition(" ")
    if not line.key and not line.dashes and first in USUAL_NAMES and rest:
        yield from _with_colon(line, at, first, rest.strip())
    if line.value.startswith(("//", "<!--", "/*")) and line.key is None:
        yield Candidate("Write it as a comment", {at: f"{line.indent}# {line.value}{line.end}"})
    is_bullet = not line.dashes and _NO_DASH_SPACE.match(line.text)
    bullets = is_bullet and [number for number in _together(lines, at) if _NO_DASH_SPACE.match(lines[number].text)]
    if bullets:
        changes = {number: _NO_DASH_SPACE.sub(r"\1- ", lines[number].text, count=1) for number in bullets}
        yield Candidate("Write a dash and a space before each list item", changes)
    if owner is not None:
        block = _continued(lines, owner)
        by = len(lines[owner].indent) + 2
        if block and all(re.search(r"\w", lines[number].value) and not lines[number].dashes for number in block):
            changes = {number: _shifted(lines[number], by) for number in block}
            is_block = _BLOCK.fullmatch(lines[owner].value) is not None
            yield Candidate("Indent the text", changes, safe=is_block and not any(lines[each].key for each in block))


def _with_colon(line: Line, at: int, name: str, value: str) -> Iterator[Candidate]:
    for text in [value, *(spelling.text for spelling in spellings(value))]:
        yield Candidate("Write a colon after the name", {at: line._replace(value=f"{name}: {text}").text})


def _together(lines: list[Line], at: int) -> Iterator[int]:
    """The lines around `at` up to one that begins a field."""
    first = at
    while first > 0 and not lines[first - 1].is_top:
        first -= 1
    for number in range(first, len(lines)):
        if lines[number].is_top:
            break
        yield number


def _continued(lines: list[Line], owner: int) -> list[int]:
    """The lines below `owner` up to the next field, without blank lines."""
    found = []
    for number in range(owner + 1, len(lines)):
        if lines[number].is_named and len(lines[number].indent) <= len(lines[owner].indent):
            break
        if not lines[number].is_blank:
            found.append(number)
    return found


def _of_lines(lines: list[Line], at: int) -> Iterator[Candidate]:
    """A value on several lines, in quotes; a list on several lines, with its bracket and commas."""
    line = lines[at]
    rest = _continued(lines, at)
    if not rest or line.key is None:
        return
    if line.value[:1] in {"[", "{"}:
        yield from _of_brackets(lines, at, rest)
    elif line.value[:1] in {'"', "'"} or (
        line.value[:1] not in {"", "|", ">"}
        and all(len(lines[number].indent) > len(line.indent) and not lines[number].dashes for number in rest)
    ):
        yield from _of_text(lines, at, rest)


def _of_brackets(lines: list[Line], at: int, rest: list[int]) -> Iterator[Candidate]:
    """A list in brackets that goes on in the lines `rest`."""
    line, last = lines[at], lines[rest[-1]]
    closing = {"[": "]", "{": "}"}[line.value[:1]]
    changes = {rest[-1]: last._replace(value=f"{last.value.rstrip(',')}{closing}").text}
    yield Candidate("Close the bracket", changes, safe=_are_indented(lines, at, rest))
    for number in [at, *rest[:-1]]:
        if not lines[number].value.endswith((",", "[", "{")):
            yield Candidate("Add the comma", {number: lines[number]._replace(value=f"{lines[number].value},").text})
    for number in rest:
        items = Line.of(lines[number].text)
        comma = "," if items.value.endswith(",") else ""
        for spelling in spellings(items.value.rstrip(", ")):
            yield Candidate(spelling.message, {number: items._replace(value=spelling.text + comma).text})


def _of_text(lines: list[Line], at: int, rest: list[int]) -> Iterator[Candidate]:
    """A string that goes on in the lines `rest`."""
    line = lines[at]
    quote = line.value[:1] if line.value[:1] in {'"', "'"} else ""
    inner = [line.value[len(quote) :], *(lines[number].text.strip() for number in rest)]
    is_closed = bool(quote) and inner[-1].endswith(quote)
    if quote and quote in inner[0] and not is_closed:
        return
    inner[-1] = inner[-1].removesuffix(quote)
    by = len(line.indent) + 2
    whole = quoted("\n".join(inner)).split("\n")
    changes = {at: line._replace(gap=line.gap or " ", value=whole[0]).text}
    for number, part in zip(rest, whole[1:], strict=True):
        each = lines[number]
        indent = each.indent if len(each.indent) >= by - 1 else " " * by
        changes[number] = f"{indent}{part}{each.end}"
    yield Candidate(QUOTE, changes, safe=is_closed or _are_indented(lines, at, rest))


def _are_indented(lines: list[Line], at: int, rest: list[int]) -> bool:
    """Whether the lines `rest` can only go on with the value at `at`: they are indented, and none is like a field."""
    width = len(lines[at].indent)
    return all(len(lines[number].indent) > width and not lines[number].is_named for number in rest)
