"""Characters beyond ASCII: which are equal, which are ignored, and which scripts have no spaces between words.

`article.text` uses it for text that is not ASCII, and for the places of words.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from unicodedata import category, combining, name, normalize

# Scripts without spaces between words, and Hangul, which attaches particles to words; without punctuation and fillers.
# https://www.unicode.org/Public/UCD/latest/ucd/Scripts.txt, https://www.w3.org/TR/clreq, /jlreq, /klreq, /sealreq
_UNSPACED = (
    (0x0E01, 0x0E3A), (0x0E40, 0x0E4E), (0x0E50, 0x0E59),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1000, 0x1049), (0x1050, 0x109F),  # Myanmar
    (0x1100, 0x115E), (0x1161, 0x11FF),  # Hangul Jamo
    (0x1780, 0x17B3), (0x17B6, 0x17D3), (0x17D7, 0x17D7), (0x17DC, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303B),  # Han: radicals, signs
    (0x3040, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x3163), (0x3165, 0x318F),  # Kana, Bopomofo, compatible Jamo
    (0x31A0, 0x31BF), (0x31F0, 0x31FF),  # more Bopomofo and Katakana
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF),  # Han
    (0xA960, 0xA97F), (0xA9E0, 0xA9FE), (0xAA60, 0xAA7F), (0xAC00, 0xD7FF),  # more Jamo and Myanmar, Hangul
    (0xF900, 0xFAFF), (0xFF66, 0xFFDC),  # compatible Han, Katakana and Hangul
)  # fmt: skip
# Of these, the ones that change or that may join the one before: Jamo, half-width Kana, Thai marks, ideographs for
# compatibility. All other ones stay as they are.
_UNSTABLE = (
    (0x0E33, 0x0E33), (0x0E38, 0x0E3A), (0x0E48, 0x0E4B), (0x0EB3, 0x0EB3), (0x0EB8, 0x0EBA), (0x0EC8, 0x0ECB),
    (0x0EDC, 0x0EDD), (0x102E, 0x102E), (0x1037, 0x1037), (0x1039, 0x103A), (0x108D, 0x108D), (0x1100, 0x11FF),
    (0x17D2, 0x17D2), (0x17DD, 0x17DD), (0x2E80, 0x2FDF), (0x3038, 0x303A), (0x3099, 0x309F), (0x30FF, 0x30FF),
    (0x3131, 0x318E), (0xA960, 0xA97F), (0xD7A4, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFFDC),
)  # fmt: skip


_PICTURES = ((0x2190, 0x245F), (0x2500, 0x2775), (0x2794, 0x2BFF))


# A pattern with such classes takes 0.3 to 3 ms, and a command needs few of them.
compiled = cache(re.compile)


def _class(ranges: Iterable[tuple[int, int]]) -> str:
    """The inside of a class of characters in a pattern."""
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


def _without(ranges: Iterable[tuple[int, int]], removed: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges in order, without other ones."""
    for start, end in ranges:
        inside = [(low, high) for low, high in removed if start <= high and low <= end]
        for (_, low), (high, _) in pairwise([(0, start - 1), *inside, (end + 1, 0)]):
            if low + 1 < high:
                yield low + 1, high - 1


_BELOW = _class(_UNSPACED)
UNSPACED = f"{_BELOW}\U0001aff0-\U0001b16f\U00020000-\U0003fffd"
"""For a class of characters in a pattern: with the rare ones above U+FFFF."""
# `re` tests a class of characters below U+10000 by a bitmap, and any other range by range. So a run is written as what
# it excludes, and also has all characters above: rare Han, and emoji, each of which `fold` has parted by then.
_SPACED = [(low + 1, high - 1) for (_, low), (high, _) in pairwise([(0, -1), *_UNSPACED, (1 << 16, 0)])]
IS_UNSPACED = f"[{UNSPACED}]"
UNSPACED_RUN = f"[^{_class(_SPACED)}]+"
_UNSPACED_RUNS = f"({UNSPACED_RUN}(?: {UNSPACED_RUN})*)"
# Letters of other scripts. Arrows and pictures are no letters: each is a word, and stays one as a run.
_SPACED_LETTER = f"[{_class(_without([(0x80, _SPACED[0][1]), *_SPACED[1:]], _PICTURES))}]"
_FOLDABLE = f"([^\0-\x7f{_BELOW}]+)"
_CHANGING = f"[^\0-\x7f{_class(_without(_UNSPACED, _UNSTABLE))}]"
_IS_UNSTABLE = f"[{_class(_UNSTABLE)}]"
_ASCII = bytes(range(128))
_BEYOND_ASCII = re.compile(rb"([\x80-\xff][\x80-\xff ]*)")

# Soft hyphen, zero width, joiners, directions, variation selectors, tags: Default_Ignorable_Code_Point in
# https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt
_IGNORABLE = (
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Accents, points and vowel signs of Latin, Greek, Cyrillic, Hebrew and Arabic, which most people do not type, the
# Arabic tatweel, and the skin tones of emoji. Marks of other scripts are letters: Kana's voicing, Indic vowels.
_ACCENT = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\U0001f3fb-\U0001f3ff]"
)
# A character with its marks, or a run without any, of which each stays one letter: ASCII, Cyrillic, Hebrew, Arabic,
# Kana, Han and Hangul.
_MARK = f"(?:{_ACCENT}|{_IGNORABLE})"
_RUN = (
    "[\0-\x7f\u0410-\u044f\u05d0-\u05ea\u0627-\u063a\u0641-\u064a\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3]+"
)
_CLUSTER = f"(?P<run>{_RUN}(?!{_MARK}))|(?s:.){_MARK}*"
# Letters without a decomposition. Others are found by their names: LATIN SMALL LETTER L WITH STROKE.
_LETTERS = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d", "ı": "i", "ĸ": "k",
    "Ŋ": "N", "ŋ": "n", "ſ": "s", "ẞ": "SS", "ß": "ss", "ƒ": "f", "ٱ": "ا",
}  # fmt: skip
_VARIANT = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH .*")
_REMEMBERED = 20_000  # runs, of about 100 bytes
_MOST_REPLACED = 100
_ABOVE = 230  # the class of marks above a letter
_RULES = range(0x2500, 0x25A0)  # lines and blocks that draw tables: no symbols that anybody searches for


class _Table(dict[int, str]):
    """For `str.translate`: what becomes of a decomposed character that is not ASCII; computed when it first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = found = self.of(chr(code))
        return found

    def of(self, character: str) -> str:
        """Without accents, and as the letters that people type for it."""
        if compiled(_ACCENT).match(character) or compiled(_IGNORABLE).match(character):
            return ""
        if character in _LETTERS:
            return _LETTERS[character]
        variant = _VARIANT.fullmatch(name(character.lower(), ""))
        return variant[1] if variant else character


class _Words(_Table):
    """The same, with spaces for what is no part of a word, and around symbols: each is a word.

    U+FFFD stands for a byte that could not be read.
    """

    def of(self, character: str) -> str:
        folded = super().of(character)
        kind = category(character)
        if kind[0] in "LMN" or kind == "Co" or not folded:
            return folded
        is_word = kind[0] == "S" and kind != "Sk" and ord(character) not in _RULES and character != "\ufffd"
        return f" {character} " if is_word else " "


class _Runs(dict[str, str]):
    """What becomes of a run of characters; most are words and accents that come again: 0.2 µs for each, not 2."""

    def __init__(self, table: _Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, run: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[run] = found = _folded(run, self._table)
        return found


class _Alone(dict[str, str | None]):
    """What becomes of a character, folded with `words`, wherever it is; None if that depends on the ones beside it."""

    def __missing__(self, character: str) -> str | None:
        found = _folded(character, _WORDS)
        # The breve makes й of и, unless a mark of another class is between them. A mark that remains may join a letter.
        depends = character == "\u0306" or combining(character) not in (0, _ABOVE)
        is_unstable = compiled(_IS_UNSTABLE).match
        depends = depends or any(category(each)[0] == "M" or is_unstable(each) for each in found)
        is_final = _folded(found, _WORDS).split() == found.split()
        self[character] = alone = found if is_final and not depends and not is_unstable(character) else None
        return alone


_FOLDED, _WORDS = _Table(), _Words()
_RUNS, _RUNS_OF_WORDS = _Runs(_FOLDED), _Runs(_WORDS)
_ALONE = _Alone()


def fold(text: str, *, words: bool = False) -> str:
    """`text` without case, accents, compatibility and invisible characters. `words`: parted from all else by spaces.

    It is NFKC, with the folding between its two halves, to decompose and to compose.
    """
    if compiled(_IS_UNSTABLE).search(text):
        return _folded(text, _WORDS if words else _FOLDED)
    runs = _RUNS_OF_WORDS if words else _RUNS
    parts = compiled(_FOLDABLE).split(text)
    parts[1::2] = map(runs.__getitem__, parts[1::2])
    return "".join(parts).casefold()


def fold_words(text: str) -> str:
    """`fold` with `words`, but perhaps with capital letters of ASCII.

    Most text has few different characters that change. To replace each of them everywhere takes 0.2 ns a character.
    """
    # Surrogates: a string of YAML can have them.
    rest = text.encode(errors="surrogatepass").translate(None, _ASCII).decode(errors="surrogatepass")
    start, parted, changing = 0, text, compiled(_CHANGING).search
    for _ in range(_MOST_REPLACED):
        found = changing(rest, start)
        if found is None:
            return parted
        start, character = found.start(), found[0]
        rest = rest.replace(character, "")
        alone = _ALONE[character]
        if alone is None:
            break
        if alone != character:
            parted = parted.replace(character, alone)
    return fold(text, words=True)


def _folded(text: str, table: _Table) -> str:
    # NFKC makes `AppsTM` of `Apps™`. The Cyrillic й is a letter, not one with an accent: endings of words have it.
    decomposed = normalize("NFKD", text.replace("™", " ")).replace("и\u0306", "й").replace("И\u0306", "Й")
    return normalize("NFC", compiled(_FOLDABLE).sub(lambda run: run[0].translate(table), decomposed).casefold())


def paired(words: bytes) -> bytes:
    """Words in UTF-8 in which each unspaced run is its pairs that overlap and its last character.

    The runs of a whole text are paired at once, without a loop in Python.
    """
    beyond = words.translate(None, _ASCII).decode()
    if compiled(UNSPACED_RUN).search(beyond) is None:
        return words
    if compiled(_SPACED_LETTER).search(beyond) is None:
        parts = _BEYOND_ASCII.split(words)
        parts[1::2] = _pairs(b"\n".join(parts[1::2]).decode()).encode().split(b"\n")
        return b" ".join(parts)
    runs = compiled(_UNSPACED_RUNS).split(words.decode())
    runs[1::2] = _pairs("\n".join(runs[1::2])).split("\n")
    return " ".join(runs).encode()


def _pairs(runs: str) -> str:
    """Each character with the next one. A space or newline is between runs, and has spaces after it.

    The text becomes one large integer with a lane for each character, so that all are compared at once.
    """
    codec, unit, width = "utf-16-le", "H", 16
    if len(data := runs.encode(codec)) != 2 * len(runs):  # one above U+FFFF
        codec, unit, width = "utf-32-le", "I", 32
        data = runs.encode(codec)
    size = len(data)
    ones = int.from_bytes((b"\1" + bytes(width // 8 - 1)) * len(runs), "little")
    most = (1 << width) - 1
    lanes = int.from_bytes(data, "little")
    # All bits of a lane, if there is a character beyond ASCII.
    high = ones * (most >> 7)
    is_run = (((lanes >> 7) & high) + high >> width - 7 & ones) * most
    goes_on = is_run & is_run >> width
    following = lanes >> width & goes_on | ones * ord(" ") & ~goes_on
    pairs = array(unit, " ".encode(codec)) * (3 * len(runs))
    pairs[::3] = array(unit, data)
    pairs[1::3] = array(unit, following.to_bytes(size, "little"))
    return pairs.tobytes().decode(codec)


def aligned(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """`text` by `fold` with `words`, and where each character of that starts and ends in `text`."""
    if text.isascii():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in compiled(_CLUSTER).finditer(text):
        start, end = cluster.span()
        if cluster["run"]:
            letters.extend(cluster[0].lower())
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        folded, joins = _piece(cluster[0])
        if joins and letters and len(composed := normalize("NFC", letters[-1] + folded[0])) == 1:
            letters[-1], ends[-1] = composed, end
            folded = folded[1:]
        for letter in folded:
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return "".join(letters), starts, ends


@lru_cache(1 << 14)
def _piece(cluster: str) -> tuple[str, bool]:
    """A character with its accents, folded, and whether it may join the one before: to a Hangul syllable, a voiced
    Kana, an Indic vowel."""
    folded = cluster.lower() if cluster.isascii() else fold(cluster, words=True)
    return folded, bool(folded) and (category(folded[0])[0] == "M" or "\u1160" < folded[0] < "\u1200")
