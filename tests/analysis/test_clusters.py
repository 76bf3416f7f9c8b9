"""Average linkage: against the definition, and what it is chosen for."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from newscat.analysis.clusters import average_linkage

Pairs = list[tuple[int, int, float]]


def mean(one: frozenset[int], other: frozenset[int], similar: dict[frozenset[int], Fraction]) -> Fraction:
    total = sum((similar.get(frozenset((a, b)), Fraction()) for a in one for b in other), Fraction())
    return total / (len(one) * len(other))


@st.composite
def distinct_pairs(draw: st.DrawFn) -> Pairs:
    """Pairs of up to 8 things whose similarities are all different, so that the order of merging is certain."""
    all_pairs = list(combinations(range(draw(st.integers(2, 8))), 2))
    chosen = draw(st.lists(st.sampled_from(all_pairs), unique=True))
    values = draw(st.lists(st.integers(1, 1023), unique=True, min_size=len(chosen), max_size=len(chosen)))
    return [(a, b, value / 1024) for (a, b), value in zip(chosen, values, strict=True)]


@given(distinct_pairs(), st.sampled_from([0.125, 0.25, 0.5]))
def test_no_two_groups_are_left_that_should_be_merged(pairs: Pairs, least: float) -> None:
    similar = {frozenset((a, b)): Fraction(value) for a, b, value in pairs}
    groups = [frozenset(group) for group in average_linkage(pairs, least)]
    alone = {each for a, b, _ in pairs for each in (a, b)} - {each for group in groups for each in group}
    everyone = groups + [frozenset((each,)) for each in alone]
    assert len({each for group in everyone for each in group}) == sum(map(len, everyone))
    assert all(mean(one, other, similar) < least for one, other in combinations(everyone, 2))


@given(distinct_pairs(), st.sampled_from([0.125, 0.25, 0.5]))
def test_as_the_definition(pairs: Pairs, least: float) -> None:
    similar = {frozenset((a, b)): Fraction(value) for a, b, value in pairs}
    groups = {frozenset((each,)) for a, b, _ in pairs for each in (a, b)}
    steps = []
    while len(groups) > 1:
        found = {mean(*two, similar): two for two in combinations(groups, 2)}
        best = max(found)
        if best < least:
            break
        steps.append([value for value in (mean(*two, similar) for two in combinations(groups, 2)) if value == best])
        groups = groups - set(found[best]) | {frozenset.union(*found[best])}
    if all(len(equal) == 1 for equal in steps):  # else the order is not certain
        assert {frozenset(group) for group in average_linkage(pairs, least)} == {g for g in groups if len(g) > 1}


def test_one_pair_does_not_join_two_groups() -> None:
    one = [(a, b, 0.9) for a, b in combinations(range(4), 2)]
    other = [(a, b, 0.9) for a, b in combinations(range(4, 8), 2)]
    assert average_linkage([*one, *other, (3, 4, 1.0)], 0.5) != [[*range(8)]]
    assert sorted(average_linkage([*one, *other, (3, 4, 0.8)], 0.2)) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_nothing() -> None:
    assert average_linkage([], 0.2) == []
