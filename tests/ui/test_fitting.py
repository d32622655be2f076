"""Columns that have no room for all of them."""

from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.ui.widgets.fitting import Wish, fit

WISHES = st.lists(
    st.builds(
        lambda least, more, spare: Wish(least + more, least, spare),
        st.integers(40, 200),
        st.integers(0, 300),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=16,
)
ROOMS = st.integers(0, 3_000)


def test_with_room_for_all_each_is_as_wide_as_it_asks():
    assert fit([Wish(100, 50), Wish(80, 80, 1)], 180) == [100, 80]


def test_what_is_lacking_is_given_by_those_that_can_in_proportion():
    assert fit([Wish(200, 100), Wish(80, 80), Wish(100, 50)], 320) == [160, 80, 80]


def test_the_most_spare_goes_first_and_of_equals_the_last():
    wishes = [Wish(100, 100), Wish(90, 90, 1), Wish(90, 90, 2), Wish(90, 90, 1)]
    assert fit(wishes, 300) == [100, 90, 0, 90]
    assert fit(wishes, 200) == [100, 90, 0, 0]


def test_those_that_never_go_may_ask_for_more_than_there_is():
    assert fit([Wish(100, 80), Wish(50, 50)], 10) == [80, 50]


@given(WISHES, ROOMS)
def test_the_room_is_kept_wherever_those_that_never_go_fit(wishes, room):
    widths = fit(wishes, room)
    if sum(wish.least for wish in wishes if not wish.spare) <= room:
        assert sum(widths) <= room
    for wish, width in zip(wishes, widths, strict=True):
        assert wish.least <= width <= wish.width or (width == 0 and wish.spare)


@given(WISHES, ROOMS, st.integers(0, 500))
def test_more_room_takes_no_column_away_and_no_pixel_is_left_while_one_is_narrowed(wishes, room, more):
    widths, wider = fit(wishes, room), fit(wishes, room + more)
    assert all(after for before, after in zip(widths, wider, strict=True) if before)
    narrowed = any(0 < width < wish.width for wish, width in zip(wishes, widths, strict=True))
    assert sum(widths) >= room or not narrowed


@given(WISHES, ROOMS)
def test_nothing_goes_before_what_is_more_spare(wishes, room):
    widths = fit(wishes, room)
    gone = [wish.spare for wish, width in zip(wishes, widths, strict=True) if not width]
    stays = [wish.spare for wish, width in zip(wishes, widths, strict=True) if width]
    assert not gone or max(stays, default=0) <= min(gone)
