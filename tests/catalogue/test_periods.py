"""What a person writes for a time, as the first moment it means and the first after it."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.errors import QueryError
from newscat.query.dates import period

NOW = datetime(2022, 3, 23, 20, 13, 0, 5, tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
TICK = timedelta(microseconds=1)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "start", "after"),
    [
        ("2022", at(2022, 1, 1), at(2023, 1, 1)),
        ("2022-03", at(2022, 3, 1), at(2022, 4, 1)),
        ("2022-12", at(2022, 12, 1), at(2023, 1, 1)),
        ("2022-3", at(2022, 3, 1), at(2022, 4, 1)),
        ("2022-03-23", at(2022, 3, 23), at(2022, 3, 24)),
        ("2020-02-29", at(2020, 2, 29), at(2020, 3, 1)),
        ("2022-12-31", at(2022, 12, 31), at(2023, 1, 1)),
        (" 2022 ", at(2022, 1, 1), at(2023, 1, 1)),
        ("0001", at(1, 1, 1), at(2, 1, 1)),
        ("9999", at(9999, 1, 1), END),
        ("9999-12", at(9999, 12, 1), END),
        ("9999-12-31", at(9999, 12, 31), END),
        ("9999-12-31T23:59:59Z", at(9999, 12, 31, 23, 59, 59), END),
        ("2022-03-23T20:13:00Z", at(2022, 3, 23, 20, 13), at(2022, 3, 23, 20, 13, 1)),
        ("2022-03-23t20:13:00z", at(2022, 3, 23, 20, 13), at(2022, 3, 23, 20, 13, 1)),
        ("2022-03-23 20:13", at(2022, 3, 23, 20, 13), at(2022, 3, 23, 20, 14)),
        ("2022-03-23T20:13:00.5Z", at(2022, 3, 23, 20, 13, 0, 500000), at(2022, 3, 23, 20, 13, 0, 500001)),
        ("2022-03-23T01:00:00+02:00", at(2022, 3, 22, 23), at(2022, 3, 22, 23, 0, 1)),
        ("2 January 2024", at(2024, 1, 2), at(2024, 1, 3)),
        ("2024-1-2 9:05", at(2024, 1, 2, 9, 5), at(2024, 1, 2, 9, 6)),
        ("Tue, 02 Jan 2024 10:00:00 +0100", at(2024, 1, 2, 9), at(2024, 1, 2, 9, 0, 1)),
        ("12h", NOW - timedelta(hours=12), NOW - timedelta(hours=12) + TICK),
        ("7d", NOW - timedelta(days=7), NOW - timedelta(days=7) + TICK),
        ("2w", NOW - timedelta(days=14), NOW - timedelta(days=14) + TICK),
        ("6m", NOW - timedelta(days=180), NOW - timedelta(days=180) + TICK),
        ("1y", NOW - timedelta(days=365), NOW - timedelta(days=365) + TICK),
        ("0d", NOW, NOW + TICK),
        ("-7d", NOW - timedelta(days=7), NOW - timedelta(days=7) + TICK),
        ("now", NOW, NOW + TICK),
        ("today", at(2022, 3, 23), at(2022, 3, 24)),
        ("yesterday", at(2022, 3, 22), at(2022, 3, 23)),
        (date(2022, 3, 23), at(2022, 3, 23), at(2022, 3, 24)),
        (
            datetime(2022, 3, 23, 1, tzinfo=timezone(timedelta(hours=2))),
            at(2022, 3, 22, 23),
            at(2022, 3, 22, 23) + TICK,
        ),
        (datetime(2022, 3, 23, 1), at(2022, 3, 23, 1), at(2022, 3, 23, 1) + TICK),  # noqa: DTZ001
        (datetime(2022, 3, 23, 1, 0, 0, 7, tzinfo=UTC), at(2022, 3, 23, 1, 0, 0, 7), at(2022, 3, 23, 1, 0, 0, 8)),
        (END, END, END),
    ],
)
def test_period(text: str | date, start: datetime, after: datetime) -> None:
    assert period(text, NOW) == (start, after)


def test_a_moment_outside_the_calendar_is_refused() -> None:
    with pytest.raises(QueryError, match=r"'0001-01-01T00:00:00\+01:00' is not a date"):
        period(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "22",
        "20222",
        "2022-",
        "2022-13",
        "2022-00",
        "2022-02-30",
        "0000",
        "2022-03-23T",
        "2022-03-23T25:00",
        "2022-03-23Z",
        "20:13",
        "7",
        "d",
        "+7d",
        "7 d",
        "7D",
        "9999y",
        "9" * 5000 + "d",
        "0001-01-01T00:00:00+01:00",
    ],
)
def test_what_is_no_date_is_refused_with_what_would_do(text: str) -> None:
    with pytest.raises(QueryError) as error:
        period(text, NOW)
    assert (
        str(error.value)
        == f"{text!r} is not a date; write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z, 7d or today"
    )


@given(st.text() | st.from_regex(r"\d{1,4}[-T:+hdwmyZ. \d]*"))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        start, after = period(text, NOW)
    except QueryError:
        return
    assert start <= after
    assert (start.tzinfo, after.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize(
    ("text", "start", "after"),
    [
        ("2022-03-27", at(2022, 3, 26, 23), at(2022, 3, 27, 22)),  # summer time begins: 23 hours
        ("2022-03", at(2022, 2, 28, 23), at(2022, 3, 31, 22)),
        ("today", at(2022, 3, 22, 23), at(2022, 3, 23, 23)),
        ("2022-03-23T10:00", at(2022, 3, 23, 9), at(2022, 3, 23, 9, 1)),
        ("2022-03-23T10:00Z", at(2022, 3, 23, 10), at(2022, 3, 23, 10, 1)),
    ],
)
def test_days_are_those_of_a_zone(text: str, start: datetime, after: datetime) -> None:
    assert period(text, NOW, ZoneInfo("Europe/Berlin")) == (start, after)
