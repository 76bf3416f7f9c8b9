"""From which names in front matter a first-class field is read, and what each name may hold."""

import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.reading import first_heading
from newscat.article.record import Record
from newscat.errors import ConfigError

DAY = datetime(2024, 1, 2, tzinfo=UTC)
OTHER = date(2020, 5, 6)


def read(field: str, path: str = "post.md", *, body: str = "", table: FieldTable = BUILT_IN, **fields: Any) -> Any:
    return Record(path, fields, body, table).value(field)


@pytest.mark.parametrize(
    "source",
    ["publishedDateTime", "date", "pubDate", "publishDate", "published_at", "publishedAt", "datePublished", "created",
     "published", "publish"],
)  # fmt: skip
def test_a_date_is_read_under_any_name(source: str) -> None:
    assert read("date", **{source: date(2024, 1, 2)}) == DAY
    assert read("date", **{source: "2024-01-02"}) == DAY
    assert read("date", "2020-05-06-x.md", **{source: date(2024, 1, 2)}) == DAY
    assert read("date", **{source: True}) is None


def test_what_is_no_date_or_empty_falls_through_to_the_next_source() -> None:
    assert read("date", publishedDateTime=None, date="", pubDate="soon", created=date(2024, 1, 2)) == DAY
    assert read("date", date=date(2024, 1, 2), created=OTHER) == DAY
    assert read("excerpt", excerpt=" ", description=None, summary=["x"], subtitle="Yes") == "Yes"
    assert read("updated", lastmod="", last_update={"date": date(2024, 1, 2), "author": "x"}) == DAY


@pytest.mark.parametrize(
    "path",
    [
        "2024-01-02-post.md",
        "2024-1-2.md",
        "posts/2024-01-02_post.en.html",
        "2024-01-02-post/index.md",
        "2024-01-02/_index.md",
        "2024-01-02 post/README.md",
        "2024/01/02/post.md",
        "blog/2024/1/2/post.md",
        "2024/01/02/post/index.md",
    ],
)
def test_a_date_is_in_the_name_of_the_file_or_of_its_folders(path: str) -> None:
    assert read("date", path) == DAY
    assert read("date", path, date=OTHER) == datetime(2020, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "path",
    [
        "post-2024-01-02.md",
        "2024-01-02-posts/post.md",  # a folder, but not of a bundle
        "2024-01-023.md",
        "2024-13-02.md",
        "20240102.md",
        "2024/01/post.md",
        "2024/01/02/03/post.md",
        "2024/01/02/a/b/index.md",
        "",
    ],
)
def test_other_numbers_in_a_path_are_not_a_date(path: str) -> None:
    assert read("date", path) is None


def test_the_date_of_folders_is_the_same_from_inside_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "2024/01/02"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert read("date", "post.md") == read("date", str(inside / "post.md")) == DAY


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "One", "name": "Two"}, "One"),
        ({"title": " ", "name": "Two"}, "Two"),
        ({"title": 404}, "404"),
        ({"title": 10**5000}, "Head"),
        ({"title": True}, "true"),
        ({}, "Head"),
    ],
)
def test_a_title_is_written_else_the_first_heading(fields: dict[str, Any], expected: str) -> None:
    assert read("title", body="Text\n\n# Head #\n\n# Other\n", **fields) == expected


def test_without_a_heading_the_title_is_the_id() -> None:
    assert read("title", "a/post.md", body="text\n## Second level\n") == "post"
    assert read("title", "a/post.md", id="x-1") == "x-1"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# One", "One"),
        ("# One #\r\n\r\ntwo\r\n", "One"),
        ("\n\n   #  *One* and [two](https://example.org) ##\n", "One and two"),
        ("```sh\n# comment\n```\n# One\n", "One"),
        ("~~~\n# a\n~~~\n<!--\n# b\n-->\n# One\n", "One"),
        ("#One\n#\n#  \n", None),
        ("    # code\n", None),
        ("x" * 30_000 + "\n# Late\n", None),
    ],
)
def test_the_first_heading(body: str, expected: str | None) -> None:
    assert first_heading(body) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"tags": ["a", "b"], "categories": "b, c", "keywords": "C, d", "topics": ["A"]}, ("A", "b", "c", "d")),
        ({"tag": "one two"}, ("one two",)),
        ({"tags": "a b"}, ("a b",)),
        ({"topics": ["AI", "x", "ai", "AI", " "], "tags": ["X", "y"]}, ("AI", "x", "y")),
        ({"tags": ["#a", 2024, 1.5, None, True, "", ["x"], {"y": 1}]}, ("a", "2024", "1.5", "true")),
        ({"category": "Blog"}, ("Blog",)),
        ({"category": "news", "publishedDateTime": None, "topics": ["AI"]}, ("AI",)),
        ({"category": "news", "provider": {"name": "A"}, "tags": ["x"]}, ("x",)),
        ({"topics": {"a": 1}, "tags": {"b": 1}}, ()),
    ],
)
def test_topics_are_merged_from_all_sources(fields: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert read("topics", **fields) == expected


def test_a_string_of_topics_is_split_at_spaces_in_a_jekyll_site_and_at_the_configured_sign() -> None:
    jekyll = FieldTable(is_jekyll=True)
    assert read("topics", tags="a b", categories="c", keywords="d e", table=jekyll) == ("a", "b", "c", "d e")
    assert read("topics", tags="a b, c", table=jekyll) == ("a b", "c")
    assert read("topics", tags=["a b"], table=jekyll) == ("a b",)
    assert read("topics", tags="a, b; c", table=FieldTable(topic_separator=";")) == ("a, b", "c")
    assert read("topics", keywords=" a  b ", table=FieldTable(topic_separator=" ")) == ("a", "b")


CAPITALS: dict[str, Any] = {
    "Title": "One", "DESCRIPTION": "Short.", "PubDate": DAY, "Tags": ["a", "#b"], "Category": "c",
    "Author": {"name": "Zoe"}, "Draft": True, "Provider": {"name": "WBUR"}, "Last_Update": {"date": DAY},
    "Link": "https://a.example", "LANG": "en",
}  # fmt: skip


def test_names_with_other_capitals_are_read() -> None:
    found = {name: BUILT_IN.value(name, CAPITALS) for name in BUILT_IN.readers}
    assert {name: value for name, value in found.items() if value and name not in ("provider", "id")} == {
        "title": "One", "excerpt": "Short.", "category": "c", "date": DAY, "updated": DAY, "author": ("Zoe",),
        "topics": ("a", "b", "c"), "language": "en", "url": "https://a.example",
    }  # fmt: skip
    assert found["provider"] == {"name": "WBUR", "domain": None}
    assert found["published"] is False
    assert dict(BUILT_IN.origins(Record("post.md", CAPITALS)))["date"] == "PubDate"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "a", "Title": "b"}, "a"),
        ({"Title": "b", "title": None}, None),
        ({"name": "a", "Title": "b"}, "b"),
        ({"TITLE": "a", "Title": "b"}, "b"),
        ({"Titles": "a", 1: "b", None: "c"}, None),
    ],
)
def test_a_name_with_other_capitals_is_read_if_the_name_is_not_there(fields: dict[Any, Any], expected: object) -> None:
    assert BUILT_IN.value("title", fields) == expected


def test_an_id_and_the_names_of_the_news_format_are_exact() -> None:
    assert Record("post.md", {"ID": "x", "Id": "y"}).id == "post"
    assert BUILT_IN.value("topics", {"WebURL": "x", "Category": "c"}) == ("c",)
    assert BUILT_IN.value("topics", {"webUrl": "x", "Category": "c"}) == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"author": "Zoe Ash"}, ("Zoe Ash",)),
        ({"authors": ["Zoe", {"name": "Amy", "url": "x"}, {"url": "y"}, None, 5, " "]}, ("Zoe", "Amy", "5")),
        ({"by": {"name": "Bea"}}, ("Bea",)),
        ({"author": "", "authors": [], "by": "Bea"}, ("Bea",)),
        ({"author": 1984}, ("1984",)),
        ({"author": True}, ()),
    ],
)
def test_an_author_is_a_string_a_list_or_a_mapping(fields: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert read("author", **fields) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"published": True, "draft": True}, False),
        ({"published": True, "draft": False}, True),
        ({"published": False, "draft": False}, False),
        ({"draft": True}, False),
        ({"draft": False}, None),
        ({"published": date(2024, 1, 2), "draft": True}, False),
        ({"draft": "true"}, None),
    ],
)
def test_a_draft_is_not_published(fields: dict[str, Any], expected: bool | None) -> None:
    assert read("published", **fields) is expected


def test_an_address_is_absolute_unless_it_is_that_of_a_news_article() -> None:
    assert read("url", canonical_url="/a/", link="ftp://x", url=" https://example.org/a ") == "https://example.org/a"
    assert read("url", url="/a/") is None
    assert read("url", originalUrl="www.example.org/a", url="https://example.org/b") == "www.example.org/a"
    assert read("url", originalUrl=" ", link="HTTP://example.org") == "HTTP://example.org"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"image": "/a.png"}, "/a.png"),
        ({"heroImage": {"src": "./b.png", "alt": "x"}}, "./b.png"),
        ({"image": "", "cover": [{}, {"url": "c.png"}]}, "c.png"),
        ({"images": ["d.png", "e.png"]}, "d.png"),
        ({"image": 5}, None),
    ],
)
def test_an_image_is_the_first(fields: dict[str, Any], expected: str | None) -> None:
    assert read("image", **fields) == expected


def test_the_configuration_replaces_sources_and_adds_fields() -> None:
    settings = {"date": "released", "topics": ["tags"], "rating": {"from": ["score", "stars"], "type": "number"}}
    table = FieldTable.of({**settings, "series": {}})
    assert read("date", table=table, released=date(2024, 1, 2), date=OTHER) == DAY
    assert read("date", table=table, date=OTHER) is None
    assert read("topics", table=table, topics=["a"], tags=["b"]) == ("b",)
    assert read("rating", table=table, stars=4.5) == 4.5
    assert read("rating", table=table, score=True, stars=" 4 ") == 4
    assert read("rating", table=table, stars="-4.5") == -4.5
    assert [read("rating", table=table, stars=each) for each in ("4 of 5", "", "nan", "9" * 19)] == [None] * 4
    assert read("series", table=table, series="Learning") == "Learning"
    copy = pickle.loads(pickle.dumps(table))
    assert (copy, hash(copy)) == (table, hash(table))
    assert FieldTable(*table.plain()) == table


WRITE = "write a new one as {from = …, type = …}"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"date": 5}, "'fields.date' must name the front matter's fields: a string, or a list of strings"),
        ({"date": []}, "'fields.date' must name the front matter's fields: a string, or a list of strings"),
        ({"date": ["a..b"]}, "'fields.date' must name the front matter's fields: a string, or a list of strings"),
        ({"date": {"from": "x", "type": "text"}}, "'fields.date' is a built-in field: its type cannot be changed"),
        ({"provider": ["x"]}, "'fields.provider' is a field whose sources cannot be changed"),
        ({"dat": "x"}, f"'fields.dat' is not a built-in field (did you mean 'date'?); {WRITE}"),
        ({"x": {"from": "y", "kind": "text"}}, "'fields.x' has the unknown key 'kind'; use from and type"),
        ({"x": {"type": "int"}}, "'fields.x' has the unknown type 'int'; use text, number, date, boolean, list, url"),
        ({"topic": {"from": "y"}}, "'fields.topic' already means something else; choose another name"),
        ({"score": {"from": "y"}}, "'fields.score' already means something else; choose another name"),
        ({"a b": {"from": "y"}}, "'fields.a b' is not a name: use letters, digits, '_' and '-'"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_configuration_is_said(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        FieldTable.of(settings)
    assert str(error.value) == message


def test_the_origins_of_the_values() -> None:
    fields = {"name": "One", "tags": ["a"], "category": "b", "last_update": {"date": OTHER}, "provider": {"name": "A"}}
    record = Record("2024-01-02.md", {**fields, "provider": "B"})
    assert list(record.table.origins(record)) == [
        ("title", "name"),
        ("category", "category"),
        ("date", "(file name)"),
        ("updated", "last_update.date"),
        ("provider", "provider"),
        ("topics", "tags"),
        ("topics", "category"),
    ]
    news = Record("x.md", fields, "# Head\n")
    assert ("topics", "category") not in list(news.table.origins(news))
    assert list(BUILT_IN.origins(Record("x.md", {}, "# Head\n"))) == [("title", "(heading)")]
