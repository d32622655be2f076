"""The forms of the page: what they refuse, what another person did meanwhile, and while they are saved."""

from PySide6.QtCore import Qt

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import menu
from sakshi_desktop.ui.widgets.record_form import RecordForm
from tests.ui.operations.page import cells, fill
from tests.ui.windows import held, quiet


def test_what_cannot_be_stands_beside_its_field_and_nothing_is_lost(qtbot, page):
    items = page.tables["items"]
    form = items.make()
    fill(form, name="Idli", price="cheap", season="winter")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert form.isVisible()
    assert form.typed["price"] == "cheap"
    assert "no amount" in form.sentence("price")
    assert "no season" in form.inputs["season"].accessibleDescription()
    fill(form, price="50", season="Nov-Feb")
    with qtbot.waitSignal(items.keeping.saved):
        form.enter()


def test_a_sentence_repeats_no_more_than_fits(qtbot, page):
    items = page.tables["items"]
    form = items.make()
    across = form.width()
    fill(form, name="Idli", price="9" * 300, cost="x" * 300, season="x" * 300, prices="x" * 300, launched_on="x" * 300)
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert form.sentence("cost") == f"“{'x' * 29}…” is no amount. Write it as 1234.50."
    for part in form.inputs.values():
        assert part.mapTo(form, part.rect().topRight()).x() < across


def test_what_another_person_changed_meanwhile_is_told(qtbot, page, program):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    with program.database.begin() as session:
        seen = menu.get(session, form.seen.id)
        menu.save(session, seen, {"price": "99"}, by=THIS_PC)
    fill(form, price="77")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "Price was changed meanwhile, to “99.00”" in form.trouble.text()
    assert form.typed["price"] == "77"
    with program.database.begin() as session:
        seen = menu.get(session, form.seen.id)
        menu.save(session, seen, {"price": "98", "sku": "A-1"}, by=THIS_PC)
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "Price was changed meanwhile, to “98.00”" in form.trouble.text()
    with qtbot.waitSignal(items.keeping.saved):
        form.enter()
    with program.database.read() as session:
        now = menu.get(session, form.seen.id)
    assert (now["price"], now["sku"]) == ("77.00", "A-1")


def test_a_form_that_is_being_saved_cannot_be_left_before_its_answer(qtbot, page, program):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    fill(form, price="77")
    with qtbot.waitSignal(form.finished), held(program, "items"):
        form.good.click()
        assert (form.good.text(), form.good.isEnabled(), form.leave.isEnabled()) == ("Saving …", False, False)
        for _ in range(2):
            qtbot.keyClick(form, Qt.Key.Key_Escape)
        form.windowHandle().close()
        form.leave.click()
        assert form.isVisible()
        assert form.trouble.isHidden()
    quiet(qtbot, page.window())
    assert "77.00" in cells(items, "Price")


def test_a_save_that_ends_says_nothing_in_a_form_that_saves_nothing(qtbot, page):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(1))
    fill(form, price="78")
    with qtbot.waitSignal(items.keeping.saved):
        items.keeping.save(items.table.model.row(0), {"price": "79"})
    assert form.isVisible()
    with qtbot.waitSignal(items.keeping.refused):
        items.keeping.save(items.table.model.row(0), {"price": "many"})
    assert form.sentence("price") == ""
    assert form.typed["price"] == "78"


def test_every_field_has_a_name_for_screen_readers(qtbot, page):
    for kept in page.tables.values():
        form = RecordForm(kept.keeping.noun, None, page)
        assert all(part.accessibleName() for part in form.inputs.values())
        form.deleteLater()


def test_a_location_is_offered_by_any_part_of_its_name(qtbot, page):
    page.choice.press("locations")
    form = page.tables["costs"].make()
    line = form.inputs["location"]
    form.activateWindow()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "manga")
    offers = line.completer().popup()
    qtbot.waitUntil(offers.isVisible)
    qtbot.keyClick(offers, Qt.Key.Key_Down)
    qtbot.keyClick(offers, Qt.Key.Key_Return)
    assert line.text() == "Koramangala"
    assert form.isVisible()
    form.reject()


MISREAD = (
    ("month", "Dec 9999", "“Dec 9999” is too far ahead. Look at the year again."),
    ("month", "9999-12", "“9999-12” is too far ahead. Look at the year again."),
    ("month", "2026-11-01 to 2999-01-01", "“2999-01-01” is too far ahead. Look at the year again."),
    ("amount", "1.005", "“1.005” has more than two decimals. Write it as 1234.50."),
    ("amount", "1e9", "“1e9” is no amount. Write it as 1234.50."),
    ("amount", "1_000", "“1_000” is no amount. Write it as 1234.50."),
    ("amount", "\N{ARABIC-INDIC DIGIT ONE}", "“\N{ARABIC-INDIC DIGIT ONE}” is no amount. Write it as 1234.50."),
)
"""Fields of a cost, what is typed there, and what is said of it."""


def test_no_cost_is_read_as_something_else(qtbot, page):
    page.choice.press("locations")
    costs = page.tables["costs"]
    form = costs.make()
    for key, typed, says in MISREAD:
        fill(form, **{"location": "Indiranagar", "month": "2026-10", "kind": "rent", "amount": "85000", key: typed})
        with qtbot.waitSignal(costs.keeping.refused):
            form.enter()
        assert form.sentence(key) == says
