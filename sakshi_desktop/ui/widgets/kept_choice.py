"""A drop-down choice that stands as it was left, from one day to the next."""

from collections.abc import Iterable

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QComboBox, QWidget


class KeptChoice(QComboBox):
    """A way of looking at things, remembered once a person has chosen it."""

    def __init__(
        self, kept: QSettings, key: str, name: str, options: Iterable[tuple[str, object]], parent: QWidget
    ) -> None:
        """Offer ``options``, words and what they mean.

        Args:
            key: under which the choice is remembered.
            name: what a screen reader calls it.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self._kept, self._key = kept, f"choices/{key}"
        self.offer(options)
        self.activated.connect(self._remember)

    def offer(self, options: Iterable[tuple[str, object]]) -> None:
        """Offer other options; what was chosen stays as long as it is among them, else the first one is."""
        offered = list(options)
        if [(self.itemText(place), self.itemData(place)) for place in range(self.count())] == offered:
            return
        self.clear()
        for words, meaning in offered:
            self.addItem(words, meaning)
        wanted = str(self._kept.value(self._key, ""))
        self.setCurrentIndex(next((at for at, (_, meaning) in enumerate(offered) if str(meaning) == wanted), 0))

    @Slot()
    def _remember(self) -> None:
        self._kept.setValue(self._key, str(self.currentData()))
