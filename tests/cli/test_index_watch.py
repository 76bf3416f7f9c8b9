"""`newscat index watch`: a process of its own, told by its stderr; nothing here waits longer than it must."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from terminal import Result, environment

pytest.importorskip("watchfiles")

Run = Callable[..., Result]
Write = Callable[..., Path]
PATIENCE = 30


class Watching:
    """A `newscat index watch` that is running."""

    def __init__(self, *args: str) -> None:
        command = [sys.executable, "-m", "newscat", "index", "watch", *args]
        self.process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))

    def says(self) -> str:
        """The next line; it may take a moment to come."""
        return self.lines.get(timeout=PATIENCE)

    def until(self, end: str) -> str:
        """The next line that ends so: a burst of changes may be told in one line or in two."""
        while not (line := self.says()).endswith(end):
            pass
        return line

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@pytest.fixture
def watch() -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def watch(*args: str) -> Watching:
        started.append(Watching(*args))
        return started[-1]

    yield watch
    for one in started:
        if one.process.poll() is None:
            one.stop()


def test_watch_keeps_the_index_fresh_until_control_c(
    write: Write, run: Run, watch: Callable[..., Watching], tmp_path: Path
) -> None:
    write("sub/a.md")
    watching = watch("sub")
    assert watching.says() == "index of sub: 1 file read, 0 removed; 1 file"
    assert watching.says() == "watching sub; press ^C to stop"
    write("sub/deep/b.md")
    assert watching.until("; 2 files")
    assert run("list", "sub", "--no-refresh", "--format", "ids").stdout == "a\ndeep/b\n"
    shutil.rmtree(tmp_path / "sub" / "deep")
    assert watching.says().endswith(", 1 removed; 1 file")
    assert run("list", "sub", "--no-refresh", "--format", "ids").stdout == "a\n"
    (tmp_path / "sub" / ".gitignore").write_text("a.md\n")
    assert watching.says() == "index of sub: 0 files read, 1 removed; 0 files"
    assert watching.stop() == 130
    assert watching.lines.empty()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_watch_that_is_terminated_leaves_an_index_that_is_not_damaged(
    write: Write, run: Run, watch: Callable[..., Watching], number: int, code: int
) -> None:
    write("sub/a.md")
    watching = watch("sub")
    assert watching.until("watching sub; press ^C to stop")
    write("sub/b.md")
    assert watching.until("; 2 files")
    assert watching.stop(number) == code
    assert not [*Path(os.environ["NEWSCAT_CACHE_DIR"]).glob("*-wal")]
    assert run("index", "status", "sub").stderr == ""
    assert run("index", "refresh", "sub").stderr == "index of sub: up to date; 2 files\n"


def test_validate_that_watches_ends_with_143_when_it_is_terminated(write: Write, run: Run) -> None:
    write("a.md", text="")
    command = [sys.executable, "-m", "newscat", "validate", "--watch", "--select", "NC002"]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert b"NC002" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 143
    assert run("list").stderr.splitlines() == ["a.md:1:1: not listed: the file is empty (NC002)"]


# Closes an index while a signal comes, then waits for longer than the test does.
_TERMINATED_WHILE_CLOSING = """
import os, signal, time, weakref
from newscat.__main__ import main
from newscat.cli import app

class Index: pass

def run():
    index = Index()
    weakref.finalize(index, os.kill, os.getpid(), signal.SIGTERM)
    del index
    time.sleep(60)

app.main = run
main()
"""


def test_a_signal_that_comes_while_an_index_is_closed_is_not_lost() -> None:
    command = [sys.executable, "-c", _TERMINATED_WHILE_CLOSING]
    done = subprocess.run(command, env=environment(), capture_output=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (143, b"", b"")


def test_watch_survives_a_folder_that_vanishes(
    write: Write, run: Run, watch: Callable[..., Watching], tmp_path: Path
) -> None:
    write("one/a.md")
    write("two/b.md")
    watching = watch("one", "two")
    assert watching.until("watching one, two; press ^C to stop")
    shutil.rmtree(tmp_path / "two")
    assert watching.until("waiting for two, which does not exist")
    write("two/b.md", title="Back")
    write("two/c.md")
    assert watching.until("; 3 files")
    write("two/d.md")
    assert watching.until("; 4 files")
    assert run("list", "one", "two", "--no-refresh", "--count").stdout == "4\n"


def test_watch_sees_the_rules_above_its_folder(
    write: Write, run: Run, watch: Callable[..., Watching], tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    write("sub/a.md")
    write("sub/b.md")
    watching = watch("sub")
    assert watching.until("watching sub; press ^C to stop")
    (tmp_path / ".gitignore").write_text("b.md\n")
    assert watching.until(", 1 removed; 1 file")


def test_watch_passes_over_what_is_no_article_s(
    write: Write, watch: Callable[..., Watching], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCAT_CACHE_DIR", str(tmp_path / "sub" / "cache"))  # a refresh writes there
    write("sub/a.md")
    watching = watch("sub")
    assert watching.until("watching sub; press ^C to stop")
    write("sub/.hidden/b.md")
    write("sub/node_modules/c.md")
    write("sub/d.pdf", text="")
    write("sub/e.md")
    assert watching.until("; 2 files")


def test_watch_without_watchfiles_says_what_to_install(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md")
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    said = "newscat: watching requires an extra package: pip install 'newscat[watch]'\n"
    assert run("index", "watch") == Result("", said, 2)


def test_watch_wants_folders(write: Write, run: Run) -> None:
    write("a.md")
    assert run("index", "watch", "a.md") == Result("", "newscat: single files have no index: a.md\n", 2)
    assert run("index", "watch", "nowhere") == Result("", "newscat: no such file or folder: 'nowhere'\n", 2)


def test_watch_of_all_that_the_system_can_watch(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached.")

    write("a.md")
    monkeypatch.setattr("watchfiles.watch", refuse)
    assert run("index", "watch") == Result("", "newscat: cannot watch .: OS file watch limit reached.\n", 2)
    assert not Path(os.environ["NEWSCAT_CACHE_DIR"]).exists()
