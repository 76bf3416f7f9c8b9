"""Text for comparing: folding, titles, scripts without spaces."""

import re

# Scripts without blanks between words, and Hangul, whose particles are written on to the word: Thai, Lao,
# Myanmar, Khmer, Hangul, Han, Kana, Bopomofo. unicode61 takes a whole run of them for one word.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3038-\u303b\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def is_unspaced(text: str | None) -> bool:
    """Whether there is anything in a script without blanks."""
    return text is not None and not text.isascii() and _UNSPACED.search(text) is not None


def folded(text: str) -> str:
    """`text` for comparing without regard to case: an accent is one with its letter, as macOS's is not."""
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    return normalize("NFC", text.casefold())


_NO_WORD = re.compile(r"[\W_]+")


def normal_title(title: str) -> str | None:
    """`AI &amp; You – part 1!` as `ai you part 1`: words alone, case-folded; None where there is no word.

    HTML entities are decoded first, and compatibility characters (NFKC) are what they stand for.
    """
    if "&" in title:
        import html

        title = html.unescape(title)
    if not title.isascii():
        from unicodedata import normalize

        title = normalize("NFKC", normalize("NFKC", title).casefold()).replace("’", "'")
    # An apostrophe does not part a word: `don't`, `don’t` and `dont` are one.
    return _NO_WORD.sub(" ", title.replace("'", "").casefold()).strip() or None
