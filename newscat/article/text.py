"""Text for search and comparison: `folded` says what is equal, `analyze` what a word is, `plain` what a reader sees.

The index, snippets, queries, topics, ids, duplicates, stories and `similar` all use these functions. So what matches in
one place matches in all of them, in any script, with any case, accents and compatibility characters (Unicode's NFKC and
case folding: https://www.unicode.org/reports/tr15/). ASCII is folded without `article.letters`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# After folding, a word consists of all that is neither ASCII's punctuation nor its spaces.
_LETTER = r"[^\0-/:-@\[-`{-\x7f]"
_WORD = re.compile(f"{_LETTER}+")
# In UTF-8, all bytes of a character beyond ASCII are beyond ASCII.
_LETTERS = bytes(code if re.match(_LETTER, chr(code)) else 32 for code in range(256))
_LETTERS_AND_SIGNS = bytes(code if chr(code) in "\0+#." else _LETTERS[code] for code in bytes(range(256)).lower())
# Signs that make a word another one: C++, C#, .NET. While words are parted, characters that no folded text has stand
# for them.
_PLUS = r"\+\+(?<=[a-z0-9]..)(?!\+)"  # c++, c++17; not a+++b
_SHARP = rf"#(?<=[a-z0-9].)(?!{_LETTER}|[+#])"  # c#; not a#b, #tag
_DOT = rf"\.(?<!{_LETTER}.)(?<!\..)"  # .net; not asp.net, ...net, .5
_SIGN = re.compile(rf"{_PLUS}|{_SHARP}|{_DOT}(?=[^\W\d_])")
_STAND_INS = {"++": "＋ ", "#": "＃", ".": "․"}
_PLUS_BYTES, _SHARP_BYTES = re.compile(_PLUS.encode()), re.compile(_SHARP.encode())
_DOT_BYTES = re.compile(_DOT.encode() + rb"(?=[a-z]|([\x80-\xff]{2,4}))")
_LETTER_FIRST = re.compile(r"[^\W\d_]")
_SIGNS_BACK = bytes({0: 0, 1: 1, 2: 35, 3: 46}.get(code, _LETTERS[code]) for code in range(256))
# Characters that are analysed at a time, at least, if there are spaces.
_PIECE = 1 << 16
SIGNS = "+#."
"""The ASCII characters in words besides letters and digits."""
# An end tag, an attribute or a comment: `List<String>` and `The <script> element` are no HTML.
_IS_HTML = re.compile(r"</[a-z]|<[a-z][a-z0-9]*\s[^<>=]*=|<!--", re.IGNORECASE)


class Token(NamedTuple):
    """A word of `analyze`, and where it is in the text."""

    text: str
    start: int
    end: int


def folded(text: str) -> str:
    """`text` for comparison: without case, accents, compatibility and invisible characters.

    Accents are marks of Latin, Greek, Cyrillic, Hebrew and Arabic; others are letters, as Kana's voicing. Letters that
    have no decomposition become letters that people type: `Łódź` is `lodz`, `Straße` is `strasse`.
    """
    if text.isascii():
        return text.lower()
    from newscat.article.letters import fold

    return fold(text)


def analyze(text: str) -> str:
    """The words of `text`, folded and separated by spaces, as the index has them.

    A run of a script without spaces becomes its overlapping pairs and its last character: `iPhone手机壳` is
    `iphone 手机 机壳 壳`. So any part of it can be found: two and more characters as a phrase, one as a
    prefix. A symbol is a word (`🚀`), and so are `c++`, `c#` and `.net`; `node.js` is two.
    """
    pieces = (b" ".join(piece.split()) for piece in _parted(text.replace("\0", " ")))
    return b" ".join(filter(None, pieces)).decode()


def parted(strings: Sequence[str]) -> list[bytes]:
    """The words of `analyze` of each string in UTF-8, with spaces between, before and after them; all at once, because
    most strings are short."""
    joined = " \0 ".join(strings)
    if joined.count("\0") >= len(strings):
        joined = " \0 ".join(text.replace("\0", " ") for text in strings)
    return b" ".join(_parted(joined)).split(b"\0")


def _parted(text: str) -> Iterator[bytes]:
    """In pieces that begin with a space, so that lists of words stay short: they take 100 bytes a word."""
    start = 0
    while len(text) - start > _PIECE and (end := text.find(" ", start + _PIECE)) >= 0:
        yield _words(text[start:end])
        start = end
    yield _words(text[start:])


def _words(text: str) -> bytes:
    if text.isascii():
        return _without_punctuation(text.encode())
    from newscat.article.letters import fold_words, paired

    return paired(_without_punctuation(fold_words(text).encode()))


def _without_punctuation(folded: bytes) -> bytes:
    """With spaces in the place of what is no part of a word, and in lower case. Control characters stand for signs."""
    found = folded.translate(_LETTERS_AND_SIGNS)
    if has_plus := b"++" in found:
        found = _PLUS_BYTES.sub(b"\1 ", found)
    if b"#" in found:
        found = _SHARP_BYTES.sub(b"\2", found)
    if b" ." in found or b"+." in found or b"#." in found or found.startswith(b"."):
        found = _DOT_BYTES.sub(_dot, found)
    words = found.translate(_SIGNS_BACK)
    return words.replace(b"\1", b"++") if has_plus else words


def _dot(sign: re.Match[bytes]) -> bytes:
    beyond = sign[1]
    return b"\3" if beyond is None or _LETTER_FIRST.match(beyond.decode(errors="ignore")) else b" "


def _stand_in(sign: re.Match[str]) -> str:
    return _STAND_INS[sign[0]]


def tokens(text: str) -> Iterator[Token]:
    """The words of `analyze`, in order, with their places in `text`."""
    # Not strict: where a letter has marks of two scripts, NFKC moves them, and `spans` does not.
    for word, (start, end) in zip(analyze(text).split(), spans(text), strict=False):
        yield Token(word, start, end)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word of `analyze` starts and ends in `text`; several times as slow."""
    from newscat.article.letters import aligned

    folded, starts, ends = aligned(text)
    parted = _SIGN.sub(_stand_in, folded)
    for start, end in _parts(parted):
        yield starts[start], ends[end - 1 + (parted[end - 1] == "＋")]  # this one stands for two


def _parts(parted: str) -> Iterator[tuple[int, int]]:
    """Where the words of folded text start and end."""
    from newscat.article.letters import UNSPACED_RUN, compiled

    for word in _WORD.finditer(parted):
        done, stop = word.span()
        for run in compiled(UNSPACED_RUN).finditer(parted, done, stop) if not word[0].isascii() else ():
            if done < run.start():
                yield done, run.start()
            done = run.end()
            yield from ((at, min(at + 2, done)) for at in range(*run.span()))
        if done < stop:
            yield done, stop


def is_unspaced(text: str | None) -> bool:
    """Whether `text` has a character of a script without spaces between words."""
    if text is None or text.isascii():
        return False
    from newscat.article.letters import IS_UNSPACED, compiled

    return compiled(IS_UNSPACED).search(text) is not None


def normal_title(title: str) -> str | None:
    """`AI &amp; You – part 1!` as `ai you part 1`: its words, for comparison; None if there are none.

    An apostrophe does not separate words: `don't`, `don’t` and `dont` are equal.
    """
    return analyze(shown(title).replace("'", "").replace("’", "")) or None


def shown(text: str) -> str:
    """A string of front matter as a reader sees it: without entities, and without tags if it is HTML."""
    if "<" in text and _IS_HTML.search(text):
        return plain(text, "html").strip()
    if "&" in text:
        import html

        return html.unescape(text)
    return text


def format_of(path: str) -> str:
    """The format of the body of the file at `path`, for `plain`: markdown, mdx or html."""
    suffix = path.rpartition(".")[2].lower()
    return {"htm": "html", "html": "html", "mdx": "mdx"}.get(suffix, "markdown")


def plain(body: str, format: str = "markdown") -> str:
    """What a reader sees of a body: without tags, scripts, comments, addresses and shortcodes."""
    from newscat.article.plain import without_markup

    return without_markup(body, format)
