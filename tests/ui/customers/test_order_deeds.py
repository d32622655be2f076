from PySide6.QtCore import Qt

from sakshi_desktop.core.vocabulary import IssueFlag, OrderStatus
from sakshi_desktop.portal import orders, refunds
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Customer, Event, Order, Rating, Refund
from tests.ui import chain
from tests.ui.customers.page import heard, on_top, open_order, rest, rows
from tests.ui.windows import PATIENCE


def test_support_finds_by_the_last_digits_corrects_the_phone_and_cancels_an_order(qtbot, page, asha):
    window = page.window()
    window.visit("overview")
    window.visit("customers")
    assert window.focusWidget() is page.search.line
    qtbot.keyClicks(page.search.line, "8331")
    qtbot.keyClick(page.search.line, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.person.title.text() == "Asha Rao"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_E)
    dialog = page.person.deeds.dialog
    assert "•••••• 8331" in dialog.phone.placeholderText()
    assert dialog.phone.text() == ""
    qtbot.keyClicks(dialog.phone, "98450 12345")
    qtbot.keyClick(dialog.phone, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.person.deeds.dialog is None
    on_top(qtbot, window)
    assert [row.phone for row in rows(page, Customer, Customer.id == asha[0])] == ["+919845012345"]
    table = page.person.orders.table
    table.view.setFocus()
    table.view.setCurrentIndex(table.model.index(0, 0))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.person.order_panel.title.text() == f"ORD-{asha[1]}"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_C)
    dialog = page.person.deeds.dialog
    qtbot.keyClicks(dialog.reason.lineEdit(), "Guest has left")
    qtbot.keyClick(dialog.reason.lineEdit(), Qt.Key.Key_Return)
    rest(qtbot, page)
    on_top(qtbot, window)
    assert page.person.order_panel.state.text() == "Cancelled"
    assert [row.status for row in rows(page, Order, Order.id == asha[1])] == [OrderStatus.CANCELLED]
    assert len(rows(page, Event, Event.type == "order.cancelled")) == 1
    assert "The order is cancelled." in heard(page)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not page.person.shows_order
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not page.shows_person
    assert window.focusWidget() is page.search.line


def test_an_order_is_found_by_its_number_and_moved_on_and_rated(qtbot, page, asha):
    qtbot.keyClicks(page.search.line, f"ORD-{asha[1]}")
    qtbot.keyClick(page.search.line, Qt.Key.Key_Return)
    rest(qtbot, page)
    panel = page.person.order_panel
    assert page.person.title.text() == "Asha Rao"
    assert panel.allergy.words.text() == "Allergies: Milk. This order contains milk."
    for word in ("Start preparing", "Mark ready", "Send out", "Mark delivered"):
        assert panel.steps[0].text() == word
        qtbot.mouseClick(panel.steps[0], Qt.MouseButton.LeftButton)
        rest(qtbot, page)
    assert panel.state.text() == "Delivered"
    assert not any(button.isVisible() for button in (*panel.steps, panel.cancel))
    qtbot.mouseClick(panel.rate, Qt.MouseButton.LeftButton)
    dialog = page.person.deeds.dialog
    dialog.enter()
    assert dialog.sentence("stars") == "Choose one to five stars, or what went wrong."
    qtbot.mouseClick(dialog.stars[4], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.flags[IssueFlag.LATE], Qt.MouseButton.LeftButton)
    dialog.comment.setPlainText("Hot, but late")
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    (rating,) = rows(page, Rating, Rating.order_id == asha[1])
    assert (rating.stars, rating.late, rating.comment) == (4, True, "Hot, but late")
    assert panel.rating.text() == "★★★★☆\nLate\nHot, but late"


def test_money_of_an_order_that_cannot_be_cancelled_is_given_back_by_keys(qtbot, page, asha):
    with page.window().inside.desk.program.database.begin() as session:
        session.get(Order, asha[1]).status = OrderStatus.DELIVERED
    page.show_one("order", asha[1])
    rest(qtbot, page)
    panel = page.person.order_panel
    assert (panel.refund.isVisible(), panel.cancel.isVisible()) == (True, False)
    panel.back.setFocus()
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_G)
    dialog = page.person.deeds.dialog
    assert (dialog.amount.text(), dialog.with_tax.text()) == ("80.00", "The customer gets ₹84.00 with tax.")
    dialog.amount.setText("80.01")
    assert dialog.with_tax.text() == ""
    assert not dialog.with_tax.isVisible()
    dialog.amount.clear()
    dialog.enter()
    assert dialog.sentence("amount") == "The amount is missing. Write it as 1234.50."
    dialog.amount.setText("80.01")
    dialog.enter()
    assert dialog.sentence("amount") == "Write an amount up to ₹80.00."
    assert dialog.sentence("reason") == "Say why, in a few words."
    dialog.amount.setText("30")
    qtbot.keyClicks(dialog.reason.lineEdit(), "Cold")
    qtbot.keyClick(dialog.reason.lineEdit(), Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.person.deeds.dialog is None
    assert "₹30.00 given back." in heard(page)
    assert [(row.amount_paise, row.reason) for row in rows(page, Refund)] == [(3_000, "Cold")]
    assert panel.card.refundable_paise == 5_000
    assert len(rows(page, Event, Event.type == "order.refunded")) == 1
    on_top(qtbot, page.window())
    panel.refund.click()
    dialog = page.person.deeds.dialog
    qtbot.keyClicks(dialog.reason.lineEdit(), "All of it was cold")
    dialog.enter()
    rest(qtbot, page)
    assert panel.state.text() == "Refunded"
    assert panel.refund.isHidden()


def test_what_another_pc_gives_back_meanwhile_is_no_more_there_to_give(qtbot, page, asha):
    program = page.window().inside.desk.program
    with program.database.begin() as session:
        session.get(Order, asha[1]).status = OrderStatus.DELIVERED
    page.show_one("order", asha[1])
    rest(qtbot, page)
    page.person.order_panel.refund.click()
    dialog = page.person.deeds.dialog
    qtbot.keyClicks(dialog.reason.lineEdit(), "Cold")
    assert dialog.about.text().startswith(f"₹80.00 of the net sales of ORD-{asha[1]} can be given back.")
    for given, left, says in (
        (3_000, "₹50.00", "Write an amount up to ₹50.00."),
        (5_000, "₹0.00", "Nothing is left to give back."),
    ):
        with program.database.begin() as session:
            refunds.give_back(session, asha[1], given, by=program.actor, reason="Elsewhere", clock=chain.clock)
        qtbot.waitUntil(lambda left=left: dialog.about.text().startswith(f"{left} of"), timeout=PATIENCE)
        dialog.enter()
        assert dialog.sentence("amount") == says
    assert (dialog.amount.text(), dialog.reason.currentText()) == ("80.00", "Cold")
    dialog.reject()


def test_the_open_order_and_its_list_follow_another_pc(qtbot, page, asha):
    page.show_one("order", asha[1])
    rest(qtbot, page)
    program = page.window().inside.desk.program
    other = Database(program.database.url.render_as_string(hide_password=False))
    with other.begin() as session:
        orders.cancel(session, asha[1], by=program.actor, reason="On another PC", clock=chain.clock)
    other.dispose()
    qtbot.waitUntil(lambda: page.person.order_panel.state.text() == "Cancelled", timeout=10_000)
    assert not page.person.order_panel.cancel.isVisible()
    rest(qtbot, page)
    assert page.person.orders.table.count_text == "1 order · 1 cancelled"


def test_what_another_pc_did_meanwhile_is_said_and_shown(qtbot, one_page):
    person = open_order(qtbot, one_page)
    program = one_page.window().inside.desk.program
    with program.database.begin() as session:
        session.get(Order, one_page.ids[1]).status = OrderStatus.READY
    qtbot.mouseClick(person.order_panel.steps[0], Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert any("Another person has moved" in text for text in heard(one_page))
    assert person.order_panel.state.text() == "Ready"
