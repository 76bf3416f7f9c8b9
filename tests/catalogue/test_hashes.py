"""The hashes of URLs and titles, which the first question about duplicates makes, or the workers that check rules."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from newscat import Catalogue, open_catalogue
from newscat.article.field_table import BUILT_IN
from newscat.errors import RecordError
from newscat.files.paths import Selection, named
from newscat.index.cache.database import in_memory
from newscat.index.load.checks import Checks
from newscat.index.load.hashes import hashes, make_hashes
from newscat.index.load.refresh import Refresh
from newscat.index.source import Source

Write = Callable[..., Path]
Row = tuple[int | None, ...]
ADDRESS, OTHER = "https://www.example.com/One?utm_source=x", "https://www.example.com/two"


def made(folder: Path, *, rules: bool) -> tuple[list[Row], list[Row], list[Row]]:
    """The hashes that are compared, in the order of paths, after a load and after they were asked for; then those of
    addresses."""
    source = Source(named([str(folder)]), Selection())
    db = in_memory()
    Refresh(db, source, source.numbers(), Checks(rules=rules)).run()
    sql = "SELECT url, canonical, title FROM duplicates JOIN files ON id = record ORDER BY stem"
    loaded = db.execute(sql).fetchall()
    make_hashes(db, BUILT_IN)
    return loaded, db.execute(sql).fetchall(), db.execute("SELECT hash FROM urls ORDER BY rowid").fetchall()


def test_they_are_made_when_they_are_asked_for(write: Write, tmp_path: Path) -> None:
    write("a.md", title="One!", originalUrl=ADDRESS, webUrl=ADDRESS, ampWebUrl=OTHER)
    write("b.md", title="The One", originalUrl=None, webUrl=None, ampWebUrl=None)
    (tmp_path / "c.md").write_text("---\ntitle:\n---\n")
    first = hashes([ADDRESS, ADDRESS, OTHER], "One!")
    compared = [first.compared, hashes([None], "The One").compared, (None, None, None)]
    addresses = [(each,) for each in first.urls]
    assert len(addresses) == 2
    assert made(tmp_path, rules=False) == ([], compared, addresses)
    assert made(tmp_path, rules=True) == (compared, compared, addresses)


def test_an_address_finds_its_article_before_there_are_hashes(write: Write, tmp_path: Path) -> None:
    write("a.md", originalUrl='https://example.com/"a"\\b', webUrl="http://localhost:4000/a/")
    write("b.md", originalUrl="example.com/b", excerpt="https://example.com/c")
    expected = {
        'https://example.com/"a"\\b': "a",
        "http://localhost:4000/a": "a",
        "example.com/b": "b",
        "https://example.com/c": None,
    }
    catalogue = open_catalogue(str(tmp_path))
    assert {url: found(catalogue, url) for url in expected} == expected


def found(catalogue: Catalogue, url: str) -> str | None:
    with suppress(RecordError):
        return catalogue.get(url).id
    return None
