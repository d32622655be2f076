"""Choosing what the pages are asked about: the period, the locations, the channel, the currency."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.ui.asking import PERIODS, Asking
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.layouts import field_title
from sakshi_desktop.ui.widgets.menu_button import menu_button
from sakshi_desktop.ui.words import CHANNELS, DAY_PARTS

T = TypeVar("T")
ID = Qt.ItemDataRole.UserRole
FOLDED = 2
"""So many chosen locations are named on the button; more are counted."""


class RangeDialog(QDialog):
    """Asks for two dates; both belong to the range.

    Signals:
        entered: the range, a Period that can be asked about.
    """

    entered = Signal(object)

    def __init__(self, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Custom range")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.start = self._field(period.start, "First day")
        self.end = self._field(period.end, "Last day")
        self.trouble = QLabel("", self)
        self.trouble.setObjectName("muted")
        buttons = QDialogButtonBox(self)
        self.good = QPushButton("Show", self)
        self.good.setObjectName("primary")
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(12)
        form.addRow(field_title("First day", self.start, self), self.start)
        form.addRow(field_title("Last day", self.end, self), self.end)
        form.addRow(self.trouble)
        form.addRow(buttons)
        for field in (self.start, self.end):
            field.dateChanged.connect(self._check)
        self._check()

    @property
    def period(self) -> Period:
        """Return what is in the two fields, fit or not."""
        return Period(self._day(self.start), self._day(self.end))

    def accept(self) -> None:
        """Say what was heard and close."""
        self.entered.emit(self.period)
        super().accept()

    @Slot()
    def _check(self) -> None:
        wrong, days = _wrong(self.period), self.period.days
        self.good.setEnabled(not wrong)
        self.trouble.setObjectName("wrong" if wrong else "muted")
        self.trouble.style().polish(self.trouble)
        self.trouble.setText(wrong or f"{days} day{'s' if days != 1 else ''}")

    def _field(self, day: int, name: str) -> QDateEdit:
        when = to_date(day)
        field = QDateEdit(QDate(when.year, when.month, when.day), self)
        field.setDisplayFormat("d MMM yyyy")
        field.setCalendarPopup(True)
        field.setAccessibleName(name)
        return field

    @staticmethod
    def _day(field: QDateEdit) -> int:
        chosen = field.date()
        return to_day(date(chosen.year(), chosen.month(), chosen.day()))


def _wrong(period: Period) -> str:
    """Return what is the matter with a range in a sentence, "" for nothing."""
    if period.days < 1:
        return "The last day is before the first."
    years = periods.YEARS
    return "" if periods.is_possible(period) else f"Choose days of the years {years.start} to {years.stop - 1}."


class PeriodPicker(QWidget):
    """One step back, the period by its name, one step on."""

    def __init__(self, look: Look, asking: Asking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self.back = IconButton(look, "", "chevron-left", style="left", name="The period before")
        self.button = menu_button(look, "", "Period")
        self.button.setObjectName("middle")
        self.on = IconButton(look, "", "chevron-right", style="right", name="The period after")
        self.back.clicked.connect(partial(asking.step, -1))
        self.on.clicked.connect(partial(asking.step, 1))
        self.button.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.back, self.button, self.on):
            row.addWidget(part)
        asking.changed.connect(self._show)
        self._show()

    def menu(self) -> QMenu:
        """Return the choice of periods."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, title in PERIODS:
            action = QAction(title, menu, checkable=True, checked=name == self._asking.name)
            action.triggered.connect(partial(self._asking.choose_named, name))
            menu.addAction(action)
        menu.addSeparator()
        own = QAction("Custom range …", menu)
        own.triggered.connect(self.ask_range)
        menu.addAction(own)
        return menu

    @Slot()
    def ask_range(self) -> RangeDialog:
        """Ask for a range of one's own."""
        dialog = RangeDialog(self._asking.period, self)
        dialog.entered.connect(self._asking.choose_range)
        dialog.open()
        return dialog

    @Slot()
    def _drop(self) -> None:
        self.menu().popup(self.button.mapToGlobal(self.button.rect().bottomLeft() + QPoint(0, 4)))

    @Slot()
    def _show(self) -> None:
        self.button.setText(self._asking.title)
        self.button.setAccessibleName(f"Period: {self._asking.title}")
        self.back.setEnabled(self._asking.can_step(-1))
        self.on.setEnabled(self._asking.can_step(1))


class LocationPicker(QFrame):
    """A list of locations to tick, with a line that finds them by name; it changes nothing until "Show".

    Signals:
        chosen: the ids, a list; None for all.
    """

    chosen = Signal(object)

    def __init__(self, asking: Asking, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find a location")
        self.search.setAccessibleName("Find a location")
        self.search.textChanged.connect(self._find)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Locations")
        self._fill(asking)
        everything = QPushButton("All", self)
        nothing = QPushButton("None", self)
        show = QPushButton("Show", self)
        show.setObjectName("primary")
        everything.clicked.connect(partial(self.tick, Qt.CheckState.Checked))
        nothing.clicked.connect(partial(self.tick, Qt.CheckState.Unchecked))
        show.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(everything)
        row.addWidget(nothing)
        row.addStretch(1)
        row.addWidget(show)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addLayout(row)
        self.resize(300, 380)
        self.search.setFocus()

    @Slot()
    def accept(self) -> None:
        """Say what was ticked and close; nothing ticked means all."""
        items = [self.list.item(place) for place in range(self.list.count())]
        ticked = [item.data(ID) for item in items if item.checkState() == Qt.CheckState.Checked]
        self.chosen.emit(None if len(ticked) in {0, len(items)} else ticked)
        self.close()

    def _fill(self, asking: Asking) -> None:
        chosen = asking.scope.locations
        for place in asking.of_currency():
            item = QListWidgetItem(place.name, self.list)
            item.setData(ID, place.id)
            there = chosen is None or place.id in chosen
            item.setCheckState(Qt.CheckState.Checked if there else Qt.CheckState.Unchecked)

    def tick(self, state: Qt.CheckState) -> None:
        """Tick or untick every location that is listed now."""
        for place in range(self.list.count()):
            if not self.list.item(place).isHidden():
                self.list.item(place).setCheckState(state)

    @Slot(str)
    def _find(self, text: str) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            item.setHidden(text.casefold() not in item.text().casefold())


class ScopeBar(QWidget):
    """Locations, channel, part of the day, currency where there are several, and period, in one line."""

    def __init__(self, look: Look, asking: Asking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self.locations = menu_button(look, "", "Locations")
        self.locations.clicked.connect(self.ask_locations)
        self.channel = menu_button(look, "", "Channel")
        self.channel.clicked.connect(self._drop_channels)
        self.day_part = menu_button(look, "", "Part of the day")
        self.day_part.clicked.connect(self._drop_day_parts)
        self.currency = menu_button(look, "", "Currency")
        self.currency.clicked.connect(self._drop_currencies)
        self.period = PeriodPicker(look, asking, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.locations, self.channel, self.day_part, self.currency, self.period):
            row.addWidget(part)
        asking.changed.connect(self._show)
        self._show()

    @Slot()
    def ask_locations(self) -> LocationPicker:
        """Open the list of locations."""
        picker = LocationPicker(self._asking, self)
        picker.chosen.connect(self._asking.choose_locations)
        picker.move(self.locations.mapToGlobal(self.locations.rect().bottomLeft() + QPoint(0, 4)))
        picker.show()
        return picker

    def channel_menu(self) -> QMenu:
        """Return the choice of channels."""
        choices = {"All channels": None, **{title: channel for channel, title in CHANNELS.items()}}
        return self._menu(choices, self._asking.scope.channel, self._asking.choose_channel)

    def day_part_menu(self) -> QMenu:
        """Return the choice of parts of the day."""
        choices = {"All day": None, **{title: part for part, title in DAY_PARTS.items()}}
        return self._menu(choices, self._asking.scope.day_part, self._asking.choose_day_part)

    def currency_menu(self) -> QMenu:
        """Return the choice of currencies."""
        choices = {currency: currency for currency in self._asking.currencies}
        return self._menu(choices, self._asking.scope.currency, self._asking.choose_currency)

    def _menu(self, choices: Mapping[str, T], chosen: T | None, choose: Callable[[T], None]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for title, value in choices.items():
            action = QAction(title, group, checkable=True, checked=value == chosen)
            action.triggered.connect(partial(choose, value))
            menu.addAction(action)
        return menu

    @Slot()
    def _drop_channels(self) -> None:
        self.channel_menu().popup(self.channel.mapToGlobal(self.channel.rect().bottomLeft() + QPoint(0, 4)))

    @Slot()
    def _drop_day_parts(self) -> None:
        self.day_part_menu().popup(self.day_part.mapToGlobal(self.day_part.rect().bottomLeft() + QPoint(0, 4)))

    @Slot()
    def _drop_currencies(self) -> None:
        self.currency_menu().popup(self.currency.mapToGlobal(self.currency.rect().bottomLeft() + QPoint(0, 4)))

    @Slot()
    def _show(self) -> None:
        self.currency.setVisible(len(self._asking.currencies) > 1)
        scope = self._asking.scope
        names = {place.id: place.name for place in self._asking.places}
        chosen = scope.locations
        if chosen is None:
            where = "All locations"
        elif len(chosen) < FOLDED:
            where = ", ".join(names.get(one, "?") for one in chosen)
        else:
            where = f"{len(chosen)} locations"
        channel = "All channels" if scope.channel is None else CHANNELS[scope.channel]
        part = "All day" if scope.day_part is None else DAY_PARTS[scope.day_part]
        for button, name, text in (
            (self.locations, "Locations", where),
            (self.channel, "Channel", channel),
            (self.day_part, "Part of the day", part),
            (self.currency, "Currency", scope.currency or ""),
        ):
            button.setText(text)
            button.setAccessibleName(f"{name}: {text}")
