"""`newscat rule`: the table, the pages, and what it refuses."""

import json
from collections.abc import Callable

import pytest

from newscat.article.finding import Severity
from newscat.rules import engine as registry
from newscat.rules.engine import Rule
from terminal import Result

Run = Callable[..., Result]

MARKDOWN = """\
A thing is odd.

## What it does
Reports a `thing` that is odd, and for that matter anything else which has come to be as odd.

## Bad
```yaml
thing: odd
```

## Fix
It becomes even."""

PAGE = """\
NC801 odd-thing
error, fixable

A thing is odd.

What it does

Reports a thing that is odd, and for that matter anything else which has come to
be as odd.

Bad

  thing: odd

Fix

It becomes even.
"""


def _rule(code: str, name: str, severity: Severity, page: str, *, default: bool = True) -> Rule:
    return Rule(code, name, severity, lambda article: (), page, default=default)


RULES = (
    _rule("NC801", "odd-thing", Severity.ERROR, MARKDOWN),
    _rule("NC802", "even-thing", Severity.INFO, "A thing | `is` even.\x1b", default=False),
    _rule("XY101", "theirs", Severity.WARNING, ""),
)


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rules: fixable, off unless selected, and without a page."""
    monkeypatch.setattr(registry, "rules", lambda: RULES)


@pytest.mark.parametrize("name", ["NC801", "nc801", "odd-thing", "ODD-thing"])
def test_a_page_by_code_or_name(three: None, run: Run, name: str) -> None:
    assert run("rule", name) == Result(PAGE, "", 0)


def test_on_a_terminal_a_page_has_colours(three: None, run: Run) -> None:
    shown = run("rule", "NC801", tty=True).stdout
    assert shown.startswith("\x1b[1mNC801 odd-thing\x1b[0m\n\x1b[36merror, fixable\x1b[0m\n")
    assert run("rule", "NC801", "--color", "never", tty=True).stdout == PAGE


def test_without_a_code_it_is_a_table(three: None, run: Run) -> None:
    expected = (
        "NC801  odd-thing   A thing is odd. (error, fixable)\n"
        "NC802  even-thing  A thing | `is` even.\\x1b (info, off unless selected)\n"
        "XY101  theirs       (warning)\n"
    )
    assert run("rule") == Result(expected, "", 0)
    assert run("rule", "nc8").stdout == "".join(expected.splitlines(keepends=True)[:2])


def test_json_has_the_pages(three: None, run: Run) -> None:
    result = run("rule", "NC801", "--format", "json")
    assert json.loads(result.stdout) == {
        "version": 1,
        "rules": [
            {
                "code": "NC801",
                "name": "odd-thing",
                "severity": "error",
                "default": True,
                "fixable": True,
                "summary": "A thing is odd.",
                "page": MARKDOWN,
            }
        ],
    }
    every = json.loads(run("rule", "--format", "json").stdout)["rules"]
    assert [rule["code"] for rule in every] == ["NC801", "NC802", "XY101"]
    assert run("rule", "--all", "--format", "json") == run("rule", "--format", "json")


def test_markdown_is_a_document(three: None, run: Run) -> None:
    page = f"# NC801 odd-thing\n\nerror, fixable\n\n{MARKDOWN}\n"
    assert run("rule", "NC801", "--format", "md") == Result(page, "", 0)
    table = (
        "| Rule | | | |\n"
        "| --- | --- | --- | --- |\n"
        "| NC801 | odd-thing | error, fixable | A thing is odd. |\n"
        "| NC802 | even-thing | info, off unless selected | A thing \\| `is` even.\\x1b |\n"
        "| XY101 | theirs | warning |  |\n"
    )
    assert run("rule", "--format", "markdown") == run("rule", "--format", "md") == Result(table, "", 0)


def test_all_pages(three: None, run: Run) -> None:
    text = run("rule", "--all").stdout
    assert text.startswith(f"{PAGE}\nNC802 even-thing\ninfo, off unless selected\n\nA thing | is even.\\x1b\n")
    markdown = run("rule", "--all", "--format", "md").stdout
    assert [line for line in markdown.splitlines() if line.startswith("# ")] == [
        "# NC801 odd-thing",
        "# NC802 even-thing",
        "# XY101 theirs",
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["NC811"], "unknown rule 'NC811'; see 'newscat rule' for the list"),
        (["od-thing"], "unknown rule 'od-thing' (did you mean 'odd-thing'?); see 'newscat rule' for the list"),
        (["\x1b[1m"], "unknown rule '\\x1b[1m'; see 'newscat rule' for the list"),
        ([""], "unknown rule ''; see 'newscat rule' for the list"),
        (["NC801", "--all"], "--all cannot be combined with CODE"),
        (["--format", "jsn"], "unknown format 'jsn' (did you mean 'json'?)"),
    ],
)
def test_what_it_refuses(three: None, run: Run, args: list[str], message: str) -> None:
    assert run("rule", *args) == Result("", f"newscat: {message}\n", 2)


def test_a_command_of_its_own_has_all_rules(run_process: Run) -> None:
    result = run_process("rule", "--format", "json")
    known = [rule.code for rule in registry.built_in()]
    assert [rule["code"] for rule in json.loads(result.stdout)["rules"] if rule["code"].startswith("NC")] == known
