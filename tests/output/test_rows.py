"""Records as documents, and columns into them."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from newscat.article.record import Record
from newscat.article.values import plain
from newscat.errors import UsageError
from newscat.output.rows import LIST_COLUMNS, SEARCH_COLUMNS, Column, columns_for, document, value_at

EAST = timezone(timedelta(hours=2))

FULL = {
    "title": "One",
    "excerpt": "First.",
    "category": "news",
    "type": "article",
    "publishedDateTime": datetime(2022, 3, 23, 22, 13, tzinfo=EAST),
    "published": False,
    "quality": 59,
    "heat": 79,
    "originalUrl": "https://a.example/1",
    "ampWebUrl": "https://amp.a.example/1",
    "provider": {"name": "A", "domain": "a.example", "images": [{"url": "https://a.example/i"}]},
    "topics": ["AI", None, "ML"],
    "images": [{"url": "https://a.example/p.png", "width": 2, "height": 1, "isCached": True}],
    "related": [{"title": "Two", "webUrl": "https://b.example/2", "provider": {"name": "B"}}],
    "secured": "c2VjcmV0;aXY=",
}


def test_a_document_has_every_field_of_record_and_the_front_matter_as_written_without_secured() -> None:
    assert document(Record("x/one.md", FULL)) == {
        "id": "one",
        "path": "x/one.md",
        "title": "One",
        "excerpt": "First.",
        "category": "news",
        "type": "article",
        "published_at": "2022-03-23T20:13:00Z",
        "published": False,
        "quality": 59,
        "heat": 79,
        "updated_at": None,
        "author": [],
        "language": None,
        "slug": None,
        "image": "https://a.example/p.png",
        "provider": {"name": "A", "domain": "a.example"},
        "topics": ["AI", "ML"],
        "urls": {"original": "https://a.example/1", "web": None, "amp": "https://amp.a.example/1", "cdn_amp": None},
        "images": [{"url": "https://a.example/p.png", "width": 2, "height": 1}],
        "related": [
            {
                "title": "Two",
                "url": "https://b.example/2",
                "provider": {"name": "B", "domain": None},
                "published_at": None,
            }
        ],
        "fields": {key: value for key, value in FULL.items() if key != "secured"}
        | {"publishedDateTime": "2022-03-23T22:13:00+02:00"},
    }


def test_an_empty_record_has_the_same_keys() -> None:
    empty = document(Record("one.md", {}))
    assert list(empty) == list(document(Record("one.md", FULL)))
    assert [key for key, value in empty.items() if value] == ["id", "path", "title", "provider", "urls"]
    assert (empty["topics"], empty["images"], empty["related"], empty["title"]) == ([], [], [], "one")


def test_secured_comes_when_asked_for_and_the_record_is_not_changed() -> None:
    record = Record("one.md", FULL)
    assert document(record, secured=True)["fields"]["secured"] == "c2VjcmV0;aXY="
    document(record)
    assert "secured" in record.fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        (True, True),
        (10**30, 10**30),
        (1.5, 1.5),
        (float("nan"), ".nan"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
        (date(2022, 3, 23), "2022-03-23"),
        (datetime(2022, 3, 23, 20, 13, tzinfo=UTC), "2022-03-23T20:13:00Z"),
        (datetime(2022, 3, 23, 20, 13), "2022-03-23T20:13:00"),  # noqa: DTZ001
        (datetime(2022, 3, 23, 20, 13, 0, 500000, tzinfo=EAST), "2022-03-23T20:13:00.500000+02:00"),
        (
            {None: 1, True: 2, 3: 4, 1.5: 5, date(2022, 1, 1): 6},
            {"null": 1, "3": 4, "true": 2, "1.5": 5, "2022-01-01": 6},
        ),
        ({"a": [{"b": date(2022, 1, 1)}]}, {"a": [{"b": "2022-01-01"}]}),
        ({float("inf"): 1, False: 2}, {".inf": 1, "false": 2}),
        ({"x"}, ["x"]),
    ],
)
def test_plain_values(value: Any, expected: Any) -> None:
    assert plain(value) == expected


DOCUMENT = {"a": {"b": 1}, "l": [{"x": 1, "m": [{"y": 1}, {"y": 2}]}, {"x": None}, "t", {"m": [{"y": 3}]}], "n": None}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", 1),
        ("a", {"b": 1}),
        ("a.c", None),
        ("a.b.c", None),
        ("n.x", None),
        ("l.x", [1]),
        ("l.m.y", [1, 2, 3]),
        ("l.z", []),
    ],
)
def test_values_at_dotted_paths(path: str, expected: Any) -> None:
    assert value_at(DOCUMENT, path.split(".")) == expected


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("date", "published_at", "date"),
        ("provider", "provider.name", "text"),
        ("url", "urls.original", "url"),
        ("amp", "urls.amp", "url"),
        ("quality", "quality", "number"),
        ("topics", "topics", "list"),
        ("urls.web", "urls.web", "url"),
        ("related.provider.name", "related.provider.name", "list"),
        # of the file
        ("provider.images.url", "fields.provider.images.url", "text"),
        ("related.webUrl", "fields.related.webUrl", "text"),
        ("publishedDateTime", "fields.publishedDateTime", "text"),
        ("originalUrl", "fields.originalUrl", "text"),
        ("webUrl", "fields.webUrl", "text"),
        ("featuredContent", "fields.featuredContent", "text"),
        ("fields.title", "fields.title", "text"),
        ("fields.titel", "fields.titel", "text"),
        ("price", "fields.price", "text"),
        ("levels", "fields.levels", "text"),
        ("ratings.average", "fields.ratings.average", "text"),
        ("Preis-€", "fields.Preis-€", "text"),
    ],
)
def test_columns(name: str, path: str, kind: str) -> None:
    (column,) = columns_for([name])
    assert (column.name, ".".join(column.path), column.kind) == (name, path, kind)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("titel", "unknown column 'titel' (did you mean 'title'?); use fields.titel for a field of the file"),
        (
            "provider.nam",
            (
                "unknown column 'provider.nam' (did you mean 'provider.name'?); "
                "use fields.provider.nam for a field of the file"
            ),
        ),
        ("", "'' is not a column; use a name such as title or provider.name"),
        ("a..b", "'a..b' is not a column; use a name such as title or provider.name"),
        (".a", "'.a' is not a column; use a name such as title or provider.name"),
        ("a b\x1b", r"'a b\x1b' is not a column; use a name such as title or provider.name"),
    ],
)
def test_wrong_columns(name: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        columns_for([name])
    assert str(error.value) == message


def test_presets_stand_for_their_columns_and_a_column_comes_once() -> None:
    assert [column.name for column in columns_for(["title", "short", "price", "id"])] == ["title", "id", "price"]
    every = {column.path[0] for column in columns_for(["full"])} | {"fields"}
    assert every == set(document(Record("a.md", {})))


def test_defaults_are_columns() -> None:
    assert columns_for(LIST_COLUMNS)[0] == Column("id", ("id",), "id")
    assert [column.name for column in columns_for(SEARCH_COLUMNS)] == ["id", "date", "title", "provider", "snippet"]
