"""docs/query.md: each line of its tables, asked of the articles beside it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newscat.index.catalogue import Catalogue, open_catalogue
from newscat.query.query import query
from terminal import ROOT

PAGE = ROOT / "docs" / "query.md"
ROW = re.compile(r"^\| `(?P<query>(?:[^`\\]|\\.)+)` \| .*? ?\| ?(?P<finds>[\w ]*?) ?\|$", re.MULTILINE)
SAVED = {"good": "quality:>=80"}


def rows() -> Iterator[tuple[str, str]]:
    for row in ROW.finditer(PAGE.read_text(encoding="utf-8")):
        yield row["query"].replace("\\|", "|"), row["finds"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_catalogue(str(ROOT / "docs" / "catalogue"))


def test_every_line_of_a_table_is_a_row_here() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(list(rows())) == len(lines) > 70


@pytest.mark.parametrize(("text", "finds"), list(rows()))
def test_a_query_finds_what_the_page_says(catalogue: Catalogue, text: str, finds: str) -> None:
    asked = query(text, saved=SAVED)
    found = sorted(record.id for record in catalogue.select(asked))
    assert found == finds.split()
    assert catalogue.count(asked) == len(found)
    assert sorted(match.record.id for match in catalogue.search(asked)) == found


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("related:one", "by-id by-map by-url"),
        ("n:12345678901234567890123", "large"),
        ("n:>12345678901234567890122 n:<12345678901234567890124", "large"),
        ("n:>12345678901234567890123", ""),
        ("title:caf\u00e9", "apart"),
        ("topic:caf\u00e9", "apart"),
        ("provider:caf\u00e9", "apart"),
        ("title:~z", ""),
    ],
)
def test_what_files_of_other_kinds_hold(write: Callable[..., Path], tmp_path: Path, text: str, finds: str) -> None:
    url = "https://www.example.com/1"
    write("one.md", text=f"---\nid: one\nwebUrl: {url}\n---\n")
    write("by-id.md", text="---\nrelated: [one, two]\n---\n")
    write("by-map.md", text="---\nrelated: [{id: one}]\n---\n")
    write("by-url.md", text=f"---\nrelated: [{{url: {url}}}]\n---\n")
    write("large.md", text="---\nn: 12345678901234567890123\ntitle: A B\n---\n")
    # As macOS writes it: the accent is a character of its own.
    apart = "Cafe\u0301"
    write("apart.md", text=f"---\ntitle: {apart}\ntopics: [{apart}]\nprovider: {{name: {apart}}}\n---\n")
    found = sorted(record.id for record in open_catalogue(str(tmp_path)).select(query(text)))
    assert found == finds.split()
