"""A Query in words: what `--explain-query` prints."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from newscat.article.values import from_microseconds, iso_text
from newscat.query.parser import And, Node, Not, Or, Text
from newscat.query.resolve import Has, Interval, Is, RelatedTo, Term, Twin, Wanted

if TYPE_CHECKING:
    from newscat.query.query import Query


def explained(query: "Query") -> str:
    """One line a term, indented by two blanks in what it is part of; then the order and the limits."""
    lines = ["every article"] if query.tree is None else list(_lines(query.tree))
    keys = [f"{key.field.name}{', the largest first' if key.descending else ''}" for key in query.sort]
    order = "; then ".join(keys) or ("the best match first" if query.is_ranked else "the newest first")
    nulls = f"; what has none {'first' if query.nulls_first else 'last'}" if keys else ""
    lines.append(f"order: {order}{nulls}")
    if query.tail is not None:
        lines.append(f"the last {query.tail}")
    if query.limit is not None:
        lines.append(f"at most {query.limit}")
    if query.offset:
        lines.append(f"without the first {query.offset}")
    return "\n".join(lines) + "\n"


def _lines(node: Node) -> Iterator[str]:
    if isinstance(node, Not):
        inner = list(_lines(node.part))
        if len(inner) == 1:
            yield f"not: {inner[0]}"
        else:
            yield "not:"
            yield from _indented(inner)
    elif isinstance(node, And | Or):
        yield "all of:" if isinstance(node, And) else "any of:"
        for part in node.parts:
            yield from _indented(_lines(part))
    else:
        yield _LEAVES[type(node)](node)


def _indented(lines: Any) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _text(node: Text) -> str:
    kind = "the words in a row" if node.phrase else "the word"
    return f"{kind} {'beginning with ' if node.prefix else ''}{node.text!r}"


def _term(node: Term) -> str:
    name = f"{node.field.name} ({'.'.join(node.field.path)})" if _is_renamed(node) else node.field.name
    return f"{name} {_RELATIONS[node.relation](node.wanted)}"


def _is_renamed(node: Term) -> bool:
    return bool(node.field.path) and node.field.name.removeprefix("fields.") != ".".join(node.field.path)


def _contains(wanted: Wanted) -> str:
    said = [f"contains {wanted.text!r}"]
    if wanted.numbers:
        said.append(f"is the number {wanted.numbers.low}")
    if wanted.times:
        said.append(f"is {_times(wanted.times)}")
    return " or ".join(said)


def _within(wanted: Wanted) -> str:
    said = [_numbers(wanted.numbers)] if wanted.numbers else []
    said += [_times(wanted.times)] if wanted.times else []
    return " or ".join(said) or (f"in alphabetical order {_numbers(wanted.texts)}" if wanted.texts else "")


def _numbers(interval: Interval) -> str:
    low, high, above, below = interval
    if low is not None and low == high:
        return f"= {low}"
    ends = [f"{'>' if above else '>='} {low}"] if low is not None else []
    ends += [f"{'<' if below else '<='} {high}"] if high is not None else []
    return " and ".join(ends)


def _times(interval: Interval) -> str:
    """From and to which moment, in UTC; the end is the first moment that is not meant any more."""
    low, high, _, _ = interval
    ends = [] if low is None else [f"from {_moment(low)}"]
    ends += [] if high is None else [f"before {_moment(high)}"]
    return " ".join(ends)


def _moment(at: float | str) -> str:
    return iso_text(from_microseconds(int(at)))


_RELATIONS: dict[str, Callable[[Wanted], str]] = {
    "contains": _contains,
    "whole": lambda wanted: f"is {wanted.text!r}, in upper or lower case",
    "equals": lambda wanted: f"is exactly {wanted.text!r}",
    "matches": lambda wanted: f"matches /{wanted.text}/",
    "near": lambda wanted: f"is near {wanted.text!r}",
    "within": _within,
}
_LEAVES: dict[type, Callable[[Any], str]] = {
    Text: _text,
    Term: _term,
    Has: lambda node: f"has {node.field.name}",
    Is: lambda node: f"is {node.state}",
    Twin: lambda node: f"another article has the same {node.of}",
    RelatedTo: lambda node: f"names {node.id!r} in its related articles",
}
