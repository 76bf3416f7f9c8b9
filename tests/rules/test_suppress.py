"""`# newscat: ignore[…]`: which findings it takes away, and when it is of no use itself."""

from collections.abc import Callable, Collection

import pytest

from newscat.article.finding import Finding
from newscat.article.frontmatter import parse
from newscat.index.checking import checked_bytes
from newscat.index.load.checks import Checks
from newscat.rules.engine import rules
from newscat.rules.suppress import unsuppressed

Text = Callable[..., str]
OWN = frozenset(rule.code for rule in rules() if rule.scope != "catalogue")


@pytest.fixture
def left() -> Callable[..., list[Finding]]:
    """`left(text)`: the findings on a file of this text that its comments leave."""

    def left(text: str, ran: Collection[str] = OWN) -> list[Finding]:
        return list(unsuppressed([checked_bytes("a.md", text.encode(), Checks(rules=True))], ran))

    return left


Left = Callable[..., list[Finding]]

TAKEN = [
    "quality: high # newscat: ignore[NC203]",
    "quality: high # newscat: ignore[NC2]",
    "quality: high # newscat: ignore[not-an-integer]",
    "quality: high #newscat:ignore[NC3, not-an-integer ,] as they sent it",
    "heat: 1\n# newscat: ignore[not-an-integer]\nquality: high",
    "heat: 1\n# newscat: ignore[not-an-integer]\n# because\n\nquality: high",
    "# newscat: ignore[not-an-integer]\n# for the whole file\nheat: 1\nquality: high",
    "quality: |  # newscat: ignore[not-an-integer]\n  high\n  er",
    'heat: 1\n# newscat: ignore[html-entity]\nexcerpt: "One\n  two &amp; three"\nquality: 1',
    'excerpt: "One\n  two &amp; three" # newscat: ignore[html-entity]\nquality: 1',
]


@pytest.mark.parametrize("lines", TAKEN)
def test_a_comment_takes_findings_away(lines: str, article_text: Text, left: Left) -> None:
    told = {one.name for one in left(article_text(lines))} - {"unused-ignore"}
    assert told == set(), lines
    bare = "\n".join(line for line in lines.splitlines() if not line.startswith("#")).replace("# newscat", "# oldscat")
    assert {one.name for one in left(article_text(bare))} != set()


LEFT = [
    "quality: high # newscat: ignore[NC3]",
    "quality: high\nheat: 1 # newscat: ignore[not-an-integer]",
    "heat: 1 # newscat: ignore[not-an-integer]\nquality: high",
    "# newscat: ignore[NC3]\nquality: high",
    'title: "# newscat: ignore[not-an-integer]"\nquality: high',
    "quality: high # newscat: ignore",
    "quality: high # newscat ignore[not-an-integer]",
]


@pytest.mark.parametrize("lines", LEFT)
def test_other_comments_take_none(lines: str, article_text: Text, left: Left) -> None:
    assert "not-an-integer" in {one.name for one in left(article_text(lines))}


UNUSED = [
    ("heat: 1 # newscat: ignore[not-an-integer]", (2, 9), "unused ignore: not-an-integer has no finding on line 2"),
    ("# newscat: ignore[NC3]\nheat: 1", (2, 1), "unused ignore: NC3 has no finding in this file"),
    ("heat: 1\n# newscat: ignore[NC3]\nquality: 1", (3, 1), "unused ignore: NC3 has no finding on line 4"),
    (
        "heat: 1 # newscat: ignore[not-a-integer]",
        (2, 9),
        "unknown rule 'not-a-integer' (did you mean 'not-an-integer'?)",
    ),
    (
        "heat: 1 # newscat: ignroe[NC3]",
        (2, 9),
        "not a valid newscat comment; write '# newscat: ignore[NC301]', with one or more rules",
    ),
    (
        "heat: 1 # newscat: ignore[]",
        (2, 9),
        "not a valid newscat comment; write '# newscat: ignore[NC301]', with one or more rules",
    ),
]


@pytest.mark.parametrize(("lines", "place", "message"), UNUSED)
def test_a_comment_of_no_use_is_a_finding(
    lines: str, place: tuple[int, int], message: str, article_text: Text, left: Left
) -> None:
    [one] = left(article_text(lines))
    assert (one.code, one.name, one.severity) == ("NC050", "unused-ignore", "warning")
    assert ((one.line, one.column), one.message) == (place, message)


def test_what_is_of_no_use_can_be_removed(article_text: Text, left: Left) -> None:
    text = article_text("heat: 1 # newscat: ignore[NC3]\n# newscat: ignore[NC3]\nquality: 1")
    for one in reversed(left(text)):
        assert one.fix is not None
        [(start, end, new)] = one.fix.edits
        text = text[:start] + new + text[end:]
    assert text == article_text("heat: 1\nquality: 1")
    front = parse(text.encode())
    assert front is not None


def test_a_comment_of_some_use_is_not_removed(article_text: Text, left: Left) -> None:
    [one] = left(article_text("quality: high # newscat: ignore[not-an-integer,NC3]"))
    assert (one.message, one.fix) == ("unused ignore: NC3 has no finding on line 2", None)


def test_what_was_not_looked_for_cannot_be_found_unused(article_text: Text, left: Left) -> None:
    text = article_text("# newscat: ignore[NC5, duplicate-url]\nheat: 1")
    assert left(text) == []
    assert [one.name for one in left(text, {*OWN, "NC501"})] == ["unused-ignore"]


def test_what_keeps_a_file_from_being_read_is_always_told(left: Left) -> None:
    assert [one.name for one in left("---\n# newscat: ignore[NC]\na: [\n---\n")] == ["syntax-error"]
