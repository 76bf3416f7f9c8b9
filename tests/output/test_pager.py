"""The pager: when there is one, which one, and what reaches it."""

import io
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from newscat.output.terminal.pager import _lines, chosen, paged
from newscat.output.terminal.screen import Screen
from terminal import ROOT, Result, terminal

XTERM = {"TERM": "xterm"}


@pytest.mark.parametrize(
    ("configured", "environ", "command"),
    [
        (None, {}, "less"),
        (None, {"PAGER": "more -s"}, "more -s"),
        (None, {"PAGER": ""}, None),
        (None, {"PAGER": " "}, None),
        (None, {"PAGER": "cat"}, None),
        ("most", {"PAGER": "more"}, "most"),
        ("", {"PAGER": "more"}, None),
        ("cat", {}, None),
        ("most", {"TERM": "dumb"}, None),
        (None, {"TERM": ""}, None),
    ],
)
def test_which_pager(configured: str | None, environ: Mapping[str, str], command: str | None) -> None:
    assert chosen(configured, XTERM | environ) == command


def test_a_terminal_that_is_none_has_no_pager() -> None:
    assert chosen("less", {}) is None


@pytest.mark.parametrize("screen", [Screen(), Screen(is_terminal=True, width=80, height=3)])
def test_a_stream_that_is_no_terminal_is_written_to(screen: Screen) -> None:
    out = io.StringIO()
    with paged(out, screen, "false") as stream:
        assert stream is out


def script(lines: int, body: str = "") -> str:
    """A program that pages so many lines on the terminal it runs in and says how that ended."""
    return f"""
import os, sys, time
from newscat.output.terminal.pager import paged
from newscat.output.terminal.screen import screen_of
try:
    with paged(sys.stdout, screen_of(sys.stdout, "auto", os.environ), os.environ["COMMAND"]) as out:
        for number in range({lines}):
            out.write(f"\\x1b[31mline {{number}}\\x1b[0m\\n")
        {body or "pass"}
    print("after", flush=True)
except BaseException as error:
    print(type(error).__name__, file=sys.stderr)
    os._exit(9)
"""


def run(lines: int, command: str, body: str = "", **env: str) -> Result:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COMMAND": command, **env}
    return terminal([sys.executable, "-c", script(lines, body)], 20, 10, environ)


def printed(lines: int) -> str:
    return "".join(f"\x1b[31mline {number}\x1b[0m\n" for number in range(lines))


def test_what_fits_on_the_screen_is_printed() -> None:
    assert run(9, "sed s/^/paged:/") == Result(printed(9) + "after\n", "", 0)


def test_what_is_longer_goes_to_the_pager_whole_and_then_it_goes_on() -> None:
    paged_lines = "".join(f"paged:{line}\n" for line in printed(2000).splitlines())
    assert run(2000, "sed s/^/paged:/") == Result(paged_lines + "after\n", "", 0)


def test_a_long_line_takes_several_lines_of_the_screen() -> None:
    shown = run(0, "sed s/^/paged:/", body="out.write('日' * 91 + chr(10))").stdout
    assert shown == "paged:" + "日" * 91 + "\nafter\n"
    shown = run(0, "sed s/^/paged:/", body="out.write('日' * 90 + chr(10)); out.flush()").stdout
    assert shown == "日" * 90 + "\nafter\n"


def test_a_pager_that_is_not_installed_is_done_without() -> None:
    assert run(20, "no-such-pager -x") == Result(printed(20) + "after\n", "", 0)


def test_the_shell_takes_a_command_that_is_more_than_words() -> None:
    assert run(20, "head -1 | tr a-z A-Z; cat >/dev/null") == Result("\x1b[31MLINE 0\x1b[0M\nafter\n", "", 0)


def test_less_is_told_what_git_tells_it_unless_the_reader_has() -> None:
    show = 'cat >/dev/null; echo "$LESS $LV"'
    assert run(20, show).stdout == "FRX -c\nafter\n"
    assert run(20, show, LESS="-i", LV="-x").stdout == "-R -i -x\nafter\n"


def test_a_reader_who_leaves_early_ends_it() -> None:
    assert run(100_000, "head -2") == Result(printed(2) + "BrokenPipeError\n", "", 9)


def test_what_had_come_before_an_error_is_read_first(tmp_path: Path) -> None:
    done = tmp_path / "done"
    shown = run(20, f"cat; sleep 0.3; touch {done}", body="raise ValueError")
    assert shown == Result(printed(20) + "ValueError\n", "", 9)
    assert done.exists()


def test_a_small_answer_before_an_error_is_printed_first() -> None:
    assert run(2, "false", body="raise ValueError") == Result(printed(2) + "ValueError\n", "", 9)


INTERRUPTED = "os.kill(os.getpid(), {signal}); time.sleep(5)"


def test_an_interrupt_waits_for_the_pager(tmp_path: Path) -> None:
    done = tmp_path / "done"
    shown = run(20, f"cat; sleep 0.3; touch {done}", body=INTERRUPTED.format(signal=int(signal.SIGINT)))
    assert shown == Result(printed(20) + "KeyboardInterrupt\n", "", 9)
    assert done.exists()


def test_an_interrupt_while_the_pager_shows_is_the_pagers(tmp_path: Path) -> None:
    """Its parent, which only waits, gets one as well, since both are in the terminal's foreground."""
    shown = run(20, 'trap "" INT; cat; kill -INT $PPID; sleep 0.3; echo read')
    assert shown == Result(printed(20) + "read\nafter\n", "", 0)


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [(["a\n"], 1), (["\n"], 1), (["a", "\n", "b", "\n"], 2), (["a", "\nb\n"], 2), (["\n\n"], 2), (["x" * 25, "\n"], 3)],
)
def test_each_line_feed_is_counted_once(pieces: list[str], lines: int) -> None:
    assert sum(_lines(piece, 10) for piece in pieces) == lines
