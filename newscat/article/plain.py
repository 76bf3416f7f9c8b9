"""The text of Markdown and HTML, as `article.text.plain` gives it.

A parser of CommonMark takes 1.4 s for a million characters, and these patterns 0.05: enough for all bodies of a
catalogue. `article.markup`, which lays out one body for the screen, uses the parser. Each pattern begins with a rare
character, which `re` skips to, and takes linear time for any input.
"""

import html
import re

_CODE = re.compile(
    r"\n[ \t>]*(?P<fence>`{3,}|~{3,})[^\n`]*(?P<block>(?:\n|\Z)(?s:.*?))(?:\n[ \t>]*(?P=fence)[`~]*[ \t]*(?=\n)|\Z)"
    r"|`(?P<inline>`*[^`]{1,2000}`)`*"
    r"|\n\n(?P<indented>(?:(?: {4}|\t)[^\n]*\n+)+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
)
_KEPT = re.compile("\ue000(\\d+)\ue001")
_LIST_OR_INDENTED = re.compile(r"[ \t]+\S|[-*+>] |\d+[.)] ")

# What is never shown, with its contents.
_SILENT = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|template|title)\b[^<>]*>(?:[^<]++|<(?!\1\b))*?</\1\s*>"
    r"|\{\{[^{}]{0,2000}\}\}|\{%[^{}]{0,2000}%\}|\{/\*[^{}]{0,2000}\*/\}",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(
    r"</?([a-z][\w.-]*+)(?:\s(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+|/)?>|<[!?][a-z][^<>]*+>", re.IGNORECASE
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
))  # fmt: skip
_TARGET = r"""\(\s*(?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?\s*\)"""
_LINK = re.compile(rf"\[([^\[\]]*)\](?:{_TARGET}|\[[^\[\]\n]*\])")
_DEFINITION = re.compile(r"\n {0,3}\[[^\[\]\n^][^\[\]\n]*\]:[ \t]*\n?[ \t]*\S[^\n]*")
_MODULE = re.compile(
    r"\n(?:import\s[^\n]*?['\"][^'\"\n]+['\"];?|export\s+(?:const|let|default|function)\b[^\n]*)[ \t]*(?=\n)"
)
_LINE = re.compile(
    r"\n[ \t]*(?:(?:[-*_][ \t]*){3,}(?=\n)|[=|:+ \t-]+(?=\n)"  # a rule, the line below a heading, that of a table
    r"|(?:>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,9}[.)][ \t]+|#{1,6}[ \t]+)+)"
)
_EMPHASIS = re.compile(r"([*_~])(?<!\w_)(\1{0,2})(?=\S)([^*_~]*+)(?<=\S)\1\2(?:(?<!_)|(?!\w))")


def without_markup(body: str, format: str = "markdown") -> str:
    """What a reader sees of `body`: without tags, styles, scripts, comments, addresses of links and shortcodes, and
    with code and the descriptions of images. `format` is markdown or html."""
    if format == "html":
        return _without_html(body)
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        """Code is not Markdown: put a number in its place."""
        if found["indented"] and _continues_a_list(found.string, found.start()):
            return found[0]
        kept.append(found["escaped"] or (found["inline"] or "").strip("`") or found["block"] or found["indented"] or "")
        return f"\n\ue000{len(kept) - 1}\ue001" if found[0][0] == "\n" else f"\ue000{len(kept) - 1}\ue001"

    # Each line begins with a newline, as the patterns do.
    text = _without_html(_CODE.sub(keep, "\n" + body.replace("\r\n", "\n") + "\n"))
    text = _LINE.sub("\n", _DEFINITION.sub("", _MODULE.sub("", text))).replace("![", "[")
    for _ in range(2):  # an image in a link, emphasis in emphasis
        text = _EMPHASIS.sub(lambda found: found[3], _LINK.sub(lambda found: found[1], text))
    return _KEPT.sub(lambda number: kept[int(number[1])], text).strip("\n")


def _without_html(text: str) -> str:
    text = _TAG.sub(_shown, _SILENT.sub("", text))
    return html.unescape(text) if "&" in text else text


def _shown(tag: re.Match[str]) -> str:
    """What is seen of a tag: nothing, the text of an image, or a line's end."""
    if tag[1] and tag[1].lower() == "img":
        alt = _ALT.search(tag[0])
        return (alt[1] or alt[2] or "") if alt else ""
    return "" if tag[1] and tag[1].lower() in _INLINE else "\n"


def _continues_a_list(text: str, at: int) -> bool:
    """Whether the line before the blank line at `at` is of a list, where an indented line is no code."""
    before = text[max(0, at - 2000) : at].rstrip()
    return _LIST_OR_INDENTED.match(before, before.rfind("\n") + 1) is not None
