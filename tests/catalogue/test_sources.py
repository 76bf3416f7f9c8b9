"""Fields under other names in the index: they are sorted, filtered, searched, completed, and given back unchanged."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from newscat import Record, open_catalogue
from newscat.article.dates import ticks
from newscat.files.paths import named
from newscat.index.codec import restored
from newscat.index.load.parse import packed
from newscat.index.reader import CatalogueReader
from newscat.index.source import Source
from newscat.output.rows import document

Write = Callable[..., Path]
MOMENT = datetime(2022, 3, 23, 20, 13, tzinfo=UTC)


@pytest.fixture
def blog(write: Write) -> None:
    write("2024-01-02-one.md", text="---\nname: One\ntags: [Apple, Pear]\nauthor: Zoe Ash\nlang: de\n---\n")
    write(
        "b.md", text="---\ndescription: About trees\ndate: 2023-05-06\ncategories: pear, Plum\nby: [Amy]\n---\n# Two\n"
    )
    write("c.md", text="---\ntitle: null\nlastmod: 2024-02-03\nlink: https://example.org/c\n---\ntext\n")
    write("d.md", text="---\ntitle: Four\nurl: /d/\ndraft: true\nstars: 4.5\nslug: dee\n---\n")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("topic:pear", ["2024-01-02-one", "b"]),
        ("topics:pea", ["2024-01-02-one", "b"]),
        ("topics:=pear", ["2024-01-02-one", "b"]),
        ("tags:pear", ["2024-01-02-one"]),
        ("date:2024", ["2024-01-02-one"]),
        ("date:..2023", ["b"]),
        ("has:date", ["2024-01-02-one", "b"]),
        ("no:date", ["c", "d"]),
        ("updated:>2024-01", ["c"]),
        ("author:ash OR author:amy", ["2024-01-02-one", "b"]),
        ("has:author", ["2024-01-02-one", "b"]),
        ("language:DE", ["2024-01-02-one"]),
        ("excerpt:tree", ["b"]),
        ("title:two", ["b"]),
        ("title:c", ["c"]),
        ("has:title", ["2024-01-02-one", "d"]),
        ("is:unpublished", ["d"]),
        ("url:example", ["c"]),
        ("has:url", ["c"]),
        ("has:fields.url", ["d"]),
        ("slug:=dee", ["d"]),
        ("apple", ["2024-01-02-one"]),
        ("trees", ["b"]),
        ("amy", ["b"]),
        ("two", ["b"]),
    ],
)
def test_a_field_is_found_under_any_name(blog: None, query: str, expected: list[str]) -> None:
    assert sorted(record.id for record in open_catalogue().select(query)) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("date", ["b", "2024-01-02-one", "c", "d"]),
        ("title", ["c", "d", "2024-01-02-one", "b"]),
        ("author", ["b", "2024-01-02-one", "c", "d"]),
        ("topics", ["2024-01-02-one", "b", "c", "d"]),
        ("url", ["c", "2024-01-02-one", "b", "d"]),
    ],
)
def test_a_field_is_sorted_under_any_name(blog: None, sort: str, expected: list[str]) -> None:
    assert [record.id for record in open_catalogue().select(sort=sort)] == expected


def test_the_record_of_the_index_is_that_of_the_file(blog: None, write: Write) -> None:
    write("news.md", body="# Head\n")
    write("null.md", text="---\nexcerpt: null\nsummary: S\npublishedDateTime: null\ndate: 2022-01-01\n---\n")
    write("empty.md", text="---\ntitle: ''\nexcerpt: ''\nname: N\n---\n")
    catalogue = open_catalogue()

    reader = CatalogueReader(Source(named(["."])))
    for record in catalogue.select():
        whole = document(reader.read(record))
        whole["fields"].pop("secured", None)
        assert document(record) == whole


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "One", "excerpt": "E", "publishedDateTime": MOMENT, "secured": "x"},
        {"title": None, "name": "One"},
        {"title": "", "excerpt": ""},
        {"excerpt": None, "publishedDateTime": None, "date": MOMENT},
        {"publishedDateTime": date(2022, 3, 23)},
        {"publishedDateTime": "2022-03-23T20:13:00Z"},
        {"name": "One", "description": "E", "date": MOMENT},
    ],
)
def test_packed_fields_are_restored(fields: dict[str, Any]) -> None:
    record = Record("a.md", fields)
    title, excerpt, moment = (record.table.readers[name](record) for name in ("title", "excerpt", "date"))
    expected = {key: value for key, value in fields.items() if key != "secured"}
    assert restored(packed(fields, title, excerpt, moment), title, excerpt, ticks(moment)) == expected


def test_two_catalogues_can_have_different_fields(write: Write) -> None:
    write("a.md", text="---\ndate: 2020-01-01\nreleased: 2024-01-01\nstars: 3\n---\n")
    write("b.md", text="---\ndate: 2021-01-01\nreleased: 2023-01-01\nstars: 4.5\n---\n")
    plain = open_catalogue(cache=True)
    own = {"date": ["released"], "rating": {"from": "stars", "type": "number"}}
    other = open_catalogue(cache=True, fields=own)
    for _ in range(2):
        assert [record.id for record in plain] == ["b", "a"]
        assert [record.id for record in other] == ["a", "b"]
    assert [record.id for record in other.select("rating:>4")] == ["b"]
    assert [record.id for record in other.select("has:rating", sort="-rating")] == ["b", "a"]
    assert [record.id for record in other.select("date:2024")] == ["a"]
    assert document(other.get("b"))["rating"] == 4.5


def test_topics_of_a_jekyll_site_are_separated_by_spaces(write: Write, tmp_path: Path) -> None:
    write("_posts/a.md", text="---\ntags: one two\n---\n")
    assert open_catalogue("_posts").get("a").topics == ("one two",)
    (tmp_path / "_config.yml").write_text("title: x\n")
    for catalogue in (open_catalogue("_posts"), open_catalogue(), open_catalogue("_posts/a.md")):
        assert catalogue.get("a").topics == ("one", "two")
        assert catalogue.count(topic="two") == 1
    (tmp_path / "_posts/a.md").write_text("---\ntags: two three\n---\n")
    opened = open_catalogue(cache=True)
    assert opened.count(topic="three") == 1
    write("_posts/a.md", text="---\ntags: four\n---\n")
    opened.refresh()
    assert (opened.count(topic="three"), opened.count(topic="four")) == (0, 1)


def test_json_has_all_of_it(blog: None) -> None:
    shown = json.loads(json.dumps(document(open_catalogue().get("b"))))
    assert (shown["title"], shown["excerpt"], shown["topics"], shown["author"], shown["published_at"]) == (
        "Two", "About trees", ["pear", "Plum"], ["Amy"], "2023-05-06T00:00:00Z",
    )  # fmt: skip
