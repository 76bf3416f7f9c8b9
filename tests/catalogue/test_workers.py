"""Other processes give what this one would, in the same order, and are gone when they are no longer needed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newscat import open_catalogue
from newscat.index.load import parse, pool, processes, workers
from newscat.index.load.checks import Checks
from newscat.index.load.kinds import FileKind, Kinds
from newscat.index.load.workers import Job, read_all
from terminal import environment

Write = Callable[..., Path]

linux = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


@pytest.fixture(autouse=True)
def _soon_and_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers from the third file on, seven files a message."""
    monkeypatch.setattr(workers, "THRESHOLD", 3)
    monkeypatch.setattr(workers, "_BATCH", 7)
    monkeypatch.setattr(pool, "processors", lambda: 2)


@pytest.fixture
def jobs(write: Write) -> list[tuple[int, Job]]:
    """A hundred files: sound, with findings, unreadable, no record, gone."""
    for number in range(100):
        text = ("---\ntitle: [\n---\n", "no front matter", b"\xff")[number % 3] if number % 5 == 0 else None
        write(f"{number:03}.md", text=text, qualty=number, body="the body " * number)
    Path("\udcff.md").write_bytes(b"---\nid: odd\n---\n")
    names = [f"{number:03}.md" for number in range(100)] + ["gone.md", "\udcff.md"]
    return [(number, (name, number % 10 == 0)) for number, name in enumerate(names)]


def here(jobs: list[tuple[int, Job]], checks: Checks) -> list[Any]:
    return [(place, parse.parsed_file(path, checks, named=named)) for place, (path, named) in jobs]


@pytest.mark.parametrize("most", [(3, 1 << 20), (64, 200), (64, 1 << 20)])
def test_files_that_are_checked_together_give_what_each_gives_alone(
    jobs: list[tuple[int, Job]], most: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parse, "_GROUP", most[0])
    monkeypatch.setattr(parse, "_GROUP_SIZE", most[1])
    files, checks = [job for _, job in jobs], Checks(rules=True)
    alone = [parse.parsed_file(path, checks, named=named) for path, named in files]
    assert any(one is None for one in alone)
    assert any(one and one.findings for one in alone)
    assert list(parse.parsed_files(files, checks)) == alone


@pytest.mark.parametrize(
    "checks",
    [
        Checks(),
        Checks(rules=True),
        Checks(rules=True, known_fields=frozenset({"qualty"})),
        Checks(rules=True, kinds=Kinds.of("page", [FileKind("*1.md", "news"), FileKind("*2.md", schema="false")])),
    ],
)
def test_they_give_the_same_in_the_same_order(checks: Checks, jobs: list[tuple[int, Job]]) -> None:
    expected = here(jobs, checks)
    assert [place for place, _ in expected] == list(range(102))
    assert list(read_all(iter(jobs), checks)) == expected


def test_few_files_need_no_process(jobs: list[tuple[int, Job]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "Process", None)
    assert len(list(read_all(jobs[:2], Checks()))) == 2


def test_they_have_a_few_messages_at_a_time(jobs: list[tuple[int, Job]]) -> None:
    taken = 0

    def counted() -> Iterator[tuple[int, Job]]:
        nonlocal taken
        for job in jobs:
            taken += 1
            yield job

    with closing(read_all(counted(), Checks())) as results:
        for done, _ in enumerate(results):
            assert taken - done <= 7 * 2 * 6


@pytest.mark.parametrize("when", [0, 5, 40, 98])
def test_the_files_of_a_worker_that_dies_are_read_here(
    when: int, jobs: list[tuple[int, Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Any] = []

    class Noted(processes.Process):
        def __init__(self, *args: str) -> None:
            super().__init__(*args)
            started.append(self._process)

    monkeypatch.setattr(pool, "Process", Noted)
    results = []
    for result in read_all(iter(jobs), Checks()):
        results.append(result)
        if len(results) == when + 1:
            started[when % 2].kill()
    assert results == here(jobs, Checks())


@pytest.mark.parametrize("program", [None, "", "/nowhere/python", "/bin/true", "/bin/cat", "/"])
def test_without_a_python_to_start_files_are_read_here(
    program: str | None, jobs: list[tuple[int, Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert list(read_all(iter(jobs), Checks())) == here(jobs, Checks())


def test_a_frozen_program_is_not_started_again(jobs: list[tuple[int, Job]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert list(read_all(iter(jobs), Checks())) == here(jobs, Checks())


def test_a_narrow_pipe_stops_nobody(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides write more than a pipe takes: if one did not read meanwhile, both would wait for ever."""
    monkeypatch.setattr(processes, "_PIPE", 4096)
    monkeypatch.setattr(workers, "_BATCH", 60)
    folder = "f" * 200 + "/" + "g" * 200
    names = [write(f"{folder}/{number}.md", body="long " * 5000).relative_to(Path.cwd()) for number in range(400)]
    jobs = [(number, (str(name), False)) for number, name in enumerate(names)]
    with closing(read_all(iter(jobs), Checks())) as results:
        ending = threading.Timer(20, lambda: os.kill(os.getpid(), signal.SIGINT))
        ending.start()
        try:
            assert [place for place, _ in results] == list(range(400))
        finally:
            ending.cancel()


# --- in programs ------------------------------------------------------------------------------------------------------


def program(code: str, **more: Any) -> "subprocess.Popen[str]":
    """A program of its own, marked so that its processes can be found."""
    start = "from newscat.index.load import workers\nworkers.THRESHOLD = 3\nworkers._BATCH = 2\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({"MARK": str(Path.cwd())}),
        **more,
    )


def left() -> list[int]:
    """The processes of such programs that are still there."""
    mark = f"MARK={Path.cwd()}\0".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue  # another user's, or gone
    return found


def all_gone() -> bool:
    """A process that hears of the end of its parent needs a moment."""
    for _ in range(100):
        if not left():
            return True
        time.sleep(0.05)
    return False


@linux
def test_a_program_needs_no_guard_and_may_use_a_thread(jobs: list[tuple[int, Job]]) -> None:
    Path("program.py").write_text(
        "import threading\n"
        "from newscat import open_catalogue\n"
        "from newscat.index.load import workers\n"
        "workers.THRESHOLD = 3\n"
        "print('once')\n"
        "def count():\n"
        "    print(open_catalogue('.', cache=True).count())\n"
        "thread = threading.Thread(target=count)\n"
        "thread.start()\n"
        "thread.join()\n"
    )
    done = subprocess.run(
        [sys.executable, "program.py"], capture_output=True, text=True, env=environment(), timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == (f"once\n{open_catalogue('.').count()}\n", "")


@linux
@pytest.mark.parametrize(
    "end",
    [
        "for result in results:\n    break\n",
        "next(results); raise RuntimeError\n",
        "next(results); import signal; signal.raise_signal(signal.SIGINT)\n",
        "next(results); import os; os.kill(os.getpid(), 9)\n",
        "next(results); import os; os.kill(os.getpid(), 15)\n",
        "next(results); import sys; sys.exit()\n",
        "list(results)\n",
    ],
)
def test_no_process_is_left(end: str, jobs: list[tuple[int, Job]]) -> None:
    code = (
        "import pathlib\nfrom newscat.index.load.checks import Checks\n"
        "jobs = [(path, (path, False)) for path in map(str, sorted(pathlib.Path('.').glob('[0-9]*.md')))]\n"
        f"results = workers.read_all(jobs, Checks())\n{end}"
    )
    with program(code) as running:
        running.communicate(timeout=60)
    assert all_gone()


@linux
def test_no_process_is_left_while_the_program_goes_on(
    jobs: list[tuple[int, Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither one that works nor one that nobody has asked how it ended."""
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    before = children.read_text()
    list(read_all(iter(jobs), Checks()))
    assert children.read_text() == before
    with closing(read_all(iter(jobs), Checks())) as results:
        next(results)
        assert children.read_text() != before
    assert children.read_text() == before

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("newscat.index.load.writer.Writer.flush", full)
    with pytest.raises(OSError, match="full"):
        open_catalogue(".").refresh()
    assert children.read_text() == before


@linux
def test_interrupting_a_command_ends_its_workers(jobs: list[tuple[int, Job]]) -> None:
    """^C on a terminal goes to the whole group."""
    code = (
        "import os, signal, sys\nfrom newscat.cli.app import main\nfrom newscat.index.load.writer import Writer\n"
        "def interrupted(*_):\n    os.killpg(0, signal.SIGINT)\n    import time; time.sleep(5)\n"
        "Writer.add = interrupted\nmain(['list'])\n"
    )
    with program(code, start_new_session=True) as running:
        out, said = running.communicate(timeout=60)
    assert (out, said, running.returncode) == ("", "", 130)
    assert all_gone()


def test_what_a_machine_prints_when_python_starts_is_no_message(
    jobs: list[tuple[int, Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path("home").absolute()
    site = home / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    site.mkdir(parents=True)
    (site / "sitecustomize.py").write_text("print('Hello')")
    (home / "bin").mkdir()
    (home / "bin/python").symlink_to(Path(sys.executable).resolve())
    (home / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
    said = subprocess.run([home / "bin/python", "-I", "-c", ""], capture_output=True, text=True, check=True)
    assert said.stdout == "Hello\n"
    monkeypatch.setattr(sys, "executable", str(home / "bin/python"))
    monkeypatch.setattr(parse, "parsed_file", None)  # it is the workers that read
    assert [place for place, _ in read_all(iter(jobs), Checks())] == list(range(102))
