"""`newscat schema`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newscat.rules.schemas.record import record_schema
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


def test_it_prints_the_schema_of_a_record(run: Run) -> None:
    result = run("schema")
    assert json.loads(result.stdout) == record_schema()
    assert (result.stderr, result.exit_code) == ("", 0)


def test_it_infers_the_schema_of_what_is_there(run: Run, write: Write) -> None:
    write("a.md", text="---\nprice: 1\nname: Ä\n---\n")
    write("b.md", text="---\nprice: free\n---\n")
    write("c.md", text="no front matter\n")
    write("d.md", text="---\nprice: [\n---\n")
    result = run("schema", "--infer", ".")
    schema = json.loads(result.stdout)
    assert schema["description"] == "Inferred from the front matter of 2 files. 'x-census' has the counts."
    assert "the front matter of 1 file." in run("schema", "--infer", "a.md").stdout
    assert schema["required"] == ["price"]
    assert schema["properties"]["price"]["type"] == ["integer", "string"]
    assert schema["properties"]["name"]["x-census"]["present"] == 1
    assert result.stderr.startswith("./d.md: skipped: ")
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 0


def test_nothing_of_a_file_reaches_the_screen_raw(run: Run, write: Write) -> None:
    for name in ("a", "b"):
        write(f"{name}.md", text='---\n"a\\u001b]0;x\\u0007": "\\u202e"\n---\n')
    result = run("schema", "--infer", ".")
    assert [each for each in result.stdout if not each.isprintable() and each not in "\n\t"] == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            (".",),
            "PATH requires --infer; without it, the built-in schema is printed",
        ),
        (("--infer", "nowhere"), "no such file or folder: 'nowhere'"),
        (("--infer", "."), "no file with front matter (--allow-empty accepts this)"),
    ],
)
def test_what_it_cannot_do_it_says_in_one_line(run: Run, args: tuple[str, ...], message: str) -> None:
    result = run("schema", *args)
    assert (result.stdout, result.stderr, result.exit_code) == ("", f"newscat: {message}\n", 2)


def test_an_empty_catalogue_may_be_accepted(run: Run) -> None:
    assert run("schema", "--infer", "--allow-empty", ".").exit_code == 0
