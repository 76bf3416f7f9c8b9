"""Where front matter begins and ends if its fences are missing or damaged."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newscat.article.frontmatter.fences import end_of_fields
from newscat.article.frontmatter.repair.lines import USUAL_NAMES, Line

_DASHES = "-‐‑‒–—―−_=*~"
_LIKE_FENCE = re.compile(rf"[`'\"#>.]?[ ]?(?:[{_DASHES}](?:[ ]?[{_DASHES}])+|[—―]|\+{{2,}})[ ]?[`'\".:;,]?")
_FENCE_WITH_TEXT = re.compile(r"(?P<fence>---|\+\+\+)(?=[^-+\s]|[ \t]+\S)[ \t]*")
_KEY = re.compile(r"[ \t]*[:=]")
_TOML = re.compile(r"[\w.-]+[ \t]*=")


class Fenced(NamedTuple):
    """The numbers of the lines between the fences, from `first` up to `last`, and the `fences` to write: the new text
    of lines, by number. `message` says what was done."""

    first: int
    last: int
    fences: dict[int, str]
    message: str
    inner: tuple[tuple[int, str], ...] = ()
    """Lines between the fences, by number, without the fence that is at their end."""
    safe: bool = True
    """Whether the fence can be nowhere else."""
    is_added: bool = False
    """Whether there was nothing like the closing fence."""


def opened(lines: Sequence[str], fence: str) -> Iterator[Fenced]:
    """How front matter may begin whose first line is not `fence`."""
    first = next((number for number, text in enumerate(lines) if text.strip()), None)
    if first is None:
        return
    text = lines[first].strip()
    end = _line_end(lines)
    removed = dict.fromkeys(range(first), "")
    if _LIKE_FENCE.fullmatch(text):
        yield from _with(removed | {first: fence + end}, first + 1, lines, fence, "Correct the opening fence")
    elif _is_field(text, fence) and (
        _is_field(lines[min(first + 1, len(lines) - 1)], fence) or text.partition(":")[0] in USUAL_NAMES
    ):
        places = _with(removed | {first: fence + end + lines[first]}, first, lines, fence, "Add the opening fence")
        yield from (each._replace(safe=each.safe and _KEY.split(text)[0].lower() in USUAL_NAMES) for each in places)


def _with(fences: dict[int, str], first: int, lines: Sequence[str], fence: str, message: str) -> Iterator[Fenced]:
    for number in range(first, len(lines)):
        if lines[number].strip() == fence:
            if number > first:
                yield Fenced(first, number, fences, message)
            return
        if not lines[number].strip() and not _is_field(lines[min(number + 1, len(lines) - 1)], fence):
            break
    for closing in closed(lines, first, fence):
        both = f"{message}; {closing.message[:1].lower()}{closing.message[1:]}"
        if closing.message.startswith("Correct"):
            yield closing._replace(fences=fences | closing.fences, message=both)


def closed(lines: Sequence[str], first: int, fence: str, *, safe: bool = True) -> Iterator[Fenced]:
    """Where front matter may end that begins on line `first` and is not closed; not `safe` if a fence follows."""
    apart = "Put the closing fence on a line of its own"
    end = _line_end(lines)
    body = len(lines)
    for number in range(first, len(lines)):
        text = lines[number].rstrip()
        if number > first and _LIKE_FENCE.fullmatch(text.lstrip()):
            is_dash = not set(text) & set("=~*_")  # these are also lines below a heading, between paragraphs, of code
            yield Fenced(first, number, {number: fence + end}, "Correct the closing fence", safe=safe and is_dash)
            break
        if number > first and (found := _FENCE_WITH_TEXT.match(text)) and found["fence"] == fence:
            rest = lines[number][found.end() :]
            yield Fenced(first, number, {number: fence + end + rest}, apart, safe=safe)
            break
        if ":" in text and text.endswith(fence) and not text.endswith(fence[0] + fence):
            field = text.removesuffix(fence).rstrip() + end
            written, inner = {number: f"{field}{fence}{end}"}, ((number, field),)
            yield Fenced(first, number + 1, written, apart, inner, safe)
        if number > first and _begins_body(lines, number, fence):
            body = min(body, number)
            break
    reported = _after_last_field(lines, first, min(body, first + (end_of_fields(lines[first:], fence) or len(lines))))
    after = _after_last_field(lines, first, body)
    message = "Add the closing fence"
    for number in dict.fromkeys((reported, after, body) if safe else (after, body)):
        # A line of text directly below may belong to the fields.
        below = lines[number].strip() if number < len(lines) else ""
        is_apart = not below or lines[number].startswith("#")
        is_safe = safe and reported == after and _is_certain(lines[first:number], fence) and is_apart
        if number < len(lines):
            written = {number: fence + end + lines[number]}
        else:
            gap = "" if lines[-1].endswith(("\n", "\r")) else end
            written = {number - 1: f"{lines[-1]}{gap}{fence}{end}"}
        yield Fenced(first, number, written, message, safe=is_safe, is_added=True)


def _is_certain(lines: Sequence[str], fence: str) -> bool:
    """Whether none of these lines can begin the body: the last field is not like a sentence (`Note: this is new`)."""
    if fence == "+++":
        return all(_TOML.match(text) for text in lines)
    parts = [Line.of(text) for text in lines]
    last = max((number for number, line in enumerate(parts) if line.is_top), default=None)
    if last is None or any(line.is_blank for line in parts):
        return False
    key = str(parts[last].key)
    is_simple = key[:1].islower() and (len(parts[last].value.split()) < 2 or parts[last].value[0] in "\"'[{")
    below = parts[last + 1 :]
    return (key.lower() in USUAL_NAMES or is_simple) and all(
        line.dashes or (line.indent and line.key) for line in below
    )


def _after_last_field(lines: Sequence[str], first: int, body: int) -> int:
    """The line after the last line before `body` with text."""
    while body > first and not lines[body - 1].strip():
        body -= 1
    return body


def _begins_body(lines: Sequence[str], number: int, fence: str) -> bool:
    """Whether the body begins at this line: text after a blank line or a heading that is not a field."""
    text = lines[number]
    if not text.strip():
        following = next((each for each in lines[number + 1 :] if each.strip()), "")
        if following[:1] in {" ", "\t"} or following.startswith("- ") or _is_field(following, fence):
            return False
        return not following.startswith("#") or not _goes_on(lines, number + 1, fence)
    if text.startswith("#"):
        return bool(re.match(r"#{1,6} \S", text)) and not _goes_on(lines, number + 1, fence)
    if text.startswith(("```", "<", "![", ">", "|", "**", "* ", "{{", "{%", "_", "import ")) or re.match(
        r"\[[^]\[]*\]\(", text
    ):
        return True
    return text[:1] not in " \t-#" and not _is_field(text, fence) and len(text.split()) > 5 and ": " not in text[:40]


def _goes_on(lines: Sequence[str], number: int, fence: str) -> bool:
    """Whether a field, or a part of one, follows the comments at line `number`."""
    following = next((each for each in lines[number:] if each.strip() and not each.startswith("#")), "")
    return following[:1] in {" ", "\t"} or _is_field(following, fence)


def has_field(lines: Sequence[str], fence: str) -> bool:
    """Whether one of these lines begins a field."""
    return any(_is_field(text, fence) for text in lines)


def _is_field(text: str, fence: str) -> bool:
    return _TOML.match(text) is not None if fence == "+++" else Line.of(text).is_top


def _line_end(lines: Sequence[str]) -> str:
    text = lines[0] if lines else ""
    return text[len(text.rstrip("\r\n")) :] or "\n"
