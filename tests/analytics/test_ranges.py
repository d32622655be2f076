from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.analytics import ranges

loose = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=8)


def members(spans):
    return {day for first, last in spans for day in range(first, last + 1)}


@given(loose)
def test_a_union_has_the_same_days_and_is_sorted_and_disjoint(spans):
    joined = ranges.union(spans)
    assert members(joined) == members(spans)
    assert all(left[1] + 1 < right[0] for left, right in pairwise(joined))
    assert ranges.count(joined) == len(members(spans))


@given(loose, loose)
def test_overlap_and_difference_are_those_of_sets(left, right):
    left, right = ranges.union(left), ranges.union(right)
    assert members(ranges.overlap(left, right)) == members(left) & members(right)
    assert members(ranges.without(left, right)) == members(left) - members(right)


@given(loose, st.none() | st.integers(1, 30))
def test_the_front_is_the_earliest_days(spans, days):
    spans = ranges.union(spans)
    ordered = sorted(members(spans))
    assert sorted(members(ranges.front(spans, days))) == (ordered if days is None else ordered[:days])
