"""The ids of a catalogue: each is unique, stable, and found by `show`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newscat.article.record import Record
from newscat.files.paths import named
from newscat.index import ids
from newscat.index.catalogue import open_catalogue
from newscat.index.reader import CatalogueReader
from newscat.index.source import Source
from terminal import Result

Write = Callable[..., Path]
Run = Callable[..., Result]


@pytest.fixture
def pages(write: Write) -> Callable[..., None]:
    """`pages("a.md", "b.md: 7")`: pages titled by their path; what follows a colon is the `id`."""

    def pages(*files: str) -> None:
        for file in files:
            path, _, id = file.partition(": ")
            write(path, text=f"---\ntitle: {path}\n" + (f"id: {id}\n" if id else "") + "---\n")

    return pages


def ids_of(*roots: str) -> dict[str, str]:
    """The ids, by the printed paths."""
    return {record.path: record.id for record in open_catalogue(*roots).select(sort="path")}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ("x.md sub/y.txt a.b.md", "x sub/y a.b"),
        ("posts/alpha/index.md posts/_index.md docs/README.md", "posts/alpha posts docs"),
        ("index.md", "index"),
        ("_index.md README.md", "_index README"),
        ("index/index.md posts/Index.md readme/readme.md", "index posts/Index readme/readme"),
        ("contacts.html contacts/index.html other.html", "contacts.html contacts/index.html other"),
        ("a.md a.txt a/b.md", "a.md a.txt a/b"),
        ("d/index.md d/_index.md d/README.md", "d/index.md d/_index.md d/README.md"),
        # What has its suffix may be equal to another id, which then has its suffix too.
        ("a.md a.txt a.md.md", "a.md a.txt a.md.md"),
        ("index.md index/index.md", "index.md index/index.md"),
    ],
)
def test_an_id_is_the_path_without_what_it_does_not_need(pages: Callable[..., None], files: str, expected: str) -> None:
    pages(*files.split())
    found = ids_of(".")
    assert [found[f"./{file}"] for file in files.split()] == expected.split()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["a.md: x", "b.md"], "x b"),
        (["a.md: 007", "b.md: 7", 'c.md: "08"', "d.md: +5", "e.md: 12 # the twelfth"], "007 7 08 +5 12"),
        (["a.md: 0x1F", "b.md: true", "c.md: 1.50", "d.md: []"], "0x1F b 1.50 d"),
        (["a.md: s", "b.md: s", "c.md: t"], "a b t"),  # shared
        (["a.md: b", "b.md"], "b b.md"),  # a declared one stays
        (["a.md: b", "c.md: b", "b.md"], "a c b.md"),  # a shared one is nobody's
        (["a.md: a", "b.md: a"], "a.md b"),
        (["a.md: b.md", "x.md: b", "b.md"], "b.md b ./b.md"),
    ],
)
def test_a_declared_id_is_used_if_it_is_the_only_one(
    pages: Callable[..., None], files: list[str], expected: str
) -> None:
    pages(*files)
    found = ids_of(".")
    assert [found[f"./{file.partition(':')[0]}"] for file in files] == expected.split()


def test_paths_below_two_roots_have_their_suffix_or_the_root(pages: Callable[..., None]) -> None:
    pages("one/x.md", "one/y.md", "two/x.md", "two/y.txt")
    assert list(ids_of("one", "two").values()) == ["one/x.md", "y.md", "two/x.md", "y.txt"]


def test_a_file_has_the_same_id_by_name_and_by_folder(pages: Callable[..., None]) -> None:
    pages("seeds/x.txt", "seeds/y.txt")
    assert ids_of("seeds") == ids_of("seeds/x.txt", "seeds/y.txt") == {"seeds/x.txt": "x", "seeds/y.txt": "y"}


def test_of_several_roots_equal_paths_are_printed_whole(pages: Callable[..., None]) -> None:
    pages("one/a.md", "one/b.md", "two/a.md", "two/c/index.md", "three/c.md")
    assert ids_of("one", "two", "three") == {
        "one/a.md": "one/a.md",
        "one/b.md": "b",
        "two/a.md": "two/a.md",
        "two/c/index.md": "c/index.md",
        "three/c.md": "c.md",
    }
    catalogue = open_catalogue("one", "two", "three")
    assert [catalogue.get(record.id).path for record in catalogue] == [record.path for record in catalogue]


@pytest.mark.parametrize(
    "files",
    [
        "x.md sub/y.txt a.b.md z.md:x",
        "contacts.html other.html contacts/index.html",
        "a.md a.md.md a.txt",
        "d/index.md d/_index.md d.md",
        "a.md b.md:b c.md:c.md b.txt d.md:b",
        "a.md:b c.md:b b.md",
        "index.md index/index.md",
    ],
)
def test_ids_are_the_same_if_the_files_come_one_by_one(pages: Callable[..., None], files: str, run: Run) -> None:
    for file in files.split():
        pages(file.replace(":", ": "))
        kept, fresh = (run("list", "--sort", "path", "--format", "ids", *more) for more in ((), ("--no-cache",)))
        assert kept == fresh
        assert kept.exit_code == 0


def test_one_new_file_is_not_compared_with_all_others(
    pages: Callable[..., None], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages("a.md", "b.md: x", "c/index.md")
    assert run("list", "--format", "ids").stdout == "a\nx\nc\n"
    monkeypatch.delattr(ids, "_equal")
    pages("b.md: y", "c/index.md: z")
    assert run("list", "--format", "ids").stdout == "a\ny\nz\n"


def test_ids_follow_what_changes(pages: Callable[..., None], run: Run) -> None:
    pages("a.md", "b.md: x")
    assert run("list", "--format", "ids").stdout == "a\nx\n"
    pages("a.txt", "c.md: x")
    assert run("list", "--format", "ids").stdout == "a.md\na.txt\nb\nc\n"
    Path("a.md").unlink()
    Path("b.md").unlink()
    for arguments in ((), (), ("--no-cache",), ("--no-refresh",)):
        assert run("list", "--format", "ids", *arguments).stdout == "a\nx\n"


def test_the_unique_id_is_the_one_that_is_queried_sorted_and_shown(pages: Callable[..., None], run: Run) -> None:
    pages("b/index.md", "a/one.md: s", "a/two.md: s", "c.md: 007", "d.md")

    def listed(*arguments: str) -> list[str]:
        return run("list", "--format", "ids", *arguments).stdout.split()

    assert listed("--sort", "-id") == ["d", "b", "a/two", "a/one", "007"]
    assert listed("-q", "id:007") == ["007"]
    assert listed("-q", "id:7") == listed("-q", "id:s") == []
    assert listed("-q", "id:b", "--no-cache") == ["b"]
    assert listed("-q", "id:/^a./") == ["a/one", "a/two"]
    assert run("show", "b", "007", "--field", "id").stdout == "b\n007\n"
    assert '"id": "007"' in run("show", "c.md", "--format", "json").stdout


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("posts/alpha", "posts/alpha"),
        ("alpha", "posts/alpha"),  # the last part, of a folder
        ("two", "posts/deep/two"),
        ("deep/two", "posts/deep/two"),
        ("eep/two", ""),
        ("posts/one.t", "posts/one.txt"),
        ("posts/alpha/index.md", "posts/alpha"),  # a path
        ("posts/al", "posts/alpha"),  # a prefix
        ("al", "posts/alpha"),  # of the last part
        ("tw", "posts/deep/two"),
        ("posts", "posts/alpha posts/deep/two posts/one.md posts/one.txt"),
        ("one", "posts/one.md posts/one.txt"),
        ("posts/one", "posts/one.md posts/one.txt"),
        ("one.t", "posts/one.txt"),
        ("one.txt", "posts/one.txt"),
        ("given", "n/given"),  # a declared id has parts, too
        ("giv", "n/given"),
        ("twice", "x y"),
        ("tw/ice", ""),
        ("", ""),
        ("index", ""),
        ("nothing", ""),
    ],
)
def test_show_finds_an_article_by_what_is_unique(pages: Callable[..., None], name: str, found: str, run: Run) -> None:
    pages("posts/alpha/index.md", "posts/deep/two.md", "posts/one.md", "posts/one.txt")
    pages("g.md: n/given", "x.md: twice", "y.md: twice")
    result = run("show", name, "--field", "id")
    if " " not in found:
        assert (result.stdout, result.exit_code) == (f"{found}\n" if found else "", 0 if found else 1)
    else:
        assert (result.stdout, result.exit_code) == ("", 1)
        said, *lines = result.stderr.splitlines()
        assert said == f"newscat: {name!r} matches {len(lines)} articles; give more of the id:"
        assert [line.split()[0] for line in lines] == found.split()


@pytest.mark.parametrize("stored", ["caf\u00e9", "cafe\u0301"])
@pytest.mark.parametrize("asked", ["caf\u00e9", "cafe\u0301"])
def test_accents_may_be_composed_or_not(pages: Callable[..., None], run: Run, stored: str, asked: str) -> None:
    pages(f"posts/{stored}/index.md")
    for name in (f"posts/{asked}", asked, asked[:4] if stored == asked else asked):
        assert run("show", name, "--field", "id").stdout == f"posts/{stored}\n"


@pytest.mark.parametrize(
    "asked", ["r\u00e9s/\uac00", "re\u0301s/\uac00.md", "r\u00e9s/\u1100\u1161", "p/r\u00e9s/\uac00.md", "\u1100\u1161"]
)
def test_accents_of_folder_and_name_may_be_composed_in_different_ways(
    pages: Callable[..., None], run: Run, asked: str
) -> None:
    pages("p/re\u0301s/\uac00.md", "p/re\u0301s/\uac01.md", "p/res/x.md")
    assert run("show", asked, "--field", "id").stdout == "p/re\u0301s/\uac00\n"
    assert run("show", "r\u00e9s/\uac02").exit_code == 1


def test_every_id_of_a_list_is_shown_in_its_order(pages: Callable[..., None], run: Run) -> None:
    pages("a.md", "a.txt", "a/b.md", "a/b/index.md", "b.md: a", "c.md: q", "d.md: q", "z/a.md", "z/README.md", "z.md")
    for arguments in ((), ("z", "a"), ("z", "a", "--no-cache")):
        listed = run("list", "--format", "ids", "--sort", "-path", *arguments).stdout
        assert run("show", "-", *arguments, "--field", "id", stdin=listed) == Result(listed, "", 0)
        assert len(set(listed.split())) == len(listed.split())


@pytest.mark.parametrize(
    ("record", "id"),
    [
        (Record("posts/one.md", {}), "one"),
        (Record("posts/alpha/index.md", {}), "alpha"),
        (Record("README.md", {}), "README"),
        (Record("a.md", {"id": 7}), "7"),
        (Record("a.md", {"id": 7}, unique_id="007"), "007"),
    ],
)
def test_a_record_of_no_catalogue_has_an_id_too(record: Record, id: str) -> None:
    assert record.id == id


def test_a_terminal_shows_the_shortest_id_that_show_takes(pages: Callable[..., None], run: Run) -> None:
    ids = (
        "posts/2022-03-23-one-more-thing",
        "posts/2022-03-23-two",
        "posts/alpha",
        "x/alpha",
        "hash/8f32f6f453e83b6d0",
    )
    pages(*(f"{id}.md" for id in ids[:3]), "x/alpha/index.md", "hash/8f32f6f453e83b6d0.md")
    index = CatalogueReader(Source(named(["."])))
    short = {id: index.short_id(id) for id in ids}
    assert list(short.values()) == ["2022-03-23-one", "2022-03-23-two", "posts/alpha", "x/alpha", "8f32f6f"]
    assert [record.id for each in short.values() for record in index.find(each)] == list(ids)
    assert run("list", "--format", "table", "--columns", "id").stdout.split()[-1] == "x/alpha"
