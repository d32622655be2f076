import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QWidget

from sakshi_desktop.core import ids
from sakshi_desktop.store.models import Customer, Order
from sakshi_desktop.ui.asking import Asking, Place
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.palette import choices
from sakshi_desktop.ui.palette.choices import Choice, Section
from sakshi_desktop.ui.palette.rows import CHOICE_HEIGHT, HEADING_HEIGHT
from sakshi_desktop.ui.palette.view import FROM_TOP, HEIGHT, Palette
from sakshi_desktop.ui.palette.viewmodel import PaletteViewModel
from sakshi_desktop.ui.theme import DARK, LIGHT
from tests.ui import chain


def _choice(title, key="do:x", **more):
    return Choice(key, Section.ACTIONS, title, "check", lambda: None, **more)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("exp", "Export the report as a PDF"),
        ("pdf report", "Export the report as a PDF"),
        ("lm", "Last month"),
        ("lamo", "Last month"),
        ("exprot", "Export the report as a PDF"),
        ("nite", None),
        ("night", "Wear the dark theme"),
        ("zz", None),
        ("nig", None),
        ("lxm", None),
    ],
)
def test_actions_are_found_by_beginnings_initials_and_wrong_spellings(typed, title):
    known = [
        _choice("Export the report as a PDF"),
        _choice("Last month"),
        _choice("Wear the dark theme", words="night"),
    ]
    assert [choice.title for choice in choices.matching(known, typed, [])] == ([title] if title else [])


def test_the_beginning_of_a_title_counts_most_and_then_what_was_chosen_lately():
    known = [_choice("Month last", "a:1"), _choice("Last month", "a:2"), _choice("Last year", "a:3")]
    assert [one.key for one in choices.matching(known, "last", [])] == ["a:2", "a:3", "a:1"]
    assert [one.key for one in choices.matching(known, "last", ["a:3"])] == ["a:3", "a:2", "a:1"]


class OneDesk(Desk):
    """A desk whose pages show every kind of thing, and remember which."""

    def __init__(self, program, tasks, look, kept, opened):
        asking = Asking((Place(1, "Indiranagar", "INR"), Place(2, "Koramangala", "INR")), chain.LAST, chain.LAST)
        super().__init__(program, tasks, look, asking, kept, print, Doors((), str), lambda *_: None)
        object.__setattr__(self, "opened", opened)

    def opens(self, kind):
        return kind in {"customer", "order", "location"}

    def open(self, kind, key):
        self.opened.append((kind, key))

    def visit(self, page):
        self.opened.append(page)


@pytest.fixture
def opened():
    return []


@pytest.fixture
def desk(program, tasks, look, tmp_path, opened):
    with program.database.begin() as session:
        session.add(Customer(name="Asha Rao", phone="+919876543210", email=None, created_at=chain.NOW))
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    return OneDesk(program, tasks, look, kept, opened)


@pytest.fixture
def make(qtbot, desk, look):
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(1000, 700)
    room.show()

    def palette():
        standing = [
            Choice("page:overview", Section.PAGES, "Overview", "overview", lambda: desk.visit("overview")),
            Choice("do:ashes", Section.ACTIONS, "Ashes to ashes", "x", lambda: desk.visit("ashes"), shortcut="F9"),
            Choice("do:shy", Section.ACTIONS, "Shy one", "x", lambda: desk.visit("shy"), shy=True),
        ]
        made = Palette(PaletteViewModel(desk, standing), look, room)
        QAbstractItemModelTester(made.rows, QAbstractItemModelTester.FailureReportingMode.Warning, made)
        made.open()
        return made

    yield palette
    _close(room)


def _close(below):
    for palette in below.findChildren(Palette):
        palette.close()


def _lines(palette):
    return [palette.rows.index(row, 0).data() for row in range(palette.rows.rowCount())]


def _chosen(palette):
    return palette.list.currentIndex().data()


def _idle(qtbot, desk):
    qtbot.waitUntil(lambda: not desk.tasks.busy, timeout=20_000)


def test_it_opens_with_what_stands_and_the_cursor_in_its_line(qtbot, make, desk):
    palette = make()
    assert _lines(palette) == ["Pages", "Overview", "Actions", "Ashes to ashes"]
    assert _chosen(palette) == "Overview"
    assert palette.focusWidget() is palette.field


def test_customers_are_found_by_the_last_four_digits_and_opened_by_enter(qtbot, make, desk, opened):
    palette = make()
    qtbot.keyClicks(palette.field, "3210")
    qtbot.waitUntil(lambda: _lines(palette) == ["Customers", "Asha Rao"], timeout=20_000)
    said = palette.field.accessibleDescription()
    assert said.startswith("Asha Rao, CUS-")
    assert "3210" in said
    assert "98765" not in said
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    ((kind, key),) = opened
    assert kind == "customer"
    with desk.program.database.read() as session:
        assert session.get(Customer, key).name == "Asha Rao"


def test_it_is_as_high_as_what_it_found(qtbot, make, desk):
    palette = make()
    qtbot.keyClicks(palette.field, "3210")
    qtbot.waitUntil(lambda: _lines(palette) == ["Customers", "Asha Rao"], timeout=20_000)
    assert palette.list.height() == HEADING_HEIGHT + CHOICE_HEIGHT
    palette.field.clear()
    qtbot.waitUntil(lambda: _lines(palette) == ["Pages", "Overview", "Actions", "Ashes to ashes"], timeout=20_000)
    assert palette.list.height() == 2 * (HEADING_HEIGHT + CHOICE_HEIGHT)


def test_it_is_no_higher_than_its_window_has_room_for(qtbot, window, call):
    palette = call()
    qtbot.waitUntil(lambda: palette.list.verticalScrollBar().maximum() > 0)
    assert palette.height() <= min(HEIGHT, window.height() - 2 * FROM_TOP)


def test_what_the_window_knows_stands_before_what_the_database_finds(qtbot, make, desk):
    palette = make()
    qtbot.keyClicks(palette.field, "ash")
    assert _lines(palette) == ["Actions", "Ashes to ashes"]
    qtbot.waitUntil(lambda: _lines(palette)[2:] == ["Customers", "Asha Rao"], timeout=20_000)
    assert _chosen(palette) == "Ashes to ashes"


def test_a_choice_that_was_moved_to_stays_when_the_answer_comes(qtbot, make, desk):
    palette = make()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert _chosen(palette) == "Ashes to ashes"
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert _chosen(palette) == "Overview"
    qtbot.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert _chosen(palette) == "Ashes to ashes"
    qtbot.keyClick(palette.field, Qt.Key.Key_PageUp)
    assert _chosen(palette) == "Overview"


def test_orders_and_locations_are_opened(qtbot, make, desk, opened):
    with desk.program.database.read() as session:
        order = session.query(Order.id).order_by(Order.id).first()[0]
    palette = make()
    qtbot.keyClicks(palette.field, ids.order(order))
    qtbot.waitUntil(lambda: ids.order(order) in _lines(palette), timeout=20_000)
    palette.list.setCurrentIndex(palette.rows.index(palette.rows.row_of(f"order:{order}"), 0))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    palette = make()
    qtbot.keyClicks(palette.field, "koram")
    assert _lines(palette)[:2] == ["Locations", "Koramangala"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened == [("order", order), ("location", 2)]
    _idle(qtbot, desk)


def test_what_was_chosen_lately_comes_first_and_nobodys_name_is_kept(qtbot, make, desk, opened):
    palette = make()
    qtbot.keyClicks(palette.field, "asha")
    qtbot.waitUntil(lambda: "Asha Rao" in _lines(palette), timeout=20_000)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    palette = make()
    qtbot.keyClicks(palette.field, "over")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    palette = make()
    qtbot.waitUntil(lambda: _lines(palette)[:3] == ["Recent", "Overview", "Asha Rao"], timeout=20_000)
    assert _lines(palette)[3:] == ["Actions", "Ashes to ashes"]
    kept = [str(desk.kept.value(key)) for key in desk.kept.allKeys()]
    assert not any("Asha" in value or "3210" in value for value in kept)


def test_an_action_that_is_shy_is_there_when_it_is_typed(qtbot, make, desk, opened):
    palette = make()
    qtbot.keyClicks(palette.field, "shy")
    assert _lines(palette) == ["Actions", "Shy one"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened == ["shy"]
    _idle(qtbot, desk)


def test_nothing_is_said_to_be_nothing_and_enter_does_nothing(qtbot, make, desk, opened):
    palette = make()
    qtbot.keyClicks(palette.field, "qqqqq")
    qtbot.waitUntil(lambda: palette.foot.text() == "Nothing is called so.", timeout=20_000)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.isVisible()
    assert opened == []
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert opened == []


def test_only_the_latest_word_is_answered(qtbot, make, desk, held):
    object.__setattr__(desk, "tasks", held)
    palette = make()
    palette.field.setText("Guest")
    palette.field.setText("asha")
    (first, answer_first, _), (second, answer_second, _) = held.held
    answer_second(second())
    answer_first(first())
    assert [line for line in _lines(palette) if line.startswith("Guest")] == []
    assert "Asha Rao" in _lines(palette)


def test_a_click_chooses(qtbot, make, desk, opened):
    palette = make()
    box = palette.list.visualRect(palette.rows.index(3, 0))
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert opened == ["ashes"]


def test_a_database_that_does_not_answer_is_said(qtbot, make, desk, held):
    from sakshi_desktop.core.errors import DatabaseError

    object.__setattr__(desk, "tasks", held)
    palette = make()
    palette.field.setText("over")
    held.held[-1][2](DatabaseError("The database does not answer.", hint="Try again."))
    assert palette.foot.text() == "The database does not answer. Try again."
    assert _chosen(palette) == "Overview"


@pytest.fixture
def call(qtbot, window):
    def called():
        qtbot.keySequence(window, QKeySequence("Ctrl+K"))
        return next(palette for palette in window.findChildren(Palette) if palette.isVisible())

    yield called
    _close(window)


def test_ctrl_k_goes_to_a_page(qtbot, window, call):
    palette = call()
    qtbot.keyClicks(palette.field, "sett")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.windowTitle().startswith("Settings")


def test_the_search_button_opens_it_too(qtbot, window):
    qtbot.mouseClick(window.search, Qt.MouseButton.LeftButton)
    assert window.findChild(Palette).isVisible()
    _close(window)


def test_a_period_and_the_theme_are_chosen_by_it(qtbot, window, call):
    palette = call()
    qtbot.keyClicks(palette.field, "last month")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.inside.desk.asking.name == "last-month"
    palette = call()
    qtbot.keyClicks(palette.field, "dark")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.look.theme is DARK
    palette = call()
    qtbot.keyClicks(palette.field, "light theme")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.look.theme is LIGHT


def test_a_location_shows_its_own_figures(qtbot, window, call):
    window.visit("settings")
    palette = call()
    qtbot.keyClicks(palette.field, "koram")
    assert _lines(palette)[:2] == ["Locations", "Koramangala"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    asking = window.inside.desk.asking
    assert [place.name for place in asking.places if place.id in asking.scope.locations] == ["Koramangala"]
    assert window.windowTitle().startswith("Overview")


def test_a_customer_is_opened_in_the_window(qtbot, window, call):
    palette = call()
    qtbot.keyClicks(palette.field, "guest 7")
    qtbot.waitUntil(lambda: _lines(palette)[:2] == ["Customers", "Guest 7"], timeout=20_000)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.windowTitle().startswith("Customers")
    assert window.inside.page.shows_person


def test_a_setting_is_gone_to(qtbot, window, call):
    palette = call()
    qtbot.keyClicks(palette.field, "lakh")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.inside.page.figures.hasFocus()


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_every_page_does_what_it_offers(qtbot, window, key):
    window.visit(key)
    offers = next(entry.offers for entry in PAGES if entry.key == key)
    assert set(window.inside.page.acts()) == {offer.key for offer in offers}
    assert len({offer.key for offer in offers}) == len(offers)


def test_what_the_palette_offers_has_names(qtbot, window, call):
    palette = call()
    spoken = QAccessible.queryAccessibleInterface(palette.field)
    assert spoken.text(QAccessible.Text.Name)
    assert spoken.text(QAccessible.Text.Description).startswith("Overview")
    assert QAccessible.queryAccessibleInterface(palette.list).text(QAccessible.Text.Name)
    assert all(field.accessibleName() for field in palette.findChildren(QLineEdit))
