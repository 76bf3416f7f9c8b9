"""Dates and times in queries: `2022-03`, `7d`, `today`, `2022-03-23T20:13:00Z`."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from newscat.article.dates import moment, written
from newscat.errors import QueryError

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_AGO = re.compile(r"-?(\d+)([hdwmy])")
_NAMED = {"today": 0, "yesterday": 1}
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_CLOCK = re.compile(r"[Tt ]\d\d?:\d\d(:\d\d)?(\.\d+)?")
_LAST = datetime.max.replace(tzinfo=UTC)


def period(value: str | date, now: datetime, zone: tzinfo = UTC) -> tuple[datetime, datetime]:
    """The first moment of the period that `value` means, and the first moment after it, in UTC.

    A year, a month, a day and `today` are those of `zone`. `7d` or `-7d` is the moment that long before `now`; the
    units are h, d, w, m (30 days) and y (365 days). A time is as long as its last part: a minute, a second or a
    microsecond. A datetime is a microsecond long. Raises QueryError.
    """
    text = value.isoformat() if isinstance(value, date) else value.strip()
    try:
        if isinstance(value, datetime):
            start = moment(value)
            found = (start, _after(start, timedelta(microseconds=1))) if start else None
        else:
            found = _ago(text, now) or _named(text, now, zone) or _days(text, zone) or _written(text, zone)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise QueryError(f"{text!r} is not a date; write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z, 7d or today")
    return found


def is_ago(text: str) -> bool:
    """Whether `text` is relative to now: `-7d`."""
    return _AGO.fullmatch(text.strip()) is not None


def _ago(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    if not (found := _AGO.fullmatch(text)):
        return None
    start = now - timedelta(hours=int(found[1]) * _HOURS[found[2]])
    return start, start + timedelta(microseconds=1)


def _named(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime] | None:
    if text == "now":
        return now, now + timedelta(microseconds=1)
    if text not in _NAMED:
        return None
    day = now.astimezone(zone).date() - timedelta(days=_NAMED[text])
    return _days(day.isoformat(), zone)


def _days(text: str, zone: tzinfo) -> tuple[datetime, datetime] | None:
    if not (found := _DATE.fullmatch(text)):
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    first = date(year, month, day)
    if found[3]:
        end = first + timedelta(days=1) if first < date.max else None
    elif found[2] and month < 12:
        end = first.replace(month=month + 1)
    else:
        end = first.replace(year=year + 1, month=1) if year < 9999 else None
    return _midnight(first, zone), _midnight(end, zone) if end else _LAST


def _midnight(day: date, zone: tzinfo) -> datetime:
    # Midnight in the zone, not 24 hours later: a day on which the clocks change is shorter or longer.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _written(text: str, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """A date as an article can have it: `2 January 2024`, `2022-03-23T20:13:00Z`."""
    found = written(text)
    if not isinstance(found, datetime):
        return _days(found.isoformat(), zone) if found else None
    start = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    clock = _CLOCK.search(text)
    has_seconds, has_fraction = (clock[1], clock[2]) if clock else (None, None)
    return start, _after(start, timedelta(microseconds=1 if has_fraction else 1_000_000 if has_seconds else 60_000_000))


def _after(start: datetime, length: timedelta) -> datetime:
    """The end of a period, at most the last moment of the calendar."""
    return start + length if start <= _LAST - length else _LAST
