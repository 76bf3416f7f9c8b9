"""`newscat validate --baseline`: only what is new fails, whatever else moves."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def known(write: Write, run: Run) -> str:
    """Two errors in `in/a.md`, one in `b.md`, all in the baseline."""
    write("in/a.md", quality="high", heat="low")
    write("b.md", quality="high")
    assert run("validate", "--write-baseline", "base.json") == Result(
        "", "3 findings written to the baseline base.json\n", 0
    )
    return "base.json"


def lines(result: Result) -> list[str]:
    return [" ".join(line.split()[:2]) for line in result.stdout.splitlines()]


def test_a_baseline_is_a_finding_a_line_in_order(known: str, run: Run) -> None:
    text = Path(known).read_text("utf-8")
    assert [json.loads(line.rstrip(",")) for line in text.splitlines()[1:-1]] == json.loads(text)["findings"]
    assert json.loads(text) == {
        "version": 1,
        "findings": [
            {"path": path, "code": "NC203", "message": f"'{field}' is the string '{value}', not an integer", "count": 1}
            for path, field, value in [
                ("b.md", "quality", "high"),
                ("in/a.md", "heat", "low"),
                ("in/a.md", "quality", "high"),
            ]
        ],
    }
    run("validate", "--write-baseline", known)
    assert Path(known).read_text("utf-8") == text


def test_what_is_known_does_not_fail_and_what_is_new_does(known: str, write: Write, run: Run) -> None:
    assert run("validate", "--baseline", known) == Result("", "No findings in 2 articles\n", 0)
    write("b.md", quality="high", heat="low")
    result = run("validate", "--baseline", known)
    assert (lines(result), result.exit_code) == (["b.md:10:7: NC203"], 1)
    write("c.md", quality="high")
    assert lines(run("validate", "--baseline", known)) == ["b.md:10:7: NC203", "c.md:9:10: NC203"]


def test_lines_may_move_and_equal_findings_are_counted(write: Write, run: Run) -> None:
    path = write("a.md", topics=["AI", None, None], quality=1)
    run("validate", "--write-baseline", "base.json")
    assert [one["count"] for one in json.loads(Path("base.json").read_text("utf-8"))["findings"]] == [2]
    path.write_text(path.read_text("utf-8").replace("---\n", "---\n# moved\n\n", 1), "utf-8")
    assert run("validate", "--baseline", "base.json").stdout == ""
    path.write_text(path.read_text("utf-8").replace("  - null\n", "  - null\n  - null\n", 1), "utf-8")
    assert len(lines(run("validate", "--baseline", "base.json"))) == 1


def test_a_duplicate_key_is_known_wherever_it_stands(write: Write, run: Run) -> None:
    path = write("a.md")
    path.write_text(path.read_text("utf-8").replace("type: ", "quality: 1\ntype: "), "utf-8")
    run("validate", "--write-baseline", "base.json")
    path.write_text(path.read_text("utf-8").replace("---\n", "---\n\n", 1), "utf-8")
    assert run("validate", "--baseline", "base.json").stdout == ""


def test_what_other_files_are_named_in_a_finding_does_not_matter(write: Write, run: Run) -> None:
    url = "https://example.com/one"
    for name in ("a.md", "b.md"):
        write(name, originalUrl=url)
    run("validate", "--write-baseline", "base.json")
    write("0.md", originalUrl=url)
    assert lines(run("validate", "--baseline", "base.json")) == ["a.md:6:14: NC501"]


def test_it_is_the_same_from_another_folder(known: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("in")
    assert run("validate", "..", "--baseline", f"../{known}") == Result("", "No findings in 2 articles\n", 0)


def test_fixed_findings_are_reported_and_can_be_pruned(known: str, write: Write, run: Run) -> None:
    before = Path(known).read_text("utf-8")
    write("in/a.md", quality="high")
    (Path.cwd() / "b.md").unlink()
    told = "2 fixed findings in the baseline base.json; --prune-baseline removes them\n"
    asked = ("validate", "--baseline", known)
    assert run(*asked) == Result("", told + "No findings in 1 article\n", 0)
    assert run(*asked, "--quiet") == Result("", "", 0)
    assert Path(known).read_text("utf-8") == before
    pruned = "2 fixed findings removed from the baseline base.json\n"
    assert run(*asked, "--prune-baseline").stderr == pruned + "No findings in 1 article\n"
    assert [one["path"] for one in json.loads(Path(known).read_text("utf-8"))["findings"]] == ["in/a.md"]
    assert run(*asked) == Result("", "No findings in 1 article\n", 0)
    write("in/a.md", quality="high", heat="low")
    assert lines(run(*asked)) == ["in/a.md:10:7: NC203"]


def test_what_was_not_checked_is_not_reported_as_fixed(known: str, run: Run) -> None:
    for args in (["in"], ["in/a.md"], ["--select", "NC1"], ["--query", "nothing"]):
        assert "fixed" not in run("validate", *args, "--baseline", known).stderr
    Path("b.md").unlink()
    assert "1 fixed finding in the baseline" in run("validate", "--baseline", known).stderr
    assert "fixed" not in run("validate", "in", "--baseline", known).stderr


def test_an_empty_baseline_is_one(write: Write, run: Run) -> None:
    write("a.md")
    assert run("validate", "--write-baseline", "base.json").stderr == "0 findings written to the baseline base.json\n"
    assert Path("base.json").read_text("utf-8") == '{"version": 1, "findings": []}\n'
    assert run("validate", "--baseline", "base.json").exit_code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot read the baseline 'base.json': No such file or directory; create one with --write-baseline"),
        ("", "base.json: not a valid baseline; create one with --write-baseline"),
        ("[" * 100_000, "base.json: not a valid baseline; create one with --write-baseline"),
        ("[]", "base.json: not a valid baseline; create one with --write-baseline"),
        (
            '{"version": 1, "findings": [{"path": 1}]}',
            "base.json: not a valid baseline; create one with --write-baseline",
        ),
        (
            '{"version": 1, "findings": [{"path": [], "code": "", "message": "", "count": 1}]}',
            "base.json: not a valid baseline; create one with --write-baseline",
        ),
        ('{"version": 2, "findings": []}', "base.json: unsupported baseline version 2; this newscat supports 1"),
        (b"\xff", "base.json: not UTF-8"),
    ],
)
def test_what_is_no_baseline_is_refused(text: str | bytes | None, message: str, write: Write, run: Run) -> None:
    write("a.md")
    if text is not None:
        write("base.json", text=text)
    assert run("validate", "--baseline", "base.json") == Result("", f"newscat: {message}\n", 2)


def test_a_baseline_that_cannot_be_written_is_told(known: str, run: Run) -> None:
    result = run("validate", "--write-baseline", "nowhere/base.json")
    assert result == Result("", "newscat: cannot write: 'nowhere/base.json': No such file or directory\n", 1)
