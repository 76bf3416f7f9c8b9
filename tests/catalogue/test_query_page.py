"""docs/query.md: each line of its tables, asked of the articles beside it."""

import re
from collections.abc import Iterator

import pytest

from newscat.catalogue.catalogue import Catalogue, open_catalogue
from newscat.catalogue.query import query
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
    catalogue.check_query(asked)
    found = sorted(record.id for record in catalogue.select(asked))
    assert found == finds.split()
    assert catalogue.count(asked) == len(found)
    assert sorted(match.record.id for match in catalogue.search(asked)) == found
