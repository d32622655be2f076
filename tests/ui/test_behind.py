import csv

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import text

from sakshi_desktop.analytics import catalog, kpis, orders
from sakshi_desktop.analytics.types import Period, Sorting
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.behind.view import BehindPanel
from sakshi_desktop.ui.behind.viewmodel import SIZE, BehindViewModel, Drill, load, summed
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.page import Page
from sakshi_desktop.ui.pages import Entry
from tests.ui import chain, windows
from tests.ui.windows import quiet


@pytest.fixture
def page(qtbot, window):
    quiet(qtbot, window)
    return window.inside.page


@pytest.fixture
def places(qtbot, window):
    window.visit("locations")
    quiet(qtbot, window)
    return window.inside.page


def shown(qtbot, page):
    """Wait until the orders are there, and return the panel."""
    qtbot.waitUntil(lambda: page.is_behind and page.behind.sum.text() != "Working …", timeout=30_000)
    return page.behind


@pytest.mark.parametrize("key", [kpi.key for kpi in catalog.KPIS])
def test_what_is_said_below_the_rows_is_the_figure_on_both_databases(program, key):
    scope = Asking((), chain.LAST + 1, chain.LAST).scope
    found = load(program.figures, Drill(key, scope))
    page = kpis.page(program.figures, scope)
    kpi = catalog.BY_KEY[key]
    if found.total.value is None:
        assert format_money(page.total.revenue_paise) in summed(found)
    else:
        assert catalog.show(kpi, page.total.value(key), page.currency) in summed(found)
    assert found.count == found.total.orders + found.total.refunds
    assert found.rows[0].business_date == chain.LAST


def test_enter_on_a_card_shows_the_orders_behind_it_and_escape_goes_back(qtbot, page):
    card = page.cards["revenue_paise"]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    panel = shown(qtbot, page)
    revenue = kpis.page(page.desk.program.figures, page.desk.asking.scope).total.revenue_paise
    assert panel.sum.text() == f"Revenue {format_money(revenue)}"
    assert panel.table.count_text == f"270 rows · Revenue {format_money(revenue)}"
    assert panel.title.text() == "Revenue · 23 Oct \N{EN DASH} 21 Nov 2026"
    qtbot.keyClick(panel.table.view, Qt.Key.Key_Escape)
    assert page.has_body
    assert card.hasFocus()


def test_a_day_that_comes_meanwhile_closes_nothing_and_a_choice_does(qtbot, page):
    page.look_behind("revenue_paise")
    panel, asking = shown(qtbot, page), page.desk.asking
    asking.renew(asking.places, asking.today + 1, asking.newest + 1)
    assert asking.period.end == chain.LAST + 1
    quiet(qtbot, page.window())
    assert page.is_behind
    assert panel.title.text() == "Revenue · 23 Oct \N{EN DASH} 21 Nov 2026"
    asking.choose_channel(Channel.ZOMATO)
    assert not page.is_behind


def test_a_double_click_on_a_card_opens_it_too(qtbot, page):
    qtbot.mouseDClick(page.cards["average_rating"], Qt.MouseButton.LeftButton)
    panel = shown(qtbot, page)
    total = kpis.page(page.desk.program.figures, page.desk.asking.scope).total
    assert panel.sum.text() == f"Average rating {total.average_rating:.2f}"
    assert panel.table.model.rowCount() == 90
    qtbot.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    assert page.has_body


def test_enter_on_a_point_of_the_chart_shows_the_orders_of_that_day(qtbot, page):
    qtbot.keyClick(page.plot, Qt.Key.Key_Home)
    qtbot.keyClick(page.plot, Qt.Key.Key_Return)
    panel = shown(qtbot, page)
    assert panel.viewmodel.drill.scope.period == Period(chain.LAST - 29, chain.LAST - 29)
    assert panel.table.model.rowCount() == 9


def test_a_click_on_the_chart_opens_the_point_under_it(qtbot, page):
    curve = page.plot.curve
    spot = QPoint(curve.scale.at(curve.box, 3, 0).toPoint().x(), curve.height() // 2)
    qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=spot)
    panel = shown(qtbot, page)
    assert panel.viewmodel.drill.scope.period == Period(chain.LAST - 26, chain.LAST - 26)


def test_a_row_of_the_best_locations_opens_its_orders_with_the_filters_kept(qtbot, page):
    page.desk.asking.choose_channel(Channel.ZOMATO)
    quiet(qtbot, page.window())
    row = page.places.model.row(0)
    page.places.view.setCurrentIndex(page.places.model.index(0, 0))
    qtbot.keyClick(page.places.view, Qt.Key.Key_Return)
    panel = shown(qtbot, page)
    assert panel.title.text() == f"Revenue · {row.name} · Zomato · 23 Oct \N{EN DASH} 21 Nov 2026"
    assert panel.sum.text() == f"Revenue {format_money(row.revenue)}"
    assert {one.channel for one in panel.viewmodel.every_row()} == {Channel.ZOMATO}


def test_a_row_of_the_best_items_opens_what_sold_it(qtbot, page):
    row = page.items.model.row(0)
    page.items.view.setCurrentIndex(page.items.model.index(0, 0))
    qtbot.keyClick(page.items.view, Qt.Key.Key_Return)
    panel = shown(qtbot, page)
    assert panel.title.text().startswith(f"Revenue · {row.name} · ")
    assert panel.sum.text() == f"Net sales of the item {format_money(row.net_paise)}"
    assert sum(one.amount_paise for one in panel.viewmodel.every_row()) == row.net_paise


@pytest.mark.parametrize("key", ["orders", "on_time_rate", "customers", "name"])
def test_a_cell_of_the_locations_opens_what_it_is_made_of(qtbot, places, key):
    table = places.table
    column = [one.key for one in table.model.columns].index(key)
    row = table.model.row(1)
    table.view.setCurrentIndex(table.model.index(1, column))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    panel = shown(qtbot, places)
    kpi = catalog.BY_KEY.get(key, catalog.BY_KEY["revenue_paise"])
    assert panel.viewmodel.drill.kpi == kpi.key
    assert catalog.show(kpi, row.figures[kpi.key]) in panel.sum.text()


def test_another_question_leaves_the_orders(qtbot, page):
    page.look_behind("orders")
    shown(qtbot, page)
    page.desk.asking.choose_day_part(DayPart.LUNCH)
    assert page.has_body


def test_a_change_of_the_database_stays_with_the_orders(qtbot, page):
    page.look_behind("orders")
    panel = shown(qtbot, page)
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        page.refresh()
    assert page.is_behind
    qtbot.keyClick(panel.table.view, Qt.Key.Key_Escape)
    assert page.has_body


def test_a_jump_to_the_end_reads_the_page_there(qtbot, page):
    page.look_behind("revenue_paise")
    panel = shown(qtbot, page)
    panel.table.view.scrollToBottom()
    last = panel.table.model.rowCount() - 1
    qtbot.waitUntil(lambda: panel.table.model.found(last) is not None, timeout=30_000)
    assert panel.table.model.row(last).business_date == chain.LAST - 29


def test_pages_wait_until_their_places_are_known(held, one_program, qapp):
    model = BehindViewModel(held, one_program.figures)
    pages = []
    model.paged.connect(lambda number, rows: pages.append((number, len(rows))))
    model.look(Drill("revenue_paise", Asking((), chain.LAST + 1, chain.LAST).scope))
    model.want(2)
    (_, _, _), (places, place, _) = held.held
    place(places())
    work, done, _ = held.held[2]
    done(work())
    assert pages == [(2, 70)]
    model.want(3)
    assert len(held.held) == 3


def test_a_page_of_the_figure_before_is_not_shown(held, one_program, qapp):
    model = BehindViewModel(held, one_program.figures)
    scope = Asking((), chain.LAST + 1, chain.LAST).scope
    pages = []
    model.paged.connect(lambda *page: pages.append(page))
    model.look(Drill("revenue_paise", scope))
    places, place, _ = held.held[1]
    place(places())
    model.want(1)
    _, done, _ = held.held[2]
    model.look(Drill("orders", scope))
    done(())
    assert pages == []


def test_what_an_order_brought_is_in_sight_at_once(qtbot, window, page):
    window.resize(1100, 720)
    page.look_behind("revenue_paise")
    table = shown(qtbot, page).table
    heading = table.view.horizontalHeader()
    place = [column.key for column in table.model.columns].index("amount")
    assert heading.sectionViewportPosition(place) + heading.sectionSize(place) <= table.view.viewport().width()


def _at(qtbot, panel, place):
    """The row at a place, once it was scrolled to and is there."""
    table = panel.table
    table.view.scrollTo(table.model.index(place, 0))
    qtbot.waitUntil(lambda: table.model.found(place) is not None, timeout=30_000)
    return table.model.row(place)


def _sort(qtbot, panel, key):
    """Sort by a column as a person does without a mouse."""
    table = panel.table
    column = [one.key for one in table.model.columns].index(key)
    table.view.setFocus()
    table.view.setCurrentIndex(table.model.index(0, column))
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        qtbot.keyClick(
            table.view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )


@pytest.fixture
def any_window(qtbot, program):
    """The window on a database of each kind in turn."""
    with windows.opened_on(qtbot, program) as window:
        quiet(qtbot, window)
        yield window


def test_a_key_sorts_the_orders_by_amount_and_by_date_on_both_databases(qtbot, any_window, program):
    page = any_window.inside.page
    page.look_behind("revenue_paise")
    panel = shown(qtbot, page)
    assert panel.table.sorting == ("date", True)
    scope = page.desk.asking.scope
    amounts = sorted(row.amount_paise for row in orders.every(program.figures, scope))
    last = len(amounts) - 1
    _sort(qtbot, panel, "amount")
    assert [_at(qtbot, panel, place).amount_paise for place in (0, 1, 150, last)] == [
        amounts[place] for place in (0, 1, 150, last)
    ]
    _sort(qtbot, panel, "amount")
    assert [_at(qtbot, panel, place).amount_paise for place in (0, last)] == [amounts[-1], amounts[0]]
    _sort(qtbot, panel, "date")
    assert _at(qtbot, panel, 0).business_date == scope.period.start
    assert panel.table.sorting == ("date", False)


def _rename(program, before, after):
    with program.database.begin() as session:
        session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


def test_a_failure_stands_in_the_place_of_the_orders_until_they_are_back(qtbot, any_window, program):
    page = any_window.inside.page
    page.look_behind("revenue_paise")
    panel = shown(qtbot, page)
    _rename(program, "kpi_days", "away")
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        panel.again()
    assert panel.notice.isVisible()
    assert not panel.table.isVisible()
    assert panel.notice.words[0].startswith("A part of the database is missing.")
    assert "kpi_days" not in windows.words(any_window)
    _rename(program, "away", "kpi_days")
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        panel.notice.press()
    assert panel.table.isVisible()
    assert panel.sum.text().startswith("Revenue ₹")


def test_the_file_has_the_order_of_the_table_and_the_next_figure_too(qtbot, window, page, tmp_path):
    page.look_behind("revenue_paise")
    panel = shown(qtbot, page)
    _sort(qtbot, panel, "amount")
    panel.table.export()
    dialog = panel.findChild(QFileDialog)
    with qtbot.waitSignal(window.inside.tasks.idle, timeout=30_000):
        dialog.fileSelected.emit(str(tmp_path / "orders.csv"))
    dialog.close()
    with (tmp_path / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
        amounts = [float(row["Net sales"]) for row in csv.DictReader(file)]
    assert len(amounts) == 270
    assert amounts == sorted(amounts)
    page.look_behind("orders")
    assert shown(qtbot, page).viewmodel.drill.by is Sorting.SMALLEST


def test_a_heading_that_the_database_does_not_sort_by_changes_nothing(qtbot, page):
    page.look_behind("revenue_paise")
    panel = shown(qtbot, page)
    heading = panel.table.view.horizontalHeader()
    place = [one.key for one in panel.table.model.columns].index("status")
    at = QPoint(heading.sectionViewportPosition(place) + 20, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert panel.table.sorting == ("date", True)
    assert heading.sortIndicatorSection() == 1
    assert panel.viewmodel.drill.by is Sorting.LATEST


class Customers(Page):
    """A page that opens orders."""

    def __init__(self):
        super().__init__()
        self.opened = []

    def refresh(self):
        """Show nothing."""

    def show_one(self, kind, key):
        self.opened.append((kind, key))


def test_enter_on_an_order_opens_it_where_orders_are_shown(qtbot, window, page, tasks):
    customers = Customers()
    qtbot.addWidget(customers)
    desk = page.desk
    entry = Entry("customers", "Customers", "customers", None, opens=frozenset({"order"}))
    doors = Doors((entry,), lambda key: customers)
    panel = BehindPanel(Desk(desk.program, tasks, desk.look, desk.asking, desk.kept, desk.say, doors))
    qtbot.addWidget(panel)
    tasks.use(desk.program.database)
    with qtbot.waitSignal(panel.settled, timeout=30_000):
        panel.show_drill(Drill("revenue_paise", desk.asking.scope))
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.keyClick(panel.table.view, Qt.Key.Key_Return)
    first = orders.behind(desk.program.figures, desk.asking.scope).rows[0]
    assert customers.opened == [("order", first.id)]
    assert panel.table.model.text(0, 0) == ids.order(first.id)


def test_every_part_of_the_panel_has_a_name(qtbot, page):
    page.look_behind("revenue_paise")
    panel = shown(qtbot, page)
    assert panel.back.accessibleName() == "Back to the figures (Esc)"
    assert panel.table.view.accessibleName() == "Orders behind a figure"
    assert SIZE == 100
