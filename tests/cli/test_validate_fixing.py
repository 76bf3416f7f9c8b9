"""`newscat validate --fix`: what is written, what is said, and how it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def mixed(write: Write) -> dict[str, bytes]:
    """Two safe fixes in `a.md`, an unsafe one in `b.md`, an error that nothing fixes in `c.md`; their bytes."""
    write("a.md", title="A &amp; B", topics=["AI", None])
    write("b.md", webUrl="https://www.example.com/b?utm_source=x")
    write("c.md", quality="high")
    return contents()


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path.cwd().glob("*.md")}


def changed(before: dict[str, bytes]) -> list[str]:
    return sorted(name for name, data in contents().items() if data != before[name])


def test_safe_fixes_are_made_and_the_rest_is_reported(mixed: dict[str, bytes], run: Run) -> None:
    result = run("validate", "--fix")
    assert [line.split()[1] for line in result.stdout.splitlines()] == ["NC302", "NC203"]
    assert result.stderr == "Fixed 2 findings in 1 file. 2 findings remain, 1 of them fixable with --unsafe-fixes\n"
    assert result.exit_code == 1
    assert changed(mixed) == ["a.md"]
    assert Path("a.md").read_bytes() == (
        mixed["a.md"].replace(b"A &amp; B", b"A & B").replace(b'  - "AI"\n  - null\n', b'  - "AI"\n')
    )
    after = contents()
    assert (
        run("validate", "--fix").stderr == "Nothing fixed. 2 findings remain, 1 of them fixable with --unsafe-fixes\n"
    )
    assert changed(after) == []


def test_unsafe_fixes_are_made_when_they_are_asked_for(mixed: dict[str, bytes], run: Run) -> None:
    result = run("validate", "--unsafe-fixes", "--fix")
    assert result.stderr == "Fixed 3 findings in 2 files. 1 finding remains\n"
    assert Path("b.md").read_bytes() == mixed["b.md"].replace(b"?utm_source=x", b"")


def test_without_fix_a_summary_says_what_could_be(mixed: dict[str, bytes], run: Run) -> None:
    said = "2 errors, 2 warnings in 3 of 3 articles; 2 fixable with --fix (1 more with --unsafe-fixes)\n"
    assert run("validate").stderr == said
    assert changed(mixed) == []


@pytest.mark.parametrize("more", [[], ["--statistics"], ["--format", "json"], ["--exit-zero"], ["--fail-on", "info"]])
def test_unsafe_fixes_alone_write_nothing(mixed: dict[str, bytes], run: Run, more: list[str]) -> None:
    without = run("validate", *more)
    result = run("validate", "--unsafe-fixes", *more)
    assert changed(mixed) == []
    assert (result.stdout, result.exit_code) == (without.stdout, without.exit_code)
    assert result.stderr == "2 errors, 2 warnings in 3 of 3 articles; 3 fixable with --fix\n"
    assert without.stderr.endswith("; 2 fixable with --fix (1 more with --unsafe-fixes)\n")


def test_unsafe_fixes_alone_count_what_only_they_can_fix(mixed: dict[str, bytes], run: Run) -> None:
    assert run("validate", "b.md").stderr == "1 warning in 1 of 1 article; 1 fixable with --unsafe-fixes\n"
    assert run("validate", "b.md", "--unsafe-fixes").stderr == "1 warning in 1 of 1 article; 1 fixable with --fix\n"
    assert run("validate", "c.md", "--unsafe-fixes").stderr == "1 error in 1 of 1 article\n"
    assert changed(mixed) == []


def test_unsafe_fixes_alone_cannot_fail_a_run_for_what_was_fixed(mixed: dict[str, bytes], run: Run) -> None:
    refused = Result("", "newscat: --exit-non-zero-on-fix requires --fix\n", 2)
    assert run("validate", "--unsafe-fixes", "--exit-non-zero-on-fix") == refused
    assert changed(mixed) == []


def test_fix_only_with_unsafe_fixes_writes_them_too(mixed: dict[str, bytes], run: Run) -> None:
    assert run("validate", "--fix-only", "--unsafe-fixes") == Result("", "Fixed 3 findings in 2 files\n", 0)
    assert changed(mixed) == ["a.md", "b.md"]


def test_diff_shows_and_writes_nothing(mixed: dict[str, bytes], run: Run) -> None:
    result = run("validate", "--diff")
    assert result.stdout.startswith("--- a/a.md\n+++ b/a.md\n@@ ")
    assert [line for line in result.stdout.splitlines() if line[0] in "+-"][2:] == [
        '-title: "A &amp; B"',
        '+title: "A & B"',
        "-  - null",
    ]
    assert (result.stderr, result.exit_code) == ("Would fix 2 findings in 1 file\n", 1)
    assert run("validate", "--diff", "--unsafe-fixes").stderr == "Would fix 3 findings in 2 files\n"
    assert run("validate", "--diff", "--exit-zero").exit_code == 0
    assert changed(mixed) == []
    assert run("validate", "--diff", "c.md") == Result("", "Nothing to fix\n", 0)


def test_fix_only_reports_nothing(mixed: dict[str, bytes], run: Run) -> None:
    assert run("validate", "--fix-only") == Result("", "Fixed 2 findings in 1 file\n", 0)
    assert changed(mixed) == ["a.md"]


def test_a_fix_can_fail_the_run(mixed: dict[str, bytes], run: Run) -> None:
    asked = ("validate", "a.md", "--fix", "--exit-non-zero-on-fix")
    assert run(*asked) == Result("", "Fixed 2 findings in 1 file. No findings remain\n", 1)
    assert run(*asked) == Result("", "Nothing fixed. No findings remain\n", 0)


@pytest.mark.parametrize(
    "args", [["--ignore", "html-entity,null-in-list"], ["b.md", "c.md"], ["--query", "Article"], ["--select", "NC203"]]
)
def test_only_what_would_be_reported_is_fixed(args: list[str], mixed: dict[str, bytes], run: Run) -> None:
    assert run("validate", "--fix-only", *args).stderr == "Nothing fixed\n"
    assert changed(mixed) == []


def test_a_comment_keeps_a_value_from_being_fixed(write: Write, run: Run) -> None:
    path = write("a.md", title="A &amp; B")
    text = path.read_text("utf-8").replace('B"', 'B" # newscat: ignore[html-entity]', 1)
    path.write_text(text, "utf-8")
    assert run("validate", "--fix") == Result("", "Nothing fixed. No findings remain\n", 0)
    assert path.read_text("utf-8") == text
    path.write_text(text.replace("&amp;", "and"), "utf-8")
    assert run("validate", "--fix") == Result("", "Fixed 1 finding in 1 file. No findings remain\n", 0)
    assert "newscat" not in path.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_named_and_still_reported(write: Write, run: Run, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    write("in/a.md", title="A &amp; B")
    (outside / "b.md").write_bytes(Path("in/a.md").read_bytes())
    Path("in/b.md").symlink_to(outside / "b.md")
    before = (outside / "b.md").read_bytes()
    result = run("validate", "--fix", "in")
    assert (outside / "b.md").read_bytes() == before
    assert "Fixed 1 finding in 1 file" in result.stderr


def test_front_matter_that_cannot_be_read_is_fixed_and_checked_further(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: One: two\ndate: 2021-01-01\n---\nBody\n")
    write("b.md", text='---\ntitle: "One" two\ndate: 2021-01-01\n---\nBody\n')
    write("c.md", text="---\ntitle: One\ndate: 2021-01-01\n\nBody\n")
    write("d.md", text="---\n<<<<<<< HEAD\ntitle: One\n---\nBody\n")
    result = run("validate", "--select", "NC0", "--fix")
    assert result.stdout == (
        "b.md:2:14: NC010 text after the end of the value: put the whole value in quotes\n"
        "d.md:2:1: NC010 a merge conflict that was not resolved\n"
    )
    assert result.stderr == "Fixed 2 findings in 2 files. 2 findings remain, 1 of them fixable with --unsafe-fixes\n"
    assert Path("a.md").read_text() == '---\ntitle: "One: two"\ndate: 2021-01-01\n---\nBody\n'
    assert Path("c.md").read_text() == "---\ntitle: One\ndate: 2021-01-01\n---\n\nBody\n"
    result = run("validate", "--select", "NC0", "--diff", "--unsafe-fixes")
    assert result.stdout == (
        "--- a/b.md\n+++ b/b.md\n@@ -1,5 +1,5 @@\n ---\n"
        '-title: "One" two\n+title: \'"One" two\'\n date: 2021-01-01\n ---\n Body\n'
    )
