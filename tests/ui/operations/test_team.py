"""Staff and shifts, which come in from files and may be many."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.people import team
from sakshi_desktop.store import day_rules
from sakshi_desktop.store.models import Location, Shift, Staff
from sakshi_desktop.ui.widgets.kept_table import ImportDialog
from tests.ui.operations.page import cells, fill
from tests.ui.windows import quiet

FIRST = datetime(2023, 12, 31, 18, 30, tzinfo=UTC)  # midnight in India


def test_staff_and_shifts_are_brought_in_from_a_spreadsheet(qtbot, page, program, tmp_path):
    page.show_section("team")
    staff = page.tables["staff"]
    file = tmp_path / "staff.csv"
    file.write_text("Name,Role,Location,Pay per hour\nAsha Rao,manager,Indiranagar,150\nOm,cook,Indiranagar,90\n")
    with qtbot.waitSignal(staff.keeping.previewed):
        staff.preview(str(file))
    dialog = staff.findChild(ImportDialog)
    assert "1 new, 0 changed" in dialog.says.text()
    assert "Row 3: “cook” is none of them." in dialog.says.text()
    dialog.accept()
    qtbot.waitUntil(lambda: cells(staff, "Name") == ["Asha Rao"], timeout=20_000)
    with program.database.read() as session:
        assert len(team.People(session).called("asha rao", None)) == 1


@contextmanager
def rows_read():
    """Count the shifts that are read as rows of a table."""
    read = []

    def count(asked):
        if not (asked.is_select and all(name in str(asked.statement) for name in ("shifts.ends_at", "staff.name"))):
            return None
        frozen = asked.invoke_statement().freeze()
        read.append(len(frozen().all()))
        return frozen()

    event.listen(Session, "do_orm_execute", count)
    try:
        yield read
    finally:
        event.remove(Session, "do_orm_execute", count)


def test_of_ten_thousand_shifts_only_those_in_sight_are_read(qtbot, page, program):
    book(program, 10_000)
    with rows_read() as read:
        page.show_section("team")
        quiet(qtbot, page.window())
    kept = page.tables["shifts"]
    table = kept.table
    assert table.count_text == "10,000 shifts"
    assert 0 < sum(read) <= 200

    with rows_read() as read:
        table.view.scrollToBottom()
        qtbot.waitUntil(lambda: table.model.text(9_999, 0) == "Asha Rao", timeout=20_000)
    assert sum(read) <= 200
    assert table.model.text(9_999, 3) == "00:00"

    form = kept.edit(table.model.row(9_999))
    with rows_read() as read:
        fill(form, cost="501")
        with qtbot.waitSignal(kept.keeping.saved):
            form.enter()
        qtbot.waitUntil(lambda: table.model.text(9_999, 5) == "501.00", timeout=20_000)
        quiet(qtbot, page.window())
    assert sum(read) <= 1_000

    table.view.horizontalHeader().setSortIndicator(5, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: table.model.text(0, 5) == "501.00", timeout=20_000)
    assert len(list(kept.keeping.every_row())) == 10_000


def book(program, count):
    """Book shifts of an hour each, one after another."""
    with program.database.begin() as session:
        team.save(session, None, {"name": "Asha Rao", "role": "manager", "hourly": "150"}, by=THIS_PC)
        person, place = session.scalars(select(Staff.id)).one(), session.scalars(select(Location.id)).first()
        rule = day_rules.rules(session, place)
        starts = [FIRST + timedelta(hours=hour) for hour in range(count)]
        days = [day_rules.business_time(rule, start).day for start in starts]
        session.execute(
            insert(Shift),
            [
                {
                    "staff_id": person, "location_id": place, "business_date": day, "starts_at": start,
                    "ends_at": start + timedelta(hours=1), "cost_paise": 15_000,
                }
                for day, start in zip(days, starts, strict=True)
            ],
        )  # fmt: skip


def test_a_name_is_the_same_with_and_without_what_nobody_sees(qtbot, page, program, tmp_path):
    page.show_section("team")
    staff = page.tables["staff"]
    file = tmp_path / "staff.csv"
    file.write_text("Name,Role,Location\n\u202eAsha\u202c R\u200bao,manager,Indiranagar\n", encoding="utf-8")
    for _ in range(2):
        program.imports.bring_table(
            "staff", file, dry_run=False, progress=lambda _share, _text: None, cancelled=lambda: False
        )
    staff.keeping.refresh()
    quiet(qtbot, page.window())
    assert cells(staff, "Name") == ["Asha Rao"]
