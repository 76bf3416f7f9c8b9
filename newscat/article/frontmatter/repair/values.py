"""How the value on one line was probably meant: spellings that YAML or TOML can read, the most likely first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

QUOTE = "Put the value in quotes"
_CLOSE_QUOTE = "Close the quote"
_CLOSE_BRACKET = "Close the bracket"


class Spelling(NamedTuple):
    """A way to write a value, and what was changed, as an imperative."""

    message: str
    text: str


# Opening and closing typographic quotes that someone's editor put in place of straight ones.
_TYPOGRAPHIC = {"“": "”“", "”": "”", "„": "“”", "‘": "’‘", "’": "’"}
# A plain string of YAML cannot begin with these; `-`, `?` and `:` only if a space follows.
_INDICATORS = "@`%&*!|>[]{},#\"'"
_VALID_ESCAPE = re.compile(r'\\(?:[0abtnvfre "/\\N_LP]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})')
_COMMENT = re.compile(r"\s#")
_QUOTED_ITEMS = re.compile(r"""(?:"[^"]*"|'[^']*')(?:\s*,\s*(?:"[^"]*"|'[^']*'))+\s*,?""")
_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"(?=\s*,|\s*$)|'(?:[^']|'')*'(?=\s*,|\s*$)|[^,]*)\s*(?:,|$)""")


def quoted(text: str) -> str:
    """`text` as a string in quotes for YAML, without escapes if possible."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def spellings(value: str) -> Iterator[Spelling]:
    """Ways to write the YAML value `value`, which has no whitespace around it."""
    first = value[:1]
    if first in _TYPOGRAPHIC and len(value) > 1 and value[-1] in _TYPOGRAPHIC[first]:
        yield Spelling("Replace the typographic quotes", quoted(value[1:-1]))
    if first in ('"', "'"):
        yield from _of_quoted(value)
    elif first == "[":
        yield from _of_list(value)
    elif first == "{" and not value.startswith("{{"):
        yield from _closed(value, "{", "}")
        yield Spelling(QUOTE, quoted(value))
    elif first in "|>" and first:
        yield Spelling(f"Remove the {first!r} before the text", _plain(value[1:].strip()))
        yield Spelling(QUOTE, quoted(value))
    elif value.startswith("- "):
        yield Spelling("Put the value in brackets", f"[{_plain(value[2:].strip())}]")
        yield Spelling(QUOTE, quoted(value))
    elif value:
        yield Spelling(QUOTE, quoted(value))
        if comment := _COMMENT.search(value):
            text = value[: comment.start()].rstrip()
            yield Spelling(QUOTE, quoted(text) + value[len(text) :])


def needs_quotes(text: str) -> bool:
    """Whether a plain string of YAML inside or outside brackets cannot be this text."""
    return text[:1] in _INDICATORS or text[:2] in {"- ", "? ", ": "} or bool(re.search(r":\s|:$|\s#", text))


def _plain(text: str) -> str:
    return quoted(text) if needs_quotes(text) else text


def _of_quoted(value: str) -> Iterator[Spelling]:
    quote = value[0]
    closing = _closing_quote(value)
    if closing is None or closing == len(value) - 1:
        if closing is None and not value.endswith(quote):
            end = value[-1] if value[-1] in "\"'" and len(value) > 2 else ""
            yield Spelling(_CLOSE_QUOTE, requoted(quote, value[1 : len(value) - len(end)]))
            if quote == "'" or '"' in value[1:]:
                yield Spelling(QUOTE, quoted(value))
        else:
            yield Spelling("Escape the backslash", requoted(quote, value[1:-1]))
        return
    rest = value[closing + 1 :].strip()
    if not rest.strip(",;" + quote):
        yield Spelling(f"Remove the {rest} after the value", value[: closing + 1])
    elif _QUOTED_ITEMS.fullmatch(value):
        yield Spelling("Put the list in brackets", f"[{value.rstrip(', ')}]")
    elif value[-1] == quote and (not value[closing - 1].strip() or value[closing + 1].isalnum()):
        yield Spelling("Escape the quotes inside the value", requoted(quote, value[1:-1]))
        return
    elif value[-1] == quote:  # it ends a word, as the second one in `"One" and "Two"`
        yield Spelling(QUOTE, quoted(value))
        yield Spelling("Escape the quotes inside the value", requoted(quote, value[1:-1]))
        return
    elif quote == "'" and value[closing - 1].isalnum() and value[closing + 1].isalnum():
        yield Spelling(QUOTE, quoted(value))
        yield Spelling(_CLOSE_QUOTE, requoted(quote, value[1:]))
        return
    elif comment := _COMMENT.search(value, closing):
        yield Spelling(QUOTE, quoted(value[: comment.start()].rstrip()) + value[comment.start() :])
    yield Spelling(QUOTE, quoted(value))
    yield Spelling("Move the closing quote to the end", requoted(quote, value[1:closing] + value[closing + 1 :]))


def _closing_quote(value: str) -> int | None:
    """The index of the quote that ends the string for a parser; None if it does not end."""
    pattern = r'"(?:[^"\\]|\\.)*"' if value[0] == '"' else r"'(?:[^']|'')*'"
    found = re.match(pattern, value)
    return found.end() - 1 if found else None


def requoted(quote: str, content: str) -> str:
    """What someone wrote between quotes, as one string; escapes that are valid keep their meaning."""
    if quote == "'":
        return quoted(content.replace("''", "'"))
    if not _VALID_ESCAPE.search(content.replace('\\"', "")):
        return quoted(content.replace('\\"', '"'))
    at, parts = 0, []
    while at < len(content):
        escape = _VALID_ESCAPE.match(content, at)
        parts.append(escape[0] if escape else {'"': '\\"', "\\": "\\\\"}.get(content[at], content[at]))
        at = escape.end() if escape else at + 1
    return '"' + "".join(parts) + '"'


def _of_list(value: str) -> Iterator[Spelling]:
    yield from _closed(value, "[", "]")
    if (text := value.rstrip(",; ")) != value and text.endswith("]"):
        yield Spelling(f"Remove the {value[len(text) :]} after the value", text)
    if value.endswith("]") and not value.startswith("[["):
        items = [_item(item) for item in _items(value[1:-1])]
        yield Spelling("Put the items in quotes", f"[{', '.join(items)}]")
    yield Spelling(QUOTE, quoted(value))


def _items(inner: str) -> list[str]:
    """The items of a list in brackets, as they are written."""
    found = [match[1].strip() for match in _ITEM.finditer(inner)]
    return [item for item in found if item]


def _item(item: str) -> str:
    quote = item[0]
    if quote in "\"'":
        if _closing_quote(item) == len(item) - 1:
            return item
        return requoted(quote, item[1:-1] if item[-1] == quote and len(item) > 1 else item[1:])
    if item[-1] in "\"'" and item.count(item[-1]) == 1:  # the opening quote is missing
        return requoted(item[-1], item[:-1])
    return _plain(item)


def _closed(value: str, opening: str, closing: str) -> Iterator[Spelling]:
    missing = value.count(opening) - value.count(closing)
    if missing > 0:
        yield Spelling(_CLOSE_BRACKET, value.rstrip(", ") + closing * missing)
        if value.endswith(closing):
            yield Spelling("Remove the second bracket", value[missing:])
    elif missing < 0 and value.endswith(closing * -missing):
        yield Spelling("Remove the second bracket", value[:missing])
