"""The strip above the table of locations: the best, the weakest, the average, and what each could do."""

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from sakshi_desktop.analytics import catalog
from sakshi_desktop.ui.locations.viewmodel import SCORE, Advice
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.layouts import clear
from sakshi_desktop.ui.widgets.opening_line import SIDE, OpeningLine
from sakshi_desktop.ui.widgets.texts import Elided

TOLD = ("revenue_paise", "average_rating", "on_time_rate", "profit_margin")
"""The KPIs that the panels of the best, the weakest and the average name."""
STRIP, LOW = 156, 118
"""Pixels of height beside each other, and of the recommendations under the table."""
NAME = 26
PAD = 14
NARROWEST, LONGEST_WORD = 80, 200


class Panel(QFrame):
    """A heading, a name, and a few figures under each other that open.

    Signals:
        opened: the orders behind a figure are wanted; the key of its KPI.
    """

    opened = Signal(str)

    def __init__(self, look: Look, heading: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedHeight(STRIP)
        head = QLabel(heading, self)
        head.setObjectName("muted")
        self.name = Elided(self, style="figure")
        self.name.setFixedHeight(NAME)
        self.values: dict[str, QLabel] = {}
        self.lines: dict[str, OpeningLine] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD - SIDE, 9, PAD - SIDE, 9)
        column.setSpacing(0)
        for words in (head, self.name):
            words.setContentsMargins(SIDE, 0, SIDE, 0)
            column.addWidget(words)
        column.addWidget(self._score_line())
        for key in TOLD:
            column.addWidget(self._line(look, key))
        column.addStretch(1)

    def say(self, name: str, texts: Sequence[str]) -> None:
        """Show a name, and the score and the figures of TOLD as text."""
        self.name.setText(name)
        for key, text in zip((SCORE, *TOLD), texts, strict=True):
            self.values[key].setText(text)
        for key, line in self.lines.items():
            line.setAccessibleName(f"{catalog.BY_KEY[key].label} of {name}: {self.values[key].text()}")
            line.setEnabled(name != catalog.DASH)

    def _score_line(self) -> QWidget:
        line = QWidget(self)
        line.setObjectName("clear")
        label, value = _pair("Score", line)
        row = QHBoxLayout(line)
        row.setContentsMargins(SIDE, 1, SIDE, 1)
        row.addWidget(label, 1)
        row.addWidget(value)
        self.values[SCORE] = value
        return line

    def _line(self, look: Look, key: str) -> OpeningLine:
        label, self.values[key] = _pair(catalog.BY_KEY[key].short, self)
        line = OpeningLine(look, label, self.values[key], parent=self, stop=not self.lines)
        line.clicked.connect(partial(self.opened.emit, key))
        self._group.addButton(line)
        self.lines[key] = line
        return line


class AdvicePanel(QFrame):
    """What each location could do; each sentence opens the orders that it speaks of.

    Signals:
        opened: a sentence was chosen, an Advice.
    """

    opened = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedHeight(STRIP)
        self._look = look
        self.lines: list[OpeningLine] = []
        self.texts: list[QLabel] = []
        head = QLabel("Recommendations", self)
        head.setObjectName("muted")
        head.setContentsMargins(SIDE, 0, 0, 0)
        self._inner = QWidget(self)
        self._inner.setObjectName("clear")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inner)
        self._area.setAccessibleName("Recommendations")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD - SIDE, 9, 6, 8)
        column.setSpacing(5)
        column.addWidget(head)
        column.addWidget(self._area, 1)

    def say(self, advice: Sequence[Advice]) -> None:
        """Show other sentences, or that there are none."""
        clear(self._column)
        self.lines, self.texts = [], []
        self._group = QButtonGroup(self._inner)
        for one in advice:
            self._column.addWidget(self._line(one))
        if not advice:
            nothing = QLabel("Nothing stands out in this period.", self._inner)
            nothing.setContentsMargins(SIDE, 0, 0, 0)
            self.texts.append(nothing)
            self._column.addWidget(nothing)

    def _line(self, one: Advice) -> OpeningLine:
        label = QLabel(
            f"<b>{escape(self._broken(one.location))}</b> &nbsp;{escape(self._broken(one.text))}", self._inner
        )
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setMinimumWidth(NARROWEST)  # else it claims the room of its longest word and more
        line = OpeningLine(self._look, label, parent=self._inner, stop=not self.lines)
        line.setAccessibleName(f"{one.location}: {one.text}")
        line.clicked.connect(partial(self.opened.emit, one))
        line.reached.connect(partial(self._area.ensureWidgetVisible, line))
        self._group.addButton(line)
        self.lines.append(line)
        self.texts.append(label)
        return line

    def _broken(self, text: str) -> str:
        """Return ``text`` with words that no line could hold cut short: one would push all sentences out of sight."""
        measure = self.fontMetrics()
        return " ".join(measure.elidedText(word, Qt.TextElideMode.ElideRight, LONGEST_WORD) for word in text.split(" "))


def _pair(title: str, parent: QWidget) -> tuple[QLabel, QLabel]:
    label, value = QLabel(title, parent), QLabel(parent)
    label.setObjectName("muted")
    value.setAlignment(Qt.AlignmentFlag.AlignRight)
    return label, value
