"""What shells complete: as their scripts ask for it, and really in bash on a terminal."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newscat.cli.completion import FILES, choices
from terminal import Result, environment

Run = Callable[..., Result]
Write = Callable[..., Path]
Complete = Callable[..., list[str]]


@pytest.fixture
def catalogue(write: Write, run: Run) -> None:
    """Four articles in a cache, of values that a shell must not take for its own."""
    write(
        "one.md", title="Plain [/b] title", topics=["Computer Vision"], provider={"name": "O'Reilly", "domain": "o.com"}
    )
    write("two.md", title="`touch x`", topics=["Cloud: AI"], provider={"name": 'A "quoted" one', "domain": "q.com"})
    write("three.md", title="$(touch x)", topics=["Café"], provider={"name": "Back\\$(touch x)", "domain": "b.com"})
    write("four.md", title="x\ny\x1b[31m", topics=["A\x1b[31mB", "x\ny"], type="video", category="Opinion")
    assert run("list").exit_code == 0


@pytest.fixture
def bash(run: Run) -> Complete:
    """`bash("list", "--topic", "c")`: what bash is told of the last word, as its script asks."""

    def bash(*words: str) -> list[str]:
        line = ("newscat", *words)
        env = {"_NEWSCAT_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(line), "COMP_CWORD": str(len(line) - 1)}
        said = run(env=env)
        assert (said.stderr, said.exit_code) == ("", 0)
        return said.stdout.splitlines() if said.stdout != "\n" else []

    return bash


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["list", "--topic", ""], ["Café", "Cloud\\:\\ AI", "Computer\\ Vision"]),
        (["list", "-t", "COMP"], ["Computer\\ Vision"]),
        (["list", "-t", "Computer\\ v"], ["Computer\\ Vision"]),
        (["list", "--topic", "xyz"], []),
        (["search", "x", "--topic", '"comp'], ["Computer Vision"]),
        (["list", "--topic", "'cloud"], ["Cloud: AI"]),
        (["list", "--topic", "=", "comp"], ["Computer\\ Vision"]),
        (["list", "--topic", "Cloud", ":"], ["\\ AI"]),
        (["list", "--topic", "Cloud\\:\\ "], ["Cloud\\:\\ AI"]),
        (["list", "--provider", "o\\'"], ["O\\'Reilly"]),
        (["list", "--provider", 'O"'], ["'Reilly"]),
        (["list", "--provider", "'o"], ["O'\\''Reilly"]),
        (["list", "--provider", '"a'], ['A \\"quoted\\" one']),
        (["list", "--provider", '"b'], ["Back\\\\\\$(touch x)"]),
        (["list", "--provider", "q."], ["q.com"]),
        (["list", "--type", ""], ["article", "video"]),
        (["list", "--category", "o"], ["Opinion"]),
        (["show", "t"], ["three", "two"]),
        (["show", "T"], ["three", "two"]),
        (["show", "one", "t"], ["three", "two"]),
        (["show", "one", "two", "--format", "json", "f"], ["four"]),
        (["show", "one", "xyz"], []),
        (["similar", "o"], ["one"]),
        (["list", "-q", "'-topic:comp"], ['-topic:"Computer Vision"']),
        (["list", "-q", "type", ":", "vi"], ["video"]),
        (["search", 'x (topic:="clo'.replace(" ", "\\ ")], []),
    ],
)
def test_values_come_from_the_cache_quoted_for_bash(
    catalogue: None, bash: Complete, words: list[str], expected: list[str]
) -> None:
    assert bash(*words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sh"], ["show"]),
        (["list", "--min-q"], ["--min-quality"]),
        (["list", "--format", "n"], ["ndjson"]),
        (["similar", "--format", "T"], ["table", "tsv"]),
        (["show", "x", "--format", ""], ["text", "json", "yaml", "raw"]),
        (["validate", "--format", "te"], ["text"]),
        (["list", "--color", "a"], ["auto", "always"]),
        (["list", "--columns", "id,tit"], ["id,title"]),
        (["list", "--sort", "type,-qu"], ["type,-quality"]),
        (["list", "--config", "x"], []),
        (["nonsense", "x"], []),
        (["list", "--", "--top"], []),
    ],
)
def test_names_need_no_cache(bash: Complete, words: list[str], expected: list[str]) -> None:
    assert bash(*words) == expected


def test_where_there_is_no_cache_nothing_is_completed_and_none_is_made(write: Write, bash: Complete) -> None:
    write("a.md", topics=["AI"])
    assert bash("list", "--topic", "") == bash("show", "") == []
    assert not Path(os.environ["NEWSCAT_CACHE_DIR"]).exists()


def test_the_cache_is_asked_as_it_is_and_not_the_files(catalogue: None, write: Write, bash: Complete) -> None:
    write("five.md", topics=["Fresh"])
    assert bash("list", "--topic", "f") == []


def test_the_cache_is_that_of_the_configured_folder_or_of_the_path_before_the_cursor(
    write: Write, run: Run, bash: Complete
) -> None:
    write("in/a.md", topics=["Inside"])
    assert run("list", "in").exit_code == 0
    assert bash("list", "--topic", "i") == []
    assert bash("list", "in", "--topic", "i") == ["Inside"]
    assert bash("show", "a", "in", "") == ["a"]
    assert bash("show", "a", "") == []
    Path("newscat.toml").write_text('paths = ["in"]\n')
    assert bash("list", "--topic", "i") == ["Inside"]
    assert bash("list", "--isolated", "--topic", "i") == []


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + bytes(4096)])
def test_a_damaged_cache_is_silence(catalogue: None, bash: Complete, damage: bytes) -> None:
    [cache] = Path(os.environ["NEWSCAT_CACHE_DIR"]).glob("*.sqlite3")
    cache.write_bytes(damage)
    assert bash("list", "--topic", "") == []


@pytest.mark.parametrize("env", [{"COMP_CWORD": "x"}, {"COMP_WORDS": "newscat list --topic "}, {"NEWSCAT_FORMT": "x"}])
def test_whatever_is_wrong_is_silence(run: Run, catalogue: None, env: dict[str, str]) -> None:
    Path("newscat.toml").write_text("nonsense = [")
    asked = {"_NEWSCAT_COMPLETE": "complete_bash", "COMP_WORDS": "newscat\nlist\n--topic\n"} | env
    said = run(env=asked)
    assert (said.stdout, said.stderr) == ("\n", "")


def test_of_very_many_the_last_comes_too_so_that_no_shell_completes_what_only_the_first_have(
    write: Write, run: Run, bash: Complete
) -> None:
    for number in range(405):
        write(f"a1{number:03}.md", topics=[f"x1{number:03}"])
    write("a2.md", topics=["x2"])
    assert run("list", "--count").stdout == "406\n"
    for found in (bash("show", "a"), bash("list", "--topic", "x")):
        assert len(found) <= 401
        assert found[-1].endswith("2")


def test_zsh_is_told_in_numbers_what_it_would_evaluate(catalogue: None, run: Run) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "newscat show t"}
    assert run(env=env) == Result(
        "local -a texts shown; texts=($'three' $'two'); "
        "shown=($'three\\x20\\x20\\x2d\\x2d\\x20\\x24\\x28touch\\x20x\\x29' "
        "$'two\\x20\\x20\\x2d\\x2d\\x20\\x60touch\\x20x\\x60'); compadd -U -l -d shown -a texts\n",
        "",
        0,
    )
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat list se"}).stdout == "_files\n"
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat list --topic zzz"}).stdout == "\n"
    joined = run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat list --type=v"}).stdout
    assert joined.startswith("local -a texts shown; texts=($'\\x2d\\x2dtype\\x3dvideo');")


def test_fish_is_told_what_ids_mean(catalogue: None, run: Run) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "newscat show "}
    asked = env | {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert run(env=asked).stdout == "four\tx y [31m\none\tPlain [/b] title\nthree\t$(touch x)\ntwo\t`touch x`\n"
    assert run(env=env | {"_TYPER_COMPLETE_FISH_ACTION": "is-args"}).exit_code == 0
    nothing = {"_TYPER_COMPLETE_ARGS": "newscat list se", "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
    assert run(env=env | nothing) == Result("\n", "", 1)


def test_another_shell_is_left_to_typer(run_process: Run) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_powershell", "_TYPER_COMPLETE_ARGS": "newscat li"}
    said = run_process(env=env | {"_TYPER_COMPLETE_WORD_TO_COMPLETE": "li"})
    assert (said.stdout.split(":::")[0], said.stderr, said.exit_code) == ("list", "", 0)


def test_after_the_first_id_a_folder_may_follow(catalogue: None, run: Run) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "newscat show one se"}
    assert run(env=env).stdout == "_files\n"
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat show se"}).stdout == "\n"


def test_a_path_is_for_the_shell_to_complete() -> None:
    import typer

    from newscat.cli.app import app

    root = typer.main.get_command(app)
    assert choices(root, ["list"], "x") is FILES
    assert choices(root, ["show", "an-id"], "x") is FILES
    assert choices(root, ["index"], "st") == [("status", choices(root, ["index"], "status")[0].meaning)]


# --- a real bash ------------------------------------------------------------------------------------------------------

# Asked for completions it is newscat, and else it prints the words it was given.
PROGRAM = """#!/bin/sh
[ -n "$_NEWSCAT_COMPLETE" ] && exec "{python}" -m newscat
printf '<%s>' "$@"
echo .end
"""


@pytest.fixture
def typed(run_process: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Complete]:
    """`typed("list --topic c\\t")`: the words that the command gets, typed to a bash with our completion installed."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    home = tmp_path_factory.mktemp("home")
    (home / "newscat").write_text(PROGRAM.format(python=sys.executable))
    (home / "newscat").chmod(0o755)
    env = environment({"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": f"{home}:{os.environ['PATH']}"})
    undetected = {"HOME": str(home), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    assert run_process("--install-completion", "bash", env=undetected).exit_code == 0
    ours, theirs = pty.openpty()
    command = [bash, "--rcfile", str(home / ".bashrc"), "-i"]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True)
    os.close(theirs)

    def typed(line: str) -> list[str]:
        os.write(ours, f"newscat {line}\r".encode())
        shown, end = b"", time.monotonic() + 30
        while b".end" not in shown and time.monotonic() < end:
            if select.select([ours], [], [], 0.1)[0]:
                shown += os.read(ours, 65536)
        return re.findall(r"<([^<>]*)>", shown.decode())

    yield typed
    process.kill()
    process.wait()
    os.close(ours)


def test_bash_completes_on_a_terminal(catalogue: None, typed: Complete) -> None:
    assert typed("list --topic comp\t") == ["list", "--topic", "Computer Vision"]
    assert typed("list --topic 'comp\t") == ["list", "--topic", "Computer Vision"]
    assert typed("list --topic=comp\t") == ["list", "--topic=Computer Vision"]
    assert typed("list --topic Cloud:\t") == ["list", "--topic", "Cloud: AI"]
    assert typed("list --topic caf\t") == ["list", "--topic", "Café"]
    assert typed("list --provider o\t") == ["list", "--provider", "O'Reilly"]
    assert typed('list --provider "a\t') == ["list", "--provider", 'A "quoted" one']
    assert typed("list --provider back\t") == ["list", "--provider", "Back\\$(touch x)"]
    assert typed('list -q "topic:cloud\t') == ["list", "-q", 'topic:"Cloud: AI"']
    assert typed("sim\tone\t") == ["similar", "one"]
    assert not Path("x").exists()
