"""What an import costs: the layers themselves are import-linter's business (`.ci/run`)."""

import json
import subprocess
import sys

import pytest

from terminal import environment

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
    names: list[str] = json.loads(done.stdout)
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


def test_the_watch_sees_what_is_loaded() -> None:
    assert loaded("import sqlite3", watched=("rich", "sqlite3")) == ["sqlite3"]
