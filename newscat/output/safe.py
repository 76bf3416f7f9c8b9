"""Escape text from files, paths and arguments for a screen or a log.

Shown as visible escapes such as `\\x1b` and `\\u202e`: C0 controls, DEL and C1 (they drive a
terminal), bidirectional embeddings, overrides and isolates (they reorder what a person reads,
CVE-2021-42574), and lone surrogates (they cannot be encoded).
"""

import re
from functools import cache

_CLASS = r"\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNSAFE = rf"[\x00-\x08\x0b-\x1f{_CLASS}]"
# U+2028 and U+2029 end a line for some readers, Python's splitlines among them.
_UNSAFE_IN_LINE = rf"[\x00-\x1f\u2028\u2029{_CLASS}]"
_UNSAFE_IN_JSON = rf"[\u2028\u2029{_CLASS}]"
# Each takes 0.4 ms, and most answers are printable.
_compiled = cache(re.compile)
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    """`text` with every unsafe character escaped; line feeds and tabs stay."""
    # isprintable() is 10 times as fast as the search, and false for every unsafe character.
    return text if text.isprintable() else _compiled(_UNSAFE).sub(_escape, text)


def one_line(text: str) -> str:
    """`text` with line feeds and tabs escaped too: a cell, a path, a message."""
    return text if text.isprintable() else _compiled(_UNSAFE_IN_LINE).sub(_escape, text)


def reversible(text: str) -> str:
    """`one_line` of an id, from which `unescaped` gives the id back: backslashes are doubled where they could be
    taken for those of escapes."""
    if text.isprintable() and "\\" not in text:
        return text
    shown = one_line(text)
    if shown == text == unescaped(text):
        return text
    return one_line(text.replace("\\", r"\\"))


def unescaped(text: str) -> str:
    """What `text` stands for if it is an id as it is printed."""
    return _ESCAPED.sub(_unescape, text) if "\\" in text else text


def in_json(encoded: str) -> str:
    """JSON text as json.dumps wrote it (C0 is escaped already), with the rest as `\\uXXXX`.

    A lone surrogate becomes the *text* `\\udc80`: strict parsers refuse its escape.
    """
    return encoded if encoded.isprintable() else _compiled(_UNSAFE_IN_JSON).sub(_json_escape, encoded)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _NAMED.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


_ESCAPED = re.compile(r"\\(?:([\\nrt])|x([0-9a-f]{2})|u([0-9a-f]{4}))")
_LETTERS = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def _unescape(match: re.Match[str]) -> str:
    letter, short, long = match.groups()
    return _LETTERS[letter] if letter else chr(int(short or long, 16))


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\\\u{code:04x}" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"
