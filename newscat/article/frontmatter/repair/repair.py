"""From a file whose front matter cannot be read to a fix with which it can: `repair` finds it and proves it."""

import re
from collections.abc import Iterator, Sequence

from newscat.article.finding import Edit, Fix, spliced
from newscat.article.frontmatter.faults import Fault, FrontMatterError, Limits
from newscat.article.frontmatter.fences import Parts
from newscat.article.frontmatter.reader import parse
from newscat.article.frontmatter.repair import fence
from newscat.article.frontmatter.repair.candidates import yaml_candidates
from newscat.article.frontmatter.repair.lines import split_lines
from newscat.article.frontmatter.repair.search import Correction, Fields, Read, Search
from newscat.article.frontmatter.repair.toml import toml_candidates
from newscat.article.frontmatter.yaml.load import load
from newscat.article.values import same_start

# Front matter that is longer is data that a program has written.
_LONGEST = 32 * 1024
_MOST_LINES = 1000
_FENCE = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)")
_CLOSING = {"---": re.compile(r"(?:---|\.\.\.)[ \t]*[\r\n]*"), "+++": re.compile(r"\+\+\+[ \t]*[\r\n]*")}


def repair(data: bytes, limits: Limits = Limits()) -> Fix | None:
    """A fix with which the front matter of this file can be read; None if there is none or it is not certain.

    `data` is the whole file, which cannot be read. Fields on lines that the fix does not touch keep their values.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    mark = len(text) - len(text.removeprefix("\ufeff"))
    text = text[mark:]
    head = text[: _LONGEST + 8]
    lines = split_lines(head)
    if len(head) < len(text) and lines:
        lines.pop()  # may be cut
    for fenced, correction in _corrections(lines, limits):
        before = dict(enumerate(lines)) | dict(fenced.inner)
        fixed = before | dict(zip(range(fenced.first, fenced.last), correction.lines, strict=False))
        changes = {number: fixed[number] for number in fixed if fixed[number] != lines[number]}
        for number, written in fenced.fences.items():  # a fence's line can contain one of the fields, corrected
            is_same = before[number] == fixed[number]
            changes[number] = written if is_same else written.replace(before[number], fixed[number])
        edits = tuple(_edits(lines, changes, mark * 3))
        said = [each for each in (fenced.message, *correction.messages) if each]
        message = "; ".join([*said[:1], *(each[:1].lower() + each[1:] for each in said[1:])])
        if edits and _is_read(data, edits, correction.fields, limits):
            return Fix(
                message, edits, correction.safe and fenced.safe and not (fenced.is_added and correction.messages)
            )
    return None


def _corrections(lines: list[str], limits: Limits) -> Iterator[tuple[fence.Fenced, Correction]]:
    """The places where the fences may be, each with the correction of what is between them."""
    opening = _FENCE.fullmatch(lines[0]) if lines else None
    mark = opening[1] if opening else "---"
    if opening is None:
        toml = any(re.match(r"[\w.-]+[ \t]*=", text) for text in lines[:5])
        mark = "+++" if toml else "---"
        places = list(fence.opened(lines, mark))
    else:
        end = next((at for at in range(1, len(lines)) if _CLOSING[mark].fullmatch(lines[at])), None)
        places = [
            place
            for place in fence.closed(lines, 1, mark, safe=end is None)
            if end is None or (place.last < end and not fence.has_field(lines[place.last : end], mark))
        ]
        if end is not None:
            places.insert(0, fence.Fenced(1, end, {}, ""))
        if end == 1 and lines[1].startswith("..."):
            later = next((at for at in range(2, len(lines)) if _CLOSING[mark].fullmatch(lines[at])), 0)
            places = [fence.Fenced(2, later, {1: ""}, "Remove the line that ends the front matter")] if later else []
    found = [
        (place, correction)
        for place in places
        if place.last <= _MOST_LINES
        and (correction := _corrected(_inside(lines, place), mark, limits, fenced=not place.fences))
    ]
    # A correction that changes what may be the body is less likely than a fence before it.
    yield from sorted(found, key=lambda each: any(_touches_body(each, place, lines) for place, _ in found))


def _inside(lines: Sequence[str], place: fence.Fenced) -> list[str]:
    """The lines between the fences."""
    inner = dict(place.inner)
    return [inner.get(number, lines[number]) for number in range(place.first, place.last)]


def _touches_body(each: tuple[fence.Fenced, Correction], other: fence.Fenced, lines: Sequence[str]) -> bool:
    """Whether lines are changed after the blank line at which `other` ends the front matter."""
    place, correction = each
    if other.last >= place.last or lines[other.last].strip():
        return False
    return correction.lines[other.last - 1 :] != lines[other.last : place.last]


def _corrected(lines: list[str], mark: str, limits: Limits, *, fenced: bool) -> Correction | None:
    read, candidates = _reader(mark, limits), toml_candidates if mark == "+++" else yaml_candidates
    if not fenced:
        try:
            fields, faults = read("".join(lines))
        except FrontMatterError:
            pass
        else:
            return None if faults else Correction(lines, (), True, fields)
    return Search(read, candidates).correct(lines)


def _reader(mark: str, limits: Limits) -> Read:
    if mark != "+++":
        return lambda source: load(source, limits)
    from newscat.article.frontmatter import toml_and_json

    def read(source: str) -> tuple[Fields, tuple[Fault, ...]]:
        front = toml_and_json.read(Parts("toml", source, 2, ""), limits)
        return front.fields, front.faults

    return read


def _edits(lines: Sequence[str], changes: dict[int, str], start: int) -> Iterator[Edit]:
    """The smallest edits of the file, in bytes, that give the changed lines."""
    for number, old in enumerate(lines):
        new = changes.get(number, old)
        if new != old:
            before = same_start(old, new)
            after = min(same_start(old[::-1], new[::-1]), min(len(old), len(new)) - before)
            first = start + len(old[:before].encode())
            last = start + len(old[: len(old) - after].encode())
            yield Edit(first, last, new[before : len(new) - after])
        start += len(old.encode())


def _is_read(data: bytes, edits: Sequence[Edit], fields: Fields, limits: Limits) -> bool:
    """Whether the edited file has these fields, and no fault."""
    try:
        front = parse(spliced(data, edits), limits)
    except FrontMatterError:
        return False
    return front is not None and not front.faults and repr(front.fields) == repr(fields)
