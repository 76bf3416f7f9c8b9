"""The parser: from the string of a query to its syntax tree. The grammar is in docs/query.md.

`query.resolve` knows what the fields and values mean.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, NoReturn

from newscat.article.text import analyze
from newscat.errors import QueryError
from newscat.query.operators import CONTAINS, MATCHES, OPERATORS, Operator


class Text(NamedTuple):
    """A word, a phrase, or (`prefix`) the beginning of a word, anywhere in an article.

    `phrase`: it was quoted, so that only these forms of the words match.
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
    """`@name`: a saved query of the configuration."""

    name: str
    at: int = 0


class Not(NamedTuple):
    part: "Node"


class And(NamedTuple):
    parts: tuple["Node", ...]


class Or(NamedTuple):
    parts: tuple["Node", ...]


# In a resolved query, the nodes of `query.resolve`, such as Term, replace Compare and Saved. All are named tuples.
Node = tuple[object, ...]

# Nobody writes a deeper query, and every level is a frame of Python's stack.
MAX_DEPTH = 50
# SQLite limits the depth of an expression to 1,000, and each term adds one level.
MAX_TERMS = 500

# The characters of a long query shown on either side of an error: its line must not wrap above the caret.
_AROUND = 34

_SPACE = re.compile(r"\s*")
# A name does not begin with a digit (`20:30` is a time); `//` after the colon makes it a URL.
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
    """The syntax tree of a query; None if it is only punctuation. Raises QueryError with a caret under the place."""
    return _Parser(text.replace("\0", " ")).whole()  # FTS5 stops reading at a NUL


def refusal(text: str, at: int, reason: str) -> QueryError:
    """An error with the reason, the query and a caret under the place."""
    from unicodedata import combining, east_asian_width

    first = max(at - _AROUND, 0) if len(text) > 2 * _AROUND else 0
    last = at + _AROUND if len(text) > 2 * _AROUND else len(text)
    line = "…" * bool(first) + text[first:last] + "…" * (last < len(text))
    line = "".join(character if character.isprintable() else " " for character in line)
    before = line[: at - first + bool(first)]
    # On a terminal, an East Asian character takes two cells and a combining mark none.
    cells = sum(0 if combining(each) else 1 + (east_asian_width(each) in "WF") for each in before)
    return QueryError(f"{reason}\n  {line}\n  {' ' * cells}^")


class _Parser:
    """A recursive descent parser; `_at` is where the next token begins."""

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
        """The next character that is not whitespace; "" at the end."""
        space = _SPACE.match(self._text, self._at)
        assert space is not None
        self._at = space.end()
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
        """A term, a saved query or a group, negated or not; None if it is only punctuation."""
        following = self._peek()
        if self._takes("NOT") or self._take(_NEGATION):
            self._go_deeper()
            part = self._one()
            self._depth -= 1
            return None if part is None else Not(part)
        if following in ("", ")") or self._take(_LONE, move=False) or self._take(_OPERATOR, move=False):
            self._fail(self._missing(following))
        if following == "(":
            return self._group()
        self._terms += 1
        if self._terms > MAX_TERMS:
            self._fail(f"the query has more than {MAX_TERMS} terms")
        if found := self._take(_FIELD):
            return self._compare(found)
        if found := self._take(_SAVED):
            return Saved(found[1], found.start())
        return self._word()

    def _missing(self, following: str) -> str:
        """The reason why no term begins here."""
        if following in ("", ")"):
            return "a term is missing here" if self._depth or self._at else _UNOPENED
        if found := self._take(_OPERATOR, move=False):
            return f"{found[1]} needs a term on both sides; to search for the word, quote it"
        return f"{following!r} must be directly before a term"

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
            self._fail(f"the query is nested more than {MAX_DEPTH} levels deep")

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
                self._fail(f"this regular expression has no closing slash; {QUOTE_IT}")
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
_UNOPENED = "this parenthesis is not opened"
_NO_VALUE = {
    '"': "this quote is not closed",
    "(": "a value is a word or a quoted string; for several, write topic:AI OR topic:ML",
}


def _is_word(text: str) -> bool:
    return bool(analyze(text))


def joined(kind: type[And] | type[Or], parts: Iterable[Node | None]) -> Node | None:
    """The parts that are not None, as one node; None if there are none."""
    kept = tuple(part for part in parts if part is not None)
    return kind(kept) if len(kept) > 1 else kept[0] if kept else None


def nodes(tree: Node | None) -> Iterator[Node]:
    """The nodes of the tree, each before its parts."""
    if tree is None:
        return
    yield tree
    if isinstance(tree, Not):
        yield from nodes(tree.part)
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from nodes(part)


def refuse_too_large(tree: Node | None) -> None:
    """Raise QueryError for a tree with too many terms or levels, including those of saved queries and options."""
    terms = 0
    left = [] if tree is None else [(tree, 0)]
    while left:
        node, depth = left.pop()
        if depth > 2 * MAX_DEPTH:  # each parenthesis may be an AND within an OR
            raise QueryError(f"the query is nested more than {MAX_DEPTH} levels deep")
        parts = (node.part,) if isinstance(node, Not) else node.parts if isinstance(node, And | Or) else ()
        left += [(part, depth + 1) for part in parts]
        terms += not parts
        if terms > MAX_TERMS:
            raise QueryError(f"the query has more than {MAX_TERMS} terms, including saved queries and options")
