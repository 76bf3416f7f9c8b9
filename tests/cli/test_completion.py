"""What shells complete: as their scripts ask for it, and really in bash, zsh and fish on a terminal."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newscat.cli.completion.values import FILES, completions
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
        (["diff", "--format", "m"], ["markdown"]),
        (["show", "x", "--format", ""], ["text", "json", "yaml", "raw"]),
        (["validate", "--format", "te"], ["text"]),
        (["list", "--color", "a"], ["auto", "always"]),
        (["list", "--columns", "id,tit"], ["id,title"]),
        (["list", "--sort", "type,-qu"], ["type,-quality"]),
        (["validate", "--select", "NC10"], ["NC101", "NC102", "NC103", "NC104", "NC105", "NC106"]),
        (["validate", "--select", "NC1,nc30"], ["NC1,NC301", "NC1,NC302", "NC1,NC303", "NC1,NC304", "NC1,NC305"]),
        (["validate", "--ignore", "=", "NC2,not-t"], ["NC2,not-text"]),
        (["validate", "--extend-select", "half"], ["half-amp-pair"]),
        (["rule", "NC00"], ["NC001", "NC002", "NC003", "NC004", "NC005", "NC006", "NC007"]),
        (["rule", "missing-f"], ["missing-front-matter", "missing-field", "missing-final-newline"]),
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
        "local -a values shown; values=($'three' $'two'); "
        "shown=($'three\\x20\\x20\\x2d\\x2d\\x20\\x24\\x28touch\\x20x\\x29' "
        "$'two\\x20\\x20\\x2d\\x2d\\x20\\x60touch\\x20x\\x60'); compadd -U -l -d shown -a values\n",
        "",
        0,
    )
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat list se"}).stdout == "_files\n"
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat list --topic zzz"}).stdout == "\n"
    joined = run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat list --type=v"}).stdout
    assert joined.startswith("local -a values shown; values=($'\\x2d\\x2dtype\\x3dvideo');")


def test_fish_is_told_what_ids_mean(catalogue: None, run: Run) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "newscat show "}
    asked = env | {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert run(env=asked).stdout == "four\tx y [31m\none\tPlain [/b] title\nthree\t$(touch x)\ntwo\t`touch x`\n"
    assert run(env=env | {"_TYPER_COMPLETE_FISH_ACTION": "is-args"}).exit_code == 0
    nothing = {"_TYPER_COMPLETE_ARGS": "newscat list se", "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
    assert run(env=env | nothing) == Result("\n", "", 1)


def test_a_begun_option_is_not_repeated(run: Run) -> None:
    """`--co` became `--co--co`."""
    asked = {"_TYPER_COMPLETE_ARGS": "newscat list --co", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    fish = run(env=asked | {"_NEWSCAT_COMPLETE": "complete_fish"}).stdout.splitlines()
    assert [line.partition("\t")[0] for line in fish] == ["--columns", "--count", "--config", "--color"]
    zsh = run(env=asked | {"_NEWSCAT_COMPLETE": "complete_zsh"}).stdout
    assert "values=($'\\x2d\\x2dcolumns' $'\\x2d\\x2dcount' $'\\x2d\\x2dconfig' $'\\x2d\\x2dcolor')" in zsh


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("topic:comp", ['topic:"computer Vision"']),
        ("'topic:COMP", ['topic:"COMPuter Vision"']),
        ("'x -topic:comp", ['x -topic:"computer Vision"']),
        ("--query=topic:comp", ['--query=topic:"computer Vision"']),
        ("'topic:\"comp", ['topic:"Computer Vision"']),
        ("'topic:=comp", ['topic:="Computer Vision"']),
        ("topic:caf", ["topic:Café"]),
        ("topic:c", ['topic:"café"', 'topic:"cloud: AI"', 'topic:"computer Vision"']),
    ],
)
def test_fish_is_told_quoted_values_in_the_case_that_is_typed(
    catalogue: None, run: Run, word: str, expected: list[str]
) -> None:
    """fish offers nothing for `topic:comp` if it is told `topic:"Computer Vision"`."""
    before = "" if word.startswith("--") else "-q "
    env = {"_NEWSCAT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": f"newscat list {before}{word}"}
    assert run(env=env | {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}).stdout.splitlines() == expected


def test_rule_codes_are_completed_with_what_they_mean(run: Run) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    meaning = "invalid-domain: The provider's domain is not a host name."
    asked = "newscat validate --extend-select NC1,NC210"
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": asked}).stdout == f"NC1,NC210\t{meaning}\n"
    meaning = "NC210: The provider's domain is not a host name."
    assert run(env=env | {"_TYPER_COMPLETE_ARGS": "newscat rule invalid-d"}).stdout == f"invalid-domain\t{meaning}\n"


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
    assert completions(root, ["list"], "x") is FILES
    assert completions(root, ["show", "an-id"], "x") is FILES
    assert completions(root, ["index"], "st") == [("status", completions(root, ["index"], "status")[0].meaning)]


# --- real shells ------------------------------------------------------------------------------------------------------

# With _NEWSCAT_COMPLETE it is newscat; otherwise it prints the words that it was given.
PROGRAM = """#!/bin/sh
[ -n "$_NEWSCAT_COMPLETE" ] && exec "{python}" -m newscat
printf 'begin'
printf '<%s>' "$@"
echo .end
"""
# fish needs a controlling terminal.
LAUNCHER = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
PROMPT = "ready> "
PATIENCE = 60
# How each shell is started, and what is added to the file that it reads first.
SHELLS = {
    "bash": (["bash", "--rcfile", "{home}/.bashrc", "-i"], ".bashrc", f"PS1='{PROMPT}'\n"),
    "zsh": (["zsh", "-i"], ".zshrc", f"PROMPT='{PROMPT}'\n"),
    "fish": (
        ["fish", "-i"],
        ".config/fish/config.fish",
        f"set -g fish_greeting\nfunction fish_prompt\n    echo -n '{PROMPT}'\nend\n",
    ),
}


class Shell:
    """An interactive shell on a pseudo-terminal, with the completion of newscat installed."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        command = [sys.executable, "-ISc", LAUNCHER, *command]
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
        )
        os.close(theirs)
        try:
            self._until(PROMPT)
        except BaseException:
            self.end()
            raise

    def typed(self, line: str) -> list[str]:
        """The words that the command gets after `newscat LINE` and Enter."""
        shown = self.shown(line)
        begin, _, _ = shown.rpartition(".end")
        return re.findall(r"<([^<>]*)>", begin.rpartition("begin")[2])

    def shown(self, line: str) -> str:
        """What is on the screen after that, without control sequences."""
        # The next line is typed only after the prompt: until then, the terminal may not be the shell's.
        os.write(self._ours, f"newscat {line}\r".encode())
        shown = self._until(rf"\.end.*{PROMPT}")
        return re.sub(r"\x1b\[[\d;?]*[a-zA-Z]|\x1b\(B", "", shown)

    def _until(self, end: str) -> str:
        shown, answered, deadline = "", 0, time.monotonic() + PATIENCE
        while not re.search(end, shown, re.DOTALL):
            if not select.select([self._ours], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise AssertionError(f"waited for {end!r}: {shown!r}")
            shown += os.read(self._ours, 65536).decode("utf-8", "replace")
            # fish 4 asks what the terminal is, and waits for the answer.
            if (asked := len(re.findall(r"\x1b\[0?c", shown))) > answered:
                os.write(self._ours, b"\x1b[?1;2c")
                answered = asked
        return shown

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)


@pytest.fixture
def shell(run_process: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Shell]]:
    """`shell("zsh")`: start it. The test is skipped where it is not installed."""
    started: list[Shell] = []

    def shell(name: str) -> Shell:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
        home = tmp_path_factory.mktemp("home")
        (home / "newscat").write_text(PROGRAM.format(python=sys.executable))
        (home / "newscat").chmod(0o755)
        (home / ".local/share/fish/generated_completions").mkdir(parents=True)  # else fish makes them of all man pages
        undetected = {"HOME": str(home), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
        assert run_process("--install-completion", name, env=undetected).exit_code == 0
        command, file, lines = SHELLS[name]
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        with (home / file).open("a") as stream:
            stream.write("\n" + lines)
        env = environment({"HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "xterm"})
        env["PATH"] = f"{home}:{env['PATH']}"
        env = {key: value for key, value in env.items() if not key.startswith(("XDG_", "ZDOTDIR"))}
        started.append(Shell([each.format(home=home) for each in command], env))
        return started[-1]

    yield shell
    for one in started:
        one.end()


@pytest.mark.parametrize("name", SHELLS)
def test_a_real_shell_completes_on_a_terminal(catalogue: None, shell: Callable[[str], Shell], name: str) -> None:
    typed = shell(name).typed
    if name == "zsh":
        typed("sh\t")  # the first TAB only loads the completion
    lines = {
        "sim\tone\t": ["similar", "one"],
        "list --co\t": ["list", "--co"],  # several: --color, --columns …
        "list --cou\t": ["list", "--count"],
        "list --topic comp\t": ["list", "--topic", "Computer Vision"],
        "list --topic 'comp\t": ["list", "--topic", "Computer Vision"],
        "list --topic=comp\t": ["list", "--topic=Computer Vision"],
        "list --provider o\t": ["list", "--provider", "O'Reilly"],
        "list --provider back\t": ["list", "--provider", "Back\\$(touch x)"],
        "list -q topic:Comp\t": ["list", "-q", 'topic:"Computer Vision"'],
        "list -q 'topic:Comp\t": ["list", "-q", 'topic:"Computer Vision"'],
        "validate --select NC1,nc211\t": ["validate", "--select", "NC1,NC211"],
        "validate --ignore=nc211\t": ["validate", "--ignore=NC211"],
        "rule missing-fie\t": ["rule", "missing-field"],
    }
    assert {line: typed(line) for line in lines} == lines
    assert not Path("x").exists()


def test_bash_completes_what_it_breaks_at_colons_and_what_is_quoted(
    catalogue: None, shell: Callable[[str], Shell]
) -> None:
    typed = shell("bash").typed
    assert typed("list --topic Cloud:\t") == ["list", "--topic", "Cloud: AI"]
    assert typed("list --topic caf\t") == ["list", "--topic", "Café"]
    assert typed('list --provider "a\t') == ["list", "--provider", 'A "quoted" one']
    assert typed('list -q "topic:cloud\t') == ["list", "-q", 'topic:"Cloud: AI"']


@pytest.mark.parametrize("name", ["zsh", "fish"])
def test_a_real_shell_shows_what_a_rule_is_about(shell: Callable[[str], Shell], name: str) -> None:
    started = shell(name)
    if name == "zsh":
        started.typed("sh\t")
    assert "invalid-domain: The provider" in started.shown("validate --select NC21\t")


def test_fish_completes_a_quoted_value_in_another_case(catalogue: None, shell: Callable[[str], Shell]) -> None:
    typed = shell("fish").typed
    assert typed("list -q topic:comp\t") == ["list", "-q", 'topic:"computer Vision"']
    assert typed("list -q 'topic:comp\t") == ["list", "-q", 'topic:"computer Vision"']
