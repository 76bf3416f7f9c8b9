"""What may not reach a screen raw, and what must stay as it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.output.safe import in_json, one_line, reversible, unescaped, visible

HARMLESS = [
    "",
    "Power Apps",
    "[b]bold[/b] :smile: <i>",
    "back\\slash \\x1b",
    "What’s new — Überblick, 日本語, עברית, 👩‍💻",
    "no-break\u00a0space, zero-width\u200bspace, soft\u00adhyphen",
    "marks \u200e and \u200f only say which way a neutral character runs",
    "two\nlines\tand a tab",
]

UNSAFE = [
    ("\x1b[31mred", r"\x1b[31mred"),
    ("\x1b]8;;http://e.example\x1b\\x", r"\x1b]8;;http://e.example\x1b\x"),
    ("bell\x07 nul\x00", r"bell\x07 nul\x00"),
    ("return\rover", r"return\rover"),
    ("\x7f\x80\x9b31m\x9f", r"\x7f\x80\x9b31m\x9f"),
    ("\u202aa\u202e", r"\u202aa\u202e"),
    ("\u2066a\u2069", r"\u2066a\u2069"),
    ("\ud800 \udcff", r"\ud800 \udcff"),
    ("form\x0cfeed\x0b", r"form\x0cfeed\x0b"),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(("text", "expected"), UNSAFE)
def test_unsafe_characters_are_shown(text: str, expected: str) -> None:
    assert visible(text) == expected
    assert one_line(text) == expected


def test_one_line_shows_line_feeds_and_tabs_too() -> None:
    assert one_line("a\nb\tc") == r"a\nb\tc"


def test_every_other_character_is_left_alone_and_every_result_is_printable_utf8() -> None:
    unsafe = {*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    unsafe |= set(range(0xD800, 0xE000))
    changed = {code for code in range(0x110000) if visible(chr(code)) != chr(code)}
    assert changed == unsafe
    assert all(visible(chr(code)).isprintable() for code in unsafe)


@pytest.mark.parametrize("text", HARMLESS + [text for text, _ in UNSAFE[:-3]] + ["\u202e", "\u2069"])
def test_json_reads_back_what_was_written(text: str) -> None:
    encoded = in_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(encoded) == text
    assert visible(encoded) == encoded
    assert "\n" not in encoded


def test_a_lone_surrogate_in_json_is_text_because_strict_parsers_refuse_its_escape() -> None:
    assert json.loads(in_json(json.dumps("a\udc80", ensure_ascii=False))) == r"a\udc80"


@given(st.text(alphabet=st.sampled_from("a \\nrtxu01bdce9\x1b\n\t\u202e\x9b\udce9é")))
def test_an_id_is_read_back_from_what_is_printed(text: str) -> None:
    shown = reversible(text)
    assert unescaped(shown) == text
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("posts/alpha", "posts/alpha"),
        (r"a\b", r"a\b"),
        ("a\nb", r"a\nb"),
        (r"a\nb", r"a\\nb"),
        ("\\a\x1b", r"\\a\x1b"),
        ("lat\udce9", r"lat\udce9"),
    ],
)
def test_backslashes_of_an_id_are_doubled_only_where_they_are_ambiguous(text: str, shown: str) -> None:
    assert reversible(text) == shown
