"""Dates and times in the forms that generators of sites read, and the number by which they are compared.

A date without a time is a day in every time zone: `moment` returns its midnight in the zone `DAY`, and its `ticks` are
odd. A time without a zone counts as UTC.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DAY = timezone(timedelta(0), "UTC")
"""The zone of a date without a time. It has the offset of UTC, so that all dates can be compared."""

# RFC 3339 `date-time` and `full-date`, with the space that YAML allows in place of `T`: what most files have. The
# time zone may be missing; `rules.formats` reports that.
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\ +)?"
_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_CLOCK = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?(?:\ ?(?P<half>[ap])\.?m\.?)?"
# An offset, also as JavaScript prints it (`GMT+0100 (CET)`), or a name. Names in capitals only: `10:00 start` is text.
_ZONE = (
    r"(?:\ *(?:GMT|UTC)?(?P<offset>Z|[+-]\d\d(?::?\d\d)?)(?:\ \([^()]*\))?"
    r"|\ +(?P<zone>(?-i:[A-Z]{2,5})|[A-Z_]+(?:/[A-Z0-9_+-]+){1,2}))?"
)
_TIME = rf"(?:(?:T|,?\ +at\ +|,?\ +){_CLOCK}{_ZONE})?"
_FORMS = (
    rf"{_YEAR}(?P<sign>[-/])(?P<number>\d\d?)(?P=sign){_DAY}{_TIME}",
    rf"{_DAY}[\ -]+{_NAME},?[\ -]+{_YEAR}{_TIME}",
    rf"{_NAME}\ +{_DAY},?\ +{_YEAR}{_TIME}",
    rf"{_NAME}\ +{_DAY}\ +{_CLOCK}{_ZONE}\ +{_YEAR}",  # the output of `date`: Mon Jan  2 15:04:05 UTC 2006
)
_LONGEST = 80
_HAS_YEAR = re.compile(_YEAR, re.ASCII)
# RFC 2822, section 4.3, and the two names most used in Europe. Another name counts as UTC, as that section has it.
_OFFSETS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2}
# Day and month in the order that `date_order` gives, with an optional time.
_NUMBERS = rf"(?P<first>\d\d?)(?P<sign>[/.-])(?P<second_number>\d\d?)(?P=sign){_YEAR}{_TIME}"


def moment(value: object) -> datetime | None:
    """`value` as an aware datetime of UTC's offset; None if it is not a time.

    Takes the values that a loader returns: a datetime, a date (its midnight, see `DAY`), or a string. None also if the
    offset leads out of the calendar, in the years 1 and 9999.
    """
    if isinstance(value, str):
        value = written(value)
    if isinstance(value, datetime):
        try:
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        except OverflowError:
            return None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=DAY)
    return None


def written(text: str) -> date | None:
    """The date in `text`, or the datetime, naive if it has no time zone; None if it is neither."""
    text = text.strip()
    if _TIMESTAMP.fullmatch(text):
        try:
            if len(text) == 10:
                return date.fromisoformat(text)
            return datetime.fromisoformat(text.upper().replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
        except ValueError:
            return None
    if len(text) > _LONGEST or not _HAS_YEAR.search(text):
        return None
    return next((_made(found) for form in _FORMS if (found := _compiled(_WEEKDAY + form).fullmatch(text))), None)


def in_order(value: Any, order: str) -> Any:
    """`value`, or the date in a string such as `01/02/2006`, `1.2.2006` or `1-2-2006`, also in lists and mappings.

    `order` is `day-first` or `month-first`.
    """
    if isinstance(value, dict):
        return {key: in_order(each, order) for key, each in value.items()}
    if isinstance(value, list):
        return [in_order(each, order) for each in value]
    if isinstance(value, str) and len(value) <= _LONGEST and (found := _compiled(_NUMBERS).fullmatch(value.strip())):
        return _made(found, order) or value
    return value


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.ASCII | re.IGNORECASE | re.VERBOSE)  # 2 ms each: most runs need none


def _made(found: re.Match[str], order: str = "") -> date | None:
    """None for a date or time that does not exist, such as 30 February."""
    part = found.groupdict()
    if order:
        numbers = int(part["first"]), int(part["second_number"])
        day, month = numbers if order == "day-first" else numbers[::-1]
    else:
        day = int(part["day"])
        month = int(part["number"]) if part.get("number") else _MONTHS.index(part["month"][:3].lower()) + 1
    try:
        if part["hour"] is None:
            return date(int(part["year"]), month, day)
        hour = int(part["hour"])
        if half := part["half"]:
            hour = hour % 12 + 12 * (half in "pP")
        fraction = int((part["fraction"] or "0")[:6].ljust(6, "0"))
        time = hour, int(part["minute"]), int(part["second"] or 0), fraction
        return datetime(int(part["year"]), month, day, *time, tzinfo=_zone(part["offset"], part["zone"]))
    except ValueError:
        return None


def _zone(offset: str | None, name: str | None) -> tzinfo | None:
    if offset in ("Z", "z"):
        return UTC
    if offset:
        digits = offset[1:].replace(":", "")
        length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        return timezone(-length if offset[0] == "-" else length)
    if name and "/" in name:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):  # no such zone, or no zones on this machine
            return None
    return timezone(timedelta(hours=_OFFSETS[name])) if name in _OFFSETS else None


def ticks(moment: datetime | None) -> int | None:
    """Half-microseconds since 1970, exact; negative before that. Odd for a day alone, even for everything else."""
    if moment is None:
        return None
    gone = moment - _EPOCH
    return ((gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds) * 2 + (moment.tzinfo is DAY)


def from_ticks(count: int) -> datetime:
    """The inverse of `ticks`."""
    return (_EPOCH + timedelta(microseconds=count >> 1)).replace(tzinfo=DAY if count & 1 else UTC)


def on_clock(moment: datetime, zone: tzinfo) -> date:
    """The moment on a clock in `zone`; a day alone is a date, the same in every zone."""
    if moment.tzinfo is DAY:
        return moment.date()
    try:
        return moment.astimezone(zone)
    except OverflowError:  # the first and last hours of the calendar
        return moment


def iso_text(value: date) -> str:
    """A date or datetime in ISO 8601. UTC is `Z`; a naive datetime has no zone."""
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text
