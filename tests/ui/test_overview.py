from datetime import date

import pdfplumber
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QFileDialog

from sakshi_desktop.analytics import catalog, items, kpis, trends
from sakshi_desktop.analytics.types import Grain, Period
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.asking import Asking, Place
from sakshi_desktop.ui.overview import viewmodel
from sakshi_desktop.ui.overview.viewmodel import SHOWN, OverviewViewModel
from sakshi_desktop.ui.widgets.pickers import LocationPicker, RangeDialog
from tests.ui import chain
from tests.ui.windows import quiet


@pytest.fixture
def page(qtbot, window):
    quiet(qtbot, window)
    return window.inside.page


def _asking(program):
    places = [Place(outlet.id, outlet.name, outlet.currency) for outlet in program.figures.outlets()]
    return Asking(places, chain.LAST + 1, chain.LAST)


def test_figures_are_those_of_the_page_of_kpis_on_both_databases(program):
    asking = _asking(program)
    shown = viewmodel.load(program.figures, asking.scope, "revenue_paise")
    page = kpis.page(program.figures, asking.scope)
    assert shown.page == page
    for key in SHOWN:
        assert shown.cards[key].value == words.amount(catalog.BY_KEY[key], page.total.value(key), page.currency)
    assert sum(row.revenue for row in shown.places) == page.total.revenue_paise
    assert shown.items == items.top(program.figures, asking.scope, limit=None)
    line = trends.trend(program.figures, asking.scope, "revenue_paise", Grain.DAY)
    assert list(shown.course.values) == [point.value for point in line.points]
    assert sum(shown.course.values) == page.total.revenue_paise


def test_an_overtaken_page_is_not_shown(held, one_program, qapp):
    model = OverviewViewModel(held, one_program, _asking(one_program))
    shown = []
    model.shown.connect(shown.append)
    model.refresh()
    model.refresh()
    (_, first, _), (_, second, _) = held.held
    second("new")
    first("old")
    assert shown == ["new"]


def test_a_chart_of_the_scope_before_is_not_shown(held, one_program, qapp):
    model = OverviewViewModel(held, one_program, _asking(one_program))
    charted = []
    model.charted.connect(charted.append)
    model.choose("orders")
    model.refresh()
    held.held[0][1]("chart of before")
    assert charted == []


def test_a_failure_reaches_the_page_with_a_way_to_try_again(qtbot, page):
    page.show_trouble(DatabaseError("The database does not answer.", hint="Look whether it runs."))
    assert page.notice.words == ("The database does not answer.", "Look whether it runs.")
    assert not page.has_body
    with qtbot.waitSignal(page.settled, timeout=30_000):
        page.notice.press()
    assert page.has_body


def test_a_click_on_a_card_shows_its_course(qtbot, page):
    with qtbot.waitSignal(page.viewmodel.charted, timeout=30_000):
        qtbot.mouseClick(page.cards["orders"], Qt.MouseButton.LeftButton)
    assert page.plot.heading == "Orders by day"
    assert page.cards["orders"].isChecked()
    assert not page.cards["revenue_paise"].isChecked()


def test_space_on_a_card_shows_its_course_too(qtbot, page):
    page.cards["csat"].setFocus()
    with qtbot.waitSignal(page.viewmodel.charted, timeout=30_000):
        qtbot.keyClick(page.cards["csat"], Qt.Key.Key_Space)
    assert page.plot.heading == "Customer satisfaction by day"


def test_growth_is_shown_as_the_revenue_it_is_made_of(qtbot, page):
    with qtbot.waitSignal(page.viewmodel.charted, timeout=30_000):
        qtbot.mouseClick(page.cards["growth"], Qt.MouseButton.LeftButton)
    assert page.plot.heading == "Revenue by day"
    assert page.cards["revenue_paise"].isChecked()


def test_arrows_walk_along_the_chart_and_say_each_point(qtbot, page):
    qtbot.keyClick(page.plot, Qt.Key.Key_Home)
    first = page.plot.said
    assert first.startswith("Fri 23 Oct 2026: ₹")
    qtbot.keyClick(page.plot, Qt.Key.Key_Right)
    assert page.plot.said.startswith("Sat 24 Oct 2026: ₹")
    qtbot.keyClick(page.plot, Qt.Key.Key_Left)
    assert page.plot.said == first
    qtbot.keyClick(page.plot, Qt.Key.Key_End)
    assert page.plot.said.startswith("Sat 21 Nov 2026: ₹")


def test_the_mouse_over_the_chart_says_the_point_under_it(qtbot, page):
    page.plot.point_at(3)
    assert page.plot.said.startswith("Mon 26 Oct 2026")


def test_a_period_of_the_menu_is_asked_and_shown(qtbot, window, page):
    october = next(action for action in page.scope.period.menu().actions() if action.text() == "Last month")
    with qtbot.waitSignal(page.settled, timeout=30_000):
        october.trigger()
    assert page.title.text() == "Overview · Oct 2026"
    assert page.under.text().startswith("compared with Sep 2026")
    assert window.inside.desk.asking.title == "Last month"


def test_a_running_month_says_what_it_is_compared_with(qtbot, page):
    with qtbot.waitSignal(page.settled, timeout=30_000):
        page.desk.asking.choose_named("month")
    assert page.title.text() == "Overview · Nov 2026"
    assert page.under.text() == f"compared with 1{dates.DASH}21 Oct 2026"
    assert page.notes.isVisible()
    assert page.notes.text() == (
        "Sales are known up to 21 Nov 2026: 1\N{EN DASH}21 Nov 2026 is compared with 1\N{EN DASH}21 Oct 2026 and, on"
        " year, with 1\N{EN DASH}21 Nov 2025."
    )
    assert page.cards["revenue_paise"].says.note == f"vs 1{dates.DASH}21 Oct 2026"
    qtbot.keyClick(page.plot, Qt.Key.Key_End)
    assert page.plot.said == "Mon 30 Nov 2026: still to come"


def test_a_period_before_that_is_known_in_part_is_said(qtbot, page):
    with qtbot.waitSignal(page.settled, timeout=30_000):
        page.desk.asking.choose_range(Period(chain.LAST - 39, chain.LAST))
    assert page.notes.text().startswith("Sales begin on 13 Sep 2026: the period before (")


def test_nothing_is_said_where_there_is_nothing_to_say(page):
    assert not page.notes.isVisible()


def test_a_step_back_shows_the_days_before(qtbot, page):
    start = page.desk.asking.period.start
    back = page.scope.period.findChildren(type(page.scope.locations))[0]
    with qtbot.waitSignal(page.settled, timeout=30_000):
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert page.desk.asking.period.end == start - 1


def test_a_custom_range_is_typed(qtbot, page):
    page.scope.period.ask_range()
    dialog = page.findChild(RangeDialog)
    dialog.start.setDate(dialog.start.date().addDays(5))
    dialog.end.setDate(dialog.start.date().addDays(6))
    assert dialog.trouble.text() == "7 days"
    with qtbot.waitSignal(page.settled, timeout=30_000):
        dialog.accept()
    assert page.desk.asking.period == Period(chain.LAST - 24, chain.LAST - 18)
    assert page.desk.asking.title == "Custom range"


def test_a_range_that_ends_before_it_begins_cannot_be_entered(qtbot, page):
    page.scope.period.ask_range()
    dialog = page.findChild(RangeDialog)
    dialog.end.setDate(dialog.start.date().addDays(-1))
    assert dialog.trouble.text() == "The last day is before the first."
    assert not dialog.good.isEnabled()
    dialog.reject()


def test_a_range_outside_the_years_that_can_be_is_told_and_the_longest_has_nothing_beside_it(qtbot, page):
    page.scope.period.ask_range()
    dialog = page.findChild(RangeDialog)
    for start, end in ((1752, 2026), (2026, 9999), (2026, 2200)):
        dialog.start.setDate(QDate(start, 12, 31))
        dialog.end.setDate(QDate(end, 12, 31))
        assert dialog.trouble.text() == "Choose days of the years 1900 to 2199."
        assert dialog.trouble.objectName() == "wrong"
        assert not dialog.good.isEnabled()
    dialog.start.setDate(QDate(1900, 1, 1))
    dialog.end.setDate(QDate(2199, 12, 31))
    assert dialog.trouble.objectName() == "muted"
    with qtbot.waitSignal(page.settled, timeout=30_000):
        qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    assert page.cards["revenue_paise"].says.value != "\N{EN DASH}"
    period = page.scope.period
    assert (period.back.isEnabled(), period.on.isEnabled()) == (False, False)
    page.desk.asking.choose_range(Period(to_day(date(2026, 1, 1)), to_day(date(2199, 1, 1))))
    assert (period.back.isEnabled(), period.on.isEnabled()) == (False, False)
    page.desk.asking.choose_named("year")
    assert (period.back.isEnabled(), period.on.isEnabled()) == (True, True)


def test_locations_are_found_by_typing_and_ticked(qtbot, page):
    page.scope.ask_locations()
    picker = page.findChild(LocationPicker)
    qtbot.keyClicks(picker.search, "kora")
    seen = [picker.list.item(place) for place in range(3) if not picker.list.item(place).isHidden()]
    assert [item.text() for item in seen] == ["Koramangala"]
    picker.search.clear()
    for place in range(3):
        item = picker.list.item(place)
        item.setCheckState(Qt.CheckState.Checked if item.text() == "Koramangala" else Qt.CheckState.Unchecked)
    with qtbot.waitSignal(page.settled, timeout=30_000):
        picker.accept()
    assert page.scope.locations.text() == "Koramangala"
    assert [row.name for row in page.places.model.rows] == ["Koramangala"]


def test_nothing_ticked_means_all(qtbot, page):
    page.scope.ask_locations()
    picker = page.findChild(LocationPicker)
    with qtbot.waitSignal(picker.chosen) as heard:
        picker.tick(Qt.CheckState.Unchecked)
        picker.accept()
    assert heard.args == [None]


def test_a_channel_narrows_the_page(qtbot, page, one_program):
    zomato = next(action for action in page.scope.channel_menu().actions() if action.text() == "Zomato")
    with qtbot.waitSignal(page.settled, timeout=30_000):
        zomato.trigger()
    asked = page.desk.asking.scope
    assert asked.channel is Channel.ZOMATO
    total = kpis.page(one_program.figures, asked).total
    assert page.cards["orders"].says.value == catalog.show(catalog.BY_KEY["orders"], total.orders)


def test_days_without_sales_are_explained_with_a_way_out(qtbot, page):
    with qtbot.waitSignal(page.settled, timeout=30_000):
        page.desk.asking.choose_range(Period(10_000, 10_006))
    sentence, hint = page.notice.words
    assert sentence.startswith("There are no sales in ")
    assert hint == "The newest sales here are of 21 Nov 2026."
    with qtbot.waitSignal(page.settled, timeout=30_000):
        page.notice.press()
    assert page.has_body


def test_a_single_day_is_charted_with_the_days_before_it(qtbot, page):
    with qtbot.waitSignal(page.settled, timeout=30_000):
        page.desk.asking.choose_named("yesterday")
    assert page.title.text() == "Overview · 21 Nov 2026"
    qtbot.keyClick(page.plot, Qt.Key.Key_Home)
    assert page.plot.said.startswith("Sun 8 Nov 2026")


def test_the_report_is_written_and_said(qtbot, window, page, tmp_path):
    file = tmp_path / "october.pdf"
    qtbot.mouseClick(page.pdf, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    with qtbot.waitSignal(page.viewmodel.exported, timeout=60_000):
        dialog.fileSelected.emit(str(file))
        assert not page.pdf.isEnabled()
    dialog.close()
    assert page.pdf.isEnabled()
    with pdfplumber.open(file) as report:
        assert window.inside.toast.text == f"october.pdf · {len(report.pages)} pages"
        assert page.cards["revenue_paise"].says.exact.split("\n")[0] in report.pages[0].extract_text()


def test_a_report_that_cannot_be_written_is_a_sentence(qtbot, window, page, tmp_path):
    with qtbot.waitSignal(page.viewmodel.not_exported, timeout=60_000):
        page.viewmodel.export(tmp_path / "nowhere" / "october.pdf")
    assert window.inside.toast.isVisible()
    assert window.inside.toast.text
    assert page.pdf.isEnabled()
