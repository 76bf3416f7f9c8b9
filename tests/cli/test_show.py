"""`newscat show`: which record a name means, and how it is printed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newscat.article.frontmatter import parse
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]


UNKNOWN_X = "newscat: no article matches 'x' (id, path or URL); try: newscat search x\n"


@pytest.fixture
def four(write: Write) -> None:
    """Ids, paths, addresses and beginnings that could be taken for each other."""
    write("sub/alpha.md")
    write("alphabet.md", id="alphabet-soup")
    write("x.md", id="sub/alpha.md", originalUrl="https://example.com/x?a=1", webUrl="https://example.com/web")
    write("10.md", id=42, ampWebUrl="https://example.com/amp")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("alpha", "sub/alpha.md"),  # an exact id, though another one begins so
        ("alphabet-soup", "alphabet.md"),
        ("alphab", "alphabet.md"),
        ("sub/alpha.md", "x.md"),  # an id before a path
        ("./sub/alpha.md", "sub/alpha.md"),
        ("sub/../sub/alpha.md", "sub/alpha.md"),
        ("{here}/sub/alpha.md", "sub/alpha.md"),
        ("10.md", "10.md"),
        ("42", "10.md"),
        ("4", "10.md"),
        ("https://example.com/x?a=1", "x.md"),
        ("https://example.com/web", "x.md"),
        ("https://example.com/amp", "10.md"),
        ("https://www.example.com/alpha", "sub/alpha.md"),
        ("https://www.example.com/alpha/", "sub/alpha.md"),  # with a slash that is not in the file
        ("https://example.com/x/?a=1", "x.md"),
    ],
)
def test_a_name_is_an_id_else_a_path_else_an_address_else_a_beginning(
    four: None, run: Run, tmp_path: Path, name: str, path: str
) -> None:
    assert run("show", name.format(here=tmp_path), "--field", "path") == Result(f"{path}\n", "", 0)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("ALPHA", "; try: newscat search ALPHA"),
        ("10", "; try: newscat search 10"),
        ("no such", "; try: newscat search 'no such'"),
        ("", ""),
        ("su/", ""),
        ("https://example.com/", ""),
        ("\x1b[31m", ""),
        ("\udcff", ""),
        ("%", "; try: newscat search %"),
    ],
)
def test_an_unknown_name_is_exit_1(four: None, run: Run, name: str, remedy: str) -> None:
    assert run("show", name) == Result("", f"newscat: no article matches {name!r} (id, path or URL){remedy}\n", 1)


def test_an_address_is_found_with_and_without_the_slash_at_its_end(write: Write, run: Run) -> None:
    write("a.md", originalUrl="https://example.com/a/", webUrl="https://example.com/")
    write("b.md", originalUrl="https://example.com/b")
    write("c.md", originalUrl="https://example.com/b/")
    for url in ("https://example.com/a/", "https://example.com/a", "https://example.com", "https://example.com/"):
        assert run("show", url, "--field", "id") == Result("a\n", "", 0)
    assert run("show", "https://example.com/b", "--field", "id") == Result("b\n", "", 0)  # as it is written first
    assert run("show", "https://example.com/b/", "--field", "id") == Result("c\n", "", 0)
    assert run("show", "https://example.com/c/") == Result(
        "", "newscat: no article matches 'https://example.com/c/' (id, path or URL)\n", 1
    )


def test_several_articles_of_a_name_are_listed(four: None, write: Write, run: Run) -> None:
    write("other/alpha.md", title="A [/b] title\x1b[31m")
    assert run("show", "alpha") == Result(
        "",
        "newscat: 'alpha' matches 2 articles; give more of the id:\n"
        "  other/alpha  A [/b] title\\x1b[31m\n"
        "  sub/alpha    Article alpha\n",
        1,
    )


def test_several_articles_are_listed_by_id_and_title(write: Write, run: Run) -> None:
    for number in range(25):
        write(f"2024-{number:02}.md", title=f"Title {number}")
    write("2023.md", title="x")
    write("2023-東京.md", title="y")
    said = "newscat: '202' matches at least 20 articles; give more of the id:\n"
    assert run("show", "202").stderr.startswith(said)
    assert run("show", "2023").exit_code == 0
    assert run("show", "2024-1").stderr.startswith("newscat: '2024-1' matches 10 articles; give more of the id:\n")
    assert run("show", "2023-", "2024-0").stderr.splitlines()[:2] == [
        "newscat: '2024-0' matches 10 articles; give more of the id:",
        "  2024-00  Title 0",
    ]


def test_an_unreadable_file_is_named_where_the_record_was_not_found(write: Write, run: Run) -> None:
    write("good.md")
    write("bad.md", text="---\ntitle: [\n---\n")
    result = run("show", "bad")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith(
        "newscat: no article matches 'bad' (id, path or URL); try: newscat search bad\nbad.md:2:8: not listed: "
    )
    assert run("show", "good", "--field", "id") == Result("good\n", "", 0)
    said = run("show", "bad.md").stderr
    assert said.startswith("newscat: no article matches 'bad.md' (id, path or URL); try: newscat list bad.md\n")


def test_a_file_that_is_not_in_the_folder_can_be_listed(write: Write, run: Run) -> None:
    write("in/a.md")
    write("out/b.md")
    said = "newscat: no article matches 'out/b.md' (id, path or URL); try: newscat list out/b.md\n"
    assert run("show", "out/b.md", "in") == Result("", said, 1)


SHOWN = """\
Article a
Wed 2022-03-23 20:13 UTC · Example (example.com)
news · article · quality 50 · heat 50 · published

What a has to say.

Id        a
File      a.md
Topics    AI
Link      https://www.example.com/a
"""


def test_a_person_reads_it_and_a_pipe_gets_the_same_without_colour(write: Write, run: Run) -> None:
    write("a.md")
    assert run("show", "a") == Result(SHOWN, "", 0)
    assert run("show", "a", "--color", "never", tty=True) == Result(SHOWN, "", 0)
    assert run("show", "a", "--format", "text") == Result(SHOWN, "", 0)
    coloured = run("show", "a", "--color", "always").stdout
    assert coloured.startswith("\x1b[1mArticle a\x1b[0m\n")


def test_the_body_is_markdown(write: Write, run: Run) -> None:
    write("a.md", body="# Heading\n\nSome *stressed* words.\n")
    assert run("show", "a").stdout == SHOWN + "\nHeading\n\nSome stressed words.\n"


def test_an_html_file_is_html(write: Write, run: Run) -> None:
    write("a.html", body="<p>One</p>\n\n    <p>*two*</p>\n")
    assert run("show", "a").stdout == SHOWN.replace("a.md", "a.html") + "\nOne\n\n*two*\n"


def test_verbose_shows_the_size_of_secured(write: Write, run: Run) -> None:
    write("a.md")
    assert run("show", "a", "--verbose").stdout == SHOWN + "Secured   ciphertext of 32 bytes, 16-byte IV\n"


def test_secured_is_printed_on_demand_only(write: Write, run: Run) -> None:
    write("a.md", secured="QUJD;QUJD")
    for args in (["--format", "text"], ["--format", "json"], ["--format", "yaml"]):
        assert "QUJD" not in run("show", "a", *args).stdout
        assert "QUJD;QUJD" in run("show", "a", *args, "--secured").stdout
    assert run("show", "a", "--field", "secured") == Result("ciphertext of 3 bytes, 3-byte IV\n", "", 0)
    assert run("show", "a", "--field", "secured", "--secured") == Result("QUJD;QUJD\n", "", 0)


def test_raw_is_the_file_byte_for_byte(write: Write, run: Run, run_process: Run) -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: \x22\xf0\x9f\x99\x82\x22\r\n---\r\nbody\r\n"
    write("a.md", text=data)
    assert run("show", "a", "--format", "raw").stdout.encode() == data
    assert run_process("show", "a", "--format", "raw").stdout.encode() == data


def test_json_is_the_record_as_in_list(write: Write, run: Run) -> None:
    write("a.md")
    [record] = json.loads(run("list", "--format", "json").stdout)["records"]
    shown = run("show", "a", "--format", "json")
    assert shown.stdout.count("\n") == 1
    assert json.loads(shown.stdout) == record


def test_yaml_reads_back_as_the_fields(write: Write, run: Run) -> None:
    from newscat.article.frontmatter import parse

    write("a.md", without="secured", title="yes: 'no'", when="12:30:45")
    text = run("show", "a", "--format", "yaml").stdout
    front, original = parse(f"{text}---\n".encode()), parse(Path("a.md").read_bytes())
    assert front is not None
    assert original is not None
    assert front.fields == original.fields


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("title", "Article a\n"),
        ("provider.name", "Example\n"),
        ("provider", '{"name": "Example", "domain": "example.com"}\n'),
        ("topics", "AI\nRobotics\n"),
        ("images", ""),
        ("published", "true\n"),
        ("quality", "50\n"),
        ("publishedDateTime", "2022-03-23T20:13:00Z\n"),
        ("date", "2022-03-23T20:13:00Z\n"),
        ("webUrl", "https://www.example.com/a\n"),
        ("urls.web", "https://www.example.com/a\n"),
        ("body", "Words.\n"),
    ],
)
def test_one_field(write: Write, run: Run, field: str, expected: str) -> None:
    write("a.md", topics=["AI", "Robotics"], body="Words.\n")
    assert run("show", "a", "--field", field) == Result(expected, "", 0)


def test_an_unknown_field_is_refused_with_the_nearest(write: Write, run: Run) -> None:
    write("a.md")
    message = "newscat: 'a.md' has no field 'titel' (did you mean 'title'?)\n"
    assert run("show", "a", "--field", "titel") == Result("", message, 2)


def test_a_second_id_is_not_taken_for_a_folder(write: Write, run: Run) -> None:
    for name in ("a", "b", "sub/c"):
        write(f"{name}.md")
    assert run("show", "b", "a", "--field", "id") == Result("b\na\n", "", 0)
    assert run("show", "a", "sub/c.md", "https://www.example.com/b", "--field", "id") == Result("a\nsub/c\nb\n", "", 0)
    assert run("show", "a", "b", "--format", "json").stdout.count("\n") == 2
    assert run("show", "a", "a") == Result(f"{SHOWN}\n{SHOWN}", "", 0)


def test_a_folder_after_the_first_id_is_read(write: Write, run: Run) -> None:
    write("one/a.md")
    write("two/b.md")
    write("c.md")
    assert run("show", "a", "one", "--field", "path") == Result("one/a.md\n", "", 0)
    assert run("show", "a", "one", "b", "two/", "--field", "path") == Result("one/a.md\ntwo/b.md\n", "", 0)
    assert run("show", "c", "one") == Result(
        "", "newscat: no article matches 'c' (id, path or URL); try: newscat search c\n", 1
    )
    assert run("show", "one", "--field", "path") == Result("one/a.md\n", "", 0)  # the first is an ID
    assert run("show", "-", "one", "--field", "id", stdin="a\n") == Result("a\n", "", 0)


def test_of_several_ids_those_that_are_found_are_shown(write: Write, run: Run) -> None:
    write("a.md")
    write("b.md")
    result = run("show", "x", "a", "nowhere/", "b", "--field", "id")
    assert result == Result(
        "a\nb\n",
        f"{UNKNOWN_X}newscat: no article matches 'nowhere/' (id, path or URL)\n",
        1,
    )
    mixed = run("show", "b", "-", "x", "--field", "id", stdin="a\n\nb\n")
    assert mixed == Result("b\na\nb\n", "newscat: no article matches 'x' (id, path or URL); try: newscat search x\n", 1)


def test_several_fields_are_all_printed_one_line_each(write: Write, run: Run) -> None:
    write("a.md", title="One\nand two", topics=["AI", "Robotics"], images=[], body="Words.\nMore.\n")
    write("b.md", quality=7, without="excerpt")
    asked = [part for name in ("title", "topics", "images", "excerpt", "quality") for part in ("--field", name)]
    assert run("show", "a", "b", *asked) == Result(
        "One\\nand two\nAI, Robotics\n\nWhat a has to say.\n50\nArticle b\nAI\n\n\n7\n", "", 0
    )
    twice = run("show", "a", "--field", "quality", "--field", "body", "--field", "quality", "--field", "secured")
    assert twice == Result("50\nWords.\\nMore.\\n\n50\nciphertext of 32 bytes, 16-byte IV\n", "", 0)


def test_an_unknown_field_among_several_is_exit_2_and_prints_nothing_of_its_article(write: Write, run: Run) -> None:
    write("a.md", price=5)
    write("b.md")
    said = "newscat: 'b.md' has no field 'price'\n"
    assert run("show", "a", "b", "--field", "id", "--field", "price") == Result("a\n5\n", said, 2)
    missing = run("show", "x", "b", "--field", "id", "--field", "price")
    assert missing == Result("", f"newscat: no article matches 'x' (id, path or URL); try: newscat search x\n{said}", 2)


def test_several_ids_come_from_stdin(write: Write, run: Run) -> None:
    for name in "abc":
        write(f"{name}.md")
    assert run("show", "-", "--field", "id", stdin="c\n\n a \n") == Result("c\na\n", "", 0)
    assert run("show", "-", stdin="a\na\n") == Result(f"{SHOWN}\n{SHOWN}", "", 0)
    records = run("show", "-", "--format", "json", stdin="a\nb\n").stdout.splitlines()
    assert [json.loads(line)["id"] for line in records] == ["a", "b"]
    assert run("show", "-", stdin="") == Result("", "", 0)


def test_those_that_are_found_are_shown_and_the_others_said(write: Write, run: Run) -> None:
    write("a.md")
    result = run("show", "-", "--field", "id", stdin=b"\xff\na\nx\n")
    assert result == Result(
        "a\n",
        f"newscat: no article matches '\\udcff' (id, path or URL)\n{UNKNOWN_X}",
        1,
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"webUrl": "https://web.example/", "originalUrl": "https://original.example/"}, "https://web.example/"),
        ({"webUrl": None, "originalUrl": "https://original.example/"}, "https://original.example/"),
    ],
)
def test_web_opens_the_article(
    write: Write, run: Run, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str | None], expected: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    write("a.md", **fields)
    assert run("show", "a", "--web") == Result("", "", 0)
    assert opened == [expected]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", None])
def test_web_opens_web_addresses_only(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    monkeypatch.setattr("webbrowser.open", pytest.fail)
    write("a.md", webUrl=url, originalUrl=None)
    assert run("show", "a", "--web") == Result("", "newscat: 'a' has no URL to open\n", 1)


def test_web_without_a_browser_is_said(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    write("a.md")
    assert run("show", "a", "--web") == Result(
        "", "newscat: no web browser found; the address is https://www.example.com/a\n", 1
    )


@pytest.mark.parametrize(
    "args", [["--web", "--field", "id"], ["--web", "--format", "json"], ["--field", "id", "--format", "text"]]
)
def test_options_that_exclude_each_other(run: Run, args: list[str]) -> None:
    assert run("show", "a", *args) == Result("", "newscat: --format, --field and --web cannot be combined\n", 2)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ymal", "unknown format 'ymal' (did you mean 'yaml'?); use text, json, yaml, raw"),
        ("table", "unknown format 'table'; use text, json, yaml, raw"),
    ],
)
def test_an_unknown_format_is_refused(run: Run, name: str, message: str) -> None:
    assert run("show", "a", "--format", name) == Result("", f"newscat: {message}\n", 2)


def test_nothing_raw_reaches_any_output(write: Write, run: Run) -> None:
    text = '"\\u001b]8;;x\\u0007 \\u202e[/b] \\u001b]52;c;A\\u0007"'
    write("a.md", text=f"---\ntitle: {text}\nexcerpt: {text}\nother: {text}\n---\n{chr(0x202E)} \x1b[31m body\n")
    for args in ([], ["--format", "json"], ["--format", "yaml"], ["--field", "title"], ["--field", "body"]):
        for tty in (True, False):
            result = run("show", "a", "--color", "never", *args, tty=tty)
            assert result.exit_code == 0
            assert [character for character in result.stdout if not character.isprintable() and character != "\n"] == []


def test_every_real_article_can_be_shown(powerapps: Path, run: Run) -> None:
    listed = run("list", powerapps, "--format", "ids").stdout
    shown = run("show", "-", powerapps, "--format", "json", stdin=listed)
    assert (shown.stdout.count("\n"), shown.stderr, shown.exit_code) == (674, "", 0)


def test_raw_is_refused_on_a_terminal(write: Write, run: Run) -> None:
    write("a.md", body="\x1b]0;owned\x07\n")
    result = run("show", "a", "--format", "raw", tty=True)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr == (
        "newscat: --format raw prints exact bytes, which may control the terminal; use a pipe or a file\n"
    )


def test_yaml_of_a_title_that_is_shown_escaped_reads_back(write: Write, run: Run) -> None:
    write("a.md", title="abc \u202e def \u2066")
    shown = run("show", "a", "--format", "yaml").stdout
    assert "\u202e" not in shown
    front = parse((shown + "---\n").encode())
    assert front is not None
    assert front.fields["title"] == "abc \u202e def \u2066"


def test_an_article_without_the_field_does_not_keep_the_others(write: Write, run: Run) -> None:
    write("a.md", price=5)
    write("b.md")
    write("c.md", price=7)
    result = run("show", "-", "--field", "price", stdin="a\nb\nc\n")
    assert (result.stdout, result.exit_code) == ("5\n7\n", 2)
    assert result.stderr == "newscat: 'b.md' has no field 'price'\n"


def test_ids_and_file_names_cannot_both_come_from_stdin(write: Write, run: Run) -> None:
    write("a.md")
    result = run("show", "-", "--files-from", "-", stdin="a\n")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr == "newscat: ID and --files-from cannot both be -\n"


def test_an_address_with_a_line_end_is_not_opened(write: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", pytest.fail)
    write("a.md", webUrl="http://a.example/\nnewscat: all your files are fine")
    result = run("show", "a", "--web")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr == "newscat: 'a' has no URL to open\n"


def test_the_path_of_a_link_is_its_own_record(write: Write, run: Run, tmp_path: Path) -> None:
    write("a.md", title="The target")
    (tmp_path / "link.md").symlink_to("a.md")
    assert run("show", "./link.md", "--field", "path").stdout == "link.md\n"


@pytest.mark.parametrize(
    ("words", "shown", "more"), [(50_000, 50_000, ""), (200_000, 100_000, " and 1,000,001 characters more")]
)
def test_a_body_of_many_megabytes_is_shown_as_plain_text(
    write: Write, run: Run, words: int, shown: int, more: str
) -> None:
    """To lay out 20 MB of Markdown would take minutes."""
    write("a.md", body="[word](x) " * words + "\n")
    body = "word " * shown
    assert run("show", "a").stdout.endswith(
        f"\n\n{body.rstrip()}\n… without layout and addresses{more}: --format raw shows all\n"
    )


@pytest.mark.parametrize(
    "name",
    ["/guides/tabs/", "guides/tabs", "/old/", "old", "/docs/start", "begin", "/home page", "/was/here", "/moved"],
)
def test_the_path_of_a_page_in_its_site_finds_it(write: Write, run: Run, name: str) -> None:
    write("a.md", permalink="guides/tabs", aliases=["/old/", "home page"])
    write("b.md", url="/docs/start/", slug="begin", redirect_from=["/was/here"], alias="/moved/")
    write("old-one.md", excerpt="guides/tabs", related=["/docs/start"])
    of_b = ("/docs/start", "begin", "/was/here", "/moved")
    expected = {"old": "old-one", **dict.fromkeys(of_b, "b")}.get(name, "a")
    assert run("show", name, "--field", "id") == Result(f"{expected}\n", "", 0)


@pytest.mark.parametrize("number", ["12.50", "0x10", "007", "1e3", "-4", "1.0"])
def test_a_number_as_an_id_is_as_it_is_written(write: Write, run: Run, number: str) -> None:
    write("a.md", text=f"---\ntitle: A\nid: {number}\n---\n")
    assert run("list", "--format", "ids") == Result(f"{number}\n", "", 0)
    assert run("show", "--field", "path", "--", number) == Result("a.md\n", "", 0)


def test_a_date_alone_is_shown_as_a_day(write: Write, run: Run) -> None:
    write("a.md", text="---\ntitle: A\ndate: 2 January 2024\n---\n")
    write("b.md", text="---\ntitle: B\ndate: 2024-01-02T00:00:00Z\n---\n")
    assert run("show", "a").stdout.splitlines()[1] == "Tue 2024-01-02"
    assert run("show", "b").stdout.splitlines()[1] == "Tue 2024-01-02 00:00 UTC"


ODD_NAMES = (
    "lat\udce9",
    "e\x1b[31msc",
    "new\nline",
    "tab\tend",
    r"new\nline",
    r"back\slash",
    " spaced ",
    "\u202ertl",
    "*",
)


@pytest.mark.parametrize("format", ["ids", "paths"])
def test_show_finds_what_list_prints_whatever_the_name(write: Write, run: Run, format: str) -> None:
    names = ODD_NAMES if format == "ids" else [name for name in ODD_NAMES if name != r"new\nline"]
    for name in names:
        write(f"{name}.md", text="---\ntitle: A\n---\n")
    write("declared.md", text='---\nid: "a\\u0085b \\u001b]0;x\\u0007"\n---\n')
    printed = run("list", "--sort", "path", "--format", format).stdout
    assert len(printed.splitlines()) == len(names) + 1
    assert printed.replace("\n", "").isprintable()
    expected = run("list", "--sort", "path", "--format", "ndjson").stdout
    assert run("show", "-", "--format", "json", stdin=printed) == Result(expected, "", 0)
    assert run("show", "--format", "json", "--", *printed.splitlines()) == Result(expected, "", 0)
