"""`newscat fields`: a census of front matter."""

import json
from collections.abc import Callable
from pathlib import Path

from conftest import Result, Run
from newscat import open_catalogue
from newscat.analysis.fields import FieldCount, census

Write = Callable[..., Path]


def test_each_field_with_its_types_ranges_and_values(write: Write) -> None:
    write("a.md", text="---\ntitle: One\ntags: [x, y]\nok: true\nn: 1\nsource: {name: A}\nsecured: abc\n---\n")
    write("b.md", text="---\ntitle: Three\ntags: [x]\nok: false\nn: 2.5\nsource: {name: A}\n---\n")
    write("c.md", text="---\ntitle: Four\nn: true\ndate: 2022-03-01\n5: null\n---\n")
    total, found = census(open_catalogue("."))
    assert total == 3
    assert found == [
        FieldCount("title", 3, 3, {"string": 3}, {"length": (3, 5)}, 3, (), ("title",)),
        FieldCount("n", 3, 3, {"integer": 1, "number": 1, "boolean": 1}, {"number": (1, 2.5)}, 3, (), ()),
        FieldCount("tags", 2, 3, {"list": 2}, {"elements": (1, 2)}, 0, (), ("topics",)),
        FieldCount("tags[]", 3, 3, {"string": 3}, {"length": (1, 1)}, 2, (("x", 2),), ()),
        FieldCount("ok", 2, 3, {"boolean": 2}, {}, 2, (), ()),
        FieldCount("source", 2, 3, {"mapping": 2}, {}, 0, (), ()),
        FieldCount("source.name", 2, 2, {"string": 2}, {"length": (1, 1)}, 1, (("A", 2),), ()),
        FieldCount(
            "date", 1, 3, {"date": 1}, {"date": ("2022-03-01T00:00:00Z", "2022-03-01T00:00:00Z")}, 1, (), ("date",)
        ),
        FieldCount("5", 1, 3, {"null": 1}, {}, 0, (), ()),
    ]


def test_a_query_selects_the_articles(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: One\nn: 1\n---\n")
    write("b.md", text="---\ntitle: Two\nm: 1\n---\n")
    assert run("fields", "-q", "title:Two") == Result(
        "field\tpresent\ttypes\tdistinct\trange\tvalues\tread_as\n"
        "title\t1\tstring\t1\t3 characters\t\ttitle\n"
        "m\t1\tinteger\t1\t1\t\t\n",
        "",
        0,
    )


def test_json(write: Write, run: Run) -> None:
    write("a.md", text="---\nok: true\n---\n")
    write("b.md", text="---\nok: true\n---\n")
    assert json.loads(run("fields", "--format", "json").stdout) == {
        "version": 1,
        "total": 2,
        "fields": [
            {
                "field": "ok",
                "present": 2,
                "of": 2,
                "types": {"boolean": 2},
                "distinct": 1,
                "ranges": {},
                "values": [{"value": True, "count": 2}],
                "read_as": [],
            }
        ],
    }


def test_the_table_fits_the_screen(write: Write, run: Run) -> None:
    for number in range(3):
        write(f"{number}.md", text='---\nstatus: a rather long value that many articles have\nempty: ""\n---\n')
    assert run("fields", "--format", "table", columns=60).stdout == (
        "field   present  types   distinct  values, or range\n"
        "status        3  string         1  a rather long value that…\n"
        'empty         3  string         1  "" (3)\n'
    )


def test_sources_are_of_all_articles(write: Write, run: Run) -> None:
    write("a.md")
    message = "newscat: --sources counts all articles; it cannot be combined with a filter\n"
    assert run("fields", "--sources", "--topic", "AI") == Result("", message, 2)
