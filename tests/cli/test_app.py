"""The app: help, version, completion, and how it ends whatever happens."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newscat.cli.app import COMMANDS
from newscat.version import __version__
from terminal import ROOT, Result, environment

Run = Callable[..., Result]
Write = Callable[..., Path]


def test_version(run: Run) -> None:
    assert run("--version") == Result(f"newscat {__version__}\n", "", 0)


def commands_in(text: str) -> list[str]:
    return re.findall(r"^  (\w+) ", text.partition("Commands:\n")[2].partition("\n\n")[0], re.MULTILINE)


def test_the_version_has_a_short_option(run: Run) -> None:
    assert run("-V") == run("--version")


@pytest.mark.parametrize("args", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_the_commands(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert (result.stderr, result.exit_code) == ("", 0 if args else 2)
    assert result.stdout.count("Usage:") == 1
    assert commands_in(result.stdout) == list(COMMANDS)


EVERY_COMMAND = [*COMMANDS, *(f"index {name}" for name in ("status", "refresh", "clear", "watch"))]


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_help_has_two_examples_that_the_command_accepts(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert (result.stderr, result.exit_code) == ("", 0)
    examples = result.stdout.partition("Examples:\n")[2].partition("\n\n")[0]
    for line in examples.splitlines():
        dollar, name, *args = shlex.split(line)
        assert (dollar, name, " ".join(args).startswith(command)) == ("$", "newscat", True)
        assert run(*args, "--help").exit_code == 0
    assert len(examples.splitlines()) == 2


@pytest.mark.parametrize("command", EVERY_COMMAND)
@pytest.mark.parametrize("columns", [80, 200])
def test_help_fits_the_terminal_and_short_help_one_screen(run: Run, command: str, columns: int) -> None:
    long, short = (run(*command.split(), option, columns=columns).stdout for option in ("--help", "-h"))
    assert max(map(len, (long + short).splitlines())) <= min(columns, 100)
    assert len(short.splitlines()) <= 24
    assert "\\[" not in long  # markup of the library's own help, which ours does not have
    assert set(re.findall(r"^ +-.*?  ", short, re.MULTILINE)) <= set(re.findall(r"^ +-.*?  ", long, re.MULTILINE))


@pytest.mark.parametrize("command", ["list", "index status"])
def test_help_command_is_the_help_of_the_command(run: Run, command: str) -> None:
    assert run("help", *command.split()) == run(*command.split(), "--help")


def test_help_has_colour_on_a_terminal_only(run: Run) -> None:
    for option in ("-h", "--help"):
        plain, colored = run("list", option, columns=80), run("list", option, tty=True)
        assert "\x1b[" not in plain.stdout
        assert re.sub(r"\x1b\[\d*m", "", colored.stdout) == plain.stdout != colored.stdout
        assert run("list", option, tty=True, env={"NO_COLOR": "1"}) == plain


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["lsit"], "unknown command 'lsit'; did you mean 'list'?"),
        (["help", "lsit"], "unknown command 'lsit'; did you mean 'list'?"),
        (
            ["x\x1b[31m"],
            f"unknown command 'x\\x1b[31m'; use {', '.join(COMMANDS[:-1])} or {COMMANDS[-1]}",
        ),
    ],
)
def test_an_unknown_command_is_one_line(run: Run, args: list[str], message: str) -> None:
    assert run(*args) == Result("", f"newscat: {message}\n", 2)


@pytest.mark.newest
@pytest.mark.parametrize(
    ("args", "command", "near"),
    [
        (["--verson"], "newscat", " (did you mean '--version'?)"),
        (["list", "--formt"], "newscat list", " (did you mean '--format'?)"),
        (["fields", "--field"], "newscat fields", ""),  # --help is not near
    ],
)
def test_an_unknown_option_is_two_lines(run: Run, args: list[str], command: str, near: str) -> None:
    said = f"newscat: no such option: {args[-1]}{near}\nSee '{command} --help'.\n"
    assert run(*args) == Result("", said, 2)


def test_a_bug_is_one_line_with_exit_3_and_a_report(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise KeyError("[/b]\x1b[31m")

    monkeypatch.setattr("newscat.index.catalogue.Catalogue.count", fail)
    write("a.md")
    result = run("list")
    [report] = Path(os.environ["NEWSCAT_CACHE_DIR"]).glob("newscat-bug-*.txt")
    said = f"newscat: a bug in newscat {__version__}: KeyError: '[/b]\\x1b[31m' (report: {report})\n"
    assert result == Result("", said, 3)
    assert report.stat().st_mode & 0o777 == 0o600
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines[1:4] == ["newscat 'list'", "", "Traceback (most recent call last):"]
    assert lines[-1] == "KeyError: '[/b]\\x1b[31m'"
    with pytest.raises(KeyError):
        run("list", env={"NEWSCAT_DEBUG": "1"})


def test_an_interrupt_is_exit_130_without_a_word(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("newscat.index.catalogue.Catalogue.count", interrupt)
    write("a.md")
    assert run("list") == Result("", "", 130)


def test_control_c_while_it_runs_is_exit_130(tmp_path: Path) -> None:
    pipe = tmp_path / "names"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "newscat", "list", "--files-from", "names"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    descriptor = os.open(pipe, os.O_WRONLY)  # returns when newscat has opened it to read
    process.send_signal(signal.SIGINT)
    assert (*process.communicate(timeout=30), process.returncode) == (b"", b"", 130)
    os.close(descriptor)


def test_control_c_while_a_class_is_made_is_no_bug(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 makes a RuntimeError of what `__set_name__` raises, as in `FrontMatter` while it is imported."""

    write("a.md")

    def interrupted(*_: object) -> None:
        raise RuntimeError("Error calling __set_name__ on 'Field' instance") from KeyboardInterrupt()

    monkeypatch.setattr("newscat.index.catalogue.Catalogue.count", interrupted)
    assert run("list") == Result("", "", 130)


def shell(script: str) -> Result:
    """What `script` says; `$newscat` in it is newscat."""
    env = environment({"newscat": f"{sys.executable} -m newscat"})
    done = subprocess.run(["sh", "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False)
    return Result(done.stdout, done.stderr, done.returncode)


COMMAND_LINES = [
    "list",
    "list --format ids",
    "list -0",
    "list --count",
    "search article",
    "show a",
    "show a --format raw",
    "show a --field title",
    "validate --format json",
    "--version",
    "list --help",
]


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_closed_pipe_is_quiet(write: Write, line: str) -> None:
    write("a.md")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "newscat", *line.split()]
    done = subprocess.run(command, env=environment(), stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert (done.stderr, done.returncode) == (b"", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_full_disk_is_exit_1_with_a_message(write: Write, line: str) -> None:
    write("a.md")
    assert shell(f"$newscat {line} > /dev/full") == Result("", "newscat: cannot write: No space left on device\n", 1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("list --format ids >&-", Result("", "newscat: cannot write: Bad file descriptor\n", 1)),
        ("list --format ids 2>&-", Result("a\n", "", 0)),
        ("list nowhere 2>&-", Result("", "", 2)),
        ("list --format ids <&-", Result("a\n", "", 0)),
        ("show - <&-", Result("", "", 0)),
        ("list >&- 2>&-", Result("", "", 1)),
    ],
)
def test_a_stream_that_was_closed_before_the_start(write: Write, line: str, expected: Result) -> None:
    write("a.md")
    assert shell(f"$newscat {line}") == expected


def test_an_old_locale_changes_nothing_in_a_pipe(write: Write, run_process: Run) -> None:
    write("a.md", title="Zürich – 東京")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run_process("list", "--columns", "title", env=env) == Result("title\nZürich – 東京\n", "", 0)


def test_a_table_on_a_real_terminal(write: Write, run_terminal: Run) -> None:
    write("a.md")
    plain = run_terminal("list", env={"NO_COLOR": "1"})
    assert plain.stdout == (
        "id  date        title      provider  topics  quality\n"
        "────────────────────────────────────────────────────\n"
        "a   2022-03-23  Article a  Example   AI           50\n"
        "1 article\n"
    )
    assert plain.exit_code == 0
    assert "\x1b]8;" in run_terminal("list").stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("newscat li", ["list"]),
        ("newscat s", ["search", "show", "similar", "stats", "stories", "schema"]),
        ("newscat list --min-q", ["--min-quality"]),
        ("newscat stories --format ht", ["html"]),
        ("newscat related x --format gr", ["graphml"]),
        ("newscat duplicates --format j", ["json"]),
        ("newscat fields --format i", []),
        ("newscat stories --sort s", ["size"]),
    ],
)
def test_completion(run_process: Run, words: str, expected: list[str]) -> None:
    env = {"_NEWSCAT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert run_process(env=env) == Result("\n".join(expected) + "\n", "", 0)


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_and_installed(run_process: Run, tmp_path: Path, shell_name: str) -> None:
    env = {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    shown = run_process("--show-completion", shell_name, env=env)
    assert (shown.stderr, shown.exit_code) == ("", 0)
    assert "_NEWSCAT_COMPLETE" in shown.stdout
    installed = run_process("--install-completion", shell_name, env=env)
    assert (installed.stderr, installed.exit_code) == ("", 0)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("_NEWSCAT_COMPLETE" in path.read_text() for path in written)


def test_an_interrupt_while_it_is_imported_is_quiet() -> None:
    """Typer and the rest take 0.1 s, in which Python would print a traceback."""
    program = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from newscat.__main__ import main\n"
        "main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, env=environment(), cwd=ROOT
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 130)
