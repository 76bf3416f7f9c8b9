"""The cache file: where it lies, what it is of, and that nothing that happens to it changes an answer."""

import gc
import os
import random
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from conftest import Run
from newscat import open_catalogue
from newscat.errors import MissingPathError
from newscat.files.paths import Selection, named
from newscat.index.cache import seal, store
from newscat.index.load import refresh
from newscat.index.load.checks import Checks
from newscat.index.reader import CatalogueReader
from newscat.index.schema import VERSION
from newscat.index.source import Source
from terminal import Result, environment

Write = Callable[..., Path]
LIST = ("list", "--sort", "path", "--format", "ndjson")

not_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def articles(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sixteen articles in two folders, and one file that cannot be listed; the folder.

    They count as old: a second command has nothing to read and nothing to write.
    """
    monkeypatch.setattr(refresh, "_TICK", -(10**12))
    for number in range(16):
        write(f"news/{number % 2}/{number:02}.md", title=f"Number {number}", body="A quokka. " * 100)
    write("news/wrong.md", text="---\ntitle: [\n---\n")
    return Path("news")


@pytest.fixture
def answer(run: Run, articles: Path) -> Callable[..., Result]:
    """`answer("search", "quokka")`: what newscat says without a cache."""

    return lambda *args: run(*args, "--no-cache")


def folder() -> Path:
    return Path(os.environ["NEWSCAT_CACHE_DIR"])


def reader(*, cache: bool) -> CatalogueReader:
    return CatalogueReader(Source(named(["."]), Selection()), cache=str(folder()) if cache else None)


def the_file() -> Path:
    [path] = folder().glob("*.sqlite3")
    return path


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        yield db


def sealed(path: Path) -> None:
    """As if nobody had noticed."""
    Path(seal.path_of(str(path))).write_text(seal.signature_at(str(path)))


def notes(result: Result, expected: Result) -> list[str]:
    """What stderr says beyond what it says without a cache."""
    assert (result.stdout, result.exit_code) == (expected.stdout, expected.exit_code), result.stderr
    said = result.stderr.splitlines()
    for line in expected.stderr.splitlines():
        said.remove(line)
    return said


# --- where it lies ----------------------------------------------------------------------------------------------------


def test_only_its_owner_may_read_the_cache(articles: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCAT_CACHE_DIR", str(Path("new/cache").absolute()))
    before = os.umask(0)
    try:
        run(*LIST)
        catalogue = open_catalogue("news", cache=True)
        catalogue.refresh()
        assert stat.S_IMODE(folder().stat().st_mode) == 0o700
        found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder().iterdir() if path.stat().st_size}
    finally:
        os.umask(before)
    assert set(found.values()) == {0o600}


def test_the_cache_is_one_sqlite_file_once_a_command_is_done(articles: Path, run_process: Run) -> None:
    for args in (LIST, LIST, ("search", "quokka"), ("show", "01"), ("validate",), ("list", "--no-refresh")):
        run_process(*args)
        path, sealed = sorted(path for path in folder().iterdir() if path.stat().st_size)
        assert (path.suffix, sealed.name) == (".sqlite3", f"{path.name}-seal")
        assert path.read_bytes().startswith(b"SQLite format 3\0")


def test_no_cache_keeps_nothing(articles: Path, run: Run) -> None:
    assert run(*LIST, "--no-cache").exit_code == 0
    assert not folder().exists()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"NEWSCAT_CACHE_DIR": "/x/y"}, "/x/y"),
        ({"NEWSCAT_CACHE_DIR": "~/y"}, "{home}/y"),
        ({"NEWSCAT_CACHE_DIR": "y"}, "{cwd}/y"),
    ],
)
def test_the_folder_can_be_chosen(environ: dict[str, str], expected: str) -> None:
    assert store.folder(environ) == expected.format(home=os.environ["HOME"], cwd=Path.cwd())


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has its own place")
def test_the_folder_is_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.folder({}) == f"{os.environ['HOME']}/.cache/newscat"
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert store.folder({}) == "/x/newscat"


def test_without_a_place_for_it_there_is_no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # no HOME, and nobody of this number in passwd
    assert store.folder({}) is None
    monkeypatch.chdir(tmp_path / "..")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert store.folder({"NEWSCAT_CACHE_DIR": "y"}) is None


# --- what it is of ----------------------------------------------------------------------------------------------------


def name_of(*paths: str, **selection: object) -> str:
    return store.CacheKey.of(named(paths), Selection(**selection)).file_name()  # type: ignore[arg-type]


def test_a_cache_is_of_its_roots_and_of_what_is_selected(articles: Path) -> None:
    Path("link").symlink_to("news")
    assert {name_of(spelt) for spelt in ("news", "./news/", "link", str(articles.absolute()))} == {name_of("news")}
    others = [
        name_of("news"),
        name_of("."),
        name_of("news/0", "news/1"),
        name_of("news/1", "news/0"),
        name_of("news", include=("*.txt",)),
        name_of("news", exclude=("*.txt",)),
        name_of("news", ignore_files=False),
    ]
    assert len(set(others)) == len(others)


def test_one_cache_serves_every_spelling_of_its_root(articles: Path, run: Run) -> None:
    for spelt in ("news", "./news", "news/", str(articles.absolute())):
        listed = run("list", "--format", "paths", "-n", "1", spelt)
        assert listed.stdout == f"{spelt.rstrip('/')}/0/00.md\n"
        assert listed.stderr.startswith(f"{spelt.rstrip('/')}/wrong.md:")
    the_file()


@pytest.mark.parametrize("args", [("news/0/00.md",), ("news/0/00.md", "news/1"), ("--files-from", "names")])
def test_files_that_were_named_are_not_cached(args: tuple[str, ...], articles: Path, run: Run) -> None:
    Path("names").write_text("news/0/00.md\n")
    assert run("list", *args).exit_code == 0
    assert not list(folder().glob("*.sqlite3"))


def test_the_api_caches_only_when_told(articles: Path) -> None:
    assert open_catalogue("news").count() == 16
    assert not folder().exists()
    assert open_catalogue("news", cache=True).count() == 16
    the_file()
    with pytest.raises(MissingPathError):
        open_catalogue("nowhere", cache=True)


def test_a_cache_that_knows_more_says_no_more(articles: Path, write: Write, run: Run) -> None:
    write("news/odd.md", qualty=1)
    run("validate")
    assert list(reader(cache=True).findings()) == list(reader(cache=False).findings())


# --- whatever stands in its place -------------------------------------------------------------------------------------


def a_file() -> None:
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("mine")


def below_a_file() -> None:
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("mine")
    os.environ["NEWSCAT_CACHE_DIR"] = str(folder() / "cache")


def a_loop() -> None:
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().symlink_to(folder().name)


@pytest.mark.parametrize("make", [a_file, below_a_file, a_loop])
def test_a_folder_that_cannot_be_made(make: Callable[[], None], answer: Callable[..., Result], run: Run) -> None:
    make()
    for args in (LIST, ("search", "quokka"), (*LIST, "--no-refresh")):
        [said] = notes(run(*args), answer(*args[:-1] if "--no-refresh" in args else args))
        assert re.fullmatch(
            rf"newscat: answered without the cache: {re.escape(os.environ['NEWSCAT_CACHE_DIR'])}: [A-Z][a-z ]+; "
            "set NEWSCAT_CACHE_DIR to a folder that newscat can write to",
            said,
        )


@not_root
def test_a_folder_that_may_not_be_written_to(answer: Callable[..., Result], run: Run) -> None:
    folder().mkdir(parents=True)
    folder().chmod(0o500)
    [said] = notes(run(*LIST), answer(*LIST))
    assert said == (
        f"newscat: answered without the cache: {folder()}: Permission denied; "
        "set NEWSCAT_CACHE_DIR to a folder that newscat can write to"
    )


def put_folder(path: Path) -> None:
    path.mkdir()


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_link(path: Path) -> None:
    path.symlink_to(Path("elsewhere").absolute())


def put_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("put", [put_folder, put_pipe, put_link, put_link_to_nothing])
def test_what_is_no_regular_file_is_left_alone(
    put: Callable[[Path], None], answer: Callable[..., Result], run: Run
) -> None:
    run(*LIST)
    path = the_file()
    Path("elsewhere").write_bytes(path.read_bytes())
    before = Path("elsewhere").stat()
    path.unlink()
    put(path)
    kind = path.lstat().st_mode
    for args in (LIST, ("search", "quokka")):
        assert notes(run(*args), answer(*args)) == [
            f"newscat: answered without the cache: {path} is not a regular file"
        ]
    assert path.lstat().st_mode == kind
    assert Path("elsewhere").stat() == before


# --- damage -----------------------------------------------------------------------------------------------------------


COMMANDS = (LIST, ("search", "quokka"), ("validate",))


def recovers(run: Run, answer: Callable[..., Result], *, noted: int = 1) -> None:
    """Every answer is right with at most so many notes, and in the end there is a sound cache."""
    expected = [answer(*args) for args in COMMANDS]
    for most in (noted, 0):
        for args, wanted in zip(COMMANDS, expected, strict=True):
            gc.collect()  # what the command before had open, as the end of its process would
            assert len(notes(run(*args), wanted)) <= most
    the_file()


def forge(statement: str) -> Callable[[Path], None]:
    def forge(path: Path) -> None:
        with database(path) as db:
            db.execute(statement)

    forge.__name__ = statement
    return forge


def another_database(path: Path) -> None:
    path.unlink()
    with database(path) as db:
        db.execute("CREATE TABLE mine (x)")


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all\n" * 1000)


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def one_byte_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def zeros_after_the_header(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:8192] + bytes(len(data) - 8192))


def a_foreign_journal(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(random.Random(1).randbytes(50_000))


@pytest.mark.parametrize(
    "harm",
    [
        nothing,
        garbage,
        half,
        one_byte_short,
        zeros_after_the_header,
        another_database,
        a_foreign_journal,
        forge(f"PRAGMA user_version = {VERSION - 1}"),
        forge(f"PRAGMA user_version = {VERSION + 1}"),
        forge("UPDATE meta SET value = '0.0.1' WHERE name = 'version'"),
        forge("DROP TABLE contents"),
        forge("DROP TABLE meta"),
        forge("ALTER TABLE records DROP COLUMN heat"),
        forge("DELETE FROM contents"),
        forge("UPDATE contents SET fields = 'x'"),
        forge("UPDATE contents SET title = CAST(x'ff' AS TEXT)"),
        forge("UPDATE meta SET value = 'x' WHERE name = 'refreshed'"),
        forge("UPDATE folders SET root = 7"),
        forge("UPDATE findings SET severity = 'x'"),
    ],
    ids=lambda harm: harm.__name__,
)
def test_a_damaged_or_foreign_cache(harm: Callable[[Path], None], answer: Callable[..., Result], run: Run) -> None:
    run(*LIST)
    run("search", "quokka")
    path = the_file()
    gc.collect()  # nobody has it open
    harm(path)
    harmed = {each: each.read_bytes() for each in folder().iterdir()}
    said = notes(run(*LIST, "--no-refresh"), answer(*LIST))
    if said[0].startswith("newscat: index not refreshed; it is"):  # it shows late, or not in this answer
        assert said[1:] in ([], ["newscat: the index was damaged; answered from the files"])
    else:
        assert len(said) == 1
    gc.collect()
    shutil.rmtree(folder())
    folder().mkdir()
    for each, data in harmed.items():
        each.write_bytes(data)
    recovers(run, answer)


@pytest.mark.parametrize("seed", range(5))
def test_pages_with_flipped_bytes(seed: int, answer: Callable[..., Result], run: Run, write: Write) -> None:
    """Bytes of SQLite's own: headers of pages and cells. That a text has another letter it cannot see."""
    run(*LIST)
    run("search", "quokka")
    path, chance = the_file(), random.Random(seed)
    data = bytearray(path.read_bytes())
    for page in chance.sample(range(1, len(data) // 8192), 4):
        data[page * 8192 : page * 8192 + 24] = chance.randbytes(24)
    path.write_bytes(data)
    for args in (LIST, ("search", "quokka"), ("show", "news/0/02.md"), ("validate",)):
        result, expected = run(*args), run(*args, "--no-cache")
        assert (result.stdout, result.exit_code) == (expected.stdout, expected.exit_code), result.stderr
    write("news/0/02.md", title="New")
    recovers(run, answer)


def test_damage_that_shows_after_the_first_rows(articles: Path, run: Run, answer: Callable[..., Result]) -> None:
    run(*LIST)
    with database(the_file()) as db:
        db.execute("DELETE FROM contents WHERE id > 9")
    sealed(the_file())
    assert notes(run(*LIST), answer(*LIST)) == ["newscat: the index was damaged; answered from the files"]
    recovers(run, answer, noted=0)


def test_an_error_of_ours_is_not_taken_for_damage(articles: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*LIST)
    monkeypatch.setattr("newscat.index.index.Index.count", lambda *_: {}["bug"])
    assert run(*LIST).exit_code == 3
    the_file()


def test_an_error_of_what_sql_calls_is_not_taken_for_damage(
    articles: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*LIST)
    before = the_file().stat().st_ino
    monkeypatch.setattr("newscat.query.resolve.Term.check", property(lambda term: lambda value: 1 // 0))
    assert run(*LIST, "-q", "title:a").exit_code == 3
    assert the_file().stat().st_ino == before


def test_a_cache_that_somebody_else_has_put_there(
    articles: Path, run: Run, answer: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*LIST)
    forge("UPDATE contents SET title = 'Send money'")(the_file())
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert notes(run(*LIST, "--no-refresh"), answer(*LIST)) == ["newscat: no index yet; reading the files"]
    assert notes(run(*LIST), answer(*LIST)) == []


# --- rights and room --------------------------------------------------------------------------------------------------


@not_root
@pytest.mark.parametrize("mode", [0o400, 0o000])
def test_a_cache_file_that_may_not_be_written_to(
    mode: int, answer: Callable[..., Result], run: Run, write: Write
) -> None:
    run(*LIST)
    the_file().chmod(mode)
    assert len(notes(run(*LIST), answer(*LIST))) <= 1
    write("news/0/00.md", title="New")
    assert len(notes(run(*LIST), answer(*LIST))) <= 1
    assert len(notes(run("search", "quokka"), answer("search", "quokka"))) <= 1


@not_root
def test_a_cache_in_a_folder_that_may_not_be_written_to(answer: Callable[..., Result], run: Run, write: Write) -> None:
    run(*LIST)
    folder().chmod(0o500)
    try:
        assert len(notes(run(*LIST), answer(*LIST))) <= 1
        assert len(notes(run("search", "quokka"), answer("search", "quokka"))) <= 1
        write("news/0/00.md", title="New")
        assert len(notes(run(*LIST), answer(*LIST))) <= 1
    finally:
        folder().chmod(0o700)


def limited(size: int, *args: str) -> Result:
    """newscat where no file may grow beyond `size` blocks of 512 bytes: a full disk."""
    command = f"ulimit -f {size}; exec {sys.executable} -m newscat {' '.join(args)}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment(), check=False)
    return Result(done.stdout, done.stderr, done.returncode)


@pytest.mark.parametrize("size", [0, 40, 200])
def test_a_full_disk(size: int, answer: Callable[..., Result], run: Run, write: Write) -> None:
    for args in (LIST, ("search", "quokka")):
        assert len(notes(limited(size, *args), answer(*args))) <= 1
    run(*LIST)
    for number in range(16):
        write(f"news/{number % 2}/{number:02}.md", title=f"New {number}", body="A wombat. " * 400)
    for args in (LIST, ("search", "wombat")):
        assert len(notes(limited(size, *args), answer(*args))) <= 1
    recovers(run, answer)


# --- others at the same time ------------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.05)


def test_a_cache_that_is_being_written_can_be_read(
    impatient: None, answer: Callable[..., Result], run: Run, write: Write
) -> None:
    run(*LIST)
    run("search", "quokka")
    with database(the_file()) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE records SET quality = 7")
        for args in (LIST, ("search", "quokka"), ("show", "01")):
            expected = run(*args, "--no-cache")
            assert notes(run(*args), expected) == []
        write("news/0/00.md", title="New")
        assert notes(run(*LIST), answer(*LIST)) == ["newscat: answered without the cache: database is locked"]
        other.execute("ROLLBACK")
    recovers(run, answer, noted=0)


def test_a_cache_that_is_locked_altogether(
    impatient: None, answer: Callable[..., Result], run: Run, write: Write
) -> None:
    run(*LIST)
    gc.collect()  # let go of what the command had open
    with database(the_file()) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE records SET quality = 7")
        for args in (LIST, ("search", "quokka")):
            assert notes(run(*args), answer(*args)) == ["newscat: answered without the cache: database is locked"]
        the_file()
        other.execute("ROLLBACK")
    recovers(run, answer, noted=0)


def test_a_cache_without_its_journal_while_another_command_reads(
    impatient: None, answer: Callable[..., Result], run: Run
) -> None:
    """As between the first load and what comes after it."""
    run(*LIST)
    gc.collect()
    forge("PRAGMA journal_mode = DELETE")(the_file())
    sealed(the_file())
    with database(the_file()) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM records").fetchone()
        assert notes(run(*LIST), answer(*LIST)) == []
    recovers(run, answer, noted=0)


def test_a_search_that_may_not_index_the_texts_now(impatient: None, answer: Callable[..., Result], run: Run) -> None:
    run(*LIST)
    with database(the_file()) as other:
        other.execute("BEGIN IMMEDIATE")
        said = notes(run("search", "quokka"), answer("search", "quokka"))
        assert said == ["newscat: answered without the cache: database is locked"]
        other.execute("ROLLBACK")
    assert the_file().stat().st_size
    recovers(run, answer, noted=0)


def test_readers_do_not_keep_writers_waiting_nor_the_journal_growing(
    impatient: None, answer: Callable[..., Result], run: Run, write: Write
) -> None:
    run(*LIST)
    reader = open_catalogue(cache=True)
    rows = reader.select()
    next(rows)
    for number in range(3):
        write("news/0/00.md", title=f"New {number}")
        assert notes(run(*LIST), answer(*LIST)) == []
    assert len(list(rows)) == 15
    gc.collect()  # what those commands had open, held to the end of their processes otherwise
    sizes = []
    for number in range(160):  # 80 kB each; SQLite writes the journal back at 1,000 pages, 8 MB
        write("news/0/00.md", title=f"Newer {number}")
        open_catalogue(cache=True).refresh()
        sizes.append(Path(f"{the_file()}-wal").stat().st_size)
    assert max(sizes) < 9_000_000
    assert reader.count() == 16


def test_the_journal_of_a_large_refresh_does_not_stay(
    articles: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_JOURNAL", 1_000_000)
    reader = open_catalogue(cache=True)
    assert reader.count() == 16
    sizes = []
    for number in (100, 1):
        for each in range(number):
            write(f"news/0/{each:02}.md", excerpt="A wombat. " * 10_000)
        open_catalogue(cache=True).refresh()
        sizes.append(Path(f"{the_file()}-wal").stat().st_size)
    assert sizes[0] > 8_000_000
    assert sizes[1] <= 1_000_000


def test_held_answers_are_of_one_moment(articles: Path, write: Write, run: Run) -> None:
    run(*LIST)
    held, free = reader(cache=True), reader(cache=True)
    held.hold()
    assert free.count() == 16
    write("news/new.md")
    run(*LIST)
    assert (held.count(), held.totals().records, free.count()) == (16, 16, 17)
    assert len(list(held.search("quokka"))) == 16
    assert held.count() == 17  # to index the texts it had to let go


@pytest.mark.parametrize("known_fields", [(), ("qualty",)])
def test_validate_says_all_though_others_check_less(
    known_fields: tuple[str, ...], articles: Path, write: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the refresh and the answer another command has refreshed, with other checks or with none."""
    write("news/odd.md", qualty=1)
    expected = run("validate", "--no-cache")
    checks = Checks(rules=bool(known_fields), known_fields=frozenset(known_fields))
    hold = CatalogueReader.hold

    def late(catalogue: CatalogueReader) -> None:
        monkeypatch.setattr(CatalogueReader, "hold", hold)
        write("news/odd.md", qualty=1)
        CatalogueReader(Source(named(["."]), Selection()), checks=checks, cache=str(folder())).refresh()
        hold(catalogue)

    monkeypatch.setattr(CatalogueReader, "hold", late)
    assert run("validate") == expected


def test_validate_without_a_refresh_needs_an_index_that_was_validated(articles: Path, write: Write, run: Run) -> None:
    write("news/odd.md", qualty=1)
    expected = run("validate", "--no-cache")
    run(*LIST)
    [said] = notes(run("validate", "--no-refresh"), expected)
    assert said == "newscat: not all files in the index have been checked; answered from the files"
    [said] = notes(run("validate", "--no-refresh"), expected)
    assert said.startswith("newscat: index not refreshed; it is")


def test_a_command_answers_from_one_moment(
    articles: Path, write: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total and the records agree, whoever refreshes between the two."""
    from newscat.index.index import Index

    run(*LIST)
    count = Index.count

    def meanwhile(index: Index, *args: object) -> int:
        found = count(index, *args)  # type: ignore[arg-type]
        write("news/new.md")
        open_catalogue(cache=True).refresh()
        return found

    monkeypatch.setattr(Index, "count", meanwhile)
    result = run("list", "--format", "json")
    assert result.stdout.count('"id"') == 16
