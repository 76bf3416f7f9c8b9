"""`newscat stats` on a screen, and its plots in files."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from conftest import Result, Run

Write = Callable[..., Path]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _articles(write: Write) -> None:
    for number in range(12):
        write(
            f"{number}.md",
            topics=["AI"] if number % 3 else ["Search & <Find>\x1b[31m"],
            provider={"name": "Example" if number < 9 else "Другой", "domain": "example.com"},
            publishedDateTime=datetime(2022, 1 + number % 4, 1 + number, number, tzinfo=UTC),
            published=number != 1,
        )


SCREENS = {
    "--format table": (
        "Articles      12\n"
        "Dates         2022-01-01 to 2022-04-12\n"
        "Published     11 of 12 with this field (91.7 %)\n"
        "Per month     ████\n"
        "              2022-01 to 2022-04, most in 2022-01: 3\n"
        "Types         article 12\n"
        "Findings      7 warnings\n"
        "\n"
        "Top topics                               Top providers\n"
        "AI                    8  █████████████   Example  9  ██████████████████████████\n"
        "Search & <Find>\\x1b…  4  ██████▌         Другой   3  ████████▋\n"
    ),
    "--by topic --mean quality --format table": (
        "topic                                 articles   share  mean quality        last\n"
        "AI                    ██████████████         8  66.7 %          50.0  2022-04-12\n"
        "Search & <Find>\\x1b…  ███████                4  33.3 %          50.0  2022-04-04\n"
    ),
    "--by topic,month --format table": (
        "topic                 2022-01  2022-02  2022-03  2022-04  all\n"
        "AI                          2        2        2        2    8\n"
        "Search & <Find>\\x1b…        1        1        1        1    4\n"
    ),
    "--by month --plot line": (
        "3 ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "  ┤████████████████████████████████\n"
        "0 └────────────────────────────────\n"
        "   2022-01                  2022-04\n"
    ),
    "--by weekday,hour --plot heatmap": (
        "           00  02  04  06  08  10  12  14  16  18  20  22\n"
        "Monday           ██    ██                                    2\n"
        "Tuesday                          ██                          1\n"
        "Wednesday    ██    ██                                        2\n"
        "Thursday       ██            ██                              2\n"
        "Friday                   ██    ██                            2\n"
        "Saturday   ██                                                1\n"
        "Sunday               ██    ██                                2\n"
        "\n"
        "           ██ 1\n"
    ),
    "--by month,topic --plot heatmap": (
        "                      2022\n"
        "AI                    ████████████████  8\n"
        "Search & <Find>\\x1b…  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  4\n"
        "\n"
        "                      ▒▒ 1  ██ 2\n"
    ),
    "--by provider,topic --plot heatmap": (
        "         AI                  Search & <Find>\\x1…\n"
        "Example  ███████████████████ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   9\n"
        "Другой   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ░░░░░░░░░░░░░░░░░░░   3\n"
        "\n"
        "         ░░ 1  ▒▒ 2–3  ▓▓ 4  ██ 5–6\n"
    ),
}


@pytest.mark.parametrize(("words", "expected"), SCREENS.items())
def test_a_screen_of_80_columns_without_colour(run: Run, words: str, expected: str) -> None:
    assert run("stats", *words.split()) == Result(expected, "", 0)
    assert max(len(line) for line in expected.splitlines()) <= 80


def test_topics_and_providers_say_how_long_they_are_silent(run: Run) -> None:
    head, *lines = run("providers", "--format", "table").stdout.splitlines()
    assert head.endswith("silent for")
    assert [line.split()[0] for line in lines] == ["Example", "Другой"]
    assert [line.endswith("4 days") for line in lines] == [True, False]


def test_an_svg_is_xml_with_the_counts(run: Run, tmp_path: Path) -> None:
    for by, words in {
        "topic": ["Articles by topic", "AI", "8", "Search & <Find>\\x1b[31m", "4"],
        "month": ["Articles by month", "0", "3", "2022-01", "2022-02", "2022-03", "2022-04"],
    }.items():
        assert run("stats", "--by", by, "--format", "json", "--svg", "plot.svg").stderr == ""
        tree = etree.fromstring((tmp_path / "plot.svg").read_bytes())
        assert [each.text for each in tree.iter(f"{SVG}text")] == words


def test_a_heatmap_as_svg_has_a_tip_on_each_cell(run: Run, tmp_path: Path) -> None:
    run("stats", "--by", "month,topic", "--svg", "plot.svg")
    tree = etree.fromstring((tmp_path / "plot.svg").read_bytes())
    tips = [each.text for each in tree.iter(f"{SVG}title")]
    assert tips[:3] == ["Articles by topic and month", "AI, 2022-01: 2", "AI, 2022-02: 2"]
    assert len(tips) == 9


def test_a_png(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    result = run("topics", "--png", "plot.png")
    if "needs one of the fonts" in result.stderr:
        pytest.skip("no font on this system")
    assert result.exit_code == 0
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_a_png_needs_a_package(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    message = "newscat: --png requires an extra package: pip install 'newscat[png]'; --svg needs none\n"
    assert run("topics", "--png", "plot.png") == Result("", message, 2)


def test_an_article_is_not_overwritten_by_a_plot(run: Run, tmp_path: Path) -> None:
    before = (tmp_path / "0.md").read_bytes()
    assert run("topics", "--svg", "0.md").exit_code == 2
    assert (tmp_path / "0.md").read_bytes() == before
