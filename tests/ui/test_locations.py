import csv
from dataclasses import replace

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QWidget

from sakshi_desktop.analytics import catalog, comparison, ranking
from sakshi_desktop.analytics.types import Period
from sakshi_desktop.ui import words
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.locations import viewmodel
from sakshi_desktop.ui.locations.columns import columns
from sakshi_desktop.ui.locations.viewmodel import Advice, LocationsViewModel, Measure
from sakshi_desktop.ui.pages import PAGES
from tests.ui import chain
from tests.ui.windows import quiet


@pytest.fixture
def first_page():
    return "locations"


@pytest.fixture
def page(qtbot, window):
    quiet(qtbot, window)
    return window.inside.page


def _cells(page, title):
    heads = [column.title for column in page.table.model.columns]
    return [page.table.model.text(row, heads.index(title)) for row in range(page.table.model.rowCount())]


def test_rows_are_those_of_the_comparison_and_the_ranking_on_both_databases(program):
    scope = Asking((), chain.LAST + 1, chain.LAST).scope
    side = viewmodel.load(program.figures, scope)
    compared = comparison.compare(program.figures, scope)
    ranked = {row.location_id: row for row in ranking.rank(program.figures, scope).rows}
    assert side.page == compared.page
    for row, one in zip(side.rows, compared.all_locations, strict=True):
        for kpi in catalog.KPIS:
            assert row.value(Measure.FIGURES, kpi.key) == one.kpis.value(kpi.key)
            assert row.value(Measure.TO_AVERAGE, kpi.key) == one.to_average.get(kpi.key)
            assert row.value(Measure.TO_BEST, kpi.key) == one.to_best.get(kpi.key)
        assert (row.rank, row.score) == (ranked[one.id].rank, ranked[one.id].score)
    assert len(side.advice) == len(compared.recommendations)


def test_an_overtaken_comparison_is_not_shown(held, one_program, qapp):
    model = LocationsViewModel(held, one_program.figures, Asking((), chain.LAST + 1, chain.LAST))
    shown = []
    model.shown.connect(shown.append)
    model.refresh()
    model.refresh()
    (_, first, _), (_, second, _) = held.held
    second("new")
    first("old")
    assert shown == ["new"]


def test_it_begins_in_the_order_of_the_ranking(page):
    assert [text.split(" ")[0] for text in _cells(page, "Rank")] == ["1", "2", "3"]


def test_every_kpi_has_a_column(page):
    heads = {column.key for column in page.table.model.columns}
    assert {kpi.key for kpi in catalog.KPIS} <= heads


def test_the_best_are_bold_unless_all_are_alike(page):
    model = page.table.model
    heads = [column.key for column in model.columns]
    revenue, accuracy = heads.index("revenue_paise"), heads.index("order_accuracy")
    tones = [model.tone(row, revenue) for row in range(3)]
    assert sorted(tones) == ["accent", "text", "text"]
    assert {model.tone(row, accuracy) for row in range(3)} == {"text"}


def test_differences_to_the_average_say_their_sign(qtbot, page):
    button = next(one for one in page.measures.buttons.values() if one.text() == "Against average")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    texts = _cells(page, "Revenue")
    assert {text[0] for text in texts} == {"+", "-"}
    heads = [column.key for column in page.table.model.columns]
    tones = [page.table.model.tone(row, heads.index("revenue_paise")) for row in range(3)]
    assert [("good" if text[0] == "+" else "bad") for text in texts] == tones


def test_the_best_has_no_difference_to_the_best(qtbot, page):
    button = next(one for one in page.measures.buttons.values() if one.text() == "Against best")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "₹0.00" in _cells(page, "Revenue")


def test_the_panels_name_the_first_the_last_and_the_average(page, one_program):
    compared = comparison.compare(one_program.figures, page.desk.asking.scope)
    assert page.best.name.text() == compared.top_performer.name
    assert page.weakest.name.text() == compared.bottom_performer.name
    average = compared.average_metrics["revenue_paise"]
    assert page.average.values["revenue_paise"].text() == words.amount(
        catalog.BY_KEY["revenue_paise"], average, compared.page.currency
    )


def test_the_only_location_is_not_the_bottom_one_too(qtbot, window, page):
    page.desk.asking.choose(replace(page.desk.asking.scope, locations=(1,)))
    quiet(qtbot, window)
    assert (page.best.isVisible(), page.weakest.isVisible(), page.average.isVisible()) == (True, False, True)
    page.desk.asking.choose(replace(page.desk.asking.scope, locations=None))
    quiet(qtbot, window)
    assert page.weakest.isVisible()


def test_recommendations_are_in_words_and_name_their_location(page, one_program):
    compared = comparison.compare(one_program.figures, page.desk.asking.scope)
    shown = page.advice.texts
    assert len(shown) == max(1, len(compared.recommendations))
    for label, advice in zip(shown, compared.recommendations, strict=False):
        assert advice.text.split(":")[0] in label.text()


def _title(qtbot, page):
    qtbot.waitUntil(lambda: page.is_behind and page.behind.sum.text() != "Working …", timeout=30_000)
    return page.behind.title.text()


@pytest.mark.parametrize("panel", ["best", "weakest", "average"])
def test_the_figures_of_the_panels_open_by_the_keyboard(qtbot, page, panel):
    """One stop of the Tab key, then the arrows."""
    lines = list(getattr(page, panel).lines.values())
    assert [bool(line.focusPolicy() & Qt.FocusPolicy.TabFocus) for line in lines] == [True, False, False, False]
    lines[0].setFocus()
    qtbot.keyClick(lines[0], Qt.Key.Key_Down)
    assert lines[1].hasFocus()
    qtbot.keyClick(lines[1], Qt.Key.Key_Return)
    name = "" if panel == "average" else f"{getattr(page, panel).name.text()} · "
    assert _title(qtbot, page).startswith(f"Average rating · {name}23 Oct")
    qtbot.keyClick(page.behind.table.view, Qt.Key.Key_Escape)
    assert lines[1].hasFocus()


def test_a_word_that_no_line_could_hold_pushes_no_sentence_out_of_sight(qtbot, page):
    endless = "Café" + "é" * 10_000
    page.advice.say([
        Advice(1, endless, f"Look at costs; {endless} keeps 31 %.", "profit_margin"),
        Advice(2, chain.NAMES[1], "Bring the cost of an order down: " + "much less would be better " * 6, "orders"),
    ])  # fmt: skip
    page.grab()
    room = page.advice._area.viewport().width()
    assert all(0 < line.width() <= room for line in page.advice.lines)
    assert all(label.width() <= room for label in page.advice.texts)
    assert page.advice.lines[0].accessibleName().startswith(endless)  # a screen reader is told the whole


def test_a_recommendation_opens_the_orders_that_it_speaks_of(qtbot, page):
    page.advice.say([Advice(1, chain.NAMES[0], "Look at costs.", "on_time_rate"), Advice(2, "B", "Grow.", "growth")])
    first, second = page.advice.lines
    qtbot.wait(1)  # they are laid out
    assert first.accessibleName() == f"{chain.NAMES[0]}: Look at costs."
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert _title(qtbot, page).startswith(f"On-time delivery · {chain.NAMES[0]} · ")


def test_what_the_cells_hold_is_remembered(qtbot, window, page):
    for title, measure in (("Against best", Measure.TO_BEST), ("Chart", Measure.CHART)):
        qtbot.mouseClick(
            next(one for one in page.measures.buttons.values() if one.text() == title), Qt.MouseButton.LeftButton
        )
        other = type(page)(window.inside.desk)
        qtbot.addWidget(other)
        assert other.viewmodel.measure is measure
        assert other.measures.pressed == measure
        assert other.legend.text() == page.legend.text()
    window.inside.desk.kept.setValue("locations/measure", "of another version")
    assert type(page)(window.inside.desk).viewmodel.measure is Measure.FIGURES


LONG = "The Grand Old Filter Coffee House and Bakery of Thiruvananthapuram Central Station, Platform 1"


def test_no_page_is_wider_than_its_place(qtbot, window):
    over = []
    for entry in PAGES:
        window.visit(entry.key)
        quiet(qtbot, window)
        page = window.inside.page
        for panel in (page.best, page.weakest) if entry.key == "locations" else ():
            panel.say(LONG, ["1"] * 5)
        for width in (900, 1100, 1280):
            window.resize(width, 700)
            qtbot.wait(1)
            over += [(entry.key, width, part, part.objectName()) for part in _wider(page)]
    assert over == []


def _wider(page):
    """Return what reaches beyond the right edge of a page."""
    parts = [part for part in page.findChildren(QWidget) if part.isVisible() and _is_laid_out(part)]
    return [part for part in parts if part.mapTo(page, QPoint(part.width(), 0)).x() > page.width()]


def test_a_narrow_and_low_window_shows_every_location(qtbot, window):
    window.resize(1024, 640)
    window.visit("locations")
    quiet(qtbot, window)
    qtbot.wait(1)
    page = window.inside.page
    view = page.table.view
    assert view.model().rowCount() == 3
    seen = view.visibleRegion().boundingRect().intersected(view.viewport().geometry()).height()
    assert seen >= 5 * view.rowHeight(0)
    assert page.advice.mapTo(page, QPoint()).y() > view.mapTo(page, QPoint()).y()
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: page.advice.mapTo(page, QPoint()).y() < view.mapTo(page, QPoint()).y())


def _is_laid_out(part):
    """Tell whether nothing that scrolls sideways holds it."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractItemView):
            return False
        above = above.parentWidget()
    return True


def _export_to(qtbot, page, file):
    page.table.export()
    dialog = page.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(file))
    dialog.close()
    quiet(qtbot, page.window())
    return page.window().inside.toast.text


def test_no_export_takes_the_place_of_the_open_database(qtbot, window, page, tmp_path):
    file = window.inside.desk.program.database.file
    (tmp_path / "link.csv").symlink_to(file)
    for target in (file, tmp_path / "link.csv", file.with_name(f"{file.name}-wal")):
        assert "it would be overwritten. Nothing was written; choose another file." in _export_to(qtbot, page, target)
        window.inside.toast.dismiss()
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert (tmp_path / "link.csv").is_symlink()
    window.visit("customers")
    quiet(qtbot, window)
    assert not window.line.trouble.text()


def test_all_rows_are_exported_with_their_count(qtbot, window, page, tmp_path):
    page.table.export()
    dialog = page.findChild(QFileDialog)
    file = tmp_path / "locations.csv"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    quiet(qtbot, window)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 4
    assert rows[0][:4] == ["Location", "Rank", "Score", "Revenue"]
    total = sum(round(float(row[3]) * 100) for row in rows[1:])
    assert (
        total == comparison.compare(window.inside.desk.program.figures, page.desk.asking.scope).page.total.revenue_paise
    )
    assert window.inside.toast.text == "3 locations written to locations.csv."
    assert page.table.count_text == "3 locations"


def test_the_question_is_shared_with_the_overview(qtbot, window, page):
    page.desk.asking.choose_named("last-month")
    quiet(qtbot, window)
    window.visit("overview")
    quiet(qtbot, window)
    assert window.inside.page.title.text() == "Overview · Oct 2026"


def test_days_without_sales_are_explained(qtbot, window, page):
    page.desk.asking.choose_range(Period(10_000, 10_006))
    quiet(qtbot, window)
    assert page.notice.words[0].startswith("There are no sales in ")
    assert not page.has_body


def test_columns_have_stable_names_of_their_own():
    keys = [column.key for column in columns(Measure.FIGURES, "INR")]
    assert len(set(keys)) == len(keys)
    assert all(keys)


def _rank(qtbot, page, title):
    way = next(action for action in page.ways_menu().actions() if action.text() == title)
    with qtbot.waitSignal(page.settled, timeout=30_000):
        way.trigger()


def test_locations_are_ranked_by_any_figure(qtbot, page):
    titles = [action.text() for action in page.ways_menu().actions()]
    assert titles[0] == "Composite score"
    assert {"Revenue", "Customers", "Cost per order", "Growth"} <= set(titles)
    _rank(qtbot, page, "Revenue")
    assert page.by.text() == "Rank by revenue"
    rows = sorted(page.table.model.rows, key=lambda row: row.rank)
    revenues = [row.figures["revenue_paise"] for row in rows]
    assert revenues == sorted(revenues, reverse=True)
    assert page.desk.kept.value("locations/rank-by") == "revenue_paise"
    _rank(qtbot, page, "Composite score")
    assert page.by.text() == "Rank by composite score"


def test_weights_are_edited_kept_and_put_back(qtbot, page):
    dialog = page.ask_weights()
    assert dialog.weights == {key: 100 * share for key, share in ranking.DEFAULT_WEIGHTS.items()}
    for key, field in dialog.fields.items():
        field.setValue(60 if key == "orders" else 0)
    assert dialog.trouble.text() == "60 in all"
    with qtbot.waitSignal(page.settled, timeout=30_000):
        qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    expected = ranking.rank(page.desk.program.figures, page.desk.asking.scope, {"orders": 1}).rows
    assert {row.id: row.rank for row in page.table.model.rows} == {row.location_id: row.rank for row in expected}
    again = page.ask_weights()
    assert again.weights == {"orders": 60}
    qtbot.mouseClick(again.usual, Qt.MouseButton.LeftButton)
    assert again.weights["revenue_paise"] == 30
    again.reject()


def test_weights_that_cannot_rank_cannot_be_entered(qtbot, page):
    dialog = page.ask_weights()
    dialog.fields["csat"].setValue(20)
    assert "same stars" in dialog.trouble.text()
    assert not dialog.good.isEnabled()
    dialog.reject()


def test_a_figure_is_charted_over_all_locations_and_opens(qtbot, page):
    _rank(qtbot, page, "Revenue")
    chart = next(button for button in page.measures.buttons.values() if button.text() == "Chart")
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton)
    assert page.bars.isVisible()
    values = [bar.value for bar in page.bars.bars]
    assert values == sorted(values, reverse=True)
    assert page.bars.accessibleName() == "Revenue by location"
    assert page.bars.bars[0].text in page.bars.accessibleDescription()
    page.bars.setFocus()
    qtbot.keyClick(page.bars, Qt.Key.Key_Down)
    qtbot.keyClick(page.bars, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.is_behind and page.behind.sum.text() != "Working …", timeout=30_000)
    assert page.bars.bars[1].name in page.behind.title.text()
    page.behind.left.emit()
    with qtbot.waitSignal(page.bars.opened):
        qtbot.mouseClick(page.bars, Qt.MouseButton.LeftButton, pos=page.bars.rect().topLeft() + QPoint(200, 40))


def test_weights_of_another_version_are_forgotten(qtbot, window, page):
    window.inside.desk.kept.setValue("locations/weights", '{"happiness": 1}')
    window.inside.desk.kept.setValue("locations/rank-by", "happiness")
    other = type(page)(window.inside.desk)
    qtbot.addWidget(other)
    assert (other.viewmodel.weights, other.viewmodel.by) == (None, "score")


def test_the_table_is_written_to_excel_with_typed_cells(qtbot, window, page, tmp_path):
    qtbot.mouseClick(page.table._excel, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    with qtbot.waitSignal(window.inside.tasks.idle, timeout=30_000):
        dialog.fileSelected.emit(str(tmp_path / "cafes.xlsx"))
    dialog.close()
    (book,) = openpyxl.load_workbook(tmp_path / "cafes.xlsx").worksheets
    heads = [cell.value for cell in book[1]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in book.iter_rows(min_row=2)]
    assert [row["Location"] for row in rows] == _cells(page, "Location")
    for row, one in zip(rows, page.table.model.shown, strict=True):
        assert round(100 * row["Revenue"]) == one.figures["revenue_paise"]
        assert row["On time"] == one.figures["on_time_rate"]
    assert window.inside.toast.text == "3 locations written to cafes.xlsx."
