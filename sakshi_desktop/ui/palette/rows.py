"""The lines of the palette: headings and choices, and how they are drawn."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sakshi_desktop.ui import icons, lettering
from sakshi_desktop.ui.palette.choices import Choice
from sakshi_desktop.ui.palette.viewmodel import Group
from sakshi_desktop.ui.theme import Look

HEADING_HEIGHT, CHOICE_HEIGHT = 30, 38
PAD, ICON, GAP = 14, 18, 12
KEY_PAD, KEY_HEIGHT = 7, 20
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class PaletteRows(QAbstractListModel):
    """Headings, which cannot be chosen, and under them their choices."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[Choice | str] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other choices."""
        self.beginResetModel()
        self._rows = [row for section, some in groups for row in (section.value, *some)]
        self.endResetModel()

    def choice(self, row: int) -> Choice | None:
        """Return the choice in a row, None for a heading or no row."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Choice) else None

    def heading(self, row: int) -> str:
        """Return the heading in a row, "" for a choice."""
        found = self._rows[row]
        return "" if isinstance(found, Choice) else found

    def step(self, row: int, by: int) -> int:
        """Return the next row with a choice, ``by`` +1 down or -1 up; beyond an end it begins at the other."""
        for distance in range(1, len(self._rows) + 1):
            at = (row + by * distance) % len(self._rows)
            if self.choice(at) is not None:
                return at
        return -1

    def row_of(self, key: str) -> int:
        """Return the row of the choice with this key, -1 where it is not shown."""
        keys = [row.key if isinstance(row, Choice) else "" for row in self._rows]
        return keys.index(key) if key in keys else -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says; to a screen reader all of it."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if isinstance(row, Choice) else row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return said(row) if isinstance(row, Choice) else row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that choices can be chosen and headings not."""
        if self.choice(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def said(choice: Choice) -> str:
    """Return a choice as it is read out."""
    return ", ".join(part for part in (choice.title, choice.detail, choice.section.value, choice.shortcut) if part)


class RowPainter(QStyledItemDelegate):
    """Draws a heading or a choice: icon, title, the rest quieter, the keys at the right."""

    def __init__(self, look: Look, rows: PaletteRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._rows = rows
        self._plain, self._title = lettering.font(), lettering.font(weight=QFont.Weight.Medium)
        self._small = lettering.font(12, QFont.Weight.DemiBold)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, HEADING_HEIGHT if self._rows.choice(index.row()) is None else CHOICE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        choice = self._rows.choice(index.row())
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if choice is None:
            painter.setFont(self._small)
            painter.setPen(self._look.theme.colour("muted"))
            painter.drawText(box.adjusted(PAD, 6, -PAD, 0), int(LEFT), self._rows.heading(index.row()))
        else:
            self._paint_choice(painter, box, choice, chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_choice(self, painter: QPainter, box: QRect, choice: Choice, *, chosen: bool) -> None:
        theme = self._look.theme
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(box.adjusted(4, 1, -4, -1), 6, 6)
        drawn = icons.pixmap(choice.icon, theme.accent if chosen else theme.muted, ICON)
        painter.drawPixmap(box.left() + PAD, box.center().y() - ICON // 2 + 1, drawn)
        left = box.left() + PAD + ICON + GAP
        right = box.right() - PAD - self._paint_keys(painter, box, choice.shortcut)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._title)
        left = self._paint_text(painter, choice.title, QRect(left, box.top(), right - left, box.height()))
        painter.setPen(theme.colour("muted"))
        painter.setFont(self._plain)
        self._paint_text(painter, choice.detail, QRect(left, box.top(), right - left, box.height()))

    def _paint_text(self, painter: QPainter, text: str, box: QRect) -> int:
        """Draw a text as far as there is room, and return where the next one begins."""
        measure = painter.fontMetrics()
        fitting = measure.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
        painter.drawText(box, int(LEFT), fitting)
        return box.left() + measure.horizontalAdvance(fitting) + GAP

    def _paint_keys(self, painter: QPainter, box: QRect, keys: str) -> int:
        """Draw the keys at the right end, and return the width that they take."""
        if not keys:
            return 0
        theme = self._look.theme
        width = QFontMetrics(self._small).horizontalAdvance(keys) + 2 * KEY_PAD
        cap = QRect(box.right() - PAD - width, box.center().y() - KEY_HEIGHT // 2 + 1, width, KEY_HEIGHT)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(self._small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), keys)
        return width + GAP
