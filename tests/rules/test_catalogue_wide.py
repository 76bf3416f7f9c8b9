"""NC5: articles beside each other. Every answer is the same with a cache, a second time, and without one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newscat.rules.across import CatalogueMatch, _repeated
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]
Told = Callable[..., list[str]]


@pytest.fixture
def stricter(run: Run) -> Told:
    """`stricter()`: what NC5 says about the catalogue; `stricter("a.md", "--extend-select", …)` with more arguments."""

    def stricter(*args: str) -> list[str]:
        asked = ("validate", "--select", "NC5", "--ignore", "NC508", "--quiet", *args)
        first, again, fresh = run(*asked), run(*asked), run(*asked, "--no-cache")
        assert first == again == fresh
        assert first.stderr == ""
        return first.stdout.splitlines()

    return stricter


def test_nothing_in_common_is_nothing_to_say(write: Write, stricter: Told) -> None:
    write("a.md", topics=["AI", "C", "C++", "C#"], quality=None)
    write("b.md", topics=["AI", "Cloud AI"], without=["title", "originalUrl", "provider", "publishedDateTime"])
    write("c.md", without=["title", "originalUrl"])
    write("d.md", title="…", originalUrl="no url")
    write("e.md", title="!!", originalUrl="")
    assert stricter() == []


def test_the_same_url_is_told_of_every_file_but_the_first(write: Write, stricter: Told) -> None:
    url = "https://example.com/one"
    for name in ("b/a.md", "a.md", "b/c.md", "z.md", "b/z/d.md"):
        write(name, originalUrl=url, title=f"In {name}", id=name)
    assert stricter() == [
        "z.md:6:14: NC501 same URL as a.md",
        "b/a.md:6:14: NC501 same URL as a.md, z.md",
        "b/c.md:6:14: NC501 same URL as a.md, z.md, b/a.md",
        "b/z/d.md:6:14: NC501 same URL as a.md, z.md, b/a.md and 1 more",
    ]


def test_the_same_page_is_told_once_by_the_surest_tier(write: Write, stricter: Told) -> None:
    write("a.md", title="One", originalUrl="https://example.com/one?b=1")
    write("b.md", title="One", originalUrl="http://www.example.com/one/?utm_source=x&b=1")
    write("c.md", title="ONE!", originalUrl="https://example.com/one?b=1")
    write("d.md", title="“One”", originalUrl="https://example.com/two")
    assert stricter() == [
        "b.md:6:14: NC502 same page as a.md",
        "c.md:6:14: NC501 same URL as a.md",
        "c.md:6:14: NC502 same page as b.md",
        "d.md:3:8: NC503 same title as a.md, b.md, c.md",
    ]


def test_a_declared_id_is_told_where_another_article_has_it(write: Write, stricter: Told) -> None:
    write("a/one.md", title="A")
    write("a/one.markdown", title="B", originalUrl="https://example.com/2")
    for name, id in (("b", "two"), ("c", "one"), ("d", "two"), ("e", "c")):
        write(f"{name}.md", text=write(f"{name}.md").read_text("utf-8").replace("---\n", f"---\nid: {id}\n", 1))
    assert stricter() == ["d.md:2:5: NC504 same id as b.md"]


def test_of_pages_a_shared_id_is_an_info(write: Write, run: Run) -> None:
    write("a.md", text="---\nid: 1\n---\n")
    write("b.md", text="---\nid: 1\n---\n")
    write("c.md", id="1")
    told = [json.loads(line) for line in run("validate", "--select", "NC504", "--format", "ndjson").stdout.splitlines()]
    assert [(each["path"], each["severity"]) for each in told] == [("b.md", "info"), ("c.md", "warning")]


def test_the_rarer_name_of_a_provider_is_told_at_its_place(write: Write, stricter: Told) -> None:
    for name in ("a", "b", "c"):
        write(f"{name}.md", provider={"name": "Example", "domain": "Example.com" if name == "a" else "example.com"})
    write("d.md", provider={"name": "Exmple", "domain": "example.com"})
    write("e.md", provider={"name": "Exmple", "domain": "example.org"})
    assert stricter() == ["d.md:13:9: NC505 'example.com' has the name 'Example' in 3 files, not 'Exmple'"]


def test_the_rarer_spelling_of_a_topic_is_told_at_its_place(write: Write, stricter: Told) -> None:
    write("a.md", topics=["Power Apps", "AI"])
    write("b.md", topics=["Power Apps"])
    write("c.md", topics=[None, "AI", "power-apps", 7])
    write("d.md", topics=["PowerApps", "ai"])
    assert stricter() == [
        "c.md:18:5: NC506 the topic 'power-apps' is spelled 'Power Apps' in 2 files",
        "d.md:16:5: NC506 the topic 'PowerApps' is spelled 'Power Apps' in 2 files",
        "d.md:17:5: NC506 the topic 'ai' is spelled 'AI' in 2 files",
    ]
    (Path.cwd() / "d.md").unlink()
    assert stricter() == ["c.md:18:5: NC506 the topic 'power-apps' is spelled 'Power Apps' in 2 files"]


def test_what_pages_have_in_common_is_an_info_at_its_place(write: Write, run: Run) -> None:
    url = "https://example.com/one"
    write("a.md", originalUrl=url, id="one", topics=["Power Apps"])
    write("b.md", text=f"---\ntitle: B\nlink: {url}\nid: one\n---\n")
    write("c.md", text=f"---\ntitle: C\nurl: /c\ncanonical_url: {url}/\ntags: [power apps]\n---\n")
    write("d.md", originalUrl=url, topics=["Power Apps"])

    def found() -> list[str]:
        lines = run("validate", "--select", "NC5", "--format", "ndjson").stdout.splitlines()
        return [f"{one['path']}:{one['line']} {one['code']} {one['severity']}" for one in map(json.loads, lines)]

    pages = ["b.md:3 NC501 info", "b.md:4 NC504 info", "c.md:4 NC502 info", "c.md:5 NC506 info"]
    assert found() == [*pages, "d.md:6 NC501 warning", "d.md:6 NC502 warning"]
    write("newscat.toml", text='kinds = [{files = "b.md", kind = "news"}, {files = "d.md", kind = "page"}]')
    news = ["b.md:2 NC501 warning", "b.md:4 NC504 warning"]
    assert found() == [*news, *pages[2:], "d.md:6 NC501 info", "d.md:6 NC502 info"]


def test_a_topic_is_found_under_any_of_its_names(write: Write, stricter: Told) -> None:
    for number in range(3):
        write(f"{number}.md", text=f"---\ntitle: {number}\ntags: [Power Apps, Cloud, 2024]\n---\n")
    write("a.md", text='---\ntitle: A\ntags: [Cloud, "#power-apps"]\n---\n')
    write("b.md", text="---\ntitle: B\nkeywords: Cloud, PowerApps\n---\n")
    write("c.md", text="---\ntitle: C\ntopics: [~]\ncategory: powerApps\n---\n")
    assert stricter() == [
        "a.md:3:15: NC506 the topic 'power-apps' is spelled 'Power Apps' in 3 files",
        "b.md:3:11: NC506 the topic 'PowerApps' is spelled 'Power Apps' in 3 files",
        "c.md:4:11: NC506 the topic 'powerApps' is spelled 'Power Apps' in 3 files",
    ]


@pytest.mark.parametrize(
    ("name", "date", "message"),
    [
        ("2022-03-23-one.md", "2022-03-23T20:13:00Z", None),
        ("2022-03-23.md", "2022-03-23", None),
        ("2022-03-22-one.md", "2022-03-22T23:13:00-04:00", None),  # in UTC, it is the 23rd
        ("2022-03-22-one.md", '"2022-03-22 23:13:00 -0400"', None),
        ("one-2022-03-21.md", "2022-03-23T20:13:00Z", None),
        ("2022-03-211.md", "2022-03-23T20:13:00Z", None),
        ("2022-02-31-one.md", "2022-03-23T20:13:00Z", None),
        ("2022-03-21-one.md", "soon", None),
        ("2022-03-21-one/a.md", "2022-03-23T20:13:00Z", None),
        ("2022-03-21-one.md", "2022-03-23T20:13:00Z", "2022-03-23"),
        ("2022-03-21-one.md", "2022-03-20T23:13:00-04:00", "2022-03-20"),
        ("a/2022-03-21.md", "2022-03-23", "2022-03-23"),
    ],
)
def test_the_date_of_a_file_name_is_that_of_the_article(
    name: str, date: str, message: str | None, write: Write, stricter: Told
) -> None:
    path = write(name)
    write(name, text=path.read_text("utf-8").replace("2022-03-23T20:13:00Z", date))
    said = f"{name}:5:20: NC507 'publishedDateTime' is {message}, but the file name has 2022-03-21"
    assert stricter() == ([said] if message else [])


def test_related_articles_elsewhere_are_told_only_where_it_is_asked(write: Write, run: Run) -> None:
    related = [{"title": name, "webUrl": f"https://example.com/{name}"} for name in ("here", "there", "nowhere")]
    write("a.md", related=[*related, {"title": "None"}, None, "x"])
    write("b.md", webUrl="https://example.com/here")
    write("c.md", originalUrl="http://www.example.com/there/")
    assert run("validate", "--select", "NC0,NC501", "--quiet").stdout == ""
    assert run("validate", "--ignore", "NC1,NC2").stdout == ""
    said = "a.md:24:13: NC508 no article in the catalogue has the URL https://example.com/nowhere\n"
    for asked in (["--extend-select", "NC508", "--ignore", "NC1,NC2"], ["--select", "related-not-here"]):
        assert run("validate", *asked).stdout == said


def test_files_that_are_named_are_compared_with_each_other_alone(write: Write, stricter: Told) -> None:
    for name in ("a.md", "b.md", "c.md"):
        write(name, originalUrl="https://example.com/one")
    assert stricter("b.md", "c.md") == ["c.md:6:14: NC501 same URL as b.md"]
    assert stricter("c.md") == []


def test_a_comment_takes_these_away_too(write: Write, run: Run) -> None:
    url = "https://example.com/one"
    write("a.md", originalUrl=url)
    path = write("b.md", originalUrl=url)
    path.write_text(
        path.read_text("utf-8").replace(f'"{url}"', f'"{url}" # newscat: ignore[duplicate-url]', 1), "utf-8"
    )
    assert run("validate") == Result("", "No findings in 2 articles\n", 0)
    assert run("validate", "b.md") == Result("", "No findings in 1 article\n", 0)  # alone, nobody can tell
    (Path.cwd() / "a.md").unlink()
    assert run("validate").stdout == "b.md:6:40: NC050 unused ignore: duplicate-url has no finding on line 6\n"


def test_findings_of_both_kinds_stand_in_the_files_order(write: Write, run: Run) -> None:
    for name in ("a.md", "b.md"):
        write(name, originalUrl="https://example.com/one", quality="high", category="")
    write("a.txt", text="---\n: [\n---\n")
    lines = [line.split()[:2] for line in run("validate").stdout.splitlines()]
    assert lines == [
        ["a.md:2:11:", "NC102"],
        ["a.md:9:10:", "NC203"],
        ["a.txt:2:1:", "NC010"],
        ["b.md:2:11:", "NC102"],
        ["b.md:6:14:", "NC501"],
        ["b.md:9:10:", "NC203"],
    ]


def test_a_file_that_changed_since_it_was_compared_has_its_finding(write: Write, run: Run) -> None:
    write("a.md", originalUrl="https://example.com/one")
    write("b.md", originalUrl="https://example.com/one")
    assert run("validate", "--quiet").stdout == "b.md:6:14: NC501 same URL as a.md\n"
    write("b.md", text="---\n[\n---\n")
    said = run("validate", "--no-refresh", "--quiet").stdout
    assert said == "b.md:1:1: NC501 same URL as a.md\n"


class _Duplicate:
    def __init__(self, record: int, stricter: int | None) -> None:
        self.key, self.record, self.path, self.stricter = 1, record, f"{record}.md", stricter


def test_of_many_the_first_three_that_are_not_told_already_are_named() -> None:
    tiers = [1, 1, 1, 1, 2, None, 3, 4, 5, 6, 1, 2, 6, None]
    duplicates = [_Duplicate(record, stricter) for record, stricter in enumerate(tiers)]
    expected = []
    for place, stricter in enumerate(tiers):
        others = [one for one in range(place) if tiers[one] != stricter or stricter is None]
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        if others:
            named = ", ".join(f"{one}.md" for one in others[:3])
            expected.append(CatalogueMatch(place, ("x",), f"same as {named}{more}"))
    assert list(_repeated(iter(duplicates), "x", "same")) == expected  # type: ignore[arg-type]
