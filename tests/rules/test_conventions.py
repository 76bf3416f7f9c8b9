"""NC7: articles that differ from nearly all others. Every answer is the same with a cache, and without one."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from newscat.article.frontmatter.structure import parsed, structure
from newscat.rules.catalogue.conventions import _is_slip
from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]
Reported = Callable[..., list[str]]

PAGE = {
    "title": "One",
    "description": "What it says.",
    "date": "2022-03-23",
    "tags": "[Machine Learning, Cloud]",
    "author": "Ann Example",
    "weight": "5",
    "menu": "{name: One, order: 1}",
}


@pytest.fixture
def page(write: Write) -> Callable[..., Path]:
    """`page("a.md", weight='"ten"')`: a page with these fields, written as they are; None leaves a field out."""

    def page(name: str, *, rename: Mapping[str, str] = {}, **fields: str | None) -> Path:
        shown = {key: value for key, value in (PAGE | fields).items() if value is not None}
        lines = "".join(f"{rename.get(key, key)}: {value}\n" for key, value in shown.items())
        return write(name, text=f"---\n{lines}---\n")

    return page


@pytest.fixture
def pages(page: Callable[..., Path]) -> Callable[[int], None]:
    """`pages(60)`: as many healthy pages, in the folder `ok`."""

    def pages(count: int) -> None:
        for number in range(count):
            page(f"ok/{number}.md")

    return pages


@pytest.fixture
def reported(run: Run) -> Reported:
    def reported(*args: str) -> list[str]:
        asked = ("validate", "--select", "NC7", "--quiet", *args)
        first, again, fresh = run(*asked), run(*asked), run(*asked, "--no-cache")
        assert first == again == fresh
        assert first.stderr == ""
        return first.stdout.splitlines()

    return reported


def test_healthy_pages_have_no_findings(pages: Callable[[int], None], page: Write, reported: Reported) -> None:
    pages(60)
    page("a.md", date='"2022-03-24"', weight="5.5", tags="[Cloud, Kubernetes]", author="Bob Example")
    page("b.md", weight="false", description='""', tags="[Machine Learning 2]")
    page("_index.md", description=None, date=None, author=None)  # of another kind
    assert reported() == []


def test_planted_slips_are_found(pages: Callable[[int], None], page: Write, reported: Reported) -> None:
    pages(100)
    page("a.md", rename={"description": "descripton"})
    page("b.md", author=None)
    page("c.md", weight='"ten"', date="March 24, 2022")
    page("d.md", tags="[Machne Learning, Clouds]", author="Ann Exámple")
    page("e.md", date="2022-03-23 10:00", menu="{name: One, Order: 1}")
    page("f.md", menu="{name: One}")
    page("g.md", rename={"date": "dat"})
    assert reported() == [
        "a.md:3:1: NC701 'descripton' is called 'description' in 106 of 107 articles",
        "b.md:2:1: NC702 no 'author', unlike 106 of 107 articles",
        "c.md:4:7: NC704 'date' is written as Month N, YYYY, but as YYYY-MM-DD in 104 of 106 articles",
        "c.md:7:9: NC703 'weight' is text, but a number in 106 of 107 articles",
        "d.md:5:8: NC705 the topic 'Machne Learning' is spelled 'Machine Learning' in 106 of 107 articles",
        "d.md:5:25: NC705 the topic 'Clouds' is spelled 'Cloud' in 106 of 107 articles",
        "d.md:6:9: NC705 the author 'Ann Exámple' is spelled 'Ann Example' in 105 of 106 articles",
        "e.md:4:7: NC704 'date' is written as YYYY-MM-DD hh:mm, but as YYYY-MM-DD in 104 of 106 articles",
        "e.md:8:19: NC701 'menu.Order' is called 'order' in 105 of 106 articles",
        "f.md:8:7: NC702 no 'menu.order', unlike 105 of 107 articles",
        "g.md:4:1: NC701 'dat' is called 'date' in 106 of 107 articles",
    ]


def test_nothing_is_usual_below_50_articles(pages: Callable[[int], None], page: Write, reported: Reported) -> None:
    pages(47)
    page("a.md", rename={"description": "descripton"}, weight='"ten"', tags="[Machne Learning]")
    page("b.md", author=None, date="March 24, 2022")
    assert reported() == []
    page("c.md")
    assert [line.split()[1] for line in reported()] == ["NC701", "NC705", "NC703", "NC702", "NC704"]


def test_a_name_beside_the_usual_one_is_another_field(
    pages: Callable[[int], None], page: Write, reported: Reported
) -> None:
    pages(60)
    page("a.md", descriptions='"Two"')
    page("b.md", rename={"tags": "tag"})  # newscat reads both
    assert reported() == ["b.md:2:1: NC702 no 'tags', unlike 61 of 62 articles"]


def test_a_topic_as_long_as_a_book_is_not_compared_letter_by_letter(
    pages: Callable[[int], None], page: Write, reported: Reported
) -> None:
    pages(60)
    page("a.md", tags=f"[{'word' * 50_000}]")
    assert reported() == []


def test_news_articles_keep_their_own_rules(write: Write, reported: Reported) -> None:
    for number in range(60):
        url = f"https://www.example.com/{number}"
        write(f"{number}.md", title=f"News {number}", originalUrl=url, webUrl=url, topics=["Machine Learning"])
    write("a.md", without="quality", heat="ten", excerp="What it says.")
    write("b.md", topics=["Machine Learnings"], provider={"name": "Examples", "domain": "example.net"})
    assert reported() == [
        "b.md:13:9: NC705 the provider 'Examples' is spelled 'Example' in 61 of 62 articles",
        "b.md:16:5: NC705 the topic 'Machine Learnings' is spelled 'Machine Learning' in 60 of 61 articles",
    ]


def test_safe_fixes_need_a_spelling_50_times_as_frequent(
    pages: Callable[[int], None], page: Write, run: Run, reported: Reported
) -> None:
    pages(48)
    seldom = page("a.md", rename={"description": '"descripton"'}, tags='["Machne Learning"]', author="Ann Exampel")
    asked = ("validate", "--select", "NC7", "--fix", "--quiet")
    before = seldom.read_text()
    run(*asked)
    assert seldom.read_text() == before
    pages(60)
    result = run(*asked)
    assert result.stdout == ""
    assert result.exit_code == 0
    fixed = before.replace("descripton", "description").replace("Machne", "Machine").replace("Exampel", "Example")
    assert seldom.read_text() == fixed
    assert reported() == []


def test_unsafe_fixes_are_for_rarer_spellings(pages: Callable[[int], None], page: Write, run: Run) -> None:
    pages(49)
    path = page("a.md", rename={"description": "descripton"})
    run("validate", "--select", "NC7", "--fix", "--unsafe-fixes")
    assert "description: What it says." in path.read_text()


def test_a_comment_suppresses_a_convention(pages: Callable[[int], None], page: Write, reported: Reported) -> None:
    pages(60)
    page("a.md", weight='"ten" # newscat: ignore[NC703]')
    assert reported() == []


@pytest.mark.parametrize(
    ("one", "usual", "expected"),
    [
        ("machnelearning", "machinelearning", True),
        ("machinelearnign", "machinelearning", True),
        ("kubernates", "kubernetes", True),
        ("clouds", "cloud", True),
        ("boxes", "box", False),  # too short
        ("react", "reach", False),
        ("rust", "trust", False),
        ("ios15", "ios16", False),
        ("windows10", "windows11", False),
        ("security", "insecurity", False),
    ],
)
def test_a_slip_is_one_letter_of_a_long_name(one: str, usual: str, expected: bool) -> None:
    assert _is_slip(one, usual) is _is_slip(usual, one) is expected


def test_structure_has_a_line_for_each_field() -> None:
    fields = {"b": 1, "a": {"c": [], "d": "x"}, 5: "x", "date": "3 March 2022", "new\nline": 1}
    lines = structure(fields, {"date"})
    assert lines == "a\tc\tempty\na\td\ttext\na\tmapping\nb\tnumber\ndate\tN Month YYYY"
    assert parsed(lines)["a", "d"] == "text"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2022-03-23", "YYYY-MM-DD"),
        ("2022-3-2", "YYYY-MM-DD"),
        ("2022-03-23T10:00:00Z", "YYYY-MM-DD hh:mm with time zone"),
        ("2017-05-23 3:43:08 -0400", "YYYY-MM-DD hh:mm with time zone"),
        ("2022-03-23 10:00", "YYYY-MM-DD hh:mm"),
        ("23/03/2022", "N/N/YYYY"),
        ("soon", "text"),
    ],
)
def test_dates_in_strings_have_a_form(text: str, form: str) -> None:
    assert structure({"date": text}, {"date"}) == f"date\t{form}"
