"""The part of a record that best shows why a search found it, with every hit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import category

from newscat.article.text import UNSPACED, is_unspaced
from newscat.index.schema import TEXT_COLUMNS
from newscat.index.text.stemming import Form
from newscat.index.text.tokens import MARK, flat, shared_beginning

# Which field is shown if several match as well. Sentences come first; the title is printed anyway.
_FIRST = ("excerpt", "body", "topics")
_PREFERRED = (*_FIRST, *(name for name in TEXT_COLUMNS if name not in (*_FIRST, "title")), "title")
# A body is searched in pieces of this many characters, until one has all the words.
_PIECE = 2**16
# Maximum number of hits of one word in a piece.
_PLACES = 200
# A cut is moved at most this many characters to the end of a word.
_DETOUR = 24
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
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


class _Window(NamedTuple):
    """Hits that fit into one snippet, and their piece of a field: whether it is the first or the last one."""

    text: str
    hits: list[_Hit]
    is_first: bool
    is_last: bool

    @property
    def words(self) -> int:
        return len({hit.word for hit in self.hits})


def snippet(strings: Mapping[str, str | None], words: Sequence[tuple[Form, ...]], width: int = 160) -> Snippet:
    """The best part of all fields, at most `width` characters: the one with most of the `words` (given by their
    forms), then by field, then the one with most hits, then the first.

    If there is no hit, the beginning of the excerpt or of another field.
    """
    best: tuple[str, _Window] | None = None
    found = set()
    for field in _PREFERRED:
        for window in _windows(strings.get(field) or "", words, width):
            found.add(field)
            if best is None or _key(field, window) > _key(*best):
                best = field, window
            if best[1].words == len(words):
                break
    if best is None:
        field = next((name for name in _PREFERRED if strings.get(name)), "excerpt")
        text = " ".join((strings.get(field) or "")[:_PIECE].split())
        best = field, _Window(text, [], is_first=True, is_last=True)
    field, window = best
    return Snippet(field, *_cut(window, width), tuple(name for name in TEXT_COLUMNS if name in found))


def _key(field: str, window: _Window) -> tuple[int, int, int]:
    return window.words, -_PREFERRED.index(field), len(window.hits)


def _windows(text: str, words: Sequence[tuple[Form, ...]], width: int) -> Iterator[_Window]:
    """The best window of each piece that has a hit."""
    for piece, is_first, is_last in _pieces(text, width):
        if hits := _hits(piece, words):
            tidy = " ".join(piece.split())
            hits = hits if tidy == piece else _hits(tidy, words)
            yield _Window(tidy, _densest(hits, width), is_first, is_last)


def _pieces(text: str, width: int) -> Iterator[tuple[str, bool, bool]]:
    """Pieces that overlap, so that no hit is split; whether each is the first, and the last."""
    start, overlap = 0, 2 * width
    while start + _PIECE + overlap < len(text):
        end = start + _PIECE
        last = text.rfind(" ", end, end + overlap)
        yield text[start : last if last > 0 else end + overlap], start == 0, False
        start = text.rfind(" ", end - overlap, end) + 1 or end
    yield text[start:], start == 0, True


def _hits(text: str, words: Sequence[tuple[Form, ...]]) -> list[_Hit]:
    folded = flat(text)
    is_marked = MARK in folded
    return sorted(
        _Hit(*match.span(), number)
        for number, forms in enumerate(words)
        for match in islice(_pattern(forms, is_marked).finditer(folded), _PLACES)
    )


@lru_cache(256)
def _pattern(forms: tuple[Form, ...], is_marked: bool) -> re.Pattern[str]:
    """A pattern for the forms in flat text. It starts with their common beginning, which is fast: 1 ms per MiB."""
    is_within = any(form[0].startswith("*") for form in forms)
    same = "" if is_marked or is_within else shared_beginning([form[0].rstrip("*") for form in forms])
    begin = "" if is_within else f"(?<![^ {UNSPACED}]{re.escape(same)})"
    longest_first = sorted(forms, key=lambda form: len(" ".join(form)), reverse=True)
    rest = "|".join(_rest((form[0][len(same) :], *form[1:]), is_marked, is_within=is_within) for form in longest_first)
    return re.compile(f"{re.escape(same)}{begin}(?:{rest})")


def _rest(form: Form, is_marked: bool, *, is_within: bool) -> str:
    dropped = f"{MARK}*" if is_marked else ""
    words = ("".join(re.escape(letter) + dropped for letter in word.strip("*")) for word in form)
    goes_on = f"[^ {UNSPACED}]*" if form[-1].endswith("*") else f"(?![^ {UNSPACED}])"
    return " +".join(words) + ("" if is_within else goes_on)


def hits_in(text: str | None, words: Sequence[tuple[Form, ...]]) -> tuple[tuple[int, int], ...]:
    """The positions of the words in `text`: (start, end) of each, in order and apart."""
    apart: list[tuple[int, int]] = []
    for start, end, _ in _hits(text or "", words):
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


def _cut(window: _Window, width: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The window's text with `…` for what is left out, and the hits in it."""
    text, hits, is_first, is_last = window
    if is_first and is_last and len(text) <= width:
        start, end = 0, len(text)
    else:
        start, end = _bounds(text, hits, width - 2)
    before = "…" if start or not is_first else ""
    after = "…" if end < len(text) or not is_last else ""
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
