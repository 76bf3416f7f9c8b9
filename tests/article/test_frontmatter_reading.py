"""Bytes to fields and body: fences, encodings, line ends, and which values text has."""

import pickle
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.frontmatter import Fault, FrontMatterError, parse


def read(data: str | bytes) -> tuple[dict[Any, Any], str]:
    """Fields and body of a file that has nothing wrong with it."""
    front = parse(data.encode() if isinstance(data, str) else data)
    assert front is not None
    assert front.faults == ()
    return front.fields, front.body


# --- fences -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ("---\na: 1\n---\n", ""),
        ("---\na: 1\n---", ""),
        ("---\na: 1\n---\nbody", "body"),
        ("---\na: 1\n---\nbody\n", "body\n"),
        ("---\na: 1\n---\n\nbody\n", "\nbody\n"),
        ("---\na: 1\n---\n\n", "\n"),
        ("---\na: 1\n---\nbody\n---\nrest\n", "body\n---\nrest\n"),
        ("---\na: 1\n...\nbody\n", "body\n"),
        ("---\na: 1\n...", ""),
        ("---\na: 1\n... \t\nbody", "body"),
        ("--- \t\na: 1\n---  \nbody", "body"),
        ("---\r\na: 1\r\n---\r\nbody\r\n", "body\r\n"),
        ("---\r\na: 1\r\n---", ""),
        ("---\ra: 1\r---\rbody\r", "body\r"),
        ("---\ra: 1\r...", ""),
        ("---\na: 1\r\n---\rbody\n", "body\n"),
        ("---\r\na: 1\n---\nbody", "body"),
        ("---\na: 1\n---\r\nbody", "body"),
        ("\ufeff---\na: 1\n---\nbody", "body"),
        ("\ufeff---\r\na: 1\r\n---\r\n\ufeffbody", "\ufeffbody"),
        ("---\n\n# comment\na: 1\n\n---\nbody", "body"),
        ("---\n--- # a document\na: 1\n---\nbody", "body"),
        ("---\n--- {a: 1}\n---\n", ""),
        ("---\n%YAML 1.2\n--- # a document\na: 1\n---\n", ""),
    ],
)
def test_fences(data: str, body: str) -> None:
    assert read(data) == ({"a": 1}, body)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("---\na: |\n  ---\n  b\n---\nbody", {"a": "---\nb\n"}),
        ("---\na: |\n  ...\n  b\n---\nbody", {"a": "...\nb\n"}),
        ("---\na:\n  - |\n    b\n    ---\n    c\n---\nbody", {"a": ["b\n---\nc\n"]}),
        ("---\na: >-\n  b\n  ---\n---\nbody", {"a": "b ---"}),
        ("---\na: b ---\n---\nbody", {"a": "b ---"}),
        ("---\na: ---b\n---\nbody", {"a": "---b"}),
        ("---\r\na: |\r\n  ---\r\n  b\r\n---\r\nbody", {"a": "---\nb\n"}),
    ],
)
def test_dashes_inside_a_value_are_no_fence(data: str, expected: dict[str, Any]) -> None:
    assert read(data) == (expected, "body")


def test_front_matter_knows_its_source() -> None:
    front = parse(b"\xef\xbb\xbf---\r\na: 1\r\n\r\n---\r\nbody")
    assert front is not None
    assert (front.format, front.source, front.line, front.body) == ("yaml", "a: 1\r\n\r\n", 2, "body")
    front = parse(b"+++\na = 1\n+++\nbody")
    assert front is not None
    assert (front.format, front.source, front.line, front.body) == ("toml", "a = 1\n", 2, "body")
    front = parse(b'{"a": 1}\nbody')
    assert front is not None
    assert (front.format, front.source, front.line, front.body) == ("json", '{"a": 1}', 1, "body")


# --- record or not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "text",
        "# Title\n",
        "Title\n---\na: 1\n---\n",
        "-- -\na: 1\n",
        "--\n",
        "++\n",
        "...\na: 1\n",
        "{% extends 'base.html' %}",
        "{{ title }}",
        "{a: 1}",
        "{'a': 1}",
        "{foo}",
        "{",
        "[1, 2]",
        "a: 1",
        "\x00\x01",
    ],
)
def test_a_file_without_front_matter_is_no_record(text: str) -> None:
    assert parse(text.encode()) is None


# --- values: YAML 1.2 -------------------------------------------------------------------------------------------------

HOUR = timezone(timedelta(hours=1))
DAY = date(2022, 3, 23)
NAIVE = datetime.fromisoformat("2022-03-23T20:13:00")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("'null'", "null"),
        ("1", 1),
        ("+1", 1),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", float("inf")),
        ("99999999999999999999999999", 99999999999999999999999999),
        ("9" * 3000, int("9" * 3000)),
        ("2022-03-23", date(2022, 3, 23)),
        ("2022-03-23T20:13:00Z", datetime(2022, 3, 23, 20, 13, tzinfo=UTC)),
        ("2022-03-23T20:13:00+01:00", datetime(2022, 3, 23, 20, 13, tzinfo=HOUR)),
        ("2022-03-23 20:13:00", NAIVE),
        ("2022-03-23T20:13:00.5Z", datetime(2022, 3, 23, 20, 13, 0, 500000, tzinfo=UTC)),
        # What is quoted is text, whatever yaml-rs takes it for.
        ('"2022-03-23"', "2022-03-23"),
        ("'2022-03-23T20:13:00Z'", "2022-03-23T20:13:00Z"),
        ('"\\x32022-03-23"', "2022-03-23"),
        ("|-\n  2022-03-23", "2022-03-23"),
        (">1-  # a day\n 2022-03-23", "2022-03-23"),
        (
            "[2022-03-23, \"2022-03-23\", {2022-03-23: '2022-03-23'}]",
            [date(2022, 3, 23), "2022-03-23", {date(2022, 3, 23): "2022-03-23"}],
        ),
        ('{"2022-03-23": &d "2022-03-24", e: *d}', {"2022-03-23": "2022-03-24", "e": "2022-03-24"}),
        ('[12:30:45, "2022-03-23"]', ["12:30:45", "2022-03-23"]),
        ("2022-02-30", "2022-02-30"),
        ("2022-02-30T20:13:00Z", "2022-02-30T20:13:00Z"),
        ("0000-01-01", "0000-01-01"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("!!str 1", "1"),
        ("!!int '5'", 5),
        ("!!bool 'true'", True),
        ("!!seq [1]", [1]),
        ("!<tag:yaml.org,2002:str> 1", "1"),
        ("! 1", "1"),
        ('"\\u00e9\\t\\x01"', "é\t\x01"),
        ("b\ufeffc", "b\ufeffc"),
        ("b\x85c", "b\x85c"),
        ("b\u2028c\u2029d", "b\u2028c\u2029d"),
        ("b\tc", "b\tc"),
        ("\tb", "b"),
        ("b\t# c", "b"),
        ("😀", "😀"),
        ("[1, [2, {b: 3}]]", [1, [2, {"b": 3}]]),
        ("&x 1", 1),
        ("9" * 4400 + ".5", float("inf")),
        ("'" + "9" * 5000 + "'", "9" * 5000),
        ("x" + "9" * 5000, "x" + "9" * 5000),
    ],
)
def test_values(text: str, value: object) -> None:
    fields, _ = read(f"---\na: {text}\n---\n")
    assert fields == {"a": value}
    assert type(fields["a"]) is type(value)


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: 12:30:45.5", {"a": "12:30:45.5"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: '12:30:45'", {"a": "12:30:45"}),
        ("12:30:45: a", {"12:30:45": "a"}),
        ("a: [12:30:45, {b: 01:02:03}]", {"a": ["12:30:45", {"b": "01:02:03"}]}),
        ("a:\n  - b: 12:30:45\n    12:30:46: c", {"a": [{"b": "12:30:45", "12:30:46": "c"}]}),
        ("a: &x 12:30:45\nb: *x", {"a": "12:30:45", "b": "12:30:45"}),
        ("12:30:45: a\n'12:30:46': b\n12:30:47: 12:30:48", {"12:30:45": "a", "12:30:46": "b", "12:30:47": "12:30:48"}),
        (
            "a: 12:30:45\nb: 2022-03-23\nc: 2022-03-23T20:13:00Z\n2022-03-23: d",
            {"a": "12:30:45", "b": DAY, "c": datetime(2022, 3, 23, 20, 13, tzinfo=UTC), DAY: "d"},
        ),
        ("null: 12:30:45\n'null': a\n2000-01-01: b", {None: "12:30:45", "null": "a", date(2000, 1, 1): "b"}),
    ],
)  # fmt: skip
def test_times_of_day_are_text(lines: str, fields: dict[Any, Any]) -> None:
    assert read(f"---\n{lines}\n---\n") == (fields, "")


MOMENTS = st.sampled_from(
    [
        "2022-03-23",
        "2022-03-23T20:13Z",
        "2022-03-23 20:13:00 +1",
        "2022-03-23T20:13:00.5-05:00",
        "0999-12-31",
        "12:30:45",
    ]
)
QUOTINGS = st.sampled_from(
    ["'{}'", '"{}"', "!!str {}", "!!str '{}'", "|-\n    {}", ">-\n    {}", "|1-  # c\n  {}", '"\\\n   {}"']
)
AROUND = st.sampled_from(
    [
        "a: {}",
        "x: 2022-03-23\na: {}",
        "a: {}\nx: 12:30:45",
        "a: &a {}\nb: *a",
        "x:\n  - 2022-03-23\na: {}",
        "2022-03-23: b\na: {}",
    ]
)


@given(MOMENTS, QUOTINGS, AROUND)
def test_what_is_quoted_is_text(moment: str, quoting: str, around: str) -> None:
    fields, _ = read(f"---\n{around.format(quoting).format(moment)}\n---\n")
    assert fields["a"] == moment.rjust(len(moment) + quoting.startswith("|1"))


# --- TOML and JSON ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "fields", "body"),
    [
        ("+++\na = 1\n+++\nbody", {"a": 1}, "body"),
        ("+++\r\na = 1\r\n[b]\r\nc = 'd'\r\n+++\r\nbody\r\n", {"a": 1, "b": {"c": "d"}}, "body\r\n"),
        ("+++\ra = 1\r+++\rbody", {"a": 1}, "body"),
        ("+++ \na = 1\n+++", {"a": 1}, ""),
        ("\ufeff+++\na = 1\n+++\n", {"a": 1}, ""),
        ("+++\na = '''\n---\n...\n'''\n+++\n", {"a": "---\n...\n"}, ""),
        ("+++\na = 2022-03-23T20:13:00Z\n+++\n", {"a": datetime(2022, 3, 23, 20, 13, tzinfo=UTC)}, ""),
        ("+++\na = [12:30:45]\nb = {c = 01:02:03}\n+++\n", {"a": ["12:30:45"], "b": {"c": "01:02:03"}}, ""),
        ("+++\n'' = 1\n+++\n", {"": 1}, ""),
        ('{"a": 1}', {"a": 1}, ""),
        ('{"a": 1}\n', {"a": 1}, ""),
        ('{"a": 1}\nbody', {"a": 1}, "body"),
        ('{"a": 1} \r\nbody', {"a": 1}, "body"),
        ('{"a": 1}\n\nbody', {"a": 1}, "\nbody"),
        ('{\n\t"a": {"b": [null, true]}\n}\n}', {"a": {"b": [None, True]}}, "}"),
        ('\ufeff{ "a": 1 }', {"a": 1}, ""),
        ('{\r\n"a": 1}', {"a": 1}, ""),
        ('{"a": "\\ud83d\\ude00 \\\\ud800"}', {"a": "😀 \\ud800"}, ""),
        ("{}", {}, ""),
        ('{"a": "2022-03-23T20:13:00Z", "b": "12:30:45"}', {"a": "2022-03-23T20:13:00Z", "b": "12:30:45"}, ""),
    ],
)
def test_toml_and_json(data: str, fields: dict[str, Any], body: str) -> None:
    assert read(data) == (fields, body)


def test_an_empty_map_is_a_map() -> None:
    assert read("---\n{}\n---\nbody") == ({}, "body")


def test_the_error_survives_pickling() -> None:
    error = FrontMatterError(Fault("syntax-error", "because", 3, 4))
    again = pickle.loads(pickle.dumps(error))
    assert (again.fault, str(again)) == (error.fault, "because")


@pytest.mark.parametrize(
    ("data", "format", "fields", "body", "line"),
    [
        ("\ufeff---\na: 1\n---\nbody", "yaml", {"a": 1}, "body", 2),
        ("\n \t\r\n\ufeff---\na: 1\n---\nbody", "yaml", {"a": 1}, "body", 4),
        ("\ufeff\ufeff\n+++\na = 1\n+++\n", "toml", {"a": 1}, "", 3),
        ('\n\n{"a": 1}\nbody', "json", {"a": 1}, "body", 3),
        ("---yaml\na: 1\n---\n", "yaml", {"a": 1}, "", 2),
        ("--- YML \r\na: 1\r\n---\r\n", "yaml", {"a": 1}, "", 2),
        ("---toml\na = 1\n---\nbody", "toml", {"a": 1}, "body", 2),
        ('---json\n\n {"a": [1]}\n\n---\nbody {', "json", {"a": [1]}, "body {", 2),
        ('\n---json\n{"a": 1}\n---\n', "json", {"a": 1}, "", 3),
    ],
)
def test_what_may_stand_before_and_behind_the_fence(
    data: str, format: str, fields: dict[str, Any], body: str, line: int
) -> None:
    front = parse(data.encode())
    assert front is not None
    assert (front.format, front.fields, front.body, front.line) == (format, fields, body, line)
    named = next(number for number, text in enumerate(data.splitlines(), 1) if re.match(r'[ {"]*a[": ]', text))
    assert front.key_place("a")[0] == named


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "---------\n\nAbout: this\n\nA text.\n\n-------\n",
        "+++ a\n",
        "++++\n",
        "Note: a heading\n---\n\nA text.\n",
        "title: only one\n---\n",
        "Note: one\nAlso: two\n---\n",
        "title: a\n\ndate: 2022\n---\n",
        "title: a\nA text.\n---\n",
        "title: a\ndate: b\n",
        "<!-- a comment -->\n---\n\nA text.\n",
        "> --- he said\n",
        "* item\n---\n",
    ],
)
def test_text_is_not_front_matter(text: str) -> None:
    assert parse(text.encode()) is None
