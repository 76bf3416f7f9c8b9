"""Unified diffs: as git takes them, and safe to look at."""

import subprocess
from pathlib import Path

from newscat.output.diff import diff


def test_the_lines_that_change_and_three_around_them() -> None:
    old = "".join(f"{number}\n" for number in range(12))
    assert diff("b/a.md", old.encode(), old.replace("7\n", "seven\n").encode()) == (
        "--- a/b/a.md\n+++ b/b/a.md\n@@ -5,7 +5,7 @@\n 4\n 5\n 6\n-7\n+seven\n 8\n 9\n 10\n"
    )


def test_no_change_is_no_diff() -> None:
    assert diff("a.md", b"one\n", b"one\n") == ""


def test_a_missing_line_end_is_said() -> None:
    assert diff("a.md", b"one", b"one\n") == (
        "--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+one\n"
    )


def test_carriage_returns_at_line_ends_stay_and_all_else_is_escaped() -> None:
    assert diff("a\x1b.md", "\ufeffo\x1bn\re\r\n".encode(), b"two\x9b\r\n") == (
        "--- a/a\\x1b.md\n+++ b/a\\x1b.md\n@@ -1 +1 @@\n-\\ufeffo\\x1bn\\re\r\n+two\\udc9b\r\n"
    )


def test_git_takes_it(tmp_path: Path) -> None:
    old, new = "---\r\ntitle: “One”\r\n---".encode(), "---\r\ntitle: “Öne”\r\n---\r\n".encode()
    path = tmp_path / "b c" / "a.md"
    path.parent.mkdir()
    path.write_bytes(old)
    subprocess.run(["git", "apply"], input=diff("b c/a.md", old, new).encode(), cwd=tmp_path, check=True)
    assert path.read_bytes() == new
