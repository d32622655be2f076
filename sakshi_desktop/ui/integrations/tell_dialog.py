"""The question for an event of the house's own."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sakshi_desktop.core.errors import FieldsError, InvalidError, SakshiError
from sakshi_desktop.hub import messages
from sakshi_desktop.hub.types import EndpointRow
from sakshi_desktop.ui.integrations import webhook_words
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text

TYPING = 200
"""Milliseconds without a key after which it is asked who would be told."""
LOOKING = "Looking who gets it …"
ABOUT = (
    "All webhooks that want events of kind “custom” are told of it at once. Its data are what your other programs "
    "agreed on: send ids, and nothing that is a secret."
)


class TellDialog(FormDialog):
    """Asks for the data of an event of the house's own and says who would be told of it; says the data.

    Signals:
        hearers_wanted: who would be told, by the data as they are typed.
    """

    hearers_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Tell an event", "Tell it", parent)
        self.data = QPlainTextEdit(self)
        self.data.setTabChangesFocus(True)
        self.data.setMinimumHeight(150)
        self.data.setPlaceholderText('{"outlet": "LOC-3", "message": "The shop closes at six today."}')
        self.hearers = text(LOOKING, self, style="muted", wrap=True)
        self.hearers.setMinimumWidth(1)
        self._soon = QTimer(self, singleShot=True, interval=TYPING)
        self.lead(text(ABOUT, self, style="muted", wrap=True))
        self.field("data", "Its data", self.data)
        self.lead(self.hearers)
        self.data.textChanged.connect(self._soon.start)
        self._soon.timeout.connect(self._ask)

    def heard(self) -> dict[str, object]:
        """Return the data of the event.

        Raises:
            FieldsError: they are no JSON in braces.
        """
        try:
            return messages.typed(self.data.toPlainText())
        except InvalidError as error:
            raise FieldsError({"data": str(error)}) from error

    @Slot(object)
    def show_hearers(self, rows: Sequence[EndpointRow]) -> None:
        """Say who would be told."""
        self._say(webhook_words.hearers(rows))

    @Slot(object)
    def show_trouble(self, error: SakshiError) -> None:
        """Say why nobody would be told of it as it is typed."""
        self._say(str(error))

    @Slot()
    def _ask(self) -> None:
        self.hearers_wanted.emit(self.data.toPlainText())

    def _say(self, sentence: str) -> None:
        self.hearers.setText(sentence)
        self.fit()
