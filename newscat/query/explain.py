"""The interpretation of a query, as `--explain-query` prints it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from newscat.query.parser import And, Node, Not, Or, Text
from newscat.query.resolve import DuplicateBy, Has, Is, RelatedTo, Term

if TYPE_CHECKING:
    from newscat.query.query import Query


def explained(query: "Query") -> str:
    """One line for each term, indented by two spaces in its group; then the order and the limits."""
    lines = ["all articles"] if query.tree is None else list(_lines(query.tree))
    keys = [f"{key.field.name}{' (descending)' if key.descending else ''}" for key in query.sort]
    order = "; then ".join(keys) or ("best match first" if query.is_ranked else "newest first")
    nulls = f"; articles without a value {'first' if query.nulls_first else 'last'}" if keys else ""
    lines.append(f"order: {order}{nulls}")
    if query.tail is not None:
        lines.append(f"only the last {query.tail}")
    if query.limit is not None:
        lines.append(f"at most {query.limit}")
    if query.offset:
        lines.append(f"skip the first {query.offset}")
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
    kind = "phrase" if node.phrase else "word"
    return f"a {kind} that begins with {node.text!r}" if node.prefix else f"the {kind} {node.text!r}"


def _term(node: Term) -> str:
    name, path = node.field.name, "" if node.field.is_read else ".".join(node.field.path)
    shown = name if path in ("", name.removeprefix("fields.")) else f"{name} ({path})"
    return f"{shown} {node.operator.explain(node.operand)}"


_LEAVES: dict[type, Callable[[Any], str]] = {
    Text: _text,
    Term: _term,
    Has: lambda node: f"has {node.field.name}",
    Is: lambda node: f"is {node.state}",
    DuplicateBy: lambda node: f"another article has the same {node.of}",
    RelatedTo: lambda node: f"names {node.id!r} in its related articles",
}
