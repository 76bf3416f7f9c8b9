"""The part of a record that best shows why a search found it, with every hit."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import category

from newscat.article.record import Record, last_part
from newscat.article.text import format_of, is_unspaced, spans
from newscat.article.values import ENTITY
from newscat.index.schema import TEXT_COLUMNS
from newscat.index.text.columns import texts
from newscat.index.text.passage import NO_BODY, Passage, between_spaces, count, passage
from newscat.index.text.stemming import Form

# Which field is shown if several match as well. Sentences come first; the title is printed anyway.
_FIRST = ("excerpt", "body", "topics")
_PREFERRED = (*_FIRST, *(name for name in TEXT_COLUMNS if name not in (*_FIRST, "title")), "title")
# Strings are analysed in strips of about _STRIP characters that overlap by _OVERLAP: a longer phrase is not marked
# where it begins in one and ends in the next. Where a hit is, is looked up in the best strip and beside it.
_STRIP, _OVERLAP = 240, 60
# A shorter string is analysed as a whole.
_SHORT = 3000
# A cut is moved at most this many characters to the end of a word.
_DETOUR = 24
_ENTITY = re.compile(ENTITY)
_LONGEST_ENTITY = 34
# Two of these are a flag; flags may follow each other.
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


class Snippet(NamedTuple):
    """A part of `field`, with single spaces for whitespace. `hits` are (start, end) in `text`, in order and not
    overlapping; `fields` are all fields that match, in the order of TEXT_COLUMNS."""

    field: str
    text: str
    hits: tuple[tuple[int, int], ...]
    fields: tuple[str, ...]


class _Hit(NamedTuple):
    start: int
    end: int
    word: int


# A strip: where it begins, and its text.
_Strip = tuple[int, str]


def snippet_of(record: Record, words: Sequence[tuple[Form, ...]], excluded: frozenset[str]) -> Snippet:
    """The snippet of a record. `excluded` are names of fields that are not searched."""
    body = NO_BODY if "body" in excluded else passage(record.body, words, format_of(record.path))
    return snippet(texts(record, excluded, last_part(record.id)), words, body=body)


def snippet(
    strings: Mapping[str, str | None],
    words: Sequence[tuple[Form, ...]],
    width: int = 160,
    body: Passage = NO_BODY,
) -> Snippet:
    """The best part of all fields, at most `width` characters: the one with most of the `words` (given by their
    forms), then by field, then the first; in it, the run with most hits.

    If there is no hit, the beginning of the excerpt or of another field.
    """
    strings = {**strings, "body": body.text or strings.get("body")}
    found = set()
    best, most, hits = "", 0, list[_Hit]()
    for field in _PREFERRED:
        near = _near(_tidy(strings.get(field)), words)
        here = len({hit.word for hit in _densest(near, _STRIP + _OVERLAP)})
        if here:
            found.add(field)
        if here > most:
            best, most, hits = field, here, near
    best = best or next((name for name in _PREFERRED if strings.get(name)), "excerpt")
    part = Passage(_tidy(strings.get(best)), *(body[1:] if best == "body" else ()))
    shown = _cut(part, _densest(hits, width), width)
    return Snippet(best, *shown, tuple(each for each in TEXT_COLUMNS if each in found))


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _near(text: str, words: Sequence[tuple[Form, ...]]) -> list[_Hit]:
    """The hits in `text`; of a long one, in the first strip that has most words, and in those beside it."""
    if len(text) <= _SHORT or not count(text, words):
        return _hits([(0, text)], words) if text else []
    strips = list(_strips(text))
    best, most = 0, 0
    for number, (_, strip) in enumerate(strips):
        found = count(strip, words)
        if found > most:
            best, most = number, found
            if most == len(words):
                break
    return _hits(strips[max(best - 1, 0) : best + 2], words)


def _hits(strips: Iterable[_Strip], words: Sequence[tuple[Form, ...]]) -> list[_Hit]:
    """The hits in these strips, in order and each once."""
    return sorted({hit for start, strip in strips for hit in _hits_of(start, strip, words)})


def _strips(text: str) -> Iterator[_Strip]:
    """The strips of a string, from a space to a space where there is one."""
    start = 0
    while len(text) - start > _STRIP + _OVERLAP:
        end = text.rfind(" ", start + _STRIP, start + _STRIP + _OVERLAP) + 1 or start + _STRIP + _OVERLAP
        yield start, text[start:end]
        start = text.find(" ", end - _OVERLAP, end) + 1 or end - _OVERLAP
    yield start, text[start:]


def _hits_of(start: int, text: str, words: Sequence[tuple[Form, ...]]) -> Iterator[_Hit]:
    """The hits in a short text that begins at `start`, by word."""
    analyzed = between_spaces(text)
    matches = [(number, match) for number, forms in enumerate(words) for match in _pattern(forms).finditer(analyzed)]
    places = [(analyzed.count(" ", 0, match.start()), match[0].count(" ") - 1) for _, match in matches]
    found = list(islice(spans(text), max(map(sum, places), default=-1) + 1))
    for (number, match), (first, more) in zip(matches, places, strict=True):
        last = first + more
        end = found[last][0] + 1 if match["part"] else found[last][1]  # one character of a pair
        yield _Hit(start + found[first][0], start + end, number)


@lru_cache(256)
def _pattern(forms: tuple[Form, ...]) -> re.Pattern[str]:
    """A pattern for the forms in analysed text between two spaces. `re` skips to its first space and letters."""
    alternatives = []
    for form in forms:
        words = re.escape(" ".join(form).rstrip("*"))
        if not form[-1].endswith("*"):
            alternatives.append(words)
        elif len(form[-1]) == 2 and is_unspaced(form[-1]):
            alternatives.append(rf"(?P<part>{words})\S?")
        else:
            alternatives.append(rf"{words}\S*")
    part = "" if any("?P<part>" in each for each in alternatives) else "(?P<part>(?!))?"
    return re.compile(rf" (?:{'|'.join(alternatives)}){part}(?= )")


def hits_in(text: str | None, words: Sequence[tuple[Form, ...]]) -> tuple[tuple[int, int], ...]:
    """The positions of the words in `text`: (start, end) of each, in order and apart."""
    apart: list[tuple[int, int]] = []
    for start, end, _ in _hits(_strips(text or ""), words):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(apart[-1][1], end)
        else:
            apart.append((start, end))
    return tuple(apart)


def _densest(hits: list[_Hit], width: int) -> list[_Hit]:
    """The run of hits within `width` that has most words, then most hits, then the first."""
    best, most = hits[:1], (0, 0)
    end = 0
    for start, first in enumerate(hits):
        end = max(end, start + 1)
        while end < len(hits) and hits[end].end - first.start <= width - 2:
            end += 1
        run = hits[start:end]
        score = len({hit.word for hit in run}), len(run)
        if score > most:
            best, most = run, score
    return best


def _cut(part: Passage, hits: list[_Hit], width: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of a string around the hits, with `…` for what is left out, and the hits in it."""
    text = part.text
    is_whole = len(text) + part.follows + part.continues <= width
    start, end = (0, len(text)) if is_whole else _bounds(text, hits, width - 2)
    before = "…" if start or part.follows else ""
    after = "…" if end < len(text) or part.continues else ""
    moved = len(before) - start
    shown: list[tuple[int, int]] = []
    for hit in hits:
        if shown and hit.start + moved < shown[-1][1]:  # `power` in `power apps`
            shown[-1] = shown[-1][0], max(shown[-1][1], min(hit.end, end) + moved)
        elif hit.start < end:
            shown.append((hit.start + moved, min(hit.end, end) + moved))
    return before + text[start:end] + after, tuple(shown)


def _bounds(text: str, hits: list[_Hit], room: int) -> tuple[int, int]:
    """Start and end of at most `room` characters with all hits; a third of the free space is before them."""
    first = hits[0].start if hits else 0
    last = min(max((hit.end for hit in hits), default=0), first + room)
    start = max(0, min(first - (room - (last - first)) // 3, len(text) - room))
    end = min(start + room, len(text))
    if start:
        start = _place(text, range(start, first + 1))
        start += text[start] == " "
    if end < len(text):
        end = _place(text, range(end, max(last - 1, 0), -1))
        end -= text[end - 1] == " "
    return start, end


def _place(text: str, places: range) -> int:
    """The first position for a cut: at a space, between characters of scripts without spaces, else any allowed one."""
    for at in places[:_DETOUR]:
        beside = text[at - 1 : at + 1]
        if " " in beside or (all(map(is_unspaced, beside)) and _can_cut(text, at)):
            return at
    return next((at for at in places if _can_cut(text, at)), places[-1])


def _can_cut(text: str, at: int) -> bool:
    """Whether a cut here splits neither an HTML entity nor a letter with its marks."""
    after, before = text[at], text[at - 1]
    if category(after).startswith("M") or after in _JOINERS or before == "\u200d":
        return False
    if after in _FLAG_LETTERS and (at - len(text[:at].rstrip(_FLAG_LETTERS))) % 2:
        return False
    entity = text.rfind("&", max(at - _LONGEST_ENTITY, 0), at)
    found = _ENTITY.match(text, entity) if entity >= 0 else None
    return found is None or found.end() <= at
