"""`newscat validate`: findings on stdout, their number on stderr, and the exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import ROOT, Result

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def two(write: Write) -> None:
    """One valid article and one with an error and a warning that we ask for by name."""
    write("good.md")
    write("bad.md", quality="high", qualty=1)


def test_nothing_wrong_is_exit_0(write: Write, run: Run) -> None:
    write("a.md")
    assert run("validate") == Result("", "No findings in 1 article\n", 0)
    assert run("validate", "--quiet") == Result("", "", 0)


def test_a_finding_is_a_line_and_an_error_is_exit_1(two: None, run: Run) -> None:
    result = run("validate")
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["bad.md:9:10:", "bad.md:20:1:"], result
    assert [line.split()[1][:3] for line in lines] == ["NC2", "NC1"]
    assert (result.stderr, result.exit_code) == ("1 error, 1 warning in 1 of 2 articles\n", 1)
    assert run("validate", "--quiet") == Result(result.stdout, "", 1)
    assert run("validate") == result  # the second time as well, from whatever is kept


def test_warnings_alone_are_exit_0(write: Write, run: Run) -> None:
    write("a.md", qualty=1)
    result = run("validate")
    assert (result.stderr, result.exit_code) == ("1 warning in 1 of 1 article\n", 0)
    assert "unknown-field" in run("validate", "--format", "json").stdout


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        (["--select", "NC1"], [20]),
        (["--select", "NC2"], [9]),
        (["--select", "unknown-field,NC2"], [9, 20]),
        (["--select", "NC1", "--select", "NC2"], [9, 20]),
        (["--ignore", "NC1"], [9]),
        (["--ignore", "NC1,NC2"], []),
        (["--select", "NC", "--ignore", "unknown-field"], [9]),
        (["--select", "NC0"], []),
    ],
)
def test_rules_are_chosen_by_code_beginning_or_name(two: None, run: Run, args: list[str], lines: list[int]) -> None:
    result = run("validate", *args)
    assert [int(line.split(":")[1]) for line in result.stdout.splitlines()] == lines
    assert result.exit_code == int(9 in lines)


def test_flags_win_over_the_configuration(two: None, run: Run, write: Write) -> None:
    write("newscat.toml", text='ignore = ["NC2"]\nknown_fields = ["qualty"]\n')
    assert run("validate") == Result("", "No findings in 2 articles\n", 0)
    assert run("validate", "--ignore", "NC1").exit_code == 1
    assert run("validate", "--isolated").stderr == "1 error, 1 warning in 1 of 2 articles\n"
    assert run("validate", env={"NEWSCAT_IGNORE": "NC1"}).stderr == "1 error in 1 of 2 articles\n"


def test_a_file_that_cannot_be_read_is_an_error_with_its_place(write: Write, run: Run) -> None:
    write("a.md")
    write("b.md", text="---\ntitle: [\n---\n")
    result = run("validate")
    assert result.stdout.startswith("b.md:2:8: NC0")
    said = "1 error in 1 of 2 articles; 1 fixable with --unsafe-fixes\n"
    assert (result.stderr, result.exit_code) == (said, 1)


def test_json_has_findings_and_a_summary(two: None, run: Run) -> None:
    result = run("validate", "--format", "json", "--select", "NC2")
    answer = json.loads(result.stdout)
    [finding] = answer.pop("findings")
    assert answer == {"version": 1, "summary": {"files": 2, "articles": 2, "errors": 1, "warnings": 0, "infos": 0}}
    assert list(finding) == ["path", "line", "column", "code", "name", "severity", "message", "fix"]
    assert (finding["path"], finding["line"], finding["column"], finding["severity"]) == ("bad.md", 9, 10, "error")
    assert result.exit_code == 1


def test_files_without_front_matter_are_not_counted_as_checked(two: None, write: Write, run: Run) -> None:
    write("README.md", text="# Read me\n")
    result = run("validate")
    assert result.stderr == "1 error, 1 warning in 1 of 2 articles (1 file has no front matter)\n"
    write("notes.txt", text="Notes.\n")
    assert run("validate", "--select", "NC3") == Result(
        "", "No findings in 2 articles (2 files have no front matter)\n", 0
    )
    assert run("validate", "--select", "NC3", "--format", "json").stdout == (
        '{"version": 1, "findings": [], '
        '"summary": {"files": 4, "articles": 2, "errors": 0, "warnings": 0, "infos": 0}}\n'
    )
    assert run("validate", "--select", "NC3", "--format", "markdown").stdout == (
        "## newscat: No findings in 2 articles (2 files have no front matter)\n"
    )


@pytest.mark.parametrize(
    "args",
    [[], ["--exit-zero"], ["--fix"], ["--diff"], ["--fix-only"], ["--format", "json"], ["--statistics"]],
)
def test_nothing_checked_is_exit_2_not_green(write: Write, run: Run, args: list[str]) -> None:
    write("docs/README.md", text="# Read me\n")
    said = "newscat: no articles in docs: 1 file has no front matter (--allow-empty accepts this)\n"
    assert run("validate", "docs", *args) == Result("", said, 2)


def test_nothing_checked_can_be_accepted(write: Write, run: Run) -> None:
    write("README.md", text="# Read me\n")
    said = "No findings in 0 articles (1 file has no front matter)\n"
    assert run("validate", "--allow-empty") == Result("", said, 0)
    Path("README.md").unlink()
    assert run("validate", "--allow-empty") == Result("", "No findings in 0 articles\n", 0)


def test_an_article_that_cannot_be_read_has_been_checked(write: Write, run: Run) -> None:
    write("README.md", text="# Read me\n")
    write("b.md", text="---\ntitle: [\n---\n")
    result = run("validate")
    assert result.stdout == "b.md:2:8: NC010 this bracket is not closed\n"
    said = "1 error in 1 of 1 article (1 file has no front matter); 1 fixable with --unsafe-fixes\n"
    assert (result.stderr, result.exit_code) == (said, 1)


def test_a_named_file_without_front_matter_is_a_finding_or_nothing_was_checked(write: Write, run: Run) -> None:
    write("README.md", text="# Read me\n")
    found = run("validate", "README.md")
    assert found.stdout == ("README.md:1:1: NC004 the file has no front matter: its first line is not '---'\n")
    assert (found.stderr, found.exit_code) == ("1 error in 1 of 1 article\n", 1)
    said = "newscat: no articles in README.md: 1 file has no front matter (--allow-empty accepts this)\n"
    assert run("validate", "README.md", "--select", "NC1") == Result("", said, 2)


def test_github_marks_the_line(two: None, run: Run) -> None:
    result = run("validate", "--format", "github", "--select", "NC2", "--quiet")
    assert result.stdout.startswith("::error file=bad.md,line=9,col=10,title=NC2")
    assert (result.stdout.count("\n"), result.stderr, result.exit_code) == (1, "", 1)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--select", "NC9"], "unknown rule 'NC9'"),
        (["--ignore", "unknwn-field"], "unknown rule 'unknwn-field' (did you mean 'unknown-field'?)"),
        (["--format", "jsn"], "unknown format 'jsn' (did you mean 'json'?)"),
        (["nowhere"], "no such file or folder: 'nowhere'"),
    ],
)
def test_a_mistake_is_one_line(run: Run, args: list[str], message: str) -> None:
    result = run("validate", *args)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith(f"newscat: {message}")
    assert result.stderr.count("\n") == 1


def test_the_seeds_have_no_error(run: Run) -> None:
    result = run("validate", ROOT / "seeds")
    assert (result.stdout, result.exit_code) == ("", 0)


def test_a_file_that_no_selected_rule_speaks_of_is_named_all_the_same(write: Write, run: Run) -> None:
    write("a.md")
    write("b.md", text="---\na: [\n---\n")
    said = run("validate", "--select", "NC1")
    assert (said.stdout, said.exit_code) == ("", 0)
    assert said.stderr == ("b.md:2:4: not listed: this bracket is not closed (NC010)\nNo findings in 2 articles\n")
    assert "not listed" not in run("validate").stderr


def test_a_finding_of_most_articles_is_said_once_with_the_setting_against_it(write: Write, run: Run) -> None:
    for number in range(3):
        write(f"{number}.md", quality="high", heat="high", topics=["Cloud"])
    write("3.md", heat="low")
    write("4.md")
    hints = 'NC203 (not-an-integer) is in 4 of 5 articles; ignore = ["NC203"] in newscat.toml silences it\n'
    assert run("validate").stderr == f"7 errors in 4 of 5 articles\n{hints}"
    assert run("validate", "--statistics").stderr == f"7 errors in 4 of 5 articles\n{hints}"
    assert run("validate", "--quiet").stderr == ""
    assert run("validate", "--query", "topic:Cloud").stderr == (
        "6 errors in 3 of 3 selected articles (5 in all)\n" + hints.replace("4 of 5", "3 of 3")
    )
    for number in range(5):
        write(f"{number}.md", quality="high", qualty=number)
    hints = (
        "NC105 (unknown-field) is in 5 and NC203 (not-an-integer) is in 5 of 5 articles; "
        'ignore = ["NC105", "NC203"] in newscat.toml silences them\n'
    )
    assert run("validate").stderr == f"5 errors, 5 warnings in 5 of 5 articles\n{hints}"
    write("newscat.toml", text='ignore = ["NC105", "NC203"]')
    assert run("validate").stderr == "No findings in 5 articles\n"


def test_a_date_in_the_other_order_is_compared_with_the_setting(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: A\ndate: 13/02/2006\n---\n")
    finding = "a.md:3:7: NC206 'date' is the string '13/02/2006', not a date; "
    assert run("validate").stdout == f"{finding}set date_order\n"
    write("newscat.toml", text='date_order = "month-first"')
    assert run("validate").stdout == f"{finding}date_order is month-first\n"
    write("newscat.toml", text='date_order = "day-first"')
    assert run("validate").stdout == ""


def test_files_that_cannot_be_read_are_never_to_be_ignored(write: Write, run: Run) -> None:
    for number in range(4):
        write(f"{number}.md", text="---\na: [\n---\n")
    write("4.md")
    assert run("validate").stderr == "4 errors in 4 of 5 articles; 4 fixable with --unsafe-fixes\n"


def test_a_finding_of_half_of_the_articles_or_of_two_is_not(write: Write, run: Run) -> None:
    for number in range(6):
        write(f"{number}.md", **({"quality": "high"} if number < 3 else {}))
    assert run("validate").stderr == "3 errors in 3 of 6 articles\n"
    assert run("validate", "0.md", "1.md").stderr == "2 errors in 2 of 2 articles\n"
