"""The verbs of conftest.py hold what they promise: the articles are good YAML, the streams are what they say."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from terminal import Result, terminal


def fields(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])


def test_a_written_article_says_what_it_was_given(write: Callable[..., Path], tmp_path: Path) -> None:
    nested = {"images": [{"url": "https://a.example/i.png", "width": 3}, {"tags": ["x", None]}], "topics": []}
    path = write(
        "sub/a.md", title='[/b] "é": #', without="heat", body="Text\n", extra={"deep": {"er": [[1, 2], {}]}}, **nested
    )
    found = fields(path)
    assert path == tmp_path / "sub" / "a.md"
    assert {name: found[name] for name in ("title", "images", "topics", "extra")} == {
        "title": '[/b] "é": #',
        **nested,
        "extra": {"deep": {"er": [[1, 2], {}]}},
    }
    assert "heat" not in found
    assert "\npublishedDateTime: 2022-03-23T20:13:00Z\n" in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").endswith("\n---\nText\n")


@pytest.mark.parametrize("text", ["", "no front matter\n", b"\xff\xfe", "a\r\nb"])
def test_a_written_text_is_the_whole_file(write: Callable[..., Path], text: str | bytes) -> None:
    assert write("a.md", text=text).read_bytes() == (text.encode() if isinstance(text, str) else text)


def test_a_terminal_has_the_size_it_is_given() -> None:
    code = "import os, sys; print(*os.get_terminal_size(), sys.stderr.isatty()); sys.exit(3)"
    assert terminal([sys.executable, "-c", code], 57, 11, os.environ) == Result("57 11 True\n", "", 3)


def test_each_test_stands_alone(tmp_path: Path) -> None:
    assert Path.cwd() == tmp_path
    assert list(tmp_path.iterdir()) == []
    assert {name for name in os.environ if name.startswith("NEWSCAT_")} == {"NEWSCAT_CACHE_DIR"}
