"""The value of a term: the string, and what it means as a number, a time or a string with an order."""

from typing import Any, NamedTuple


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
    """The string as it was written, and its meaning among numbers, times (microseconds since 1970) and strings.

    Strings are folded. Their order counts only where the operand is neither a number nor a time.
    """

    text: str
    numbers: Interval | None = None
    times: Interval | None = None
    strings: Interval | None = None
