"""A field that is added to the field table is known everywhere, with no other change."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from newscat.article import fields
from record_schema import schema
from terminal import ROOT, environment

Write = Callable[..., Path]

# Only the table is changed: everything that is imported afterwards is derived from it.
ADDED = """
import sys
from newscat.article import fields
fields.FIELDS += (
    fields.Field("byline", "text", ("byline", "meta.by"), "Who wrote it.", weight=4, label="By"),
    fields.Field("section", "text", ("section",), "The part of the paper.", is_choice=True, exact=("section",)),
    fields.Field("stars", "number", ("stars",), "A rating."),
)
from newscat.cli.app import main
sys.exit(main(sys.argv[1:]))
"""


SCHEMA = (
    ADDED.rpartition("from newscat.cli.app")[0]
    + f"""
import json
sys.path.append({str(ROOT / "tests")!r})
from record_schema import schema
print(json.dumps(schema()["$defs"]["record"]))
"""
)


def run(*args: str, code: str = ADDED, **env: str) -> str:
    command = [sys.executable, "-c", code, *args]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(env), check=False)
    assert done.stderr == "", done.stderr
    return done.stdout


def test_a_field_of_the_table_is_known_everywhere(write: Write) -> None:
    text = "---\ntitle: {}\nbyline: {}\nsection: {}\nstars: {}\n---\n"
    write("a.md", text=text.format("One", "Zoe Ash", "World", 9))
    write("b.md", text=text.format("Two", "Amy Birch", "Sport", 10))
    write("c.md", text="---\ntitle: Three\nmeta: {by: Bea Cole}\n---\n")
    # Listed and sorted: the second source too; numbers by value.
    columns = ("--columns", "id,byline,section,stars")
    assert run("list", *columns, "--sort", "byline") == (
        "id\tbyline\tsection\tstars\nb\tAmy Birch\tSport\t10\nc\tBea Cole\t\t\na\tZoe Ash\tWorld\t9\n"
    )
    assert run("list", "--format", "ids", "--sort", "-stars") == "b\na\nc\n"
    # Filtered: a part of a text, the whole of a choice, a number.
    for query, ids in [
        ("byline:ash", "a\n"),
        ("byline:cole", "c\n"),
        ("section:world", "a\n"),
        ("section:wor", ""),
        ("stars:>9", "b\n"),
        ("has:stars AND -stars:10", "a\n"),
    ]:
        assert run("list", "--format", "ids", "--quiet", "-q", query) == ids, query
    # Searched, and where.
    assert run("search", "birch", "--format", "ids") == "b\n"
    [found] = json.loads(run("search", "cole", "--format", "json"))["records"]
    assert found["byline"] == "Bea Cole"
    assert (found["section"], found["stars"]) == (None, None)
    # In the JSON Schema of that output.
    record = json.loads(run(code=SCHEMA))
    assert record["properties"]["stars"] == {"description": "A rating.", "type": ["integer", "null"]}
    assert {"byline", "section", "stars"} < set(record["required"])
    # Shown.
    assert "By        Zoe Ash\n" in run("show", "a")
    assert run("show", "c", "--field", "byline") == "Bea Cole\n"
    # Completed: its name, and the values of a choice.
    asked = {"_NEWSCAT_COMPLETE": "complete_bash", "COMP_CWORD": "3"}
    assert "byline" in run(COMP_WORDS="newscat list --columns byl", **asked)
    assert run(COMP_WORDS="newscat list -q section:sp", **asked) == "Sport\n"


PAGE = ROOT / "docs" / "fields.md"
INTRODUCTION = """# Fields

newscat knows these fields of an article. Each is a column, a sort key, a name in queries and a key of the JSON output;
a field that is searched is also found by its words. Any other field of the front matter can be used in the same places
by its own name, dotted below the top: `ratings.average`.

Where a field is a string or a list of strings, a number, a date or a boolean without quotes is the text that the file
has: `title: 1.10` is `1.10`, `id: 007` is `007`, and the tags `1.10` and `1.1` are two topics.

If a file does not have one of these names but has it with other capitals, such as `Title` or `Tags`, that is read. Only
`id` is exact.

| field | read from | other names | type | searched | meaning |
|---|---|---|---|---|---|
"""
TYPES = {
    **dict.fromkeys(("text", "id", "path", "body"), "string"),
    "url": "URL", "number": "integer", "flag": "boolean", "list": "list of strings", "group": "mapping",
    "groups": "list of mappings",
}  # fmt: skip


def page() -> str:
    """The page, from the table."""
    lines = []
    for above, one in fields.nested(fields.FIELDS):
        name = ".".join(each.name for each in (*above, one))
        inner = ".".join(step for each in (*above, one) for step in each.path[: 1 if above else None])
        sources = ", ".join(f"`{source}`" for source in one.sources) if not above else f"`{inner}`"
        others = ", ".join(f"`{each}`" for each in one.names if each != one.name) if not above else ""
        kind = TYPES.get(one.kind, one.kind)
        lines.append(
            f"| `{name}` | {sources} | {others} | {kind} | {'yes' if one.weight and not above else ''} | {one.doc} |"
        )
    return INTRODUCTION + "\n".join(lines) + "\n"


RECORDS = ROOT / "docs" / "schema" / "records-2.json"


def records() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def test_the_schema_of_the_json_output_is_made_of_the_table() -> None:
    assert RECORDS.read_text(encoding="utf-8") == records(), "run: python tests/test_field_table.py --write"


def test_the_page_is_made_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/test_field_table.py --write"


if __name__ == "__main__" and "--write" in sys.argv:
    PAGE.write_text(page(), encoding="utf-8")
    RECORDS.write_text(records(), encoding="utf-8")
