"""Count the lines that differ between two strings."""

from collections import Counter
from typing import NamedTuple

from newscat.article.values import same_start

# Exact counts take 0.2 s for this many pairs of lines, 100,000 lines on each side.
_MOST_PAIRS = 10**10


class LineCounts(NamedTuple):
    """The number of lines that only the new and that only the old text has, as `git diff --numstat` counts them."""

    added: int
    removed: int


def line_counts(old: str, new: str) -> LineCounts | None:
    """None if the lines are the same; how they end makes no difference."""
    if old == new:
        return None
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return None
    start = same_start(before, after)
    most = min(len(before), len(after)) - start
    end = min(same_start(before[::-1], after[::-1]), most)
    return _counts(before[start : len(before) - end], after[start : len(after) - end])


def _counts(before: list[str], after: list[str]) -> LineCounts:
    if len(before) * len(after) > _MOST_PAIRS:
        moved = Counter(before) & Counter(after)
        return LineCounts(len(after) - moved.total(), len(before) - moved.total())
    from rapidfuzz.distance import Indel

    distance = Indel.distance(before, after)
    return LineCounts((distance + len(after) - len(before)) // 2, (distance + len(before) - len(after)) // 2)
