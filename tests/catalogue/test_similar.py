"""What is like an article: which terms tell, how they are weighed, and what is left out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import similar as benchmark
from newscat import open_catalogue

Write = Callable[..., Path]
Near = list[tuple[str, tuple[str, ...]]]


@pytest.fixture
def near(tmp_path: Path) -> Callable[..., Near]:
    """`near("a")`: the ids like it with the terms they share."""

    def near(id: str, most: int | None = 10) -> Near:
        catalogue = open_catalogue(str(tmp_path))
        return [(one.record.id, one.shared) for one in catalogue.similar(id, most)]

    return near


def fill(write: Write, number: int) -> None:
    """Articles of nothing in particular: what all have tells nothing."""
    for each in range(number):
        write(f"other{each}.md", title=f"The weather of number{each}", excerpt="It is what it was.", topics=["All"])


def test_the_article_with_the_rarest_words_in_common_comes_first(write: Write, near: Callable[..., Near]) -> None:
    fill(write, 20)
    write("a.md", title="Quokkas and wombats of the island", excerpt="", topics=["All"])
    write("b.md", title="A wombat island", excerpt="", topics=["All"])
    write("c.md", title="Quokkas, wombats", excerpt="", topics=["All"])
    write("d.md", title="Wombats: the film", excerpt="", topics=["All"])
    assert near("a") == [("c", ("quokkas", "wombats")), ("b", ("island",)), ("d", ("wombats",))]


def test_a_topic_is_one_term_and_what_all_articles_have_is_none(write: Write, near: Callable[..., Near]) -> None:
    fill(write, 20)
    write("a.md", title="One", excerpt="", topics=["All", "Facial Recognition"])
    write("b.md", title="Two", excerpt="", topics=["facial recognition", "All"])
    write("c.md", title="Three", excerpt="", topics=["Facial Recognition in Law", "Recognition", "All"])
    # The index finds `c` by the phrase in a topic alone where it has the whole of it.
    assert near("a") == [("b", ("facial recognition",))]


def test_neither_the_provider_nor_related_articles_make_an_article_like_another(
    write: Write, near: Callable[..., Near]
) -> None:
    fill(write, 5)
    related = [{"title": "Quokka again", "webUrl": "https://x.example/1"}]
    for name in ("a", "b"):
        provider = {"name": "Quokka News", "domain": "quokka.example"}
        write(f"{name}.md", title=name * 3, excerpt="", topics=[], provider=provider, related=related)
    assert near("a") == []


def test_a_body_is_read_as_well(write: Write, near: Callable[..., Near]) -> None:
    fill(write, 5)
    write("a.md", title="One", excerpt="", topics=[], body="Nothing but a quokka.\n")
    write("b.md", title="Quokka", excerpt="", topics=[])
    assert near("a") == [("b", ("quokka",))]


def test_an_entity_is_no_word_nor_is_what_an_apostrophe_leaves_behind(write: Write, near: Callable[..., Near]) -> None:
    fill(write, 20)
    write("a.md", title="Quokka&#8217;s day &amp; night", excerpt="", topics=[])
    write("b.md", title="Wombat&#8217;s way &amp; more", excerpt="", topics=[])
    write("c.md", title="The quokka’s food", excerpt="", topics=[])
    write("amp.md", title="An amp of quokka size", excerpt="", topics=[])
    assert sorted(near("a")) == [("amp", ("quokka",)), ("c", ("quokka",))]
    assert sorted(near("amp")) == [("a", ("quokka",)), ("c", ("quokka",))]


def test_words_are_those_of_the_index_whatever_their_script_or_accent(write: Write, near: Callable[..., Near]) -> None:
    fill(write, 5)
    write("a.md", title='CAFÉ "AND" NEAR( Straße', excerpt="", topics=['"', "a OR b", "++"])
    write("b.md", title="cafe straße", excerpt="", topics=["A or B", '"', "++"])
    assert near("a") == [("b", ("cafe", "strasse", "a or b"))]


def test_a_long_text_does_not_win_by_its_length(write: Write, near: Callable[..., Near]) -> None:
    fill(write, 20)
    write("a.md", title="Quokka wombat", excerpt="", topics=[])
    write("long.md", title="Quokka wombat", excerpt=" ".join(f"word{each}" for each in range(300)), topics=[])
    write("short.md", title="Quokka wombat", excerpt="Again.", topics=[])
    assert [id for id, _ in near("a")] == ["short", "long"]


def test_equals_come_the_newest_first_and_then_by_path(write: Write, near: Callable[..., Near]) -> None:
    write("a.md", title="Quokka", excerpt="", topics=[])
    for name, day in (("d", "2022-01-01"), ("c", "2022-01-02"), ("b", "2022-01-01")):
        write(f"{name}.md", title="Quokka", excerpt="", topics=[], publishedDateTime=f"{day}T00:00:00Z")
    assert [id for id, _ in near("a")] == ["c", "b", "d"]
    assert [id for id, _ in near("a", 2)] == ["c", "b"]
    assert [id for id, _ in near("a", None)] == ["c", "b", "d"]


def test_what_is_the_same_article_says_so(write: Write, tmp_path: Path) -> None:
    fill(write, 5)
    write("a.md", title="Quokka &amp; wombat!", originalUrl="https://x.example/a?utm_source=y")
    write("b.md", title="quokka & wombat", originalUrl="https://x.example/b")
    write("c.md", title="Quokka", originalUrl="http://www.x.example/a/")
    write("d.md", title="Wombat", originalUrl="https://x.example/d")
    catalogue = open_catalogue(str(tmp_path))
    found = catalogue.similar("a")
    assert {one.record.id: one.same for one in found[:3]} == {"b": "title", "c": "url", "d": None}


def test_an_article_is_as_like_its_copy_as_itself(write: Write, tmp_path: Path) -> None:
    fill(write, 5)
    write("a.md", title="Quokka", excerpt="Small and brown.")
    write("b.md", title="Quokka", excerpt="Small and brown.")
    catalogue = open_catalogue(str(tmp_path))
    [first] = catalogue.similar(catalogue.get("a"), 1)
    assert (first.record.id, first.score) == ("b", 1.0)


def test_an_article_that_says_nothing_is_like_none(write: Write, near: Callable[..., Near]) -> None:
    write("a.md", without=("title", "excerpt", "topics"))
    write("b.md", without=("title", "excerpt", "topics"))
    assert near("a") == []


def test_where_roots_overlap_an_article_is_not_like_itself(write: Write, tmp_path: Path) -> None:
    write("in/a.md", title="Quokka")
    write("in/b.md", title="Quokka")
    catalogue = open_catalogue(str(tmp_path), str(tmp_path / "in"))
    [one, *_] = [record for record in catalogue if record.id == "in/a"]
    assert {other.record.id for other in catalogue.similar(one)} == {"in/b"}


def test_the_benchmark_counts_what_is_found_of_what_is_named(write: Write, tmp_path: Path) -> None:
    fill(write, 5)
    named = [{"title": "x", "webUrl": f"https://www.example.com/{each}"} for each in ("b", "other1", "nowhere")]
    write("a.md", title="Quokka", excerpt="An animal.", related=named)
    write("b.md", title="Quokka!", excerpt="An animal again.", topics=[])
    catalogue = open_catalogue(str(tmp_path))
    records = list(catalogue.select())
    assert benchmark.by_related(catalogue, records) == (1, 1 / 5, 1 / 2)
    two = [catalogue.get("a"), catalogue.get("b")]
    assert benchmark.by_halves(two) == [2, 2]  # title and excerpt have no word in common: the last place
    assert benchmark.shown("x", [1, 2]) == "| x | 0.500 | 1.000 | 1.000 | 0.750 |"
