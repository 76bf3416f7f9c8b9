"""What `dump` writes, `parse` reads back: the same values, or nothing is written."""

import itertools
import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import frontmatter
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.article.frontmatter import FrontMatterError, dump, parse
from newscat.article.frontmatter.handlers import JSONHandler, TOMLHandler, YAMLHandler


def reads_back(fields: dict[Any, Any], body: str = "", format: str = "yaml") -> None:
    front = parse(dump(fields, body, format).encode())
    assert front is not None
    assert (front.format, front.body, front.faults) == (format, body, ())
    assert exact(front.fields) == exact(fields)
    assert list(front.fields) == list(fields) or format == "toml"  # which has tables last


def exact(value: Any) -> Any:
    """1, 1.0 and True as three values, NaN equal to itself, an offset part of its datetime."""
    if isinstance(value, dict):
        return {(type(key), exact(key)): exact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    return type(value), value.isoformat() if isinstance(value, date) else repr(value)


# Texts that one version of YAML or the other takes for something else, and characters that end lines somewhere.
TRAPS = (
    "1e3", "0o17", "017", "0x1F", "0b11", "1_000", "12:30:45", "1:30", "yes", "no", "on", "off", "y", "n", "True",
    "null", "~", "", ".nan", ".inf", "-.INF", "+1", "-", "--", "---", "...", "--- a", "?", "? a", ":", ": a", "- a",
    "#", " #", "a #b", "2022-03-23", "2022-03-23T20:13Z", "2022-03-23 20:13:00 +1", "2022-3-2", "=", "<<", "*a",
    "&a", "!a", "!!int 1", "%a", "@a", "`a", "|", ">", "[a]", "{a}", "a: b", "a:", "'a'", '"a"', "\\", "\\n", "\t",
    "\ta", "a\tb", " a", "a ", "\n", "a\n", "\na", "a\nb", "a\n\n b\n", "\r", "a\r\nb", "\x85", "a\x85b", "\u2028",
    "\u2029", "\xa0", "\ufeff", "\x00", "\x07", "\x1b[0m", "\x7f", "\x9b", "\ufffe", "\uffff", "😀", "+++",
    "a\n---\nb", "a\n...\nb", "é", "x" * 200, "'", "0", "00", "1.", ".5", "1e400",
)  # fmt: skip

texts = (
    st.sampled_from(TRAPS)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.text("aé:-#?'\" \n\t.0~[]{},&*!|>%\\")
)
zones = st.none() | st.just(UTC) | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**30, 10**40)
    | st.floats()
    | texts
    | st.dates()
    | st.datetimes(timezones=zones)
)
tree = st.recursive(
    plain, lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3), max_leaves=10
)
bodies = st.sampled_from(
    ["", "x", "\n", "\nx\n", "\r\nx", "---\n", "\n---\nx", "...\n", "+++\n", "  x", "}", "é😀\x85"]
)


@given(st.dictionaries(texts, tree, max_size=4), bodies)
@example({}, "")
@example(dict.fromkeys(TRAPS, "x"), "")
@example({"_0": "_1"}, "")
@example({"a": list(TRAPS)}, "")
def test_yaml_reads_back(fields: dict[str, Any], body: str) -> None:
    reads_back(fields, body)


@given(st.dictionaries(texts | st.integers() | st.none() | st.dates() | st.floats(allow_nan=False), texts, max_size=4))
@example({"12:30:45": "2022-03-23"})
@example({"null": "1e3", None: "2022-03-23"})
@example({None: "12:30:45", "null": "1e3", date(2000, 1, 1): "1e3"})
def test_yaml_keys_read_back(fields: dict[Any, Any]) -> None:
    reads_back(fields)


json_tree = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(texts, json_tree, max_size=4), bodies)
def test_json_reads_back(fields: dict[str, Any], body: str) -> None:
    if any(mark in repr(fields) for mark in ("\x7f", "\\x7f", "\\x8", "\\x9", "\\ufffe", "\\uffff")):
        return  # reads back too, but with a fault for the character nobody sees
    reads_back(fields, body, "json")


# Offsets of whole minutes under a day; a year that RFC 3339 writes with four digits.
toml_plain = st.booleans() | st.integers() | st.floats() | texts | st.dates() | st.datetimes(timezones=zones)
toml_tree = st.recursive(
    toml_plain, lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3), max_leaves=10
)


@given(st.dictionaries(texts, toml_tree, min_size=1, max_size=4), bodies)
def test_toml_reads_back(fields: dict[str, Any], body: str) -> None:
    if any(mark in repr(fields) for mark in ("\\x8", "\\x9", "\\ufffe", "\\uffff")):
        return
    reads_back(fields, body, "toml")


@given(st.dictionaries(texts, tree, max_size=4), st.sampled_from(["yaml", "toml", "json"]), bodies)
def test_dump_writes_what_is_read_or_nothing(fields: dict[str, Any], format: str, body: str) -> None:
    try:
        text = dump(fields, body, format)
    except ValueError:
        return
    front = parse(text.encode())
    assert front is not None
    assert front.body == body
    assert set(front.fields) == set(fields)


def test_yaml_is_written_as_people_write_it() -> None:
    fields = {
        "title": "One: two",
        "publishedDateTime": datetime(2022, 3, 23, 20, 13, tzinfo=UTC),
        "quality": 59,
        "published": True,
        "nothing": None,
        "provider": {"name": "WBUR"},
        "topics": ["AI", "é"],
        "images": [{"url": "https://example.org/a.jpg", "width": 1700}],
        "related": [],
        "time": "12:30:45",
    }
    assert dump(fields, "The body.\n") == (
        "---\n"
        'title: "One: two"\n'
        "publishedDateTime: 2022-03-23T20:13:00Z\n"
        "quality: 59\n"
        "published: true\n"
        "nothing: null\n"
        "provider:\n"
        "  name: WBUR\n"
        "topics:\n"
        "  - AI\n"
        "  - é\n"
        "images:\n"
        "  - url: https://example.org/a.jpg\n"
        "    width: 1700\n"
        "related: []\n"
        'time: "12:30:45"\n'
        "---\n"
        "The body.\n"
    )


def test_what_stands_twice_is_written_twice() -> None:
    topics = ["AI"]
    assert dump({"a": topics, "b": topics}) == "---\na:\n  - AI\nb:\n  - AI\n---\n"


def test_toml_and_json_as_people_write_them() -> None:
    assert (
        dump({"title": "One", "topics": ["AI"]}, "b", "toml") == '+++\ntitle = "One"\ntopics = [\n    "AI",\n]\n+++\nb'
    )
    assert dump({"title": "é", "day": date(2022, 3, 23)}, "b\n", "json") == (
        '{\n  "title": "é",\n  "day": "2022-03-23"\n}\nb\n'
    )
    moment = datetime(2022, 3, 23, 20, 13, tzinfo=UTC)
    assert dump({"at": moment, "in": moment.astimezone(timezone(timedelta(hours=1)))}, format="json") == (
        '{\n  "at": "2022-03-23T20:13:00Z",\n  "in": "2022-03-23T21:13:00+01:00"\n}\n'
    )


def itself() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("fields", "format"),
    [
        ({"a": None}, "toml"),
        ({"a": [None]}, "toml"),
        ({1: "a"}, "toml"),
        ({"a": time(12, 30)}, "toml"),
        ({"a": math.nan}, "json"),
        ({"a": math.inf}, "json"),
        ({1: "a"}, "json"),
        ({"a": {True: 1}}, "json"),
        ({("a",): 1}, "json"),
        ({"a": "\ud800"}, "json"),
        ({"a": "\ud800"}, "yaml"),
        ({"a": "\ud800"}, "toml"),
        ({"a": time(12, 30)}, "yaml"),
        ({"a": object()}, "yaml"),
        ({"a": object()}, "toml"),
        ({"a": object()}, "json"),
        ({"a": {1, 2}}, "yaml"),
        ({"a": b"x"}, "yaml"),
        ({("a", "b"): 1}, "yaml"),
        ({"a": 10**5000}, "yaml"),
        ({"a": 10**4000}, "yaml"),
        ({"a": itself()}, "yaml"),
        ({"a": itself()}, "toml"),
        ({"a": itself()}, "json"),
        ({"a": deep(200)}, "yaml"),
        ({"a": deep(5000)}, "yaml"),
        ({"a": datetime(2022, 1, 1, tzinfo=timezone(timedelta(hours=1, seconds=1)))}, "yaml"),
    ],
    ids=itertools.count(),
)
def test_what_would_not_be_read_back_is_a_value_error(fields: dict[Any, Any], format: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        dump(fields, "", format)


spellings = st.sampled_from(
    [trap for trap in TRAPS if "#" not in trap]
    + ["1", "1.0", "01", "false", "0", "0.0", "NULL", "2022-03-23 19:13:00Z"]
)
quotings = st.sampled_from(
    ["{}", "'{}'", '"{}"', "!!str {}", "!!str '{}'", "! {}", "!!int '{}'", "!!float {}", "!!null '{}'"]
)


@given(spellings, quotings, spellings, quotings)
@example("2022-03-23", "'{}'", "2022-03-23", "{}")
@example("12:30:45", "{}", "12:30:45.0", "{}")
@example("12:30:45", "{}", "12:30:45", "!!str {}")
@example("2022-03-23", "'{}'", "2022-03-23", "!!str {}")
def test_no_key_is_lost_without_a_word(one: str, quoting: str, other: str, another: str) -> None:
    text = f"---\n{quoting.format(one)}: a\n{another.format(other)}: b\n---\n"
    try:
        front = parse(text.encode())
    except (FrontMatterError, UnicodeEncodeError):
        return
    assert front is not None
    told = sum(fault.name == "duplicate-key" for fault in front.faults)
    assert len(front.fields) + told == 2 or front.fields == {}, front


def test_a_text_that_looks_deep_is_written_and_read() -> None:
    """yaml-rs would end the process on the same text without quotes."""
    for text in ("- " * 40_000, "? " * 40_000, ": " * 40_000, "-" * 40_000, "[" * 40_000):
        reads_back({"a": text})
        reads_back({"a": [text]})


def test_a_body_that_is_no_text_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        dump({"a": 1}, "\ud800")


# --- with python-frontmatter itself -----------------------------------------------------------------------------------

FIELDS = {"title": "One", "topics": ["AI", "ML"], "provider": {"name": "WBUR"}, "quality": 59}


@pytest.mark.parametrize("handler", [YAMLHandler, TOMLHandler, JSONHandler])
def test_the_handlers_serve_python_frontmatter(handler: Any) -> None:
    text = frontmatter.dumps(frontmatter.Post("The body.", None, **FIELDS), handler=handler())
    post = frontmatter.loads(text, handler=handler())
    assert (post.metadata, post.content) == (FIELDS, "The body.")
    front = parse(text.encode())
    assert front is not None
    assert (front.fields, front.body.strip()) == (FIELDS, "The body.")


@pytest.mark.parametrize("format", ["yaml", "toml", "json"])
def test_python_frontmatter_reads_what_dump_writes(format: str) -> None:
    handler = {"yaml": YAMLHandler, "toml": TOMLHandler, "json": JSONHandler}[format]()
    text = dump(FIELDS, "The body.\n", format)
    for given_text in (text, text.replace("\n", "\r\n")):
        assert handler.detect(given_text)
        post = frontmatter.loads(given_text, handler=handler)
        assert (post.metadata, post.content) == (FIELDS, "The body.")


def test_yaml_11_reads_what_dump_writes() -> None:
    fields = {"texts": ["1e3", "0o17", "12:30:45", "yes", "~", "2022-03-23T20:13Z", "1_000"], "at": date(2022, 3, 23)}
    assert yaml.safe_load(dump(fields).strip("-\n")) == fields
