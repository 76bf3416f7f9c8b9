"""A Query in words: what `--explain-query` prints."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from newscat.query.parser import And, Node, Not, Or, Text
from newscat.query.resolve import Has, Is, RelatedTo, Term, Twin

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
    return f"{name} {node.operator.explain(node.wanted)}"


def _is_renamed(node: Term) -> bool:
    return bool(node.field.path) and node.field.name.removeprefix("fields.") != ".".join(node.field.path)


_LEAVES: dict[type, Callable[[Any], str]] = {
    Text: _text,
    Term: _term,
    Has: lambda node: f"has {node.field.name}",
    Is: lambda node: f"is {node.state}",
    Twin: lambda node: f"another article has the same {node.of}",
    RelatedTo: lambda node: f"names {node.id!r} in its related articles",
}
