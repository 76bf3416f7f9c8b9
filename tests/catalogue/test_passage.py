"""Passages: of a long body, only the part around the words becomes plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.text import plain
from newscat.index.text.passage import Passage, count, passage
from newscat.index.text.snippet import snippet
from newscat.index.text.stemming import Form

REDIS = (("redis",),)
JAVA = (("java",),)
LONG = "-- one --\n\n" * 400


def marked(body: str, *words: tuple[Form, ...], format: str = "markdown", width: int = 60) -> str:
    """The snippet of a body, its hits in brackets."""
    found = snippet({}, words, width, body=passage(body, words, format))
    text = found.text
    for start, end in reversed(found.hits):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A **Redis** server.", [REDIS], "A [Redis] server."),
        ("Java, and\nRedis", [REDIS, JAVA], "[Java], and [Redis]"),
        ("用数据库吧", [(("数据", "据库"),)], "用[数据库]吧"),
        ("用redis吧", [REDIS], "用[redis]吧"),
        ("Cafe\u0301, CAFÉ", [(("cafe",),)], "[Cafe\u0301], [CAFÉ]"),
        ("The power-apps", [(("power", "apps"),)], "The [power-apps]"),
        ("unrunning runner", [(("run*",),)], "unrunning [runner]"),
        ("C++, C", [(("c++",),)], "[C++], C"),
    ],
)
def test_the_part_with_most_words_is_found(text: str, words: list[tuple[Form, ...]], expected: str) -> None:
    body = f"predis {LONG}{text}\n\n{LONG}"
    assert marked(body, *words).strip("…- one") == expected.strip("one")
    assert len(passage(body, words, "markdown").text) < 2000


def test_ellipses_say_what_is_left_out() -> None:
    assert marked(f"Redis.\n\n{LONG}", REDIS) == "[Redis]. -- one -- -- one -- -- one -- -- one -- -- one --…"
    assert marked(f"{LONG}Redis.", REDIS) == "…-- one -- -- one -- -- one -- -- one -- -- one -- [Redis]."
    assert marked(f"{LONG}Redis.\n\n{LONG}", REDIS) == "…one -- -- one -- [Redis]. -- one -- -- one -- -- one -- --…"
    assert marked(f"{'x ' * 4000}\nRedis\n{'x ' * 4000}", REDIS, width=9) == "…[Redis] x…"


@pytest.mark.parametrize(
    "unseen",
    [
        "[there](https://redis.io) and <a href='redis'>there</a>",
        "<!-- one\n\nredis\n\n-->",
        f"<style>\n\n{LONG}.redis {{}}\n\n{LONG}</style>",
        f"<script>\n\n{LONG}redis()\n\n{LONG}</script>",
        "Rediscovered and predis, redisé",
    ],
)
def test_what_a_reader_does_not_see_is_not_shown(unseen: str) -> None:
    assert marked(f"{LONG}{unseen}\n\n{LONG}A redis server.\n\n{LONG}", REDIS).strip("…- one") == "A [redis] server."
    assert count(passage(f"{LONG}{unseen}\n\n{LONG}", [REDIS], "markdown").text, [REDIS]) == 0


def test_word_that_markup_divides_is_found() -> None:
    body = f"{LONG}<b>R</b>edis\n\n{LONG}"
    assert passage(body, [REDIS], "markdown") == Passage(plain(body))
    assert marked(body, REDIS).strip("…- one") == "[Redis]"


def test_code_stays_code() -> None:
    code = "```sh\n\n# start *redis*\n\n" + "x\n\n" * 1000 + "# stop *redis* and *java*\n\n```\n\n"
    assert marked(f"{LONG}{code}{LONG}", REDIS, JAVA).strip("…- onex") == "# stop *[redis]* and *[java]*"


def test_html_without_lines_is_read_as_a_whole() -> None:
    body = f"<p title='x'>{'word ' * 1000}<p>Redis and <i>more</i>"
    assert marked(body, REDIS, format="html", width=26) == "…word word [Redis] and more"


PIECES = [
    *(
        "redis",
        "java",
        "数据库",
        "é",
        "**",
        "<b>",
        "</b>",
        "&amp;",
        "[a](",
        ")",
        "`",
        "\n\n",
        "\n",
        " ",
        "<!--",
        "-->",
        "-",
    ),
    "```\n",
]


@given(st.lists(st.sampled_from(PIECES), min_size=200, max_size=900), st.sampled_from(["markdown", "html"]))
def test_a_body_with_a_word_shows_it(pieces: list[str], format: str) -> None:
    words = [REDIS, JAVA, (("数据", "据库"),)]
    body = "".join(pieces)
    assert (count(passage(body, words, format).text, words) > 0) == (count(plain(body, format), words) > 0)
