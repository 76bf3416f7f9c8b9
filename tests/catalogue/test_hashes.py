"""The hashes of URLs and titles, which the first question about duplicates makes, or the workers that check rules."""

from collections.abc import Callable
from pathlib import Path

from newscat.article.field_table import BUILT_IN
from newscat.files.paths import Selection, named
from newscat.index.cache.database import in_memory
from newscat.index.load.hashes import hashes, make_hashes
from newscat.index.load.parse import Checks
from newscat.index.load.refresh import Refresh
from newscat.index.source import Source

Row = tuple[int | None, ...]


def made(folder: Path, *, rules: bool) -> tuple[list[Row], list[Row]]:
    """The hashes of all articles after a load, and after they were asked for; in the order of paths."""
    source = Source(named([str(folder)]), Selection())
    db = in_memory()
    Refresh(db, source, source.numbers(), Checks(rules=rules)).run()
    sql = "SELECT url, canonical, title FROM duplicates JOIN files ON id = record ORDER BY stem"
    loaded = db.execute(sql).fetchall()
    make_hashes(db, BUILT_IN)
    return loaded, db.execute(sql).fetchall()


def test_they_are_made_when_they_are_asked_for(write: Callable[..., Path], tmp_path: Path) -> None:
    address = "https://www.example.com/One?utm_source=x"
    write("a.md", title="One!", originalUrl=address)
    write("b.md", title="The One", originalUrl=None)
    (tmp_path / "c.md").write_text("---\ntitle:\n---\n")
    expected = [tuple(hashes(address, "One!")), tuple(hashes(None, "The One")), (None, None, None)]
    assert made(tmp_path, rules=False) == ([], expected)
    assert made(tmp_path, rules=True) == (expected, expected)
