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


@pytest.fixture
def nights(write: Write) -> None:
    """Three articles of 6 May in Tokyo, of which UTC and New York have only some on that day; and that day itself."""
    times = {"a": "2024-05-06", "b": "2024-05-05T23:30:00Z", "c": "2024-05-06T00:30:00+09:00", "d": "2024-05-06T03:00Z"}
    for name, time in times.items():
        write(f"{name}.md", text=f"---\ntitle: Night {name}\ndate: {time}\nlastmod: {time}\n---\n")


TOKYO = """
id  date        title    updated
───────────────────────────────────
d   2024-05-06  Night d  2024-05-06
a   2024-05-06  Night a  2024-05-06
b   2024-05-06  Night b  2024-05-06
c   2024-05-06  Night c  2024-05-06
"""


@pytest.mark.usefixtures("nights")
def test_the_days_that_are_shown_are_those_that_are_asked_for(run: Run, write: Write) -> None:
    asked = ("--since", "2024-05-06", "--until", "2024-05-06", "--tz", "Asia/Tokyo")
    table = run("list", *asked, "--format", "table", "--columns", "id,date,title,updated").stdout
    assert [line.rstrip() for line in table.splitlines()] == TOKYO.splitlines()[1:]
    lines = "d 2024-05-06T12:00:00+09:00\na 2024-05-06\nb 2024-05-06T08:30:00+09:00\nc 2024-05-06T00:30:00+09:00\n"
    for name, between in (("tsv", "\t"), ("csv", ",")):
        shown = run("list", *asked, "--columns", "id,date", "--format", name).stdout.replace("\r", "")
        assert shown == f"id{between}date\n" + lines.replace(" ", between)
    template = "{id} {date:%d %H} {updated:%d} {fields.date:%d %H}"
    assert run("list", *asked, "--template", template).stdout == (
        "d 06 12 06 06 12\na 06 00 06 06 00\nb 06 08 06 06 08\nc 06 00 06 06 00\n"
    )
    utc = '{"id": "%s", "date": "2024-05-%sZ"}\n'
    found = run("list", *asked, "--columns", "id,date", "--format", "ndjson").stdout
    times = {"d": "06T03:00:00", "a": "06T00:00:00", "b": "05T23:30:00", "c": "05T15:30:00"}
    assert found == "".join(utc % each for each in times.items())
    write("newscat.toml", text='timezone = "America/New_York"\n')
    days = [line.split("\t") for line in run("list", "--columns", "id,date").stdout.splitlines()]
    assert [(id, day[:10]) for id, day in days[1:]] == [
        ("d", "2024-05-05"), ("a", "2024-05-06"), ("b", "2024-05-05"), ("c", "2024-05-05"),
    ]  # fmt: skip


@pytest.mark.usefixtures("nights")
def test_show_has_the_days_of_the_configured_time_zone(run: Run, write: Write) -> None:
    assert run("show", "b").stdout.splitlines()[1] == "Sun 2024-05-05 23:30 UTC"
    write("newscat.toml", text='timezone = "Asia/Tokyo"\n')
    assert run("show", "a").stdout.splitlines()[1] == "Mon 2024-05-06"
    shown = run("show", "b").stdout.splitlines()
    assert shown[1] == "Mon 2024-05-06 08:30 JST"
    assert "Updated   2024-05-06T08:30:00+09:00" in shown
    assert run("show", "b", "--field", "date").stdout == "2024-05-05T23:30:00Z\n"


@pytest.mark.usefixtures("nights")
def test_groups_and_their_days_are_of_the_same_time_zone(run: Run) -> None:
    table = run("stats", "--by", "day", "--tz", "Asia/Tokyo", "--format", "table").stdout.splitlines()
    assert [line.split()[:1] + line.split()[-2:] for line in table[1:]] == [["2024-05-06"] * 3]
