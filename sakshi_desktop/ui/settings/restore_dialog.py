"""What a restore would replace, before it does."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.core.money import format_count
from sakshi_desktop.store.contents import Contents, Replacement
from sakshi_desktop.ui import dates

WIDTH = 520
KEPT = "The database as it is now is kept beside itself under a new name, so that this can be taken back."
OLDER = "The backup ends earlier than the database: what came after it will be gone from the figures."


class RestoreDialog(QDialog):
    """Shows both databases side by side.

    Signals:
        entered: the person wants the backup in the place of the database; the file.
    """

    entered = Signal(object)

    def __init__(self, file: Path, shown: Replacement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Restore a backup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._file = file
        self.good = QPushButton("&Restore", self)
        self.good.setObjectName("primary")
        title = QLabel(file.name, self)
        title.setObjectName("heading")
        title.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole).setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(self._beside(shown))
        self.warning = self._words(OLDER if _ends_earlier(shown) else "")
        self.warning.setObjectName("wrong")
        self.warning.setVisible(_ends_earlier(shown))
        column.addWidget(self.warning)
        column.addWidget(self._words(KEPT))
        column.addWidget(buttons)

    def accept(self) -> None:
        """Close and say what was heard."""
        super().accept()  # first: what is asked now would go with this dialog
        self.entered.emit(self._file)

    def _beside(self, shown: Replacement) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(8)
        heads = ("", "In the database now", "In the backup")
        for line, cells in enumerate((heads, *_lines(shown.now, shown.then))):
            for place, text in enumerate(cells):
                label = QLabel(text, self)
                label.setObjectName("muted" if line == 0 or place == 0 else "")
                if place:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(label, line, place)
        return grid

    def _words(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName("muted")
        label.setWordWrap(True)
        return label


def _ends_earlier(shown: Replacement) -> bool:
    return (shown.then.newest_day or 0) < (shown.now.newest_day or 0)


def _lines(now: Contents, then: Contents) -> tuple[tuple[str, str, str], ...]:
    counts = ("Orders", "orders"), ("Customers", "customers"), ("Locations", "locations")
    lines = [(title, *(format_count(getattr(one, field)) for one in (now, then))) for title, field in counts]
    newest = tuple(dates.DASH if one.newest_day is None else dates.show(one.newest_day) for one in (now, then))
    return (*((title, left, right) for title, left, right in lines), ("Newest day", newest[0], newest[1]))
