import csv

from sakshi_desktop.core.vocabulary import Channel, OrderStatus
from sakshi_desktop.ui.widgets.pickers import RangeDialog
from tests.ui.customers.page import many_orders, open_customer, rest


def test_ten_thousand_orders_of_one_customer_are_at_hand_wherever_one_scrolls(qtbot, one_page, tmp_path):
    many_orders(one_page, 10_000)
    person = open_customer(qtbot, one_page)
    table = person.orders.table
    assert table.count_text == "10,001 orders · ₹9,080.00 net · 1,000 cancelled"
    table.view.scrollToBottom()
    qtbot.waitUntil(lambda: table.model.found(10_000) is not None, timeout=10_000)
    table.view.verticalScrollBar().setValue(table.view.verticalScrollBar().maximum() // 2)
    qtbot.waitUntil(lambda: table.model.found(5_000) is not None, timeout=10_000)
    assert table.model.found(2_500) is None
    person.orders.status.setCurrentIndex(person.orders.status.findData(OrderStatus.CANCELLED))
    rest(qtbot, one_page)
    assert table.count_text == "1,000 orders · 1,000 cancelled"
    table._export_to(str(tmp_path / "orders.csv"))
    rest(qtbot, one_page)
    assert len(list(csv.reader((tmp_path / "orders.csv").read_text(encoding="utf-8-sig").splitlines()))) == 1_001


def test_filters_narrow_the_orders(qtbot, one_page):
    many_orders(one_page, 40)
    person = open_customer(qtbot, one_page)
    for box, data, count in (
        (person.orders.channel, Channel.DELIVERY, 1),
        (person.orders.channel, None, 41),
        (person.orders.place, person.orders.place.itemData(1), 41),
    ):
        box.setCurrentIndex(box.findData(data))
        rest(qtbot, one_page)
        assert person.orders.table.model.rowCount() == count
    _choose_period(person, "last-30-days")
    rest(qtbot, one_page)
    assert person.orders.table.model.rowCount() == 41
    _choose_period(person, "range")
    (dialog,) = person.orders.findChildren(RangeDialog)
    dialog.start.setDate(dialog.end.date())
    dialog.accept()
    rest(qtbot, one_page)
    assert person.orders.table.model.rowCount() == 1
    assert person.orders.period.currentText() == "22 Nov 2026"
    _choose_period(person, "range")
    person.orders.findChildren(RangeDialog)[-1].reject()
    rest(qtbot, one_page)
    assert person.orders.table.model.rowCount() == 41
    person.orders.channel.setCurrentIndex(2)
    open_customer(qtbot, one_page)
    assert person.orders.channel.currentIndex() == 0


def _choose_period(person, data):
    box = person.orders.period
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())
