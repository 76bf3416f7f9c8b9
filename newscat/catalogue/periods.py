"""What a person writes for a time: `2022-03`, `7d`, `2022-03-23T20:13:00Z`."""

import re
from datetime import UTC, date, datetime, timedelta

from newscat.article.record import parsed_timestamp
from newscat.errors import QueryError

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_AGO = re.compile(r"(\d+)([hdwmy])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_CLOCK = re.compile(r"[Tt ]\d\d:\d\d(:\d\d)?(\.\d+)?")
_LAST = datetime.max.replace(tzinfo=UTC)


def period(value: str | date, now: datetime) -> tuple[datetime, datetime]:
    """The first moment that `value` means and the first after it, in UTC.

    A year, a month and a day are as long as they are; `7d` (also h, w, m of 30 days, y of 365) is
    the moment so long before `now`; a time lasts as long as its last written part. Raises QueryError.
    """
    if isinstance(value, datetime):
        start = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return start, start + timedelta(microseconds=1)
    if isinstance(value, date):
        value = value.isoformat()
    text = value.strip()
    try:
        found = _ago(text, now) or _days(text, now) or _timestamp(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise QueryError(f"{value!r} is no date: write 2022, 2022-03, 2022-03-23, 2022-03-23T20:13:00Z or 7d")
    return found


def _ago(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    if not (found := _AGO.fullmatch(text)):
        return None
    start = now - timedelta(hours=int(found[1]) * _HOURS[found[2]])
    return start, start + timedelta(microseconds=1)


def _days(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    if text in ("today", "yesterday"):
        start = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(days=text == "yesterday")
        return start, start + timedelta(days=1)
    if not (found := _DATE.fullmatch(text)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if day:
        return start, _LAST if start.date() == date.max else start + timedelta(days=1)
    if (year, month) in ((9999, 12), (9999, None)):
        return start, _LAST
    after = datetime(year + 1, 1, 1, tzinfo=UTC) if month in (None, 12) else datetime(year, month + 1, 1, tzinfo=UTC)
    return start, after


def _timestamp(text: str) -> tuple[datetime, datetime] | None:
    start = parsed_timestamp(text)
    clock = _CLOCK.search(text)
    if start is None or clock is None:
        return None
    start = start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=UTC)
    length = timedelta(microseconds=1) if clock[2] else timedelta(seconds=1) if clock[1] else timedelta(minutes=1)
    return start, start + length
