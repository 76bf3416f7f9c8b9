"""Normalise text for comparison: case folding, titles, scripts without spaces."""

import re

# Scripts without spaces between words, and Hangul, which attaches particles to words: Thai, Lao, Myanmar, Khmer,
# Hangul, Han, Kana, Bopomofo. SQLite's unicode61 tokenizer treats a whole run of them as one word.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3038-\u303b\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def is_unspaced(text: str | None) -> bool:
    """Whether `text` contains a script without spaces between words."""
    return text is not None and not text.isascii() and _UNSPACED.search(text) is not None


def folded(text: str) -> str:
    """`text` for case-insensitive comparison. Accents are composed (NFC): macOS decomposes them."""
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    return normalize("NFC", text.casefold())


_NO_WORD = re.compile(r"[\W_]+")


def normal_title(title: str) -> str | None:
    """`AI &amp; You – part 1!` as `ai you part 1`: only the words, case-folded; None if there are none.

    HTML entities are decoded and compatibility characters replaced (NFKC) first.
    """
    if "&" in title:
        import html

        title = html.unescape(title)
    if not title.isascii():
        from unicodedata import normalize

        title = normalize("NFKC", normalize("NFKC", title).casefold()).replace("’", "'")
    # An apostrophe does not separate words: `don't`, `don’t` and `dont` are equal.
    return _NO_WORD.sub(" ", title.replace("'", "").casefold()).strip() or None
