"""Whatever happens to the cache, the next answer is that without a cache, and it comes soon."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from faults.faults import LIST, cache_file, cache_folder, command, ended, said, snapshot, start, write_all
from terminal import environment

SEARCH = ("search", "quokka", "--format", "json", "-n", "5")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Forty articles below the working directory, read and searched once, and settled."""
    write_all(tmp_path / "articles")
    time.sleep(0.1)  # files touched just now are read again the next time
    said(*LIST)
    said(*SEARCH)
    return tmp_path / "articles"


def same_as_without(*args: str) -> list[str]:
    """That the answer is right; what stderr said beyond what it says without a cache."""
    expected, result = said(*args, "--no-cache"), said(*args)
    assert (result.stdout, result.exit_code) == (expected.stdout, expected.exit_code), result.stderr
    beyond = result.stderr.splitlines()
    for line in expected.stderr.splitlines():
        beyond.remove(line)
    assert len(beyond) <= 1
    return beyond


@pytest.mark.parametrize("seed", range(8))
def test_a_flipped_bit_anywhere(seed: int, catalogue: Path) -> None:
    chance = random.Random(seed)
    with cache_file().open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        place = chance.randrange(100, size)
        stream.seek(place)
        [byte] = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte ^ 1 << chance.randrange(8)]))
    assert same_as_without(*(LIST if seed % 2 else SEARCH)) == ["newscat: the index was damaged and has been rebuilt"]
    assert same_as_without(*LIST) == []


def test_another_title_in_the_cache(catalogue: Path) -> None:
    """SQLite cannot notice: the page is in order."""
    data = cache_file().read_bytes()
    assert b"Article quokka 7" in data
    cache_file().write_bytes(data.replace(b"Article quokka 7", b"Article quokka 8"))
    assert same_as_without(*LIST) == ["newscat: the index was damaged and has been rebuilt"]


def test_a_cache_of_which_a_copy_was_put_back_is_not_trusted(catalogue: Path, tmp_path: Path) -> None:
    shutil.copytree(cache_folder(), tmp_path / "copy")
    write_all(catalogue, word="wombat")
    said(*LIST)
    shutil.rmtree(cache_folder())
    shutil.copytree(tmp_path / "copy", cache_folder())
    assert len(same_as_without(*LIST)) == 1


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal", "-seal"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "link to nothing", "garbage", "empty"])
def test_something_else_in_the_place_of_a_file_of_the_cache(
    suffix: str, kind: str, catalogue: Path, tmp_path: Path
) -> None:
    path, victim = Path(f"{cache_file()}{suffix}"), tmp_path / "victim"
    victim.write_bytes(b"mine")
    path.unlink(missing_ok=True)
    _MAKERS[kind](path, victim)
    same_as_without(*LIST)
    same_as_without(*SEARCH)
    assert victim.read_bytes() == b"mine"
    assert not (tmp_path / "nothing").exists()


_MAKERS: dict[str, Callable[[Path, Path], None]] = {
    "pipe": lambda path, victim: os.mkfifo(path),
    "folder": lambda path, victim: path.mkdir(),
    "link": lambda path, victim: path.symlink_to(victim),
    "link to nothing": lambda path, victim: path.symlink_to(victim.parent / "nothing"),
    "garbage": lambda path, victim: path.write_bytes(b"\xff\x00no cache" * 4000) and None,
    "empty": lambda path, victim: path.touch(),
}


@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    chance = random.Random(7)
    for number in range(24):
        write_all(folder, 300, word=f"quokka{number}")
        if number % 4 == 0:
            shutil.rmtree(cache_folder(), ignore_errors=True)
        process = start(*((LIST, SEARCH, ("validate",))[number % 3]))
        time.sleep(chance.uniform(0.08, 0.45))
        process.kill()
        process.communicate()
        if number % 3 == 0:
            same_as_without(*LIST)
    before = snapshot(folder)
    same_as_without(*SEARCH)
    assert snapshot(folder) == before
    assert not [path for path in cache_folder().iterdir() if "sqlite3" not in path.name]


@pytest.mark.parametrize("args", [("index", "status"), ("index", "status", "--all"), ("list", "--no-refresh"), ()])
def test_a_look_at_the_cache_of_a_command_that_was_killed_does_not_make_it_damaged(
    args: tuple[str, ...], catalogue: Path
) -> None:
    write_all(catalogue, 41, word="wombat")
    script = (
        "import os; from newscat.index.catalogue import Catalogue; from newscat.files.paths import named\n"
        "from newscat.index.source import Source; from newscat.index.cache.store import folder\n"
        "from newscat.files.paths import Selection\n"
        "it = Catalogue(Source(named(['.']), Selection()), cache=folder()); it.refresh(); print(it.count())\n"
        "os._exit(0)"  # the journal of the last refresh is left
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("41\n", "")
    assert Path(f"{cache_file()}-wal").stat().st_size
    tab = {"_NEWSCAT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "newscat show 0"}
    assert said(*args, env={} if args else tab).exit_code == 0
    assert same_as_without(*LIST) == []


@pytest.mark.slow
def test_terminated_at_any_moment(tmp_path: Path) -> None:
    """The next command finds the index whole; before newscat has begun, Python ends at once."""
    folder = tmp_path / "articles"
    codes = set()
    for number in range(12):
        write_all(folder, 300, word=f"quokka{number}")
        if number % 4 == 0:
            shutil.rmtree(cache_folder(), ignore_errors=True)
        process = start(*(LIST, ("index", "refresh"))[number % 2])
        time.sleep(0.1 + 0.04 * number)
        process.terminate()
        result = ended(process)
        assert "Traceback" not in result.stderr
        codes.add(result.exit_code)
        assert same_as_without(*LIST) == []
    assert codes <= {-signal.SIGTERM, 143, 0}


def test_eight_at_once(tmp_path: Path) -> None:
    """None of them sees half a catalogue, be the cache there or not."""
    folder = tmp_path / "articles"
    for word in ("quokka", "wombat"):
        write_all(folder, 300, word=word)
        expected = said(*LIST, "--no-cache").stdout
        for result in [ended(each) for each in [start(*LIST) for _ in range(8)]]:
            assert (result.stdout, result.exit_code) == (expected, 0)
            assert result.stderr.splitlines() in ([], [result.stderr.strip()])
    assert same_as_without(*LIST) == []


@pytest.mark.parametrize("moment", [0.15, 0.25, 0.35])
def test_a_writer_that_was_stopped_is_not_waited_for(moment: float, tmp_path: Path) -> None:
    write_all(tmp_path / "articles", 1500)
    stopped = start(*LIST)
    time.sleep(moment)
    os.killpg(stopped.pid, signal.SIGSTOP)
    try:
        expected = said(*LIST, "--no-cache")
        began = time.monotonic()
        result = said(*LIST)
        assert time.monotonic() - began < 5 + 3  # 5 s of waiting, and reading the files
        assert (result.stdout, result.exit_code) == (expected.stdout, 0)
    finally:
        os.killpg(stopped.pid, signal.SIGCONT)
        stopped.communicate()


@pytest.mark.parametrize("blocks", [0, 1, 16, 64, 256])
def test_a_disk_that_is_full(blocks: int, catalogue: Path) -> None:
    write_all(catalogue, 60, word="wombat")
    for args in (LIST, SEARCH):
        expected = said(*args, "--no-cache")
        limit = (blocks * 512, blocks * 512)
        process = subprocess.Popen(
            command(*args),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),  # noqa: B023, PLW1509
        )
        result = ended(process)
        assert (result.stdout, result.exit_code) == (expected.stdout, 0), result.stderr
    same_as_without(*LIST)


def test_a_cache_folder_that_is_gone_meanwhile(catalogue: Path) -> None:
    write_all(catalogue, 300)
    process = start(*LIST)
    time.sleep(0.2)
    shutil.rmtree(cache_folder(), ignore_errors=True)
    assert ended(process).stdout == said(*LIST, "--no-cache").stdout
    same_as_without(*LIST)


@pytest.mark.parametrize("offset", [-(10**9), 10**9, 2 * 10**10])
def test_files_and_caches_of_other_times(offset: int, catalogue: Path) -> None:
    """A clock that was set back or forth."""
    for path in catalogue.iterdir():
        os.utime(path, (time.time() + offset, time.time() + offset))
    for path in cache_folder().iterdir():
        os.utime(path, (time.time() + offset, time.time() + offset))
    same_as_without(*LIST)
    assert same_as_without(*LIST) == []


def test_files_that_change_while_they_are_read(tmp_path: Path) -> None:
    """Each answer is that of some moment of each file, and the last one that of the files as they are."""
    folder = tmp_path / "articles"
    write_all(folder, 200)
    running = [start("list", "--format", "ids") for _ in range(3)]
    chance = random.Random(5)
    while any(each.poll() is None for each in running):
        path = folder / f"{chance.randrange(200):03}.md"
        with path.open("ab") as stream:
            stream.truncate(chance.randrange(300))
        path.write_text("---\ntitle: new\n---\n", encoding="utf-8")
        if chance.random() < 0.3:
            path.unlink()
    for result in map(ended, running):
        assert result.exit_code == 0
        assert "Traceback" not in result.stderr
    same_as_without(*LIST)


def test_nothing_is_written_into_the_catalogue(catalogue: Path) -> None:
    before = snapshot(catalogue)
    for args in (LIST, SEARCH, ("validate",), ("show", "001"), ("index", "refresh"), ("list", "--no-cache")):
        said(*args)
    assert snapshot(catalogue) == before
