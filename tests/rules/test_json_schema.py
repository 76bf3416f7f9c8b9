"""NC601: front matter against a schema that is given."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from newscat.article.frontmatter import parse
from newscat.article.record import Record
from newscat.article.values import plain
from newscat.errors import ConfigError, MissingPathError, UsageError
from newscat.rules.engine import Article, check, rules
from newscat.rules.schemas import json_schema
from newscat.rules.schemas.json_schema import read_schema
from newscat.rules.selection import select

pytest.importorskip("jsonschema_rs", reason="jsonschema-rs (extra 'schema') is not installed")


def told(schema: dict[str, Any], source: str) -> list[str]:
    data = f"---\n{source}---\n".encode()
    front = parse(data)
    assert front is not None
    seen = Article(Record("a.md", front.fields), front, data=data, schema=json.dumps(schema))
    return [f"{one.line}:{one.column} {one.code} {one.message}" for one in check("a.md", seen, select(["NC6"]))]


SCHEMA = {
    "type": "object",
    "required": ["price"],
    "properties": {
        "price": {"type": "number"},
        "at": {"type": "string", "format": "date-time"},
        "steps": {"type": "array", "items": {"type": "object", "required": ["name"], "additionalProperties": False,
                                             "properties": {"name": {"type": "string"}}}},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("price: 7\nat: 2022-03-23T20:13:00Z\nsteps: [{name: a}]\n", []),
        ("price: free\n", ['2:8 NC601 \'price\': "free" is not of type "number"']),
        ("a: 1\n", ['2:1 NC601 "price" is a required property']),
        (
            "price: 7\nsteps:\n  - name: a\n  - {}\n",
            ["5:5 NC601 'steps.1': \"name\" is a required property"],
        ),
        (
            "price: 7\nsteps:\n  - name: a\n    x: 1\n    y: 2\n",
            [
                "5:5 NC601 'steps.0': 'x' is not an allowed field",
                "6:5 NC601 'steps.0': 'y' is not an allowed field",
            ],
        ),
        ("price: 7\nat: soon\n", ['3:5 NC601 \'at\': "soon" is not a "date-time"']),
    ],
)
def test_an_error_of_the_schema_is_a_finding_at_its_place(source: str, expected: list[str]) -> None:
    assert told(SCHEMA, source) == expected


def test_a_long_value_does_not_make_a_long_message() -> None:
    [one] = told(SCHEMA, f"price: {'x' * 1000}\n")
    assert len(one) < 250


def test_without_a_schema_the_rule_is_silent(article_text: Callable[..., str]) -> None:
    front = parse(article_text().encode())
    assert front is not None
    [one] = [one for one in rules() if one.code == "NC601"]
    assert check("a.md", Article(Record("a.md", front.fields), front), [one]) == []


def test_what_json_does_not_have_is_its_text() -> None:
    moment = datetime(2022, 3, 23, 20, 13, tzinfo=UTC)
    values = {
        7: [moment, moment.astimezone(timezone(timedelta(hours=1))), date(2022, 3, 23), float("nan"), None, 1.5],
        date(2022, 3, 23): True,
    }
    assert plain(values) == {
        "7": ["2022-03-23T20:13:00Z", "2022-03-23T21:13:00+01:00", "2022-03-23", ".nan", None, 1.5],
        "2022-03-23": True,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "s.json: not a valid JSON Schema: Expecting property name enclosed in double quotes: line 1 column 2"),
        ('{"type": "strin"}', "s.json: not a valid JSON Schema: "),
        ("7", "s.json: not a valid JSON Schema: "),
        ('{"pattern": "("}', "s.json: not a valid JSON Schema: "),
        ('{"$ref": "https://example.org/schema"}', "s.json: not a valid JSON Schema: "),
        ('{"$ref": "file:///etc/passwd"}', "s.json: not a valid JSON Schema: "),
        ("[" * 100_000, "s.json: the schema is nested too deeply"),
        (b"\xff", "s.json: the schema is not UTF-8"),
    ],
)
def test_what_is_no_schema_is_refused_in_one_line(tmp_path: Path, text: str | bytes, message: str) -> None:
    (tmp_path / "s.json").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ConfigError) as caught:
        read_schema("s.json")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_nothing_is_fetched_for_a_schema(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"$ref": "https://example.org/schema"}')
    with pytest.raises(ConfigError, match="newscat does not fetch schemas"):
        read_schema("s.json")


def test_a_schema_that_is_not_there_is_a_missing_path() -> None:
    with pytest.raises(MissingPathError, match=r"cannot read the schema 's\.json': No such file or directory"):
        read_schema("s.json")


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s.json").write_text("{}")
    monkeypatch.setitem(__import__("sys").modules, "jsonschema_rs", None)
    json_schema.validator.cache_clear()
    with pytest.raises(
        UsageError, match=r"^s\.json: a JSON Schema requires an extra package: pip install 'newscat\[schema\]'"
    ):
        read_schema("s.json")
