"""`newscat list`: which articles, in which order, and how many."""

import json
import shlex
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]
Ids = Callable[[Result], list[str]]

HEADER = "id\tdate\ttitle\tprovider\ttopics\tquality\theat\n"


@pytest.fixture
def five(write: Write) -> None:
    """Five articles which differ in everything that can be asked for. `e` says as little as it can."""
    write("a.md", publishedDateTime=datetime(2022, 3, 31, 23, 59, 59, tzinfo=UTC), topics=["AI", "Power Apps"])
    write(
        "b.md",
        publishedDateTime=datetime(2022, 3, 1, tzinfo=UTC),
        topics=["Robotics", "C"],
        provider={"name": "WBUR", "domain": "wbur.org"},
        category="Opinion",
        quality=10,
    )
    write(
        "c.md",
        publishedDateTime=datetime(2021, 12, 31, 12, tzinfo=UTC),
        topics=["AI ethics"],
        type="video",
        heat=90,
        published=False,
    )
    write("sub/d.txt", id="d", publishedDateTime=date(2022, 4, 1), title="apple", topics=[], quality=-3)
    write("e.md", text="---\ntitle: Zebra\ntopics: [ai, null, 7]\n---\n")


def test_the_newest_come_first_and_those_without_a_date_last(five: None, run: Run) -> None:
    assert run("list") == Result(
        HEADER
        + "d\t2022-04-01T00:00:00Z\tapple\tExample\t\t-3\t50\n"
        + "a\t2022-03-31T23:59:59Z\tArticle a\tExample\tAI, Power Apps\t50\t50\n"
        + "b\t2022-03-01T00:00:00Z\tArticle b\tWBUR\tRobotics, C\t10\t50\n"
        + "c\t2021-12-31T12:00:00Z\tArticle c\tExample\tAI ethics\t50\t90\n"
        + "e\t\tZebra\t\tai, 7\t\t\n",
        "",
        0,
    )


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--topic", "AI"], "ae"),  # not "AI ethics": the whole value; not as it is spelt
        (["-t", "ai"], "ae"),
        (["-t", "robotics", "-t", "AI"], "abe"),
        (["-t", "ethics"], ""),
        (["-t", ""], ""),
        (["--provider", "wbur"], "b"),
        (["--provider", "EXAMPLE.C"], "dac"),
        (["--provider", "BUR\nwbur"], "b"),  # what joins name and domain can be asked for, and does no harm
        (["--provider", "%"], ""),
        (["--category", "opinion"], "b"),
        (["--category", "opin"], ""),
        (["--type", "VIDEO"], "c"),
        (["--since", "2022-03"], "dab"),
        (["--since", "2022-03-01T00:00:00Z"], "dab"),
        (["--since", "2022-03-01T00:00:01Z"], "da"),
        (["--since", "2022-03-01T01:00+01:00"], "dab"),
        (["--until", "2022-03"], "abc"),
        (["--until", "2022-03-31"], "abc"),
        (["--until", "2022-03-31T23:59:59Z"], "abc"),
        (["--until", "2022-03-31T23:59:58Z"], "bc"),
        (["--until", "2021"], "c"),
        (["--since", "2022-03", "--until", "2022-03"], "ab"),
        (["--since", "2023", "--until", "2022"], ""),
        (["--until", "7d"], "dabc"),
        (["--since", "7d"], ""),
        (["--min-quality", "11"], "ac"),
        (["--min-quality", "-3"], "dabc"),
        (["--min-heat", "51"], "c"),
        (["--published"], "dab"),
        (["--unpublished"], "c"),
        (["--published", "-t", "AI", "--min-quality", "50", "--since", "2022", "--provider", "example"], "a"),
        (["--sort", "title"], "dabce"),
        (["--sort", "-title"], "ecbad"),
        (["--sort", "quality,-id"], "dbcae"),
        (["--sort", "-quality,-date"], "acbde"),
        (["--sort", "heat, published, id"], "abdce"),
        (["--sort", "date"], "cbade"),
        (["--sort", "publishedDateTime"], "cbade"),
        (["--sort", "published"], "cabde"),
        (["--sort", "provider,id"], "acdbe"),
        (["--sort", "-category"], "bacde"),
        (["--sort", "type,path"], "abdce"),
        (["--sort", "path"], "abced"),
        (["-n", "2"], "da"),
        (["--limit", "0"], "dabce"),
        (["-n", "2", "--offset", "3"], "ce"),
        (["--offset", "9"], ""),
        (["-n", "2", "--sort", "id", "--offset", "1"], "bc"),
        (["-t", "AI", "-n", "1", "--offset", "1"], "e"),
        (["sub"], "d"),
        (["sub", "a.md"], "da"),
        (["a.md", "."], "dabce"),
    ],
)
def test_filters_order_and_limits(five: None, run: Run, args: list[str], expected: str) -> None:
    result = run("list", "--format", "ids", *args)
    assert (result.stdout, result.exit_code) == ("".join(f"{id}\n" for id in expected), 0)
    assert result.stderr == "" or not expected


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-t", "ethics"], "no article has the topic 'ethics'. Similar: AI ethics"),
        (["-q", 'topic:"AI ethic"'], "no article has the topic 'AI ethic'. Similar: AI ethics"),
        (["--category", "opin"], "no article has the category 'opin'. Similar: Opinion"),
        (["--type", "vidoe"], "no article has the type 'vidoe'. Similar: video"),
        (["--provider", "exampel"], "no article has the provider 'exampel'. Similar: Example"),
        (["-t", "zzz"], ""),
        (["-t", "AI", "--since", "2030"], ""),
        (["-q", "-topic:ethics quality:>1000"], ""),
        (["-t", "ethics", "--quiet"], ""),
        (["-t", "ethics", "--no-cache"], ""),
    ],
)
def test_an_empty_answer_names_values_that_are_close(five: None, run: Run, args: list[str], said: str) -> None:
    assert run("list", "--format", "ids", *args) == Result("", said and f"{said}\n", 0)


def test_a_topic_that_an_article_has_with_an_accent_is_not_called_missing(write: Write, run: Run) -> None:
    write("a.md", topics=["Kraków"])
    assert run("list", "--format", "ids", "-t", "krakow", "--since", "2030") == Result("", "", 0)
    said = "no article has the topic 'KRAKÓV'. Similar: Kraków\n"
    assert run("list", "--format", "ids", "-t", "KRAKÓV") == Result("", said, 0)


@pytest.mark.parametrize("query", ["topic:AI", "-has:amp", "quality:>=80 topic:AI", "topic:'x y'"])
def test_a_query_in_the_place_of_a_path_is_refused(five: None, run: Run, query: str) -> None:
    said = f"newscat: no such file or folder: {query!r}; for a query, use -q {shlex.quote(query)}\n"
    assert run("list", "--", query) == Result("", said, 2)
    write_there = Path(query)
    write_there.mkdir()
    assert run("list", "--count", "--allow-empty", "--", query).stdout == "0\n"


@pytest.mark.parametrize("args", [["list", "-q"], ["search"], ["stats", "-q"], ["validate", "-q"]])
def test_a_path_in_the_place_of_a_query_is_refused(five: None, run: Run, args: list[str]) -> None:
    Path("seeds").mkdir()
    said = "newscat: 'seeds/' is a path, where a query was expected; to search for it, write '\"seeds/\"'\n"
    assert run(*args, "seeds/") == Result("", said, 2)
    assert run(*args, '"seeds/"').exit_code == 0
    assert run(*args, "seeds/", ".").exit_code == 0


@pytest.mark.parametrize(
    ("args", "expected"),
    [([], "5\n"), (["-t", "AI"], "2\n"), (["-n", "1", "--offset", "2"], "5\n"), (["-t", "x"], "0\n")],
)
def test_count_prints_the_number_alone(five: None, run: Run, args: list[str], expected: str) -> None:
    assert run("list", "--count", *args) == Result(expected, "", 0)


def test_no_article_is_a_header_and_success(five: None, run: Run) -> None:
    assert run("list", "-t", "Gardening") == Result(HEADER, "", 0)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--format", "csv", "-n", "1", "--columns", "id,date"], "id,date\r\nd,2022-04-01T00:00:00Z\r\n"),
        (["--format", "ids", "-n", "1"], "d\n"),
        (["--format", "paths", "-n", "2"], "sub/d.txt\na.md\n"),
        (["-0", "-n", "2"], "sub/d.txt\0a.md\0"),
        (["--format", "md", "--columns", "id,quality", "-n", "1"], "| id | quality |\n| --- | ---: |\n| d | -3 |\n"),
        (
            ["--columns", "path, provider.domain,webUrl", "-n", "1"],
            "path\tprovider.domain\twebUrl\n" + "sub/d.txt\texample.com\thttps://www.example.com/d\n",
        ),
        (
            ["--format", "ndjson", "--columns", "id,topics", "-n", "2"],
            '{"id": "d", "topics": []}\n' + '{"id": "a", "topics": ["AI", "Power Apps"]}\n',
        ),
        (
            ["--format", "json", "--columns", "id", "-n", "1", "--offset", "1"],
            '{"version": 2, "total": 5, "returned": 1, "records": [\n' + '{"id": "a"}\n]}\n',
        ),
        (["--format", "json", "-t", "none"], '{"version": 2, "total": 0, "returned": 0, "records": []}\n'),
    ],
)
def test_formats(five: None, run: Run, args: list[str], expected: str) -> None:
    assert run("list", *args) == Result(expected, "", 0)


def test_a_machine_format_on_a_terminal_has_no_limit_and_no_summary(write: Write, run: Run) -> None:
    for number in range(60):
        write(f"{number:02}.md")
    everything = "".join(f"{number:02}\n" for number in range(60))
    assert run("list", "--format", "ids", tty=True) == Result(everything, "", 0)
    assert run("list", "--format", "ids") == Result(everything, "", 0)


def test_a_terminal_shows_fifty_and_says_how_many_there_are(write: Write, run: Run) -> None:
    for number in range(60):
        write(f"{number:02}.md")
    write("notes.txt", text="No front matter.\n")

    def rows(result: Result) -> int:
        return result.stdout.count("Article ")

    some = run("list", tty=True)
    assert (rows(some), some.stderr) == (50, "50 of 60 articles (-n 0 for all; 1 file has no front matter)\n")
    every = run("list", "-n", "0", tty=True)
    assert (rows(every), every.stderr) == (60, "60 articles (1 file has no front matter)\n")
    quiet = run("list", "--quiet", "-n", "3", tty=True)
    assert (rows(quiet), quiet.stderr) == (3, "")
    assert run("list", "--quiet", "-t", "x", tty=True) == Result("", "", 0)
    assert run("list", "-t", "x", tty=True) == Result("", "No articles (1 file has no front matter)\n", 0)


DATES = "write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z, 7d or today"
NOT = "it cannot be combined with"
JQ = f"--jq is a format of its own; {NOT}"
SLIP = "unknown column 'titel' (did you mean 'title'?); use fields.titel for a field of the file"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--sort", "qality"],
            "unknown field 'qality' (did you mean 'quality'?); use fields.qality for a field of the file",
        ),
        (
            ["--columns", "titel"],
            "unknown column 'titel' (did you mean 'title'?); use fields.titel for a field of the file",
        ),
        (["--format", "jsn"], "unknown format 'jsn' (did you mean 'json'?)"),
        (["--since", "soon"], f"'soon' is not a date; {DATES}"),
        (["--until", "2022-02-30"], f"'2022-02-30' is not a date; {DATES}"),
        (["--count", "--format", "json"], f"--count prints only a number; {NOT} --format"),
        (["--count", "-0"], f"--count prints only a number; {NOT} -0"),
        (["--count", "--jq", "."], f"--count prints only a number; {NOT} --jq"),
        (["-0", "--columns", "id"], f"-0 prints paths; {NOT} --columns"),
        (["-0", "--template", "{id}"], f"-0 prints paths; {NOT} --template"),
        (["--template", "", "--jq", "."], f"--template is a format of its own; {NOT} --jq"),
        (["--template", "{id}", "--format", "csv"], f"--template is a format of its own; {NOT} --format"),
        (["--jq", ".", "--columns", "id"], f"{JQ} --columns"),
        (
            ["--jq", ".", "--format", "csv", "--columns", "id"],
            f"--jq is a format of its own; {NOT} --format or --columns",
        ),
        (["--columns", " , "], "--columns needs at least one column"),
        (["--tail", "2", "-n", "3"], "--tail cannot be combined with --limit"),
        (["--tail", "2", "--offset", "0"], "--tail cannot be combined with --offset"),
        (["--template", "{titel}"], f"{SLIP}\n  {{titel}}\n   ^"),
        (
            ["--tz", "Europe/Berln"],
            "unknown time zone 'Europe/Berln' (did you mean 'Europe/Berlin'?); use UTC or a name such as Europe/Berlin",
        ),
        (
            ["-q", "@recent"],
            (
                "unknown saved query '@recent'; the configuration has no queries; to search for this text, quote it\n"
                "  @recent\n  ^"
            ),
        ),
        (
            ["--format", "ids", "--columns", "id"],
            "--columns cannot be combined with the format ids, which prints only ids",
        ),
        (["-t", "\udcff"], "'\\udcff' is not valid UTF-8"),
    ],
)
def test_a_mistake_is_one_line_and_refused_before_a_file_is_read(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    def read(path: str) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr("newscat.files.paths.read", read)
    assert run("list", *args) == Result("", f"newscat: {message}\n", 2)


@pytest.mark.newest
@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-n", "x"], "invalid value for '--limit' / '-n': 'x' is not a whole number ≥ 0"),
        (["-n", "-1"], "invalid value for '--limit' / '-n': '-1' is not a whole number ≥ 0"),
        (["-n", "9" * 30], f"invalid value for '--limit' / '-n': '{'9' * 30}' is not a whole number ≥ 0"),
        (["--offset", "1.5"], "invalid value for '--offset': '1.5' is not a whole number ≥ 0"),
        (["--min-quality", "high"], "invalid value for '--min-quality': 'high' is not a whole number"),
        (["--min-heat", "9" * 30], f"invalid value for '--min-heat': '{'9' * 30}' is not a whole number"),
        (["--color", "red"], "invalid value for '--color': 'red' is not one of 'auto', 'always', 'never'"),
        (["--tpic", "AI"], "no such option: --tpic (did you mean '--topic'?)"),
    ],
)
def test_a_wrong_option_is_two_lines(run: Run, args: list[str], message: str) -> None:
    assert run("list", *args) == Result("", f"newscat: {message}\nSee 'newscat list --help'.\n", 2)


BROKEN = "---\ntitle: [\n---\n"


def test_a_file_that_cannot_be_read_is_named_once_and_the_rest_listed(write: Write, run: Run, ids: Ids) -> None:
    write("good.md")
    write("bad.md", text=BROKEN)
    write("latin.md", text=b"---\ntitle: caf\xe9\n---\n")
    write("empty.md", text="")
    write("readme.txt", text="just words\n")
    result = run("list", "--quiet")
    assert result.stdout == HEADER + "good\t2022-03-23T20:13:00Z\tArticle good\tExample\tAI\t50\t50\n"
    assert [line.partition(": not listed: ")[0] for line in result.stderr.splitlines()] == [
        "bad.md:2:8",
        "empty.md:1:1",
        "latin.md:2:11",
    ]
    assert result.exit_code == 0
    assert run("list", "--quiet") == result  # and so again, from whatever is kept


def test_a_file_without_front_matter_is_an_error_only_where_it_was_named(write: Write, run: Run) -> None:
    write("sub/notes.txt", text="just words\n")
    write("sub/a.md")
    left_out = "1 file has no front matter and is left out\n"
    assert run("list", "sub", "--format", "ids") == Result("a\n", left_out, 0)
    named = run("list", "sub/a.md", "sub/notes.txt", "--format", "ids")
    assert named.stdout == "a\n"
    assert named.stderr.startswith("sub/notes.txt:1:1: not listed: the file has no front matter")
    assert named.exit_code == 0


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["list", "--columns", "id"], "id\na\n"),
        (["list", "--format", "ids", "-n", "1"], "a\n"),
        (["list", "--format", "ids", "--topic", "none"], ""),
        (["list", "--count"], "1\n"),
        (["list", "--template", "{id}"], "a\n"),
        (["search", "article", "--format", "ids"], "a\n"),
    ],
)
def test_a_pipe_is_told_how_many_files_are_left_out(write: Write, run: Run, args: list[str], expected: str) -> None:
    write("a.md")
    write("README.md", text="# Read me\n")
    assert run(*args) == Result(expected, "1 file has no front matter and is left out\n", 0)
    write("notes.txt", text="Notes.\n")
    assert run(*args) == Result(expected, "2 files have no front matter and are left out\n", 0)
    assert run(*args, "--quiet") == Result(expected, "", 0)


def test_a_count_on_a_terminal_tells_of_files_left_out_once(write: Write, run: Run) -> None:
    write("a.md")
    write("README.md", text="# Read me\n")
    result = run("list", "--count", tty=True)
    assert result == Result("1\n", "1 file has no front matter and is left out\n", 0)


HOSTILE = "\x1b[31m\x1b]8;;http://evil\x07x\x1b]52;c;AAAA\x07 \u202e[/b][x]\x9b"


@pytest.mark.parametrize("name", ["table", "tsv", "csv", "json", "ndjson", "md"])
@pytest.mark.parametrize("tty", [True, False])
def test_nothing_raw_reaches_any_output(write: Write, run: Run, name: str, tty: bool) -> None:
    text = '"' + "".join(f"\\u{ord(character):04x}" for character in HOSTILE) + '"'
    write("a.md", text=f"---\ntitle: {text}\nprovider: {{name: {text}}}\ntopics: [{text}]\nid: {text}\n---\n")
    result = run(
        "list", "--format", name, "--color", "never", "--columns", "title,id,provider,topics", tty=tty, columns=200
    )
    assert result.exit_code == 0
    assert [c for c in result.stdout + result.stderr if not c.isprintable() and c not in "\r\n\t"] == []
    plain = result.stdout.replace("\\[", "[").replace("\\]", "]").replace("\n", "")
    assert "[/b][x]" in plain


def test_a_path_is_printed_as_it_was_given(write: Write, run: Run, tmp_path: Path) -> None:
    write("sub/a.md")
    given = ["sub", "sub/", "./sub", str(tmp_path), ".", "sub/a.md", "sub/../sub"]
    assert [run("list", each, "--format", "paths").stdout for each in given] == [
        "sub/a.md\n",
        "sub/a.md\n",
        "./sub/a.md\n",
        f"{tmp_path}/sub/a.md\n",
        "./sub/a.md\n",
        "sub/a.md\n",
        "sub/../sub/a.md\n",
    ]


def test_real_articles_are_all_listed(powerapps: Path, run: Run) -> None:
    result = run("list", powerapps, "--format", "ids")
    assert (len(result.stdout.splitlines()), result.stderr, result.exit_code) == (674, "", 0)


def test_json_is_the_record_and_leaves_the_ciphertext_out(write: Write, run: Run) -> None:
    import json

    write("a.md", without=("related",), extra={"when": date(2022, 1, 2), "list": [1.5, None]})
    answer: dict[str, Any] = json.loads(run("list", "--format", "json").stdout)
    [record] = answer.pop("records")
    assert answer == {"version": 2, "total": 1, "returned": 1}
    fields = record.pop("fields")
    assert "secured" not in fields
    assert fields["extra"] == {"when": "2022-01-02", "list": [1.5, None]}
    assert fields["publishedDateTime"] == "2022-03-23T20:13:00Z"
    assert record == {
        "id": "a",
        "path": "a.md",
        "title": "Article a",
        "excerpt": "What a has to say.",
        "category": "news",
        "type": "article",
        "published_at": "2022-03-23T20:13:00Z",
        "published": True,
        "quality": 50,
        "heat": 50,
        "provider": {"name": "Example", "domain": "example.com"},
        "updated_at": None,
        "author": [],
        "language": None,
        "slug": None,
        "image": None,
        "topics": ["AI"],
        "urls": {
            "original": "https://www.example.com/a",
            "web": "https://www.example.com/a",
            "amp": None,
            "cdn_amp": None,
        },
        "images": [],
        "related": [],
    }


def test_what_cannot_be_looked_at_is_named_without_a_refresh_too(write: Write, run: Run, tmp_path: Path) -> None:
    write("b/a.md")
    (tmp_path / "b" / "broken.md").symlink_to("nothing.md")
    (tmp_path / "a.md").symlink_to("nothing.md")
    named = (
        "a.md:1:1: not listed: symbolic link to nothing (NC001)\n"
        "b/broken.md:1:1: not listed: symbolic link to nothing (NC001)\n"
    )
    for arguments in ((), (), ("--no-refresh",), ("--no-cache",)):
        result = run("list", "--format", "ids", *arguments)
        assert (result.stdout, result.exit_code) == ("b/a\n", 0)
        assert result.stderr.removeprefix("newscat: index not refreshed; it is 0 seconds old\n") == named


def test_a_folder_of_a_broken_link_alone_is_not_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("nothing.md")
    for arguments in ((), ("--no-refresh",)):
        assert run("list", *arguments).exit_code == 0
    assert run("validate").stderr == "1 error in 1 of 1 article\n"


def test_columns_and_a_format_that_has_none(write: Write, run: Run) -> None:
    write("a.md")
    result = run("list", "--columns", "title", env={"NEWSCAT_FORMAT": "ids"})
    assert (result.stdout, result.exit_code) == ("", 2)
    assert run("list", "--columns", ",").stderr == "newscat: --columns needs at least one column\n"


def test_a_path_sorts_as_it_is_written(write: Write, run: Run) -> None:
    for name in ("a.md", "a-b.md", "a/z.md"):
        write(name)
    assert run("list", "--sort", "path", "--format", "paths").stdout == "a-b.md\na.md\na/z.md\n"


def test_a_column_of_a_field_that_no_article_has_is_refused(write: Write, run: Run) -> None:
    write("a.md", prices=[{"eur": 5}, {"usd": None}])
    write("b.md")
    assert run("list", "--columns", "id,prices.eur").stdout == "id\tprices.eur\na\t5\nb\t\n"
    assert run("list", "--columns", "prices.usd").exit_code == 0
    result = run("list", "--columns", "prices.gbp")
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        "newscat: unknown field 'prices.gbp': no article has it\n",
        2,
    )
    assert run("list", "--columns", "bogus", "--topic", "nobody has this").exit_code == 0


def test_on_a_terminal_many_files_that_cannot_be_listed_are_counted(write: Write, run: Run) -> None:
    write("z.md")
    expected = ""
    for number in range(10):
        write(f"{number}.md", text="")
        expected += f"{number}.md:1:1: not listed: the file is empty (NC002)\n"
    for command in ("list", "search article"):
        asked = (*command.split(), "-n", "0")
        assert run(*asked, tty=True).stderr == f"{expected}1 article\n"
        assert run(*asked, "--quiet", tty=True).stderr == ""
        assert run(*asked, "--quiet").stderr == expected
    write("a.md", text="")
    expected += "a.md:1:1: not listed: the file is empty (NC002)\n"
    for command in ("list", "search article"):
        asked = (*command.split(), "-n", "0")
        counted = "11 files not listed; see: newscat validate --select NC0"
        assert run(*asked, tty=True).stderr == f"{counted}\n1 article\n"
        assert run(*asked, "--quiet", tty=True).stderr == ""
        assert run(*asked, "--quiet").stderr == expected
        assert run(*asked, ".", tty=True).stderr == f"{counted} .\n1 article\n"
    write("names", text="\n".join(map(str, sorted(Path().glob("*.md")))))
    assert run("list", "--files-from", "names", tty=True).stderr == f"{counted} --files-from names\n1 article\n"


def test_the_hint_about_many_unlisted_files_names_their_folders(write: Write, run: Run) -> None:
    for number in range(11):
        write(f"my notes/{number}.md", text="")
    write("z.md")
    counted = "11 files not listed; see: newscat validate --select NC0 'my notes'"
    assert run("list", "my notes", "z.md", tty=True).stderr == f"{counted} z.md\n1 article\n"
    assert run("stats", "my notes", "z.md", tty=True).stderr.startswith(f"{counted} z.md\n")
    paths = ["my notes", "z.md"] * 3
    assert run("list", *paths, tty=True).stderr == f"{counted} z.md 'my notes' z.md 'my notes' ...\n1 article\n"


@pytest.mark.parametrize(
    "titles",
    [
        ["Ärger", "Émile", "Łódź", "Part 2", "Part 10", "Zoo"],
        ["part 1", "Part 02", "part 10", "Part 999999999", "part 1000000000", "Part 10000000000000000000"],
        ["cote", "coté", "côte", "côté", "Coté b"],
        ["Æsir", "Øre", "ostrich", "þing", "Ünder", "zebra"],
        ["1.9", "1.10", "2", "10", "a"],
        ["x", "x 0", "x 1"],
        ["Straße", "Strasse 2", "strassen"],
        ["Привет", "Ёлка", "Ж"][1:],
        ["サント", "サンド", "日本"],
    ],
)
@pytest.mark.parametrize("field", ["title", "author", "topics", "provider.name"])
def test_text_is_sorted_as_people_expect(field: str, titles: list[str], write: Write, run: Run) -> None:
    for number, title in enumerate(titles[::2] + titles[1::2]):
        value: Any = {"topics": [title], "provider.name": {"name": title}}.get(field, title)
        write(f"{number}.md", **{field.partition(".")[0]: value})
    for more in ((), ("--no-cache",)):
        result = run("list", "--sort", field, "--template", f"{{{field}}}", *more)
        assert result == Result("".join(f"{title}\n" for title in titles), "", 0)
        result = run("list", "--sort", f"-{field}", "--template", f"{{{field}}}", *more)
        assert result == Result("".join(f"{title}\n" for title in reversed(titles)), "", 0)


@pytest.fixture
def unquoted(write: Write) -> None:
    write("a.md", text="---\ntitle: 1984\ntopics: [2024, AI, true, 1.5, 2024-01-05]\ncategory: 5\nx: 1\n---\n")
    write("b.md", text="---\ntitle: 2024-01-05\ntopics: AI\nexcerpt: false\nprovider: {name: 24}\n---\n")
    write("c.md", text="---\ntitle: true\ntopics: 2024\nexcerpt: 2.5\ntype: 7\n---\n")


def test_numbers_dates_and_booleans_show_as_they_are_written(unquoted: None, run: Run) -> None:
    columns = "id,title,topics,category,excerpt,type,provider"
    assert run("list", "--sort", "id", "--columns", columns) == Result(
        "id\ttitle\ttopics\tcategory\texcerpt\ttype\tprovider\n"
        "a\t1984\t2024, AI, true, 1.5, 2024-01-05, 5\t5\t\t\t\n"
        "b\t2024-01-05\tAI\t\t\t\t24\n"
        "c\ttrue\t2024\t\t2.5\t7\t\n",
        "",
        0,
    )
    [c] = run("list", "--format", "ndjson", "-q", "id:=c").stdout.splitlines()
    assert '"title": "true"' in c
    assert '"topics": ["2024"]' in c
    assert c.endswith('"fields": {"title": true, "topics": 2024, "excerpt": 2.5, "type": 7}}')


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["-q", "topic:2024"], ["a", "c"]),
        (["--topic", "2024"], ["a", "c"]),
        (["--topic", "true"], ["a"]),
        (["--topic", "1.5"], ["a"]),
        (["--topic", "2024-01-05"], ["a"]),
        (["--topic", "ai"], ["a", "b"]),
        (["--category", "5"], ["a"]),
        (["--type", "7"], ["c"]),
        (["--provider", "24"], ["b"]),
        (["-q", "title:1984"], ["a"]),
        (["-q", "title:=true"], ["c"]),
        (["-q", "title:2024-01"], ["b"]),
    ],
)
def test_numbers_dates_and_booleans_match_as_they_are_written(
    args: list[str], found: list[str], unquoted: None, run: Run, ids: Ids
) -> None:
    assert ids(run("list", "--sort", "id", *args)) == found
    assert ids(run("list", "--sort", "id", "--no-cache", *args)) == found


@pytest.mark.parametrize(("word", "found"), [("1984", ["a"]), ("2024", ["a", "b", "c"]), ("2.5", ["c"])])
def test_numbers_and_dates_are_searched_as_they_are_written(
    word: str, found: list[str], unquoted: None, run: Run, ids: Ids
) -> None:
    assert sorted(ids(run("search", word))) == found


def test_a_number_in_a_text_field_shows_and_matches_as_it_is_written(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: 1.10\nid: 007\ntags: [1.10, 1.1]\nprice: 1.10\nauthor: 1984\n---\n")
    write("b.md", text="---\ntitle: 1.1\nid: 12.50\ntags: [1.1]\nprice: 12.50\n---\n")
    write("newscat.toml", text='[fields]\nprice = {type = "number"}\n')
    shown = ("--columns", "id,title,topics,author,price")
    table = "id\ttitle\ttopics\tauthor\tprice\n007\t1.10\t1.10, 1.1\t1984\t1.1\n12.50\t1.1\t1.1\t\t12.5\n"
    for cache in ((), (), ("--no-cache",)):
        assert run("list", *shown, *cache) == Result(table, "", 0)
    for filters in (("--topic", "1.10"), ("-q", "title:=1.10"), ("-q", "id:007"), ("-q", "price:<2")):
        assert run("list", *filters, "--format", "ids") == Result("007\n", "", 0)
    assert run("search", "1.10", "--format", "ids") == Result("007\n", "", 0)
    found = json.loads(run("show", "007", "--format", "json").stdout)
    assert found == json.loads(run("list", "--topic", "1.10", "--format", "ndjson").stdout)
    assert found["fields"] == {"title": "1.10", "id": "007", "tags": ["1.10", 1.1], "price": 1.1, "author": 1984}
    write("news.md", text="---\nwebUrl: https://example.com/a\ntitle: 1.10\n---\n")
    report = run("validate", "news.md", "--select", "NC202", "--format", "concise").stdout
    assert report == "news.md:3:8: NC202 'title' is the number 1.1, not a string; put it in quotes\n"


def test_names_with_other_capitals_are_columns_filters_and_sort_keys(write: Write, run: Run) -> None:
    write(
        "a.md",
        text="---\nAliases: [/old/]\nTitle: Apples\nDate: 2024-01-01\nTags: a, b\nAuthor: Zoe\nStars: 4\nQuality: 7\n"
        "---\n",
    )
    write("b.md", text="---\ntitle: Pears\ndate: 2023-01-01\ntags: [b]\nauthor: Amy\nstars: 3\n---\n")
    write("newscat.toml", text='[fields]\nrating = {from = "stars", type = "number"}\n')
    shown = ("--columns", "id,title,date,topics,author,rating")
    head = "id\ttitle\tdate\ttopics\tauthor\trating\n"
    apples = "a\tApples\t2024-01-01T00:00:00Z\ta, b\tZoe\t4\n"
    pears = "b\tPears\t2023-01-01T00:00:00Z\tb\tAmy\t3\n"
    for cache in ((), (), ("--no-cache",)):
        assert run("list", *shown, *cache) == Result(head + apples + pears, "", 0)
    for asked in (
        ("--topic", "a"), ("--author", "zoe"), ("--since", "2024"), ("-q", "title:apples"), ("-q", "rating:>3"),
        ("-q", "fields.Title:Apples"), ("-q", "has:author -author:amy"), ("-q", "quality:7"), ("-q", "has:quality"),
    ):  # fmt: skip
        assert run("list", *shown, *asked) == Result(head + apples, "", 0)
    assert run("list", "--sort", "author", "--format", "ids").stdout == "b\na\n"
    assert run("search", "apples", "--format", "ids").stdout == "a\n"
    assert run("stats", "--by", "author", "--format", "tsv").stdout.count("\n") == 3
    assert run("show", "/old", "--field", "id").stdout == "a\n"
    assert '"Title": "Apples"' in run("show", "a", "--format", "json").stdout
    sources = run("fields", "--sources").stdout.splitlines()
    assert {"title\tTitle\t1", "title\ttitle\t1", "rating\tStars\t1", "author\tAuthor\t1"} < set(sources)
    assert run("validate", "a.md", "b.md").stderr == "No findings in 2 articles\n"
    for name in ("x", "y"):
        write(f"{name}.md", text=f"---\nTitle: {name}\nURL: https://example.com/a\n---\n")
    assert run("list", "-q", "dup:url", "--format", "ids") == Result("x\ny\n", "", 0)


def test_strings_of_one_source_are_found_as_they_are_shown(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: A\nslug: 5\ncategory: 5\n---\n")
    write("b.md", text="---\ntitle: B\nSlug: Six\nCategory: News\nWebUrl: https://six.example/\n---\n")
    for asked in ("slug:5", "slug:=5", "category:5", "category:=5"):
        assert run("list", "-q", asked, "--columns", "id,slug") == Result("id\tslug\na\t5\n", "", 0)
    for asked in ("slug:six", "slug:=Six", "slug:/^s/", "category:=News", "web:six.example", "has:web"):
        assert run("list", "-q", asked, "--columns", "id,slug") == Result("id\tslug\nb\tSix\n", "", 0)
    assert run("list", "--sort", "-slug", "--format", "ids") == Result("b\na\n", "", 0)
