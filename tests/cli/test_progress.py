"""The bar on stderr: when it comes, what it says, and that it is gone afterwards."""

import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from newscat.files.paths import Selection, named
from newscat.index.load.estimate import counted, expected
from newscat.output.terminal import progress
from newscat.output.terminal.progress import Bar, left, line
from newscat.output.terminal.screen import Screen
from terminal import Result, environment

Run = Callable[..., Result]
Write = Callable[..., Path]
SCREEN = Screen(is_terminal=True, width=80, height=24)


class Clock:
    """A time that passes only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def drawn(done: int, total: int | None, rate: float, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, markup=False, highlight=False, _environ={}).print(line(done, total, rate, width))
    return out.getvalue().rstrip()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((45_312, 100_000, 24_113.4, 80), "Reading  ━  45,312 of 100,000 files  24,113 files/s  2 s left"),
        ((45_312, 100_000, 24_113.4, 60), "Reading   45,312 of 100,000 files  24,113 files/s  2 s left"),
        ((45_312, 100_000, 24_113.4, 50), "Reading   45,312 of 100,000 files  2 s left"),
        ((45_312, 100_000, 24_113.4, 34), " 45,312 of 100,000 files"),
        ((1, None, 0.0, 80), "Reading  1 file  0 files/s"),
        ((2_000_000, None, 30_000.0, 80), "Reading  2,000,000 files  30,000 files/s"),
        ((2_000_000, None, 30_000.0, 5), "2,000"),
    ],
)
def test_what_is_drawn(args: tuple[int, int | None, float, int], expected: str) -> None:
    assert re.sub(r"[━╸╺]+ *", "━  ", drawn(*args)) == expected


@pytest.mark.parametrize("width", range(1, 120))
def test_it_never_takes_a_second_line(width: int) -> None:
    for total in (None, 1_000_000, 100):
        assert all(len(part) <= width for part in drawn(99, total, 12_345.6, width).split("\n"))
        assert drawn(99, total, 12_345.6, width).count("\n") == 0


@pytest.mark.parametrize(
    ("files", "rate", "expected"),
    [
        (0, 10.0, "0 s left"),
        (10, 10.0, "1 s left"),
        (999, 10.0, "100 s left"),
        (1000, 10.0, "2 min left"),
        (3600, 1.0, "60 min left"),
        (7200, 1.0, "2 h left"),
        (10, 0.0, ""),
    ],
)
def test_the_time_left(files: int, rate: float, expected: str) -> None:
    assert left(files, rate) == expected


def test_nothing_is_drawn_before_half_a_second(clock: Clock) -> None:
    out = io.StringIO()
    with Bar(out, SCREEN, lambda: iter([100])) as bar:
        clock.now += 0.49
        bar(16)
    assert out.getvalue() == ""


def test_it_is_drawn_and_wiped_out_and_the_cursor_is_back(clock: Clock) -> None:
    out = io.StringIO()
    with Bar(out, SCREEN, lambda: iter([64])) as bar:
        clock.now += 1
        bar(32)
        clock.now += 0.05
        bar(48)  # too soon after the last
    assert re.sub(r"[━╸ ]+", " ", out.getvalue()) == (
        "\x1b[?25lReading 32 of 64 files 32 files/s 1 s left"
        "\r\x1b[2KReading 32 of 64 files 32 files/s 1 s left\n"
        "\x1b[?25h\r\x1b[1A\x1b[2K"
    )


def test_an_interrupt_wipes_it_out_too(clock: Clock) -> None:
    out = io.StringIO()
    bar = Bar(out, SCREEN, lambda: iter([64]))
    clock.now += 1
    bar(32)
    bar.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert out.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


def test_a_total_that_was_too_low_is_forgotten(clock: Clock) -> None:
    out = io.StringIO()
    with Bar(out, SCREEN, lambda: iter([16])) as bar:
        clock.now += 1
        bar(32)
    assert out.getvalue().count("Reading  32 files  32 files/s") == 2


def test_counting_is_spread_over_the_drawings(clock: Clock) -> None:
    def slowly() -> Iterator[int]:
        for total in (100, 200, 300):
            clock.now += 0.04
            yield total

    out = io.StringIO()
    with Bar(out, SCREEN, slowly) as bar:
        for done in (16, 32, 48):
            clock.now += 1
            bar(done)
    said = [part.strip().partition("  ")[0] for part in re.sub(r"[━╸] *", "", out.getvalue()).split("Reading  ")]
    assert said[1:] == ["16 files", "32 of 300 files", "48 of 300 files", "48 of 300 files"]


def test_a_terminal_that_has_gone_is_no_error(clock: Clock) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    with Bar(Gone(), SCREEN, lambda: iter([])) as bar:
        clock.now += 1
        bar(16)
        clock.now += 1
        bar(32)


# --- how many there will be -------------------------------------------------------------------------------------------


def test_files_are_counted_by_their_names(write: Write, tmp_path: Path) -> None:
    for name in ("a.md", "b.txt", "no.pdf", "sub/c.md", ".hidden/d.md", "node_modules/e.md", "sub/.f.md"):
        write(name)
    assert list(counted(named(["."]), Selection())) == [2, 3]
    assert list(counted(named(["sub", "a.md"]), Selection())) == [2]
    assert list(counted(named(["."]), Selection(include=("*.md", "!b.md")))) == [1, 2]
    assert list(counted(named(["."]), Selection(include=("a*",)))) == [3, 4]


def test_with_an_index_only_what_must_be_read_counts(write: Write, run: Run) -> None:
    for name in ("a.md", "b.md"):
        write(name)
    run("list")
    [cache] = Path(os.environ["NEWSCAT_CACHE_DIR"]).glob("*.sqlite3")
    whole = (named([]), Selection(), str(cache))
    assert list(expected(*whole, rules=True)) == [2]
    assert list(expected(*whole, rules=False)) == []
    run("validate")
    assert list(expected(*whole, rules=True)) == []
    cache.unlink()
    assert list(expected(*whole, rules=False)) == [2]


# --- whole commands ---------------------------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar comes at once."""
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(progress, "_CALLS", 1)


def has_bar(result: Result) -> bool:
    assert result.exit_code == 0
    return "Reading" in result.stderr


@pytest.mark.usefixtures("slow")
def test_a_bar_only_on_a_terminal_that_can_show_it_and_not_with_quiet(write: Write, run: Run) -> None:
    write("a.md")
    for args in (["list"], ["search", "article"], ["show", "a"], ["validate"]):
        assert has_bar(run(*args, "--no-cache", tty=True))
        assert not has_bar(run(*args, "--no-cache"))
        assert not has_bar(run(*args, "--no-cache", "--quiet", tty=True))
        assert not has_bar(run(*args, "--no-cache", tty=True, env={"TERM": "dumb"}))
    assert has_bar(run("index", "refresh", tty=True))


@pytest.mark.usefixtures("slow")
def test_a_bar_has_colour_only_where_that_is_wanted(write: Write, run: Run) -> None:
    write("a.md")
    assert "\x1b[36m" in run("list", "--no-cache", tty=True).stderr
    assert "\x1b[36m" not in run("list", "--no-cache", tty=True, env={"NO_COLOR": "1"}).stderr


def test_control_c_while_reading_leaves_the_index_and_the_terminal_as_they_were(
    write: Write, run: Run, tmp_path: Path
) -> None:
    for number in range(3):
        write(f"{number}.md")
    run("list")
    before = run("list", "--no-refresh").stdout
    for number in range(2500):
        write(f"{number}.md", title="Changed")
    ours, theirs = pty.openpty()
    code = (
        "from newscat.output.terminal import progress; progress.DELAY = 0; progress._CALLS = 1\n"
        "from newscat.index.load import refresh; import time\n"
        "keep = refresh.Refresh._keep\n"
        "refresh.Refresh._keep = lambda *args: (time.sleep(0.01), keep(*args))\n"
        "from newscat.cli.app import main; main(['list'])"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=theirs, stderr=theirs, env=environment())
    os.close(theirs)
    shown = b""
    while b"Reading" not in shown:
        shown += os.read(ours, 65536)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # Linux ends a terminal without writers so
        pass
    os.close(ours)
    assert process.wait(timeout=30) == 130
    assert b"Traceback" not in shown
    assert shown.endswith(b"\x1b[?25h\r\x1b[1A\x1b[2K")
    assert run("list", "--no-refresh").stdout == before
