"""The graph of an article: what is a link, whom it means, and how it is shown."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conftest import Result, Run
from newscat import open_catalogue
from newscat.analysis.related import Edge, Graph, related

Write = Callable[..., Path]


@pytest.fixture
def page(write: Write) -> Callable[..., Path]:
    """`page("posts/a.md", "body", title="A")`: a file with these fields alone."""

    def page(name: str, body: str = "", **fields: object) -> Path:
        lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
        return write(name, text=f"---\n{lines}layout: post\n---\n{body}")

    return page


def targets(name: str) -> list[str]:
    """The ids of what the article links to; what is outside the catalogue in parentheses."""
    graph = related(open_catalogue("."), name, backward=False)
    return [f"({node.id})" if node.is_outside else node.id for node in graph.nodes[1:]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # From the folder of the file, with or without suffix, and from the address of its page.
        ("[x](b.md)", ["posts/b"]),
        ("[x](./b)", ["posts/b"]),
        ("[x](b/#part)", ["posts/b"]),
        ("[x](b.html?y=1)", ["posts/b"]),
        ("[x](../b/)", ["posts/b"]),
        ("[x](../docs/c.md)", ["docs/c"]),
        ("[x](../../docs/c/)", ["docs/c"]),
        ("[x](../docs/my%20page.md)", ["docs/my page"]),
        ("[x](bundle/index.md) [y](bundle/)", ["posts/bundle"]),
        # From the root of the site.
        ("[x](/docs/c/)", ["docs/c"]),
        ("[x](/posts/b.html)", ["posts/b"]),
        ("[x](/2022/03/23/dated.html)", ["_posts/2022-03-23-dated"]),
        ("[x](/old/place/)", ["docs/moved"]),
        ("[x](/elsewhere)", ["docs/moved"]),
        ("[x](/c)", ["docs/c"]),
        # By address.
        ("[x](https://www.example.com/docs/addressed/?utm_source=y#z)", ["docs/addressed"]),
        # By name.
        ("[[c]]", ["docs/c"]),
        ("[[C|shown]] [[docs/c#Part]]", ["docs/c"]),
        ("[[Alias of moved]]", ["docs/moved"]),
        ('{{< ref "c.md" >}}', ["docs/c"]),
        ('{{< relref "/docs/c" >}}', ["docs/c"]),
        ('{{% ref "b" %}}', ["posts/b"]),
        ("{% post_url 2022-03-23-dated %}", ["_posts/2022-03-23-dated"]),
        # Outside the catalogue.
        ('[x](missing.md) [[Missing]] {{< ref "/missing" >}}', ["(missing.md)", "(Missing)", "(/missing)"]),
        # Nothing that is, or need be, an article.
        ("[x](https://example.org/) [y](/nowhere/) [z](image.png) ![[image.png]] [m](mailto:a@example.com)", []),
        ("[x](a.md) [y](#part) [[a]]", []),
    ],
)
def test_links_in_bodies(page: Callable[..., Path], body: str, expected: list[str]) -> None:
    page("posts/a.md", body)
    page("posts/b.md")
    page("posts/bundle/index.md")
    page("docs/c.md")
    page("docs/my page.md")
    page("docs/moved.md", permalink="/elsewhere/", aliases=["/old/place", "Alias of moved"])
    page("docs/addressed.md", canonical_url="https://example.com/docs/addressed")
    page("_posts/2022-03-23-dated.md")
    assert targets("posts/a") == expected


def test_of_several_names_the_nearest_is_meant(page: Callable[..., Path]) -> None:
    for folder in ("en", "fr", "fr/deep"):
        page(f"{folder}/page.md")
    page("fr/a.md", "[[page]]")
    page("en/a.md", "[[page]]")
    page("fr/deep/a.md", "[[page]] [x](/page/)")
    assert (targets("fr/a"), targets("en/a")) == (["fr/page"], ["en/page"])
    assert targets("fr/deep/a") == ["fr/page", "fr/deep/page"]  # the site's address: nearest to the root first


def news(write: Write) -> None:
    """a names b, c and an address outside; c names a; d names c and links to it."""
    outside = {"title": 'Elsewhere: "X" <1>', "webUrl": "https://www.example.org/x/"}
    write("a.md", title="A", related=[{"webUrl": "http://example.com/b?utm_source=z"}, {"id": "c"}, outside])
    write("b.md", title="B & co")
    write("c.md", title="C", related=["a"])
    write("d.md", title="D", related=[{"originalUrl": "https://www.example.com/c"}], body="[c](c.md)\n")
    write("e.md", title="E")


def test_both_directions_and_depth(write: Write) -> None:
    news(write)
    catalogue = open_catalogue(".")

    def shape(graph: Graph) -> tuple[list[tuple[str, int]], set[Edge]]:
        return [(node.id, node.depth) for node in graph.nodes], set(graph.edges)

    to_b, to_c = Edge("a", "b", ("related",)), Edge("a", "c", ("related",))
    to_x = Edge("a", "example.org/x", ("related",))
    back, from_d = Edge("c", "a", ("related",)), Edge("d", "c", ("related", "link"))
    assert shape(related(catalogue, "a")) == (
        [("a", 0), ("b", 1), ("c", 1), ("example.org/x", 1)],
        {to_b, to_c, to_x, back},
    )
    assert shape(related(catalogue, "a", forward=False)) == ([("a", 0), ("c", 1)], {back})
    assert shape(related(catalogue, "c", backward=False)) == ([("c", 0), ("a", 1)], {back})
    assert shape(related(catalogue, "d", depth=2, backward=False)) == (
        [("d", 0), ("c", 1), ("a", 2)],
        {from_d, back},
    )
    everything = shape(related(catalogue, "b", depth=0))
    assert everything == (
        [("b", 0), ("a", 1), ("c", 2), ("example.org/x", 2), ("d", 3)],
        {to_b, to_c, to_x, back, from_d},
    )
    assert shape(related(catalogue, "e")) == ([("e", 0)], set())


def test_rows(write: Write, run: Run) -> None:
    news(write)
    date = "2022-03-23T20:13:00Z"
    assert run("related", "a") == Result(
        "depth\tdirection\tkinds\tid\tdate\ttitle\tprovider\tvia\turl\n"
        f"1\tout\trelated\tb\t{date}\tB & co\tExample\ta\thttps://www.example.com/b\n"
        f"1\tboth\trelated\tc\t{date}\tC\tExample\ta\thttps://www.example.com/c\n"
        '1\tout\trelated\t\t\tElsewhere: "X" <1> (outside)\t\ta\thttps://www.example.org/x/\n',
        "",
        0,
    )
    assert run("related", "c", "--reverse").stdout == (
        "depth\tdirection\tkinds\tid\tdate\ttitle\tprovider\tvia\turl\n"
        f"1\tin\trelated\ta\t{date}\tA\tExample\tc\thttps://www.example.com/a\n"
        f"1\tin\trelated, link\td\t{date}\tD\tExample\tc\thttps://www.example.com/d\n"
    )


def test_a_terminal(write: Write, run: Run) -> None:
    news(write)
    assert run("related", "a", tty=True, env={"NO_COLOR": "1"}) == Result(
        "direction  kinds    id  title\n"
        "────────────────────────────────────────────────────\n"
        "out        related  b   B & co\n"
        "both       related  c   C\n"
        'out        related      Elsewhere: "X" <1> (outside)\n',
        "2 articles, 1 outside the catalogue\n",
        0,
    )
    assert run("related", "e", tty=True, env={"NO_COLOR": "1"}) == Result("", "No links\n", 0)


def test_json(write: Write, run: Run) -> None:
    news(write)
    answer = json.loads(run("related", "d", "--forward", "--format", "json").stdout)
    common = {"published_at": "2022-03-23T20:13:00Z", "provider": "Example", "outside": False}
    assert answer == {
        "version": 1,
        "id": "d",
        "nodes": [
            {"id": "d", "path": "d.md", "title": "D", "url": "https://www.example.com/d", "depth": 0} | common,
            {"id": "c", "path": "c.md", "title": "C", "url": "https://www.example.com/c", "depth": 1} | common,
        ],
        "edges": [{"source": "d", "target": "c", "kinds": ["related", "link"]}],
    }
    outside = json.loads(run("related", "a", "--format", "json").stdout)["nodes"][-1]
    assert (outside["id"], outside["path"], outside["outside"]) == ("example.org/x", None, True)


def test_languages_for_graphs(write: Write, run: Run) -> None:
    news(write)
    assert run("related", "a", "--forward", "--format", "dot").stdout == (
        "digraph related {\n"
        "  rankdir=LR;\n"
        "  node [shape=box, style=rounded];\n"
        '  "a" [label="A", penwidth=2];\n'
        '  "b" [label="B & co"];\n'
        '  "c" [label="C"];\n'
        '  "example.org/x" [label="Elsewhere: \\"X\\" <1>", style=dashed];\n'
        '  "a" -> "b" [label="related"];\n'
        '  "a" -> "c" [label="related"];\n'
        '  "a" -> "example.org/x" [label="related"];\n'
        "}\n"
    )
    assert run("related", "a", "--forward", "--format", "mermaid").stdout == (
        "flowchart LR\n"
        '  n0["A"]\n'
        '  n1["B #38; co"]\n'
        '  n2["C"]\n'
        '  n3["Elsewhere: #34;X#34; #60;1#62;"]:::outside\n'
        "  n0 -->|related| n1\n"
        "  n0 -->|related| n2\n"
        "  n0 -->|related| n3\n"
        "  classDef outside stroke-dasharray: 4\n"
    )
    graph = ET.fromstring(run("related", "a", "--format", "graphml").stdout)
    name = "{http://graphml.graphdrawing.org/xmlns}"
    titles = [data.text for data in graph.iter(f"{name}data") if data.get("key") == "title"]
    assert titles == ["A", "B & co", "C", 'Elsewhere: "X" <1>']
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{name}edge")]
    assert edges == [("a", "b"), ("a", "c"), ("a", "example.org/x"), ("c", "a")]


def test_what_is_shown_is_escaped(write: Write, run: Run) -> None:
    write("a.md", title='"]\x1b[31m\n<x>', related=[{"title": "\x1b]0;x\x07", "webUrl": "https://e.example/\x1b"}])
    for format in ("tsv", "dot", "graphml", "mermaid", "json"):
        shown = run("related", "a", "--format", format).stdout
        assert "\x1b" not in shown, format
        assert shown


def test_refused(write: Write, run: Run) -> None:
    news(write)
    missing = run("related", "zzz")
    assert (missing.stdout, missing.exit_code) == ("", 1)
    assert missing.stderr == "newscat: no article matches 'zzz' (id, path or URL); try: newscat search zzz\n"
    message = "newscat: unknown format 'dott' (did you mean 'dot'?)\n"
    assert run("related", "a", "--format", "dott") == Result("", message, 2)
