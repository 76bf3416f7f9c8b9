"""A catalogue to break, and newscat as a process that things happen to."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from terminal import Result, environment

LIST = ("list", "--format", "json", "--sort", "path")
ARTICLE = """---
category: news
title: "Article {name}"
publishedDateTime: 2022-03-23T20:13:00Z
type: article
quality: {number}
topics: [AI, "Topic {number}"]
---
{body}
"""


def write_all(folder: Path, count: int = 40, word: str = "quokka") -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = ARTICLE.format(name=f"{word} {number}", number=number, body=f"A {word}. " * 50)
        (folder / f"{number:03}.md").write_text(text, encoding="utf-8")


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "newscat", *args]


def start(*args: str, env: Mapping[str, str] | None = None, group: bool = True) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command(*args),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(env),
        start_new_session=group,
    )


def ended(process: "subprocess.Popen[bytes]", seconds: float = 60) -> Result:
    stdout, stderr = process.communicate(timeout=seconds)
    return Result(
        stdout.decode("utf-8", "surrogateescape"), stderr.decode("utf-8", "surrogateescape"), process.returncode
    )


def said(*args: str, env: Mapping[str, str] | None = None) -> Result:
    return ended(start(*args, env=env))


def cache_folder() -> Path:
    return Path(os.environ["NEWSCAT_CACHE_DIR"])


def cache_file() -> Path:
    [path] = cache_folder().glob("*.sqlite3")
    return path


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file with its times and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_ctime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
