"""NC047 to NC052: valid YAML that does not mean what its author meant, or that programs read differently."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from newscat.article.field_table import FieldTable
from newscat.article.finding import Severity
from newscat.rules.engine import Article, Family, Match
from newscat.rules.fixes import Rewrite
from newscat.rules.pages import sources
from newscat.rules.wording import quoted, where

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter

Path = tuple[Any, ...]

_MISREAD = Family()
# A field with a plain string or nothing, and in it the beginning of a comment.
_PLAIN = re.compile(r"(?:^|(?<=[\r\n]))([\w.-]+):([ \t]+(?![\"'\[{|>&*!])[^ \t\r\n][^\r\n]*)")
_HASH = re.compile(r"[ \t](?=#)")
_WORDS = frozenset(each for word in ("yes", "no", "on", "off") for each in (word, word.title(), word.upper()))
_SIXTIETHS = re.compile(r"[1-9]\d*(?::[0-5]?\d)+", re.ASCII)
_ZERO = re.compile(r": 0\d")
_OCTAL = re.compile(r"[-+]?0\d+", re.ASCII)
# A line inside a plain value that begins like a list item.
_ITEM_WORD = re.compile(r"\n +- +([^ \r\n]*)")
_ITEM = re.compile(r"\n *- ([^\r\n]*)")
_QUOTES = {"\u201c": "\u201d", "\u201e": "\u201c\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb"}
_FIRST = frozenset("123456789").union(_QUOTES)
_INVISIBLE = "\xa0\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


@_MISREAD.scan
def scan(article: Article) -> Iterator[Match]:
    front, record = article.front, article.record
    if front is None or record is None or front.format != "yaml":
        return
    source, fields = front.source, front.fields
    if "#" in source and " #" in source:  # two characters take ten times as long to find as one
        yield from _comments(front, record.table)
    if not source.isascii() and any(each in source for each in _INVISIBLE):
        yield from _keys(fields, ())
    strings = [each for each in _flat(fields) if type(each) is str]
    if " - " in "\n".join(strings):
        yield from _items(front)
    has_octal = ": 0" in source and _ZERO.search(source) is not None
    # Few strings are such a word, or begin like a time or a quotation: to visit each value takes 8 µs.
    if has_octal or not (_WORDS.isdisjoint(strings) and _FIRST.isdisjoint([each[:1] for each in strings])):
        yield from _values(front, record.table, has_octal=has_octal)


def _values(front: "FrontMatter", table: FieldTable, *, has_octal: bool) -> Iterator[Match]:
    for path, each in _each(front.fields):
        if type(each) is str:
            if each in _WORDS or (each[:1].isdecimal() and _SIXTIETHS.fullmatch(each)):
                yield from _ambiguous(front, path, table)
            elif each[:1] in _QUOTES and each[-1] in _QUOTES[each[0]] and each[0] not in each[1:]:
                yield from _typographic(front, path, each)
        elif has_octal and type(each) is int:
            yield from _ambiguous(front, path, table)


def _each(fields: Mapping[Any, Any]) -> Iterator[tuple[Path, Any]]:
    """The values of fields, and the items of lists in place of these."""
    for name, value in fields.items():
        if type(value) is list:
            yield from (((name, at), each) for at, each in enumerate(value))
        else:
            yield (name,), value


def _items(front: "FrontMatter") -> Iterator[Match]:
    words = set(_ITEM_WORD.findall(front.source))
    for path, each in _each(front.fields) if words else ():
        is_near = type(each) is str and not words.isdisjoint(part.partition(" ")[0] for part in each.split(" - ")[1:])
        span = front.scalar(*path) if is_near else None
        if span is not None and span.style == "plain" and (found := _ITEM.search(front.source, span.start, span.end)):
            yield item_in_text(path, found[1])


def _flat(fields: Mapping[Any, Any]) -> list[Any]:
    """The values of fields, and then the items of lists among them."""
    values = [*fields.values()]
    for each in [value for value in values if type(value) is list]:
        values += each
    return values


@cache
def _names(table: FieldTable) -> frozenset[str]:
    """The names of first-class fields in front matter."""
    return frozenset(name for field in table.by_name.values() for name in field.sources)


def _comments(front: "FrontMatter", table: FieldTable) -> Iterator[Match]:
    for found in _PLAIN.finditer(front.source):
        name, text = found[1], found[2]
        value = front.fields.get(name)
        if name not in _names(table) or not (sign := _HASH.search(text)):
            continue
        comment = text[sign.end() :]
        # `tags: #one` is a mistake, `tags: # none yet` a comment.
        if (type(value) is str and name in sources(table).texts) or (value is None and comment[1:2].isalnum()):
            yield text_after_hash((name,), comment)


def _keys(value: Any, path: Path) -> Iterator[Match]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if type(key) is str and (found := next((one for one in key if one in _INVISIBLE), None)):
                yield invisible_in_key((*path, key), found)
            yield from _keys(each, (*path, key))
    elif type(value) is list:
        for at, each in enumerate(value):
            yield from _keys(each, (*path, at))


def _typographic(front: "FrontMatter", path: Path, value: str) -> Iterator[Match]:
    span = front.scalar(*path)
    if span is not None and span.style == "plain":
        yield typographic_quotes(path, value)


def _ambiguous(front: "FrontMatter", path: Path, table: FieldTable) -> Iterator[Match]:
    span = front.scalar(*path)
    written = front.source[span.start : span.end] if span is not None and span.style == "plain" else ""
    word = written.lower()
    if word in _WORDS:
        if path[0] in ("draft", "published"):
            return  # another rule wants true or false there
        old = "true" if word in ("yes", "on") else "false"
        new = f"the string {written!r}"
    elif _SIXTIETHS.fullmatch(written):
        old, new = "a number in base 60", f"the string {written!r}"
    elif _OCTAL.fullmatch(written):
        old, new = "a number in base 8", f"the number {int(written)}"
    else:
        return
    severity = Severity.WARNING if path[0] in _names(table) else Severity.INFO
    yield ambiguous_value(path, written, old, new)._replace(severity=severity)


@_MISREAD.rule("NC047", Severity.WARNING)
def text_after_hash(path: Path, comment: str) -> Match:
    """A value is cut off at a `#`.

    ## What it does
    Reports a title or summary without quotes that is followed by ` #` and more text, and fields such as `tags` of which
    nothing is left but `#word`.

    ## Why is this bad?
    In YAML, everything after ` #` is a comment. The rest of the text is lost without an error.

    ## Example
    ```yaml
    ---
    title: Release notes #2
    ---
    ```

    Use instead:
    ```yaml
    ---
    title: "Release notes #2"
    ---
    ```
    """
    return Match(path, f"{where(path)} ends before {quoted(comment)}, which is a comment; put the value in quotes")


@_MISREAD.rule("NC048", Severity.WARNING)
def typographic_quotes(path: Path, value: str) -> Match:
    """A value is in typographic quotes.

    ## What it does
    Reports values that begin and end with quotes such as `“` and `”`.

    ## Why is this bad?
    To YAML, only `"` and `'` are quotes. These ones are part of the text, and are shown.

    ## Example
    ```yaml
    ---
    title: “One”
    ---
    ```

    Use instead:
    ```yaml
    ---
    title: "One"
    ---
    ```

    ## Fix
    Removes the quotes. Unsafe, because the text can be a quotation.
    """
    message = f"{where(path)} is in the typographic quotes {value[0]}{value[-1]}, which are part of its text"
    return Match(path, message, fix=Rewrite(path, value[1:-1], "Remove the quotes", safe=False))


@_MISREAD.rule("NC049", Severity.WARNING)
def invisible_in_key(path: Path, character: str) -> Match:
    """The name of a field contains an invisible character.

    ## What it does
    Reports names with a no-break space, a zero-width space, a byte-order mark and the like.

    ## Why is this bad?
    The name looks like another one, but no program finds the field.

    ## Example
    A field `title` that begins with U+FEFF.

    Use instead:
    ```yaml
    title: One
    ```
    """
    name = path[-1]
    return Match(path, f"the name {name!a} contains the invisible character U+{ord(character):04X}", at_key=True)


@_MISREAD.rule("NC051", Severity.INFO)
def ambiguous_value(path: Path, written: str, old: str, new: str) -> Match:
    """Programs read a value differently.

    ## What it does
    Reports `yes`, `no`, `on`, `off`, numbers such as `012` and times such as `12:30:45` without quotes. It is a warning
    in the fields that newscat knows, and an info in others.

    ## Why is this bad?
    YAML 1.1 and YAML 1.2 give them different meanings, and programs use either. newscat follows YAML 1.2.

    ## Example
    ```yaml
    ---
    language: no
    ---
    ```

    Use instead:
    ```yaml
    ---
    language: "no"
    ---
    ```
    """
    return Match(
        path, f"{where(path)} is {written}: {new} in YAML 1.2, {old} in YAML 1.1; put it in quotes or rewrite it"
    )


@_MISREAD.rule("NC052", Severity.WARNING)
def item_in_text(path: Path, item: str) -> Match:
    """A list item is read as a part of the value above it.

    ## What it does
    Reports values without quotes that go on in a line which begins with a dash, because it is indented more.

    ## Why is this bad?
    Two items silently become one, such as the topic `news - sports`.

    ## Example
    ```yaml
    ---
    tags:
    - news
     - sports
    ---
    ```

    Use instead:
    ```yaml
    ---
    tags:
    - news
    - sports
    ---
    ```
    """
    return Match(path, f"{where(path)} includes the line {quoted('- ' + item)}; indent it like the other items")
