"""Group things by their pairwise similarity: average linkage (UPGMA) on the pairs that are similar at all.

Sokal and Michener, A statistical method for evaluating systematic relationships, 1958.
"""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import count


def average_linkage(pairs: Iterable[tuple[int, int, float]], least: float) -> list[list[int]]:
    """The groups of two and more. `pairs` are (one, other, similarity above 0), each pair once; all others have 0.

    The two groups whose members have the highest mean similarity are merged first, as long as it is `least` or more.
    So one similar pair between two groups does not join them. n pairs take O(n log n) as a rule.
    """
    sums: dict[int, dict[int, float]] = defaultdict(dict)  # between two groups: the sum of the similarities
    for one, other, similarity in pairs:
        sums[one][other] = sums[other][one] = similarity
    groups = {each: [each] for each in sums}
    numbers = count(max(groups, default=0) + 1)
    queue = [(-mean, one, other) for one in sums for other, mean in sums[one].items() if one < other and mean >= least]
    heapify(queue)
    while queue:
        _, one, other = heappop(queue)
        if one not in groups or other not in groups:
            continue
        merged = next(numbers)
        groups[merged] = groups.pop(one) + groups.pop(other)
        small, large = sorted((sums.pop(one), sums.pop(other)), key=len)
        for each, total in small.items():
            large[each] = large.get(each, 0.0) + total
        sums[merged] = large
        large.pop(one, None)
        large.pop(other, None)
        for each, total in large.items():
            around = sums[each]
            around.pop(one, None)
            around.pop(other, None)
            around[merged] = total
            mean = total / (len(groups[each]) * len(groups[merged]))
            if mean >= least:
                heappush(queue, (-mean, each, merged))
    return [sorted(group) for group in groups.values() if len(group) > 1]
