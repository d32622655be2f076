"""What the tables of the page say, and what goes into files and comes in from them."""

from sakshi_desktop.outlets import menu
from sakshi_desktop.people import team
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.widgets.kept_table import columns
from sakshi_desktop.ui.widgets.writing import write
from tests.ui.operations.page import cells, fill
from tests.ui.windows import quiet


def test_a_table_without_rows_says_how_they_come_in(qtbot, page):
    page.choice.press("locations")
    page.show_section("locations")
    quiet(qtbot, page.window())
    costs = page.tables["costs"]
    assert costs.table.empty.isVisible()
    assert costs.table.empty.text() == (
        "No costs yet. “New cost …” makes one, “Import costs …” brings a sheet of them in."
    )
    assert not page.tables["locations"].table.empty.isVisible()


def test_dates_stand_in_the_table_as_people_write_them_and_in_its_file_as_files_do(qtbot, page, tmp_path):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    fill(form, launched_on="2026-11-02")
    with qtbot.waitSignal(items.keeping.shown):
        form.enter()
    assert "2 Nov 2026" in cells(items, "On the menu since")
    write(tmp_path / "menu.csv", "Items", items.table.model.columns, items.table.model.shown)
    assert "2026-11-02" in (tmp_path / "menu.csv").read_text(encoding="utf-8-sig")
    page.show_section("locations")
    costs = page.tables["costs"]
    for month in ("2026-10", "2026-11-01 to 2026-11-26"):
        form = costs.make()
        fill(form, location="Indiranagar", month=month, kind="rent", amount="85000")
        with qtbot.waitSignal(costs.keeping.saved):
            form.enter()
    quiet(qtbot, page.window())
    assert cells(costs, "Month") == [f"1{dates.DASH}26 Nov 2026", "Oct 2026"]
    write(tmp_path / "costs.csv", "Costs", costs.table.model.columns, costs.table.model.shown)
    assert "2026-11-01 to 2026-11-26" in (tmp_path / "costs.csv").read_text(encoding="utf-8-sig")


def test_a_table_that_is_written_comes_in_again(qtbot, page, tmp_path, program):
    items = page.tables["items"]
    write(tmp_path / "menu.csv", "Items", items.table.model.columns, items.table.model.shown)
    found = program.imports.bring_table(
        "items", tmp_path / "menu.csv", dry_run=True, progress=lambda _share, _text: None, cancelled=lambda: False
    )
    assert (found.new, found.changed, found.unchanged, found.bad) == (0, 0, 3, [])


def test_a_word_of_a_choice_begins_with_a_capital_in_the_table_and_goes_into_files_as_it_comes_in():
    (role,) = (column for column in columns(team.NOUN) if column.key == "role")
    assert (role.text("support"), role.plain("support"), role.text("")) == ("Support", "support", "")
    (held,) = (column for column in columns(menu.NOUN) if column.key == "allergens")
    assert (held.text("gluten, tree nut"), held.plain("gluten, tree nut"), held.text("")) == (
        "Gluten, Tree nut",
        "gluten, tree nut",
        "",
    )
