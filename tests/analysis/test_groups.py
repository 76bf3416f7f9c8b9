"""Counts of articles by their fields equal a count in plain Python."""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import Result, Run
from newscat import open_catalogue
from newscat.analysis.groups import groups
from newscat.errors import QueryError

Write = Callable[..., Path]
Article = dict[str, Any]

TOPICS = ("AI", "Machine Learning", "Search", "Robots")
PROVIDERS = ("WBUR", "Heise", "The Register")


@pytest.fixture
def articles(write: Write) -> list[Article]:
    """Made-up articles, as they are written."""
    chance, made = random.Random(7), list[Article]()
    for number in range(150):
        seconds = chance.randrange(-40 * 365 * 86400, 50 * 365 * 86400)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        article: Article = {
            "topics": chance.sample(TOPICS, chance.randrange(0, 4)),
            "provider": {"name": chance.choice(PROVIDERS), "domain": "example.com"},
            "publishedDateTime": moment.date() if number % 7 == 0 else moment,
            "type": chance.choice(("article", "video")),
            "quality": chance.randrange(100),
            "heat": chance.randrange(100),
            "published": chance.random() < 0.8,
            "author": chance.choice(("Ada", ["Ada", "Bob"], "Smith, John", [])),
            "tax": {"region": chance.choice(("north", "south")), "rate": chance.randrange(5)},
            "stars": chance.choice((1, 2.5, False, "2022-01-01")),
        }
        write(f"{number:03}.md", **article)
        made.append(article)
    return made


def moment_of(article: Article, zone: Any = UTC) -> datetime | date:
    found = article["publishedDateTime"]
    return found.astimezone(zone) if isinstance(found, datetime) else found


def naive(articles: list[Article], values: Callable[[Article], list[Any]]) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for article in articles:
        found.update(set(values(article)))
    return dict(found)


def hour(moment: datetime | date) -> list[str]:
    return [f"{moment.hour:02}"] if isinstance(moment, datetime) else []


def counted(by: str, **options: Any) -> dict[Any, int]:
    found = groups(open_catalogue("."), by, **options)
    assert found.total == 150
    return {each.values[0] if len(each.values) == 1 else each.values: each.count for each in found.groups}


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("topic", lambda each: each["topics"]),
        ("provider", lambda each: [each["provider"]["name"]]),
        ("domain", lambda each: [each["provider"]["domain"]]),
        ("type", lambda each: [each["type"]]),
        ("published", lambda each: [each["published"]]),
        ("quality", lambda each: [each["quality"]]),
        ("author", lambda each: [each["author"]] if isinstance(each["author"], str) else each["author"]),
        ("year", lambda each: [f"{moment_of(each).year}"]),
        ("month", lambda each: [f"{moment_of(each):%Y-%m}"]),
        ("week", lambda each: ["{}-W{:02}".format(*moment_of(each).isocalendar())]),
        ("day", lambda each: [f"{moment_of(each):%Y-%m-%d}"]),
        ("weekday", lambda each: [f"{moment_of(each):%A}"]),
        ("hour", lambda each: hour(moment_of(each))),
        ("tax.region", lambda each: [each["tax"]["region"]]),
        ("fields.stars", lambda each: [each["stars"]]),
        ("weekday,hour", lambda each: [(f"{moment_of(each):%A}", one) for one in hour(moment_of(each))]),
        ("month,topic", lambda each: [(f"{moment_of(each):%Y-%m}", one) for one in each["topics"]]),
        ("tax.region,type", lambda each: [(each["tax"]["region"], each["type"])]),
    ],
)
def test_counts_equal_a_naive_count(articles: list[Article], by: str, values: Callable[[Article], list[Any]]) -> None:
    assert counted(by) == naive(articles, values)


@pytest.mark.parametrize("unit", ["day", "hour", "weekday"])
def test_periods_are_those_of_the_time_zone_and_a_day_alone_is_one_everywhere(
    articles: list[Article], unit: str
) -> None:
    zone = ZoneInfo("Asia/Kolkata")
    text: dict[str, Callable[[Any], list[str]]] = {
        "day": lambda moment: [f"{moment:%Y-%m-%d}"],
        "hour": hour,
        "weekday": lambda moment: [f"{moment:%A}"],
    }
    wanted = naive(articles, lambda each: text[unit](moment_of(each, zone)))
    assert counted(unit, tz="Asia/Kolkata") == wanted


def test_first_last_share_and_means(articles: list[Article]) -> None:
    found = groups(open_catalogue("."), "provider", mean=["quality", "tax.rate"])
    seen = defaultdict[str, list[Article]](list)
    for article in articles:
        seen[article["provider"]["name"]].append(article)
    assert len(found.groups) == len(seen)
    for group in found.groups:
        members = seen[str(group.values[0])]
        moments = [datetime.combine(m, datetime.min.time(), UTC) if type(m) is date else m
                   for m in map(moment_of, members)]  # fmt: skip
        assert (group.count, group.share) == (len(members), len(members) / 150)
        assert (group.first, group.last) == (min(moments), max(moments))  # type: ignore[type-var] # all are datetimes
        means = [sum(numbers) / len(members) for numbers in
                 ([each["quality"] for each in members], [each["tax"]["rate"] for each in members])]  # fmt: skip
        assert group.means == pytest.approx(means)


def test_a_query_selects_the_articles(articles: list[Article]) -> None:
    some = [each for each in articles if each["quality"] >= 50 and "AI" in each["topics"]]
    found = groups(open_catalogue("."), "topic", "quality:>=50 topic:AI")
    assert found.total == len(some)
    assert {group.values[0]: group.count for group in found.groups} == naive(some, lambda each: each["topics"])


def test_spellings_that_differ_in_case_are_one_value(write: Write) -> None:
    for number, topic in enumerate(("ai", "AI", "AI", "Search")):
        write(f"{number}.md", topics=[topic, topic.lower()], status=topic, type=topic)
    catalogue = open_catalogue(".")
    for by in ("topic", "status", "type"):
        assert [(g.values, g.count) for g in groups(catalogue, by).groups] == [(("AI",), 3), (("Search",), 1)]
    assert groups(catalogue, "status,topic").groups[0].values == ("AI", "AI")


def test_a_list_with_a_value_twice_counts_once(write: Write) -> None:
    write("a.md", labels=["x", "x", "X"])
    assert [(g.values, g.count) for g in groups(open_catalogue("."), "labels").groups] == [(("x",), 1)]


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("nothing", "unknown field 'nothing': no article has it"),
        ("providr", "unknown field 'providr' (did you mean 'provider'?): no article has it"),
        ("body", "cannot group by 'body'; use topic, provider, month or any field of the front matter"),
        ("secured", "cannot group by 'secured'; use topic, provider, month or any field of the front matter"),
    ],
)
def test_what_cannot_be_grouped_by(write: Write, by: str, message: str) -> None:
    write("a.md")
    with pytest.raises(QueryError) as caught:
        groups(open_catalogue("."), by)
    assert str(caught.value) == message


def test_json_has_groups_and_no_other_list(write: Write, run: Run) -> None:
    write("a.md", topics=["AI", "Search"], publishedDateTime=datetime(2022, 3, 1, 8, tzinfo=UTC))
    write("b.md", topics=["AI"], publishedDateTime=datetime(2022, 4, 1, 8, tzinfo=UTC))
    write("c.md", topics=[])
    result = run("stats", "--by", "topic", "--format", "json", "--top", "0")
    assert result == Result(
        '{"version": 1, "total": 3, "groups": [\n'
        '{"value": "AI", "count": 2, "share": 0.666667, "first": "2022-03-01T08:00:00Z", '
        '"last": "2022-04-01T08:00:00Z"},\n'
        '{"value": "Search", "count": 1, "share": 0.333333, "first": "2022-03-01T08:00:00Z", '
        '"last": "2022-03-01T08:00:00Z"}\n'
        "]}\n",
        "",
        0,
    )
    assert run("topics", "--format", "json").stdout == result.stdout


def test_formats_for_programs(write: Write, run: Run) -> None:
    write("a.md", topics=["AI", "Search"], publishedDateTime=datetime(2022, 3, 1, 8, tzinfo=UTC))
    write("b.md", topics=["AI"], publishedDateTime=date(2022, 4, 1), quality=20)
    assert run("stats", "--by", "month", "--mean", "quality") == Result(
        "value\tcount\tshare\tfirst\tlast\tmean_quality\n"
        "2022-03\t1\t0.5\t2022-03-01T08:00:00Z\t2022-03-01T08:00:00Z\t50.0\n"
        "2022-04\t1\t0.5\t2022-04-01T00:00:00Z\t2022-04-01T00:00:00Z\t20.0\n",
        "",
        0,
    )
    lines = run("stats", "--by", "topic,month", "--by", "type", "--format", "ndjson").stdout.splitlines()
    assert [(each["by"], each["value"], each["second"], each["count"]) for each in map(json.loads, lines)] == [
        ("topic,month", "AI", "2022-03", 1),
        ("topic,month", "AI", "2022-04", 1),
        ("topic,month", "Search", "2022-03", 1),
        ("type", "article", None, 2),
    ]


def test_the_order_and_the_largest(write: Write, run: Run) -> None:
    for number, (topic, year) in enumerate((("B", 2022), ("B", 2020), ("C", 2024), ("A", 2021))):
        write(f"{number}.md", topics=[topic], publishedDateTime=datetime(year, 1, 1, tzinfo=UTC))

    def values(*options: str) -> list[str]:
        return [line.split("\t")[0] for line in run("stats", "--by", "topic", *options).stdout.splitlines()[1:]]

    assert values() == ["B", "A", "C"]
    assert values("--sort", "name") == ["A", "B", "C"]
    assert values("--sort", "last") == ["C", "B", "A"]
    assert values("--sort", "last", "--top", "2") == ["B", "A"]  # of those with as many articles, the first by name


def test_names_are_in_the_order_of_a_list(write: Write, run: Run) -> None:
    for number, topic in enumerate(("v10", "V2", "éclair", "Ember", "zoo", "Ólafur")):
        write(f"{number}.md", topics=[topic])
    expected = ["éclair", "Ember", "Ólafur", "V2", "v10", "zoo"]
    for options in ([], ["--sort", "name"], ["--top", "6"]):
        lines = run("topics", ".", *options).stdout.splitlines()[1:]
        assert [line.split("\t")[0] for line in lines] == expected
    picture = run("stats", ".", "--by", "topic,type", "--plot", "heatmap").stdout
    assert re.findall("|".join(expected), picture) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--plot", "line", "--by", "topic"), "a line needs a period such as month, not 'topic'; use --plot bars"),
        (("--plot", "heatmap", "--by", "topic"), "a heatmap needs two fields, e.g. --by weekday,hour"),
        (("--plot", "bars", "--by", "topic,month"), "two fields cannot be drawn as bars; use --plot heatmap"),
        (("--plot", "bars", "--by", "topic", "--format", "csv"), "--plot cannot be combined with --format"),
        (("--svg", "a.svg"), "--svg requires one --by"),
        (("--mean", "quality"), "--mean requires --by"),
        (("--by", "topic,"), "'topic,' has an empty field"),
        (("--by", "topic,topic"), "'topic,topic': use one field, or two different ones"),
        (("--by", "topic", "--svg", "gone/a.svg"), "--svg 'gone/a.svg': no such folder, or not a file"),
        (("--by", "topic", "--mean", "provider"), "'provider' has no mean; use a numeric field such as quality"),
        (
            ("--by", "topic", "--format", "ids"),
            "unknown format 'ids' (known: table, tsv, csv, json, ndjson, markdown)",
        ),
    ],
)
def test_options_that_do_not_go_together(write: Write, run: Run, options: tuple[str, ...], message: str) -> None:
    write("a.md")
    assert run("stats", *options) == Result("", f"newscat: {message}\n", 2)


def test_keys_that_are_no_strings_do_not_hide_the_others(write: Write) -> None:
    write("a.md", text="---\n5: five\nstatus: draft\ndeep: {1: {x: [1, 2]}}\n---\n")
    write("b.md", text="---\nstatus: [draft, 2022-03-01]\ndeep: [{x: 2}]\n---\n")
    catalogue = open_catalogue(".")
    for by, expected in {
        "status": {"draft": 2, "2022-03-01": 1},
        "fields.5": {"five": 1},
        "deep.x": {2: 1},
        "deep.1.x": {1: 1, 2: 1},
    }.items():
        assert {group.values[0]: group.count for group in groups(catalogue, by).groups} == expected
