"""What an import costs: the layers themselves are import-linter's business (`.ci/run`)."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Result, environment

HEAVY = (
    "frontmatter",
    "importlib.metadata",
    "markdown_it",
    "orjson",
    "platformdirs",
    "rich",
    "sqlite3",
    "tomli_w",
    "yaml",
    "yaml_rs",
)


def loaded(statement: str, *, watched: tuple[str, ...]) -> list[str]:
    """Which of the `watched` modules a fresh interpreter has after `statement`."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps([name for name in {watched!r} if name in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True)
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return names


@pytest.mark.parametrize(
    ("statement", "watched"),
    [
        ("import newscat", (*HEAVY, "typer", "datetime", "newscat.index", "newscat.article", "newscat.cli")),
        ("import newscat.errors", (*HEAVY, "typer", "newscat.article")),
        ("import newscat.cli.app", (*HEAVY, "pydantic", "newscat.index", "newscat.output", "newscat.rules")),
    ],
)
def test_an_import_brings_nothing_heavy(statement: str, watched: tuple[str, ...]) -> None:
    assert loaded(statement, watched=watched) == []


# What a command needs only to read files, to search, or to draw a table.
UNUSED = (
    "newscat.article.frontmatter.fences",
    "newscat.article.letters",
    "newscat.article.urls",
    "newscat.index.load.parse",
    "newscat.index.text.columns",
    "newscat.rules",
    "csv",
    "platformdirs",
    "rich",
    "yaml",
)


def test_a_list_from_an_index_that_is_up_to_date_loads_nothing_to_read_files_with(
    write: Callable[..., Path], run: Callable[..., Result]
) -> None:
    write("a.md")
    assert run("list").exit_code == 0
    command = "from newscat.cli.app import main\ntry: main(['list', '--no-refresh'])\nexcept SystemExit: pass"
    assert loaded(command, watched=("newscat.index.index", *UNUSED)) == ["newscat.index.index"]


def test_the_watch_sees_what_is_loaded() -> None:
    assert loaded("import sqlite3", watched=("rich", "sqlite3")) == ["sqlite3"]
