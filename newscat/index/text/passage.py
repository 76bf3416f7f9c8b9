"""The part of a body that best shows why a search found it.

To make plain text of a body and analyse it takes 1 to 2 ms for 10,000 characters, for each row that is printed. So the
words are looked for in the body as it is written, in lowercase and without accents, and only the paragraphs around the
place with most of them become plain text. If they are not words there (an address, a style sheet), or if there are none
(`<b>C</b>loud`), the whole body becomes plain text.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, reduce
from heapq import merge
from itertools import islice
from typing import NamedTuple

from newscat.article.text import analyze, folded, is_unspaced, plain
from newscat.index.text.stemming import Form

# The words that a snippet can show together are this close; this much is kept before and after them.
_WINDOW, _MARGIN = 240, 400
# A paragraph that continues for longer is cut at the end of a line.
_PARAGRAPH = 2000
# Places of words that are compared. `i* OR t* OR s*` has thousands in a long body, and the first ones say enough.
_PLACES = 100

# Letters that are folded to others, in scripts where this is common.
_ACCENTED = re.compile(
    "[\xad\xc0-\u024f\u0300-\u036f\u0386-\u0390\u03aa-\u03b0\u03c2\u03ca-\u03ce\u0450\u0451\u0453\u0457\u045c-\u045e"
    "\u0591-\u05c7\u0610-\u061a\u0622-\u0626\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1e00-\u1fff\u200b-\u200f"
    "\ufb00-\ufdff\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
# Tags, the addresses of links, and the language of code, which nobody sees.
_UNSEEN = re.compile(r"<[/a-z][^<>]*>|\]\([^()\s]*|`{3}[^`\n]*")
# What continues a word, in scripts with spaces. A pattern with all letters would take 10 ms to compile.
_LETTER = "[0-9a-z\xc0-\u0dff\u10a0-\u10ff\u1e00-\u1fff]"
_FENCE = re.compile(r"\n[ \t>]*(?:`{3}|~{3})")
# What `plain` leaves out and what may hold blank lines: a part must not begin or end in it.
_SILENT = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<template", "</template"))

_LETTERS: Callable[[str], str] = lru_cache(None)(folded)


class Passage(NamedTuple):
    """A part of a body, as plain text, and whether there is text before and after it."""

    text: str = ""
    follows: bool = False
    continues: bool = False


NO_BODY = Passage()


def passage(body: str, words: Sequence[tuple[Form, ...]], format: str) -> Passage:
    """The part of `body` with most of the `words`; all of it if it is short or has none of them as they are written."""
    if len(body) <= _PARAGRAPH:
        return Passage(plain(body, format))
    lowered = body.lower()
    place, found = _densest(lowered, words)
    is_sure = found == len(words) or (found > 0 and not _ACCENTED.search(lowered))
    part = _part(body, place, format) if is_sure else NO_BODY
    if not part.text or count(part.text, words) < found:
        lowered = _UNSEEN.sub(lambda unseen: " " * len(unseen[0]), lowered)
        lowered = _ACCENTED.sub(lambda letter: _LETTERS(letter[0]), lowered)  # nearly as long
        place, found = _densest(lowered, words)
        scale = len(body) / len(lowered)
        place = range(int(place.start * scale), int(place.stop * scale))
        part = _part(body, place, format) if found else NO_BODY
    return part if part.text and count(part.text, words) >= found else Passage(plain(body, format))


def _part(body: str, place: range, format: str) -> Passage:
    """The paragraphs around a place; none if they begin or end in what nobody sees."""
    start, end = _paragraphs(body, place.start, place.stop)
    if _is_silent(body, start, format) or _is_silent(body, end, format):
        return NO_BODY
    return Passage(" ".join(plain(body[start:end], format).split()), start > 0, end < len(body))


def count(text: str, words: Sequence[tuple[Form, ...]]) -> int:
    """How many of the words are in `text`."""
    analyzed = between_spaces(text)
    return sum(any(f" {' '.join(form)} ".replace("* ", "") in analyzed for form in forms) for forms in words)


@lru_cache(4)
def between_spaces(text: str) -> str:
    """The words of `analyze`, with a space before and after each."""
    return f" {analyze(text)} "


def _densest(text: str, words: Sequence[tuple[Form, ...]]) -> tuple[range, int]:
    """The first place with most different words, and their number."""
    near = deque[tuple[int, int]]()
    best, most = range(0), 0
    places = [_places(text, number, forms) for number, forms in enumerate(words)]
    for at, number in islice(merge(*places) if len(places) > 1 else places[0], _PLACES):
        near.append((at, number))
        while near[0][0] < at - _WINDOW:
            near.popleft()
        found = len({each for _, each in near})
        if found > most:
            best, most = range(near[0][0], at), found
            if found == len(words):
                break
    return best, most


def _places(text: str, number: int, forms: tuple[Form, ...]) -> Iterator[tuple[int, int]]:
    return ((found.start(), number) for found in _as_written(forms).finditer(text))


@lru_cache(256)
def _as_written(forms: tuple[Form, ...]) -> re.Pattern[str]:
    """A pattern for the forms in text that is not analysed. It begins with the letters, to which `re` skips."""
    return re.compile("|".join(map(_written, forms)))


def _written(form: Form) -> str:
    runs = reduce(_joined, form, list[str]())
    start, end = runs[0], runs[-1].removesuffix("*")
    pattern = r"[\W_]{1,40}".join(re.escape(run.removesuffix("*")) for run in runs)
    if not is_unspaced(start[0]):
        first = re.escape(start.removesuffix("*"))
        pattern = f"{first}(?<!{_LETTER}{first}){pattern.removeprefix(first)}"
    is_open = form[-1].endswith("*") or is_unspaced(end[-1])
    return pattern if is_open else rf"{pattern}(?!{_LETTER})"


def _joined(runs: list[str], word: str) -> list[str]:
    """Pairs that overlap are one run again."""
    if runs and len(word) == 2 and is_unspaced(word) and runs[-1].endswith(word[0]):
        return [*runs[:-1], runs[-1] + word[1]]
    return [*runs, word]


def _paragraphs(body: str, first: int, last: int) -> tuple[int, int]:
    """The start and the end of the paragraphs around these positions."""
    low, high = max(first - _MARGIN, 0), min(last + _MARGIN, len(body))
    start = max(body.rfind("\n\n", max(low - _PARAGRAPH, 0), low), 0) or max(body.rfind("\n", 0, low), 0)
    if "```" in body or "~~~" in body:
        fences = [fence.start() for fence in _FENCE.finditer(body, 0, start)]
        start = fences[-1] if len(fences) % 2 else start
    end = body.find("\n\n", high, high + _PARAGRAPH)
    end = end if end >= 0 else body.find("\n", high)
    return start, end if end >= 0 else len(body)


def _is_silent(body: str, at: int, format: str) -> bool:
    """Whether this position is in a comment, a script or a style sheet; of HTML, also in a tag."""
    if "<" not in body:
        return False
    pairs = (*_SILENT, ("<", ">")) if format == "html" else _SILENT
    return any(body.rfind(opens, 0, at) > body.rfind(closes, 0, at) for opens, closes in pairs)
