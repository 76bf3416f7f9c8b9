"""What is read of one file: limits, configured, and a finding where they are passed."""

from collections.abc import Callable
from pathlib import Path

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


def test_longer_front_matter_is_a_finding(write: Write, run: Run) -> None:
    write("a.md")
    write("b.md", text="---\ntitle: " + "x" * 2000 + "\n---\n")
    message = "front matter is longer than 1,500 bytes, or its closing '---' is missing"
    env = {"NEWSCAT_MAX_FRONT_MATTER": "1500"}
    assert run("list", "--format", "ids", env=env) == Result("a\n", f"b.md:1:1: not listed: {message} (NC017)\n", 0)
    assert run("list", "--format", "ids") == Result("a\nb\n", "", 0)
    assert run("validate", "--quiet", env=env) == Result(f"b.md:1:1: NC017 {message}\n", "", 1)


def test_deeper_front_matter_is_a_finding_at_its_field(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: a\ndeep: [[[1]]]\n---\n")
    said = "a.md:3:1: not listed: more than 3 lists and maps inside each other (NC016)\n"
    assert run("list", "--format", "ids", env={"NEWSCAT_MAX_NESTING": "3"}) == Result("", said, 0)
    assert run("list", "--format", "ids", env={"NEWSCAT_MAX_NESTING": "4"}) == Result("a\n", "", 0)


def test_of_a_longer_body_the_beginning_is_searched(write: Write, run: Run) -> None:
    write("a.md", body="early " + "x" * 100 + " late\n")
    env = {"NEWSCAT_MAX_BODY": "50"}
    assert run("search", "early", "--format", "ids", env=env) == Result("a\n", "", 0)
    said = run("search", "late", "--format", "ids", env=env)
    assert said == Result("", "no article has the word 'late'\n", 0)
    assert run("search", "late", "--format", "ids") == Result("a\n", "", 0)


def test_a_limit_beyond_what_was_tried_is_refused(write: Write, run: Run) -> None:
    write("a.md")
    said = "newscat: NEWSCAT_MAX_NESTING must be a whole number from 1 to 100, not 101\n"
    assert run("list", env={"NEWSCAT_MAX_NESTING": "101"}) == Result("", said, 2)


def test_a_very_long_file_is_shown_from_its_beginning(write: Write, run: Run) -> None:
    write("a.md", body="x" * 5000 + "\nend\n")
    env = {"NEWSCAT_MAX_BODY": "10", "NEWSCAT_MAX_FRONT_MATTER": "2000"}
    result = run("show", "a", "--field", "body", env=env)
    assert result.stdout.startswith("xxx")
    assert "end" not in result.stdout
    assert result.stderr == "newscat: 'a.md': only the first 2,104 bytes were read\n"
    assert run("show", "a", "--format", "raw", env=env).stdout.endswith("\nend\n")
