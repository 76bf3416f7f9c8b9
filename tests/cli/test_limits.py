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
    said = "a.md:3:1: not listed: lists and mappings are nested more than 3 levels deep (NC016)\n"
    assert run("list", "--format", "ids", env={"NEWSCAT_MAX_NESTING": "3"}) == Result("", said, 0)
    assert run("list", "--format", "ids", env={"NEWSCAT_MAX_NESTING": "4"}) == Result("a\n", "", 0)


def test_more_keys_and_values_are_a_finding_at_the_first_that_is_too_many(write: Write, run: Run) -> None:
    message = "front matter has more than 5 keys and values (NC017)"
    for source, place in [
        ("---\na: 1\nb: [2, 3]\n---\n", "3:8"),
        ("+++\na = 1\nb = [2, 3]\n+++\n", "3:9"),
        ('{"a": 1,\n"b": [2, 3]}\n', "2:10"),
        ("---\na: &a [1, 2, 3]\n---\n", None),
        ("---\na: &a [1, 2]\nb: *a\n---\n", "3:4"),
    ]:
        write("a.md", text=source)
        said = f"a.md:{place}: not listed: {message}\n" if place else ""
        result = run("list", "--format", "ids", env={"NEWSCAT_MAX_NODES": "5"})
        assert result == Result("" if place else "a\n", said, 0), source
        assert run("list", "--format", "ids") == Result("a\n", "", 0)


def test_schema_infer_reads_within_the_configured_limits(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: a\n---\n")
    write("b.md", text="---\ntitle: b\nnote: " + "x" * 2000 + "\n---\n")
    result = run("schema", "--infer", env={"NEWSCAT_MAX_FRONT_MATTER": "1500"})
    assert '"present": 1,' in result.stdout
    assert "note" not in result.stdout
    message = "front matter is longer than 1,500 bytes, or its closing '---' is missing"
    assert result.stderr == f"b.md: skipped: {message}\n"


LARGE = {"NEWSCAT_MAX_FRONT_MATTER": str(8 << 20), "NEWSCAT_MAX_BODY": "10"}


def test_a_fix_is_proven_within_the_configured_limits(write: Write, run: Run) -> None:
    path = write("a.md", text="---\ntitle: One \nnote: " + "x" * (5 << 20) + "\n---\n")
    result = run("validate", "--fix", "--select", "trailing-space", env=LARGE)
    assert (result.exit_code, result.stderr) == (0, "Fixed 1 finding in 1 file. No findings remain\n")
    assert path.read_text(encoding="utf-8").startswith("---\ntitle: One\n")


def test_the_line_of_a_finding_is_shown_within_the_configured_limits(write: Write, run: Run) -> None:
    write("a.md", text="---\nnote: " + "x" * (5 << 20) + "\ntitle: 'One '\n---\n")
    result = run("validate", "--format", "full", "--select", "surrounding-space", env=LARGE)
    assert "title: 'One '" in result.stdout


def test_of_a_longer_body_the_beginning_is_searched(write: Write, run: Run) -> None:
    write("a.md", body="early " + "x" * 100 + " late\n")
    env = {"NEWSCAT_MAX_BODY": "50"}
    assert run("search", "early", "--format", "ids", env=env) == Result("a\n", "", 0)
    said = run("search", "late", "--format", "ids", env=env)
    assert said == Result("", "no article contains 'late'\n", 0)
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
