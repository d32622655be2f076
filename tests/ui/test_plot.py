from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.ui import lettering
from sakshi_desktop.ui.course import Course
from sakshi_desktop.ui.theme import DARK
from sakshi_desktop.ui.widgets.curve import TICKS_APART, date_of, pieces, round_step
from sakshi_desktop.ui.widgets.plot import TrendPlot
from tests.ui import chain

DAY = to_day(chain.NOW.date())


def _course(values, previous=()):
    days = [DAY + place for place in range(len(values))]
    return Course(
        metric="revenue_paise",
        days=days,
        ends=days,
        values=values,
        previous=previous,
        axis=lambda value: f"{value:g} L",
        tell=lambda place: f"point {place}",
        title="Revenue",
        legend=("a", "b"),
    )


@pytest.fixture
def plot(qtbot, look):
    plot = TrendPlot(look)
    qtbot.addWidget(plot)
    plot.resize(800, 240)
    plot.show()
    return plot


def test_the_side_bears_round_values_from_zero(plot):
    course = _course([1.0, 4.0, 3.0])
    plot.show_course(course)
    plot.grab()
    values = plot.curve.scale.across()
    assert values == [0, 1, 2, 3, 4]
    assert [course.axis(value) for value in values] == ["0 L", "1 L", "2 L", "3 L", "4 L"]


def test_high_values_that_hardly_differ_do_not_begin_at_zero(plot):
    plot.show_course(_course([100.0, 104.0]))
    assert plot.curve.scale.across()[0] == 100


def test_values_of_any_length_have_room_at_the_side(plot):
    plot.show_course(_course([1.0, 4.0]))
    usual = plot.curve.box.left()
    huge = replace(_course([1.0, 4.0]), axis=lambda value: f"₹20,00,000.{value:.0f} Cr")
    plot.show_course(huge)
    plot.grab()
    measure = QFontMetrics(lettering.font(12))
    assert plot.curve.box.left() > measure.horizontalAdvance("₹20,00,000.4 Cr") > usual
    plot.show_course(_course([1.0, 4.0]))
    assert plot.curve.box.left() == usual


@pytest.mark.parametrize(("reach", "step"), [(4.0, 1.0), (9.0, 5.0), (0.08, 0.02), (45_000_000, 20_000_000), (1, 0.5)])
def test_steps_are_round_numbers(reach, step):
    assert round_step(reach) == pytest.approx(step)


def test_dates_stand_under_the_points_and_do_not_touch(plot):
    plot.show_course(_course([float(place) for place in range(30)]))
    places = plot.curve.scale.dated(720)
    assert 1 < len(places) <= 8
    assert places.step * (len(places) - 1) < 30
    box = plot.curve.box
    first, second = (plot.curve.scale.at(box, place, 0).x() for place in places[:2])
    assert second - first >= TICKS_APART
    days = [DAY + place for place in range(30)]
    assert [date_of(days, place) for place in (0, 29)] == ["22 Nov", "21 Dec"]


def test_long_ranges_bear_months(plot):
    days = [DAY - 400, DAY]
    plot.show_course(Course("revenue_paise", days, days, [1.0, 2.0], (), str, str, "Revenue", ("a", "b")))
    assert [date_of(days, place) for place in (0, 1)] == ["Oct 2025", "Nov 2026"]


def test_a_line_has_gaps_and_a_point_alone_is_a_dot():
    assert list(pieces([None, 1.0, 2.0, None, None, 3.0])) == [[(1, 1.0), (2, 2.0)], [(5, 3.0)]]
    assert list(pieces([])) == []


@pytest.mark.parametrize("count", [1, 2, 7, 400])
def test_the_point_nearest_to_where_a_point_stands_is_itself(plot, count):
    plot.show_course(_course([float(place) for place in range(count)]))
    curve = plot.curve
    places = range(0, count, 3)
    assert [curve.scale.nearest(curve.box, curve.scale.at(curve.box, place, 0).x()) for place in places] == [*places]


def test_the_pointer_marks_the_point_beside_it_and_nothing_beyond_the_chart(qtbot, plot):
    plot.show_course(_course([1.0, 2.0, 3.0]))
    qtbot.mouseMove(plot.curve, QPoint(5, 5))
    assert plot.said == ""
    at = plot.curve.scale.at(plot.curve.box, 1, 2.0).toPoint()
    qtbot.mouseMove(plot.curve, at + QPoint(9, 4))
    assert plot.said == "point 1"


@pytest.mark.parametrize("values", [[], [None], [None, None], [5.0], [0.0, 0.0], [-3.0, 2.0], [None, 1.0, None, 2.0]])
def test_every_kind_of_course_is_drawn(plot, values):
    plot.show_course(_course(values, previous=[1.0, None]))
    assert not plot.grab().isNull()


def test_a_gap_is_said_but_not_marked(plot):
    plot.show_course(_course([1.0, None]))
    plot.point_at(1)
    assert plot.said == "point 1"


def test_it_changes_with_the_theme(plot, look):
    plot.show_course(_course([1.0, 2.0, 3.0]))
    light = plot.grab().toImage()
    look.wear(DARK)
    assert plot.grab().toImage() != light


def test_a_screen_reader_is_told_what_the_chart_shows(plot):
    plot.show_course(_course([1.0]))
    assert plot.accessibleName() == "Revenue"
    assert plot.accessibleDescription() == "a, beside it b"
