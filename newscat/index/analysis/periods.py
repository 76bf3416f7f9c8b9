"""Parts of a date by which records are grouped: in SQL as moments, in answers as `2022-03`, `Monday` or `09`."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from newscat.article.dates import DAY, from_ticks

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERED = {"weekday": WEEKDAYS, "hour": tuple(f"{hour:02}" for hour in range(24))}


def _hour(moment: datetime) -> str | None:
    return None if moment.tzinfo is DAY else f"{moment.hour:02}"  # a day alone has no hour


PERIODS: Mapping[str, Callable[[datetime], str | None]] = {
    "year": lambda moment: f"{moment.year:04}",
    "month": lambda moment: f"{moment.year:04}-{moment.month:02}",
    "week": lambda moment: "{:04}-W{:02}".format(*moment.isocalendar()),
    "day": lambda moment: f"{moment.year:04}-{moment.month:02}-{moment.day:02}",
    "weekday": lambda moment: WEEKDAYS[moment.weekday()],
    "hour": _hour,
}
"""Of a moment in its time zone. Weeks are those of ISO 8601."""
_FORMATS = {"year": "%Y", "month": "%Y-%m"}
_HOUR = 2 * 3_600_000_000  # in ticks
_DAY = 24 * _HOUR
# The ticks from the year 1, a Monday, are positive.
_SINCE_YEAR_1 = 719_162 * _DAY
# From 1972 on, every time zone is a multiple of 15 minutes off UTC.
_1972 = 730 * _DAY


def in_sql(unit: str, column: str, zone: tzinfo) -> str:
    """What is grouped by: the year and the month as text, the hour and the weekday as numbers, else the start of the
    day, in ticks.

    In a time zone, it is the start of the quarter of an hour. The ticks of a day alone stay odd.
    """
    since = f"({column} - ({column} & 1) + {_SINCE_YEAR_1})"
    if zone is not UTC:
        return f"CASE WHEN {column} < {_1972} THEN {column} ELSE {column} - {since} % {_HOUR // 4} END"
    if unit == "hour":
        return f"CASE {column} & 1 WHEN 0 THEN {since} / {_HOUR} % 24 END"
    if unit in _FORMATS:  # few groups also with a second field
        return f"strftime('{_FORMATS[unit]}', {since} / 2000000 - {_SINCE_YEAR_1 // 2000000}, 'unixepoch')"
    return f"{since} / {_DAY} % 7" if unit == "weekday" else f"{column} - {since} % {_DAY}"


def period(unit: str, key: int | str, zone: tzinfo) -> str | None:
    """The period of a result of `in_sql`; None of a day alone without an hour."""
    if isinstance(key, str):
        return key
    if zone is UTC and unit in _NUMBERED:
        return _NUMBERED[unit][key]
    moment = from_ticks(key)
    if moment.tzinfo is not DAY:
        try:
            moment = moment.astimezone(zone)
        except OverflowError:  # at the ends of the calendar
            return None
    return PERIODS[unit](moment)


_STEPS = {"year": 365, "month": 28, "week": 7, "day": 1}


def every(unit: str, first: str, last: str) -> Iterator[str]:
    """All periods from `first` to `last`, also those without an article; of hours and weekdays all there are."""
    if unit in _NUMBERED:
        yield from _NUMBERED[unit]
        return
    day, found = _start(unit, first), first
    while found <= last:
        yield found
        before = found
        while found == before:
            try:
                day += timedelta(days=_STEPS[unit])
            except OverflowError:  # the end of the calendar
                return
            found = PERIODS[unit](day) or ""


def _start(unit: str, text: str) -> datetime:
    if unit == "week":
        return datetime.fromisocalendar(int(text[:4]), int(text[6:]), 1).replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{text}-01-01"[:10]).replace(tzinfo=UTC)
