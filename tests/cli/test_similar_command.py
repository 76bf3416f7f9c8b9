"""`newscat similar`: its columns and formats, and an ID as `show` takes it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def animals(write: Write) -> None:
    write(
        "a1.md", title="Quokka and wombat", excerpt="", topics=["Marsupials"], provider={"name": "N", "domain": "n.com"}
    )
    write("b2.md", title="Wombat", excerpt="", topics=["marsupials"], provider={"name": "N", "domain": "n.com"})
    write("c3.md", title="Weather", excerpt="Rain.", topics=[], provider={"name": "N", "domain": "n.com"})


def test_in_a_pipe_it_is_a_table_of_tabs_with_the_shared_terms(animals: None, run: Run) -> None:
    assert run("similar", "a1") == Result(
        "id\tdate\ttitle\tprovider\tscore\tshared\nb2\t2022-03-23T20:13:00Z\tWombat\tN\t0.3939\twombat, marsupials\n",
        "",
        0,
    )


def test_a_narrow_terminal_keeps_the_shared_terms(animals: None, run: Run) -> None:
    shown = run("similar", "a1", tty=True, columns=60, env={"NO_COLOR": "1"})
    assert shown == Result(
        "id  date        title   provider  score  shared\n"
        "───────────────────────────────────────────────────────────\n"
        "b2  2022-03-23  Wombat  N          0.39  wombat, marsupials\n",
        "1 article\n",
        0,
    )
    assert run("similar", "c3", tty=True) == Result("", "No articles\n", 0)


def test_json_has_the_record_the_score_the_terms_and_whether_it_is_the_same(animals: None, run: Run) -> None:
    answer = json.loads(run("similar", "a1", "--format", "json").stdout)
    [record] = answer["records"]
    assert (answer["total"], answer["returned"]) == (1, 1)
    assert {name: record[name] for name in ("id", "score", "shared", "same")} == {
        "id": "b2",
        "score": 0.3939,
        "shared": ["wombat", "marsupials"],
        "same": None,
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--format", "ids"], "b2\n"),
        (["--format", "paths"], "b2.md\n"),
        (["--count"], "1\n"),
        (["--columns", "id,same,shared"], "id\tsame\tshared\nb2\t\twombat, marsupials\n"),
        (["--template", "{id} {shared}"], "b2 wombat, marsupials\n"),
        (["--format", "md", "--columns", "id,shared"], "| id | shared |\n| --- | --- |\n| b2 | wombat, marsupials |\n"),
    ],
)
def test_formats_and_columns_are_those_of_list(animals: None, run: Run, options: list[str], expected: str) -> None:
    assert run("similar", "a1", *options) == Result(expected, "", 0)


def test_ten_are_listed_unless_a_limit_says_so(write: Write, run: Run) -> None:
    for number in range(13):
        write(f"{number:02}.md", title="Quokka")
    assert len(run("similar", "00", "--format", "ids").stdout.split()) == 10
    assert len(run("similar", "00", "--format", "ids", "--limit", "3").stdout.split()) == 3
    assert len(run("similar", "00", "--format", "ids", "--limit", "0").stdout.split()) == 12
    assert json.loads(run("similar", "00", "--format", "json", "--limit", "3").stdout)["total"] == 12


def test_what_is_hardly_similar_is_left_out(write: Write, run: Run) -> None:
    words = "alder birch cedar elder fir hazel juniper larch maple oak pine rowan spruce willow yew"
    write("own.md", title="Trees", excerpt=words, topics=[])
    write("near.md", title="Forest", excerpt=words[:40], topics=[])
    write("far.md", title="Other", excerpt="one yew among much that has nothing to do with the others", topics=[])
    write("same.md", title="Trees", excerpt="zinc", topics=[])
    assert run("similar", "own", "--columns", "id,score").stdout == "id\tscore\nnear\t0.29\nsame\t0.205\n"
    assert run("similar", "own", "--min-score", "0.25", "--columns", "id").stdout == "id\nnear\nsame\n"
    assert run("similar", "own", "--min-score", "0", "--columns", "id").stdout == "id\nnear\nsame\nfar\n"
    assert run("similar", "own", "--count").stdout == "2\n"
    assert json.loads(run("similar", "own", "--format", "json", "--limit", "1").stdout)["total"] == 2


@pytest.mark.parametrize("name", ["a1", "a", "a1.md", "https://www.example.com/a1"])
def test_an_id_is_what_show_takes_for_one(animals: None, run: Run, name: str) -> None:
    assert run("similar", name, "--format", "ids") == Result("b2\n", "", 0)


def test_no_record_or_several_are_said_as_show_says_it(animals: None, write: Write, run: Run) -> None:
    write("b3.md", title="Bilby")
    assert run("similar", "quokka") == Result(
        "", "newscat: no article matches 'quokka' (id, path or URL); try: newscat search quokka\n", 1
    )
    several = run("similar", "b")
    assert several == Result(
        "", "newscat: 'b' matches 2 articles; give more of the id:\n  b2  Wombat\n  b3  Bilby\n", 1
    )
    assert several.stderr == run("show", "b").stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--format", "xls"], "unknown format 'xls'"),
        (["--columns", "titel"], "unknown column 'titel'"),
        (["--columns", "price"], "unknown field 'price': no article has it"),
        (["--count", "--format", "json"], "--count prints only a number"),
        (["--limit", "x"], "'x' is not a whole number"),
        (["--min-score", "2"], "'2' is not a number from 0 to 1"),
        (["--min-score", "x"], "'x' is not a number from 0 to 1"),
    ],
)
def test_a_wrong_option_is_refused(animals: None, run: Run, options: list[str], reason: str) -> None:
    refused = run("similar", "a1", *options)
    assert (refused.stdout, refused.exit_code) == ("", 2)
    assert reason in refused.stderr


def test_terms_from_a_file_reach_no_terminal_raw(write: Write, run: Run) -> None:
    for name in ("a", "b"):
        write(f"{name}.md", title="One", topics=["x\x1b[31m\u202ey"])
    assert run("similar", "a", "--columns", "shared").stdout.splitlines()[1:] == [
        "one, x\\x1b[31my, has, say, to, what"
    ]


def test_the_cache_answers_as_the_files_do(animals: None, run: Run) -> None:
    fresh = run("similar", "a1", "--no-cache")
    assert fresh.stdout
    assert [run("similar", "a1") for _ in range(2)] == [fresh, fresh]
    assert run("similar", "a1", "--no-refresh").stdout == fresh.stdout
