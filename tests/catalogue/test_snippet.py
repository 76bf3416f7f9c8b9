"""Snippets: which part of a record is shown, where it is cut, and what is marked in it."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.article.text import analyze
from newscat.index.schema import TEXT_COLUMNS, TEXT_INDEX
from newscat.index.text.snippet import Snippet, snippet
from newscat.index.text.stemming import Form, looked_up
from newscat.query.parser import Text
from newscat.query.words import WordMatching

POWER = (("power",), ("powered",))
APPS = (("apps",),)


def shown(text: str, *words: tuple[Form, ...], width: int = 160) -> str:
    """The snippet of a text, its hits in brackets."""
    found = snippet({"excerpt": text}, words, width)
    marked = found.text
    for start, end in reversed(found.hits):
        marked = f"{marked[:start]}[{marked[start:end]}]{marked[end:]}"
    return marked


# --- what is marked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Power, powered, powerful: POWER.", [POWER], "[Power], [powered], powerful: [POWER]."),
        ("Power Apps", [POWER, APPS], "[Power] [Apps]"),
        ("Power Apps or power", [POWER, ((("power", "apps")),)], "[Power Apps] or [power]"),
        ("power-apps, Power\n  Apps; apps power", [(("power", "apps"),)], "[power-apps], [Power Apps]; apps power"),
        ("runner, running, run, rerun", [(("runn*",),)], "[runner], [running], run, rerun"),
        ("in the runner's", [(("the", "runn*"),)], "in [the runner]'s"),
        ("Cafe\u0301 café CAFE", [(("cafe",),)], "[Cafe\u0301] [café] [CAFE]"),
        ("It’s “don't”, he said", [(("don", "t"),)], "It’s “[don't]”, he said"),
        ("新款iPhone手机发布", [(("手机",),)], "新款iPhone[手机]发布"),
        ("新款iPhone手机, iPhones", [(("iphone",),)], "新款[iPhone]手机, iPhones"),
        ("the C++ 技術者", [(("c++", "技術"),)], "the [C++ 技術]者"),
        ("上海海洋, 海", [(("海*",),)], "上[海][海]洋, [海]"),
        ("東京ガイド", [(("ガイ", "イド"),)], "東京[ガイド]"),
        ("\u1109\u1165\u110b\u116e\u11af 기사", [(("서울",),)], "[\u1109\u1165\u110b\u116e\u11af] 기사"),
        ("Łódź, Straße, ﬁnance", [(("lodz",), ("strasse",), ("finance",))], "[Łódź], [Straße], [ﬁnance]"),
        (
            "super\u200bsonic Gesamt\xadkonzept",
            [(("supersonic",), ("gesamtkonzept",))],
            "[super\u200bsonic] [Gesamt\xadkonzept]",
        ),
        ("Launch 👍🏽 day, .NET and C#", [(("👍",), (".net",), ("c#",))], "Launch [👍🏽] day, [.NET] and [C#]"),
        ("a\u2028b\t\x1c c\r\nd", [(("c",),)], "a b [c] d"),
        ("what [b] is", [(("is",),)], "what [b] [is]"),
        ("nothing", [POWER], "nothing"),
        ("", [POWER], ""),
    ],
)
def test_every_hit_is_marked(text: str, words: list[tuple[Form, ...]], expected: str) -> None:
    assert shown(text, *words) == expected


# --- which part -------------------------------------------------------------------------------------------------------


def test_the_field_with_most_of_the_words_is_shown() -> None:
    texts = {"title": "Power Apps", "excerpt": "power power power", "topics": "Apps", "body": None}
    assert snippet(texts, [POWER, APPS]) == Snippet(
        "title", "Power Apps", ((0, 5), (6, 10)), ("title", "excerpt", "topics")
    )


def test_of_fields_that_tell_as_much_the_title_comes_last() -> None:
    texts = {"title": "Power power", "excerpt": "The power", "body": "Power, power and power", "related": "Power"}
    assert snippet(texts, [POWER]) == Snippet(
        "excerpt", "The power", ((4, 9),), ("title", "excerpt", "related", "body")
    )


def test_of_a_field_the_part_with_most_words_then_most_hits_then_the_first() -> None:
    gap = " lorem" * 20
    assert (
        shown(f"power{gap} power power{gap} power power{gap}", POWER, width=32) == "…lorem [power] [power] lorem lorem…"
    )
    assert shown(f"power power{gap} apps and power{gap}", POWER, APPS, width=32) == "…[apps] and [power] lorem…"


def test_without_a_hit_it_is_the_beginning_of_the_excerpt() -> None:
    texts = {"title": "One", "excerpt": "What one has to say", "body": None}
    assert snippet(texts, [POWER], width=12) == Snippet("excerpt", "What one…", (), ())
    assert snippet({"title": "One"}, [POWER]) == Snippet("title", "One", (), ())
    assert snippet({}, []) == Snippet("excerpt", "", (), ())


# --- where it is cut --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three power four five six seven", 25, "…three [power] four five…"),
        ("power one two three four five six seven", 20, "[power] one two…"),
        ("one two three four five six power", 21, "…four five six [power]"),
        ("one two power", 13, "one two [power]"),
        ("技" * 30 + " power " + "術" * 30, 20, "…技技技 [power] 術術術術術術術術…"),
        ("x" * 50 + " &#8217;" + "y" * 20 + " power", 31, "…[power]"),
        ("x" * 50 + "&#8217;" + "y" * 30 + " power", 42, "…" + "y" * 30 + " [power]"),
        ("x" * 50 + "&#8217;" + "y" * 30 + " power", 44, "…" + "y" * 30 + " [power]"),
        ("x" * 50 + "&#8217;" + "y" * 30 + " power", 45, "…&#8217;" + "y" * 30 + " [power]"),
        ("power " + "e\u0301" * 90, 61, "[power] " + "e\u0301" * 26 + "…"),
        ("power " + "👩\u200d💻" * 90, 61, "[power] " + "👩\u200d💻" * 17 + "…"),
        ("power " + "🇩🇪" * 90, 61, "[power] " + "🇩🇪" * 26 + "…"),
        ("power" * 20, 20, "powerpowerpowerpow…"),
    ],
)
def test_cuts_are_at_the_ends_of_words_or_within_nothing(text: str, width: int, expected: str) -> None:
    assert shown(text, POWER, width=width) == expected


def test_a_hit_longer_than_the_snippet_is_cut_itself() -> None:
    long = ((("x" * 100),),)
    assert shown("ab " + "x" * 100 + " cd", long, width=22) == "…[" + "x" * 20 + "]…"


def test_a_hit_anywhere_in_a_long_body_is_found_whole() -> None:
    for before in (65_500, 65_530, 65_536, 65_600, 65_850, 200_000):
        body = ("lorem  ipsum " * 20_000)[:before] + " power  apps " + "dolor " * 5_000
        found = snippet({"body": body}, [(("power", "apps"),)], width=40)
        assert [found.text[start:end] for start, end in found.hits] == ["power apps"]
        assert found.text.startswith("…")
        assert found.text.endswith("…")


@given(
    st.text(st.sampled_from("power apps é\u0301&#8217;amp;技術x\n-"), max_size=300),
    st.integers(10, 200),
)
def test_no_snippet_is_too_long_and_all_marks_are_hits(text: str, width: int) -> None:
    found = snippet({"excerpt": text}, [POWER, APPS, (("技術",),)], width)
    assert len(found.text) <= width
    assert "\n" not in found.text
    assert list(found.hits) == sorted(found.hits)
    assert all(before[1] <= after[0] for before, after in zip(found.hits, found.hits[1:], strict=False))
    marked = {found.text[start:end].replace("\u0301", "") for start, end in found.hits}
    assert marked <= {"power", "powered", "apps", "技術"}


# --- as the index has it ----------------------------------------------------------------------------------------------


@given(st.text("aAbéÉe\u0301 -.'’海上가", max_size=40), st.text("abe 海上", min_size=1, max_size=4), st.booleans())
@example("a b, ab", "a b", False)
@example("e\u0301a éa", "ea", True)
def test_what_is_marked_is_what_the_index_finds(text: str, asked: str, prefix: bool) -> None:
    if not asked.strip():
        return
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(TEXT_INDEX)
        db.execute("INSERT INTO fulltext (rowid, title) VALUES (1, ?)", (analyze(text),))
        found = looked_up(db, Text(asked, prefix), WordMatching(exact=True))
        sql = "SELECT 1 FROM fulltext WHERE fulltext MATCH ?"
        is_found = db.execute(sql, (found.match,)).fetchone() is not None
    result = snippet({"title": text}, [found.forms])
    assert bool(result.hits) == is_found
    assert result.fields == (("title",) if is_found else ())
    for start, end in result.hits:
        marked = analyze(result.text[start:end])
        assert marked.startswith(analyze(asked)) if prefix else marked == analyze(asked)


def test_fields_are_named_in_the_order_of_the_index() -> None:
    texts = dict.fromkeys(reversed(TEXT_COLUMNS), "power")
    assert snippet(texts, [POWER]).fields == TEXT_COLUMNS
