"""The lenient view of an article: a field of the wrong type reads as absent, and nothing raises."""

import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.article.dates import DAY, moment, written
from newscat.article.frontmatter import parse
from newscat.article.record import Image, Provider, Record, Related, Urls
from terminal import ROOT

PROPERTIES = (
    "id",
    "title",
    "excerpt",
    "category",
    "type",
    "published_at",
    "published",
    "quality",
    "heat",
    "provider",
    "topics",
    "urls",
    "images",
    "related",
)


def record(path: str = "a/b.md", **fields: Any) -> Record:
    return Record(path, fields)


def everything(article: Record) -> dict[str, Any]:
    return {name: getattr(article, name) for name in PROPERTIES}


ABSENT = {
    "id": "b",
    "title": "b",
    "excerpt": None,
    "category": None,
    "type": None,
    "published_at": None,
    "published": None,
    "quality": None,
    "heat": None,
    "provider": Provider(None, None),
    "topics": (),
    "urls": Urls(None, None, None, None),
    "images": (),
    "related": (),
}


def test_the_seed() -> None:
    [path] = (ROOT / "seeds").iterdir()
    front = parse(path.read_bytes())
    assert front is not None
    article = Record(str(path), front.fields, front.body)
    seen = everything(article)
    excerpt, images, related = seen.pop("excerpt"), seen.pop("images"), seen.pop("related")
    assert seen == {
        "id": "000_8f32f6f453e83b6d",
        "title": "Debating the role of facial recognition technology in Mass.",
        "category": "news",
        "type": "article",
        "published_at": datetime(2022, 3, 23, 20, 13, tzinfo=UTC),
        "published": True,
        "quality": 59,
        "heat": 79,
        "provider": Provider("WBUR", "wbur.org"),
        "topics": ("Computer Vision", "AI"),
        "urls": Urls(
            "https://www.wbur.org/radioboston/2022/03/23/march-23-2022-rb",
            "https://www.wbur.org/radioboston/2022/03/23/march-23-2022-rb",
            "https://amp.wbur.org/radioboston/2022/03/23/march-23-2022-rb",
            "https://amp-wbur-org.cdn.ampproject.org/c/s/amp.wbur.org/radioboston/2022/03/23/march-23-2022-rb",
        ),
    }
    assert excerpt.startswith("The Commonwealth is rethinking use of facial recognition technology")
    assert images == (Image("https://d279m997dpfwgl.cloudfront.net/wp/2018/12/AP_18116251102533.jpg", 1700, 1133),)
    assert [(each.provider, each.published_at) for each in related] == [
        (Provider("Biometric Companies", "biometricupdate.com"), datetime(2022, 3, 23, 22, 42, tzinfo=UTC)),
        (Provider("GovCon Wire", "govconwire.com"), datetime(2022, 3, 22, 9, 46, tzinfo=UTC)),
    ]
    assert article.body.strip() == ""


def test_nothing_said_is_absent() -> None:
    assert everything(record()) == ABSENT


# --- id ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("a/b.md", "x-1", "x-1"),
        ("a/b.md", "  x 1\n", "x 1"),
        ("a/b.md", 12, "12"),
        ("a/b.md", 0, "0"),
        ("a/b.md", -3, "-3"),
        ("a/b.md", 2**63 - 1, "9223372036854775807"),
        ("a/b.md", 2**63, "9223372036854775808"),
        # what cannot name a record: the file's stem does
        ("a/b.md", "", "b"),
        ("a/b.md", " \t", "b"),
        ("a/b.md", None, "b"),
        ("a/b.md", True, "b"),
        ("a/b.md", 1.5, "1.5"),
        ("a/b.md", ["x"], "b"),
        ("a/b.md", {"x": 1}, "b"),
        ("a/b.md", date(2022, 3, 23), "2022-03-23"),
        ("a/b.c.md", None, "b.c"),
        ("b", None, "b"),
        ("./000_8f32.txt", None, "000_8f32"),
        ("a/\udce9.md", None, "\udce9"),
        ("a/b c\n.md", None, "b c\n"),
    ],
)
def test_id(path: str, value: object, expected: str) -> None:
    assert record(path, id=value).id == expected


# --- moments ----------------------------------------------------------------------------------------------------------

NOON = datetime(2022, 3, 23, 12, tzinfo=UTC)
NAIVE = NOON.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NOON, NOON),
        (NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), NOON),
        (NAIVE, NOON),  # without a zone: UTC
        (date(2022, 3, 23), datetime(2022, 3, 23, tzinfo=UTC)),
        ("2022-03-23T12:00:00Z", NOON),
        ("2022-03-23t12:00:00z", NOON),
        ("2022-03-23 12:00:00", NOON),
        ("2022-03-23 12:00:00 Z", NOON),
        ("2022-03-23 13:00:00 +01:00", NOON),
        ("2022-03-23T07:00:00-0500", NOON),
        ("2022-03-23T12:00Z", NOON),
        ("2022-03-23T12:00:00.000Z", NOON),
        ("2022-03-23T12:00:00.123456789Z", NOON.replace(microsecond=123456)),
        (" 2022-03-23T12:00:00Z\n", NOON),
        ("2022-03-23", datetime(2022, 3, 23, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), None),  # year 0 in UTC
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=1))), None),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+01:00", None),
        ("0000-01-01", None),
        ("2022-02-30", None),
        ("2016-12-31T23:59:60Z", None),
        ("2022-03", None),
        ("2022-03-23T12", None),
        ("20220323T120000Z", None),
        ("2022-W12-3", None),
        ("2022-03-23T12:00:00+1", None),
        ("２０２２-03-23", None),
        ("yesterday", None),
        ("", None),
        (1648036800, None),
        (2022.5, None),
        (True, None),
        (None, None),
        (time(12), None),
        (["2022-03-23"], None),
        ({}, None),
    ],
)
def test_published_at(value: object, expected: datetime | None) -> None:
    found = record(publishedDateTime=value).published_at
    assert found == expected
    assert found is None or found.tzinfo in (UTC, DAY)
    assert record(related=[{"publishedDateTime": value}]).related[0].published_at == expected


def test_a_timestamp_keeps_its_zone_or_its_lack_of_one() -> None:
    assert written("2022-03-23T12:00:00") == NAIVE
    assert written("2022-03-23T12:00:00+01:00") == NAIVE.replace(tzinfo=timezone(timedelta(hours=1)))


# --- the other fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), (False, False), (None, None), ("true", None), ("yes", None), (1, None), (0, None), ([], None)],
)
def test_published_has_three_states(value: object, expected: bool | None) -> None:
    assert record(published=value).published is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (59, 59),
        (0, 0),
        (-1, -1),
        (189, 189),
        (2**63 - 1, 2**63 - 1),
        (-(2**63), -(2**63)),
        (2**63, None),
        (10**4000, None),
        (True, None),
        (59.0, None),
        (float("nan"), None),
        ("59", None),
        (None, None),
        ([59], None),
    ],
)
def test_integers(value: object, expected: int | None) -> None:
    article = record(quality=value, heat=value, images=[{"width": value, "height": value}])
    assert (article.quality, article.heat, article.images) == (expected, expected, (Image(None, expected, expected),))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("One", "One"),
        ("", ""),
        (" [b]\n", " [b]\n"),
        (1, "1"),
        (2.5, "2.5"),
        (2**63, "9223372036854775808"),
        (2**14_000, None),
        (None, None),
        (["One"], None),
        (NOON, "2022-03-23T12:00:00Z"),
        (date(2022, 3, 23), "2022-03-23"),
        (True, None),
    ],
)
def test_texts(value: object, expected: str | None) -> None:
    article = record(excerpt=value, category=value, type=value)
    assert (article.excerpt, article.category, article.type) == (expected,) * 3
    url = value if isinstance(value, str) else None
    article = record(originalUrl=value, webUrl=value, ampWebUrl=value, cdnAmpWebUrl=value, images=[{"url": value}])
    assert article.urls == Urls(*(url,) * 4)
    assert article.images == (Image(url),)
    nested = {"title": value, "webUrl": value, "provider": {"name": value, "domain": value}}
    assert record(**nested).provider == Provider(expected, expected)
    assert record(related=[nested]).related == (Related(expected, url, Provider(expected, expected)),)


def test_a_provider_as_a_string_is_its_name() -> None:
    assert record(provider="WBUR").provider == Provider("WBUR", None)
    assert record(related=[{"provider": "WBUR"}]).related == (Related(provider=Provider("WBUR")),)
    assert (record(provider=["WBUR"]).provider, record(provider=24).provider) == (Provider(), Provider("24"))


def test_the_right_elements_of_lists_are_kept_in_order() -> None:
    article = record(
        topics=["AI", None, 5, "", ["ML"], "AI"],
        images=[None, {"url": "a"}, "b", {"width": 1}],
        related=["x", {"title": "One"}, None, {}],
    )
    assert article.topics == ("AI", "5")
    assert article.images == (Image("a"), Image(None, 1))
    assert article.related == (Related("One"), Related())


@pytest.mark.parametrize(
    ("value", "topics"),
    [
        (None, ()),
        (5, ("5",)),
        ({"AI": 1}, ()),
        (True, ()),
        (date(2022, 3, 23), ("2022-03-23",)),
        (2**63, (str(2**63),)),
    ],
)
def test_one_value_is_a_list_of_one_topic(value: object, topics: tuple[str, ...]) -> None:
    article = record(topics=value, images=value, related=value)
    assert (article.topics, article.images, article.related) == (topics, (), ())


NAMES = (
    "publishedDateTime",
    "originalUrl",
    "webUrl",
    "ampWebUrl",
    "name",
    "domain",
    "url",
    "width",
    "secured",
    *PROPERTIES,
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))))
    | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}( ?[Zz]|[+-][0-9]{2}:?[0-9]{2})?"),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.sampled_from(NAMES), below, max_size=4),
    max_leaves=8,
)
wrong = st.one_of(
    anything, st.lists(anything, max_size=3), st.dictionaries(st.sampled_from(NAMES), anything, max_size=4)
)
keys = st.sampled_from(NAMES) | st.none() | st.integers() | st.booleans() | st.dates()


@given(st.text(min_size=1), st.dictionaries(keys, wrong, max_size=10))
@example("", {})
@example("/", {"id": None})
def test_properties_never_raise(path: str, fields: dict[Any, Any]) -> None:
    article = Record(path, fields)
    seen = everything(article)
    for name in ("title", "excerpt", "category", "type"):
        assert seen[name] is None or isinstance(seen[name], str)
    assert isinstance(seen["id"], str)
    assert seen["published"] in (True, False, None)
    assert all(isinstance(seen[name], int | None) for name in ("quality", "heat"))
    assert all(isinstance(topic, str) for topic in seen["topics"])
    assert all(isinstance(url, str | None) for url in seen["urls"])
    moments = [seen["published_at"], *(each.published_at for each in seen["related"])]
    assert all(each is None or each.utcoffset() == timedelta(0) for each in moments)


@given(anything)
def test_a_moment_is_in_utc_or_none(value: object) -> None:
    found = moment(value)
    assert found is None or (found.tzinfo in (UTC, DAY) and found.utcoffset() == timedelta(0))


def test_a_record_survives_pickling() -> None:
    article = Record("a.md", {"title": "One", "publishedDateTime": NOON}, "body")
    assert pickle.loads(pickle.dumps(article)) == article
