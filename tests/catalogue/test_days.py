"""Dates of articles in queries, sorting and templates: one parser for all, and days that no time zone shifts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run

Write = Callable[..., Path]
FORMS = {
    "c": "2023-6-9 08:00:00 +0800",
    "a": '"7 June 2023"',
    "d": "Sat, 10 Jun 2023 10:00:00 GMT",
    "b": "June 8, 2023",
    "e": "whenever",
}


@pytest.fixture
def forms(write: Write) -> None:
    for name, value in FORMS.items():
        write(f"{name}.md", text=f"---\ntitle: {name}\npublishedDateTime: {value}\nseen: {value}\n---\n")


def listed(run: Run, *options: str) -> str:
    return run("list", ".", "--template", "{id}", *options).stdout.replace("\n", "")


@pytest.mark.usefixtures("forms")
def test_every_form_is_a_date_in_queries_sorting_and_templates(run: Run) -> None:
    assert listed(run) == "dcbae"
    assert listed(run, "--sort", "seen") == "abcde"
    assert listed(run, "--sort", "-seen") == "edcba"
    assert listed(run, "-q", "date:2023-06-08..2023-06-09") == "cb"
    assert listed(run, "-q", "fields.seen:2023-06-08..") == "dcb"
    assert listed(run, "--since", "8 June 2023", "--until", "June 9, 2023") == "cb"
    dates = run("list", ".", "--sort", "id", "--template", "{id} {date:%d.%m.} {fields.seen:%d.%m.%y}").stdout
    assert dates == "a 07.06. 07.06.23\nb 08.06. 08.06.23\nc 09.06. 09.06.23\nd 10.06. 10.06.23\ne  whenever\n"


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_date_without_a_time_is_that_day_in_every_time_zone(run: Run, write: Write, zone: str) -> None:
    write("a.md", text="---\npublishedDateTime: 2023-06-07\nseen: '2023-06-07'\n---\n")

    def asked(*options: str) -> str:
        return listed(run, *options, "--tz", zone)

    for name in ("date", "seen"):
        for found in ("2023-06-07", ">=2023-06-07", "<=2023-06-07", ">2023-06-06", "<2023-06-08", "2023-06"):
            assert (found, asked("-q", f"{name}:{found}")) == (found, "a")
        for missed in ("2023-06-06", "2023-06-08", ">2023-06-07", "<2023-06-07", "2023-05"):
            assert (missed, asked("-q", f"{name}:{missed}")) == (missed, "")
    assert asked("--since", "2023-06-07", "--until", "2023-06-07") == "a"
    assert asked("--until", "2023-06-06") == asked("--since", "2023-06-08") == ""


def test_a_time_is_in_the_day_of_the_time_zone(run: Run, write: Write) -> None:
    write("a.md", text="---\npublishedDateTime: 2023-06-07T00:00:00Z\n---\n")
    assert listed(run, "-q", "date:2023-06-06", "--tz", "America/Los_Angeles") == "a"
    assert listed(run, "-q", "date:2023-06-07", "--tz", "America/Los_Angeles") == ""


def test_date_order_says_which_number_is_the_day(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.md", text="---\npublishedDateTime: 01/02/2006\n---\n")
    assert listed(run, "-q", "date:2006") == ""
    for order, month in [("day-first", "2006-02"), ("month-first", "2006-01")]:
        (tmp_path / "newscat.toml").write_text(f"date_order = '{order}'\n")
        assert listed(run, "-q", f"date:{month}") == "a"
        assert f'"published_at": "{month}' in run("show", "a", "--format", "json").stdout
