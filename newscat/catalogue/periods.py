"""What a person writes for a time: `2022-03`, `7d`, `2022-03-23T20:13:00Z`."""

import re
from datetime import UTC, date, datetime, timedelta

from newscat.article.record import moment
from newscat.errors import QueryError

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_AGO = re.compile(r"(\d+)([hdwmy])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_CLOCK = re.compile(r"[Tt ]\d\d:\d\d(:\d\d)?(\.\d+)?")
_LAST = datetime.max.replace(tzinfo=UTC)


def period(value: str | date, now: datetime) -> tuple[datetime, datetime]:
    """The first moment that `value` means and the first after it, in UTC.

    A year, a month and a day are as long as they are; `7d` (also h, w, m of 30 days, y of 365) is
    the moment so long before `now`; a time that is written lasts as long as its last part, a
    datetime a microsecond. Raises QueryError.
    """
    text = value.isoformat() if isinstance(value, date) else value.strip()
    try:
        found = _moment(value) if isinstance(value, datetime) else _ago(text, now) or _days(text) or _timestamp(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise QueryError(f"{text!r} is no date: write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z or 7d")
    return found


def _moment(value: datetime) -> tuple[datetime, datetime] | None:
    start = moment(value)
    return (start, _after(start, timedelta(microseconds=1))) if start else None


def _ago(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    if not (found := _AGO.fullmatch(text)):
        return None
    start = now - timedelta(hours=int(found[1]) * _HOURS[found[2]])
    return start, start + timedelta(microseconds=1)


def _days(text: str) -> tuple[datetime, datetime] | None:
    if not (found := _DATE.fullmatch(text)):
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    start = datetime(year, month, day, tzinfo=UTC)
    if found[3]:
        return start, _after(start, timedelta(days=1))
    if found[2] and month < 12:
        return start, start.replace(month=month + 1)
    return start, start.replace(year=year + 1, month=1) if year < 9999 else _LAST


def _timestamp(text: str) -> tuple[datetime, datetime] | None:
    start = moment(text)
    clock = _CLOCK.search(text)
    if start is None or clock is None:
        return None
    return start, _after(start, timedelta(microseconds=1 if clock[2] else 1_000_000 if clock[1] else 60_000_000))


def _after(start: datetime, length: timedelta) -> datetime:
    """The end of a period; of the calendar's last one, the last moment there is."""
    return start + length if start <= _LAST - length else _LAST
