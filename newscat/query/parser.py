"""The query language: a text to a tree of what was written. docs/query.md has its grammar.

What the fields and values mean is for `query.resolve`; here is only how a query is put together.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, NoReturn

from newscat.errors import QueryError
from newscat.query.operators import CONTAINS, MATCHES, OPERATORS, Operator


class Text(NamedTuple):
    """A word, several in a row, or (`prefix`) how a word begins, somewhere in the record's text.

    `phrase`: it was quoted, so the words are meant as they stand.
    """

    text: str
    prefix: bool = False
    phrase: bool = False


class Compare(NamedTuple):
    """`field:value` as it was written. `at` and `value_at` are where field and value begin (0-based)."""

    field: str
    operator: Operator
    value: str
    quoted: bool = False
    at: int = 0
    value_at: int = 0


class Saved(NamedTuple):
    """`@name`: a query of the configuration."""

    name: str
    at: int = 0


class Not(NamedTuple):
    part: "Node"


class And(NamedTuple):
    parts: tuple["Node", ...]


class Or(NamedTuple):
    parts: tuple["Node", ...]


# What a resolved query has in place of Compare and Saved is `query.resolve.Term`: a NamedTuple too.
Node = tuple[object, ...]

# Deeper than this a query is no question of a person's; every step is a frame of Python's stack.
MAX_DEPTH = 50
# SQLite takes no expression that is more than 1,000 deep, and a row of terms is as deep as it is long.
MAX_TERMS = 500

# Of a long query so many characters are shown before and after the place: a line must not be broken above its caret.
_AROUND = 34

_BLANK = re.compile(r"\s*")
# No `//` behind it (a URL), no digit before it (a time of day).
_FIELD = re.compile(r"((?:[^\W\d]|_)[\w-]*(?:\.[\w-]+)*):(?=[^\s)])(?!//)")
_OPERATOR = re.compile(r"(AND|OR|NOT)(?=[\s()]|$)")
_NEGATION = re.compile(r"[-^](?=[^\s)^-])")
_LONE = re.compile(r"[-^]+(?=[\s)]|$)")
_SAVED = re.compile(r"@([\w-]+)(?=[\s)]|$)")
_PHRASE = re.compile(r'"([^"]*)"(\*?)')
_WORD = re.compile(r'[^\s()"]+')
_PATTERN = re.compile(r"/((?:[^/\\]|\\.)+)/(?=[\s)]|$)")
# Parentheses within a value belong to it: title:foo(bar).
_VALUE = re.compile(r'(?:[^\s()"]|(?<=\S)\([^\s()"]*\))+')


def parsed(text: str) -> Node | None:
    """The tree of a query; None where it is punctuation alone. Raises QueryError with a caret under the place."""
    return _Parser(text.replace("\0", " ")).whole()  # FTS5 stops reading at a NUL


def refusal(text: str, at: int, reason: str) -> QueryError:
    """An error that shows its place: the reason, the query, a caret under it."""
    from unicodedata import combining, east_asian_width

    first = max(at - _AROUND, 0) if len(text) > 2 * _AROUND else 0
    last = at + _AROUND if len(text) > 2 * _AROUND else len(text)
    line = "…" * bool(first) + text[first:last] + "…" * (last < len(text))
    line = "".join(character if character.isprintable() else " " for character in line)
    before = line[: at - first + bool(first)]
    # A terminal gives East Asian characters two cells, and marks on others none.
    cells = sum(0 if combining(each) else 1 + (east_asian_width(each) in "WF") for each in before)
    return QueryError(f"{reason}\n  {line}\n  {' ' * cells}^")


class _Parser:
    """Recursive descent; `_at` is where the next token begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._terms = 0

    def whole(self) -> Node | None:
        if self._peek() == "":
            self._fail("the query is empty")
        tree = self._either()
        if self._peek():
            self._fail(_UNOPENED)
        return tree

    def _peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        blank = _BLANK.match(self._text, self._at)
        assert blank is not None
        self._at = blank.end()
        return self._text[self._at : self._at + 1]

    def _fail(self, reason: str, at: int | None = None) -> NoReturn:
        raise refusal(self._text, self._at if at is None else at, reason)

    def _either(self) -> Node | None:
        parts = [self._both()]
        while self._takes("OR"):
            parts.append(self._both())
        return joined(Or, parts)

    def _both(self) -> Node | None:
        parts = [self._one()]
        while self._peek() not in ("", ")") and not self._is("OR"):
            self._takes("AND")
            parts.append(self._one())
        return joined(And, parts)

    def _one(self) -> Node | None:
        """A term or what stands for one, negated or not. None: punctuation alone, which says nothing."""
        following = self._peek()
        if self._takes("NOT") or self._take(_NEGATION):
            self._go_deeper()
            part = self._one()
            self._depth -= 1
            return None if part is None else Not(part)
        if following in ("", ")") or self._take(_LONE, move=False) or self._take(_OPERATOR, move=False):
            self._fail(_ALONE if following not in ("", ")") else _MISSING if self._depth or self._at else _UNOPENED)
        if following == "(":
            return self._group()
        self._terms += 1
        if self._terms > MAX_TERMS:
            self._fail(f"more than {MAX_TERMS} terms")
        if found := self._take(_FIELD):
            return self._compare(found)
        if found := self._take(_SAVED):
            return Saved(found[1], found.start())
        return self._word()

    def _group(self) -> Node | None:
        opened = self._at
        self._at += 1
        self._go_deeper()
        if self._peek() == "":
            self._fail("this parenthesis is not closed", opened)
        tree = self._either()
        if self._peek() != ")":
            self._fail("this parenthesis is not closed", opened)
        self._at += 1
        self._depth -= 1
        return tree

    def _go_deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(f"nested more than {MAX_DEPTH} deep")

    def _word(self) -> Node | None:
        if found := self._take(_PHRASE):
            text, star = found.groups()
            return Text(text, bool(star), phrase=True) if _is_word(text) else None
        found = self._take(_WORD)
        if found is None:
            self._fail("this quote is not closed")
        text = found[0].rstrip("*")
        return Text(text, text != found[0]) if _is_word(text) else None

    def _compare(self, field: re.Match[str]) -> Node:
        start = self._at
        operator = next((each for each in OPERATORS if each.sign and self._text.startswith(each.sign, start)), CONTAINS)
        if operator is MATCHES:
            pattern = self._take(_PATTERN)
            if pattern is None:
                self._fail(f"this pattern is not closed by a slash; {QUOTE_IT}")
            return Compare(field[1], operator, pattern[1], False, field.start(), start + 1)
        self._at += len(operator.sign)
        if found := self._take(_PHRASE):
            value, quoted = found[1], True
        elif found := self._take(_VALUE):
            value, quoted = found[0], False
        else:
            self._fail(_NO_VALUE.get(self._text[self._at : self._at + 1], "a value is missing here"))
        return Compare(field[1], operator, value, quoted, field.start(), start + len(operator.sign))

    def _take(self, token: re.Pattern[str], *, move: bool = True) -> re.Match[str] | None:
        found = token.match(self._text, self._at)
        if found and move:
            self._at = found.end()
        return found

    def _is(self, operator: str) -> bool:
        self._peek()
        found = _OPERATOR.match(self._text, self._at)
        return found is not None and found[1] == operator

    def _takes(self, operator: str) -> bool:
        if not self._is(operator):
            return False
        self._at += len(operator)
        return True


QUOTE_IT = "to search for this text, quote it"
_ALONE = "an operator without a term; to search for this word, quote it"
_MISSING = "a term is missing here"
_UNOPENED = "nothing opens this parenthesis"
_NO_VALUE = {
    '"': "this quote is not closed",
    "(": "a value is a word or quoted; for several, write topic:AI OR topic:ML",
}


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def joined(kind: type[And] | type[Or], parts: Iterable[Node | None]) -> Node | None:
    """Those that say something, as one node; None where none does."""
    said = tuple(part for part in parts if part is not None)
    return kind(said) if len(said) > 1 else said[0] if said else None


def nodes(tree: Node | None) -> Iterator[Node]:
    """The tree's nodes, each before its parts."""
    if tree is None:
        return
    yield tree
    if isinstance(tree, Not):
        yield from nodes(tree.part)
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from nodes(part)


def refuse_too_large(tree: Node | None) -> None:
    """Raises QueryError for a tree of too many terms, or too deep a one, of whatever it was put together."""
    terms = 0
    left = [] if tree is None else [(tree, 0)]
    while left:
        node, depth = left.pop()
        if depth > 2 * MAX_DEPTH:  # each parenthesis may be an AND within an OR
            raise QueryError(f"the query is nested more than {MAX_DEPTH} deep")
        parts = (node.part,) if isinstance(node, Not) else node.parts if isinstance(node, And | Or) else ()
        left += [(part, depth + 1) for part in parts]
        terms += not parts
        if terms > MAX_TERMS:
            raise QueryError(f"the query has more than {MAX_TERMS} terms, saved queries and options among them")
