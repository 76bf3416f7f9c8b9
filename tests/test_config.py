"""Settings: where they are found, what they may say, what wins."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newscat.config import SETTINGS, Config, KindOfFiles, load, working_directory
from newscat.errors import ConfigError


def write(name: str, text: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def loaded(environ: dict[str, str] | None = None, **options: Any) -> Config:
    return load(working_directory(), environ or {}, **options)


def refused(environ: dict[str, str] | None = None, **options: Any) -> str:
    with pytest.raises(ConfigError) as raised:
        loaded(environ, **options)
    return str(raised.value)


# --- where ------------------------------------------------------------------------------------------------------------


def test_without_a_file_the_defaults_hold() -> None:
    assert loaded() == Config(
        paths=(),
        include=("*.md", "*.markdown", "*.mdx", "*.txt", "*.html"),
        exclude=(),
        no_ignore=False,
        known_fields=(),
        select=(),
        ignore=(),
        columns=(),
        format=None,
        limit=None,
        color="auto",
        queries={},
        language=("english",),
        pager=None,
        source=None,
    )


def test_a_file_of_an_editor_on_windows_is_read() -> None:
    write("newscat.toml", "\ufefflimit = 1\r\ncolor = 'never'\r\n")
    assert loaded() == Config(limit=1, color="never", source="newscat.toml")


def test_the_nearest_file_upwards_is_read_alone() -> None:
    write("newscat.toml", "limit = 1\ncolor = 'never'")
    write("a/newscat.toml", "limit = 2")
    Path("a/b/c").mkdir(parents=True)
    os.chdir("a/b/c")
    assert loaded() == Config(limit=2, source="../../newscat.toml")


def test_newscat_toml_goes_before_pyproject_toml_in_the_same_folder() -> None:
    write("newscat.toml", "limit = 1")
    write("pyproject.toml", "[tool.newscat]\nlimit = 2")
    assert loaded() == Config(limit=1, source="newscat.toml")


@pytest.mark.parametrize("text", ["", "[project]\nname = 'other'", "[tool.ruff]\nx = 'newscat'", "tool = 'newscat'"])
def test_a_pyproject_without_our_table_is_passed_over(text: str) -> None:
    write("pyproject.toml", "[tool.newscat]\nlimit = 1")
    write("a/pyproject.toml", text)
    os.chdir("a")
    assert loaded() == Config(limit=1, source="../pyproject.toml")


@pytest.mark.parametrize(
    "text",
    [
        "[tool.newscat]\nlimit = 1",
        "[ tool . 'newscat' ]\nlimit = 1",
        '["tool".newscat]\nlimit = 1',
        "[tool]\nnewscat.limit = 1",
        "tool.newscat.limit = 1",
        "tool = {newscat = {limit = 1}}",
    ],
)
def test_our_table_is_found_however_it_is_written(text: str) -> None:
    write("pyproject.toml", text)
    assert loaded() == Config(limit=1, source="pyproject.toml")


@pytest.mark.parametrize("text", [b"= broken", b"\xff", b"needs = ['newscat']\n= broken"])
def test_a_broken_pyproject_that_does_not_speak_of_us_is_passed_over(text: bytes) -> None:
    write("pyproject.toml", text)
    assert loaded() == Config()


def test_a_folder_or_pipe_of_that_name_stops_nobody() -> None:
    Path("newscat.toml").mkdir()
    os.mkfifo("pyproject.toml")
    assert loaded() == Config()


def test_the_file_named_is_read_instead() -> None:
    write("newscat.toml", "limit = 1")
    write("other/mine.toml", "limit = 2\npaths = ['seeds']")
    write("other/pyproject.toml", "[tool.newscat]\nlimit = 3")
    assert loaded(file="other/mine.toml") == Config(limit=2, paths=("other/seeds",), source="other/mine.toml")
    assert loaded(file="other/pyproject.toml") == Config(limit=3, source="other/pyproject.toml")


def test_isolated_reads_no_file_but_the_environment() -> None:
    write("newscat.toml", "limit = 1\ncolor = 'never'")
    assert loaded({"NEWSCAT_LIMIT": "5"}, isolated=True) == Config(limit=5)


def test_a_working_directory_that_is_gone_leaves_the_environment(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    os.chdir("gone")
    (tmp_path / "gone").rmdir()
    assert working_directory() is None
    assert loaded({"NEWSCAT_LIMIT": "5"}) == Config(limit=5)


def test_a_file_that_cannot_be_read_is_an_error_here_and_passed_over_above(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("closed/newscat.toml"):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    write("newscat.toml", "limit = 1")
    Path("closed/open").mkdir(parents=True)
    os.chdir("closed")
    assert refused() == "cannot read the configuration 'newscat.toml': Permission denied"
    os.chdir("open")
    assert loaded() == Config(limit=1, source="../../newscat.toml")


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (".", ("seeds", "a/b", "./c/", "/d")),
        ("sub", ("../seeds", "../a/b", ".././c/", "/d")),
        ("sub/deep", ("../../seeds", "../../a/b", "../.././c/", "/d")),
    ],
)
def test_paths_are_relative_to_their_file_and_printed_from_here(folder: str, expected: tuple[str, ...]) -> None:
    write("newscat.toml", "paths = ['seeds', 'a/b', './c/', '/d']")
    Path(folder).mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    assert loaded().paths == expected


# --- what they may say ------------------------------------------------------------------------------------------------


def test_every_setting_can_be_in_a_file_and_all_but_tables_in_the_environment() -> None:
    write(
        "newscat.toml",
        """
        paths = ["seeds"]
        include = ["*.md"]
        exclude = ["drafts/"]
        no_ignore = true
        known_fields = ["price", "ratings.average"]
        select = ["NC1"]
        ignore = ["unknown-field"]
        extend-select = ["NC508"]
        per-file-ignores = {"old/**" = ["NC4", "NC301"], "new/*.md" = ["NC301"]}
        kind = "page"
        kinds = [{files = "old/**", kind = "news"}, {files = "*.md", schema = "post.json"}]
        columns = ["id", "title"]
        sort = "title,-date"
        timezone = "Europe/Berlin"
        schema = "post.schema.json"
        topic-separator = ";"
        format = "json"
        limit = 0
        color = "always"
        date_order = "day-first"
        max_front_matter = 1000
        max_nesting = 9
        max_nodes = 99
        max_body = 99
        search_exclude = ["body"]
        language = ["english", "german"]
        pager = "less -S"
        [queries]
        recent = "date:-7d.."
        [fields]
        date = ["released"]
        rating = {from = "stars", type = "number"}
        """,
    )
    expected = Config(
        paths=("seeds",),
        include=("*.md",),
        exclude=("drafts/",),
        no_ignore=True,
        known_fields=("price", "ratings.average"),
        select=("NC1",),
        ignore=("unknown-field",),
        extend_select=("NC508",),
        per_file_ignores=(("old/**", ("NC4", "NC301")), ("new/*.md", ("NC301",))),
        kind="page",
        kinds=(KindOfFiles("old/**", "news"), KindOfFiles("*.md", schema="post.json")),
        columns=("id", "title"),
        sort="title,-date",
        timezone="Europe/Berlin",
        schema="post.schema.json",
        fields={"date": ["released"], "rating": {"from": "stars", "type": "number"}},
        topic_separator=";",
        format="json",
        limit=0,
        color="always",
        queries={"recent": "date:-7d.."},
        language=("english", "german"),
        pager="less -S",
        date_order="day-first",
        max_front_matter=1000,
        max_nesting=9,
        max_nodes=99,
        max_body=99,
        search_exclude=("body",),
        source="newscat.toml",
    )
    assert loaded() == expected
    environ = {
        "NEWSCAT_PATHS": "seeds",
        "NEWSCAT_INCLUDE": "*.md",
        "NEWSCAT_EXCLUDE": "drafts/",
        "NEWSCAT_NO_IGNORE": "1",
        "NEWSCAT_KNOWN_FIELDS": "price, ratings.average",
        "NEWSCAT_SELECT": "NC1",
        "NEWSCAT_IGNORE": "unknown-field",
        "NEWSCAT_EXTEND_SELECT": "NC508",
        "NEWSCAT_KIND": "page",
        "NEWSCAT_COLUMNS": "id,title,",
        "NEWSCAT_SORT": "title,-date",
        "NEWSCAT_TIMEZONE": "Europe/Berlin",
        "NEWSCAT_SCHEMA": "post.schema.json",
        "NEWSCAT_TOPIC_SEPARATOR": ";",
        "NEWSCAT_FORMAT": "json",
        "NEWSCAT_LIMIT": "0",
        "NEWSCAT_COLOR": "always",
        "NEWSCAT_LANGUAGE": "english,german",
        "NEWSCAT_PAGER": "less -S",
        "NEWSCAT_DATE_ORDER": "day-first",
        "NEWSCAT_MAX_FRONT_MATTER": "1000",
        "NEWSCAT_MAX_NESTING": "9",
        "NEWSCAT_MAX_NODES": "99",
        "NEWSCAT_MAX_BODY": "99",
        "NEWSCAT_SEARCH_EXCLUDE": "body",
    }
    tables = {"per_file_ignores", "kinds", "queries", "fields"}
    assert {f"NEWSCAT_{name.upper()}" for name in SETTINGS if name not in tables} == set(environ)
    without = expected._replace(per_file_ignores=(), kinds=(), queries={}, fields={}, source=None)
    assert loaded(environ, isolated=True) == without


def test_every_setting_is_documented() -> None:
    assert Config._fields == (*SETTINGS, "source")
    assert all(setting.doc.endswith(".") for setting in SETTINGS.values())


def test_the_environment_wins_over_the_file_and_an_empty_variable_is_unset() -> None:
    write("newscat.toml", "limit = 1\ncolor = 'never'\npaths = ['seeds']")
    environ = {"NEWSCAT_LIMIT": "2", "NEWSCAT_COLOR": "", "NEWSCAT_PATHS": f"a{os.pathsep}b,c"}
    assert loaded(environ) == Config(limit=2, color="never", paths=("a", "b,c"), source="newscat.toml")


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("true", True), ("YES", True), ("on", True), ("0", False), ("off", False)]
)
def test_a_variable_says_yes_or_no_as_people_do(text: str, value: bool) -> None:
    assert loaded({"NEWSCAT_NO_IGNORE": text}).no_ignore is value


def test_a_schema_of_some_files_is_relative_to_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    write("newscat.toml", "kinds = [{files = '*.md', schema = 'post.json'}]")
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    assert loaded().kinds == (KindOfFiles("*.md", schema="../post.json"),)


LIST = "must be a list of non-empty strings, not"

KINDS = "with 'files' and 'kind' (news or page), 'schema' or both"
WRONG = [
    ("limt = 1", "newscat.toml: unknown setting 'limt' (did you mean 'limit'?)"),
    ("knwn-fields = []", "newscat.toml: unknown setting 'knwn-fields' (did you mean 'known_fields'?)"),
    ("zzz = 1", "newscat.toml: unknown setting 'zzz'"),
    ("source = 'x'", "newscat.toml: unknown setting 'source'"),
    ("paths = 'seeds'", f"newscat.toml: 'paths' {LIST} 'seeds'"),
    ("paths = ['a', 1]", f"newscat.toml: 'paths' {LIST} ['a', 1]"),
    ("include = ['']", f"newscat.toml: 'include' {LIST} ['']"),
    ("limit = '5'", "newscat.toml: 'limit' must be a whole number ≥ 0, not '5'"),
    ("limit = -1", "newscat.toml: 'limit' must be a whole number ≥ 0, not -1"),
    ("limit = true", "newscat.toml: 'limit' must be a whole number ≥ 0, not true"),
    ("no_ignore = 1", "newscat.toml: 'no_ignore' must be true or false, not 1"),
    ("format = 1", "newscat.toml: 'format' must be a string, not 1"),
    (
        "per_file_ignores = ['NC1']",
        "newscat.toml: 'per_file_ignores' must be a table of lists of non-empty strings, not ['NC1']",
    ),
    (
        "per_file_ignores = {a = 'NC1'}",
        "newscat.toml: 'per_file_ignores' must be a table of lists of non-empty strings, not {'a': 'NC1'}",
    ),
    ("kind = 'blog'", "newscat.toml: 'kind' must be one of news, page, not 'blog'"),
    ("kinds = 'news'", f"newscat.toml: 'kinds' must be a list of tables {KINDS}, not 'news'"),
    *(
        (f"kinds = [{{files = '*', kind = 'page'}}, {table}]", f"newscat.toml: table 2 of 'kinds': {message}")
        for table, message in [
            ("'news'", "must be a table, not 'news'"),
            ("{}", "has no 'files'"),
            ("{kind = 'news'}", "has no 'files'"),
            ("{files = '*.md'}", "has neither 'kind' nor 'schema'"),
            ("{files = '*.md', kind = 'blog'}", "'kind' must be one of news, page, not 'blog'"),
            ("{files = '*.md', kind = []}", "'kind' must be one of news, page, not []"),
            ("{files = '*.md', schema = 1}", "'schema' must be a non-empty string, not 1"),
            ("{files = '', kind = 'news'}", "'files' must be a non-empty string, not ''"),
            ("{file = '*', kind = 'news'}", "unknown key 'file' (did you mean 'files'?)"),
            ("{files = 'a', kind = 'news', x = 'y'}", "unknown key 'x'"),
        ]
    ),
    (
        "sort = ['title', '-date']",
        "newscat.toml: 'sort' must be a string such as \"title,-date\", not ['title', '-date']",
    ),
    ("queries = 1", "newscat.toml: 'queries' must be a table of strings, not 1"),
    ("[queries]\na = 1", "newscat.toml: 'queries' must be a table of strings, not {'a': 1}"),
    ("color = 'red'", "newscat.toml: 'color' must be one of auto, always, never, not 'red'"),
    ("color = []", "newscat.toml: 'color' must be one of auto, always, never, not []"),
    ("limit = 1\ncolor = \n", "newscat.toml:2: Invalid value"),
    ("limit = 1\nlimit = 2\n", "newscat.toml:2: Cannot overwrite a value"),
    ("paths = [\n  'a',\n", "newscat.toml:2: Invalid value"),
    (b"limit = 1\n# \xff\n", "newscat.toml:2: not UTF-8"),
    (b"x = " + b"[" * 5000, "newscat.toml: nested too deeply"),
    (b"#" * 65_537, "newscat.toml: is larger than 64 KiB"),
    ("limit = " + "9" * 5000, "newscat.toml: a number is too long"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_in_a_file_is_said_with_its_place(text: str | bytes, message: str) -> None:
    write("newscat.toml", text)
    assert refused() == message


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"NEWSCAT_LIMIT": "many"}, "NEWSCAT_LIMIT must be a whole number ≥ 0, not 'many'"),
        ({"NEWSCAT_LIMIT": "-1"}, "NEWSCAT_LIMIT must be a whole number ≥ 0, not '-1'"),
        (
            {"NEWSCAT_KINDS": "a=b"},
            "NEWSCAT_KINDS: a table cannot be set by a variable; set 'kinds' in newscat.toml",
        ),
        (
            {"NEWSCAT_QUERIES": "a=b"},
            "NEWSCAT_QUERIES: a table cannot be set by a variable; set 'queries' in newscat.toml",
        ),
        (
            {"NEWSCAT_PER_FILE_IGNORES": "a:NC1"},
            "NEWSCAT_PER_FILE_IGNORES: a table cannot be set by a variable; set 'per_file_ignores' in newscat.toml",
        ),
        ({"NEWSCAT_NO_IGNORE": "maybe"}, "NEWSCAT_NO_IGNORE must be true or false, not 'maybe'"),
        ({"NEWSCAT_COLOR": "red"}, "NEWSCAT_COLOR must be one of auto, always, never, not 'red'"),
        ({"NEWSCAT_FORMTA": "json"}, "unknown setting NEWSCAT_FORMTA (did you mean 'NEWSCAT_FORMAT'?)"),
        ({"NEWSCAT_limit": "1"}, "unknown setting NEWSCAT_limit (did you mean 'NEWSCAT_LIMIT'?)"),
    ],
)
def test_what_is_wrong_in_a_variable_is_said_with_its_name(environ: dict[str, str], message: str) -> None:
    assert refused(environ) == message


@pytest.mark.parametrize("variable", ["NEWSCAT_CACHE_DIR", "NEWSCAT_DEBUG", "NEWSCAT_TOKEN", "NEWSCATLIMIT", "LIMIT"])
def test_a_variable_that_resembles_no_setting_is_somebody_elses(variable: str) -> None:
    assert loaded({variable: "x"}) == Config()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("gone.toml", "cannot read the configuration 'gone.toml': No such file or directory"),
        ("folder", "cannot read the configuration 'folder': Is a directory"),
        ("a\0b", "cannot read the configuration 'a\\x00b': embedded null byte"),
        ("pyproject.toml", "pyproject.toml: has no [tool.newscat]"),
    ],
)
def test_a_named_file_that_cannot_be_used_is_an_error(file: str, message: str) -> None:
    Path("folder").mkdir()
    write("pyproject.toml", "[project]")
    assert refused(file=file) == message


def test_our_table_must_be_a_table() -> None:
    write("pyproject.toml", "[tool]\nnewscat = 1")
    assert refused() == "pyproject.toml: 'tool.newscat' must be a table"


def test_a_start_without_a_file_does_not_import_tomllib() -> None:
    script = "import sys; from newscat.config import load; load('/', {}); print('tomllib' in sys.modules)"
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environ)
    assert run.stdout == "False\n"


def test_an_empty_pager_is_a_value_of_its_own() -> None:
    write("newscat.toml", 'pager = "more"')
    assert loaded({"NEWSCAT_PAGER": ""}).pager == ""
    assert loaded({"NEWSCAT_COLOR": ""}).pager == "more"
