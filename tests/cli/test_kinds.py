"""Which files `newscat validate` judges as news articles, which as pages, and by which schema."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import newscat
from newscat.errors import ConfigError, MissingPathError, UsageError
from terminal import ROOT, Result

Run = Callable[..., Result]
Write = Callable[..., Path]
Validated = Callable[..., list[str]]

MISSING = ["category", "excerpt", "publishedDateTime", "originalUrl", "webUrl", "type", "provider", "topics", "secured"]


@pytest.fixture
def validated(run: Run) -> Validated:
    """`validated("posts")`: `path CODE` of each finding; the same from the cache, again, and without one."""

    def validated(*args: str) -> list[str]:
        first, again = run("validate", *args), run("validate", *args)
        assert first == again == run("validate", "--no-cache", *args)
        return [f"{line.split(':')[0]} {line.split()[1]}" for line in first.stdout.splitlines()]

    return validated


@pytest.mark.parametrize("field", [*MISSING[2:5], "secured", "ampWebUrl", "provider"])
def test_a_file_with_a_field_of_the_news_format_is_a_news_article(
    field: str, write: Write, validated: Validated
) -> None:
    value = {"provider": "{name: Example}"}.get(field, "https://example.com/")
    write("a.md", text=f"---\ntitle: One\n{field}: {value}\n---\n")
    assert "a.md NC101" in validated()


def test_any_other_file_is_a_page(write: Write, validated: Validated) -> None:
    write("a.md", text="---\ntitle: One\nprovider: Example\nlayout: post\n---\n")
    assert validated() == []


def test_the_configuration_says_what_all_files_are(write: Write, validated: Validated, run: Run) -> None:
    write("a.md", text="---\ntitle: In a.md\n---\n")
    write("newscat.toml", text='kind = "news"')
    assert validated() == ["a.md NC101"] * 9
    assert run("list", "--query", "is:invalid", "--format", "ids").stdout == "a\n"
    assert validated("--isolated") == []
    assert run("list", "--query", "is:invalid", "--format", "ids", "--isolated").stdout == ""
    assert run("validate", env={"NEWSCAT_KIND": "page"}).stdout == ""
    write("b.md", quality="high")
    write("newscat.toml", text='kind = "page"')
    assert validated() == []
    assert validated("--isolated", "--ignore", "NC106") == ["b.md NC203"]


def test_the_last_glob_that_matches_decides_wherever_newscat_runs(
    write: Write, validated: Validated, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "posts/b.md", "posts/old/c.md", "other/posts/d.md"):
        write(name, text=f"---\ntitle: In {name}\n---\n")
    kinds = '{files = "/posts/**", kind = "news"}, {files = "old/", kind = "page"}'
    write("newscat.toml", text=f"kinds = [{kinds}]")
    assert validated() == ["posts/b.md NC101"] * 9
    assert validated("posts/b.md") == ["posts/b.md NC101"] * 9
    monkeypatch.chdir("other")
    assert validated("..") == ["../posts/b.md NC101"] * 9
    monkeypatch.chdir("../posts")
    assert validated() == ["b.md NC101"] * 9
    write("newscat.toml", text=f'kind = "news"\nkinds = [{{files = "*", kind = "page"}}, {kinds}]')
    assert validated() == ["b.md NC101"] * 9


def test_a_catalogue_that_is_given_by_a_link_is_judged_by_its_own_name(write: Write, validated: Validated) -> None:
    """Both names lead to one cache."""
    write("posts/a.md", text="---\ntitle: In posts/a.md\n---\n")
    Path("link").symlink_to("posts")
    write("newscat.toml", text='kinds = [{files = "/posts/**", kind = "news"}]')
    assert validated("posts") == ["posts/a.md NC101"] * 9
    assert validated("link") == []
    assert validated("posts") == ["posts/a.md NC101"] * 9


def test_some_files_have_a_schema(write: Write, validated: Validated, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md", text="---\ntitle: In a.md\n---\n")
    write("posts/b.md", text="---\ntitle: In posts/b.md\n---\n")
    write("post.json", text='{"required": ["rating"]}')
    write("newscat.toml", text='kinds = [{files = "posts/**", schema = "post.json"}]')
    assert validated() == ["posts/b.md NC601"]
    write("other.json", text='{"required": ["title"]}')
    assert validated("--schema", "other.json") == []
    monkeypatch.chdir("posts")
    assert validated("b.md") == ["b.md NC601"]
    write("post.json", text='{"required": ["title"]}')
    assert validated("b.md") == []


def test_a_schema_that_cannot_be_read_is_refused(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: In a.md\n---\n")
    write("newscat.toml", text='kinds = [{files = "*", schema = "post.json"}]')
    assert run("validate") == Result("", "newscat: cannot read the schema 'post.json': No such file or directory\n", 2)
    assert run("list").exit_code == 0


def test_a_file_unlike_nearly_all_others_is_reported(write: Write, validated: Validated, run: Run) -> None:
    for name in ("b", "c", "d"):
        write(f"{name}.md")
    write("a.md", text="---\ntitle: In a.md\n---\n")
    assert validated() == []  # three news articles are too few to tell
    write("e.md")
    assert run("validate").stdout == "a.md:2:1: NC106 not a news article like the other 4\n"
    assert validated() == ["a.md NC106"]
    write("f.md", text="---\ntitle: In f.md\n---\n")
    assert validated() == []  # four of six
    write("newscat.toml", text='kinds = [{files = "f.md", kind = "page"}]')
    assert validated() == ["a.md NC106"]
    write("newscat.toml", text='kind = "page"')
    assert validated() == []


def test_the_sample_articles_are_news_articles_however_damaged(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "one.txt").write_text("---\ntitle: One\n---\n")
    monkeypatch.chdir(tmp_path)
    expected = [f"seeds/one.txt:2:1: NC101 missing required field '{name}'" for name in MISSING]
    assert run("validate", "seeds/").stdout.splitlines() == expected
    assert run("validate", "--isolated", "seeds/").exit_code == 0


def test_python_programs_say_the_same(write: Write) -> None:
    write("a.md", text="---\ntitle: In a.md\n---\n")
    write("b.md", text="---\ntitle: In b.md\n---\n")
    write("a.json", text='{"required": ["rating"]}')

    def codes(**options: object) -> list[str]:
        return sorted({f"{one.path} {one.code}" for one in newscat.validate(**options)})  # type: ignore[arg-type]

    assert codes() == []
    assert codes(kind="news") == ["a.md NC101", "b.md NC101"]
    assert codes(kinds=[{"files": "b.md", "kind": "news"}]) == ["b.md NC101"]
    assert codes(kind="news", kinds=[{"files": "b.md", "kind": "page", "schema": "a.json"}]) == [
        "a.md NC101",
        "b.md NC601",
    ]
    for wrong in ({"kind": "blog"}, {"kinds": [{"files": "*"}]}):
        with pytest.raises(ConfigError):
            codes(**wrong)
    with pytest.raises(MissingPathError):
        codes(kinds=[{"files": "*", "schema": "none.json"}])
    with pytest.raises(UsageError):
        codes(kinds=[{"files": "#", "kind": "news"}])


def test_an_empty_file_or_a_template_among_pages_is_no_error(write: Write, run: Run) -> None:
    def found(*args: str) -> list[str]:
        lines = run("validate", "--format", "ndjson", *args).stdout.splitlines()
        return [f"{one['path']} {one['code']} {one['severity']}" for one in map(json.loads, lines)]

    write("empty.md", text="")
    write("template.md", text="---\ntitle: {{ title }}\n---\n")
    write("other.md", text='---\ntitle: "{% title %}\n---\n')
    write("broken.md", text='---\ntitle: "One\ndate: {{ date }}\n---\n')
    write("news.md", title="One")
    errors = ["broken.md NC010", "empty.md NC002", "other.md NC010", "template.md NC014"]
    assert found() == [f"{each} error" for each in errors]
    write("a.md", text="---\ntitle: In a.md\n---\n")
    write("b.md", text="---\ntitle: In b.md\ntitle: In b.md again\n---\n")
    milder = ["error", "info", "warning", "warning"]
    expected = [f"{each} {severity}" for each, severity in zip(errors, milder, strict=True)]
    assert found() == found() == found("--no-cache") == ["b.md NC040 warning", *expected]
    said = "template.md:2:9: NC014 a mapping cannot be a field's name; if this is a template, exclude it\n"
    assert run("validate", "--select", "NC014").stdout == said
    diff = run("validate", "--diff", "--unsafe-fixes", "--select", "NC01").stdout
    assert [line for line in diff.splitlines() if line.startswith("+++")] == ["+++ b/broken.md"]
    write("newscat.toml", text='kinds = [{files = "*e*.md", kind = "news"}]')
    assert found("--ignore", "NC040") == [f"{each} error" for each in errors]
    write("newscat.toml", text='kind = "page"')
    assert "empty.md NC002 info" in found()
