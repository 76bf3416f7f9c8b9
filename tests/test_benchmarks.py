"""The benchmarks make what they say, count what is there, and refuse a wrong answer; no time is looked at."""

import json
import re
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import page, plot, text
from benchmarks import run as benchmarks
from benchmarks.articles import COMMON, PHRASE, RARE, TOPIC, articles, catalogue
from benchmarks.jobs import FIRST_LIST, GROWTH, JOBS, MIB, Job
from benchmarks.measure import Sample, Stand
from benchmarks.report import Growth, Outcome, asked, growth_sentences, growth_table, jobs_table
from newscat import open_catalogue
from terminal import ROOT, Result

PAGE = ROOT / "docs" / "performance.md"

# --- the articles -----------------------------------------------------------------------------------------------------


def test_a_catalogue_is_the_same_each_time_and_how_a_larger_one_begins() -> None:
    assert list(articles(0, 40)) == list(articles(0, 60))[:40]


def test_an_article_has_the_fields_of_the_seed_in_its_order() -> None:
    pattern = re.compile(r"^(\w+):( *\"?)", re.MULTILINE)
    [seed] = (ROOT / "seeds").glob("*.txt")
    written = [pattern.findall(article.text) for article in articles(0, 40)]
    fields = [field for field in pattern.findall(seed.read_text("utf-8")) if field[0] != "related"]
    assert fields in written
    assert all(set(each) <= set(fields) for each in written)


def test_what_is_counted_is_what_newscat_finds(tmp_path: Path, run: Callable[..., Result]) -> None:
    made = catalogue(tmp_path, 300)
    found = open_catalogue(str(made.folder))
    sizes = [file.stat().st_size for file in made.folder.glob("*/*.md")]
    assert made.counts == {
        "articles": found.count(),
        "bytes": sum(sizes),
        TOPIC: found.count(topic=TOPIC),
        COMMON: len(list(found.search(COMMON))),
        PHRASE: len(list(found.search(f'"{PHRASE}"'))),
        RARE: len(list(found.search(RARE))),
        "errors": run("validate", "--select", "NC1", made.folder).stdout.count("\n"),
    }
    assert (made.counts["articles"], made.counts[RARE], made.counts["errors"]) == (300, 1, 1)
    assert 1100 < sum(sizes) / len(sizes) < 1500
    assert found.get(made.some_id).path == str(made.some_file)


def test_a_kept_catalogue_is_used_again_and_one_of_another_edition_is_not(tmp_path: Path) -> None:
    made = catalogue(tmp_path, 20)
    made.some_file.unlink()
    assert catalogue(tmp_path, 20) == made
    assert len(list(made.folder.glob("*/*.md"))) == 19
    truth = tmp_path / "20.json"
    truth.write_text(json.dumps(json.loads(truth.read_text()) | {"edition": 0}))
    assert catalogue(tmp_path, 20) == made
    assert len(list(made.folder.glob("*/*.md"))) == 20


# --- measuring --------------------------------------------------------------------------------------------------------


def test_memory_is_that_of_the_largest_process(tmp_path: Path) -> None:
    child = "x = bytearray(96 * 1024 * 1024)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    sample, _ = Stand.of(tmp_path, 10).run((sys.executable, "-c", parent), "kept")
    # Until its exec a child counts as large as the one that started it, which is this process.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert 96 * MIB < sample.peak < max(192 * MIB, own + 16 * MIB)


def test_a_run_prints_the_machine_and_a_row_and_leaves_the_articles_as_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = catalogue(tmp_path, 60)
    before = made.some_file.read_bytes()
    assert benchmarks.main(["--files", "60", "--repeat", "1", "--only", "list-edited", "--keep", str(tmp_path)]) == 0
    machine, _, _, _, row = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r".+, \d+ cores, \d+ GiB of memory; \S+ \S+; Python \S+; SQLite \S+; newscat \S+\.", machine)
    cells = [re.sub(r"[\d.,]+", "#", cell.strip()) for cell in row.strip("|").split("|")]
    assert cells == ["#", "list after one edit", "# s", "# MiB", "list again", "# s", "# ×", "≤ # ×", ""]
    assert made.some_file.read_bytes() == before


def test_a_wrong_answer_has_no_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = catalogue(tmp_path, 20).counts
    truth = tmp_path / "20.json"
    said = json.loads(truth.read_text())
    said["counts"][TOPIC] += 1
    truth.write_text(json.dumps(said))
    assert benchmarks.main(["--files", "20", "--repeat", "1", "--only", "list-again", "--keep", str(tmp_path)]) == 1
    lines = counts[TOPIC] + 1
    assert capsys.readouterr() == (
        "",
        f"wrong answer: lines of newscat list --topic AI -n 50 {{catalogue}}: {lines}, not {lines + 1}\n",
    )


def test_a_yardstick_that_is_not_installed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert benchmarks.main(["--files", "10", "--repeat", "1", "--only", "search-rare"]) == 0
    out, err = capsys.readouterr()
    assert err == "search-rare: skipped, no rg\n"
    assert out.splitlines()[-1] == (
        "|    10 | search --no-refresh, rare word |  |        | rg -l -i 'perihelion' |  |       | ≥ 20 × faster "
        "| skipped: no rg |"
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--only", "list-agian"], "no job 'list-agian' (did you mean 'list-again'?)"),
        (["--files", "0"], "argument --files: '0' is no whole number above 0"),
        (["--write", "x.md", "--scale"], "--write takes all there is: it does not go together with --scale or --only"),
        (["--write", "x.md"], "x.md is no page with the marks of machine, jobs, growth"),
    ],
)
def test_wrong_arguments_are_refused_at_once(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        benchmarks.main(arguments)
    assert capsys.readouterr().err.splitlines()[-1] == f"benchmarks/run.py: error: {complaint}"


# --- the report -------------------------------------------------------------------------------------------------------


def job(name: str, files: int) -> Job:
    return next(each for each in JOBS if (each.name, each.files) == (name, files))


OUTCOMES = (
    Outcome(
        job("first-list", 100_000),
        100_000,
        [Sample(2.5, 40 * MIB), Sample(2.0, 50 * MIB), Sample(9.0, 30 * MIB)],
        [Sample(1.0), Sample(1.25), Sample(1.1)],
    ),
    Outcome(job("first-list-growth", 1_000_000), 1_000_000, [Sample(30, 500 * MIB)], [Sample(2.5)]),
    Outcome(job("first-list-growth", 1_000_000), 2000, [Sample(0.5, 500 * MIB)], [Sample(0.25)]),
    Outcome(job("search-rare", 1_000_000), 1_000_000, [Sample(0.0512, MIB)], [Sample(3.5)]),
    Outcome(job("search-phrase", 1_000_000), 1_000_000, skipped="no rg"),
    Outcome(job("version", 0), 0, [Sample(0.07, 20 * MIB)], [Sample(0.05)]),
    Outcome(job("cache-size", 100_000), 100_000, [Sample(150 * MIB)], [Sample(1200 * MIB)]),
)
TABLE = """\
|     files | newscat                        |         |  memory | yardstick                     |           |  ratio | asked              | met            |
|----------:|--------------------------------|--------:|--------:|-------------------------------|----------:|-------:|--------------------|----------------|
|   100,000 | first list                     |  2.50 s |  50 MiB | reading every file            |    1.10 s | 2.27 × | ≤ 4.5 ×            | yes            |
| 1,000,000 | first list                     |  30.0 s | 500 MiB | 10 × that at 100,000          |    25.0 s | 1.20 × | ≤ 1.4 ×, ≤ 200 MiB | no             |
|     2,000 | first list                     |  0.50 s | 500 MiB | 10 × that at 200              |    2.50 s | 0.20 × | ≤ 1.4 ×, ≤ 200 MiB |                |
| 1,000,000 | search --no-refresh, rare word | 0.051 s |   1 MiB | rg -l -i 'perihelion'         |    3.50 s | 68.4 × | ≥ 20 × faster      | yes            |
| 1,000,000 | search --no-refresh, phrase    |         |         | rg -l -i 'facial recognition' |           |        | ≥ 4 × faster       | skipped: no rg |
|           | --version                      | 0.070 s |  20 MiB | import typer                  |   0.050 s | 1.40 × | ≤ 1.3 ×            | no             |
|   100,000 | the whole cache                | 150 MiB |         | the articles                  | 1,200 MiB | 0.12 × | ≤ 1.5 ×            | yes            |
"""  # noqa: E501


def test_the_table_says_what_was_measured_and_whether_that_is_as_asked() -> None:
    assert jobs_table(OUTCOMES) == TABLE


def test_a_job_is_measured_once_where_two_bounds_fall_on_the_same_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = replace(FIRST_LIST, argv=("newscat", "--version"), expected=None)
    jobs = (Job("a", quick, quick, 1000, at_most=1), Job("a", quick, quick, 2000, at_most=1))
    monkeypatch.setattr(benchmarks, "JOBS", jobs)
    assert benchmarks.main(["--files", "10", "--repeat", "1"]) == 0
    assert capsys.readouterr().err.count("\n") == 1


def growth(**times: tuple[float, ...]) -> Growth:
    """`growth(first_list=(1, 2))`: the seconds of each command at 1,000, 10,000 … files."""
    sizes = (1000, 10_000, 100_000)[: len(next(iter(times.values())))]
    return {
        size: {
            command.label: [Sample(seconds[number], 30 * MIB)]
            for command, seconds in zip(GROWTH, times.values(), strict=True)
        }
        for number, size in enumerate(sizes)
    }


GREW = growth(first_list=(0.25, 2.5), again=(0.1, 0.2), search=(0.09, 0.09), as_it_is=(0.08, 0.08))


GROWTH_TABLE = """\
|  files | first list | list again | search --no-refresh, phrase | list --no-refresh | memory of the first list |
|-------:|-----------:|-----------:|----------------------------:|------------------:|-------------------------:|
|  1,000 |     0.25 s |     0.10 s |                     0.090 s |           0.080 s |                   30 MiB |
| 10,000 |     2.50 s |     0.20 s |                     0.090 s |           0.080 s |                   30 MiB |
"""


def test_growth_is_a_table_and_a_sentence() -> None:
    assert growth_table(GREW) == GROWTH_TABLE
    assert growth_sentences(GREW) == (
        "From 1,000 files to 10,000, which is 10 × as many, the times grow: *first list* 10.0 ×, *list again* 2.00 ×, "
        "*search --no-refresh, phrase* 1.00 ×, *list --no-refresh* 1.00 ×.\n"
    )


def test_one_size_alone_says_nothing_of_growth() -> None:
    assert growth_sentences(growth(a=(1,), b=(1,), c=(1,), d=(1,))) == ""


# --- the plot ---------------------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def test_a_plot_is_logarithmic_on_both_sides() -> None:
    drawn = ET.fromstring(plot.svg("A & B", {"up": [(1000, 0.1), (10_000, 1), (100_000, 10)]}))
    [title] = drawn.findall(f"{SVG}title")
    [line] = drawn.iter(f"{SVG}polyline")
    places = [tuple(map(float, point.split(","))) for point in line.get("points", "").split()]
    [(x1, y1), (x2, y2), (x3, y3)] = places
    labels = [text.text for text in drawn.iter(f"{SVG}text")]
    assert title.text == "A & B"
    assert (x2 - x1, y2 - y1) == pytest.approx((x3 - x2, y3 - y2), abs=0.2)
    assert labels == ["A & B", "1,000", "10,000", "100,000", "0.1 s", "1 s", "10 s", "files", "up"]


def test_labels_of_lines_that_meet_do_not() -> None:
    series = {name: [(1000, 0.1), (10_000, 1.0)] for name in "abcd"}
    drawn = ET.fromstring(plot.svg("", series))
    heights = sorted(float(text.get("y", "")) for text in drawn.iter(f"{SVG}text") if text.text in series)
    assert [round(b - a) for a, b in pairwise(heights)] == [plot.LINE_HEIGHT] * 3


@pytest.mark.parametrize("ground", ["#ffffff", "#0d1117"], ids=["light", "dark"])
def test_every_colour_can_be_seen(ground: str) -> None:
    assert [colour for colour in (plot.INK, *plot.COLOURS) if contrast(colour, ground) < 3.5] == []


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# --- the page ---------------------------------------------------------------------------------------------------------

BLOCKS = {"machine": "M.\n", "jobs": "J \\1.\n", "growth": "G.\n"}
BLANK = "".join(f"# {name}\n\n<!-- {name} -->\nold\n<!-- /{name} -->\n\n" for name in BLOCKS)


def test_measurements_take_the_place_of_those_that_were_there(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(BLANK)
    for _ in range(2):
        page.write(path, BLOCKS, GREW)
        assert path.read_text() == (
            "# machine\n\n<!-- machine -->\n\nM.\n\n<!-- /machine -->\n\n"
            "# jobs\n\n<!-- jobs -->\n\nJ \\1.\n\n<!-- /jobs -->\n\n"
            "# growth\n\n<!-- growth -->\n\nG.\n\n<!-- /growth -->\n\n"
        )
    assert (tmp_path / "page.svg").read_text() == page.plotted(GREW)


@pytest.mark.parametrize("text", ["", BLANK.replace("<!-- /jobs -->", ""), BLANK * 2])
def test_a_page_without_its_marks_is_no_page(text: str, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(BLANK)
    assert page.is_marked(path)
    path.write_text(text)
    assert not page.is_marked(path)


def test_the_page_shows_every_job_with_what_is_asked_of_it_today() -> None:
    assert page.is_marked(PAGE)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in PAGE.read_text("utf-8").splitlines()]
    shown = {(row[1], row[7]) for row in rows if len(row) == 9}
    once = {each.name: each for each in reversed(JOBS)}  # of two bounds the one for fewer files
    assert [each.name for each in once.values() if (each.job.label, asked(each)) not in shown] == []
    assert ET.parse(PAGE.with_suffix(".svg")).getroot().tag == f"{SVG}svg"


# --- long bodies ------------------------------------------------------------------------------------------------------


def test_long_bodies_are_the_same_each_time_and_of_several_scripts(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text.write(tmp_path / name, 12)
    one, two = (sorted((tmp_path / name).rglob("*.md")) for name in ("one", "two"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]
    found = open_catalogue(str(tmp_path / "one"))
    assert len(found) == 12
    assert {topic for record in found for topic in record.topics} > {"English", "Chinese"}


def test_searches_of_them_are_compared_with_what_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert text.main(["--files", "12", "--repeat", "1", "--queries", "and", "数*"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [re.split(r"  +", line)[0] for line in lines[1:]] == [
        "first search, with the index read", "list, with a text index", "and", "", "数*", "",
        "the cache", "most memory",
    ]  # fmt: skip
    assert all(re.search(r" ×  ≤ \d\.\d  (met|missed)$|^    all \d+ results .* µs a row$", line) for line in lines[1:])
