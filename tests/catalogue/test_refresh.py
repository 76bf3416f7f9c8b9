"""Refreshing: which files are read again, what happens to a refresh that does not end, and two at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from newscat import open_catalogue
from newscat.files.paths import Selection, named
from newscat.index.cache import database, seal, store
from newscat.index.load import parse, refresh
from newscat.index.load.checks import Checks
from newscat.index.reader import CatalogueReader
from newscat.index.source import Source
from terminal import Result, environment

Write = Callable[..., Path]
LIST = ("list", "--sort", "path", "--format", "ndjson")

not_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as old enough to be trusted, however new they are."""
    monkeypatch.setattr(refresh, "_TICK", -(10**12))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read so far, by name."""
    names: list[str] = []
    before = parse.parsed_file

    def noted(path: str, checks: Checks, *, named: bool) -> Any:
        names.append(path)
        return before(path, checks, named=named)

    monkeypatch.setattr(parse, "parsed_file", noted)
    return names


def catalogue(*, checks: Checks = Checks()) -> CatalogueReader:
    return CatalogueReader(Source(named(["."]), Selection()), checks=checks, cache=os.environ["NEWSCAT_CACHE_DIR"])


def titles(catalogue: CatalogueReader) -> list[str | None]:
    return [record.title for record in catalogue.select(sort="path")]


# --- which files are read ---------------------------------------------------------------------------------------------


def test_only_what_is_new_or_changed_is_read(settled: None, write: Write, read: list[str]) -> None:
    for name in ("a.md", "b.md", "c/d.md", "c/e.md"):
        write(name)
    catalogue().refresh()
    assert sorted(read) == ["./a.md", "./b.md", "./c/d.md", "./c/e.md"]
    del read[:]
    catalogue().refresh()
    assert read == []
    write("c/e.md", title="Changed")
    write("c/new.md")
    Path("a.md").unlink()
    Path("b.md").rename("B.md")
    catalogue().refresh()
    assert sorted(read) == ["./B.md", "./c/e.md", "./c/new.md"]


def test_a_new_file_may_change_again_and_is_read_again(
    write: Write, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md")
    with monkeypatch.context() as patch:
        patch.setattr(refresh, "_TICK", 10**12)
        catalogue().refresh()
        catalogue().refresh()
    assert read == ["./a.md"] * 2
    time.sleep(0.06)
    catalogue().refresh()
    assert read == ["./a.md"] * 3
    catalogue().refresh()
    assert read == ["./a.md"] * 3


def test_a_file_whose_time_has_whole_seconds_is_trusted_two_seconds_later(
    write: Write, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As file systems have them that store no more than seconds."""
    write("a.md")
    second = Path("a.md").stat().st_ctime_ns // 10**9
    monkeypatch.setattr("newscat.files.walk.signature_of", lambda status: (status.st_size, 0, second * 10**9, 1))
    for after, expected in ((1.9, 1), (2.0, 2), (2.1, 3), (2.2, 3)):
        monkeypatch.setattr(time, "time_ns", lambda after=after: int((second + after) * 10**9))
        catalogue().refresh()
        assert len(read) == expected, after


def test_an_edit_of_the_same_size_within_the_tick_of_the_clock_is_seen(write: Write) -> None:
    path = write("a.md", title="aaa")
    for letter in "bcdefghijklmnopqrstuvwxyz":
        assert open_catalogue(cache=True).count() == 1
        status = path.stat()
        with path.open("rb+") as stream:
            stream.seek(path.read_bytes().index(b"title: ") + 8)
            stream.write(letter.encode() * 3)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert titles(open_catalogue(cache=True)) == [letter * 3]


def test_what_list_has_read_is_read_again_only_for_other_checks(settled: None, write: Write, read: list[str]) -> None:
    for name in ("a.md", "b/c.md"):
        write(name, qualty=1)
    for checks, expected in (
        (Checks(), 2),
        (Checks(), 0),
        (Checks(rules=True), 2),
        (Checks(rules=True), 0),
        (Checks(), 0),
        (Checks(rules=True, known_fields=frozenset({"qualty"})), 2),
        (Checks(), 0),
        (Checks(rules=True), 2),
    ):
        del read[:]
        assert bool(list(catalogue(checks=checks).findings())) == (checks == Checks(rules=True))
        assert len(read) == expected
    write("b/d.md")
    catalogue().refresh()
    del read[:]
    catalogue(checks=Checks(rules=True)).refresh()
    assert read == ["./b/d.md"]


def test_a_file_that_could_not_be_read_is_tried_again(
    settled: None, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many open files, say: nothing of the file changes when that is over."""
    write("a.md")

    def fails(path: str, limit: int) -> bytes:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr("newscat.index.load.parse.head", fails)
        assert [finding.message for finding in catalogue().findings()] == ["Too many open files"]
    assert titles(catalogue()) == ["Article a"]


@not_root
def test_a_file_whose_rights_change_is_read_again(settled: None, write: Write) -> None:
    path = write("a.md")
    for mode, expected in ((0o600, 1), (0o000, 0), (0o400, 1)):
        path.chmod(mode)
        assert catalogue().count() == expected


def test_a_file_that_vanishes_between_the_listing_and_the_reading(
    settled: None, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: dict[str, Callable[[str], object]] = {
        "./gone.md": lambda path: Path(path).unlink(),
        "./pipe.md": lambda path: (Path(path).unlink(), os.mkfifo(path)),
        "./folder.md": lambda path: (Path(path).unlink(), Path(path).mkdir()),
        "./other.md": lambda path: write(path, title="Other"),
    }
    before = parse.parsed_file

    def late(path: str, checks: Checks, *, named: bool) -> Any:
        if path in changes:
            changes.pop(path)(path)
        return before(path, checks, named=named)

    monkeypatch.setattr(parse, "parsed_file", late)
    for name in ("kept.md", "gone.md", "pipe.md", "folder.md", "other.md"):
        write(name)
    once = catalogue()
    assert titles(once) == ["Article kept", "Other"]
    assert [finding.path for finding in once.findings()] == ["./folder.md", "./pipe.md"]
    assert once.totals().files == 4
    again = catalogue()
    assert titles(again) == ["Article kept", "Other"]
    assert [(finding.path, finding.message) for finding in again.findings()] == [
        ("./pipe.md", "named pipe, not a regular file")
    ]
    assert again.totals().files == 3


def test_a_folder_that_vanishes_while_it_is_walked(
    settled: None, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a/a.md")
    write("b/b.md")
    write("c/c.md")
    before = refresh.digest

    def late(folder: Any) -> bytes:
        if folder.path == "a/" and Path("b").exists():
            Path("b/b.md").unlink()
            Path("b").rmdir()
        return before(folder)

    monkeypatch.setattr(refresh, "digest", late)
    assert titles(catalogue()) == ["Article a", "Article c"]
    assert titles(catalogue()) == ["Article a", "Article c"]


def test_a_look_with_several_processes_finds_the_same(
    settled: None,
    write: Write,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setattr(refresh, "WORTHWHILE", 0)
    monkeypatch.setattr("newscat.index.load.parallel_walk.processors", lambda: 3)
    for number in range(12):
        write(f"{number}/a.md", title=str(number))
        Path(f"{number}/link.md").symlink_to("nowhere")
    outside = tmp_path_factory.mktemp("outside")
    Path("4/outside").symlink_to(outside)
    said = ["links to folders are not followed without --follow: ./4/outside"]
    before = catalogue()
    before.refresh()
    assert before.notes == said
    del read[:]
    again = catalogue()
    assert (titles(again), list(again.findings())) == (titles(before), list(before.findings()))
    assert (read, again.notes) == ([], said)
    write("3/a.md", title="New")
    write("5/new/b.md")
    Path("7/a.md").unlink()
    Path("9").rename("19")
    changed, fresh = catalogue(), CatalogueReader(Source(named(["."]), Selection()))
    assert (titles(changed), list(changed.findings())) == (titles(fresh), list(fresh.findings()))
    assert changed.totals() == fresh.totals()


# --- --no-refresh -----------------------------------------------------------------------------------------------------


def test_no_refresh_answers_as_it_was_and_says_how_old_that_is(write: Write, run: Run) -> None:
    write("a.md")
    before = run(*LIST)
    write("b.md")
    for age, said in ((0, "0 seconds"), (1, "1 second"), (150, "2 minutes"), (8000, "2 hours"), (10**6, "11 days")):
        [path] = Path(os.environ["NEWSCAT_CACHE_DIR"]).glob("*.sqlite3")
        cache = store.Cache(str(path))
        db = cache._open()
        database.note_refresh(db, None, time.time_ns() - age * 10**9)
        cache.close(db)
        note = f"newscat: index not refreshed; it is {said} old\n"
        assert run(*LIST, "--no-refresh") == Result(before.stdout, note, 0)


def test_no_refresh_without_an_index_reads_the_files(write: Write, run: Run) -> None:
    write("a.md")
    expected = run(*LIST, "--no-cache").stdout
    note = "newscat: no index yet; reading the files\n"
    assert run(*LIST, "--no-refresh") == Result(expected, note, 0)
    said = "newscat: --no-refresh cannot be combined with --no-cache\n"
    assert run(*LIST, "--no-refresh", "--no-cache") == Result("", said, 2)
    assert run(*LIST, "--no-refresh", "a.md").stderr == note
    assert run(*LIST, "--no-refresh").stderr.startswith("newscat: index not refreshed; it is")


def test_an_index_that_only_answers_is_in_use(settled: None, write: Write) -> None:
    """What is not used for long is deleted."""
    write("a.md")
    one = catalogue()
    one.refresh()
    assert one.cache_file
    os.utime(seal.path_of(one.cache_file), (10**9, 10**9))
    assert catalogue().use_unrefreshed() is not None
    assert store.Cache(one.cache_file).used > 10**9


def test_the_age_is_since_the_last_look_not_since_the_last_change(settled: None, write: Write) -> None:
    write("a.md")
    now = time.time_ns()
    ages = []
    for passed in (0, 30, 200, 210, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time_ns", lambda passed=passed: now + passed * 10**9)
            patch.setattr(time, "time", lambda passed=passed: now / 1e9 + passed)
            catalogue().refresh()
            asked = catalogue()
            ages.append(round(asked.use_unrefreshed() or 0))
    assert ages == [0, 30, 0, 10, 0]


# --- that does not end ------------------------------------------------------------------------------------------------

STEPS = (
    "newscat.index.load.refresh.make_tables",
    "newscat.index.load.refresh.Writer.flush",
    "newscat.index.load.refresh.make_indexes",
    "newscat.index.load.refresh.note_refresh",
    "newscat.index.load.refresh.end_load",
)


def struck(step: str, blow: str, *args: str) -> Result:
    """newscat that is struck when it gets to that step, the work of it done."""
    code = (
        "import os, pkgutil, signal, sys\n"
        "from newscat.cli.app import main\n"
        f"owner, _, name = {step!r}.rpartition('.')\n"
        "owner = pkgutil.resolve_name(owner)\n"
        "before = getattr(owner, name)\n"
        "def struck(*args):\n"
        "    before(*args)\n"
        f"    signal.raise_signal(signal.{blow})\n"
        "setattr(owner, name, struck)\n"
        f"main({list(args)!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), timeout=60, check=False
    )
    return Result(done.stdout, done.stderr, done.returncode)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_a_refresh_that_is_killed(step: str, is_first: bool, write: Write, run: Run) -> None:
    def write_all(title: str) -> None:
        for number in range(30):
            write(f"{number % 3}/{number:02}.md", title=f"{title} {number}", body="A quokka. " * 200)

    write_all("Old")
    if not is_first:
        run(*LIST)
        run("search", "quokka")
        write_all("New")
    is_taken = is_first or step not in {STEPS[0], STEPS[2]}  # the first load alone makes tables
    assert struck(step, "SIGKILL", *LIST).exit_code == (-signal.SIGKILL if is_taken else 0)
    for args in (LIST, ("search", "quokka")):
        assert run(*args) == run(*args, "--no-cache")


@pytest.mark.parametrize("step", STEPS[1::2])
def test_a_refresh_that_is_interrupted_leaves_the_index_as_it_was(step: str, write: Write, run: Run) -> None:
    write("a.md", title="Old")
    before = run(*LIST).stdout
    write("a.md", title="New")
    assert struck(step, "SIGINT", *LIST) == Result("", "", 130)
    assert run(*LIST, "--no-refresh").stdout == before
    assert run(*LIST) == run(*LIST, "--no-cache")


# --- two at once ------------------------------------------------------------------------------------------------------


def together(*commands: tuple[str, ...]) -> list[Result]:
    """newscat several times at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "newscat", *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        for args in commands
    ]
    said = [each.communicate(timeout=60) for each in started]
    return [Result(*said, each.returncode) for said, each in zip(said, started, strict=True)]


def test_commands_at_once_give_the_answer_each(write: Write, run: Run) -> None:
    commands = (LIST, ("search", "quokka"), LIST, ("validate",))
    for turn in range(2):
        for number in range(60):
            write(f"{number % 7}/{number:02}.md", title=f"{turn} {number}", body="A quokka.", qualty=turn)
        expected = [run(*args, "--no-cache") for args in commands]
        for result, wanted in zip(together(*commands), expected, strict=True):
            assert (result.stdout, result.exit_code) == (wanted.stdout, wanted.exit_code)
            notes = result.stderr.removesuffix(wanted.stderr).splitlines()
            assert notes in ([], ["newscat: answered without the cache: database is locked"])
    assert [run(*args) for args in commands] == expected


@pytest.mark.parametrize("known_fields", [None, frozenset[str](), frozenset({"x"})])
@pytest.mark.parametrize("step", ["_look", "_begin", "_is_unchanged"])
def test_another_command_refreshes_meanwhile(
    step: str, known_fields: frozenset[str] | None, write: Write, settled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked up before the other one wrote is not what counts."""
    for name in ("a/0.md", "a/1.md", "b/2.md", "c/3.md", "d/4.md"):
        write(name)
    catalogue(checks=Checks(rules=True)).refresh()
    write("a/1.md", title="New")
    write("b/new.md", qualty=1)
    Path("c/3.md").unlink()
    write("0/5.md")
    before = getattr(refresh.Refresh, step)

    def overtaken(self: refresh.Refresh, *args: Any) -> Any:
        done = before(self, *args) if step == "_look" else None
        if not self._db.in_transaction:  # else the other one would wait
            monkeypatch.setattr(refresh.Refresh, step, before)
            catalogue(checks=Checks(rules=True)).refresh()
            write("e/new.md")
            catalogue(checks=Checks(rules=True, known_fields=frozenset({"qualty"}))).refresh()
        return done if step == "_look" else before(self, *args)

    monkeypatch.setattr(refresh.Refresh, step, overtaken)
    checks = Checks() if known_fields is None else Checks(rules=True, known_fields=known_fields)
    once = catalogue(checks=checks)
    once.hold()
    assert titles(once)[:5] == ["Article 5", "Article 0", "New", "Article 2", "Article new"]
    assert once.notes == []
    monkeypatch.setattr(refresh.Refresh, step, before)
    assert list(once.findings(unlisted=not checks.rules)) == list(catalogue(checks=checks).findings())
    again, fresh = catalogue(checks=checks), CatalogueReader(Source(named(["."]), Selection()), checks=checks)
    assert titles(again) == titles(fresh)
    assert list(again.findings()) == list(fresh.findings())
    assert again.totals() == fresh.totals()


def test_another_command_loads_the_index_while_this_one_waits_to(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md")
    begin_load = refresh.begin_load

    def late(db: Any) -> None:
        begin_load(db)
        monkeypatch.setattr(refresh, "begin_load", begin_load)
        catalogue().refresh()

    monkeypatch.setattr(refresh, "begin_load", late)
    once = catalogue()
    assert titles(once) == ["Article a"]
    assert once.notes == []


def test_the_index_says_of_what_it_is(write: Write) -> None:
    write("a.md")
    one = catalogue()
    one.refresh()
    assert one.cache_file
    db = store.Cache(one.cache_file).readable()
    assert db
    key = json.loads(database.meta(db, "key") or "")
    db.close()
    assert key["roots"] == [str(Path.cwd())]
