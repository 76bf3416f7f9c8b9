"""What a plot of groups shows: names and counts, in order and without gaps in time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from newscat.analysis.groups import Groups
from newscat.errors import UsageError
from newscat.index.analysis.periods import PERIODS, every
from newscat.index.orders import sort_key

Kind = Literal["bars", "line", "heatmap"]
# Rows of a heatmap of fields with many values.
_ROWS = 20


@dataclass(frozen=True)
class Picture:
    """`counts` are of the rows or, in a heatmap, of (row, column)."""

    kind: Kind
    by: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: dict[tuple[str, ...], int]

    @property
    def title(self) -> str:
        return f"Articles by {' and '.join(self.by)}"


def kind_of(by: tuple[str, ...], kind: Kind | None = None) -> Kind:
    """The kind of plot for these fields. Raises UsageError if they cannot be drawn as `kind`."""
    if kind == "heatmap" and len(by) != 2:
        raise UsageError("a heatmap needs two fields, e.g. --by weekday,hour")
    if kind in ("bars", "line") and len(by) == 2:
        raise UsageError(f"two fields cannot be drawn as {kind}; use --plot heatmap")
    if kind == "line" and by[0] not in PERIODS:
        raise UsageError(f"a line needs a period such as month, not {by[0]!r}; use --plot bars")
    return kind or ("heatmap" if len(by) == 2 else "line" if by[0] in PERIODS else "bars")


def picture(found: Groups, kind: Kind | None = None) -> Picture:
    """Raises UsageError if the groups cannot be drawn as `kind`."""
    chosen = kind_of(found.by, kind)
    counts = {tuple(map(str, group.values)): group.count for group in found.groups}
    by = found.by
    if chosen != "heatmap":
        rows = [name for (name,) in counts]
        return Picture(chosen, by, tuple(_filled(by[0], rows) if chosen == "line" else rows), (), counts)
    if by[0] in PERIODS and by[1] not in PERIODS:  # time goes from left to right
        by, counts = by[::-1], {pair[::-1]: count for pair, count in counts.items()}
    return Picture(chosen, by, _along(by[0], 0, counts, _ROWS), _along(by[1], 1, counts), counts)


def _along(field: str, place: int, counts: dict[tuple[str, ...], int], most: int | None = None) -> tuple[str, ...]:
    """The values of one field: all periods, or the `most` with the largest counts."""
    sums: Counter[str] = Counter()
    for values, count in counts.items():
        sums[values[place]] += count
    if field in PERIODS:
        return tuple(_filled(field, sums))
    return tuple(sorted(sums, key=lambda name: (-sums[name], sort_key(name), name))[:most])


def _filled(unit: str, names: Iterable[str]) -> list[str]:
    found = sorted(names)
    return list(every(unit, found[0], found[-1])) if found else []
