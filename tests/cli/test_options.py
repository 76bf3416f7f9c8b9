"""What every command takes: which files, which configuration, colour and noise."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import newscat
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]
Ids = Callable[[Result], list[str]]

LOOKED = "looked for *.md *.markdown *.mdx *.txt *.html"


def ids_of(run: Run, *args: str, **options: object) -> list[str]:
    result = run("list", "--format", "ids", "--sort", "id", *args, **options)
    assert (result.stderr, result.exit_code) == ("", 0), result
    return result.stdout.split()


@pytest.fixture
def folders(write: Write) -> None:
    write("one/a.md")
    write("one/b.txt")
    write("two/c.md")
    write("two/d.rst")
    write("two/hidden.md")
    write(".gitignore", text="hidden.md\n")


def test_without_a_path_the_working_directory_is_read(folders: None, run: Run) -> None:
    assert ids_of(run) == ["one/a", "one/b", "two/c"]


def test_gitignore_is_respected_unless_told_otherwise_or_named(folders: None, run: Run) -> None:
    assert ids_of(run, "--no-ignore") == ["one/a", "one/b", "two/c", "two/hidden"]
    assert ids_of(run, "two/hidden.md") == ["hidden"]
    assert ids_of(run, env={"NEWSCAT_NO_IGNORE": "1"}) == ["one/a", "one/b", "two/c", "two/hidden"]


def test_a_file_that_is_named_needs_no_extension(folders: None, run: Run) -> None:
    assert ids_of(run, "two/d.rst", "one") == ["a", "b", "d"]


@pytest.mark.parametrize("command", [["list"], ["search", "article"], ["similar", "a"], ["validate"]])
def test_a_missing_path_is_one_line(folders: None, run: Run, command: list[str]) -> None:
    result = run(*command, "one", "three/")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith("newscat: no such file or folder: 'three/'")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["list"], ["search", "article"], ["validate"], ["show", "a"]])
def test_no_article_file_is_an_error_unless_allowed(write: Write, run: Run, command: list[str]) -> None:
    write("empty/x.rst", text="words")
    assert run(*command, "empty") == Result("", f"newscat: no article files in empty: {LOOKED}\n", 2)
    allowed = run(*command, "empty", "--allow-empty")
    assert allowed.exit_code == int(command[0] == "show")


def test_files_come_from_a_list_in_any_order(folders: None, run: Run, write: Write) -> None:
    write("list", text="two/c.md\none/a.md\n\ntwo/hidden.md\none/b.txt\n")
    assert ids_of(run, "--files-from", "list") == ["a", "b", "c", "hidden"]
    assert ids_of(run, "--files-from", "-", stdin="two/c.md\0one/a.md\0two/d.rst\0") == ["a", "c", "d"]


def test_a_configured_path_that_is_missing_is_named_with_its_setting(write: Write, run: Run) -> None:
    write("newscat.toml", text='paths = ["nowhere"]\n')
    message = "newscat: no such file or folder: 'nowhere'"
    assert run("list") == Result("", f"{message}; it is in the setting paths\n", 2)
    assert run("list", "nowhere") == Result("", f"{message}\n", 2)


def test_a_listed_file_that_is_missing_is_named_and_the_rest_read(folders: None, run: Run) -> None:
    result = run("list", "--format", "ids", "--files-from", "-", stdin="one/a.md\none/x.md\n")
    assert (result.stdout, result.exit_code) == ("a\n", 0)
    assert result.stderr == "one/x.md:1:1: not listed: No such file or directory (NC001)\n"


@pytest.mark.parametrize(
    ("args", "stdin", "message"),
    [
        (["--files-from", "nowhere"], "", "cannot read --files-from 'nowhere': No such file or directory"),
        (["--files-from", "."], "", "cannot read --files-from '.': Is a directory"),
        (["--files-from", "-", "one"], "x", "--files-from cannot be combined with PATH"),
        (["--files-from", "-"], "\n", f"no article files in the list of files: {LOOKED}"),
        (["--isolated", "--config", "x"], "", "--isolated cannot be combined with --config"),
        (["--config", "x.toml"], "", "cannot read the configuration 'x.toml': No such file or directory"),
    ],
)
def test_what_cannot_be_read_is_one_line(folders: None, run: Run, args: list[str], stdin: str, message: str) -> None:
    assert run("list", *args, stdin=stdin) == Result("", f"newscat: {message}\n", 2)


CONFIGURED = 'paths = ["two"]\ninclude = ["*.md", "*.rst"]\nno_ignore = true\n'


@pytest.mark.parametrize(
    ("args", "env", "expected"),
    [
        ([], {}, "c d hidden"),
        (["one"], {}, "a"),
        (["--isolated"], {}, "one/a one/b two/c"),
        (["--config", "other/newscat.toml"], {}, "a b"),
        ([], {"NEWSCAT_PATHS": "one:two"}, "a c d hidden"),
        ([], {"NEWSCAT_INCLUDE": "*.rst"}, "d"),
        (["--isolated"], {"NEWSCAT_EXCLUDE": "two/"}, "one/a one/b"),
    ],
)
def test_configuration_then_environment_then_flags(
    folders: None, run: Run, write: Write, args: list[str], env: Mapping[str, str], expected: str
) -> None:
    write("newscat.toml", text=CONFIGURED)
    write("other/newscat.toml", text='paths = ["../one"]\n')
    assert ids_of(run, *args, env=env) == expected.split()


def test_paths_of_the_configuration_are_relative_to_it(
    folders: None, run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("pyproject.toml", text='[tool.newscat]\npaths = ["one"]\n')
    monkeypatch.chdir("two")
    assert run("list", "--format", "paths", "--sort", "id") == Result("../one/a.md\n../one/b.txt\n", "", 0)


def test_format_columns_and_limit_can_be_configured(folders: None, run: Run, write: Write) -> None:
    write("newscat.toml", text='format = "csv"\ncolumns = ["id", "type"]\nlimit = 1\n')
    assert run("list") == Result("id,type\r\none/a,article\r\n", "", 0)
    assert run("list", "--format", "tsv", "--columns", "id", "-n", "0", "one") == Result("id\na\nb\n", "", 0)
    assert run("list", env={"NEWSCAT_FORMAT": "ids", "NEWSCAT_LIMIT": "2"}) == Result("one/a\none/b\n", "", 0)


def test_an_unknown_setting_is_an_error_with_the_nearest(run: Run, write: Write) -> None:
    write("newscat.toml", text="path = []\n")
    for command in (["list"], ["search", "x"], ["show", "x"], ["validate"]):
        assert run(*command) == Result("", "newscat: newscat.toml: unknown setting 'path' (did you mean 'paths'?)\n", 2)


@pytest.mark.parametrize(
    ("args", "env", "tty", "colored"),
    [
        ([], {}, False, False),
        ([], {}, True, True),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"TERM": "dumb"}, True, False),
        ([], {"FORCE_COLOR": "1"}, False, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, True, False),
        (["--color", "always"], {"NO_COLOR": "1"}, False, True),
        (["--color", "auto"], {"NEWSCAT_COLOR": "always"}, False, False),
        ([], {"NEWSCAT_COLOR": "always"}, False, True),
    ],
)
def test_color(write: Write, run: Run, args: list[str], env: Mapping[str, str], tty: bool, colored: bool) -> None:
    write("a.md")
    assert ("\x1b[" in run("show", "a", *args, env=env, tty=tty).stdout) is colored


@pytest.mark.parametrize("env", [{"FORCE_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}, {"NEWSCAT_COLOR": "always"}])
def test_color_does_not_make_a_pipe_a_terminal(write: Write, run: Run, env: Mapping[str, str]) -> None:
    write("a.md", title="Long " * 60)
    expected = run("list")
    assert run("list", env=env) == expected
    assert run("list", "--color", "always") == expected
    assert expected.stdout.startswith("id\tdate\t")
    assert ("Long " * 60).rstrip() in expected.stdout


def test_paths_may_be_any_bytes(write: Write, run: Run, run_process: Run) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    try:
        write("a.md").rename(name)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert run("list", "--format", "paths") == Result("caf\\udce9.md\n", "", 0)
    assert run("list", "-0").stdout.encode("utf-8", "surrogateescape") == b"caf\xe9.md\0"
    assert ids_of(run, name) == ["caf\\udce9"]
    assert run_process("show", "-", "--field", "quality", stdin=b"caf\xe9.md\n") == Result("50\n", "", 0)


@pytest.mark.parametrize("args", [("list", "--help"), ("list", "-h"), ("index", "status", "--help")])
@pytest.mark.parametrize("env", [{"GITHUB_ACTIONS": "true"}, {"FORCE_COLOR": "1"}, {"PY_COLORS": "1"}])
def test_help_has_no_colour_where_told_so(args: tuple[str, ...], env: dict[str, str], run: Run) -> None:
    plain = run(*args)
    assert "\x1b" not in plain.stdout
    *command, flag = args
    for told in ([*command, "--color", "never", flag], [*command, flag, "--color=never"]):
        assert run(*told, env=env) == plain
    assert run(*args, env=env | {"NO_COLOR": "1"}) == plain
    assert run(*args, env=env | {"NEWSCAT_COLOR": "never"}) == plain
    assert "\x1b[1mUsage:" in run(*command, "--color", "always", flag).stdout


@pytest.mark.parametrize("more", [(), ("--no-cache",)])
def test_links_to_folders_are_named_and_followed_on_request(
    more: tuple[str, ...], write: Write, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "o.md").write_text("---\ntitle: Out\n---\n")
    write("vault/i.md", title="In")
    Path("vault/linked").symlink_to(outside)
    said = "newscat: links to folders are not followed without --follow: vault/linked\n"
    listed = ("list", "--format", "paths", "--sort", "path", "vault", *more)
    assert run(*listed) == Result("vault/i.md\n", said, 0)
    assert run(*listed, "--follow") == Result("vault/i.md\nvault/linked/o.md\n", "", 0)
    assert run(*listed) == Result("vault/i.md\n", said, 0)
    write("newscat.toml", text="follow = true\n")
    assert run(*listed).exit_code == 2


def test_python_follows_links_on_request(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "o.md").write_text("---\ntitle: Out\n---\n")
    Path("linked").symlink_to(outside)
    write("i.md")
    assert sorted(record.path for record in newscat.open_catalogue()) == ["i.md"]
    assert sorted(record.path for record in newscat.open_catalogue(follow=True)) == ["i.md", "linked/o.md"]
    assert newscat.validate(select=["missing-field"]).files == 1
    assert newscat.validate(select=["missing-field"], follow=True).files == 2
