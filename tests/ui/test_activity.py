import pytest
from PySide6.QtWidgets import QFileDialog

from sakshi_desktop.store import audit, outbox, trail
from sakshi_desktop.ui import offers
from tests.ui.integrations import press, settle, spoken


def did(program, action="location.edit", key=1, **detail):
    with program.database.begin() as session:
        audit.record(session, program.actor, action, key, at=program.clock(), **detail)


@pytest.fixture
def page(qtbot, opened):
    def visit(program):
        return opened(program, "activity")

    return visit


def test_deeds_stand_in_a_table_and_the_chosen_one_beside_it_on_both_databases(qtbot, program, page):
    did(program, fields=["name", "cutoff"])
    window = page(program)
    section = window.inside.page.section
    heads = [column.key for column in section.table.model.columns]
    section.table.view.selectRow(0)
    assert section.table.model.text(0, heads.index("action")) == "Location changed · fields name, cutoff"
    assert section.table.model.text(0, heads.index("about")) == "LOC-1"
    assert section.heading.text() == "Location changed"


DEEDS = (
    ("order.cancel", {"before": "confirmed", "after": "cancelled"}, "Order cancelled · confirmed → cancelled"),
    ("order.refund", {"refund": 7, "amount_paise": 25_500}, "Order refunded · amount ₹255.00 · refund 7"),
    ("order.add_note", {"note": 3}, "Order note added · note 3"),
    ("item.edit", {"changed": {"price": ["90.00", "95.00"]}}, "Item changed · price ₹90.00 → ₹95.00"),
    ("location.edit", {"changed": {"city": ["Pune", ""]}}, "Location changed · city Pune → nothing"),
    (
        "shift.edit",
        {"changed": {"cost": ["", "1765.00"], "date": ["", "2026-10-29"], "note": ["", ""]}},
        "Shift added · cost ₹1,765.00 · date 29 Oct 2026",
    ),
    (
        "shift.edit",
        {"changed": {"cost": ["", "765.00"], "date": ["2026-10-28", "2026-10-29"]}},
        "Shift changed · cost nothing → ₹765.00 · date 28 Oct 2026 → 29 Oct 2026",
    ),
    (
        "location.cost",
        {"changed": {"amount": ["", "85000.00"], "month": ["", "2026-10"], "note": ["", "9999-99-99"]}},
        "Location cost added · amount ₹85,000.00 · month Oct 2026 · note 9999-99-99",
    ),
    (
        "item.edit",
        {"changed": {"prices": ["", "Baner: 7.00; Café: 12: 1250.50"], "note": ["1.00", "2.00"]}},
        "Item changed · note 1.00 → 2.00 · prices nothing → Baner: ₹7.00; Café: 12: ₹1,250.50",
    ),
    ("staff.edit", {"changed": {"hourly": ["95.00", "101.50"]}}, "Staff changed · hourly ₹95.00 → ₹101.50"),
    ("import.publish", {"orders": 3, "revenue_paise": 90_000}, "Import taken in · orders 3 · revenue ₹900.00"),
    ("dead_letter.retry", {"letters": 2}, "Dead letter tried again · letters 2"),
    ("order.told_by_nobody", {}, "Order told by nobody"),
)
"""Deeds as the audit keeps them, and as people say them."""


def test_a_deed_is_told_as_people_say_it(qtbot, one_program, page):
    for action, detail, _ in DEEDS:
        did(one_program, action, 1, **detail)
    table = page(one_program).inside.page.section.table
    said = [table.model.text(row, 0) for row in range(len(DEEDS))]
    assert said == [says for _, _, says in reversed(DEEDS)]


def test_personal_values_are_masked_even_for_screen_readers(qtbot, one_program, page):
    with one_program.database.begin() as session:
        audit.record_personal(
            session, one_program.actor, "customer.edit", 1, {"phone.after": "9876543210"},
            at=one_program.clock(), fields=["phone"],
        )  # fmt: skip
    window = page(one_program)
    section = window.inside.page.section
    section.table.view.selectRow(0)
    shown = spoken(window)
    assert "phone after ••••" in shown
    assert "98765" not in shown


def test_a_deed_leads_to_the_thing_it_is_about(qtbot, one_program, page):
    did(one_program, "customer.edit", 1, fields=["name"])
    window = page(one_program)
    section = window.inside.page.section
    section.table.view.selectRow(0)
    assert section.show_thing.text() == "Show CUS-1"
    press(qtbot, section.show_thing)
    assert window.windowTitle().startswith("Customers")
    settle(qtbot, window)


def test_a_thing_that_no_page_shows_offers_nothing(qtbot, one_program, page):
    did(one_program, "secret.enter", None, of="INT-1")
    section = page(one_program).inside.page.section
    section.table.view.selectRow(0)
    assert section.show_thing.isHidden()


def test_a_search_narrows_down_while_typing(qtbot, one_program, page):
    did(one_program, "order.cancel", 7, reason="too late")
    did(one_program, "location.edit", 1, fields=["name"])
    window = page(one_program)
    section = window.inside.page.section
    with qtbot.waitSignal(section.model.shown, timeout=5_000):
        qtbot.keyClicks(section.text, "ord-7")
    assert [row.action for row in section.table.model.rows] == ["order.cancel"]
    section.text.clear()
    section.kind.setCurrentIndex(section.kind.findData("location"))
    section.kind.activated.emit(section.kind.currentIndex())
    settle(qtbot, window)
    assert {row.subject for row in section.table.model.rows} == {"location"}
    section.since.setCurrentIndex(1)
    section.since.activated.emit(1)
    settle(qtbot, window)
    assert section.has_body


def test_events_stand_beside_the_deeds(qtbot, one_program, page):
    with one_program.database.begin() as session:
        outbox.record(session, "order.cancelled", {"order": "ORD-7"}, at=one_program.clock())
    window = page(one_program)
    press(qtbot, window.inside.page.choice.buttons["events"])
    settle(qtbot, window)
    section = window.inside.page.section
    section.table.view.selectRow(0)
    assert section.heading.text() == "order.cancelled"
    assert "an order was cancelled" in spoken(section.panel)
    assert "no webhook" in spoken(section.panel)


@pytest.mark.parametrize("kind", ["deeds", "events"])
def test_a_file_has_the_older_ones_too(qtbot, program, page, tmp_path, kind):
    with program.database.begin() as session:
        for number in range(trail.PAGE + 3):
            audit.record(session, program.actor, "order.cancel", number, at=program.clock())
            outbox.record(session, "order.cancelled", {"order": f"ORD-{number}"}, at=program.clock())
    window = page(program)
    press(qtbot, window.inside.page.choice.buttons[kind])
    settle(qtbot, window)
    section = window.inside.page.section
    section.text.setText("cancel")
    section.text.textEdited.emit("cancel")
    with qtbot.waitSignal(section.model.shown, timeout=5_000):
        pass
    assert section.table.count_text == f"The first 200 of 203 {kind}; a file gets all"
    section.table.export_excel()
    dialog = section.table.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "all.csv"))
    dialog.close()
    settle(qtbot, window)
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + trail.PAGE + 3
    assert "2026-11-22 14:30:00" in lines[1].split(",")


def test_older_ones_are_shown_page_by_page(qtbot, one_program, page):
    with one_program.database.begin() as session:
        for number in range(trail.PAGE + 3):
            audit.record(session, one_program.actor, "order.cancel", number, at=one_program.clock())
    window = page(one_program)
    section = window.inside.page.section
    assert section.table.model.rowCount() == trail.PAGE
    press(qtbot, section.older)
    settle(qtbot, window)
    assert section.table.model.rowCount() >= trail.PAGE + 3


def test_what_another_program_does_is_on_the_open_page(qtbot, one_program, page):
    window = page(one_program)
    section = window.inside.page.section
    before = len(section.table.model.rows)
    with one_program.database.begin() as session:
        audit.record(session, one_program.actor, "order.cancel", 9, at=one_program.clock())
        outbox.record(session, "order.cancelled", {"order": "ORD-9"}, at=one_program.clock())
    qtbot.waitUntil(lambda: len(section.table.model.rows) > before, timeout=5_000)
    settle(qtbot, window)
    assert len(section.table.model.rows) == before + 1
    assert section.table.model.rows[0].action == "order.cancel"


def test_the_palette_reaches_both_sections(qtbot, one_program, page):
    window = page(one_program)
    acts = window.inside.page.acts()
    assert set(acts) == {offer.key for offer in offers.ACTIVITY}
    acts["events"]()
    settle(qtbot, window)
    assert window.inside.page.section is window.inside.page.sections["events"]
    assert trail.PAGE > 0
