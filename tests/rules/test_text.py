"""NC4xx: texts. Line 2 is the first line of the fields."""

from collections.abc import Callable
from typing import Any

import pytest

from newscat.article.frontmatter import parse
from newscat.article.record import Record
from newscat.rules.characters import _MOJIBAKE
from newscat.rules.engine import Article, rules
from newscat.rules.fixes import Drop, FixRequest, Rewrite
from newscat.rules.text import scan

Judge = Callable[..., list[str]]

FINE = [
    "title: AT&T;",
    "title: R&D; and Q&A",
    "title: Fish & Chips; Salt",
    'title: "&notanentity; &;"',
    "title: '&#; &#x; &#12345678;'",
    "excerpt: |\n  One.\n\n  Two.\n",
    "excerpt: >-\n  One\n  and two.\n\n  Three.\n",
    'excerpt: "One.\\n\\tTwo."',
    'title: "One\n  two"',
    'title: "می\\u200cخواهم"',
    'title: "\\u200fאחת"',
    "title: NASA",
    "title: IBM AI FAQ",
    "title: 微软 POWER APPS",
    "title: 3.14159265358979",
    "title: One... two",
    "title: And so on…",
    "title: Wait for it...",
    'title: "One |  Two"'.replace("  ", " "),
    "title: One `two` three",
    "title: Été à São Tomé, “naïve” café…”",
    "title: „Spaß” und „Straße”",
    "title: a MANHÃ” – CAFÉ” – À… – VOILÀ»",
    "title: Ångström, Ærø, façade, Þór, ð, Ñandú",
    "title: 日本語の題名",
    "title: Привет, мир",
    "topics: [AI, Cloud AI]",
    "topics: [AI]",
    "related:\n  - {title: Two..., excerpt: Cut off...}",
]


@pytest.mark.parametrize("lines", FINE)
def test_texts_that_are_fine(judge: Judge, lines: str) -> None:
    assert judge(lines, families=["NC4"]) == []


FAULTS = [
    # entities: one finding a text, at the first
    ('title: "We&#8217;re"', "2:11 NC401 'title' contains the HTML entity '&#8217;'"),
    ("title: We&#8217;re &amp; you", "2:10 NC401 'title' contains the HTML entity '&#8217;' and 1 more"),
    ("title: 'It''s &amp; is'", "2:15 NC401 'title' contains the HTML entity '&amp;'"),
    ('title: "\\"a\\" &#x26; b"', "2:15 NC401 'title' contains the HTML entity '&#x26;'"),
    ("title: AT&T; &lt;", "2:14 NC401 'title' contains the HTML entity '&lt;'"),
    ("topics: [R&amp;D]", "2:11 NC401 an element of 'topics' contains the HTML entity '&amp;'"),
    (
        "provider: {name: A&amp;B, domain: example.org}",
        "2:19 NC401 'provider.name' contains the HTML entity '&amp;'",
    ),
    ("related:\n  - {title: A&amp;B}", "3:14 NC401 'related.title' contains the HTML entity '&amp;'"),
    ("related:\n  - excerpt: A&amp;B", "3:15 NC401 'related.excerpt' contains the HTML entity '&amp;'"),
    # carriage returns
    ('excerpt: "One.\\r\\nTwo."', "2:15 NC402 'excerpt' contains a carriage return"),
    ('title: "One\\rTwo"', "2:12 NC402 'title' contains a carriage return"),
    ('excerpt: "One.\\r\\n"', "2:15 NC402 'excerpt' contains a carriage return"),
    # hidden
    ('title: "One\\u200bTwo"', "2:12 NC403 'title' contains the invisible character U+200B"),
    ("title: \u00adOne", "2:8 NC403 'title' contains the invisible character U+00AD"),
    ('title: "\\e[31mOne"', "2:9 NC403 'title' contains the invisible character U+001B"),
    ('title: "\\u202eOne"', "2:9 NC403 'title' contains the invisible character U+202E"),
    ("topics: ['A\ufeffI']", "2:12 NC403 an element of 'topics' contains the invisible character U+FEFF"),
    # spaces
    ("title: One  two", "2:11 NC404 'title' has 2 spaces between two words"),
    ('excerpt: "One.   Two."', "2:15 NC404 'excerpt' has 3 spaces between two words"),
    ('title: " One"', "2:9 NC405 'title' begins with whitespace"),
    ('title: "One "', "2:12 NC405 'title' ends with whitespace"),
    ('title: "One\u00a0"', "2:12 NC405 'title' ends with whitespace"),
    ('topics: ["AI "]', "2:13 NC405 an element of 'topics' ends with whitespace"),
    # cut off
    ("excerpt: One and ...", "2:18 NC406 'excerpt' is truncated: it ends in '...'"),
    ("excerpt: One an…", "2:16 NC406 'excerpt' is truncated: it ends in '…'"),
    ('excerpt: "One and [...]"', "2:20 NC406 'excerpt' is truncated: it ends in '...]'"),
    ("title: One and ...", "2:16 NC406 'title' is truncated: it ends in '...'"),
    # capitals
    ("title: MICROSOFT ANNOUNCES AN APP", "2:8 NC407 'title' is all uppercase"),
    ("title: ПРИВЕТ, БОЛЬШОЙ МИР", "2:8 NC407 'title' is all uppercase"),
    # mojibake
    ("title: Donâ€™t", "2:11 NC408 'title' contains 'â€™', probably meant as '’'"),
    ("title: CafÃ©", "2:11 NC408 'title' contains 'Ã©', probably meant as 'é'"),
    ("title: SÃ£o Paulo", "2:9 NC408 'title' contains 'Ã£', probably meant as 'ã'"),
    ('title: "Ã\u00a0 la"', "2:9 NC408 'title' contains 'Ã\\xa0', probably meant as 'à'"),
    ("title: 5 â‚¬", "2:10 NC408 'title' contains 'â‚¬', probably meant as '€'"),
    ("title: Hi ðŸ˜€", "2:11 NC408 'title' contains 'ðŸ˜€', probably meant as '😀'"),
    ("title: ÐŸÑ€Ð¸Ð²ÐµÑ‚", "2:8 NC408 'title' contains 'ÐŸÑ€Ð¸Ð²ÐµÑ‚', probably meant as 'Привет'"),
    ("title: Don\ufffdt", "2:11 NC408 'title' contains '\ufffd', where a character was lost"),
    # topics
    ("topics:\n  - AI\n  - Cloud\n  - AI", "5:5 NC409 duplicate topic 'AI'"),
    ("topics: [AI, ai]", "2:14 NC409 duplicate topic 'ai'"),
]


@pytest.mark.parametrize(("lines", "expected"), FAULTS)
def test_a_fault_is_one_finding_at_its_place(judge: Judge, lines: str, expected: str) -> None:
    assert judge(lines, families=["NC4"]) == [expected]


def test_several_faults_of_a_text_are_told_each(judge: Judge) -> None:
    assert judge('excerpt: " A  &amp;\\r\\nB ..."', families=["NC4"]) == [
        "2:11 NC405 'excerpt' begins with whitespace",
        "2:13 NC404 'excerpt' has 2 spaces between two words",
        "2:15 NC401 'excerpt' contains the HTML entity '&amp;'",
        "2:20 NC402 'excerpt' contains a carriage return",
        "2:26 NC406 'excerpt' is truncated: it ends in '...'",
    ]


def test_a_raw_control_character_is_not_told_twice(judge: Judge) -> None:
    assert [each.split()[1] for each in judge("title: It\u0092s", families=["NC0", "NC4"])] == ["NC042"]
    assert [each.split()[1] for each in judge('title: "It\\u0092s"', families=["NC0", "NC4"])] == ["NC403"]


@pytest.mark.parametrize("value", ["7", "[a  b]", "{a: b  c}", "null", "true", "2022-03-23"])
@pytest.mark.parametrize("name", ["title", "excerpt", "topics", "provider", "related"])
def test_what_is_no_text_is_left_to_others(judge: Judge, name: str, value: str) -> None:
    if name == "topics" and value.startswith("["):
        return
    assert judge(f"{name}: {value}", families=["NC4"]) == []


# --- the file as text ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: One\n---\n", []),
        ("---\ntitle: One\n---\nBody  \n", []),
        ("---\r\ntitle: One\r\n---\r\n", []),
        ("---\ntitle: One \nexcerpt: Two\t\n---\n", ["2:11 NC420", "3:13 NC420"]),
        ("---\r\ntitle: Ö  \r\n---\r\n", ["2:9 NC420"]),
        ("---\ntitle: |\n  One \n  two\n---\n", ["3:6 NC420"]),
        ("---\ntitle: One\n \n---\n", ["3:1 NC420"]),
        ('+++\ntitle = "One" \n+++\n', ["2:14 NC420"]),
        ("---\ntitle: One\n---", ["3:4 NC421"]),
        ("---\ntitle: One\n---\nÄö", ["4:3 NC421"]),
        ("---\r\ntitle: One\r\n---", ["3:4 NC421"]),
        ("\ufeff---\ntitle: One\n---\n", ["1:1 NC043"]),
        ("\ufeff---\ntitle: One \n---", ["1:1 NC043", "2:11 NC420", "3:4 NC421"]),
        ('\ufeff{"title": "One"}\n', ["1:1 NC043"]),
    ],
)
def test_the_bytes_of_a_file(findings: Callable[..., list[Any]], text: str, expected: list[str]) -> None:
    told = [f"{each.line}:{each.column} {each.code}" for each in findings(text) if each.code in _BYTES]
    assert told == expected


_BYTES = {"NC043", "NC420", "NC421"}


# --- fix requests ---


def requests(article_text: Callable[..., str], lines: str, code: str) -> list[FixRequest | None]:
    data = article_text(lines).encode()
    front = parse(data)
    assert front is not None
    article = Article(Record("a.md", front.fields), front, front.faults, data=data)
    [one] = [one for one in rules() if one.code == code]
    assert one.scan is not None
    return [match.fix for match in one.scan(article) if match.rule == one.name]


REQUESTS: list[tuple[str, str, FixRequest]] = [
    ('title: "We&#8217;re"', "NC401", Rewrite(("title",), "We’re", "Decode the HTML entities")),
    ('title: "AT&T; &amp; &hellip;"', "NC401", Rewrite(("title",), "AT&T; & …", "Decode the HTML entities")),
    ('title: "&amp;lt;"', "NC401", Rewrite(("title",), "&lt;", "Decode the HTML entities", False)),
    ('title: "&lt;b>"', "NC401", Rewrite(("title",), "<b>", "Decode the HTML entities", False)),
    ('title: "a&#8203;b"', "NC401", Rewrite(("title",), "a\u200bb", "Decode the HTML entities", False)),
    ('title: "a&#0;b"', "NC401", Rewrite(("title",), "a\ufffdb", "Decode the HTML entities", False)),
    ('title: "a\\r\\nb\\rc"', "NC402", Rewrite(("title",), "a\nb\nc", "Replace carriage returns with newlines")),
    ('title: "a\\u200bb"', "NC403", Rewrite(("title",), "ab", "Remove the invisible characters", False)),
    ("title: a   b  c", "NC404", Rewrite(("title",), "a b c", "Replace with one space", False)),
    ('title: " a "', "NC405", Rewrite(("title",), "a", "Trim", False)),
    ("title: Donâ€™t Ã©", "NC408", Rewrite(("title",), "Don’t é", "Re-decode the text", False)),
    ("topics: [AI, B, AI]", "NC409", Drop(("topics", 2), "Remove the duplicate")),
    ("topics: [AI, ai]", "NC409", Drop(("topics", 1), "Remove the duplicate", False)),
    ("topics: [AI, null]", "NC104", Drop(("topics", 1), "Remove the null")),
    ("quality: null", "NC103", Drop(("quality",), "Remove 'quality'", False)),
]


@pytest.mark.parametrize(("lines", "code", "expected"), REQUESTS)
def test_a_fix_request_says_what_the_file_should_say(
    article_text: Callable[..., str], lines: str, code: str, expected: FixRequest
) -> None:
    assert requests(article_text, lines, code) == [expected]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("title: Don\ufffdt", "NC408"),
        ("excerpt: One ...", "NC406"),
        ("topics: [null]", "NC104"),
        ("title: null", "NC103"),
        ("type: video\nfeaturedContent: null", "NC103"),
    ],
)
def test_what_is_lost_has_no_fix(article_text: Callable[..., str], lines: str, code: str) -> None:
    assert requests(article_text, lines, code) == [None]


# --- the look at all texts at once ---


def test_every_character_that_windows_1252_made_of_two_bytes_is_seen() -> None:
    letters = "éèàâçêîôûëïüöäñáíóúãõ®°»«£©"
    seen = [letter for letter in letters if _MOJIBAKE.search(letter.encode().decode("cp1252", "replace"))]
    assert "".join(seen) == letters.replace("à", "") or "".join(seen) == letters


def test_the_quick_look_never_says_nothing_where_there_is_something() -> None:
    texts = ["a&amp;b", "a\rb", "a\u200bb", "a  b", " a", "a ", "a\u00a0", "â€™", "\ufffd", "a ..."]
    for text in texts:
        alone, among = (
            list(scan(Article(Record("a.md", fields))))
            for fields in ({"excerpt": text}, {"title": "x", "excerpt": text, "topics": ["y", "z"]})
        )
        assert alone == among != []
