"""Choosing kinds of events."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import forms

HEIGHT = 150
KIND = Qt.ItemDataRole.UserRole


class EventPicker(QWidget):
    """All events, or a tick at each kind that is wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._groups: tuple[str, ...] = ()
        self.every = QCheckBox("All events, also those of later versions", self)
        self.kinds = QListWidget(self)
        self.kinds.setAccessibleName("Kinds of events")
        self.kinds.setFixedHeight(HEIGHT)
        self.kinds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind, words in EVENT_TYPES.items():
            item = QListWidgetItem(f"{kind} · {words}", self.kinds)
            item.setData(KIND, kind)
            item.setToolTip(words)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self.every.toggled.connect(self._switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.every)
        column.addWidget(self.kinds)
        self.setFocusProxy(self.every)

    def showEvent(self, event: QShowEvent) -> None:
        """Give each kind its room once the list wears its style."""
        super().showEvent(event)
        self.kinds.doItemsLayout()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the kinds that are ticked; none at all means all of them, if that is ticked.

        A group that was shown stays one, with its kinds of later versions, as long as all of it is ticked.
        """
        if self.every.isChecked():
            return ()
        items = [self.kinds.item(place) for place in range(self.kinds.count())]
        ticked = [str(one.data(KIND)) for one in items if one.checkState() == Qt.CheckState.Checked]
        groups = [group for group in self._groups if set(forms.meant([group])) <= set(ticked)]
        return (*groups, *(kind for kind in ticked if kind not in forms.meant(groups)))

    def show_chosen(self, kinds: Collection[str]) -> None:
        """Tick these kinds, all events where there are none."""
        self.every.setChecked(not kinds)
        self._groups = tuple(kind for kind in kinds if kind.endswith(".*"))
        ticked = forms.meant(kinds)
        for place in range(self.kinds.count()):
            item = self.kinds.item(place)
            on = item.data(KIND) in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    @Slot(bool)
    def _switch(self, every: bool) -> None:  # noqa: FBT001  # a slot
        self.kinds.setEnabled(not every)
