"""Stories: planted ones are found, unrelated weeks are not glued, and what is shown of them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import Result, Run
from newscat import open_catalogue
from newscat.analysis.stories import Parameters, Story, stories

Write = Callable[..., Path]
START = datetime(2024, 5, 6, 8, 0, tzinfo=UTC)
# Everyday articles about other things, by one provider: what a word is worth is counted in the whole catalogue.
EVERYDAY = [
    ("Bakery opens second shop in the old harbour", "Bread, cakes and coffee are sold from six in the morning."),
    ("Ten museums for a rainy weekend", "Paintings, trains and a whale: what children like to see."),
    ("Council votes on cycle lanes", "The budget for roads is cut, and bridges are repaired first."),
    ("Football club signs a goalkeeper", "She played for three seasons in the north of the country."),
    ("How to store tomatoes", "Not in the fridge, say cooks, and never in plastic bags."),
    ("Library extends its hours", "Students can now read until midnight during the exams."),
    ("New opera about a lighthouse", "The composer lived on the island for a year."),
    ("Rail strike announced for Friday", "Buses replace trains between the two cities."),
    ("Weather: storms from the west", "Gusts of a hundred kilometres an hour are expected on the coast."),
    ("Zoo names its young elephant", "Visitors chose the name from a list of five."),
]
QUAKE = [
    (
        "Earthquake of magnitude 6.1 shakes Valparaíso",
        "Buildings were damaged in Valparaíso; nobody was hurt.",
        "a.example",
    ),
    ("Strong earthquake damages buildings in Valparaíso", "A magnitude 6.1 earthquake shook the port.", "b.example"),
    ("Valparaíso: buildings damaged by earthquakes", "The earthquake had a magnitude of 6.1.", "c.example"),
]
MERGER = [
    ("Acme buys Globex for two billion", "Acme takes over Globex, its rival in rockets, for two billion.", "a.example"),
    ("Rocket maker Globex bought by Acme", "The rival Acme pays two billion for Globex.", "d.example"),
]


@pytest.fixture
def put(write: Write) -> Callable[..., str]:
    """`put("a", title, excerpt, domain, hours)`: an article published so many hours after the start; its URL."""

    def put(name: str, title: str, excerpt: str, domain: str, hours: float, **fields: object) -> str:
        at = START + timedelta(hours=hours)
        url = f"https://{domain}/{name}"
        provider = {"name": domain.partition(".")[0].upper(), "domain": domain}
        own = {"title": title, "excerpt": excerpt, "publishedDateTime": at, "heat": 10, "provider": provider}
        write(f"{name}.md", **(own | {"originalUrl": url, "webUrl": url} | fields))
        return url

    for number, (title, excerpt) in enumerate(EVERYDAY):
        put(f"day{number}", title, excerpt, "day.example", 12 * number)
    return put


def ids(found: list[Story]) -> list[list[str]]:
    return [[each.id for each in story.members] for story in found]


def plant(put: Callable[..., str]) -> None:
    for number, (title, excerpt, domain) in enumerate(QUAKE):
        put(f"quake{number}", title, excerpt, domain, 20 + 9 * number)
    for number, (title, excerpt, domain) in enumerate(MERGER):
        put(f"merger{number}", title, excerpt, domain, 60 + number)


def test_planted_stories_are_found(put: Callable[..., str]) -> None:
    plant(put)
    found = stories(open_catalogue("."))
    assert ids(found) == [["merger0", "merger1"], ["quake0", "quake1", "quake2"]]
    quake = found[1]
    assert (quake.first, quake.last) == (START + timedelta(hours=20), START + timedelta(hours=38))
    assert (quake.providers, quake.size, quake.heat) == (("A", "B", "C"), 3, 30)
    assert quake.heading == "Valparaíso: buildings damaged by earthquakes"


def test_the_cache_and_the_order_of_reading_change_nothing(put: Callable[..., str], run: Run) -> None:
    """Equal times and texts: only the paths decide."""
    for name, (title, excerpt, domain) in zip("zya", [*QUAKE[:2], QUAKE[0]], strict=True):
        put(name, title, excerpt, domain, 20)
        cached = run("stories", "--members")
    assert cached == run("stories", "--members", "--no-cache")
    assert [line.split("\t")[1] for line in cached.stdout.splitlines()] == ["id", "a", "y", "z"]


def test_the_same_words_in_another_week_are_another_story(put: Callable[..., str]) -> None:
    for week in range(3):
        for number, (title, excerpt, domain) in enumerate(QUAKE):
            put(f"week{week}-{number}", title, excerpt, domain, 20 + 9 * number + week * 7 * 24)
    found = ids(stories(open_catalogue(".")))
    assert found == [[f"week{week}-{number}" for number in range(3)] for week in (2, 1, 0)]


def test_one_article_between_two_stories_does_not_glue_them(put: Callable[..., str]) -> None:
    for number, (title, excerpt, domain) in enumerate(QUAKE):
        put(f"quake{number}", title, excerpt, domain, 20 + number)
    for number, (title, excerpt, domain) in enumerate(
        [*MERGER, ("Globex and Acme: two billion", "Rockets", "e.example")]
    ):
        put(f"merger{number}", title, excerpt, domain, 90 + number)
    urls = [f"https://{domain}/quake{number}" for number, (_, _, domain) in enumerate(QUAKE)]
    both = f"{QUAKE[0][0]}; {MERGER[0][0]}", f"{QUAKE[0][1]} {MERGER[0][1]}"
    put("between", *both, "f.example", 56, related=[{"title": "x", "webUrl": url} for url in urls])
    found = stories(open_catalogue("."))
    assert not [story for story in ids(found) if "quake0" in story and "merger0" in story]
    assert {"quake0", "quake1", "quake2"} in [set(story) - {"between"} for story in ids(found)]
    assert {"merger0", "merger1", "merger2"} in [set(story) - {"between"} for story in ids(found)]


@pytest.mark.parametrize("reverse", [False, True])
def test_related_joins_what_words_alone_do_not(put: Callable[..., str], reverse: bool) -> None:
    one, other = (
        ("Lunar probe lands", "A first for the agency, after two failures."),
        ("Touchdown!", "The agency celebrates."),
    )
    put("moon1", *one, "a.example", 50)
    put("moon2", *other, "b.example", 51)
    assert stories(open_catalogue(".")) == []
    link = [
        {"title": "x", "webUrl": f"http://{'b' if reverse else 'a'}.example/moon{2 if reverse else 1}?utm_source=y"}
    ]
    put("moon1", *one, "a.example", 50, related=link if reverse else [])
    put("moon2", *other, "b.example", 51, related=[] if reverse else link)
    assert ids(stories(open_catalogue("."))) == [["moon1", "moon2"]]


def test_stories_of_one_provider_are_left_out_unless_asked_for(put: Callable[..., str], run: Run) -> None:
    for number, (title, excerpt, _) in enumerate(QUAKE):
        put(f"quake{number}", title, excerpt, "a.example", 20 + number)
    assert run("stories") == Result(
        "id\tdate\tlast\tdays\ttitle\tproviders\tsize\theat\n",
        "No stories (--min-providers 1 also finds those of one provider)\n",
        0,
    )
    found = stories(open_catalogue("."), parameters=Parameters(providers=1))
    assert [(story.providers, story.size) for story in found] == [(("A",), 3)]
    assert stories(open_catalogue("."), parameters=Parameters(providers=1, size=4)) == []


def test_articles_without_provider_are_as_one_provider(put: Callable[..., str]) -> None:
    for number, (title, excerpt, domain) in enumerate(QUAKE):
        put(f"quake{number}", title, excerpt, domain, 20 + number, provider={})
    assert stories(open_catalogue(".")) == []
    found = stories(open_catalogue("."), parameters=Parameters(providers=1))
    assert [(story.providers, story.size) for story in found] == [((), 3)]


def test_window_and_query(put: Callable[..., str]) -> None:
    plant(put)
    catalogue = open_catalogue(".")
    assert ids(stories(catalogue, parameters=Parameters(window=4 / 24))) == [["merger0", "merger1"]]
    assert ids(stories(catalogue, "excerpt:magnitude")) == [["quake1", "quake2"]]
    assert stories(catalogue, parameters=Parameters(threshold=0.9)) == []


def test_articles_without_date_words_or_provider(write: Write) -> None:
    write("a.md", without=("publishedDateTime", "provider"))
    write("b.md", title="…", excerpt="!", provider=None)
    write("c.md", title="…", excerpt="!", provider={"name": "C"})
    assert stories(open_catalogue(".")) == []


def test_scripts_without_spaces(put: Callable[..., str]) -> None:
    put("jp1", "東京で大規模な停電、復旧は夜になる見込み", "電力会社が発表した。", "a.example", 50)
    put("jp2", "東京の停電、夜に復旧へ", "大規模な停電が起きた。", "b.example", 53)
    assert ids(stories(open_catalogue("."))) == [["jp1", "jp2"]]


# --- the command ------------------------------------------------------------------------------------------------------


def test_rows(put: Callable[..., str], run: Run) -> None:
    plant(put)
    assert run("stories") == Result(
        "id\tdate\tlast\tdays\ttitle\tproviders\tsize\theat\n"
        "merger0\t2024-05-08T20:00:00Z\t2024-05-08T21:00:00Z\t1\tAcme buys Globex for two billion\tA, D\t2\t20\n"
        "quake2\t2024-05-07T04:00:00Z\t2024-05-07T22:00:00Z\t1\tValparaíso: buildings damaged by earthquakes"
        "\tA, B, C\t3\t30\n",
        "",
        0,
    )
    assert run("stories", "--members", "--sort", "size", "-n", "1", "--format", "tsv") == Result(
        "story\tid\tdate\ttitle\tprovider\theat\n"
        "1\tquake0\t2024-05-07T04:00:00Z\tEarthquake of magnitude 6.1 shakes Valparaíso\tA\t10\n"
        "1\tquake1\t2024-05-07T13:00:00Z\tStrong earthquake damages buildings in Valparaíso\tB\t10\n"
        "1\tquake2\t2024-05-07T22:00:00Z\tValparaíso: buildings damaged by earthquakes\tC\t10\n",
        "",
        0,
    )


def test_json(put: Callable[..., str], run: Run) -> None:
    plant(put)
    result = run("stories", "--format", "json", "--limit", "1")
    answer = json.loads(result.stdout)
    members = answer["stories"][0].pop("members")
    assert answer == {
        "version": 1,
        "total": 2,
        "returned": 1,
        "parameters": {"window": 4, "threshold": 0.2, "providers": 2, "size": 2},
        "stories": [
            {
                "heading": "Acme buys Globex for two billion",
                "first": "2024-05-08T20:00:00Z",
                "last": "2024-05-08T21:00:00Z",
                "providers": ["A", "D"],
                "size": 2,
                "heat": 20,
            }
        ],
    }
    assert members[0] == {
        "id": "merger0",
        "path": "merger0.md",
        "title": "Acme buys Globex for two billion",
        "provider": "A",
        "published_at": "2024-05-08T20:00:00Z",
        "heat": 10,
        "url": "https://a.example/merger0",
    }
    lines = run("stories", "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line)["size"] for line in lines] == [2, 3]


def test_a_terminal(put: Callable[..., str], run: Run) -> None:
    plant(put)
    assert run("stories", "-n", "1", tty=True, env={"NO_COLOR": "1"}) == Result(
        "date        days  title                             providers  size  heat\n"
        "─────────────────────────────────────────────────────────────────────────\n"
        "2024-05-08     1  Acme buys Globex for two billion  A, D          2    20\n",
        "1 of 2 stories (-n 0 for all)\n",
        0,
    )


class _Page(HTMLParser):
    """The tags and the attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += attrs


def test_the_page_has_all_and_runs_nothing(put: Callable[..., str], run: Run) -> None:
    plant(put)
    evil = "Globex</h3><script>alert(1)</script> & Acme&#8217;s two billion\x1b[31m rocket"
    put("evil", evil, 'Acme buys Globex <img src="x">', "e.example", 62, originalUrl="javascript:alert(1)", webUrl=None)
    result = run("stories", "--format", "html")
    page = _Page(result.stdout)
    assert (result.stderr, result.exit_code) == ("", 0)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    links = [value or "" for name, value in page.values if name in ("href", "src")]
    assert [link for link in links if not link.startswith("https://")] == []
    assert sum(link.endswith(("quake0", "quake1", "quake2", "merger0", "merger1")) for link in links) >= 5
    assert (
        "Globex&lt;/h3&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; Acme’s two billion\\x1b[31m rocket"
        in result.stdout
    )
    assert "2 stories from 6 articles, 7–8 May 2024. Times are in UTC." in result.stdout
    assert "default-src &#x27;none&#x27;" in result.stdout or "default-src 'none'" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--window", "0"), "'0' is not a number of days, such as 4 or 12h (at most 366)"),
        (("--window", "nan"), "'nan' is not a number of days, such as 4 or 12h (at most 366)"),
        (("--threshold", "1.5"), "'1.5' is not a number above 0 and at most 1"),
        (("--format", "ids"), "the format ids prints articles"),
        (("--format", "htm"), "unknown format 'htm' (did you mean 'html'?)"),
    ],
)
def test_refused(write: Write, run: Run, arguments: tuple[str, ...], message: str) -> None:
    write("a.md")
    result = run("stories", *arguments)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert message in result.stderr
