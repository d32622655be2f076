import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sakshi_desktop.analytics import visits as module
from sakshi_desktop.analytics.ranks import Ranks
from sakshi_desktop.analytics.visits import Visits

DAYS, LOCATIONS = 12, 3

visits_of_a_day = st.tuples(
    st.integers(0, LOCATIONS - 1), st.integers(0, DAYS - 1), st.sets(st.integers(1, 6), max_size=4)
)
changes = st.lists(st.lists(visits_of_a_day, max_size=12), min_size=1, max_size=4)
spans = st.tuples(st.integers(-2, DAYS + 1), st.integers(0, DAYS)).map(lambda pair: (pair[0], sum(pair)))
sets = st.sets(st.integers(0, LOCATIONS - 1), min_size=1).map(sorted)


def put(visits, books, changed):
    cells = {(location, day): guests for location, day, guests in changed}
    if not cells:
        return
    books.update(cells)
    keys = list(cells)
    rows = [row for row, key in enumerate(keys) for _ in cells[key]]
    guests = [guest for key in keys for guest in sorted(cells[key])]
    visits.put(
        np.array([location for location, _ in keys]),
        np.array([day for _, day in keys]),
        np.array(rows, np.intp),
        np.array(guests, np.uint32),
    )


def expected(books, span, locations):
    def guests(chosen):
        found = [books.get((place, day), set()) for place in chosen for day in range(span[0], span[1] + 1)]
        return len(set().union(*found))

    return [guests([place]) for place in locations], guests(locations)


@given(changes, st.lists(spans, min_size=1, max_size=4), sets, st.integers(0, 4), st.booleans())
def test_distinct_customers_are_exact_however_days_change_and_whether_settled(rounds, asked, locations, when, wide):
    visits, books = Visits(LOCATIONS, 0, DAYS), {}
    for number, changed in enumerate(rounds):
        put(visits, books, changed)
        if number == when:
            visits.settle()
    if wide:
        visits.widen(-3, DAYS + 6)
    assert visits.distinct(asked, locations) == [expected(books, span, locations) for span in asked]


@given(st.lists(st.integers(0, 63), max_size=200), st.data())
def test_ranks_count_what_is_below(numbers, data):
    ranks = Ranks(np.array(numbers, np.int32), 63)
    asked = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(numbers)), st.integers(0, len(numbers)), st.integers(0, 63)),
            min_size=1,
            max_size=8,
        )
    )
    starts = np.array([min(first, last) for first, last, _ in asked])
    ends = np.array([max(first, last) for first, last, _ in asked])
    bounds = np.array([bound for *_, bound in asked])
    found = ranks.below(starts, ends, bounds).tolist()
    assert found == [
        sum(number < bound for number in numbers[start:end])
        for start, end, bound in zip(starts.tolist(), ends.tolist(), bounds.tolist(), strict=True)
    ]


@settings(max_examples=20)
@given(changes, spans)
def test_customer_ids_too_large_for_a_table_are_counted_too(rounds, span):
    far = module.DENSE + 1
    visits, books = Visits(2, 0, DAYS), {}
    for changed in rounds:
        put(visits, books, [(place % 2, day, {guest + far for guest in guests}) for place, day, guests in changed])
    assert visits.distinct([span], [0, 1]) == [expected(books, span, [0, 1])]
