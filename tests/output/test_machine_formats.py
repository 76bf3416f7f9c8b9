"""Formats for programs: whole outputs."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from newscat import output
from newscat.errors import UsageError
from newscat.output.formats.jq import Filter
from newscat.output.formats.template import Template
from newscat.output.rows import Document, Rows, columns_for
from newscat.output.safe import one_line, visible
from newscat.output.terminal.screen import Screen

PIPE = Screen()
ONE = {
    "id": "one",
    "path": "x/one.md",
    "title": "One",
    "published_at": "2022-03-23T20:13:00Z",
    "published": True,
    "quality": 59,
    "topics": ["AI", "Computer Vision"],
    "urls": {"original": "https://a.example/_1_?a|b"},
    "provider": {"name": "A", "domain": None},
    "fields": {"price": 1.5},
}
HOSTILE = {
    "id": "a\nb",
    "path": "x/\x1b[1m\n\udcff.md",
    "title": 'tab\there\nline "two", \x1b[31m\u202e [b] | *x* \\',
    "published_at": None,
    "published": None,
    "quality": None,
    "topics": [],
    "urls": {"original": "javascript:x <>"},
    "provider": {"name": None, "domain": None},
    "fields": {"price": {"a": None}},
}
COLUMNS = ("id", "date", "title", "published", "quality", "topics", "url", "price")


def render(name: str, documents: Sequence[Document], columns: Sequence[str] = COLUMNS, **more: Any) -> str:
    out = io.StringIO()
    rows = Rows(columns_for(columns), iter(documents), more.pop("total", len(documents)), len(documents), **more)
    output.resolve(name)(rows, out, Screen(color=True, width=20))
    return out.getvalue()


def test_tsv_has_a_header_and_one_line_a_record() -> None:
    assert render("tsv", [ONE, HOSTILE]) == (
        "id\tdate\ttitle\tpublished\tquality\ttopics\turl\tprice\n"
        "one\t2022-03-23T20:13:00Z\tOne\ttrue\t59\tAI, Computer Vision\thttps://a.example/_1_?a|b\t1.5\n"
        'a\\nb\t\ttab\\there\\nline "two", \\x1b[31m\\u202e [b] | *x* \\\t\t\t\tjavascript:x <>\t{"a": null}\n'
    )


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("-5", "-5"),
        ("+49", "+49"),
        ("-1.5", "-1.5"),
        ("'=1", "'=1"),
        ("1=1", "1=1"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(title: str, cell: str) -> None:
    record = {**ONE, "title": title}
    [header, row] = csv.reader(io.StringIO(render("csv", [record], ["title"]), newline=""))
    assert (header, row) == (["title"], [visible(cell)])
    [_, row] = csv.reader(io.StringIO(render("csv", [record], ["title"], raw_cells=True), newline=""))
    assert row == [visible(title)]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-5% off", "@mention", "\t=1", "\uff1d1+1"])
def test_values_leave_for_other_programs_as_they_are(title: str) -> None:
    record = {**ONE, "id": title, "title": title}
    assert render("tsv", [record], ["id", "title"]) == f"id\ttitle\n{one_line(title)}\t{one_line(title)}\n"
    assert render("ids", [record]) == f"{one_line(title)}\n"
    assert Template.of("{title}").line(record) == one_line(title)
    assert json.loads(render("ndjson", [record], ["title"], chosen=True)) == {"title": title}


def test_a_path_that_begins_with_a_dash_is_no_option() -> None:
    records = [{**ONE, "path": path} for path in ("-dash.md", "-d/x.md", "a/-x.md", "-")]
    assert render("paths", records) == "./-dash.md\n./-d/x.md\na/-x.md\n./-\n"
    out = io.TextIOWrapper(io.BytesIO())
    output.resolve("paths0")(Rows((), iter(records), 4, 4), out, PIPE)
    assert out.buffer.getvalue() == b"./-dash.md\0./-d/x.md\0a/-x.md\0./-\0"  # type: ignore[attr-defined]


def test_csv_defuses_the_same_cells() -> None:
    rows = [{**ONE, "title": title, "quality": -5} for title in ("=1+1", "\t=1", "-5", "fine")]
    text = render("csv", rows, ["title", "quality"])
    assert text == "title,quality\r\n'=1+1,-5\r\n'\t=1,-5\r\n-5,-5\r\nfine,-5\r\n"


def test_csv_is_rfc_4180() -> None:
    text = render("csv", [ONE, HOSTILE])
    assert text == (
        "id,date,title,published,quality,topics,url,price\r\n"
        'one,2022-03-23T20:13:00Z,One,true,59,"AI, Computer Vision",https://a.example/_1_?a|b,1.5\r\n'
        '"a\nb",,"tab\there\nline ""two"", \\x1b[31m\\u202e [b] | *x* \\",,,,javascript:x <>,"{""a"": null}"\r\n'
    )
    assert [len(row) for row in csv.reader(io.StringIO(text, newline=""))] == [8, 8, 8]


def test_no_rows_are_a_header() -> None:
    assert render("tsv", [], ["id", "title"]) == "id\ttitle\n"
    assert render("csv", [], ["id", "title"]) == "id,title\r\n"
    assert render("md", [], ["id", "quality"]) == "| id | quality |\n| --- | ---: |\n"


def test_json_is_one_object_with_whole_documents() -> None:
    text = render("json", [ONE, HOSTILE], total=7)
    first, second = json.dumps(ONE), json.dumps(HOSTILE).replace(r"\udcff", r"\\udcff")
    assert text == f'{{"version": 2, "total": 7, "returned": 2, "records": [\n{first},\n{second}\n]}}\n'
    text.encode()


def test_json_without_records() -> None:
    assert render("json", []) == '{"version": 2, "total": 0, "returned": 0, "records": []}\n'


def test_json_keeps_a_title_exactly_and_other_languages_readable() -> None:
    title = "[b] :smile: \\n <i> 日本 \x1b \x7f \x9b \u202e"
    text = render("ndjson", [{"title": title}])
    assert text == '{"title": "[b] :smile: \\\\n <i> 日本 \\u001b \\u007f \\u009b \\u202e"}\n'
    assert json.loads(text)["title"] == title


def test_chosen_columns_are_the_records_of_json() -> None:
    assert render("ndjson", [ONE], ["id", "provider.name", "price"], chosen=True) == (
        '{"id": "one", "provider.name": "A", "price": 1.5}\n'
    )
    assert render("json", [ONE], ["id"], chosen=True) == (
        '{"version": 2, "total": 1, "returned": 1, "records": [\n{"id": "one"}\n]}\n'
    )


def test_ndjson_is_one_document_a_line() -> None:
    lines = render("ndjson", [ONE, ONE]).splitlines()
    assert [json.loads(line) for line in lines] == [ONE, ONE]


def test_md_escapes_markup() -> None:
    assert render("md", [ONE, HOSTILE], ["id", "title", "quality", "topics", "url", "price"]) == (
        "| id | title | quality | topics | url | price |\n"
        "| --- | --- | ---: | --- | --- | --- |\n"
        "| one | One | 59 | AI, Computer Vision | https://a.example/\\_1\\_?a\\|b | 1.5 |\n"
        '| a b | tab here line "two", \\\\x1b\\[31m\\\\u202e \\[b\\] \\| \\*x\\* \\\\ |  |  '
        '| javascript:x \\<\\> | {"a": null} |\n'
    )


def test_md_writes_addresses_as_autolinks() -> None:
    assert render("md", [{"urls": {"original": "https://a.example/_1_"}}], ["url"]) == (
        "| url |\n| --- |\n| <https://a.example/_1_> |\n"
    )


def test_ids_and_paths_are_one_line_each() -> None:
    assert render("ids", [ONE, HOSTILE]) == "one\na\\nb\n"
    assert render("paths", [ONE, HOSTILE]) == "x/one.md\nx/\\x1b[1m\\n\\udcff.md\n"


def test_paths0_are_exact_bytes() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "utf-8", write_through=False)
    out.write("before ")
    output.resolve("paths0")(Rows((), iter([ONE, HOSTILE]), 2, 2), out, PIPE)
    assert raw.getvalue() == b"before x/one.md\0x/\x1b[1m\n\xff.md\0"


def test_paths0_refuses_a_terminal() -> None:
    with pytest.raises(UsageError, match="use a pipe or a file"):
        output.resolve("paths0")(Rows((), iter([]), 0, 0), io.StringIO(), Screen(is_terminal=True))


@pytest.mark.parametrize("name", ["tsv", "csv", "json", "ndjson", "markdown", "ids", "paths"])
def test_machine_formats_stream(name: str) -> None:
    """The first record is written before the last is asked for."""
    out = io.StringIO()

    def documents() -> Any:
        yield ONE
        assert "one" in out.getvalue()
        yield ONE

    output.resolve(name)(Rows(columns_for(["id"]), documents(), 2, 2), out, PIPE)


def test_every_built_in_format_resolves() -> None:
    assert all(callable(output.resolve(name)) for name in output.FORMATS)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("jsn", "unknown format 'jsn' (did you mean 'json'?)"),
        ("\x1b", r"unknown format '\x1b' (known: table, tsv, csv, json, ndjson, markdown, ids, paths, paths0)"),
    ],
)
def test_an_unknown_format(name: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        output.resolve(name)
    assert str(error.value) == message


def test_an_installed_format_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    point = metadata.EntryPoint("html", "newscat.output.formats.lines:ids", "newscat.formats")
    monkeypatch.setattr(metadata, "entry_points", lambda group: [point] if group == "newscat.formats" else [])
    assert output.resolve("html") is output.resolve("ids")


@pytest.mark.parametrize("name", ["ndjson", "json", "tsv", "csv", "markdown", "ids", "paths", "template", "jq"])
def test_a_record_is_written_before_the_next_one_is_asked_for(name: str) -> None:
    """So that a million of them take no more memory than one."""
    out = io.StringIO()

    def documents() -> Iterator[Document]:
        for number in range(3):
            yield ONE | {"id": f"number-{number}", "path": f"number-{number}.md"}
            assert f"number-{number}" in out.getvalue()

    if name == "jq":
        pytest.importorskip("jq", reason="the extra 'jq' is not installed")
    made: dict[str, Callable[[], Any]] = {
        "template": lambda: Template.of("{id}").render,
        "jq": lambda: Filter.of(".id").render,
    }
    render = made.get(name, lambda: output.resolve(name))()
    render(Rows(columns_for(["id"]), documents(), 3, 3, chosen=True), out, PIPE)
    assert out.getvalue().count("number-") == 3
