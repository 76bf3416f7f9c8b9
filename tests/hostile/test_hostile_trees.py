"""Every hostile case, alone and all together, cold and warm, in pipes and on a terminal: nothing lost, nothing broken.

`cases.Case` says what is right; `server` runs each command in a process of its own, which may take 10 s and 256 MiB.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hostile import text_cases, tree_cases, yaml_cases
from hostile.cases import Case
from terminal import environment

# Files with nearly as many keys and values as are allowed, or far more.
LARGEST = [case for case in yaml_cases.BOMBS if case.apart]
CASES = yaml_cases.CASES + text_cases.CASES + tree_cases.CASES
SECONDS = 10.0
MIB = 256
RULES = "NC0,NC2"
# Seconds of the processor; by the clock, a busy machine may take longer, and what waits for ever is killed.
PATIENCE = 3 * SECONDS

_DRAWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")  # colours and links of our own
_RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Done(NamedTuple):
    code: int
    stdout: str
    stderr: str
    seconds: float
    kib: int
    raw: bytes


class Server:
    """The process that forks, and what every answer of it must hold to."""

    def __init__(self, cache: Path) -> None:
        env = environment({"PYTHONPATH": f"{Path(__file__).parents[2]}:{Path(__file__).parents[1]}"})
        self.cache = cache
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            text=True,
        )

    def run(self, folder: Path, *args: str, tty: bool = False) -> Done:
        assert self.process.stdin
        assert self.process.stdout
        env = {"NEWSCAT_CACHE_DIR": str(self.cache), "PAGER": "cat"}
        request = {"cwd": str(folder), "args": args, "env": env, "tty": tty, "seconds": PATIENCE}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        raw = answer["stdout"].encode("latin-1")
        texts = [answer[name].encode("latin-1").decode("utf-8", "surrogateescape") for name in ("stdout", "stderr")]
        done = Done(answer["code"], *texts, answer["seconds"], answer["kib"], raw)
        self.check(done, args, tty=tty)
        return done

    def check(self, done: Done, args: tuple[str, ...], *, tty: bool) -> None:
        assert done.code in (0, 1, 2), (args, done.code, done.stderr[-2000:])
        assert "Traceback" not in done.stdout + done.stderr
        assert done.kib < MIB * 1024, (args, done.kib)
        assert done.seconds < SECONDS, (args, done.seconds)
        if "-0" not in args:
            said = _DRAWN.sub("", done.stdout) if tty else done.stdout
            said = said.replace("\r\n", "\n") if tty or "csv" in args else said
            found = _RAW.search(said.replace("\r", "") if tty else said)
            assert found is None, (args, said[max(found.start() - 40, 0) : found.end() + 20])
        assert _RAW.search(done.stderr) is None, (args, done.stderr)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("hostile") / "cache")
    yield server
    server.process.communicate()


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, however deep."""
    folder = tmp_path / "tree"
    folder.mkdir()
    yield folder
    os.chdir(tmp_path)
    shutil.rmtree(folder, onerror=_open_up)


def _open_up(function: Any, path: str, _: object) -> None:
    if function in (os.scandir, os.open, os.lstat):  # closed to us, or its path too long
        subprocess.run(["chmod", "-R", "u+rwx", path], check=False, capture_output=True)
        subprocess.run(["rm", "-rf", path], check=False)


def outcomes(server: Server, folder: Path) -> dict[str, str]:
    """What became of each file that is spoken of, as `Case.outcome` has it."""
    listed = [
        os.fsdecode(path).removeprefix("./") for path in server.run(folder, "list", "-0").raw.split(b"\0") if path
    ]
    found = dict.fromkeys(listed, "listed")
    told = server.run(folder, "validate", "--format", "json", "--select", RULES)
    seen: set[tuple[str, str]] = set()
    for finding in json.loads(told.stdout)["findings"] if told.stdout else ():
        path, code = finding["path"], finding["code"]
        if (path, code) not in seen:
            found[path] = f"{found.get(path, '')} {code}:{finding['line']}".strip()
        seen.add((path, code))
    return found


def expected(case: Case) -> dict[str, str]:
    return {path: outcome for path, outcome in case.outcome.items() if outcome not in ("ignored", "")}


@pytest.mark.parametrize("case", [case for case in CASES if case not in LARGEST], ids=lambda case: case.name)
def test_a_case_alone(case: Case, server: Server, tree: Path) -> None:
    check_alone(case, server, tree)


@pytest.mark.slow
@pytest.mark.parametrize("case", LARGEST, ids=lambda case: case.name)
def test_one_of_the_largest_cases_alone(case: Case, server: Server, tree: Path) -> None:
    check_alone(case, server, tree)


def check_alone(case: Case, server: Server, tree: Path) -> None:
    """A cold and a warm cache say the same, and the outcome is the one of the case."""
    case.make(tree)
    cold = server.run(tree, "list", "--format", "json")
    warm = server.run(tree, "list", "--format", "json")
    assert (warm.stdout, warm.stderr, warm.code) == (cold.stdout, cold.stderr, cold.code)
    found = outcomes(server, tree)
    assert {path: found.get(path) for path in expected(case)} == expected(case)
    if case.files.keys() == case.outcome.keys():
        assert found == expected(case)
    for path, outcome in case.outcome.items():
        if outcome.startswith("NC"):  # named once, with its place
            assert sum(line.startswith(f"{path}:") for line in cold.stderr.splitlines()) == 1
    if cold.stdout:
        json.loads(cold.stdout)
    server.run(tree, "list", tty=True)


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One tree of all cases, a folder each."""
    folder = tmp_path_factory.mktemp("together")
    for number, case in enumerate(CASES):
        if not case.apart:
            (folder / f"{number:03}").mkdir()
            case.make(folder / f"{number:03}")
    yield folder
    subprocess.run(["chmod", "-R", "u+rwx", folder], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.xdist_group("together")
def test_all_cases_together(server: Server, together: Path) -> None:
    """What one file does has no effect on another."""
    found = outcomes(server, together)
    wanted = {
        f"{number:03}/{path}": outcome
        for number, case in enumerate(CASES)
        if not case.apart
        for path, outcome in expected(case).items()
    }
    assert {path: found.get(path) for path in wanted} == wanted


COMMANDS = [
    *(("list", "--format", format) for format in ("table", "tsv", "csv", "json", "ndjson", "md", "ids", "paths")),
    ("list", "--columns", "id,title,fields,images,related,url"),
    ("list", "--topic", "AI", "--sort", "title,-quality,provider"),
    ("search", "title", "--format", "tsv"),
    ("search", "title", "--format", "json"),
    *(("validate", "--format", format) for format in ("text", "json", "github")),
]


@pytest.mark.slow
@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_format_of_all_cases(command: tuple[str, ...], server: Server, together: Path) -> None:
    done = server.run(together, *command)
    assert done.code == (1 if command[0] == "validate" else 0)
    if command[-1] == "json":
        json.loads(done.stdout)
    if command[-1] == "ndjson":
        assert len([json.loads(line) for line in done.stdout.splitlines()]) > 100


@pytest.mark.slow
@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("command", [("list",), ("search", "title"), ("validate",)], ids=" ".join)
def test_all_cases_on_a_terminal(command: tuple[str, ...], server: Server, together: Path) -> None:
    server.run(together, *command, tty=True)


@pytest.mark.slow
@pytest.mark.xdist_group("together")
def test_the_cache_repeats_what_was_said_without_it(server: Server, together: Path) -> None:
    for command in (("list",), ("validate",)):
        said = [server.run(together, *command, *more) for more in ((), (), ("--no-cache",))]
        assert len({(each.stdout, each.stderr, each.code) for each in said}) == 1


@pytest.mark.parametrize("name", text_cases.HOSTILE)
def test_a_title_comes_out_as_it_was_written(name: str, server: Server, tree: Path) -> None:
    text_cases.title_case(name).make(tree)
    [record] = json.loads(server.run(tree, "list", "--format", "json").stdout)["records"]
    title = text_cases.HOSTILE[name]
    assert (record["title"], record["topics"], record["provider"]["name"]) == (title, [title], title)
    for format in ("text", "json", "yaml"):
        assert server.run(tree, "show", "x", "--format", format).code == 0
    assert json.loads(server.run(tree, "show", "x", "--format", "json").stdout)["title"] == title


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [case for case in text_cases.SIZES + yaml_cases.BOMBS if "listed" in case.outcome["x.md"] and not case.apart],
    ids=lambda case: case.name,
)
def test_a_large_file_can_be_shown(case: Case, server: Server, tree: Path) -> None:
    case.make(tree)
    for format in ("text", "json", "yaml"):
        assert server.run(tree, "show", "x", "--format", format).code == 0


def test_there_are_150_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 150
