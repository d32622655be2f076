"""What stands where there is nothing to show: a sentence of what is the matter and one of what to do."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui import icons
from sakshi_desktop.ui.theme import Look

Act = Callable[[], None] | None
ICON = 28
WIDTH = 460


class Notice(QWidget):
    """A panel in the middle of its place; it waits, explains emptiness, or tells of a failure."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._look = look
        self._icon = "info"
        self._colour = "muted"
        self._act: Act = None
        self._sign = QLabel(self)
        self._sentence = QLabel(self)
        self._sentence.setObjectName("heading")
        self._hint = QLabel(self)
        self._hint.setObjectName("muted")
        for words in (self._sentence, self._hint):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = QPushButton(self)
        self._button.clicked.connect(self.press)
        self._other = QPushButton(self)
        self._other.setObjectName("link")
        self._other.clicked.connect(self.press_other)
        self._other_act: Act = None
        self._make()
        look.changed.connect(self._tint)
        self.say("", "")

    @property
    def words(self) -> tuple[str, str]:
        """Return the sentence and the hint."""
        return self._sentence.text(), self._hint.text()

    def say(self, sentence: str, hint: str, word: str = "", act: Act = None) -> None:
        """Explain; pressing ``word`` does ``act``."""
        self._show("info", "muted", sentence, hint, word, act)

    def fail(
        self,
        error: SakshiError,
        word: str = "",
        act: Act = None,
        *,
        other: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Tell of a failure; ``other`` is a second word, with what it does."""
        self._show("alert", "bad", error.sentence, error.hint, word, act)
        if other is not None:
            self._offer(self._other, *other)
            self._other_act = other[1]

    def _show(
        self, icon: str, colour: str, sentence: str, hint: str, word: str, act: Callable[[], None] | None
    ) -> None:
        self._icon, self._colour, self._act = icon, colour, act
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._offer(self._button, word, act)
        self._offer(self._other, "", None)
        self.setAccessibleName(f"{sentence} {hint}".strip())
        self._tint()

    @staticmethod
    def _offer(button: QPushButton, word: str, act: Act) -> None:
        button.setText(word)
        button.setAccessibleName(word)
        button.setVisible(act is not None)

    def begin(self) -> None:
        """Let Enter do what the button offers."""
        self._button.setFocus()

    @Slot()
    def press_other(self) -> None:
        """Do what the second button offers."""
        if self._other_act is not None:
            self._other_act()

    @Slot()
    def press(self) -> None:
        """Do what the button offers."""
        if self._act is not None:
            self._act()

    @Slot()
    def _tint(self) -> None:
        self._sign.setPixmap(icons.pixmap(self._icon, getattr(self._look.theme, self._colour), ICON))

    def _make(self) -> None:
        panel = QFrame(self)
        panel.setObjectName("notice")
        panel.setFixedWidth(WIDTH)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(10)
        inside.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._sentence)
        inside.addWidget(self._hint)
        inside.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._other, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout(self)
        row.addWidget(panel, 0, Qt.AlignmentFlag.AlignCenter)
