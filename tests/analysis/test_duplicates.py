"""`newscat duplicates` and its function: tiers, languages, series, the copy to keep, formats."""

import json
import random
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from newscat import open_catalogue
from newscat.analysis.duplicates import Group, duplicates
from newscat.errors import UsageError
from newscat.index.analysis.signatures import pairs_of_words, similarity
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]
Groups = list[tuple[str, list[str]]]

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "rk", "st", "l")]


def text(seed: int, count: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


@pytest.fixture
def page(write: Write) -> Callable[..., Path]:
    """`page("a.md", "Title", body)`: a page with these fields."""

    def page(name: str, title: str, body: str = "", **fields: object) -> Path:
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in {"title": title, **fields}.items())
        return write(name, text=f"---\n{lines}---\n{body}\n")

    return page


def found(by: str = "near", **options: float) -> Groups:
    return [(each.reason, [one.id for one in each.articles]) for each in duplicates(open_catalogue(), by=by, **options)]


def test_each_tier_says_why(page: Write) -> None:
    page("a.md", "One", text(1), url="https://example.org/one")
    page("b.md", "Another", text(2), url="https://example.org/one")
    page("c.md", "Two", text(3), url="https://example.org/two")
    page("d.md", "Second", text(4), url="http://www.example.org/two/?utm_source=x")
    page("e.md", "Three & more", text(5))
    page("f.md", "three &amp; more!", text(6))
    page("g.md", "Four", text(7))
    page("h.md", "Fourth", f"{text(7)} and nothing else")
    page("i.md", "Five", text(8))
    assert found() == [
        ("url", ["a", "b"]),
        ("canonical-url", ["c", "d"]),
        ("title", ["e", "f"]),
        ("near", ["g", "h"]),
    ]
    assert found("url") == [("url", ["a", "b"])]
    assert found("canonical-url") == [("canonical-url", ["a", "b"]), ("canonical-url", ["c", "d"])]
    assert found("title") == [("title", ["e", "f"])]


def test_a_group_has_the_reason_that_joined_its_last_article(page: Write) -> None:
    page("a.md", "One", text(1), url="https://example.org/one")
    page("b.md", "Another", text(2), url="https://example.org/one")
    page("c.md", "Third", text(2), url="https://example.org/third")
    assert found() == [("near", ["a", "b", "c"])]


@pytest.mark.parametrize("names", [("en/a.md", "de/a.md"), ("a.en.md", "a.de.md"), ("docs/pt-br/a.md", "docs/a.md")])
def test_translations_are_no_duplicates(page: Write, names: Iterable[str]) -> None:
    for name in names:
        page(name, "Install", text(1), url="https://example.org/install")
    assert found() == []


def test_languages_of_the_front_matter_part_articles_too(page: Write) -> None:
    page("one/a.md", "Install", text(1), lang="en")
    page("one/b.md", "Install", text(1), lang="de")
    page("one/c.md", "Install", text(1), lang="en")
    assert found() == [("title", ["one/a", "one/c"])]


def test_a_series_is_not_one_article(page: Write) -> None:
    for month in ("May", "June"):
        page(f"{month}.md", f"What is new in {month}", text(1))
    for version in ("1.0", "1.0-rc1"):
        page(f"v{version}.md", f"Version {version}", text(2))
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"excerpt": "Two.", "quality": 1}, "most complete: 5 fields"),
        ({"quality": 90}, "best quality: 90"),
        ({"quality": 50, "date": "2022-01-01"}, "earliest: 2022-01-01"),
    ],
)
def test_the_copy_to_keep_is_explained(page: Write, fields: dict[str, object], why: str) -> None:
    usual = {"quality": 50, "date": "2022-02-02", "category": "x"}
    page("a.md", "One", **usual)
    page("b.md", "One", **(usual | fields))
    [group] = duplicates(open_catalogue(), by="title")
    assert (group.keep, group.why) == ("b", why)


def test_of_equal_copies_the_first_is_kept(page: Write) -> None:
    page("b.md", "One")
    page("a.md", "One")
    [group] = duplicates(open_catalogue(), by="title")
    assert group == Group("title", "a", "first by path, otherwise equal", group.articles)


def test_exact_similarity_decides_at_the_threshold(page: Write) -> None:
    one, other = text(1, 200), text(1, 200).split()
    other[::14] = ["changed"] * len(other[::14])
    page("a.md", "Same words", one)
    page("b.md", "Same words here", " ".join(other))
    exact = similarity(pairs_of_words(f"Same words\n\n{one}"), pairs_of_words(f"Same words here\n\n{' '.join(other)}"))
    assert 0.7 < exact < 0.8
    assert found(threshold=exact + 0.001) == []
    assert found(threshold=exact) == [("near", ["a", "b"])]


def test_scripts_without_spaces_are_compared_by_their_characters(page: Write) -> None:
    body = "".join(random.Random(3).choices([chr(code) for code in range(0x4E00, 0x4F00)], k=200))
    page("a.md", "一", body)
    page("b.md", "二", body[:-5])
    page("c.md", "三", body[::-1])
    assert found() == [("near", ["a", "b"])]


def test_many_articles_are_read_by_workers_with_the_same_result(page: Write, run: Run) -> None:
    for number in range(420):
        page(f"{number:03}.md", f"Title{number:03}", text(number))
    page("copy.md", "Copied", text(7))
    groups = [("near", ["007", "copy"])]
    assert found() == groups
    answer = json.loads(run("duplicates", "--format", "json").stdout)
    assert [(each["reason"], [one["id"] for one in each["articles"]]) for each in answer["groups"]] == groups


def test_answers_are_the_same_with_an_index_and_after_changes(page: Write, run: Run) -> None:
    page("a.md", "One", text(1))
    page("b.md", "Two", text(2))
    asked = ("duplicates", "--format", "tsv")
    nothing = run(*asked)
    assert nothing == run(*asked) == run(*asked, "--no-cache")
    assert nothing == Result("group\treason\tkeep\tid\tpath\ttitle\n", "No duplicates\n", 0)
    page("b.md", "Two", f"{text(1)} more")
    expected = (
        "group\treason\tkeep\tid\tpath\ttitle\n"
        "1\tnear\tfirst by path, otherwise equal\ta\ta.md\tOne\n"
        "1\tnear\t\tb\tb.md\tTwo\n"
    )
    assert run(*asked) == run(*asked) == run(*asked, "--no-cache") == Result(expected, "", 0)


def test_markup_makes_no_difference(page: Write, run: Run) -> None:
    words = text(1, 40).split()
    page("a.md", "One", " ".join(words))
    page("b.html", "One", "".join(f"<p class='x{word}'>{word}</p>" for word in words))
    page("c.mdx", "One", "\n".join(f"<X y={{1}} /> **{word[:2]}**{word[2:]} {{{{< {word} >}}}}" for word in words))
    answer = json.loads(run("duplicates", "--by", "near", "--threshold", "1", "--format", "json").stdout)
    assert [[one["path"] for one in each["articles"]] for each in answer["groups"]] == [["a.md", "b.html", "c.mdx"]]


def test_json_has_reason_copy_to_keep_and_articles(page: Write, run: Run) -> None:
    page("a.md", "One")
    page("b.md", "One", quality=5)
    assert json.loads(run("duplicates", "--by", "title", "--format", "json").stdout) == {
        "version": 1,
        "groups": [
            {
                "reason": "title",
                "keep": "b",
                "articles": [{"id": "a", "path": "a.md", "title": "One"}, {"id": "b", "path": "b.md", "title": "One"}],
            }
        ],
    }


def test_only_articles_that_match_are_compared(page: Write, run: Run) -> None:
    for name, topic in (("a", "x"), ("b", "y"), ("c", "x")):
        page(f"{name}.md", "One", text(1), tags=[topic])
    for by in ("title", "near"):
        answer = json.loads(run("duplicates", "--by", by, "-q", "topic:x", "--format", "json").stdout)
        assert [[one["id"] for one in each["articles"]] for each in answer["groups"]] == [["a", "c"]]


def test_a_terminal_shows_blocks(page: Write, run_terminal: Run) -> None:
    page("a.md", "One [b]day[/b]", url="https://example.org/1")
    page("b.md", "The other title " * 8, url="https://example.org/1", quality=5)
    shown = run_terminal("duplicates", "--by", "url", env={"NO_COLOR": "1"})
    assert shown.stdout == (
        "Same URL: 2 articles\n"
        "      a\n"
        "      One [b]day[/b]\n"
        "keep  b  (most complete: 3 fields)\n"
        f"      {('The other title ' * 8)[:73]}…\n"
        "1 group of duplicates, 2 articles\n"
    )
    assert shown.exit_code == 0


def test_the_reason_has_a_line_of_its_own_beside_a_long_id(page: Write, run_terminal: Run) -> None:
    for name, quality in (("a" * 60, 5), ("b" * 60, 7)):
        page(f"{name}.md", "One", quality=quality, id=name)
    shown = run_terminal("duplicates", "--by", "title", columns=30, env={"NO_COLOR": "1"})
    assert shown.stdout.splitlines()[3:5] == ["keep  bbbbbbb", "      (best quality: 7)"]


def test_a_limit_says_how_to_see_the_rest(page: Write, run: Run) -> None:
    for name in "abcd":
        page(f"{name}.md", "One" if name in "ab" else "Two")
    result = run("duplicates", "--by", "title", "-n", "1", tty=True)
    assert (result.stderr, result.exit_code) == ("1 of 2 groups of duplicates, 4 articles (-n 0 for all)\n", 0)


def test_near_without_its_package_says_what_to_install(page: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    page("a.md", "One")
    page("b.md", "One")
    monkeypatch.setitem(sys.modules, "rensa", None)
    for options in (["--by", "near"], ["--threshold", "0.5"]):
        result = run("duplicates", *options)
        assert result.exit_code == 2
        assert result.stderr == (
            "newscat: --by near requires an extra package: pip install 'newscat[near]'; "
            "--by url, canonical-url and title need none\n"
        )
    assert run("duplicates", "--by", "title").stderr == ""
    with pytest.raises(UsageError, match=re.escape("newscat[near]")):
        duplicates(open_catalogue(), by="near")


def test_without_that_package_all_other_duplicates_are_found(
    page: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page("a.md", "One", originalUrl="https://one.example/a")
    page("b.md", "Two", originalUrl="https://www.one.example/a/")
    page("c.md", "two")
    monkeypatch.setitem(sys.modules, "rensa", None)
    [group] = duplicates(open_catalogue())
    assert (group.reason, [each.path for each in group.articles]) == ("title", ["a.md", "b.md", "c.md"])
    said = "articles with nearly the same text were not looked for; to find them: pip install 'newscat[near]'\n"
    assert run("duplicates").stderr == said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--by", "title", "--threshold", "0.5"), "--threshold requires --by near"),
        (("--format", "ids"), "the format ids prints articles; use table, tsv, csv, json, ndjson or markdown"),
    ],
)
def test_impossible_options_are_refused(page: Write, run: Run, arguments: tuple[str, ...], message: str) -> None:
    page("a.md", "One")
    assert run("duplicates", *arguments) == Result("", f"newscat: {message}\n", 2)
