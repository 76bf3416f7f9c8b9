"""`newscat validate`: which rules, which files, how it ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest

from terminal import Result, environment

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def two(write: Write) -> None:
    """An error in `bad/bad.md`, a warning in `odd.md`, an info in both."""
    write("bad/bad.md", quality="high", excerpt="Cut off...")
    write("odd.md", qualty=1, excerpt="Cut off too...")


def codes(result: Result) -> list[str]:
    return [" ".join((line.split(":")[0], line.split()[1])) for line in result.stdout.splitlines()]


ALL = ["odd.md NC406", "odd.md NC105", "bad/bad.md NC406", "bad/bad.md NC203"]


# --- which rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "args", "expected"),
    [
        ("", [], ALL),
        ("", ["--select", "NC4", "--extend-select", "NC2"], [ALL[0], *ALL[2:]]),
        ("select = ['NC4']\nextend_select = ['NC203']", [], [ALL[0], *ALL[2:]]),
        ("extend_select = ['NC203']", ["--select", "NC4"], [ALL[0], *ALL[2:]]),
        ("", ["--extend-select", "NC508"], ALL),
        ("", ["--ignore", "NC4", "--extend-select", "NC406"], ALL),
        ("per-file-ignores = {'bad/' = ['NC4']}", [], [*ALL[:2], ALL[3]]),
        ("per_file_ignores = {'bad/**' = ['NC4', 'not-an-integer']}", [], ALL[:2]),
        ("per_file_ignores = {'*.md' = ['NC4'], '/odd.md' = ['NC1']}", [], ALL[3:]),
        ("per_file_ignores = {'*.txt' = ['NC']}", [], ALL),
    ],
)
def test_rules_are_chosen_for_all_files_and_for_some(
    config: str,
    args: list[str],
    expected: list[str],
    two: None,
    write: Write,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("newscat.toml", text=config)
    assert codes(run("validate", *args)) == expected
    monkeypatch.chdir("bad")  # the globs start from the configuration's folder
    inside = [line.removeprefix("bad/") for line in expected if line.startswith("bad/")]
    assert codes(run("validate", *args)) == inside


def test_a_rule_or_a_glob_that_is_none_is_refused(write: Write, run: Run) -> None:
    write("newscat.toml", text="per_file_ignores = {'a.md' = ['nothing-at-all']}")
    assert run("validate") == Result("", "newscat: newscat.toml: unknown rule 'nothing-at-all'\n", 2)
    write("newscat.toml", text="per_file_ignores = {'/' = ['NC1']}")
    assert run("validate") == Result("", "newscat: not a pattern: '/'\n", 2)


def test_a_schema_takes_the_place_of_our_rules_on_fields(two: None, write: Write, run: Run) -> None:
    pytest.importorskip("jsonschema_rs")
    write("schema.json", text='{"properties": {"quality": {"type": "integer"}}}')
    assert codes(run("validate", "--schema", "schema.json")) == ["bad/bad.md NC601"]
    both = run("validate", "--schema", "schema.json", "--select", "NC2,NC6")
    assert codes(both) == ["bad/bad.md NC203", "bad/bad.md NC601"]


# --- how it ends ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("select", "level", "code"),
    [
        ("NC2", None, 1),
        ("NC1", None, 0),
        ("NC1", "error", 0),
        ("NC1", "warning", 1),
        ("NC4", "warning", 0),
        ("NC4", "info", 1),
        ("NC3", "info", 0),
    ],
)
def test_how_bad_is_too_bad(select: str, level: str | None, code: int, two: None, run: Run) -> None:
    asked = ["validate", "--select", select, *(["--fail-on", level] if level else [])]
    assert run(*asked).exit_code == code
    assert run(*asked, "--exit-zero").exit_code == 0


def test_statistics_count_each_rule_the_worst_first(two: None, write: Write, run: Run) -> None:
    write("c.md", excerpt="A &amp; B", qualty=2)
    result = run("validate", "--statistics")
    assert result.stdout == (
        "1  NC203       error    not-an-integer\n"
        "2  NC105       warning  unknown-field\n"
        "1  NC401  [*]  warning  html-entity\n"
        "2  NC406       info     truncated-text\n"
    )
    assert result.stderr == "1 error, 3 warnings, 2 infos in 3 of 3 articles; 1 fixable with --fix\n"
    assert result.exit_code == 1


def test_show_files_lists_what_would_be_checked(two: None, write: Write, run: Run) -> None:
    write("no.md", text="no front matter\n")
    assert run("validate", "--show-files") == Result("no.md\nodd.md\nbad/bad.md\n", "", 0)
    assert run("validate", "--show-files", "--query", "cut off too") == Result("odd.md\n", "", 0)
    assert run("validate", "--show-files", "nowhere").exit_code == 2


def test_full_on_a_terminal_concise_in_a_pipe(two: None, run: Run) -> None:
    assert "odd.md:" in run("validate", "--select", "NC1").stdout
    shown = run("validate", "--select", "NC1", tty=True).stdout
    assert "odd.md\x1b[0m\n  \x1b[34m20:1\x1b[0m" in shown
    assert "qualty: 1" in shown


@pytest.mark.parametrize(
    ("args", "errors", "infos", "end"),
    [
        ([], 50, 0, "The worst 50 of 64 findings; --all shows all. By rule:"),
        (["--all"], 61, 2, None),
        (["--fail-on", "info"], 50, 0, "The worst 50 of 64 findings; --all shows all. By rule:"),
        (["--select", "NC4"], 0, 2, None),
        (["--ignore", "NC2,NC1"], 0, 0, "2 infos not shown; --all shows all"),
    ],
)
def test_a_terminal_gets_the_worst_and_infos_if_asked(
    args: list[str], errors: int, infos: int, end: str | None, two: None, write: Write, run: Run
) -> None:
    for number in range(30):
        write(f"{number}.md", quality="high", heat="low")
    shown = run("validate", "--no-pager", "--color", "never", *args, tty=True).stdout
    assert (shown.count("error[NC203]"), shown.count("info[NC406]")) == (errors, infos)
    assert end is None or end in shown.splitlines()


def test_several_reports_in_one_run(two: None, run: Run) -> None:
    result = run("validate", "--select", "NC2", "--format", "json", "--format", "github=github.txt")
    assert '"code": "NC203"' in result.stdout
    assert Path("github.txt").read_text("utf-8").startswith("::error file=bad/bad.md,line=9")
    assert result.exit_code == 1


# --- which files ------------------------------------------------------------------------------------------------------


def test_a_query_means_its_articles_and_what_is_none(two: None, write: Write, run: Run) -> None:
    write("broken.md", text="---\na: [\n---\n")
    assert codes(run("validate", "--query", "too")) == ["broken.md NC010", *ALL[:2]]


def test_stdin_is_one_article(two: None, write: Write, run: Run) -> None:
    text = Path("bad/bad.md").read_text("utf-8")
    result = run("validate", "-", "--select", "NC2", stdin=text)
    assert result.stdout.startswith("<stdin>:9:10: NC203 ")
    assert (result.stderr, result.exit_code) == ("1 error in 1 of 1 article\n", 1)
    write("newscat.toml", text="per_file_ignores = {'bad/' = ['NC2']}")
    assert run("validate", "-", "--select", "NC2", "--stdin-filename", "bad/x.md", stdin=text) == Result(
        "", "No findings in 1 article\n", 0
    )
    assert run("validate", "-", stdin="").stdout == "<stdin>:1:1: NC002 the file is empty\n"
    shown = run("validate", "-", "--select", "NC2", "--format", "full", stdin=text).stdout
    assert 'quality: "high"' in shown


@pytest.mark.parametrize("stdin", ["", "just words\n"])
def test_stdin_without_front_matter_is_never_green(run: Run, stdin: str) -> None:
    result = run("validate", "-", stdin=stdin)
    assert (result.stderr, result.exit_code) == ("1 error in 1 of 1 article\n", 1)
    said = "newscat: no articles in <stdin>: 1 file has no front matter (--allow-empty accepts this)\n"
    assert run("validate", "-", "--select", "NC1", stdin=stdin) == Result("", said, 2)
    assert run("validate", "-", "--select", "NC1", "--allow-empty", stdin=stdin) == Result(
        "", "No findings in 0 articles (1 file has no front matter)\n", 0
    )


@pytest.mark.parametrize("args", [[], ["--fix"], ["--diff"], ["--fix-only"], ["--statistics"], ["--format", "concise"]])
def test_an_empty_selection_says_so_and_is_exit_0(two: None, write: Write, run: Run, args: list[str]) -> None:
    write("README.md", text="# Read me\n")
    assert run("validate", "-q", "category:none", *args) == Result("", "0 of 2 articles selected\n", 0)


def test_a_selection_counts_the_selected_articles_alone(two: None, write: Write, run: Run) -> None:
    said = "1 warning, 1 info in 1 of 1 selected article (2 in all)\n"
    assert run("validate", "-q", "too").stderr == said
    nothing = run("validate", "-q", "too", "--select", "NC3", "--format", "json")
    assert nothing == Result(
        '{"version": 1, "findings": [], '
        '"summary": {"files": 2, "articles": 1, "errors": 0, "warnings": 0, "infos": 0}}\n',
        "No findings in 1 selected article (2 in all)\n",
        0,
    )


def git(*args: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *args], check=True, capture_output=True)


def test_changed_is_what_git_says_and_nc5_sees_all(write: Write, run: Run) -> None:
    if subprocess.run(["git", "--version"], check=False, capture_output=True).returncode:
        pytest.skip("git is not here")
    assert run("validate", "--changed", "--allow-empty").stderr == (
        f"newscat: --changed: {str(Path.cwd())!r} is not in a git repository\n"
    )
    write("a.md", qualty=1)
    write("in/b.md", qualty=1)
    git("init", "-q")
    assert codes(run("validate", "--changed")) == ["a.md NC105", "in/b.md NC105"]
    git("add", ".")
    assert codes(run("validate", "--changed")) == ["a.md NC105", "in/b.md NC105"]
    git("commit", "-q", "-m", "one")
    assert run("validate", "--changed") == Result("", "0 of 2 articles selected\n", 0)
    write("in/é ü.md", qualty=1, originalUrl="https://www.example.com/a", webUrl="https://www.example.com/a")
    write("in/b.md", qualty=2)
    expected = ["in/b.md NC105", "in/é NC501", "in/é NC105"]
    assert run("validate", "--changed").stderr.endswith(" in 2 of 2 selected articles (3 in all)\n")
    lines = [line.replace(" ü.md", "") for line in run("validate", "--changed").stdout.splitlines()]
    assert [f"{line.split(':')[0]} {line.split()[1]}" for line in lines] == expected
    assert run("validate", "--changed", "--show-files").stdout == "in/b.md\nin/é ü.md\n"
    git("checkout", "-q", "-b", "other")
    git("add", ".")
    git("commit", "-q", "-m", "two")
    assert run("validate", "--changed").stdout == ""
    assert run("validate", "--changed-since", "main", "--show-files").stdout == "in/b.md\nin/é ü.md\n"
    git("checkout", "-q", "main")
    write("a.md", qualty=3)
    git("commit", "-q", "-a", "-m", "three")
    git("checkout", "-q", "other")
    assert run("validate", "--changed-since", "main", "--show-files").stdout == "in/b.md\nin/é ü.md\n"
    os.chdir("in")
    assert run("validate", "--changed-since", "main", "--show-files").stdout == "b.md\né ü.md\n"
    assert run("validate", "--changed-since", "nobody").stderr == (
        "newscat: --changed-since: unknown revision 'nobody'\n"
    )
    assert run("validate", "--changed-since=--help").exit_code == 2


# --- what cannot be combined ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--fix", "--diff"], "--diff cannot be combined with --fix"),
        (
            ["--changed", "--changed-since", "x"],
            "--changed cannot be combined with --changed-since",
        ),
        (["--diff", "--format", "json"], "--diff cannot be combined with --format"),
        (["--watch", "--fix"], "--watch cannot be combined with --fix"),
        (["--prune-baseline"], "--prune-baseline requires --baseline"),
        (["--exit-non-zero-on-fix"], "--exit-non-zero-on-fix requires --fix"),
        (["--stdin-filename", "a.md"], "--stdin-filename requires - (stdin)"),
        (["-", "a.md"], "- (stdin) cannot be combined with other PATHs"),
        (["-", "--fix"], "- (stdin) cannot be combined with --fix"),
        (["--fail-on", "worse"], "invalid value for '--fail-on': 'worse' is not one of 'error', 'warning', 'info'"),
    ],
)
def test_options_that_cannot_be_combined_are_refused(args: list[str], message: str, run: Run) -> None:
    result = run("validate", *args)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.splitlines()[0] == f"newscat: {message}"


# --- again and again --------------------------------------------------------------------------------------------------


def test_watch_runs_again_when_a_file_changes(write: Write) -> None:
    pytest.importorskip("watchfiles")
    write("a.md", quality="high")
    command = [sys.executable, "-m", "newscat", "validate", "--watch"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(), stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        said: Queue[str] = Queue()
        stream = process.stderr
        threading.Thread(target=lambda: [said.put(line) for line in stream], daemon=True).start()
        try:
            assert said.get(timeout=30) == "1 error in 1 of 1 article\n"
            assert said.get(timeout=30) == "watching for changes; press ^C to stop\n"
            assert process.stdout.readline().startswith("a.md:9:10: NC203 ")
            write("a.md")
            while (line := said.get(timeout=30)) != "No findings in 1 article\n":
                assert (
                    line in {"1 error in 1 of 1 article\n", "watching for changes; press ^C to stop\n"} or "NC0" in line
                )
            while said.get(timeout=30) != "watching for changes; press ^C to stop\n":
                pass
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 130
        finally:
            process.kill()


@pytest.mark.parametrize("args", [["--format", "sarif=a.md"], ["--write-baseline", "a.md"]])
def test_no_report_and_no_baseline_is_written_over_an_article(write: Write, run: Run, args: list[str]) -> None:
    path = write("a.md")
    before = path.read_bytes()
    said = run("validate", *args)
    assert said == Result("", "newscat: 'a.md' is an article and is not overwritten\n", 2)
    assert path.read_bytes() == before


def test_a_configuration_that_names_no_rule_says_where(write: Write, run: Run) -> None:
    write("a.md")
    write("newscat.toml", text="[per_file_ignores]\n'x/*' = ['NC999']\n")
    assert run("validate") == Result("", "newscat: newscat.toml: unknown rule 'NC999'\n", 2)
