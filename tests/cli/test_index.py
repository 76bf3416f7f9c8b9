"""`newscat index status`, `refresh` and `clear`; `watch` is in test_index_watch.py."""

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


@pytest.fixture
def cache() -> Path:
    """The cache folder; there may be none yet."""
    return Path(os.environ["NEWSCAT_CACHE_DIR"])


def told(result: Result) -> str:
    """What a command printed, with what differs from run to run (sizes, times, the cache's name) as X."""
    assert (result.stderr, result.exit_code) == ("", 0)
    text = re.sub(r"\d+ kB", "X kB", result.stdout)
    text = re.sub(r"\d seconds? ago \(.* UTC\)", "X ago", text)
    text = re.sub(r"\d seconds? ago", "X ago", text)
    return re.sub(r"/\S+/[0-9a-f]{24}\.sqlite3", "X.sqlite3", text)


def done(sentence: str) -> Result:
    return Result("", f"{sentence}\n", 0)


# --- status -----------------------------------------------------------------------------------------------------------


def test_status_of_one_index(write: Write, run: Run, tmp_path: Path) -> None:
    write("sub/a.md")
    write("sub/readme.md", text="no article\n")
    run("list", "sub")
    assert told(run("index", "status", "sub")) == (
        f"Folders    {tmp_path}/sub\n"
        "Files      2\n"
        "Articles   1\n"
        "Size       X kB\n"
        "Refreshed  X ago\n"
        "Location   X.sqlite3\n"
    )


def test_status_says_which_files_count_where_that_is_not_the_usual(write: Write, run: Run, tmp_path: Path) -> None:
    write("a.md")
    env = {"NEWSCAT_INCLUDE": "*.md", "NEWSCAT_EXCLUDE": "old/"}
    run("list", "--no-ignore", env=env)
    assert told(run("index", "status", "--no-ignore", env=env)).splitlines()[:3] == [
        f"Folders    {tmp_path}",
        "Selection  only *.md, without old/, .gitignore not respected",
        "Files      1",
    ]
    assert run("index", "status", env=env) == done("this folder has no index yet")


def test_status_of_the_configured_paths(write: Write, run: Run, tmp_path: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    (tmp_path / "newscat.toml").write_text('paths = ["one", "two"]\n')
    run("list")
    assert told(run("index", "status")).splitlines()[:3] == [
        f"Folders    {tmp_path}/one",
        f"           {tmp_path}/two",
        "Files      2",
    ]
    assert run("index", "status", "--isolated") == done("this folder has no index yet")


def test_status_in_json_is_one_shape_for_one_for_all_and_for_none(write: Write, run: Run, tmp_path: Path) -> None:
    assert run("index", "status", "--format", "json", "--quiet") == Result('{"version": 1, "indexes": []}\n', "", 0)
    write("a.md")
    run("list")
    one = run("index", "status", "--format", "json")
    assert run("index", "status", "--format", "json", "--all").stdout == one.stdout
    document = json.loads(one.stdout)
    [index] = document.pop("indexes")
    assert document == {"version": 1}
    assert index.pop("size") == sum(
        path.stat().st_size for path in Path(index["location"]).parent.iterdir() if not path.name.endswith("-shm")
    )
    assert index.pop("age") < 60
    for moment in ("refreshed_at", "used_at"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", index.pop(moment))
    assert Path(index.pop("location")).is_file()
    assert index == {
        "roots": [str(tmp_path)],
        "include": ["*.md", "*.markdown", "*.mdx", "*.txt", "*.html"],
        "exclude": [],
        "ignore_files": True,
        "follow": False,
        "files": 1,
        "records": 1,
    }


def test_status_of_all_is_a_row_each_the_last_used_first(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    write("two/c.md")
    run("list", "one")
    [first] = cache.glob("*.sqlite3")
    os.utime(f"{first}-seal", (time.time() - 9, time.time() - 9))
    run("list", "two", "--no-ignore")
    rows = [line.split() for line in told(run("index", "status", "--all", columns=200)).splitlines()]
    rule = rows.pop(1)
    assert set("".join(rule)) == {"─"}
    assert rows == [
        ["folders", "files", "articles", "size", "refreshed"],
        [f"{tmp_path}/two", "(.gitignore", "not", "respected)", "2", "2", "X", "kB", "X", "ago"],
        [f"{tmp_path}/one", "1", "1", "X", "kB", "X", "ago"],
    ]


def test_status_of_all_fits_a_terminal_of_80_columns(write: Write, run: Run, tmp_path: Path) -> None:
    write(f"{'long-' * 20}name/a.md")
    run("list", f"{'long-' * 20}name")
    lines = run("index", "status", "--all", tty=True, env={"NO_COLOR": "1"}).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["folders", "files", "articles", "size", "refreshed"]


def test_status_where_there_is_no_index(write: Write, run: Run, cache: Path) -> None:
    path = write("a.md")
    assert run("index", "status") == done("this folder has no index yet")
    assert run("index", "status", "--all") == done(f"no indexes in {cache}")
    assert run("index", "status", path.name) == done("single files have no index: a.md")
    assert run("index", "status", "--all", "--quiet") == Result("", "", 0)
    assert not cache.exists()


def test_status_of_an_index_of_another_version(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    write("a.md")
    run("list")
    [path] = cache.glob("*.sqlite3")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    assert told(run("index", "status")) == (
        f"Folders    {tmp_path}\n"
        "Size       X kB\n"
        "Refreshed  unusable (damaged or of another version); it will be rebuilt\n"
        "Location   X.sqlite3\n"
    )
    assert [row.split() for row in told(run("index", "status", "--all", columns=200)).splitlines()[2:]] == [
        [str(tmp_path), "–", "–", "X", "kB", "unusable"]
    ]


def test_a_folder_s_name_is_no_control_sequence(write: Write, run: Run) -> None:
    write("x\x1b[31m/a.md")
    assert run("index", "clear", "x\x1b[31m") == done("x\\x1b[31m has no index yet")
    run("list", "x\x1b[31m")
    assert "\x1b" not in run("index", "status", "x\x1b[31m").stdout + run("index", "status", "--all").stdout


# --- refresh ----------------------------------------------------------------------------------------------------------


def test_refresh_says_what_was_read_and_what_is_gone(write: Write, run: Run, tmp_path: Path) -> None:
    old = time.time() - 100
    for name in ("sub/a.md", "sub/b.md", "sub/deep/c.md"):
        os.utime(write(name), (old, old))
    time.sleep(0.1)  # files touched just now are read again the next time
    assert run("index", "refresh", "sub") == done("index of sub: 3 files read, 0 removed; 3 files")
    assert run("index", "refresh", "sub") == done("index of sub: up to date; 3 files")
    write("sub/a.md", title="Other")
    (tmp_path / "sub" / "b.md").unlink()
    write("sub/d.md")
    assert run("index", "refresh", "sub") == done("index of sub: 2 files read, 1 removed; 3 files")
    shutil.rmtree(tmp_path / "sub" / "deep")
    time.sleep(0.1)
    run("list", "sub")
    write("sub/d.md", title="Again")
    assert run("index", "refresh", "sub", "--quiet") == Result("", "", 0)
    assert run("list", "sub", "--no-refresh", "--columns", "title").stdout == "title\nOther\nAgain\n"


def test_refresh_finds_what_validate_looks_for(write: Write, run: Run) -> None:
    write("a.md", without="title")
    expected = run("validate", "--no-cache")
    run("index", "refresh")
    assert run("validate", "--no-refresh").stdout == expected.stdout != ""


def test_refresh_of_all(write: Write, run: Run, tmp_path: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    write("gone/c.md")
    for name in ("one", "two", "gone"):
        run("list", name)
    shutil.rmtree(tmp_path / "gone")
    write("two/c.md")
    result = run("index", "refresh", "--all")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert sorted(re.sub(r"\d files? read", "X read", line) for line in result.stderr.splitlines()) == [
        f"index of {tmp_path}/one: X read, 0 removed; 1 file",
        f"index of {tmp_path}/two: X read, 0 removed; 2 files",
        f"newscat: no such file or folder: '{tmp_path}/gone'",
    ]


def test_refresh_needs_files_and_a_folder(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = "index of empty: up to date; 0 files\n"
    nothing = "newscat: no article files in empty: looked for *.md *.markdown *.mdx *.txt *.html\n"
    assert run("index", "refresh", "empty") == Result("", said + nothing, 2)
    assert run("index", "refresh", "empty", "--allow-empty") == Result("", said, 0)
    write("a.md")
    assert run("index", "refresh", "a.md") == Result("", "newscat: single files have no index: a.md\n", 2)
    assert run("index", "refresh", "nowhere") == Result("", "newscat: no such file or folder: 'nowhere'\n", 2)


def test_refresh_that_cannot_keep_its_index_is_exit_2(write: Write, run: Run, cache: Path) -> None:
    write("a.md")
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder should be\n")
    result = run("index", "refresh")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert re.fullmatch(r"newscat: cannot keep an index: .+\n", result.stderr)


# --- clear ------------------------------------------------------------------------------------------------------------


def test_clear_deletes_one_index(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    run("list", "one")
    run("list", "two")
    result = run("index", "clear", "one")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert re.fullmatch(rf"deleted the index of {tmp_path}/one: \d+ kB\n", result.stderr)
    assert run("index", "status", "one") == done("one has no index yet")
    assert run("index", "status", "two").stdout != ""
    assert run("index", "clear", "one") == done("one has no index yet")
    assert run("list", "one", "--count") == Result("1\n", "", 0)


def test_clear_of_all_deletes_indexes_and_nothing_else(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    run("list", "one")
    run("list", "two")
    name = "0" * 23
    kept = {
        "foreign": cache / "notes.sqlite3",
        "named alike": cache / f"{name}1.sqlite3",
        "no database": cache / f"{name}2.sqlite3",
        "a link": cache / f"{name}3.sqlite3",
        "a folder": cache / f"{name}4.sqlite3",
        "a target": tmp_path / "target.sqlite3",
    }
    for path in (kept["foreign"], kept["named alike"]):
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE notes (text)")
        db.close()
    kept["no database"].write_text("a text that somebody keeps here, longer than a header\n" * 9)
    shutil.copy(next(path for path in cache.glob("*.sqlite3") if path not in kept.values()), kept["a target"])
    kept["a link"].symlink_to(kept["a target"])
    kept["a folder"].mkdir()
    (cache / f"{name}5.sqlite3").touch()  # as a first load leaves it that was killed
    result = run("index", "clear", "--all")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert sorted(re.sub(r": .*", "", line) for line in result.stderr.splitlines()) == [
        f"deleted the index of {cache}/{name}5.sqlite3",
        f"deleted the index of {tmp_path}/one",
        f"deleted the index of {tmp_path}/two",
    ]
    assert {*cache.iterdir(), kept["a target"]} == set(kept.values())
    assert run("index", "clear", "--all") == done(f"no indexes in {cache}")


@pytest.mark.parametrize("command", ["status", "refresh", "clear"])
def test_all_and_a_path_do_not_go_together(write: Write, run: Run, command: str) -> None:
    write("sub/a.md")
    said = "newscat: --all cannot be combined with PATH\n"
    assert run("index", command, "--all", "sub") == Result("", said, 2)


# --- the group --------------------------------------------------------------------------------------------------------


def test_index_alone_is_its_help(run: Run) -> None:
    alone, asked = run("index"), run("index", "--help")
    assert (alone.stdout.rstrip(), alone.stderr, alone.exit_code) == (asked.stdout.rstrip(), "", 2)
    listed = alone.stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == ["status", "refresh", "clear", "watch"]


def test_an_unknown_command_of_the_index_is_one_line(run: Run) -> None:
    said = "newscat: unknown command 'statsu'; did you mean 'status'?\n"
    assert run("index", "statsu") == Result("", said, 2)
    assert run("index", "status", "--format", "jsn") == Result(
        "", "newscat: unknown format 'jsn' (did you mean 'json'?)\n", 2
    )


# --- pruning ----------------------------------------------------------------------------------------------------------


def test_caches_of_folders_that_are_gone_are_deleted_quietly(
    write: Write, run: Run, tmp_path: Path, cache: Path
) -> None:
    write("one/a.md")
    write("two/b.md")
    run("list", "one")
    shutil.rmtree(tmp_path / "one")
    assert run("list", "two", "--count") == Result("1\n", "", 0)
    assert roots(run) == [[f"{tmp_path}/two"]]


def test_caches_unused_for_90_days_are_deleted_quietly(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    for name in ("one", "two", "three"):
        write(f"{name}/a.md")
    unused(run, cache, "one", days=91)
    unused(run, cache, "two", days=89)
    assert run("list", "three", "--count") == Result("1\n", "", 0)
    assert sorted(roots(run)) == [[f"{tmp_path}/three"], [f"{tmp_path}/two"]]


def test_pruning_also_happens_on_the_first_use_of_a_day(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    unused(run, cache, "one", days=200)
    [one] = cache.glob("*.sqlite3")
    run("list", "two")
    assert not one.exists()
    [two] = cache.glob("*.sqlite3")
    unused(run, cache, "one", days=200)
    run("list", "two")  # the same day
    assert one.exists()
    os.utime(f"{two}-seal", (time.time() - 86_400, time.time() - 86_400))
    assert run("list", "two", "--count") == Result("1\n", "", 0)
    assert sorted(cache.glob("*.sqlite3")) == [two]


def test_an_index_that_is_only_asked_is_in_use(write: Write, run: Run, tmp_path: Path, cache: Path) -> None:
    write("one/a.md")
    write("two/b.md")
    unused(run, cache, "one", days=91)
    run("list", "one", "--no-refresh")
    run("list", "two")
    assert sorted(roots(run)) == [[f"{tmp_path}/one"], [f"{tmp_path}/two"]]


def unused(run: Run, cache: Path, name: str, *, days: int) -> None:
    """Make an index of the folder that was last used so long ago."""
    before = set(cache.glob("*.sqlite3"))
    run("list", name)
    for path in set(cache.glob("*.sqlite3")) - before:
        os.utime(f"{path}-seal", (time.time() - days * 86_400, time.time() - days * 86_400))


def roots(run: Run) -> list[list[str]]:
    return [
        index["roots"] for index in json.loads(run("index", "status", "--all", "--format", "json").stdout)["indexes"]
    ]
