"""The small questions and answers about webhooks."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import FieldsError, InvalidError, SakshiError
from sakshi_desktop.core.secret import HIDDEN, Secret
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import messages, retention, samples
from sakshi_desktop.hub.retention import Retention
from sakshi_desktop.hub.samples import Sample
from sakshi_desktop.hub.types import EndpointRow
from sakshi_desktop.hub.webhooks import TRIAL
from sakshi_desktop.ui.integrations import webhook_words
from sakshi_desktop.ui.widgets import numbers
from sakshi_desktop.ui.widgets.form_dialog import EDGE, FormDialog
from sakshi_desktop.ui.widgets.texts import text

WIDTH = 560
OVERLAPS = (
    ("For 24 hours both secrets sign", timedelta(hours=24)),
    ("For 7 days both secrets sign", timedelta(days=7)),
    ("For an hour both secrets sign", timedelta(hours=1)),
    ("The old one leaked: it signs no more, from now on", timedelta(0)),
)


PERSONAL = "personal data stands as dots here, not in what is sent"
RETAINED = {
    "done_days": "Delivered",
    "attempt_days": "Requests, given up",
    "run_days": "What syncs did",
}


class OnceDialog(QDialog):
    """Shows a fresh signing secret, this once."""

    def __init__(self, row: EndpointRow, secret: Secret, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"The signing secret of {webhook_words.title(row)}")
        self._secret = secret
        about = text(
            "The receiver needs it to know that a message is yours. It is in the vault of this PC by now, "
            "and is shown this once.",
            self,
            wrap=True,
        )
        about.setFixedWidth(WIDTH - 2 * EDGE)
        self.shown = QLineEdit(secret.reveal(), self)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName("Signing secret")
        self.copy = QPushButton("Copy", self)
        self.copy.clicked.connect(self._copy)
        row_of_it = QHBoxLayout()
        row_of_it.addWidget(self.shown, 1)
        row_of_it.addWidget(self.copy)
        done = QPushButton("Done", self)
        done.setObjectName("primary")
        done.clicked.connect(self.accept)
        buttons = QDialogButtonBox(self)
        buttons.addButton(done, QDialogButtonBox.ButtonRole.AcceptRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 18, EDGE, 16)
        column.setSpacing(12)
        column.addWidget(about)
        column.addLayout(row_of_it)
        column.addWidget(buttons)
        self.finished.connect(self._forget)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._secret.reveal())
        self.copy.setText("Copied")

    @Slot()
    def _forget(self) -> None:
        self.shown.clear()
        self.deleteLater()


class RotateDialog(FormDialog):
    """Asks how long the old signing secret stays good beside the new one; says the timedelta."""

    def __init__(self, row: EndpointRow, parent: QWidget) -> None:
        super().__init__(f"A new signing secret for {webhook_words.title(row)}", "Make it", parent)
        self.overlap = QComboBox(self)
        for words, span in OVERLAPS:
            self.overlap.addItem(words, span)
        self.field("overlap", "Old secret", self.overlap)

    def heard(self) -> timedelta:
        """Return how long both sign."""
        return OVERLAPS[self.overlap.currentIndex()][1]


class RecoverDialog(FormDialog):
    """Asks since when a receiver has missed something; says the instant."""

    def __init__(self, row: EndpointRow, today: int, parent: QWidget) -> None:
        super().__init__(f"Recover {webhook_words.title(row)}", "Send them", parent)
        about = "Everything that it wants and did not take since then is sent now, oldest first. What it took is not."
        self.lead(text(about, self, style="muted", wrap=True))
        self.since = QDateEdit(self)
        self.since.setCalendarPopup(True)
        self.since.setDisplayFormat("d MMM yyyy")
        when = to_date(today)
        self.since.setDate(QDate(when.year, when.month, when.day))
        self.time = QTimeEdit(self)
        self.time.setDisplayFormat("HH:mm")
        numbers.make_room(self.time)
        self.time.setAccessibleName("Since what time of that day")
        room = QHBoxLayout()
        room.setSpacing(8)
        room.addWidget(self.since, 1)
        room.addWidget(self.time)
        self.field("since", "Since", self.since, room=room)

    def heard(self) -> datetime:
        """Return the instant that was chosen."""
        day, time = self.since.date(), self.time.time()
        zone = clocks.zone(clocks.DEFAULT_ZONE)
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=zone).astimezone(UTC)


class TrialDialog(FormDialog):
    """Asks for an event and its data, to be sent to one receiver as a trial; says both."""

    def __init__(self, row: EndpointRow, parent: QWidget) -> None:
        super().__init__(f"Test {webhook_words.title(row)}", "Send it", parent)
        self.kind, self.data = QComboBox(self), QPlainTextEdit(self)
        self.kind.addItems(list(EVENT_TYPES))
        self.data.setTabChangesFocus(True)
        self.data.setMinimumHeight(150)
        self.field("kind", "Event", self.kind)
        self.field("data", "Its data", self.data)
        self.kind.currentTextChanged.connect(self._offer)
        self.kind.setCurrentText(TRIAL)

    def heard(self) -> tuple[str, dict[str, object]]:
        """Return the kind of event and its data.

        Raises:
            FieldsError: the data are no JSON in braces.
        """
        try:
            return self.kind.currentText(), messages.typed(self.data.toPlainText())
        except InvalidError as error:
            raise FieldsError({"data": str(error)}) from error

    @Slot(str)
    def _offer(self, kind: str) -> None:
        example = samples.MADE_UP.get(kind.partition(".")[0], {"message": "A trial of Sakshi Desktop."})
        self.data.setPlainText(json.dumps(example, ensure_ascii=False, indent=2))


class SendingDialog(QDialog):
    """Shows what will be sent for a kind of event: headers with secrets masked, the very body, its size.

    Signals:
        wanted: another kind of event.
    """

    wanted = Signal(str)

    def __init__(self, row: EndpointRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"What {webhook_words.title(row)} gets")
        self.setMinimumWidth(WIDTH)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("Kind of event")
        self.kind.addItems(list(samples.kinds(row.form)))
        self.about = text("", self, style="muted", wrap=True)
        self.shown = QPlainTextEdit(self)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName("Request")
        self.shown.setMinimumHeight(260)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.kind)
        column.addWidget(self.about)
        column.addWidget(self.shown, 1)
        column.addWidget(buttons)
        self.kind.currentTextChanged.connect(self.wanted)

    @Slot(object)
    def show_sample(self, sample: Sample) -> None:
        """Show what would be sent."""
        if sample.kind != self.kind.currentText():
            return
        origin = "The newest one of this house" if sample.real else "There was none yet, this one is made up"
        size = f"{sample.size:,} of at most {sample.most:,} bytes"
        self.about.setText(" · ".join([origin, size, *([PERSONAL] if HIDDEN in sample.body else [])]))
        lines = [f"POST {sample.url}", *(f"{name}: {value}" for name, value in sample.heads), "", sample.body]
        self.shown.setPlainText("\n".join(lines))
        self._grow()

    @Slot(object)
    def refuse(self, error: SakshiError) -> None:
        """Say why nothing can be shown."""
        self.about.setText(str(error))
        self.shown.clear()
        self._grow()

    def _grow(self) -> None:
        """Be as high as what is said about the request needs: a dialog does not grow with its words by itself."""
        self.resize(self.width(), max(self.height(), self._column.totalHeightForWidth(self.width())))


class AllowedDialog(FormDialog):
    """Shows the allowed addresses of the inner network, and asks for another; says the address.

    Signals:
        unwanted: an entry shall be taken back.
    """

    unwanted = Signal(str)

    def __init__(self, entries: Sequence[str], parent: QWidget) -> None:
        super().__init__("Addresses of the inner network", "Allow", parent)
        about = (
            "Webhooks never reach this PC or its network, unless the owner allows an address here, such as "
            "127.0.0.1:9000 for Tally. Each entry is in the audit trail."
        )
        self.lead(text(about, self, style="muted", wrap=True))
        for entry in entries:
            self.lead(self._entry(entry))
        self.address = QLineEdit(self)
        self.address.setPlaceholderText("127.0.0.1:9000")
        self.field("address", "Address and port", self.address)

    def heard(self) -> str:
        """Return the address that was typed."""
        return self.address.text()

    def _entry(self, entry: str) -> QWidget:
        line = QWidget(self)
        line.setObjectName("clear")
        drop = QPushButton("Take back", line)
        drop.setAccessibleName(f"Take back {entry}")
        drop.clicked.connect(partial(self._drop, entry))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text(entry, line), 1)
        row.addWidget(drop)
        return line

    def _drop(self, entry: str) -> None:
        self.unwanted.emit(entry)


class ResendDialog(FormDialog):
    """Asks once more before everything that was found is sent; says whether what was just sent once more is, too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Send all found once more", "Send", parent)
        about = (
            "Everything that this search found, on this page or not, is sent once more at once and with a new "
            "schedule. What is on its way or arrived since you searched is left alone. A receiver can tell by the "
            "webhook-id that it has it already."
        )
        self.lead(text(about, self, wrap=True))
        self.again = QCheckBox("Also what was sent once more within the last hour and arrived", self)
        self.lead(self.again)

    def heard(self) -> bool:
        """Return whether that is meant too."""
        return self.again.isChecked()


class RetentionDialog(FormDialog):
    """Asks how many days deliveries, requests and what runs did are kept; says the Retention."""

    def __init__(self, kept: Retention, parent: QWidget) -> None:
        super().__init__("How long things are kept", "Keep so", parent)
        about = (
            "What is older is forgotten, a little every hour: it cannot be seen, sent again or taken back any more. "
            "What waits for a disabled webhook or a paused service is kept as long as what was given up."
        )
        self.lead(text(about, self, style="muted", wrap=True))
        self.days = {name: QSpinBox(self) for name in asdict(kept)}
        for name, title in RETAINED.items():
            self.days[name].setRange(1, retention.MOST_DAYS)
            self.days[name].setSuffix(" days")
            self.days[name].setValue(getattr(kept, name))
            numbers.make_room(self.days[name])
            self.field(name, title, self.days[name])

    def heard(self) -> Retention:
        """Return what was chosen."""
        return Retention(**{name: field.value() for name, field in self.days.items()})
