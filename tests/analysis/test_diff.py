"""`newscat diff`: two catalogues, or two revisions of one, compared field by field."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, Run
from newscat.analysis.diff import MISSING, Change, FieldChange, compare
from newscat.analysis.lines import LineCounts, line_counts
from newscat.article.record import Record

Write = Callable[..., Path]


def article(path: str = "a.md", body: str = "", **fields: Any) -> dict[str, Record]:
    return {path: Record(path, fields, body)}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[FieldChange]:
    """The changed fields of one article."""
    found = list(compare(article(**old), article(**new)))
    assert all(each.kind == "changed" for each in found)
    return [field for each in found for field in each.fields]


# --- fields -----------------------------------------------------------------------------------------------------------

SAME = [
    {"title": "One", "n": 1, "f": 1.5, "b": True, "none": None, "list": [1, {"a": [None]}], "map": {"x": {"y": 1}}},
    {
        "date": date(2024, 1, 2),
        "time": datetime(2024, 1, 2, 3, 4, tzinfo=UTC),
        "nan": float("nan"),
        5: "five",
        None: "null",
    },
]


@pytest.mark.parametrize("fields", SAME)
def test_equal_fields_are_no_change(fields: dict[Any, Any]) -> None:
    assert (
        list(compare({"a.md": Record("a.md", fields)}, {"a.md": Record("a.md", dict(reversed(fields.items())))})) == []
    )


CHANGED: list[tuple[dict[str, Any], dict[str, Any], list[FieldChange]]] = [
    ({"title": "One"}, {"title": "Two"}, [FieldChange("title", "One", "Two")]),
    ({"n": 1}, {}, [FieldChange("n", 1)]),
    ({}, {"n": None}, [FieldChange("n", MISSING, None)]),
    ({"n": 1}, {"n": True}, [FieldChange("n", 1, True)]),
    ({"n": 1}, {"n": 1.0}, [FieldChange("n", 1, 1.0)]),
    ({"d": date(2024, 1, 2)}, {"d": "2024-01-02"}, [FieldChange("d", date(2024, 1, 2), "2024-01-02")]),
    ({"p": {"name": "A", "domain": "a.b"}}, {"p": {"name": "B", "domain": "a.b"}}, [FieldChange("p.name", "A", "B")]),
    ({"p": {"name": "A"}}, {"p": "A"}, [FieldChange("p", {"name": "A"}, "A")]),
    ({"t": ["a", "b", "c"]}, {"t": ["b", "d", "c"]}, [FieldChange("t", removed=("a",), added=("d",), is_list=True)]),
    ({"t": ["a", "a"]}, {"t": ["a"]}, [FieldChange("t", removed=("a",), is_list=True)]),
    ({"t": ["a", "b"]}, {"t": ["b", "a"]}, [FieldChange("t", is_list=True)]),
    ({"t": "a"}, {"t": ["a"]}, [FieldChange("t", "a", ["a"])]),
    ({"r": [{"u": 1}, {"u": 2, "t": "x"}]}, {"r": [{"u": 1}, {"u": 2, "t": "y"}]}, [FieldChange("r[1].t", "x", "y")]),
    ({"r": [{"u": 1}, {"u": 2}]}, {"r": [{"u": 2}]}, [FieldChange("r", removed=({"u": 1},), is_list=True)]),
]


@pytest.mark.parametrize(("old", "new", "expected"), CHANGED)
def test_fields_are_compared_one_by_one(old: dict[str, Any], new: dict[str, Any], expected: list[FieldChange]) -> None:
    assert changes(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", None),
        ("a\nb", "a\r\nb\r\n", None),
        ("a\nb\nc\n", "a\nx\nc\nd\n", LineCounts(2, 1)),
        ("", "x\n\ny\n", LineCounts(3, 0)),
        ("a\nb\n", "b\na\n", LineCounts(1, 1)),
        ("a\na\n", "a\n", LineCounts(0, 1)),
    ],
)
def test_lines_of_a_body_are_counted(old: str, new: str, expected: LineCounts | None) -> None:
    assert line_counts(old, new) == expected


# --- articles ---------------------------------------------------------------------------------------------------------


def test_a_file_known_to_be_the_same_is_not_read() -> None:
    class Unread(dict[str, Record]):
        def __getitem__(self, key: str) -> Record:
            raise AssertionError(key)

    both = Unread(article())
    assert list(compare(both, both, lambda path: path == "a.md")) == []


def renamed(old: dict[str, Record], new: dict[str, Record]) -> list[tuple[str, str | None, str | None, str]]:
    return [(each.kind, each.old, each.new, each.reason) for each in compare(old, new)]


def test_the_same_content_under_another_path_is_renamed() -> None:
    found = list(compare(article("a.md", "B", title="One", t=[1]), article("x/b.md", "B", t=[1], title="One")))
    assert found == [Change("renamed", "a.md", "x/b.md", "One", "same content")]


def test_the_same_id_is_renamed_and_changed() -> None:
    [found] = compare(article("a.md", id="7", title="One"), article("b.md", id="7", title="Two"))
    assert found == Change("renamed", "a.md", "b.md", "Two", "same id", (FieldChange("title", "One", "Two"),))


def test_the_same_url_is_renamed_and_changed() -> None:
    old, new = article("a.md", originalUrl="https://x/a", title="One"), article("b.md", originalUrl="https://x/a")
    assert renamed(old, new) == [("renamed", "a.md", "b.md", "same URL")]


def test_the_same_title_and_date_is_renamed() -> None:
    old, new = article("a.md", title="One", date="2024-01-02", n=1), article("b.md", title="One", date="2024-01-02")
    assert renamed(old, new) == [("renamed", "a.md", "b.md", "same title and date")]
    assert {kind for kind, *_ in renamed(article("a.md", title="One", n=1), article("b.md", title="One"))} == {
        "removed",
        "added",
    }


def test_what_could_be_two_articles_is_not_renamed() -> None:
    old = article("a.md", id="7", n=1)
    new = article("b.md", id="7") | article("c.md", id="7", n=3)
    assert renamed(old, new) == [
        ("removed", "a.md", None, ""),
        ("added", None, "b.md", ""),
        ("added", None, "c.md", ""),
    ]


def test_copies_are_paired_by_their_names() -> None:
    old = article("x/a.md", title="One") | article("x/b.md", title="One")
    new = article("y/b.md", title="One") | article("y/a.md", title="One")
    assert renamed(old, new) == [
        ("renamed", "x/a.md", "y/a.md", "same content"),
        ("renamed", "x/b.md", "y/b.md", "same content"),
    ]


def test_the_same_path_goes_before_the_same_id() -> None:
    old = article("a.md", id="1") | article("b.md", id="2")
    new = article("a.md", id="2") | article("b.md", id="1")
    assert [(each.kind, each.path) for each in compare(old, new)] == [("changed", "a.md"), ("changed", "b.md")]


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(write: Write) -> None:
    """Two catalogues that differ in everything that can differ."""
    for side in ("old", "new"):
        write(f"{side}/same.md", title="Same")
        write(f"{side}/page.md", text="no front matter\n")
        write(f"{side}/sub/changed.md", title="[b]One[/b]" if side == "old" else "Two", body="a\nb\n" * (side == "new"))
    write("new/page.md", text="no front matter, either\n")
    write("old/gone.md", title="Gone")
    write("new/fresh.md", title="Fresh")
    write("old/before.md", title="Moved")
    write("new/after.md", title="Moved", originalUrl="x", webUrl="x").write_bytes(Path("old/before.md").read_bytes())
    write("old/broken.md", title="Broken")
    write("new/broken.md", text="---\ntitle: [\n---\n")
    secret = Path("new/same.md").read_text().replace("secured: ", "secured: A", 1)
    write("new/sealed.md", text=secret)
    write("old/sealed.md", text=secret.replace("secured: A", "secured: B"))
    write("new/same.md", text=Path("old/same.md").read_text().replace("quality: 50", "quality:   50  # the same"))


NOT_LISTED = "new/broken.md:2:8: not listed: this bracket is not closed (NC010)\n"


def test_a_table_of_all_differences(two: None, run: Run) -> None:
    result = run("diff", "old", "new", tty=True, env={"NO_COLOR": "1"})
    assert result.stdout == (
        "invalid  broken.md  Broken\n"
        "    the new version cannot be read\n"
        "changed  sealed.md  Same\n"
        "  secured  changed (not shown)\n"
        "changed  sub/changed.md  Two\n"
        "  title  [b]One[/b] → Two\n"
        "  body   2 lines added\n"
        "renamed  after.md  Moved\n"
        "  path  before.md → after.md (same content)\n"
        "removed  gone.md  Gone\n"
        "added  fresh.md  Fresh\n"
    )
    summary = "2 articles changed, 1 renamed, 1 removed, 1 added, 1 not comparable\n"
    assert (result.stderr, result.exit_code) == (NOT_LISTED + summary, 1)


def test_a_pipe_gets_tsv(two: None, run: Run) -> None:
    result = run("diff", "old", "new")
    assert result == Result(
        "change\tpath\tfield\told\tnew\tnote\n"
        "invalid\tbroken.md\t\t\t\tnew version, line 2: this bracket is not closed\n"
        "changed\tsealed.md\tsecured\t\t\tchanged (not shown)\n"
        "changed\tsub/changed.md\ttitle\t[b]One[/b]\tTwo\t\n"
        "changed\tsub/changed.md\tbody\t\t\t2 lines added\n"
        "renamed\tafter.md\tpath\tbefore.md\tafter.md\tsame content\n"
        "removed\tgone.md\ttitle\tGone\t\t\n"
        "added\tfresh.md\ttitle\t\tFresh\t\n",
        NOT_LISTED,
        1,
    )


def test_json_has_every_value_but_secured(two: None, run: Run) -> None:
    result = run("diff", "old", "new", "--format", "json")
    found = json.loads(result.stdout)
    error = {"line": 2, "column": 8, "code": "NC010", "message": "this bracket is not closed"}
    assert found == {
        "version": 1,
        "changes": [
            {
                "change": "invalid", "path": "broken.md", "title": "Broken",
                "old_path": "broken.md", "new_path": "broken.md", "old_error": None, "new_error": error,
            },
            {
                "change": "changed", "path": "sealed.md", "title": "Same",
                "fields": [{"field": "secured", "hidden": True}], "body": None,
            },
            {
                "change": "changed", "path": "sub/changed.md", "title": "Two",
                "fields": [{"field": "title", "old": "[b]One[/b]", "new": "Two"}], "body": {"added": 2, "removed": 0},
            },
            {
                "change": "renamed", "path": "after.md", "old_path": "before.md", "reason": "same content",
                "title": "Moved", "fields": [], "body": None,
            },
            {"change": "removed", "path": "gone.md", "title": "Gone"},
            {"change": "added", "path": "fresh.md", "title": "Fresh"},
        ],
        "counts": {"changed": 2, "renamed": 1, "removed": 1, "added": 1, "invalid": 1},
    }  # fmt: skip
    lines = run("diff", "old", "new", "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == found["changes"]


def test_markdown_for_a_pull_request(two: None, run: Run) -> None:
    assert run("diff", "old", "new", "--format", "markdown").stdout == (
        "**2 articles changed, 1 renamed, 1 removed, 1 added, 1 not comparable**\n"
        "\n"
        "| Article | Field | Old | New |\n"
        "| --- | --- | --- | --- |\n"
        "| **Same**<br>sealed.md | secured |  | changed (not shown) |\n"
        "| **Two**<br>sub/changed.md | title | \\[b\\]One\\[/b\\] | Two |\n"
        "|  | body |  | 2 lines added |\n"
        "| **Moved**<br>after.md | path | before.md | after.md (same content) |\n"
        "\n**Removed**\n\n- gone.md: Gone\n"
        "\n**Added**\n\n- fresh.md: Fresh\n"
        "\n**Not comparable**\n\n- broken.md: new version, line 2: this bracket is not closed\n"
    )


def test_equal_catalogues_exit_0(write: Write, run: Run) -> None:
    write("a/x.md")
    write("b/x.md")
    assert run("diff", "a", "b", tty=True) == Result("", "No differences\n", 0)
    assert run("diff", "a", "b", "--format", "markdown") == Result("**No differences**\n", "", 0)
    assert json.loads(run("diff", "a", "b", "--format", "json").stdout)["changes"] == []


def test_two_files_are_compared_whatever_their_names(write: Write, run: Run) -> None:
    write("a.md", title="One", quality=1)
    write("b.md", title="One", quality=2, originalUrl="https://x", webUrl="https://x")
    Path("b.md").write_text(Path("a.md").read_text().replace("quality: 1", "quality: '1'"))
    assert run("diff", "a.md", "b.md").stdout == (
        'change\tpath\tfield\told\tnew\tnote\nchanged\tb.md\tquality\t1\t"1"\tinteger → string\n'
    )


def test_long_values_are_shown_around_what_differs(write: Write, run: Run) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    write("a/x.md", excerpt=words)
    write("b/x.md", excerpt=words.replace("word30", "other"))
    result = run("diff", "a", "b", tty=True, env={"NO_COLOR": "1"})
    assert result.stdout == (
        "changed  x.md  Article x\n"
        "  excerpt  - …word27 word28 word29 word30 word31 word32 word33…\n"
        "           + …word27 word28 word29 other word31 word32 word33…\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a"], "diff needs two folders or files, or --git and a revision"),
        (["a", "a", "a"], "diff needs two folders or files, or --git and a revision"),
        (["a", "none"], "no such file or folder: 'none'"),
        (["a", "a", "--format", "jsn"], "unknown format 'jsn' (did you mean 'json'?)"),
        (["empty", "empty"], "no article files in empty and empty"),
        (["--git", "HEAD", "a"], "--git: 'a' is not in a git repository"),
        (["--git", ".."], "--git needs a revision, such as HEAD or v1..v2, not '..'"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_an_error(arguments: list[str], message: str, write: Write, run: Run) -> None:
    write("a/x.md")
    Path("empty").mkdir()
    assert run("diff", *arguments) == Result("", f"newscat: {message}\n", 2)


def test_what_is_beyond_the_limit_is_not_compared_in_silence(write: Write, run: Run) -> None:
    Path("newscat.toml").write_text("max-body = 100\nmax-front-matter = 2000\n")
    for side in "ab":
        write(f"{side}/x.md", body="line\n" * 1000 + side)
    note = "only the first 2,464 bytes were read\n"
    assert run("diff", "a", "b", tty=True) == Result(
        "", f"newscat: 'a/x.md': {note}newscat: 'b/x.md': {note}No differences\n", 0
    )


# --- git --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")

    def git(*arguments: str) -> None:
        name = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *name, *arguments], check=True, capture_output=True, cwd=tmp_path)

    git("init", "-b", "main")
    return git


def lines(result: Result) -> list[str]:
    """The rows, without their head."""
    return result.stdout.splitlines()[1:]


def test_revisions_are_compared_without_a_checkout(write: Write, run: Run, git: Callable[..., None]) -> None:
    write("posts/a.md", title="One")
    write("posts/b.md", title="Two")
    git("add", ".")
    git("commit", "-m", "one")
    git("mv", "posts", "articles")
    write("articles/a.md", title="New")
    write("articles/.hidden.md", title="Hidden")
    write("articles/notes.rst", title="Other")
    write("articles/node_modules/x.md", title="Not ours")
    git("add", ".")
    git("commit", "-m", "two")
    write("articles/a.md", title="Newest")
    write("articles/c.md", title="Untracked")
    assert lines(run("diff", "--git", "HEAD~..HEAD")) == [
        "renamed\tarticles/a.md\tpath\tposts/a.md\tarticles/a.md\tsame URL",
        "renamed\tarticles/a.md\ttitle\tOne\tNew\t",
        "renamed\tarticles/b.md\tpath\tposts/b.md\tarticles/b.md\tsame content",
    ]
    assert lines(run("diff", "--git", "HEAD~..", "posts")) == [
        "removed\tposts/a.md\ttitle\tOne\t\t",
        "removed\tposts/b.md\ttitle\tTwo\t\t",
    ]
    assert lines(run("diff", "--git", "HEAD", "articles")) == [
        "changed\tarticles/a.md\ttitle\tNew\tNewest\t",
        "added\tarticles/c.md\ttitle\t\tUntracked\t",
    ]
    assert run("diff", "--git", "HEAD..HEAD") == Result("change\tpath\tfield\told\tnew\tnote\n", "", 0)
    message = "newscat: no such file or folder, now or in the revisions: 'none'\n"
    assert run("diff", "--git", "HEAD~..HEAD", "none") == Result("", message, 2)
    assert run("diff", "--git", "nope") == Result("", "newscat: --git: unknown revision 'nope'\n", 2)


def test_three_dots_are_the_changes_of_a_branch(write: Write, run: Run, git: Callable[..., None]) -> None:
    write("a.md", title="One")
    git("add", ".")
    git("commit", "-m", "one")
    git("switch", "-c", "branch")
    write("b.md", title="Two")
    git("add", ".")
    git("commit", "-m", "two")
    git("switch", "main")
    write("a.md", title="Three")
    git("commit", "-am", "three")
    assert lines(run("diff", "--git", "main...branch")) == ["added\tb.md\ttitle\t\tTwo\t"]
    assert lines(run("diff", "--git", "main..branch")) == [
        "changed\ta.md\ttitle\tThree\tOne\t",
        "added\tb.md\ttitle\t\tTwo\t",
    ]


def test_links_and_invalid_files_in_revisions(write: Write, run: Run, git: Callable[..., None]) -> None:
    write("a.md", title="One")
    write("broken.md", text="---\ntitle: [\n---\n")
    Path("link.md").symlink_to("a.md")
    Path("out.md").symlink_to("/etc/passwd")
    git("add", ".")
    git("commit", "-m", "one")
    assert run("diff", "--git", "HEAD") == Result(
        "change\tpath\tfield\told\tnew\tnote\n"
        "invalid\tout.md\t\t\t\told version, line 1: symbolic link that leads out of the revision; "
        "new version, line 1: symbolic link that leads out of the catalogue\n",
        "HEAD:out.md:1:1: not listed: symbolic link that leads out of the revision (NC001)\n"
        "out.md:1:1: not listed: symbolic link that leads out of the catalogue (NC001)\n",
        1,
    )
