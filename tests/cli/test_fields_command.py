"""`newscat fields`, and fields of the configuration at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

from conftest import Result, Run

Write = Callable[..., Path]


def test_the_sources_of_each_field_are_counted(write: Write, run: Run) -> None:
    write("2024-01-02-a.md", text="---\ntitle: A\ntags: [x]\ncategories: [y]\n---\n")
    write("b.md", text="---\nname: B\ndate: 2024-01-02\ntags: [x]\n---\n")
    write("c.md", text="---\ndraft: true\n---\n# C\n")
    result = run("fields", "--sources")
    assert (result.stderr, result.exit_code) == ("", 0)
    head, *lines = result.stdout.splitlines()
    assert head == "field\tsource\tarticles"
    assert [line for line in lines if not line.endswith("\t\t0")] == [
        "title\ttitle\t1",
        "title\tname\t1",
        "title\t(heading)\t1",
        "date\tdate\t1",
        "date\t(file name)\t1",
        "published\tdraft\t1",
        "topics\ttags\t2",
        "topics\tcategories\t1",
    ]
    assert "author\t\t0" in lines
    rows = json.loads(run("fields", "--sources", "--format", "json").stdout)["records"]
    assert {"field": "topics", "source": "tags", "articles": 2} in rows


def test_formats_of_articles_are_refused(write: Write, run: Run) -> None:
    write("a.md")
    message = "newscat: the format ids prints articles; use table, tsv, csv, json, ndjson or markdown\n"
    assert run("fields", "--format", "ids") == Result("", message, 2)


def test_fields_and_settings_of_the_configuration(write: Write, run: Run, tmp_path: Path) -> None:
    write("a.md", text="---\ntitle: A\nstars: 3\nreleased: 2024-01-01\ntags: x;y\n---\n")
    write("b.md", text="---\ntitle: B\nstars: 4.5\nreleased: 2024-02-01\n---\n")
    (tmp_path / "newscat.toml").write_text(
        """
        columns = ["id", "rating", "date", "topics", "nothing"]
        sort = "-rating,zzzzzz"
        timezone = "Europe/Berlin"
        topic-separator = ";"
        [fields]
        date = ["released"]
        rating = {from = "stars", type = "number"}
        """
    )
    assert run("list") == Result(
        "id\trating\tdate\ttopics\tnothing\nb\t4.5\t2024-02-01\t\t\na\t3\t2024-01-01\tx, y\t\n",
        "no article has 'zzzzzz', which the setting 'sort' names\n",
        0,
    )
    assert run("list", "--format", "ids", "--sort", "rating") == Result("a\nb\n", "", 0)
    assert run("list", "--format", "ids", "--quiet") == Result("b\na\n", "", 0)
    assert run("list", "--format", "ids", "-q", "rating:>4").stdout == "b\n"
    assert run("list", "--format", "ids", "--since", "2024-02").stdout == "b\n"
    assert run("list", "--template", "{rating:.1f} {title}").stdout == "4.5 B\n3.0 A\n"
    assert run("show", "b", "--field", "rating").stdout == "4.5\n"
    assert "rating    4.5\n" in run("show", "b").stdout
    record = json.loads(run("show", "b", "--format", "json").stdout)
    assert (record["rating"], record["published_at"]) == (4.5, "2024-02-01T00:00:00Z")
    unknown = "newscat: unknown field 'nothing': no article has it\n"
    assert run("list", "--columns", "nothing") == Result("", unknown, 2)
    assert run("list", "-q", "ratin:4").stderr.startswith("newscat: unknown field 'ratin' (did you mean 'rating'?)")
    completed = {"_NEWSCAT_COMPLETE": "complete_bash", "COMP_CWORD": "3", "COMP_WORDS": "newscat list --sort rat"}
    assert run(env=completed).stdout == "rating\n"
    assert "rating\tstars\t2\n" in run("fields", "--sources").stdout


def test_a_wrong_field_of_the_configuration_is_named_with_its_file(write: Write, run: Run, tmp_path: Path) -> None:
    write("a.md")
    (tmp_path / "newscat.toml").write_text("[fields]\ndat = ['x']\n")
    reason = "is not a built-in field (did you mean 'date'?); write a new one as {from = …, type = …}"
    assert run("list") == Result("", f"newscat: newscat.toml: 'fields.dat' {reason}\n", 2)


def test_a_filter_on_a_field_that_no_article_has_says_what_they_have(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: A\nlayout: post\n---\n")
    write("b.md", text="---\ntitle: B\n---\n")
    told = "They have: title, layout\n"
    assert run("list", "--format", "ids", "--since", "2024") == Result(
        "", f"no article has the field 'date'. {told}", 0
    )
    assert run("list", "--format", "ids", "--topic", "AI") == Result("", f"no article has the field 'topic'. {told}", 0)
    assert run("list", "--format", "ids", "--topic", "AI", "--quiet") == Result("", "", 0)


def test_a_table_shows_the_author_where_there_is_no_provider(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: A\nauthor: Zoe Ash\ndate: 2024-01-02\n---\n")
    head, *_ = run("list", tty=True, columns=100, env={"NO_COLOR": "1"}).stdout.splitlines()
    assert head.split() == ["id", "date", "title", "author"]
    write("b.md", title="B", author="Amy")
    head, *_ = run("list", tty=True, columns=140, env={"NO_COLOR": "1"}).stdout.splitlines()
    assert head.split() == ["id", "date", "title", "provider", "topics", "quality", "heat"]
    assert run("list").stdout.splitlines()[0] == "id\tdate\ttitle\tprovider\ttopics\tquality\theat"


def test_an_author_is_filtered_and_completed(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: A\nauthor: Zoe Ash\n---\n")
    write("b.md", text="---\ntitle: B\nauthors: [{name: Amy Birch}]\n---\n")
    assert run("list", "--format", "ids", "--author", "birch").stdout == "b\n"
    completed = {"_NEWSCAT_COMPLETE": "complete_bash", "COMP_CWORD": "3", "COMP_WORDS": "newscat list --author am"}
    assert run(env=completed).stdout == "Amy\\ Birch\n"


def test_the_schema_of_the_configuration_is_used_by_validate(write: Write, run: Run, tmp_path: Path) -> None:
    write("post/a.md", text="---\ntitle: A\n---\n")
    (tmp_path / "post.schema.json").write_text('{"required": ["layout"]}')
    (tmp_path / "newscat.toml").write_text('schema = "post.schema.json"\n')
    result = run("validate", "post")
    line = 'post/a.md:2:1: NC601 "layout" is a required property\n'
    assert (result.stdout, result.exit_code) == (line, 1)
