"""Two parts with a border between them that can be dragged."""

from PySide6.QtCore import QByteArray, QSettings, Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget


class Halves(QSplitter):
    """Two parts beside or above each other, which share their room as they did when a person last dragged the border.

    Only what a person drags is remembered: a larger window gives its room to the parts by ``grows``.
    """

    def __init__(
        self,
        kept: QSettings,
        name: str,
        parts: tuple[QWidget, QWidget],
        sizes: tuple[int, int],
        *,
        grows: tuple[int, int] = (1, 0),
        upright: bool = False,
    ) -> None:
        """Put two parts beside each other.

        Args:
            name: under which the sizes are remembered.
            sizes: pixels of both, before a person drags.
            grows: how a larger window is shared out.
            upright: the first part stands above the second.
        """
        super().__init__(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self._kept, self._key = kept, f"halves/{name}"
        for place, (part, share) in enumerate(zip(parts, grows, strict=True)):
            self.addWidget(part)
            self.setStretchFactor(place, share)
        self.setChildrenCollapsible(False)
        state = kept.value(self._key)
        if not (isinstance(state, QByteArray) and self.restoreState(state)):
            self.setSizes(list(sizes))
        self.splitterMoved.connect(self._remember)

    @Slot()
    def _remember(self) -> None:
        self._kept.setValue(self._key, self.saveState())
