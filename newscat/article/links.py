"""The links in a body: Markdown, HTML, `[[wikilinks]]`, and the references of Hugo and Jekyll."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A body without any of these has no link.
_SIGN = re.compile(rb"\]\(|\]:|\[\[|href|ref\s|\{%", re.IGNORECASE)
# Not links: blocks and spans of code, and comments. A block without an end goes to the end of the body.
_CODE = re.compile(
    r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^ {0,3}\1[`~]*[ \t\r]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<!`)(`{1,2})(?!`)[^`\n]+\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
# An address in parentheses can itself have a pair of them.
_LINK = re.compile(
    r"\]\(\s*(?:<([^<>\n]+)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))"
    r"|^ {0,3}\[[^\[\]\n]+\]:[ \t]*<?([^\s<>]+)"
    r"|<a\s[^<>]*?href\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))",
    re.MULTILINE | re.IGNORECASE,
)
_WIKILINK = re.compile(r"\[\[([^\[\]\n|#\\]+)[^\[\]\n]*\]\]")
_REFERENCE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?(?:\"([^\"\n]*)\"|`([^`\n]*)`|([^\s\"`%>]+))"
    r"|\{%-?\s*(?:post_url|link)\s+([^\s%]+)"
)


class Link(NamedTuple):
    """A link: `kind` is link, wikilink or ref, and `target` as it is written, without title and alias."""

    kind: str
    target: str


def may_link(data: bytes) -> bool:
    """Whether the file with these bytes can have a link: most need not be parsed."""
    return _SIGN.search(data) is not None


def links(body: str) -> Iterator[Link]:
    """The links of a body, kind by kind; also those of images."""
    text = _CODE.sub(" ", body) if "`" in body or "~~~" in body or "<!--" in body else body
    for kind, pattern in (("link", _LINK), ("wikilink", _WIKILINK), ("ref", _REFERENCE)):
        for found in pattern.finditer(text):
            target = (found[found.lastindex or 0] or "").strip()
            if target and not target.startswith(("{", "#")):
                yield Link(kind, target)
