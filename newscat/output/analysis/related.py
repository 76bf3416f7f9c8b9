"""Show the graph of an article: a row for each other article, JSON, or a language for graphs."""

from collections.abc import Callable, Iterator
from datetime import tzinfo
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO
from xml.sax.saxutils import escape, quoteattr

from newscat.article.dates import iso_text
from newscat.output.analysis import formats
from newscat.output.formats.cells import write_object
from newscat.output.formats.registry import Renderer
from newscat.output.messages import plural
from newscat.output.rows import Document, Rows, columns_of, time_text
from newscat.output.safe import one_line
from newscat.output.terminal.screen import Screen

if TYPE_CHECKING:
    from newscat.analysis.related import Graph, Node

VERSION = 1
_GRAPHS = ("json", "dot", "graphml", "mermaid")
FORMATS = formats.OF_ROWS | {name: f"newscat.output.analysis.related:{name}" for name in _GRAPHS}
# On a narrower terminal, ids are worth more than dates and providers.
_WIDE = 120
# Characters of a line in a drawn node.
_LINE = 32


class Answer(NamedTuple):
    """`short` shortens ids. `zone`: the time zone of the days [default: UTC]."""

    graph: "Graph"
    short: Callable[[str], str] = str
    zone: tzinfo | None = None


def resolve(name: str) -> Callable[[Answer, TextIO, Screen], None]:
    """The renderer `name`. Raises UsageError, with a suggestion, if there is none."""
    return formats.resolve(name, FORMATS, _rows)


def summary(graph: "Graph") -> str:
    """`3 articles, 1 outside the catalogue`; `No links`."""
    outside = sum(node.is_outside for node in graph.nodes)
    inside = len(graph.nodes) - 1 - outside
    if not inside and not outside:
        return "No links"
    return plural(inside, "article") + (f", {outside:,} outside the catalogue" if outside else "")


# --- rows -------------------------------------------------------------------------------------------------------------


_COLUMNS = columns_of(
    depth="number",
    direction="text",
    kinds="list",
    id="id",
    date="date",
    title="text",
    provider="text",
    via="text",
    url="url",
)


def _rows(render: Renderer, answer: Answer, out: TextIO, screen: Screen) -> None:
    rows = list(_documents(answer))
    left_out = {"url"} if screen.is_terminal else set()
    if screen.is_terminal and all(row["depth"] == 1 for row in rows):
        left_out |= {"depth", "via"}
    if screen.is_terminal and (screen.width or 80) < _WIDE:
        left_out |= {"date", "provider", "via"}
    columns = tuple(column for column in _COLUMNS if column.name not in left_out)
    render(Rows.of(columns, rows), out, screen)


def _documents(answer: Answer) -> Iterator[Document]:
    """A row for each node but the first: how it is connected with a node that is nearer to the article, `via`."""
    depths = {node.id: node.depth for node in answer.graph.nodes}
    ways: dict[str, tuple[set[str], dict[str, None], dict[str, None]]] = {id: (set(), {}, {}) for id in depths}
    for edge in answer.graph.edges:
        for id, other, way in ((edge.target, edge.source, "out"), (edge.source, edge.target, "in")):
            if depths[other] < depths[id]:
                ways[id][0].add(way)
                ways[id][1].update(dict.fromkeys(edge.kinds))
                ways[id][2][other] = None
    for node in answer.graph.nodes[1:]:
        directions, kinds, nearer = ways[node.id]
        yield {
            "depth": node.depth,
            "direction": "both" if len(directions) == 2 else next(iter(directions)),
            "kinds": list(kinds),
            "id": "" if node.is_outside else answer.short(node.id),
            "date": time_text(node.published_at, answer.zone),
            "title": f"{node.title} (outside)" if node.is_outside else node.title,
            "provider": node.provider,
            "via": answer.short(next(iter(nearer))),
            "url": node.url,
        }


# --- graphs -----------------------------------------------------------------------------------------------------------


def json(answer: Answer, out: TextIO, screen: Screen) -> None:
    """One object: the `nodes`, the article itself first, and the `edges`, by the ids of nodes."""
    graph = answer.graph
    head = {"version": VERSION, "id": graph.nodes[0].id}
    write_object(out, head, nodes=map(_node, graph.nodes), edges=(edge._asdict() for edge in graph.edges))


def _node(node: "Node") -> dict[str, Any]:
    at = node.published_at and iso_text(node.published_at)
    return node._asdict() | {"published_at": at, "outside": node.is_outside}


def dot(answer: Answer, out: TextIO, screen: Screen) -> None:
    """For Graphviz: https://graphviz.org/doc/info/lang.html."""
    out.write("digraph related {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n")
    for node in answer.graph.nodes:
        style = ", style=dashed" if node.is_outside else "" if node.depth else ", penwidth=2"
        out.write(f"  {_quoted(node.id)} [label={_quoted(_wrapped(node.title))}{style}];\n")
    out.writelines(
        f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(', '.join(edge.kinds))}];\n"
        for edge in answer.graph.edges
    )
    out.write("}\n")


def _quoted(text: str) -> str:
    lines = (one_line(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))
    return '"' + "\\n".join(lines) + '"'


def _wrapped(text: str) -> str:
    return fill(one_line(" ".join(text.split())), _LINE)


def graphml(answer: Answer, out: TextIO, screen: Screen) -> None:
    """For Gephi, yEd and others: http://graphml.graphdrawing.org."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    out.writelines(
        f'  <key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>\n' for name, kind in _KEYS.items()
    )
    out.write('  <key id="kinds" for="edge" attr.name="kinds" attr.type="string"/>\n')
    out.write('  <graph id="related" edgedefault="directed">\n')
    for node in answer.graph.nodes:
        values = _node(node)
        data = "".join(_data(name, values[name]) for name in _KEYS if values[name] is not None)
        out.write(f"    <node id={_attribute(node.id)}>{data}</node>\n")
    for edge in answer.graph.edges:
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        out.write(f"    <edge {ends}>{_data('kinds', ', '.join(edge.kinds))}</edge>\n")
    out.write("  </graph>\n</graphml>\n")


_KEYS = {
    **dict.fromkeys(("title", "path", "published_at", "provider", "url"), "string"),
    "depth": "int",
    "outside": "boolean",
}


def _attribute(text: str) -> str:
    return quoteattr(_in_xml(text))


def _data(name: str, value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'<data key="{name}">{escape(_in_xml(text))}</data>'


def _in_xml(text: str) -> str:
    """Without what XML 1.0 does not have, even escaped."""
    return one_line(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def mermaid(answer: Answer, out: TextIO, screen: Screen) -> None:
    """For Markdown on GitHub and others: https://mermaid.js.org/syntax/flowchart.html."""
    numbers = {node.id: f"n{number}" for number, node in enumerate(answer.graph.nodes)}
    out.write("flowchart LR\n")
    for node in answer.graph.nodes:
        text = "".join(_ENTITIES.get(each, each) for each in _wrapped(node.title)).replace("\n", "<br>")
        out.write(f'  {numbers[node.id]}["{text}"]{":::outside" if node.is_outside else ""}\n')
    out.writelines(
        f"  {numbers[edge.source]} -->|{', '.join(edge.kinds)}| {numbers[edge.target]}\n" for edge in answer.graph.edges
    )
    out.write("  classDef outside stroke-dasharray: 4\n")


# A label has numbered entities without `&`.
_ENTITIES = {each: f"#{ord(each)};" for each in '"#`<>&'}
