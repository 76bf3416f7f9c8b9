"""Limits on TOML and JSON that are checked before parsing: depth, nodes, digits."""

import re

from newscat.article.frontmatter.faults import MAX_DEPTH, Fault, FrontMatterError, Limits, too_deep, too_many
from newscat.article.frontmatter.fences import Parts, position

# An unclosed string extends to the end of the source, as it does for a parser.
_JSON_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*+"?)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<bare>[^\s,:\[\]{}"]+)""", re.DOTALL
)
_TOML_TOKEN = re.compile(
    r"""\#[^\r\n]*+
    |(?P<string>"{3}(?:[^\\]|\\.)*?(?:"{3,5}|\Z)|"(?:[^"\\\r\n]|\\.)*+"?|'{3}.*?(?:'{3,5}|\Z)|'[^'\r\n]*+'?)
    |(?P<open>[\[{])|(?P<close>[\]}])|(?P<dot>\.)|(?P<bare>[^\s,\[\]{}=."'\#]+)""",
    re.DOTALL | re.VERBOSE,
)
_TOKENS = {"json": _JSON_TOKEN, "toml": _TOML_TOKEN}
# Python cannot convert an integer of more than 4,300 digits to a string, so printing the article would fail.
_MOST_DIGITS = 3500
_DIGITS = re.compile(r"[+-]?(?:0[xob])?[0-9A-Fa-f_]+")


def check_tokens(parts: Parts, text: str, limits: Limits) -> None:
    """Raise FrontMatterError at the first token of `text` that exceeds a limit on depth, nodes or digits.

    TOML is checked to its end, JSON up to its outermost closing brace. A dotted key of more than MAX_DEPTH parts is
    too deep: tomllib takes seconds for a thousand parts, and hours for more.
    """
    depth = dots = start = 0
    count = -1 if parts.format == "json" else 0  # the root does not count
    after_dot = False
    for found in _TOKENS[parts.format].finditer(text):
        kind = found.lastgroup
        if kind == "close":
            depth -= 1
            if parts.format == "json" and depth <= 0:
                return
        elif kind == "dot":
            dots, after_dot = dots + 1, True
            if dots >= MAX_DEPTH:
                raise FrontMatterError(too_deep(MAX_DEPTH, *position(text, start, parts.line)))
        elif kind is not None:
            if not after_dot:
                dots, start = 0, found.start()
            count += 1
            depth += kind == "open"
            if count > limits.nodes or depth > MAX_DEPTH:
                place = position(text, found.start(), parts.line)
                many = count > limits.nodes
                raise FrontMatterError(too_many(limits.nodes, *place) if many else too_deep(MAX_DEPTH, *place))
            if kind == "bare" and not after_dot:
                _refuse_long_integer(parts, text, found)
            after_dot = False


def _refuse_long_integer(parts: Parts, text: str, found: re.Match[str]) -> None:
    """Raise FrontMatterError for a long integer that is neither a key nor the start of a fraction."""
    token = found[0]
    if len(token) <= _MOST_DIGITS or not _DIGITS.fullmatch(token):
        return
    if text[found.end() : found.end() + 100].lstrip(" \t")[:1] not in {"=", ":", "."}:
        message = f"an integer of {len(token):,} digits"
        raise FrontMatterError(Fault("invalid-value", message, *position(text, found.start(), parts.line)))
