"""What `list` and `search` share: queries beside filters, and every way to print an answer."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscat.output.rows import PRESETS
from terminal import ROOT, Result

Run = Callable[..., Result]
Write = Callable[..., Path]

SCHEMA = ROOT / "docs" / "schema" / "records-2.json"


@pytest.fixture
def four(write: Write) -> None:
    """`d` is the newest; only `a` and `b` have a price, only `b` and `c` quokkas."""
    for day, (name, more) in enumerate(
        {
            "a": {"price": 10, "topics": ["AI", "Robots"]},
            "b": {"price": 2.5, "title": "A quokka", "topics": ["AI"]},
            "c": {"excerpt": "Two quokkas.", "type": "video", "topics": ["Birds"]},
            "d": {"provider": {"name": "WBUR", "domain": "wbur.org"}, "topics": ["Robots"]},
        }.items()
    ):
        write(f"{name}.md", **{"publishedDateTime": datetime(2022, 3, 20 + day, 23, tzinfo=UTC)} | more)


def listed(run: Run, *args: str, **options: Any) -> str:
    """The ids, without blanks between."""
    result = run(*args, "--format", "ids", **options)
    assert (result.stderr, result.exit_code) == ("", 0), result
    return "".join(result.stdout.split())


# --- what is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["list", "-q", "topic:AI"], "ba"),
        (["list", "--query", "price:>2"], "ba"),
        (["list", "-q", "topic:AI", "-q", "price:>=10"], "a"),
        (["list", "-q", "topic:AI OR type:video", "--type", "article"], "ba"),
        (["list", "-q", "quokka"], "bc"),
        (["list", "-q", "quokka", "--type", "video"], "c"),
        (["search", "quokka", "-q", "-type:video"], "b"),
        (["search", "quokka", "-q", "topic:AI", "-q", "price:2.5"], "b"),
        (["search", "type:article"], "dba"),
        (["search", "quokkas", "--exact"], "c"),
        (["list", "--sort", "price"], "bacd"),
        (["list", "--sort", "price", "--nulls", "first"], "cdba"),
        (["list", "--sort", "-price", "--nulls", "last"], "abcd"),
        (["list", "--tail", "2"], "ba"),
        (["list", "--sort", "id", "--tail", "1"], "d"),
        (["list", "--tail", "9"], "dcba"),
        (["list", "--tail", "0"], "dcba"),
        (["list", "-q", "date:2022-03-21"], "b"),
        (["list", "-q", "date:2022-03-21", "--tz", "Europe/Berlin"], "a"),
        (["list", "--since", "2022-03-24", "--tz", "Asia/Tokyo"], "d"),
    ],
)
def test_a_query_and_the_filters_all_hold(four: None, run: Run, args: list[str], expected: str) -> None:
    assert listed(run, *args) == expected


def test_what_is_invalid_only_the_rules_know(write: Write, run: Run) -> None:
    write("good.md")
    write("bad.md", quality="high")
    assert listed(run, "list", "-q", "is:invalid") == "bad"
    write("newscat.toml", text='known_fields = ["price"]\n')
    assert listed(run, "list", "-q", "is:invalid") == "bad"


def test_saved_queries_and_languages_are_those_of_the_configuration(four: None, run: Run, write: Write) -> None:
    write("newscat.toml", text='language = ["english"]\n[queries]\ncheap = "price:<5"\n')
    assert listed(run, "list", "-q", "@cheap") == "b"
    assert listed(run, "search", "quokkas", "-q", "@cheap") == "b"


def test_the_limit_of_the_configuration_is_not_that_of_the_tail(four: None, run: Run, write: Write) -> None:
    write("newscat.toml", text="limit = 1\n")
    assert listed(run, "list") == "d"
    assert listed(run, "list", "--tail", "3") == "cba"


def test_a_query_without_words_has_the_columns_of_a_list_and_one_with_words_those_of_a_search(
    four: None, run: Run
) -> None:
    assert run("search", "topic:AI").stdout == run("list", "-q", "topic:AI").stdout
    assert run("search", "quokka").stdout == run("list", "-q", "quokka").stdout
    assert run("list", "-q", "topic:AI").stdout.startswith("id\tdate\ttitle\tprovider\ttopics\tquality\theat\nb\t")
    assert run("list", "-q", "quokka").stdout.startswith("id\tdate\ttitle\tprovider\tsnippet\nb\t")


def test_the_summary_of_a_tail(four: None, run: Run) -> None:
    assert run("list", "--tail", "2", tty=True).stderr == "2 of 4 articles\n"


@pytest.mark.parametrize("args", [["list"], ["search", "quokka"]])
def test_a_query_is_explained_before_a_file_is_read(run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    def read(path: str) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr("newscat.files.paths.read", read)
    result = run(*args, "--explain-query", "-q", "topic:AI", "--min-quality", "80")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout.endswith("\n")
    assert "topic" in result.stdout
    assert "quality" in result.stdout


def test_a_field_that_occurs_nowhere_is_refused_before_any_output(four: None, run: Run) -> None:
    result = run("list", "-q", "excerp:x")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith("newscat: unknown field 'excerp'")


@pytest.mark.parametrize("args", [["search", "quokca"], ["list", "-q", "quokca"]])
def test_nothing_found_names_the_words_that_no_article_has(four: None, run: Run, args: list[str]) -> None:
    hint = "; add --fuzzy to include them" if args[0] == "search" else ""  # list has no such option
    said = f"no article contains 'quokca' (similar: quokka, quokkas{hint})\n"
    assert run(*args, "--format", "ids") == Result("", said, 0)
    assert run(*args, "--format", "ids", "--quiet") == Result("", "", 0)


def test_a_word_that_is_near_to_nothing(four: None, run: Run) -> None:
    assert run("search", "xyzzyplugh", "--count") == Result("0\n", "no article contains 'xyzzyplugh'\n", 0)
    assert run("search", "xyzzyplugh", "--fuzzy", "--count").stderr == "no article contains 'xyzzyplugh'\n"


def test_fuzzy_searches_the_near_words_at_once(four: None, run: Run) -> None:
    assert sorted(listed(run, "search", "quokca", "--fuzzy")) == ["b", "c"]


def test_words_that_never_occur_together_are_counted_alone(four: None, run: Run) -> None:
    said = "no article matches all of the query; alone, 'quokka' matches 2 articles, 'wbur' matches 1 article\n"
    assert run("search", "quokka wbur", "--count") == Result("0\n", said, 0)
    assert run("search", "quokka wbur", "--count", "--quiet") == Result("0\n", "", 0)


# --- how it is printed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            ["--template", "{published_at:%Y-%m-%d} {title} — {provider.name}", "-n", "1"],
            "2022-03-23 Article d — WBUR\n",
        ),
        (["--template", "{id}\\t{price:>6.2f}", "--sort", "id"], "a\t 10.00\nb\t  2.50\nc\t      \nd\t      \n"),
        (["--template", "{id}", "-t", "none"], ""),
        (["--columns", "short", "-n", "1"], "id\ttitle\nd\tArticle d\n"),
        (["--columns", "short,price,id", "--sort", "price", "-n", "1"], "id\ttitle\tprice\nb\tA quokka\t2.5\n"),
    ],
)
def test_templates_and_presets(four: None, run: Run, args: list[str], expected: str) -> None:
    assert run("list", *args) == Result(expected, "", 0)


def test_jq_sees_what_ndjson_prints(four: None, run: Run) -> None:
    pytest.importorskip("jq", reason="the extra 'jq' is not installed")
    assert run("list", "--jq", ".").stdout == run("list", "--format", "ndjson").stdout
    assert run("search", "quokka", "--jq", "[.id, .matched_fields]") == Result(
        '["b", ["title"]]\n["c", ["excerpt"]]\n', "", 0
    )


def test_jq_that_is_not_installed_is_refused_before_a_file_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jq", None)
    said = "newscat: --jq requires an extra package: pip install 'newscat[jq]'\n"
    assert run("list", "--jq", ".", "nowhere") == Result("", said, 2)


def test_a_configured_format_gives_way_to_a_template(four: None, run: Run, write: Write) -> None:
    write("newscat.toml", text='format = "csv"\ncolumns = ["title"]\n')
    assert run("list", "--template", "{id}", "-n", "1") == Result("d\n", "", 0)


def test_a_template_of_a_field_that_occurs_nowhere_is_refused(four: None, run: Run) -> None:
    assert run("list", "--template", "{weather}") == Result(
        "", "newscat: unknown field 'weather': no article has it\n", 2
    )


def test_full_is_all_that_a_record_has(four: None, run: Run) -> None:
    first, *rest = run("list", "--columns", "full").stdout.splitlines()
    assert tuple(first.split("\t")) == PRESETS["full"]
    assert [line.count("\t") for line in rest] == [len(PRESETS["full"]) - 1] * 4


# --- JSON -------------------------------------------------------------------------------------------------------------


def keys(schema: Mapping[str, Any], value: Any, path: str = "") -> Iterable[str]:
    """The keys of `value` that `schema` says nothing of."""
    schema = whole(schema)
    if isinstance(value, list):
        for each in value:
            yield from keys(schema.get("items", {}), each, path)
    elif isinstance(value, dict) and "properties" in schema:
        for key, inner in value.items():
            if key in schema["properties"]:
                yield from keys(schema["properties"][key], inner, f"{path}.{key}")
            else:
                yield f"{path}.{key}"


def whole(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    return json.loads(SCHEMA.read_text("utf-8"))["$defs"][reference.rpartition("/")[2]] if reference else schema


@pytest.mark.parametrize("args", [["list"], ["search", "quokka"], ["list", "-t", "none"]])
def test_json_is_what_its_schema_says(four: None, write: Write, run: Run, args: list[str]) -> None:
    write("least.md", text="---\ntitle: quokka\nprovider: 7\ntopics: [null]\n---\n")
    write("most.md", ampWebUrl="a", images=[{"url": "u", "width": 1, "height": 2}], related=[{"title": "quokka"}, 3])
    answer = json.loads(run(*args, "--format", "json").stdout)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert list(keys(schema, answer)) == []
    for record in answer["records"]:
        assert set(record) >= set(schema["$defs"]["record"]["required"])
        assert ("snippet_hits" in record) == (args[0] == "search")
    jsonschema = pytest.importorskip("jsonschema_rs", reason="jsonschema-rs is not installed")
    jsonschema.Draft202012Validator(schema, validate_formats=True).validate(answer)


def test_ndjson_is_the_records_of_json(four: None, run: Run) -> None:
    lines = run("search", "quokka", "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run("search", "quokka", "--format", "json").stdout)[
        "records"
    ]


def test_the_documents_describe_each_key_of_a_record() -> None:
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    record = json.loads(SCHEMA.read_text("utf-8"))["$defs"]["record"]
    assert [key for key in record["properties"] if f"`{key}`" not in text] == []


# --- the pager --------------------------------------------------------------------------------------------------------


@pytest.fixture
def forty(write: Write) -> None:
    for number in range(40):
        write(f"{number:02}.md")


def test_a_table_longer_than_the_screen_is_paged_in_colour_and_the_summary_comes_after(
    forty: None, run_terminal: Run
) -> None:
    no_links = {"TERM": "linux"}  # each link has an id of its own
    plain = run_terminal("list", env=no_links)
    shown = run_terminal("list", env={"NEWSCAT_PAGER": "sed s/^/paged:/"} | no_links)
    *lines, summary = plain.stdout.splitlines()
    assert "\x1b[36m" in plain.stdout
    assert summary == "40 articles"
    assert shown.stdout.splitlines() == [f"paged:{line}" for line in lines] + [summary]
    assert shown.exit_code == 0


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (["list", "-n", "5"], {}),
        (["list", "--no-pager"], {}),
        (["list"], {"NEWSCAT_PAGER": ""}),
        (["list"], {"NEWSCAT_PAGER": "cat"}),
        (["list"], {"NEWSCAT_PAGER": "no-such-pager"}),
        (["list"], {"TERM": "dumb"}),
        (["list", "--count"], {}),
        (["show", "00", "--no-pager"], {}),
    ],
)
def test_when_there_is_none(forty: None, run_terminal: Run, args: list[str], env: Mapping[str, str]) -> None:
    shown = run_terminal(*args, env={"PAGER": "sed s/^/paged:/"} | dict(env))
    assert "paged:" not in shown.stdout
    assert shown.stdout
    assert shown.exit_code == 0


@pytest.mark.parametrize(
    "args", [["list", "--format", "ids"], ["search", "article"], ["show", "00"], ["list", "--jq", ".id"]]
)
def test_whatever_is_long_is_paged(forty: None, run_terminal: Run, args: list[str]) -> None:
    if "--jq" in args:
        pytest.importorskip("jq", reason="the extra 'jq' is not installed")
    shown = run_terminal(*args, lines=8, env={"PAGER": "sed s/^/paged:/"})
    assert shown.stdout.startswith("paged:")
    assert shown.exit_code == 0


def test_the_configuration_names_the_pager(forty: None, write: Write, run_terminal: Run) -> None:
    write("newscat.toml", text='pager = "sed s/^/configured:/"\n')
    assert run_terminal("list", env={"PAGER": "cat"}).stdout.startswith("configured:")
    assert not run_terminal("list", env={"NEWSCAT_PAGER": ""}).stdout.startswith("configured:")


def test_leaving_the_pager_early_is_quiet_and_no_failure(write: Write, run_terminal: Run) -> None:
    write("a.md", title="Long " * 20_000)
    shown = run_terminal("show", "a", env={"PAGER": "head -1 | cut -c1-20"})
    assert (shown.stdout.count("\n"), shown.exit_code) == (1, 0)


def test_a_pipe_has_no_pager(forty: None, run: Run, run_process: Run) -> None:
    assert run_process("list", env={"PAGER": "false"}) == run("list")


# --- the recipes ------------------------------------------------------------------------------------------------------


def recipes() -> list[str]:
    text = (ROOT / "docs" / "recipes.md").read_text("utf-8")
    return [block.partition("\n```")[0] for block in text.split("```sh\n")[1:]]


def test_the_fzf_recipe_works_as_printed(four: None, tmp_path: Path) -> None:
    import shutil
    import subprocess

    from terminal import environment

    if shutil.which("fzf") is None:
        pytest.skip("fzf is not installed")
    script = tmp_path / "bin" / "newscat"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newscat "$@"\n', "utf-8")
    script.chmod(0o755)
    env = environment({"PATH": f"{script.parent}:{environment()['PATH']}", "FZF_DEFAULT_OPTS": "--filter=2022-03-21"})
    done = subprocess.run(["sh", "-c", recipes()[0]], env=env, capture_output=True, text=True, timeout=60, check=False)
    # Some releases filter out what --with-nth does not show.
    assert (done.stdout.removeprefix("b.md\t"), done.stderr, done.returncode) == ("2022-03-21  A quokka\n", "", 0)


def test_a_name_that_is_not_utf_8_is_asked_for_by_what_is_left_of_it(write: Write, run: Run) -> None:
    write("caf\udce9/one.md")
    write("two.md")
    assert listed(run, "list", "-q", "path:caf") == "caf\\udce9/one"
    assert listed(run, "list", "-q", "path:/caf[^a-z]./") == "caf\\udce9/one"
    assert listed(run, "list", "-q", "-path:caf") == "two"


def test_fuzzy_is_recommended_only_where_it_helps(write: Write, run: Run) -> None:
    write("a.md", title="Facial power apps", body="", excerpt="")
    for text, hint in (
        ("facal", "; add --fuzzy to include them"),
        ("power-apss", "; add --fuzzy to include them"),
        ('"facal"', ""),
        ("facil*", ""),
    ):
        result = run("search", "--format", "ids", "--", text)
        assert result.stderr.rstrip().endswith(f"{hint})"), result
        found = run("search", "--format", "ids", "--fuzzy", "--", text)
        assert found.stdout == ("a\n" if hint else ""), found
