"""Where comments in front matter stand, what line each means, and which bytes it takes."""

import pytest

from newscat.article.frontmatter import parse
from newscat.article.frontmatter.comments import END, Comment, comments


def found(text: str) -> list[tuple[Comment, str]]:
    """The comments with `!` in them, and the bytes each takes, as text."""
    data = text.encode()
    front = parse(data)
    assert front is not None
    return [(comment, data[comment.start : comment.end].decode()) for comment in comments(data, front, "!")]


FILE = """\
---
# head ! é
# no more

title: "One # not !
  two"   # end !
# before !

# other
excerpt: | # block !
  text # not !
topics:
  # alone !
  - a
  - 'b # not !' # element !
type: article#!
# last !
---
# body !
"""

EXPECTED = [
    (2, 1, 1, END, "# head ! é", "# head ! é\n"),
    (6, 10, 5, 6, "# end !", "   # end !"),
    (7, 1, 10, 11, "# before !", "# before !\n"),
    (10, 12, 10, 11, "# block !", " # block !"),
    (13, 3, 14, 14, "# alone !", "  # alone !\n"),
    (15, 17, 15, 15, "# element !", " # element !"),
    (17, 1, 18, 18, "# last !", "# last !\n"),
]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_comments_are_found_outside_texts_with_the_lines_they_mean(bom: str, end: str) -> None:
    seen = [
        (one.line, one.column, one.first, one.last, one.text, taken)
        for one, taken in found(bom + FILE.replace("\n", end))
    ]
    assert seen == [(*rest, taken.replace("\n", end)) for *rest, taken in EXPECTED]


def test_toml_has_comments_too() -> None:
    text = '+++\ntitle = "a # not !" # one !\nb = """\n# not !\n"""\n# two !\nc = 1\n+++\n'
    assert [(one.line, one.first, taken) for one, taken in found(text)] == [(2, 2, " # one !"), (6, 7, "# two !\n")]


def test_json_has_none() -> None:
    assert found('{"a": "# !"}\n') == []
