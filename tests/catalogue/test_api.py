"""The Python API: what `from newscat import …` gives."""

import gc
import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_type_hints

import pytest

import newscat
from newscat import NewscatError, Query, Record, open_catalogue
from newscat.errors import MissingPathError, QueryError, RecordError
from newscat.files.paths import named
from newscat.index.catalogue import QueryOptions
from newscat.index.reader import CatalogueReader
from newscat.index.source import Source
from newscat.query.query import query

Write = Callable[..., Path]


@pytest.fixture
def three(write: Write) -> None:
    write("a.md", publishedDateTime=datetime(2022, 3, 1, tzinfo=UTC), topics=["AI"], body="The whole body.\n")
    write("b.md", publishedDateTime=datetime(2022, 3, 2, tzinfo=UTC), topics=["ML", "ai"])
    write("sub/c.txt", id="c", publishedDateTime=datetime(2022, 3, 3, tzinfo=UTC), topics=[], title="A quokka")


def test_the_public_names_are_sorted_and_there() -> None:
    assert newscat.__all__ == sorted(newscat.__all__)
    assert dir(newscat) == newscat.__all__
    for name in newscat.__all__:
        public = getattr(newscat, name)
        assert inspect.getdoc(public) or name == "__version__"
    with pytest.raises(AttributeError, match="module 'newscat' has no attribute 'catalog'"):
        newscat.catalog  # noqa: B018


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "cba"),
        ({"topic": "AI"}, "ba"),
        ({"topic": ["ml", "x"]}, "b"),
        ({"since": date(2022, 3, 2)}, "cb"),
        ({"until": datetime(2022, 3, 2, tzinfo=UTC)}, "ba"),
        ({"since": "2022-03-02", "until": "2022-03-02"}, "b"),
        ({"sort": "title", "limit": 2}, "ca"),
        ({"sort": ["-title"], "offset": 1}, "ac"),
        ({"text": "quokka"}, "c"),
    ],
)
def test_select_takes_the_filters_of_list(three: None, filters: dict[str, object], expected: str) -> None:
    assert [record.id for record in open_catalogue(".").select(**filters)] == list(expected)
    assert open_catalogue(".").count(**filters) == (3 if {"limit", "offset"} & set(filters) else len(expected))


def test_a_query_can_be_made_first(three: None) -> None:
    asked = query(topic="AI")
    assert isinstance(asked, Query)
    catalogue = open_catalogue(".")
    assert [record.path for record in catalogue.select(asked)] == ["./b.md", "./a.md"]
    assert catalogue.count(asked) == 2


def test_search_gives_the_record_and_where_it_matches(three: None) -> None:
    [match] = open_catalogue(".").search("quokka", topic=())
    assert isinstance(match.record, Record)
    assert (match.record.id, match.snippet, match.hits) == ("c", "A quokka", ((2, 8),))
    assert 0.5 <= match.score < 1
    assert match.title_hits == ((2, 8),)
    assert list(open_catalogue(".").search("nothing")) == []


def test_get_is_the_one_record_of_a_name(three: None) -> None:
    catalogue = open_catalogue(".")
    assert catalogue.get("a").title == "Article a"
    assert catalogue.get("sub/c.txt").id == "c"
    with pytest.raises(RecordError, match=r"^no article matches 'x' \(id, path or URL\)$"):
        catalogue.get("x")


def test_get_refuses_a_name_of_several_articles(three: None, write: Write) -> None:
    write("again.md", id="c")
    with pytest.raises(RecordError, match="'c' matches 2 articles; give more of the id"):
        open_catalogue(".").get("c")


@pytest.fixture
def reader(three: None) -> CatalogueReader:
    """The same articles, as the commands read them."""
    return CatalogueReader(Source(named(["."])))


def test_find_gives_all_articles_of_a_name(reader: CatalogueReader, write: Write) -> None:
    write("again.md", id="c")
    assert [record.path for record in reader.find("c")] == ["./again.md", "./sub/c.txt"]
    assert reader.find("x") == []


def test_read_gives_what_the_index_leaves_out(reader: CatalogueReader) -> None:
    record = reader.get("a")
    assert "secured" not in record.fields
    assert "secured" in reader.read(record).fields
    assert reader.read(record).body == "The whole body.\n"


def test_a_file_that_has_gone_can_no_longer_be_read(reader: CatalogueReader) -> None:
    record = reader.get("a")
    Path("a.md").unlink()
    with pytest.raises(RecordError, match=r"cannot read '\./a\.md' again: No such file or directory"):
        reader.read(record)


def test_a_catalogue_is_iterated_counted_and_refreshed(three: None, write: Write) -> None:
    catalogue = open_catalogue(".")
    assert ([record.id for record in catalogue], len(catalogue)) == (["c", "b", "a"], 3)
    write("d.md", topics=["AI"])
    Path("a.md").unlink()
    assert (len(catalogue), catalogue.refresh().read, len(catalogue)) == (3, 3, 3)
    assert catalogue.get("d").topics == ("AI",)


def test_the_api_is_small() -> None:
    names = {name for name in dir(open_catalogue()) if not name.startswith("_")}
    assert names == {"ask", "count", "get", "refresh", "search", "select", "similar"}


def test_the_options_are_those_of_a_query() -> None:
    wanted = {name: each.annotation for name, each in inspect.signature(query).parameters.items()}
    assert get_type_hints(QueryOptions) == {name: wanted[name] for name in wanted if name not in ("text", "table")}


def test_a_query_takes_no_options(three: None) -> None:
    with pytest.raises(TypeError, match="a Query takes no further options: topic"):
        open_catalogue(".").count(query(), topic="AI")


def test_without_paths_the_working_directory_is_read(three: None) -> None:
    assert sorted(record.path for record in open_catalogue().select()) == ["a.md", "b.md", "sub/c.txt"]


def test_what_to_read_can_be_chosen(three: None, write: Write) -> None:
    write(".gitignore", text="b.md\n")
    assert open_catalogue(".").count() == 2
    assert open_catalogue(".", ignore_files=False).count() == 3
    assert open_catalogue(".", exclude=["sub/"]).count() == 1
    assert open_catalogue(".", include=["*.txt"]).count() == 1
    assert open_catalogue("a.md", "sub").count() == 2


def test_an_empty_folder_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert list(open_catalogue(str(tmp_path)).select()) == []


def test_what_cannot_be_is_raised_at_once(three: None) -> None:
    with pytest.raises(MissingPathError, match="no such file or folder: 'nowhere'"):
        open_catalogue("nowhere")
    with pytest.raises(QueryError, match="unknown field 'titel'"):
        open_catalogue(".").select(sort="titel")
    assert issubclass(QueryError, NewscatError)


def test_data_that_is_wrong_is_a_finding(reader: CatalogueReader, write: Write) -> None:
    write("bad.md", text="---\ntitle: [\n---\n")
    assert len(reader) == 3
    [finding] = reader.findings()
    assert (finding.path, finding.line, finding.column, finding.code[:3]) == ("./bad.md", 2, 8, "NC0")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "excerp:foo",
            "unknown field 'excerp' (did you mean 'excerpt'?): no article has it; to search for this text, quote it",
        ),
        ("related:nobody", "no article matches 'nobody' (id, path or URL)"),
    ],
)
def test_what_only_the_catalogue_knows_to_be_wrong_is_refused_at_once(three: None, text: str, reason: str) -> None:
    catalogue = open_catalogue(".")
    for ask in (catalogue.select, catalogue.count, catalogue.search):
        with pytest.raises(QueryError) as error:
            ask(query(text))
        assert str(error.value).splitlines()[0] == reason


def test_a_key_that_is_no_text_is_asked_for_as_it_is_printed(write: Write) -> None:
    write("a.md", text="---\ntitle: a\nratings: {5: 3, true: 1, 2022-03-01: x}\n7: seven\n---\n")
    write("b.md", text="---\ntitle: b\nratings: {5: 4}\n---\n")
    catalogue = open_catalogue(".")
    for text in ("ratings.5:3", "ratings.true:1", "ratings.2022-03-01:x", "fields.7:seven"):
        assert [record.id for record in catalogue.select(text=text)] == ["a"], text
    assert [record.id for record in catalogue.select(sort="-ratings.5")] == ["b", "a"]


def test_texts_are_sorted_without_regard_to_case_and_accents(write: Write) -> None:
    for id, title in (("B", "écru"), ("a", "Éclair"), ("c", "Zebra"), ("Ö", "apple")):
        write(f"{id}.md", title=title, provider={"name": title, "domain": f"{title}.org"}, body=title)
    catalogue = open_catalogue(".")
    for sort in ("title", "provider", "domain", "body", "fields.title"):
        assert [record.id for record in catalogue.select(sort=sort)] == ["Ö", "a", "B", "c"], sort
    write("ö2.md")
    assert [record.id for record in open_catalogue(".").select(sort="id")] == ["a", "B", "c", "Ö", "ö2"]


def test_answers_that_are_read_by_turns_do_not_mix(write: Write) -> None:
    for number in range(30):
        write(f"{number:02}.md", price=number)
    catalogue = open_catalogue(".")
    first = catalogue.select(text="price:>=10", sort="id")
    seen = []
    for record in first:
        seen.append(record.id)
        for low in range(3):
            assert next(catalogue.select(text=f"price:<={low}", sort="-id")).id == f"{low:02}"
    assert seen == [f"{number:02}" for number in range(10, 30)]


def test_what_a_query_calls_is_forgotten_with_it(three: None) -> None:
    catalogue = open_catalogue(".")
    for number in range(50):
        catalogue.count(text=f"title:{number} title:x")
    gc.collect()  # a check of a list calls itself
    assert catalogue._live._index is not None
    assert catalogue._live._index._predicates == {}
