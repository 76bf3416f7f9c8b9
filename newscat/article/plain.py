"""The text of Markdown and HTML, as `article.text.plain` gives it.

A parser of CommonMark takes 1.4 s for a million characters, and these patterns 0.05: enough for all bodies of a
catalogue. `article.markup`, which lays out one body for the screen, uses the parser, after `without_templates`. Each
pattern begins with a rare character, which `re` skips to, and takes linear time for any input: what has no end is
given up after a fixed length, or at its next beginning.
"""

import html
import re
from operator import itemgetter

from newscat.article.values import ENTITY

# --- code, in which nothing else is markup ----------------------------------------------------------------------------

_CODE_OR_ESCAPED = r"""
    \n (?= [ \t>*+\d`~-] )                            # most lines begin with a letter: fail at once
    [ \t>]* (?: [-*+][ \t]+ | \d{1,9}[.)][ \t]+ )?  # in a quotation, behind the sign of an item
    (?P<fence> `{3,}+ | ~{3,}+ ) [^\n`]*+              # https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    (?P<block> (?: \n | \Z ) (?: [^\n]++ | \n (?! [ \t>]* (?P=fence) [`~]* [ \t]* \n ) )*+ )
    (?: \n [ \t>]* (?P=fence) [`~]* [ \t]* (?= \n ) | \Z )
  | ` (?<!``) (?P<inline> `*+ [^`]{1,2000} ` ) `*             # #code-spans
  | \\ (?P<escaped> [!-/:-@\[-`{-~] )                  # #backslash-escapes
"""
_INDENTED = r"""
  | \n [ \t]*+ \n (?P<indented> (?: [ ]{4} | \t ) [^\n]* (?: \n++ (?: [ ]{4} | \t ) [^\n]* )* )  # #indented-code-blocks
"""
_CODE = re.compile(_CODE_OR_ESCAPED + _INDENTED, re.VERBOSE)
# https://mdxjs.com/docs/what-is-mdx: "Indented code does not work in MDX".
_MDX_CODE = re.compile(_CODE_OR_ESCAPED + r"| \\ (?!) (?P<indented> )", re.VERBOSE)
# Without any of these, there is no code: to look for them takes a fifth of the time.
_OF_CODE = ("`", "\\", "~", "\t", "\n    ")
_ITEM = re.compile(r"[ \t]*(?:[-*+>]|\d+[.)])\s")
_NUMBER = re.compile("\0(\\d+)\0")

# --- what the generator of a site removes from Markdown before a reader sees it ---------------------------------------

_TEMPLATE = re.compile(
    r"""\{ (?:
        \{ (?: [^{}] | \{(?!\{) | \}(?!\}) ){0,2000} \}\}\}?    # {{< x >}}, {{ x }}: Hugo, Liquid, Jinja, Vue
      | % (?: [^%{] | %(?!\}) | \{(?![%{]) ){0,2000} %\}         # {% x %}: Liquid, Jinja
      | \# [^{}]{0,2000} \#\}                                   # {# comment #}: Jinja
      | /\* (?: [^*{] | \*(?!/) | \{(?!/) ){0,2000} \*/\}       # {/* comment */}: MDX
      | (?: :(?=[\s.#:]) | [#.](?=\w) ) [^{}\n]{1,200} \}       # {: .x}, {#x}, {.x}: kramdown, Pandoc
    ) [ \t]*""",
    re.VERBOSE,
)
# Whole lines: JavaScript of MDX, and comments of Obsidian (https://help.obsidian.md/syntax).
_MODULE = re.compile(
    r"""\n (?:
        import \s (?: [^;'"]{0,500}? \s from \s+ )? ['"] [^'"\n]+ ['"] ;?
      | %% (?!%) (?: [^%] | %(?!%) ){1,2000} %%
    ) [ \t]* (?= \n )""",
    re.VERBOSE,
)
_EXPORT = re.compile(r"\nexport\s+(?:const|let|default|function)\b[^\n]*(?:\n[^\n]+)*")  # of MDX, to a blank line
# :::note[Title]: Docusaurus, Starlight, VitePress. Its title is a paragraph.
_DIRECTIVE = re.compile(r"\n([ \t]*):{3,}[ \t]*[\w-]*(?:\[([^\[\]\n]*)\])?")
# A quoted value does not go beyond its paragraph; one in braces may have braces in it.
_QUOTED = r"\"[^\"\n]*+(?:\n(?!\n)[^\"\n]*+)*+\"|'[^'\n]*+(?:\n(?!\n)[^'\n]*+)*+'"
_BRACED = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_ATTRIBUTES = rf"(?:\s(?:[^<>\"'{{]++|{_QUOTED}|{_BRACED}|\{{)*+|/)?"
_COMPONENT = re.compile(rf"</?[A-Z][\w.]*+{_ATTRIBUTES}>[ \t]*")
# [[Page|text]]: https://help.obsidian.md/links. Other links of its kind have no text of their own.
_WIKI_LINK = re.compile(r"\[\[(?<!!..)([^\[\]<>|\n]{1,200})\|([^\[\]|\n]{1,200})\]\](?![(\[])")

# --- HTML -------------------------------------------------------------------------------------------------------------

# What is never shown, with its contents.
_SILENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|title)\b[^<>]*>(?:[^<]++|<(?!\1\b))*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
# https://spec.commonmark.org/0.31.2/#raw-html: Markdown shows other names, such as <o:p> or <stdio.h>.
_TAG = re.compile(rf"</?([a-z][a-z0-9-]*+){_ATTRIBUTES}>|<[!?][a-z][^<>]*+>", re.IGNORECASE)
_XML_TAG = re.compile(rf"</?[a-z][\w.-]*+:[\w.-]++{_ATTRIBUTES}>", re.IGNORECASE)
# The attribute that describes an image or a player.
_DESCRIPTIONS = {"img": "alt", **dict.fromkeys(("audio", "embed", "iframe", "video"), "title")}
_DESCRIPTION = re.compile(r"\s(alt|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
))  # fmt: skip
"""Elements that can be inside a word. All others part words."""
_ENTITY = re.compile(ENTITY)

# --- Markdown ---------------------------------------------------------------------------------------------------------

# (address "title"): #inline-link; [text][label]: #reference-link; [label]: address: #link-reference-definitions
_TITLE = r"\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)"
_TARGET = rf"\(\s*+(?:<[^<>\n]*>|[^\s()]*+(?:\([^\s()]*\)[^\s()]*+)*+)(?:\s++(?:{_TITLE}))?\s*+\)"
_LINK = re.compile(rf"\[((?:[^\[\]]++|\[[^\[\]]*\])*+)\]{_TARGET}")
_REFERENCE = re.compile(r"\[([^\[\]]*)\]\[[^\[\]\n]*\]")
_DEFINITION = re.compile(r"\n {0,3}\[[^\[\]\n^][^\[\]\n]*\]:[ \t]*\n?[ \t]*\S[^\n]*")
# A note that is only an address would be a definition, which is not shown.
_FOOTNOTE = re.compile(r"\n( {0,3})(?=\[\^[^\[\]\n]+\]:)")
_ITEMS = r"(?: >[ \t]? | [-*+][ \t]+ (?: \[[ xX]\][ \t]+ )? | \d{1,9}[.)][ \t]+ )++"  # quotation, list, task list
_LINE = re.compile(
    rf"""\n [ \t]*+ (?= [-*_=|:+>\d\#] ) (?:
        (?: [-*_][ \t]*+ ){{3,}}+ (?= \n ) | [=|:+ \t-]++ (?= \n )  # a rule, the line below a heading, that of a table
      | {_ITEMS} (?: \#{{1,6}}[ \t]+ )? | \#{{1,6}}[ \t]+         # 1. of a list is not shown, that of ## 1. is
    )""",
    re.VERBOSE,
)
# *x*, **x**, _x_, ~~x~~; not ~x~, and not the inside of snake_case_names.
_EMPHASIS = re.compile(r"([*_~])(?<!\w_)(?:(?<!~)|(?=~))(\1{0,2})(?=\S)([^*_~]*+)(?<=\S)\1\2(?:(?<!_)|(?!\w))")


def without_markup(body: str, format: str = "markdown") -> str:
    """What a reader sees of `body`: without tags, styles, scripts, comments, addresses of links and shortcodes, and
    with code and the descriptions of images."""
    if not body:
        return ""
    if format == "html":
        return html.unescape(_without_tags(_XML_TAG.sub(_gap, _without_templates(body, format))))
    text, code = _set_aside(body, format)
    text = _without_tags(_without_templates(text, format))
    if "&" in text:
        text = _ENTITY.sub(_unescaped, text)
    definitions = 0
    if "[" in text:
        text, definitions = _DEFINITION.subn("", _WIKI_LINK.sub(itemgetter(2), text))
    text = _LINE.sub("\n", text).replace("![", " [")  # an image is no part of a word
    for _ in range(2):  # an image in a link, emphasis in emphasis
        before = text
        if "](" in text:
            text = _LINK.sub(itemgetter(1), text)
        if definitions:
            text = _REFERENCE.sub(itemgetter(1), text)
        if "*" in text or "_" in text or "~" in text:
            text = _EMPHASIS.sub(itemgetter(3), text)
        if text == before:
            break
    text = _NUMBER.sub(lambda number: _content(code[int(number[1])]), text) if code else text
    return text.strip("\n")


def without_templates(body: str, format: str = "markdown") -> str:
    """`body` as the generator of its site gives it to a parser of Markdown: without shortcodes, modules and
    components, except in code."""
    if format == "html":
        return _without_templates(body, format)
    text, code = _set_aside(body, format)
    text = _WIKI_LINK.sub(r"[\2](<\1>)", _without_templates(text, format))
    text = _FOOTNOTE.sub(r"\n\1\\", text)
    text = _NUMBER.sub(lambda number: code[int(number[1])][0].removeprefix("\n"), text)
    return text[2:-1]  # without the newlines of _set_aside


def _set_aside(body: str, format: str) -> tuple[str, list[re.Match[str]]]:
    """`body` with a number in the place of all code, which is returned. Each line begins with a newline, as the
    patterns do."""
    code: list[re.Match[str]] = []
    looked, in_list = 0, False

    def number(found: re.Match[str]) -> str:
        nonlocal looked, in_list
        if found[0][0] != "\n":
            code.append(found)
            return f"\0{len(code) - 1}\0"
        if found["indented"]:
            lines = found.string[looked : found.start()].split("\n")
            looked = found.start()
            # In an item of a list, an indented line is no code. Lines that are indented themselves change nothing.
            last = next((line for line in reversed(lines) if _ITEM.match(line) or line[:1].strip()), None)
            in_list = in_list if last is None else _ITEM.match(last) is not None
            if in_list:
                return _MDX_CODE.sub(number, found[0])
        code.append(found)
        return f"\n\0{len(code) - 1}\0"

    # https://spec.commonmark.org/0.31.2/#insecure-characters
    text = body.replace("\0", "\ufffd") if "\0" in body else body
    text = text.replace("\r\n", "\n") if "\r" in text else text
    text = f"\n\n{text}\n"
    if not any(sign in text for sign in _OF_CODE):
        return text, code
    return (_MDX_CODE if format == "mdx" else _CODE).sub(number, text), code


def _content(code: re.Match[str]) -> str:
    return code["escaped"] or (code["inline"] or "").strip("`") or code["block"] or code["indented"] or ""


def _without_templates(text: str, format: str) -> str:
    if "{" in text:
        text = _TEMPLATE.sub(_gap, text)
    if format == "mdx":
        text = _EXPORT.sub("", text)
    if "\nimport" in text or "\n%%" in text:
        text = _MODULE.sub("", text)
    if ":::" in text:
        text = _DIRECTIVE.sub(r"\n\1\2\n", text)
    return _COMPONENT.sub(_gap, text) if "<" in text else text


def _gap(removed: re.Match[str]) -> str:
    """What remains: an address of a link, else what parts the words beside it."""
    start, end = removed.span()
    before, after = removed.string[start - 1 : start], removed.string[end : end + 1]
    if removed.string[start - 2 : start] == "](":
        return "# " if removed[0][-1] in " \t" else "#"
    return " " if before.strip() and after.strip() else ""


def _without_tags(text: str) -> str:
    return _TAG.sub(_shown, _SILENT.sub("", text)) if "<" in text else text


def _shown(tag: re.Match[str]) -> str:
    """What is seen of a tag: nothing, the description of an image, or a line's end."""
    name = (tag[1] or "").lower()
    shown = "" if name in INLINE else "\n"
    if attribute := _DESCRIPTIONS.get(name):
        for found in _DESCRIPTION.finditer(tag[0]):
            if found[1].lower() == attribute:
                return f"{shown} {found[2] or found[3] or found[4] or ''} "
    return shown


def _unescaped(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])
