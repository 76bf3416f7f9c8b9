"""`newscat init`: what is proposed for which catalogue, and that it is written only if wanted."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Stream
from newscat import config
from newscat.cli.app import main
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]

POST = "---\ntitle: One\ndate: 2021-01-01\ndescription: Words\n---\nBody\n"
TEMPLATE = "---\ntitle: {{ .Name }}\n---\n"
HERE, SKIPPED = "# All articles are here.", "# Templates and generated files."
CATALOGUES = {
    "Hugo": (
        {"hugo.toml": "", "content/posts/a.md": POST, "archetypes/default.md": TEMPLATE, "README.md": "# Read me\n"},
        f'{HERE}\npaths = ["content"]\n',
    ),
    "Hugo, elsewhere too": (
        {"config.toml": "", "content/a.md": POST, "archetypes/b.md": TEMPLATE, "other/c.md": POST},
        f'{SKIPPED}\nexclude = ["archetypes/"]\n',
    ),
    "Jekyll": (
        {"_config.yml": "", "_posts/2021-01-01-a.md": POST, "_layouts/post.html": "---\na: b\n---\n", "b.md": POST},
        f'{SKIPPED}\nexclude = ["_layouts/"]\n',
    ),
    "Astro": (
        {"astro.config.mjs": "", "src/content/docs/a.md": POST, "src/pages/b.md": POST, "src/pages/c.mdx": POST},
        f'{HERE}\npaths = ["src/content", "src/pages"]\n',
    ),
    "Eleventy": (
        {
            "eleventy.config.js": 'export const config = { dir: { input: "./site" } };',
            "site/a.md": POST,
            "site/_includes/b.html": "---\na: b\n---\n",
        },
        f'{HERE}\npaths = ["site"]\n\n{SKIPPED}\nexclude = ["_includes/"]\n',
    ),
    "Obsidian": (
        {".obsidian/templates.json": '{"folder": "Extras/Forms"}', "a.md": POST, "Extras/Forms/t.md": TEMPLATE},
        f'{SKIPPED}\nexclude = ["/Extras/Forms/"]\n',
    ),
    "a folder with templates": (
        {"notes/a.md": POST, "notes/b/c.md": POST, "notes/Templates/t.md": TEMPLATE, "notes/b/templates/d.md": POST},
        f'{HERE}\npaths = ["notes"]\n\n{SKIPPED}\nexclude = ["/notes/Templates/"]\n',
    ),
    "a folder with dates": (
        {"a.md": "---\nwhen: 13/02/2021\n---\n", "b.md": "---\nwhen: 01/02/2021\n---\n"},
        '# Which number is the day in dates such as 01/02/2006.\ndate_order = "day-first"\n',
    ),
    "a folder with fields of other names": (
        {
            "a.md": "---\nheadline: One\nwritten_at: 2021-01-01\nlabels: [a]\nother: 2021-01-01\n---\n",
            "b.md": "---\nheadline: Two\nwritten_at: 2021-01-02\nlabels: [b]\ntags: [c]\n---\n",
            "c.md": "---\nheadline: Two\nwritten_at: 2021-01-02\nlabels: [b]\n---\n",
        },
        (
            '# Fields that have other names here.\n[fields]\ndate = ["written_at"]  # 3 of 3 articles\n'
            'title = ["headline"]  # 3 of 3 articles\ntopics = ["labels", "tags"]  # 3 of 3 articles\n'
        ),
    ),
    "a folder with posts among pages": (
        {f"docs/{number}.md": "---\ntitle: A\nsubtitle: B\n---\n" for number in range(3)}
        | {"docs/4.md": "---\nsub-title: B\nnavTitle: C\n---\n", "docs/5.md": "---\nsubtitle: B\n---\n"}
        | {f"blog/{number}.md": "---\nnewsTitle: A\n---\n" for number in range(2)},
        '# Fields that have other names here.\n[fields]\ntitle = ["title", "newsTitle"]  # 2 of 7 articles\n',
    ),
    "a folder with an odd name": ({'say "x"/a.md': POST}, f'{HERE}\npaths = ["say \\"x\\""]\n'),
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_each_catalogue_has_its_proposal(name: str, write: Write, run: Run) -> None:
    files, settings = CATALOGUES[name]
    site = "" if name.startswith("a folder") else name.split(",", maxsplit=1)[0] + " "
    expected = f"# Settings of newscat for this {site}catalogue.\n\n{settings}"
    for file, text in files.items():
        write(file, text=text)
    assert run("init") == Result(expected, "Nothing written; --yes writes newscat.toml\n", 0)
    assert not Path("newscat.toml").exists()
    assert run("init", "--yes") == Result(expected, "Wrote newscat.toml\n", 0)
    assert Path("newscat.toml").read_text() == expected
    assert config.load(str(Path.cwd()), {}).source == "newscat.toml"
    assert run("list").exit_code == 0


def test_news_articles_are_judged_as_such(write: Write, run: Run) -> None:
    for name in "abcd":
        write(f"{name}.md")
    head = "# Settings of newscat for this catalogue.\n\n"
    assert run("init").stdout == f'{head}# All are news articles.\nkind = "news"\n'
    write("e.md", text=POST)
    assert run("init").stdout == (
        "# Settings of newscat for this catalogue.\n\n"
        "# 4 of 5 are news articles: validate reports the others.\n"
        'kind = "news"\n'
    )
    write("f.md", text=POST)
    assert run("init") == Result("", "Nothing to set: newscat reads the 6 articles here as they are\n", 0)


def test_files_that_cannot_be_read_are_counted_but_templates_are_not(write: Write, run: Run) -> None:
    write("my blog/hugo.toml", text="")
    write("my blog/content/a.md", text=POST)
    write("my blog/content/b.md", text="---\na: [\n---\n")
    write("my blog/archetypes/default.md", text=TEMPLATE)
    count = "1 file cannot be read; see: newscat validate --select NC0"
    result = run("init", "my blog")
    assert result.stderr == f"{count} 'my blog'\nNothing written; --yes writes my blog/newscat.toml\n"
    assert result.stdout.endswith('paths = ["content"]\n')


def test_files_that_cannot_be_read_are_counted_though_nothing_is_to_be_set(write: Write, run: Run) -> None:
    write("a.md", text=POST)
    write("b.md", text=POST)
    write("c.md", text="---\na: [\n---\n")
    count = "1 file cannot be read; see: newscat validate --select NC0"
    assert run("init") == Result("", f"{count}\nNothing to set: newscat reads the 2 articles here as they are\n", 0)


IN_PARTS = {
    "a part of a site": (
        "site/content",
        {"site/hugo.toml": "", "site/content/posts/a.md": POST, "site/content/archetypes/b.md": TEMPLATE},
        f'# Settings of newscat for this Hugo catalogue.\n\n{SKIPPED}\nexclude = ["archetypes/"]\n',
    ),
    "the folder above the folders of a site": (
        "site/src",
        {"site/astro.config.mjs": "", "site/src/content/a.md": POST, "site/src/other/x.py": ""},
        f'# Settings of newscat for this Astro catalogue.\n\n{HERE}\npaths = ["content"]\n',
    ),
    "a repository with a site in one folder": (
        ".",
        {"site/hugo.toml": "", "site/content/a.md": POST, "site/public/b.html": POST, "src/x.py": ""},
        (f'# Settings of newscat for this Hugo catalogue.\n\n{HERE}\npaths = ["site/content"]\n'),
    ),
    "a repository in a folder of another site": (
        "site/other",
        {"site/hugo.toml": "", "site/other/.git/HEAD": "", "site/other/notes/a.md": POST},
        f'# Settings of newscat for this catalogue.\n\n{HERE}\npaths = ["notes"]\n',
    ),
    "a repository with a site that has templates": (
        ".",
        {
            ".git/HEAD": "",
            "www/.eleventy.js": "",
            "www/a.md": POST,
            "www/_includes/b.html": POST,
            "www/_data/c.md": POST,
        },
        (f'# Settings of newscat for this Eleventy catalogue.\n\n{SKIPPED}\nexclude = ["/www/_data/", "_includes/"]\n'),
    ),
    "two sites": (
        ".",
        {"a/hugo.toml": "", "a/content/a.md": POST, "b/_config.yml": "", "b/b.md": POST, "b/_site/b.md": POST},
        f'# Settings of newscat for this catalogue.\n\n{SKIPPED}\nexclude = ["_site/"]\n',
    ),
}


@pytest.mark.parametrize("name", IN_PARTS)
def test_a_site_is_seen_from_its_parts(name: str, write: Write, run: Run) -> None:
    path, files, expected = IN_PARTS[name]
    for file, text in files.items():
        write(file, text=text)
    file = Path(path, "newscat.toml")
    assert run("init", path) == Result(expected, f"Nothing written; --yes writes {file}\n", 0)


SETTINGS = "# Settings of newscat for this Hugo catalogue.\n\n"


@pytest.mark.parametrize(
    ("file", "settings"),
    [("blog/pyproject.toml", "[tool.newscat]\n"), ("newscat.toml", ""), ("pyproject.toml", "[tool.newscat]\n")],
)
def test_a_configuration_that_applies_is_not_replaced(file: str, settings: str, write: Write, run: Run) -> None:
    write("blog/hugo.toml", text="")
    write("blog/content/a.md", text="---\nheadline: One\ndate: 2021-01-01\n---\n")
    write(file, text=f"{settings}limit = 3\n")
    left = f"Nothing written: {file} applies here, and a newscat.toml would replace it\n"
    fields = '# Fields that have other names here.\n[fields]\ntitle = ["headline"]  # 1 of 1 articles\n'
    expected = f'{SETTINGS}{HERE}\npaths = ["content"]\n\n{fields}'
    assert run("init", "blog") == Result(expected, left, 0)
    write(file, text=f'{settings}paths = ["blog/content"]\n')
    assert run("init", "blog") == Result(SETTINGS + fields, left, 0)
    write(file, text=f'{settings}paths = ["blog/content"]\n\n[{"tool.newscat." if settings else ""}fields]\n')
    said = f"Nothing to set beside what {file} sets: newscat reads the 1 article of this Hugo catalogue as they are\n"
    assert run("init", "blog") == Result("", said, 0)
    said = f"newscat: {file} applies here, and a newscat.toml would replace it\n"
    assert run("init", "blog", "--yes") == Result("", said, 2)
    assert not Path("blog/newscat.toml").exists()


def test_a_project_without_settings_of_newscat_is_no_configuration(write: Write, run: Run) -> None:
    write("pyproject.toml", text="[project]\nname = 'newscat-blog'\n")
    write("content/a.md", text=POST)
    assert run("init", "--yes").stderr == "Wrote newscat.toml\n"


def test_nothing_is_overwritten(write: Write, run: Run) -> None:
    write("blog/hugo.toml", text="")
    write("blog/content/a.md", text=POST)
    write("blog/newscat.toml", text="limit = 3\n")
    said = "newscat: 'blog/newscat.toml' exists and is not overwritten\n"
    assert run("init", "blog", "--yes") == Result("", said, 2)
    assert Path("blog/newscat.toml").read_text() == "limit = 3\n"
    Path("blog/newscat.toml").unlink()
    write("blog/article.schema.json", text="{}")
    said = "newscat: 'blog/article.schema.json' exists and is not overwritten\n"
    assert run("init", "blog", "--yes", "--schema") == Result("", said, 2)
    assert not Path("blog/newscat.toml").exists()


def test_the_schema_is_that_of_the_articles(write: Write, run: Run) -> None:
    write("blog/a.md", text=POST)
    write("blog/b.md", text=POST.replace("One", "Two"))
    assert run("init", "blog", "--schema", "-y").stderr == "Wrote blog/newscat.toml and blog/article.schema.json\n"
    assert run("validate", "--config", "blog/newscat.toml") == Result("", "No findings in 2 articles\n", 0)
    write("blog/b.md", text=POST.replace("2021-01-01", "[1]"))
    assert "NC601" in run("validate", "--config", "blog/newscat.toml").stdout


@pytest.mark.parametrize(("answer", "written"), [(b"y\n", True), (b"n\n", False), (b"\n", False), (b"", False)])
def test_on_a_terminal_it_asks(answer: bytes, written: bool, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("content/a.md", text=POST)
    streams = {"stdin": Stream(answer, tty=True), "stdout": Stream(tty=True), "stderr": Stream(tty=True)}
    with monkeypatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as end:
            main(["init"])
    assert not end.value.code
    assert streams["stdout"].text().endswith('paths = ["content"]\n')
    assert streams["stderr"].text() == "Write newscat.toml? [y/N] " + "Wrote newscat.toml\n" * written
    assert Path("newscat.toml").exists() is written


def test_a_folder_is_needed(write: Write, run: Run) -> None:
    write("a.md", text=POST)
    assert run("init", "a.md") == Result("", "newscat: no such folder: 'a.md'\n", 2)
    assert run("init", "b") == Result("", "newscat: no such folder: 'b'\n", 2)
