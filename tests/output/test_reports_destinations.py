"""Where reports go: whole files or none, and one report on stdout."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscat.article.finding import Finding, Severity
from newscat.errors import UsageError
from newscat.output.reports.destinations import deliver, destinations
from newscat.output.reports.report import Report
from newscat.output.terminal.screen import Screen

FOUND = Finding("ä.md", 1, 1, "NC101", "missing-field", Severity.ERROR, "no 'title'")
CONCISE = "ä.md:1:1: NC101 no 'title'\n"


def delivered(*values: str, color: bool = False) -> str:
    """What reaches stdout of a report that can be gone through once."""
    out = io.StringIO()
    deliver(Report(iter([FOUND]), 1), destinations(values, "concise"), out, Screen(color=color))
    return out.getvalue()


def test_the_default_goes_to_stdout() -> None:
    assert delivered() == CONCISE
    assert delivered("concise=-") == CONCISE
    assert delivered("ndjson").startswith('{"path": "ä.md"')


def test_each_report_gets_all_findings(tmp_path: Path) -> None:
    assert delivered("text=a.txt", "concise", "concise=b=c.txt", color=True).startswith("\x1b[1mä.md")
    assert (tmp_path / "a.txt").read_text("utf-8") == CONCISE
    assert (tmp_path / "b=c.txt").read_text("utf-8") == CONCISE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b=c.txt"]


def test_with_a_file_alone_stdout_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("of last time, and longer than what comes now, by far\n", encoding="utf-8")
    assert delivered("concise=a.txt") == ""
    assert (tmp_path / "a.txt").read_text("utf-8") == CONCISE


def test_one_report_streams_and_several_collect_once() -> None:
    report = Report(iter([FOUND]), 1)
    deliver(report, destinations([], "concise"), io.StringIO(), Screen())
    assert report.counts[Severity.ERROR] == 1
    assert not isinstance(report.findings, tuple)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["sarf"], "unknown format 'sarf' (did you mean 'sarif'?)"),
        (["sarf=x"], "unknown format 'sarf' (did you mean 'sarif'?)"),
        (["json="], "--format json= has no file name"),
        (["json=folder"], "--format json=folder: 'folder' is a folder"),
        (["json=no/such/a.json"], "--format json=no/such/a.json: no such folder: 'no/such'"),
        (["github", "json"], "two reports on stdout, github and json: write one to a file: json=FILE"),
        (["github", "json=-"], "two reports on stdout, github and json: write one to a file: json=FILE"),
        (["sarif=a", "json=./a"], "two reports in 'a', sarif and json: write one to a file: json=FILE"),
    ],
)
def test_what_cannot_be_meant_is_refused(values: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError) as error:
        destinations(values, "concise")
    assert str(error.value) == message


def test_a_run_that_fails_leaves_the_report_of_before(tmp_path: Path) -> None:
    def findings() -> Iterator[Finding]:
        yield FOUND
        raise KeyboardInterrupt

    (tmp_path / "a.json").write_text("before", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        deliver(Report(findings(), 1), destinations(["json=a.json"], "concise"), io.StringIO(), Screen())
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"a.json": "before"}


def test_a_file_has_the_mode_of_any_new_file_and_a_link_stays(tmp_path: Path) -> None:
    (tmp_path / "there.txt").touch()
    (tmp_path / "link.txt").symlink_to("there.txt")
    delivered("concise=link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "there.txt").read_text("utf-8") == CONCISE
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "there.txt").stat().st_mode == plain.stat().st_mode


def test_a_pipe_and_the_null_device_are_written_not_replaced(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_text("utf-8")))
    reader.start()
    delivered("concise=fifo", f"json={os.devnull}")
    reader.join(10)
    assert read == [CONCISE]
    assert fifo.is_fifo()
    assert not Path(os.devnull).is_file()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(OSError, match="No space left on device") as error:
        delivered("concise=a.txt")
    assert error.value.strerror == "'a.txt': No space left on device"
    assert list(tmp_path.iterdir()) == []
