"""Links in bodies."""

import time

import pytest

from newscat.article.links import Link, links, may_link


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Words [in brackets] (and others).",
        "`[a](b.md)` and ``[[c]]``",
        "```\n[a](b.md)\n[[c]]\n```\n",
        "~~~md\n[a](b.md)\n~~~",
        "```\n[a](b.md), and no end",
        "<!-- [a](b.md) -->",
        "[a](#heading)",
        "[a]({{ site.url }}/b)",
        "[a]()",
        "[[ ]]",
        "[[#Heading]]",
        "{% include b.md %}",
    ],
)
def test_no_link(body: str) -> None:
    assert list(links(body)) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[a](b.md)", [("link", "b.md")]),
        ('See [a]( ../b/c.md#top "Title" ).', [("link", "../b/c.md#top")]),
        ("[a](<b c.md>)", [("link", "b c.md")]),
        ("[a](b_(c).md)", [("link", "b_(c).md")]),
        ("[![image](i.png)](b.md)", [("link", "i.png"), ("link", "b.md")]),
        ("[a][1]\n\n[1]: b.md\n", [("link", "b.md")]),
        ('<a class="x" href="b.md">a</a> <A HREF=c.md>', [("link", "b.md"), ("link", "c.md")]),
        ("[[Name]] [[folder/Name|shown]] ![[Other#Part]]", [("wikilink", n) for n in ("Name", "folder/Name", "Other")]),
        (r"| [[Name\|shown]] |", [("wikilink", "Name")]),
        ('[a]({{< ref "b.md" >}}) {{% relref path="/c" %}}', [("ref", "b.md"), ("ref", "/c")]),
        ("{{<ref b.md>}}", [("ref", "b.md")]),
        ("[a]({% post_url 2022-03-23-b %}) {% link _posts/c.md %}", [("ref", "2022-03-23-b"), ("ref", "_posts/c.md")]),
        ("```\nx\n```\n[a](b.md)\n", [("link", "b.md")]),
        ("```\r\n[a](b.md)\r\n```\r\n[c](d.md)\r\n", [("link", "d.md")]),
        ("`x` [a](b.md) `y`", [("link", "b.md")]),
    ],
)
def test_links(body: str, found: list[tuple[str, str]]) -> None:
    assert list(links(body)) == [Link(*each) for each in found]
    assert may_link(body.encode())


def test_a_file_without_signs_of_a_link_need_not_be_parsed() -> None:
    assert not may_link(b"---\ntitle: 'A: (b) [c]'\n---\nWords, `code`, {{ x }}.\n")


@pytest.mark.parametrize("piece", ["[", "](", "](a(", "[[a", "<a ", "<!--", "`", "`a ", "```\n", "```a\n", "{{<ref "])
def test_a_body_without_ends_takes_no_long_time(piece: str) -> None:
    start = time.process_time()
    list(links(piece * 50_000 + "[["))
    assert time.process_time() - start < 2
