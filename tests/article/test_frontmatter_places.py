"""Line and column of keys and values, 1-based, those of the file; columns count code points."""

import pytest

from newscat.article.frontmatter import FrontMatter, parse

YAML = """\
---
# comment
title: One
provider:
  name: WBUR
  domain:   wbur.org

topics:
  - AI
  -   ML
images: [{url: a, width: 1}, {url: "b"}]
related:
  - title: Two
    provider:
      name: P
  -
    title: Three
empty:
text: |
  a
  b
last: 1
---
"""

JSON = """\
{
\t"title": "One",
  "provider": {"name": "WBUR"},
  "images": [{"url": "a"}, {"url": "\\ud83d\\ude00", "width": 1}]
}
"""

TOML = """\
+++
title = "One" # a = 1
'quoted key' = 2
topics = [
  "AI", # b = 2
  'ML',
]
inline = { name = "WBUR", deep.er = [1, {x = 2}] }
text = \"\"\"
a = 1
[no.table]\"\"\"
when = [1979-05-27 07:32:00, 2]
literal = '''it's \\'''
a.b.c = 3

[provider]
name = "WBUR"

[provider.more]
x = 1

[[related]]
title = "Two"
[related.provider]
name = "P"
[[related]]
title = "Three"
[[related.images]]
url = "u"
+++
"""


def front(text: str) -> FrontMatter:
    found = parse(text.encode())
    assert found is not None
    return found


# (path, place of the key, place of the value)
YAML_PLACES = [
    (("title",), (3, 1), (3, 8)),
    (("provider",), (4, 1), (5, 3)),
    (("provider", "name"), (5, 3), (5, 9)),
    (("provider", "domain"), (6, 3), (6, 13)),
    (("topics",), (8, 1), (9, 3)),
    (("topics", 0), (9, 5), (9, 5)),
    (("topics", 1), (10, 7), (10, 7)),
    (("images", 0), (11, 10), (11, 10)),
    (("images", 0, "width"), (11, 19), (11, 26)),
    (("images", 1, "url"), (11, 31), (11, 36)),
    (("related", 0), (13, 5), (13, 5)),
    (("related", 0, "provider", "name"), (15, 7), (15, 13)),
    (("related", 1, "title"), (17, 5), (17, 12)),
    (("empty",), (18, 1), (18, 7)),
    (("text",), (19, 1), (19, 7)),
    (("last",), (22, 1), (22, 7)),
    # what is missing stands where the map or list around it begins
    (("missing",), (3, 1), (3, 1)),
    (("missing", "more", 0), (3, 1), (3, 1)),
    (("provider", "missing"), (5, 3), (5, 3)),
    (("related", 1, "missing"), (17, 5), (17, 5)),
    (("related", 0, "provider", "missing"), (15, 7), (15, 7)),
    (("topics", 7), (9, 3), (9, 3)),
    (("topics", "name"), (9, 3), (9, 3)),
    ((), (3, 1), (3, 1)),
]

JSON_PLACES = [
    (("title",), (2, 2), (2, 11)),
    (("provider",), (3, 3), (3, 15)),
    (("provider", "name"), (3, 16), (3, 24)),
    (("images", 0, "url"), (4, 15), (4, 22)),
    (("images", 1), (4, 28), (4, 28)),
    (("images", 1, "width"), (4, 52), (4, 61)),
    (("missing",), (1, 1), (1, 1)),
    (("provider", "missing"), (3, 15), (3, 15)),
]

TOML_PLACES = [
    (("title",), (2, 1), (2, 9)),
    (("quoted key",), (3, 1), (3, 16)),
    (("topics",), (4, 1), (4, 10)),
    (("topics", 0), (5, 3), (5, 3)),
    (("topics", 1), (6, 3), (6, 3)),
    (("inline",), (8, 1), (8, 10)),
    (("inline", "name"), (8, 12), (8, 19)),
    (("inline", "deep", "er"), (8, 32), (8, 37)),
    (("inline", "deep", "er", 1, "x"), (8, 42), (8, 46)),
    (("text",), (9, 1), (9, 8)),
    (("no",), (2, 1), (2, 1)),
    (("when",), (12, 1), (12, 8)),
    (("when", 1), (12, 30), (12, 30)),
    (("literal",), (13, 1), (13, 11)),
    (("a",), (14, 1), (14, 1)),
    (("a", "b", "c"), (14, 5), (14, 9)),
    (("provider",), (16, 1), (16, 1)),
    (("provider", "name"), (17, 1), (17, 8)),
    (("provider", "more", "x"), (20, 1), (20, 5)),
    (("provider", "missing"), (16, 1), (16, 1)),
    (("related",), (22, 1), (22, 1)),
    (("related", 0, "title"), (23, 1), (23, 9)),
    (("related", 0, "provider", "name"), (25, 1), (25, 8)),
    (("related", 1), (26, 1), (26, 1)),
    (("related", 1, "title"), (27, 1), (27, 9)),
    (("related", 1, "images", 0, "url"), (29, 1), (29, 7)),
    (("related", 1, "missing"), (26, 1), (26, 1)),
    (("missing",), (2, 1), (2, 1)),
]

CASES = [(text, *row) for text, rows in ((YAML, YAML_PLACES), (JSON, JSON_PLACES), (TOML, TOML_PLACES)) for row in rows]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(("text", "path", "key", "value"), CASES)
def test_places(
    text: str, path: tuple[str | int, ...], key: tuple[int, int], value: tuple[int, int], line_end: str
) -> None:
    found = front(text.replace("\n", line_end))
    assert (found.key_place(*path), found.place(*path)) == (key, value)


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        # every character is one column, whatever its width or number of bytes
        ("---\n😀é: x\n---\n", ("😀é",), (2, 1), (2, 5)),
        ("---\na: [😀, b]\n---\n", ("a", 1), (2, 8), (2, 8)),
        ("+++\na = ['😀', 1]\n+++\n", ("a", 1), (2, 11), (2, 11)),
        ('{"😀": {"b": 1}}', ("😀", "b"), (1, 8), (1, 13)),
        # NEL, LS and PS end no line
        ("---\na: x\x85y\u2028z\u2029\nb: [\x85, c]\n---\n", ("b", 1), (3, 8), (3, 8)),
        ("---\na: 'x\x85y'\nb: 1\n---\n", ("b",), (3, 1), (3, 4)),
        ('{"a": "\x85\u2028", "b": 1}', ("b",), (1, 13), (1, 18)),
        ("+++\na = '\u2028'\nb = 1\n+++\n", ("b",), (3, 1), (3, 5)),
        ("---\n\x85: a\n\u2028: b\n\ufeff: c\n---\n", ("\u2028",), (3, 1), (3, 4)),
        # a tab is one column
        ("---\na: \t\tx\n---\n", ("a",), (2, 1), (2, 6)),
        ('---\na: "x\ty"\nb: [\n  c,\t\td\n  ]\n---\n', ("b", 1), (4, 7), (4, 7)),
        # a byte-order mark is none
        ("\ufeff---\na: 1\n---\n", ("a",), (2, 1), (2, 4)),
        ('\ufeff{"a": 1}', ("a",), (1, 2), (1, 7)),
        # unprintable characters
        ("---\na: x\x7f\ufeff\uffff\nb: 1\n---\n", ("b",), (3, 1), (3, 4)),
        # tags and anchors belong to the value
        ("---\na: !!str x\n---\n", ("a",), (2, 1), (2, 4)),
        ("---\na: &x\n  b: 1\nc: *x\n---\n", ("c", "b"), (3, 3), (3, 6)),
        ("---\na: &x\n  b: 1\nc: *x\n---\n", ("c", "d"), (2, 4), (2, 4)),
        # of duplicate keys the last one wins
        ("---\na: 1\na: 2\n---\n", ("a",), (3, 1), (3, 4)),
        ('{"a": 1, "a": 2}', ("a",), (1, 10), (1, 15)),
        # keys that are no texts, and texts that are written otherwise
        ("---\n1: a\n'1': b\n---\n", ("1",), (3, 1), (3, 6)),
        ("---\n0x1F: a\n---\n", (31,), (2, 1), (2, 7)),
        ("---\n12:30:45: a\n---\n", ("12:30:45",), (2, 1), (2, 11)),
        ("---\n'2022-03-23': a\n---\n", ("2022-03-23",), (2, 1), (2, 15)),
        ('---\n"\\u0061": 1\n---\n', ("a",), (2, 1), (2, 11)),
        ('{"\\u0061": 1}', ("a",), (1, 2), (1, 12)),
        ('+++\n"\\u0061" = 1\n+++\n', ("a",), (2, 1), (2, 12)),
        ("---\n? a\n: b\n---\n", ("a",), (2, 3), (3, 3)),
    ],
)
def test_places_in_unusual_text(
    text: str, path: tuple[str | int, ...], key: tuple[int, int], value: tuple[int, int]
) -> None:
    found = front(text)
    assert (found.key_place(*path), found.place(*path)) == (key, value)


def test_what_only_yaml_rs_reads_has_the_place_of_the_block() -> None:
    """PyYAML knows no anchor `é`."""
    found = front("---\na: &é 1\nb: 2\n---\n")
    assert (found.fields, found.place("b"), found.key_place("b")) == ({"a": 1, "b": 2}, (2, 1), (2, 1))


def test_beside_an_escaped_surrogate_pair() -> None:
    front = parse(b'---\nheat: 1\ntitle: ["\\ud83d\\ude00", two]\n---\n')
    assert front is not None
    assert front.fields["title"] == ["😀", "two"]
    assert front.place("title", 1) == (3, 25)
