"""Dates in the forms that generators of sites read."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.dates import DAY, from_ticks, in_order, moment, ticks, written


def hours(count: float) -> timezone:
    return timezone(timedelta(hours=count))


JUNE = date(2023, 6, 7)


def june(hour: int, minute: int = 0, second: int = 0, zone: timezone | ZoneInfo | None = None) -> datetime:
    return datetime(2023, 6, 7, hour, minute, second, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-06-07", JUNE),
        ("2023-6-7", JUNE),
        ("2023/06/07", JUNE),
        ("2023-6-7 8:09:10 +0800", june(8, 9, 10, hours(8))),
        ("2023-06-07 08:09:10 +0000", june(8, 9, 10, UTC)),
        ("2023-06-07 08:09:10 -09:30", june(8, 9, 10, hours(-9.5))),
        ("2023-06-07T08:09+05", june(8, 9, 0, hours(5))),
        ("2023-06-07T8:09", june(8, 9)),
        ("2023-06-07, 08:09", june(8, 9)),
        ("2023-06-07 08:09 Europe/Berlin", june(8, 9, 0, ZoneInfo("Europe/Berlin"))),
        ("2023-06-07 08:09 PDT", june(8, 9, 0, hours(-7))),
        ("2023-06-07 08:09 XYZT", june(8, 9)),
        ("2023-06-07 08:09 Nowhere/Town", june(8, 9)),
        ("2023-06-07 08:09 GMT", june(8, 9)),
        ("Wed, 07 Jun 2023", JUNE),
        ("Wed, 07 Jun 2023 08:09:10 GMT", june(8, 9, 10)),
        ("Wed, 7 Jun 2023 08:09 -0330", june(8, 9, 0, hours(-3.5))),
        ("Wednesday, June 7th, 2023", JUNE),
        ("7 June 2023", JUNE),
        ("07-Jun-2023", JUNE),
        ("7th jun. 2023 at 8:09 pm", june(20, 9)),
        ("June 7, 2023", JUNE),
        ("June 7 2023 12:01 AM", june(0, 1)),
        ("Wed Jun 07 2023 08:09:10 GMT+0100 (CET)", june(8, 9, 10, hours(1))),
        ("Wed Jun  7 08:09:10 CEST 2023", june(8, 9, 10, hours(2))),
        ("30 February 2023", None),
        ("2023-13-01", None),
        ("2023-6-7 25:00", None),
        ("2023-6/7", None),
        ("07/06/2023", None),
        ("June 2023", None),
        ("June 2023 is warm", None),
        ("2023-06-07 08:09 at night", None),
        ("7 Juni 2023", None),
        ("git Last Modified", None),
        ("2023", None),
        ("{{ now 2023 }}", None),
        ("", None),
    ],
)
def test_written(text: str, expected: date | None) -> None:
    found = written(f" {text}\n")
    assert (found, getattr(found, "tzinfo", None) is None) == (expected, getattr(expected, "tzinfo", None) is None)


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("01/02/2006", date(2006, 2, 1), date(2006, 1, 2)),
        ("1.2.2006", date(2006, 2, 1), date(2006, 1, 2)),
        ("13-02-2006", date(2006, 2, 13), "13-02-2006"),
        ("2/13/2006 15:04", "2/13/2006 15:04", datetime(2006, 2, 13, 15, 4)),  # noqa: DTZ001
        ("01/02-2006", "01/02-2006", "01/02-2006"),
        ("01/02/06", "01/02/06", "01/02/06"),
        ("see 01/02/2006", "see 01/02/2006", "see 01/02/2006"),
        ({"a": ["01/02/2006", 5]}, {"a": [date(2006, 2, 1), 5]}, {"a": [date(2006, 1, 2), 5]}),
    ],
)
def test_the_order_of_day_and_month_is_a_setting(text: object, day_first: object, month_first: object) -> None:
    assert (in_order(text, "day-first"), in_order(text, "month-first")) == (day_first, month_first)


def test_a_day_is_told_from_its_midnight() -> None:
    day, midnight = moment(JUNE), moment(datetime(2023, 6, 7, tzinfo=UTC))
    assert (day, day and day.tzinfo) == (midnight, DAY)
    assert [ticks(day), ticks(midnight)] == [3372192000000001, 3372192000000000]
    assert moment("7 June 2023") == day


@given(st.dates() | st.datetimes(timezones=st.just(UTC)))
def test_ticks_keep_every_microsecond_and_what_is_a_day(value: date) -> None:
    found = moment(value)
    count = ticks(found)
    assert found is not None
    assert count is not None
    assert from_ticks(count) == found
    assert from_ticks(count).tzinfo is found.tzinfo


@given(st.text(st.sampled_from("0123456789-/:. +TZaPmJunMo,"), max_size=30))
def test_every_string_is_a_date_or_none(text: str) -> None:
    assert written(text) is None or isinstance(written(text), date)
