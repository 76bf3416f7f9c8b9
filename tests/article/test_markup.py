"""The blocks of Markdown and HTML bodies."""

import pytest

from newscat.article.markup import blocks

LONG = "https://example.org/" + "a-long-slug/" * 12 + "page.html"


def laid_out(body: str, format: str = "markdown") -> str:
    """The blocks as lines, the cells of a table parted by tabs."""
    lines: list[str] = []
    for block in blocks(body, format):
        if block.gap and lines:
            lines.append("")
        rows = ("\t".join("".join(span.text for span in cell) for cell in row) for row in block.rows)
        text = "\n".join(rows) if block.rows else "".join(span.text for span in block.spans)
        lines += [block.rest * bool(n) + block.first * (not n) + line for n, line in enumerate(text.split("\n"))]
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One\ntwo\n\nthree", "One two\n\nthree\n"),
        ("# Head\n\ntext", "Head\n\ntext\n"),
        ("Colour:<br/>red, one<br>two", "Colour:\nred, one\ntwo\n"),
        ("<details><summary>Sum</summary>Inner</details>", "Sum\nInner\n"),
        ("<p>a</p><p>b</p>", "a\n\nb\n"),
        ("<dl><dt>a</dt><dd>b</dd><dt>c<dd>d</dl>", "a\n    b\nc\n    d\n"),
        ("- a\n- b\n  1. c\n  2. d\n\nend", "• a\n• b\n  1. c\n  2. d\n\nend\n"),
        ("<ul><li>a<li>b</ul>", "• a\n• b\n"),
        ("> a\n>\n> b", "│ a\n\n│ b\n"),
        ("```py\na = 1\n\n  b\n```", "a = 1\n\n  b\n"),
        ("a ![one](https://e.org/1.png) b", "a 🌆 one (https://e.org/1.png) b\n"),
        ("[![i](https://e.org/1.png)](https://e.org/)", "🌆 i (https://e.org/1.png) (https://e.org/)\n"),
        ("[text](https://e.org/ä?b=c) and <https://e.org>", "text (https://e.org/ä?b=c) and https://e.org\n"),
        ("[text](#below)", "text\n"),
        ("![x](data:image/png;base64,AAAA)", "🌆 x (data:image/png;base64,…)\n"),
        ('<iframe src="https://e.org/v"></iframe>', "▶ (https://e.org/v)\n"),
        (f"| a | b |\n|---|---|\n| c | {LONG} d |", f"a\tb\nc\t{LONG} d\n"),
        (f"See {LONG} here", f"See {LONG} here\n"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\tc\n"),
        ("<table><tr><td><table><tr><td>a</td></tr><tr><td>b</td></tr></table></td></tr></table>", "a\nb\n"),
        ("a<script>x</script>b <style>p {}</style>", "ab\n"),
        ("Use the <script> tag.\n\nMore", "Use the <script> tag.\n\nMore\n"),
        ("<style>\nunclosed\n\nMore", "<style> unclosed More\n"),
        ("a </kbd> b &amp; &lt;c&gt; <!-- no -->d", "a b & <c> d\n"),
        ("~~old~~ **new** `x  y`", "old new x y\n"),
        ("# Top {#top}\n\n{{< note >}}\nA {{% b %}}c{% if d %} `{{ kept }}`\n{{< /note >}}", "Top\n\nA c {{ kept }}\n"),
        ('[a]({{< ref "b.md" >}} "t") <Badge text={x > y}>new</Badge>', "a new\n"),
        ("a[^1]\n\n[^1]: https://e.org\n\n[b]: https://e.org", "a[^1]\n\n[^1]: https://e.org\n"),
        ("[[Page one|text]]", "text (Page one)\n"),
        ("~~~\n{% raw %}\n<Card>\n~~~\n", "{% raw %}\n<Card>\n"),
        ("<button>a</button><button>b</button><x-y>c</x-y> d<wbr>e", "a b c de\n"),
        ("", ""),
    ],
)
def test_the_blocks_of_markdown(body: str, expected: str) -> None:
    assert laid_out(body) == expected


def test_html_is_not_read_as_markdown() -> None:
    assert laid_out("a<o:p>b</o:p> *c*", "html") == "a b *c*\n"
    assert laid_out("<div>\n\n    *a*\n\n</div>", "html") == "*a*\n"


def test_mdx_has_no_indented_code() -> None:
    body = "import { Tab } from './tab';\n\n<Tab label={'x'}>\n\n    *a*\n\n</Tab>\n"
    assert laid_out(body, "mdx") == "a\n"
    assert laid_out(body) == "*a*\n"
