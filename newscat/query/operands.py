"""The value of a term: the string, and what it means as a number, a time or a string with an order."""

from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from newscat.article.dates import from_ticks, ticks


class Interval(NamedTuple):
    """The values from `low` to `high`; None is an open end. `above` and `below` exclude the end itself."""

    low: float | str | None = None
    high: float | str | None = None
    above: bool = False
    below: bool = False

    def holds(self, value: Any) -> bool:
        """Whether the value is in the interval. Both are numbers, or both are strings."""
        low: Any = self.low
        high: Any = self.high
        return (low is None or (value > low if self.above else value >= low)) and (
            high is None or (value < high if self.below else value <= high)
        )


class Operand(NamedTuple):
    """The string as it was written, and its meaning among numbers, times (in `article.dates.ticks`) and strings.

    Strings are folded. Their order counts only where the operand is neither a number nor a time.
    """

    text: str
    numbers: Interval | None = None
    times: Interval | None = None
    strings: Interval | None = None
    days: Interval | None = None
    """The meaning among days without a time, which are the same days in every time zone; None: that of `times`."""


def in_zone(operand: Operand, zone: tzinfo) -> Operand:
    """The operand with its `days`: its times as clocks in `zone` show them."""
    if operand.times is None or zone is UTC:
        return operand
    low, high, above, below = operand.times
    return operand._replace(days=Interval(_on_clock(low, zone), _on_clock(high, zone), above, below))


def _on_clock(end: Any, zone: tzinfo) -> int | None:
    try:
        return None if end is None else ticks(from_ticks(end).astimezone(zone).replace(tzinfo=UTC))
    except OverflowError:  # the last hours of the calendar
        return int(end)
