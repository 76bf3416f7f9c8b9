"""Positions that are found without a parser: the same as the outline's, or none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.frontmatter import FrontMatter, dump, parse


def read(source: str) -> FrontMatter:
    front = parse(f"---\n{source}---\n".encode())
    assert front is not None
    return front


@pytest.mark.parametrize(
    ("source", "name", "offset", "place"),
    [
        ("title: One\n", "title", None, (2, 8)),
        ("title: One\n", "title", 2, (2, 10)),
        ("a: 1\ntitle:   One \n", "title", 0, (3, 10)),
        ('title: "One"\n', "title", None, (2, 8)),
        ('title: "One"\n', "title", 0, (2, 9)),
        ('title: "\\"O\\u00e9\\n\\\\"\n', "title", 3, (2, 18)),
        ("title: 'It''s'\n", "title", 3, (2, 13)),
        ("title: Ö ö\n", "title", 2, (2, 10)),
        ('title: "😀x"\n', "title", 1, (2, 10)),
    ],
)
def test_a_text_on_one_line(source: str, name: str, offset: int | None, place: tuple[int, int]) -> None:
    front = read(source)
    assert front.on_one_line((name,))
    assert front.place_in((name,), offset) == place


@pytest.mark.parametrize(
    "source",
    [
        "title: 7\n",
        "title:\n  One\n",
        "title: One\n  two\n",
        'title: "One\n  two"\n',
        "title: |\n  One\n",
        "title: One # two\n",
        "title: &a One\n",
        "title: !!str One\n",
        "x: &a One\ntitle: *a\n",
        "title: One\r\nexcerpt: Two\r\n",
        'title: "\\x41"\n',
        "{title: One}\n",
        "title: One\ntitle: Two\n",
    ],
)
def test_what_is_not_sure_is_left_to_the_outline(source: str) -> None:
    assert read(source).on_one_line(("title",)) is None


def outlined(front: FrontMatter, name: str) -> tuple[int, int]:
    return front._positions().value((name,))


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\"'\\\n: #&*-"), max_size=12)


@given(st.dictionaries(st.sampled_from(["title", "a", "excerpt", "b"]), TEXTS | st.integers(), min_size=1))
def test_it_is_the_place_of_the_outline(fields: dict[str, Any]) -> None:
    front = parse(dump(fields).encode())
    assert front is not None
    for name in front.fields:
        assert front.place(name) == outlined(front, name)
        assert front.on_one_line((name,)) in (None, front._positions().scalar((name,)))


@given(TEXTS.filter(bool), st.data())
def test_the_character_at_the_place_is_the_one_that_was_meant(text: str, data: Any) -> None:
    offset = data.draw(st.integers(0, len(text) - 1))
    front = parse(f"---\n{dump({'title': text}).split(chr(10), 1)[1]}".encode())
    assert front is not None
    if front.on_one_line(("title",)) is None:
        return
    line, column = front.place_in(("title",), offset)
    found = front.source.split("\n")[line - front.line][column - 1]
    assert found in (text[offset], "\\")


@pytest.mark.parametrize(
    ("source", "path", "offset", "place"),
    [
        ("title: |\n  One\n  two\n", ("title",), 5, (4, 4)),
        ("title: >-\n  One\n  two\n", ("title",), 4, (4, 3)),
        ('title: "One\n  two"\n', ("title",), 6, (3, 5)),
        ("title: One # two\n", ("title",), 1, (2, 9)),
        ('title: "\\x41b"\n', ("title",), 1, (2, 13)),
        ("topics:\n  - AI\n  - 'It''s'\n", ("topics", 1), 3, (4, 10)),
        ("related: [{title: Two}]\n", ("related", 0, "title"), 2, (2, 21)),
        ("x: &a One\ntitle: *a\n", ("title",), 1, (3, 8)),
        ("title: One\r\nexcerpt: Two\r\n", ("excerpt",), 2, (3, 12)),
    ],
)
def test_a_character_of_any_text(source: str, path: tuple[str | int, ...], offset: int, place: tuple[int, int]) -> None:
    front = parse(f"---\n{source}---\n".encode())
    assert front is not None
    assert front.place_in(path, offset) == place


def test_a_character_of_toml_and_json() -> None:
    for text, place in (('+++\ntitle = "One"\n+++\n', (2, 11)), ('{"title": "One"}\n', (1, 13))):
        front = parse(text.encode())
        assert front is not None
        assert front.place_in(("title",), 1) == place
