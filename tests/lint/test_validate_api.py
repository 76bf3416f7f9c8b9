"""`newscat.validate`: what the command answers, as values."""

from collections.abc import Callable
from pathlib import Path

import pytest

import newscat
from newscat import Severity, validate
from newscat.errors import NoFilesError, QueryError, UsageError
from newscat.files.write import NotWrittenError
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def mixed(write: Write) -> None:
    """An error in `a.md`, a warning with a safe fix in `b.md`, one with an unsafe fix in `c.md`."""
    write("a.md", quality="high")
    write("b.md", title="A &amp; B")
    write("c.md", webUrl="https://www.example.com/b?utm_source=x")


def codes(result: newscat.ValidationResult) -> list[str]:
    return [f"{finding.path} {finding.code}" for finding in result]


def test_findings_can_be_iterated_again_and_are_the_command_s(mixed: None, run: Run) -> None:
    result = validate()
    assert codes(result) == ["a.md NC203", "b.md NC401", "c.md NC302"]
    assert codes(result) == codes(validate("a.md", "b.md", "c.md"))
    assert [f"{line.split(':')[0]} {line.split()[1]}" for line in run("validate").stdout.splitlines()] == codes(result)
    assert (result.files, result.articles, result.selected, result.fixes) == (3, 3, None, None)
    assert next(iter(result)).severity is Severity.ERROR


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"select": ["NC2"]}, ["a.md NC203"]),
        ({"ignore": ["html-entity", "NC2"]}, ["c.md NC302"]),
        ({"select": ["NC3"], "extend_select": ["NC401"]}, ["b.md NC401", "c.md NC302"]),
        ({"query": "title:B"}, ["b.md NC401"]),
        ({"exclude": ["a.md"]}, ["b.md NC401", "c.md NC302"]),
    ],
)
def test_rules_and_files_can_be_selected(
    options: dict[str, list[str]], expected: list[str], mixed: None, write: Write
) -> None:
    assert codes(validate(**options)) == expected  # type: ignore[arg-type]


def test_fixes_are_applied_and_what_remains_is_reported(mixed: None) -> None:
    assert validate(unsafe_fixes=True).fixes is None
    safe = validate(fix=True)
    assert safe.fixes == (1, 1, 0, ())
    assert codes(safe) == ["a.md NC203", "c.md NC302"]
    every = validate(fix=True, unsafe_fixes=True)
    assert codes(every) == ["a.md NC203"]


def test_a_dry_run_gives_the_changes(mixed: None) -> None:
    before = Path("b.md").read_bytes()
    [change] = validate().fixed(dry_run=True)
    assert (change.path, change.old, change.new) == ("b.md", before, before.replace(b"&amp;", b"&"))
    assert [finding.code for finding in change.fixed] == ["NC401"]
    assert Path("b.md").read_bytes() == before


def test_a_file_that_cannot_be_written_has_a_note(mixed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NotWrittenError("it is read-only")

    monkeypatch.setattr("newscat.lint.apply.write", refuse)
    assert validate(fix=True).fixes == (0, 0, 1, (("b.md", "it is read-only"),))


def test_accepted_findings_are_not_reported(mixed: None, write: Write, run: Run) -> None:
    run("validate", "--write-baseline", "base.json")
    write("a.md")
    write("d.md", quality="high")
    result = validate(baseline="base.json")
    assert codes(result) == ["d.md NC203"]
    assert [one.path for one in result.fixed_since_baseline()] == ["a.md"]


def test_what_cannot_be_answered_is_raised(write: Write) -> None:
    with pytest.raises(NoFilesError):
        validate()
    assert list(validate(allow_empty=True)) == []
    write("a.md")
    with pytest.raises(UsageError, match="NC9"):
        validate(select=["NC9"])
    with pytest.raises(UsageError, match="select must be a list of strings, not the string 'NC1'"):
        validate(select="NC1")
    with pytest.raises(QueryError):
        validate(query="quality:high")
