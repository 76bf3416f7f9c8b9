"""The table a person sees: whole screens, at several widths."""

import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from rich.text import Text

from newscat import output
from newscat.output.rows import LIST_COLUMNS, SEARCH_COLUMNS, Document, Rows, columns_for
from newscat.output.terminal.screen import Screen


def article(
    identity: str, title: str, provider: str, topics: Sequence[str], date: str, quality: int | None
) -> Document:
    return {
        "id": identity,
        "title": title,
        "published_at": date,
        "provider": {"name": provider, "domain": None},
        "topics": list(topics),
        "quality": quality,
        "heat": quality,
        "urls": {"original": f"https://a.example/{identity}", "web": None},
        "fields": {},
    }


ARTICLES = [
    article(
        "000_8f32f6f453e83b6d",
        "Debating the role of facial recognition technology in Mass.",
        "WBUR",
        ["Computer Vision", "AI"],
        "2022-03-23T20:13:00Z",
        59,
    ),
    article(
        "000_0123456789abcdef",
        "Power Platform admins can now assign licenses via Intelligent Recommendations, now in public preview",
        "The Microsoft Power Platform Blog",
        ["Power Apps", "Power Automate", "Licensing", "Administration"],
        "2022-03-22T09:46:00Z",
        137,
    ),
    article("000_ffff", "Short", "A", [], "2022-03-21T00:00:00Z", None),
]


def render(documents: Sequence[Document], screen: Screen, columns: Sequence[str] = LIST_COLUMNS, **more: Any) -> str:
    out = io.StringIO()
    rows = Rows(columns_for(columns), iter(documents), len(documents), len(documents), **more)
    output.resolve("table")(rows, out, screen)
    return out.getvalue()


def terminal(width: int) -> Screen:
    return Screen(is_terminal=True, width=width)


def test_80_columns() -> None:
    assert (
        render(ARTICLES, terminal(80))
        == """\
id                    date        title                             provider
────────────────────────────────────────────────────────────────────────────────
000_8f32f6f453e83b6d  2022-03-23  Debating the role of facial       WBUR
                                  recognition technology in Mass.
000_0123456789abcdef  2022-03-22  Power Platform admins can now     The
                                  assign licenses via Intelligent…  Microsoft…
000_ffff              2022-03-21  Short                             A
"""
    )


def test_40_columns_keep_date_and_title() -> None:
    assert (
        render(ARTICLES, terminal(40))
        == """\
date        title
────────────────────────────────────────
2022-03-23  Debating the role of facial
            recognition technology in…
2022-03-22  Power Platform admins can
            now assign licenses via…
2022-03-21  Short
"""
    )


def test_118_columns_have_everything() -> None:
    assert (
        render(ARTICLES, terminal(118))
        == """\
id                    date        title                                  provider      topics            quality  heat
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
000_8f32f6f453e83b6d  2022-03-23  Debating the role of facial            WBUR          Computer Vision,       59    59
                                  recognition technology in Mass.                      AI
000_0123456789abcdef  2022-03-22  Power Platform admins can now assign   The           Power Apps, +3        137   137
                                  licenses via Intelligent…              Microsoft…
000_ffff              2022-03-21  Short                                  A
"""
    )


def test_a_pipe_has_whole_values() -> None:
    lines = render(ARTICLES, Screen()).splitlines()
    assert len(lines) == 5
    assert ARTICLES[1]["title"] in lines[3]
    assert "Power Apps, Power Automate, Licensing, Administration" in lines[3]


def test_a_pipe_has_whole_values_beyond_the_rows_that_set_the_widths() -> None:
    long = "A title that is longer than every title among the first two hundred"
    documents = [ARTICLES[2]] * 250 + [ARTICLES[2] | {"title": long, "topics": ["One", "Two", "Three"]}]
    lines = render(documents, Screen(), ["title", "topics"]).splitlines()
    assert lines[2].split() == ["Short"]
    assert lines[-1] == f"{long}  One, Two, Three"


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (140, "id date title provider topics quality heat"),
        (80, "id date title provider"),
        (60, "date title provider"),
        (42, "date title"),
        (30, "title"),
        (10, "title"),
        (1, "…"),
    ],
)
def test_narrow_screens_drop_columns_and_no_line_is_longer_than_the_screen(width: int, columns: str) -> None:
    text = render(ARTICLES, terminal(width))
    assert text.splitlines()[0].split() == columns.split()
    assert max(len(line) for line in text.splitlines()) <= width


def test_columns_that_were_named_stay_while_they_have_any_place() -> None:
    text = render(ARTICLES, terminal(60), ["heat", "quality", "title", "id"], chosen=True)
    assert text.splitlines()[0].split() == ["heat", "quality", "title", "id"]
    assert "000_8f32f6f453e83b6d" in text


def test_an_id_longer_than_a_quarter_of_the_screen_leaves_its_place_to_the_title() -> None:
    long = [ARTICLES[0] | {"id": "2024-04-11-april-2024-alm-blog-whats-new-and-what-it-means-for-you"}]
    assert render(long, terminal(120)).split()[:2] == ["date", "title"]


def test_a_long_id_stays_if_the_other_columns_have_room_beside_it() -> None:
    pages = [{"id": "en/syntax-highlighting-options", "title": "How the highlighting of syntax is configured"}]
    assert (
        render(pages, terminal(80), ["id", "title"])
        == """\
id                              title
────────────────────────────────────────────────────────────────────────────
en/syntax-highlighting-options  How the highlighting of syntax is configured
"""
    )
    assert (
        render(pages, terminal(58), ["id", "title"])
        == """\
id                              title
──────────────────────────────────────────────────────────
en/syntax-highlighting-options  How the highlighting of
                                syntax is configured
"""
    )
    assert (
        render(pages, terminal(57), ["id", "title"])
        == """\
title
────────────────────────────────────────────
How the highlighting of syntax is configured
"""
    )


def test_an_id_alone_is_shown_however_long() -> None:
    assert render([{"id": "an-id-of-26-cells-in-width"}], terminal(40), ["id"]) == (
        "id\n──────────────────────────\nan-id-of-26-cells-in-width\n"
    )


def test_no_rows_are_no_table() -> None:
    assert render([], terminal(80)) == ""


def test_nothing_in_a_value_is_markup_or_a_control_sequence() -> None:
    hostile = article("x", "[b]a[/b] :smile: \x1b[31m\u202e\ttab\nline", "[/]", ["[i]", "\x07"], "2022-03-21", 1)
    assert (
        render([hostile], terminal(80), ["title", "provider", "topics"])
        == """\
title                                     provider  topics
─────────────────────────────────────────────────────────────
[b]a[/b] :smile: \\x1b[31m\\u202e tab line  [/]       [i], \\x07
"""
    )


def test_colour_is_of_the_16_of_the_terminal_and_links_are_web_addresses() -> None:
    screen = Screen(is_terminal=True, width=80, color=True, links=True)
    text = render([ARTICLES[2]], screen, ["date", "title", "topics"])
    assert re.sub(r"id=\d+", "id=N", text) == (
        "\x1b[1mdate      \x1b[0m\x1b[1m  \x1b[0m\x1b[1mtitle\x1b[0m\n"
        "\x1b[2m─────────────────\x1b[0m\n"
        "\x1b[36m2022-03-21\x1b[0m  \x1b]8;id=N;https://a.example/000_ffff\x1b\\Short\x1b]8;;\x1b\\\n"
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a.example/\x1b\\\x1b[31m", "https://a.example/a b", "file:///etc/passwd", None],
)
def test_no_link_but_to_a_plain_web_address(url: str | None) -> None:
    screen = Screen(is_terminal=True, width=80, color=True, links=True)
    assert "\x1b]8" not in render([ARTICLES[2] | {"urls": {"original": url, "web": None}}], screen)


SNIPPET = "… the Commonwealth is rethinking\nuse of facial \x1b recognition in law enforcement and in schools, parks …"


def found(hits: Sequence[Sequence[int]], **more: Any) -> Document:
    return ARTICLES[0] | {"snippet": SNIPPET, "snippet_hits": hits, "score": 1.5} | more


def test_a_snippet_stands_under_its_title() -> None:
    assert (
        render([found([])], terminal(60), SEARCH_COLUMNS)
        == """\
date        title                                   provider
────────────────────────────────────────────────────────────
2022-03-23  Debating the role of facial             WBUR
            recognition technology in Mass.
            … the Commonwealth is rethinking use
            of facial \\x1b recognition in law…
"""
    )


def test_hits_are_marked_where_they_are_though_characters_before_them_are_escaped() -> None:
    at = SNIPPET.index("recognition")
    screen = Screen(is_terminal=True, width=120, color=True)
    text = render([found([[at, at + len("recognition")], [2, 5]][::-1])], screen, SEARCH_COLUMNS)
    assert re.findall(r"\x1b\[1;31m([^\x1b]*)", text) == ["the", "recognition"]


def test_a_snippet_that_is_the_title_is_not_repeated() -> None:
    title = str(ARTICLES[0]["title"])
    screen = Screen(is_terminal=True, width=120, color=True, links=True)
    text = render([found([[0, 8]], snippet=title, title_hits=[[0, 8]])], screen, SEARCH_COLUMNS)
    assert re.findall(r"\x1b\[1;31m(?:\x1b\]8[^\\]*\\)?([^\x1b]*)", text) == ["Debating"]
    assert text.count("Debating") == 1
    assert "\x1b]8;" in text


def test_wide_characters_align() -> None:
    documents = [
        article("a", "日本語のニュース", "A", [], "2022-03-21", 5),
        article("b", "News", "B", [], "2022-03-20", 10),
    ]
    assert (
        render(documents, terminal(60), ["title", "provider", "quality"])
        == """\
title             provider  quality
───────────────────────────────────
日本語のニュース  A               5
News              B              10
"""
    )


def test_a_long_table_is_written_in_pieces_with_one_header() -> None:
    out = io.StringIO()

    def documents() -> Any:
        for number in range(450):
            yield article(str(number), f"Title {number}", "A", [], "2022-03-21", number)
            assert number < 449 or "Title 300" in out.getvalue()

    output.resolve("table")(Rows(columns_for(["title", "quality"]), documents(), 450, 450), out, terminal(80))
    lines = out.getvalue().splitlines()
    assert len(lines) == 452
    assert lines[0].split() == ["title", "quality"]
    assert lines[-1] == "Title 449      449"


def test_a_list_of_thousands_is_as_quick_as_one_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try wraps all that is left: 5,000 topics took 43 s."""
    tries: list[int] = []
    wrap = Text.wrap

    def counted(text: Text, *args: Any, **options: Any) -> Any:
        tries.append(len(text))
        return wrap(text, *args, **options)

    monkeypatch.setattr(Text, "wrap", counted)
    topics = [f"topic {number}" for number in range(5000)]
    shown = render([article("a", "One", "A", topics, "2022-03-21T00:00:00Z", None)], terminal(80))
    assert shown.rstrip().endswith("topic 5, topic 6, topic 7, topic 8, +4991")
    assert sum(tries) < 100_000


def test_a_terminal_leaves_out_columns_that_are_empty_in_every_row() -> None:
    short = [ARTICLES[2], article("b", "Other", "", [], "2022-03-20T00:00:00Z", None)]
    assert (
        render(short, terminal(80))
        == """\
id        date        title  provider
─────────────────────────────────────
000_ffff  2022-03-21  Short  A
b         2022-03-20  Other
"""
    )
    assert render(short, terminal(80), ["title", "topics"], chosen=True).splitlines()[0] == "title  topics"
    assert render(short, Screen()).splitlines()[0].split() == [*LIST_COLUMNS]


def marks(text: str) -> list[str]:
    return re.findall(r"\x1b\[1(?:;2)?;31m(?:\x1b\]8[^\\]*\\)?([^\x1b]*)", text)


def test_hits_are_marked_in_the_title_too() -> None:
    screen = Screen(is_terminal=True, width=100, color=True)
    assert marks(render([found([], title_hits=[[0, 8], [21, 27]])], screen, SEARCH_COLUMNS)) == ["Debating", "facial"]


@pytest.mark.parametrize("width", range(30, 120, 7))
def test_a_hit_is_never_cut_off(width: int) -> None:
    word = "Intelligent Recommendations"
    title = str(ARTICLES[1]["title"])
    at = title.index(word)
    snippet = "word " * 25 + word + " and more" * 6
    document = ARTICLES[1] | {
        "title_hits": [[at, at + len(word)]],
        "snippet": snippet,
        "snippet_hits": [[125, 125 + len(word)]],
    }
    screen = Screen(is_terminal=True, width=width, color=True)
    assert " ".join(marks(render([document], screen, SEARCH_COLUMNS))).split() == word.split() * 2


def test_unpublished_articles_are_named_also_without_colour_and_dimmed_with_it() -> None:
    document = ARTICLES[2] | {"published": False, "topics": ["AI"]}
    assert (
        render([document, ARTICLES[2] | {"published": True}], terminal(80), ["date", "title"])
        == """\
date        title
───────────────────────────────
2022-03-21  (unpublished) Short
2022-03-21  Short
"""
    )
    screen = Screen(is_terminal=True, width=80, color=True)
    assert "\x1b[2m(unpublished) Short" in render([document], screen, ["date", "title"])


def test_an_article_without_a_title_shows_its_id_there() -> None:
    untitled = ARTICLES[2] | {"id": "posts/untitled", "title": None}
    assert (
        render([ARTICLES[1], untitled], terminal(60), ["date", "title"]).splitlines()[-1]
        == "2022-03-21  posts/untitled"
    )
