"""How cells and headings are drawn: by ourselves, several times faster than by the style."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPen, QPolygon
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from sakshi_desktop.ui import lettering
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.records import LEFT, RIGHT, RecordModel

PAD = 8
ROW_HEIGHT = 34
HEAD_HEIGHT = 38
ARROW = 4


class CellPainter(QStyledItemDelegate):
    """Draws a cell: its ground, which tells the row of the current cell, its text in its tone, a line below."""

    def __init__(self, look: Look, model: RecordModel, view: QAbstractItemView) -> None:  # type: ignore[type-arg]
        super().__init__(view)
        self._view = view
        self._look = look
        self._model = model
        self._font = lettering.font()
        self._strong = lettering.font(weight=QFont.Weight.DemiBold)
        self._measure = QFontMetrics(self._strong)
        self._plain_measure = QFontMetrics(self._font)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        theme, row, column = self._look.theme, index.row(), index.column()
        box: QRect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selection"))
        elif row == self._view.currentIndex().row():
            painter.fillRect(box, theme.colour("hover"))
        painter.setPen(theme.colour("grid"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        tone = self._model.tone(row, column)
        strong = tone is Tone.STRONG
        painter.setFont(self._strong if strong else self._font)
        painter.setPen(theme.colour(tone))
        text = (self._measure if strong else self._plain_measure).elidedText(
            self._model.text(row, column), Qt.TextElideMode.ElideRight, box.width() - 2 * PAD + 2
        )
        align = RIGHT if self._model.columns[column].numeric else LEFT
        painter.drawText(box.adjusted(PAD, 0, -PAD, 0), int(align), text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tell the whole text of a cell that is cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        box: QRect = option.rect
        text = self._model.text(index.row(), index.column())
        is_cut = self.sizeHint(option, index).width() > box.width() + 2
        whole = RichText.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)  # in several lines where long
        QToolTip.showText(event.globalPos(), whole if is_cut else "", view)
        return True

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the place that the whole text needs."""
        text = self._model.text(index.row(), index.column())
        return QSize(self._measure.horizontalAdvance(text) + 2 * PAD, ROW_HEIGHT)


class Heading(QHeaderView):
    """The headings of a table: quiet words over their column, a small arrow where it is sorted."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._font = lettering.font(12, QFont.Weight.DemiBold)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(True)
        self.setSortIndicatorShown(True)
        self.setMinimumSectionSize(44)
        self.setFixedHeight(HEAD_HEIGHT)
        look.changed.connect(self.viewport().update)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  # Qt's name
        """Draw one heading."""
        theme, model = self._look.theme, self.model()
        painter.fillRect(rect, theme.colour("surface"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        sorted_here = self.sortIndicatorSection() == logicalIndex
        orientation = Qt.Orientation.Horizontal
        align = Qt.AlignmentFlag(model.headerData(logicalIndex, orientation, int(Qt.ItemDataRole.TextAlignmentRole)))
        right = bool(align & Qt.AlignmentFlag.AlignRight)
        measure = QFontMetrics(self._font)
        room = rect.width() - 2 * PAD - (2 * ARROW + 2 if sorted_here else 0)
        text = measure.elidedText(str(model.headerData(logicalIndex, orientation)), Qt.TextElideMode.ElideRight, room)
        box = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setFont(self._font)
        painter.setPen(theme.colour("text" if sorted_here else "muted"))
        painter.drawText(box, int(align), text)
        if sorted_here:
            width = measure.horizontalAdvance(text)
            x = box.right() - width - 2 * ARROW if right else box.left() + width + 2 * ARROW
            self._arrow(painter, QPoint(max(rect.left() + ARROW + 1, x), rect.center().y() + 1))

    def _arrow(self, painter: QPainter, at: QPoint) -> None:
        rises = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        tip = -ARROW // 2 if rises else ARROW // 2
        base = -tip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.colour("accent"))
        painter.drawPolygon(QPolygon([at + QPoint(0, tip), at + QPoint(-ARROW, base), at + QPoint(ARROW, base)]))
