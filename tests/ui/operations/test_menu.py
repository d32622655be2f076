from PySide6.QtCore import Qt

from sakshi_desktop.outlets import menu
from tests.ui.operations.page import cells, fill


def test_the_menu_is_shown_and_an_item_is_made_with_the_keyboard(qtbot, page, program):
    items = page.tables["items"]
    assert sorted(cells(items, "Item")) == sorted(["Filter coffee", "Masala chai", "वड़ा पाव"])
    assert "60.00" in cells(items, "Price")
    form = items.make()
    fill(form, name="Idli", price="50", diet="veg", allergens="milk, tree nut")
    with qtbot.waitSignal(items.keeping.shown):
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert "Idli" in cells(items, "Item")
    assert cells(items, "Allergens")[cells(items, "Item").index("Idli")] == "Milk, Tree nut"
    with program.database.read() as session:
        assert menu.found(session, {"name": "idli"})["price"] == "50.00"


def test_an_item_has_a_price_of_its_own_at_a_location(qtbot, page, program):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    fill(form, prices="Indiranagar: dear")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "no amount" in form.sentence("prices")
    fill(form, prices="Indiranagar: 70", sold_out="Koramangala")
    with qtbot.waitSignal(items.keeping.shown):
        form.enter()
    assert "Indiranagar: 70.00" in cells(items, "Own prices")
    assert "Koramangala" in cells(items, "Not sold at")
    with program.database.read() as session:
        assert menu.get(session, form.seen.id)["prices"] == "Indiranagar: 70.00"
