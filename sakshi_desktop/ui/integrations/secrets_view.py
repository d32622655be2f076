"""The section of secrets: the health of this PC's vault, and which PC holds which secret."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.hub.handover import PcRow
from sakshi_desktop.ui import icons
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations.secrets_model import Held, SecretsModel, Vaulted
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.secret_dialog import SecretDialog
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.widgets.texts import text
from sakshi_desktop.vault.sealing import fingerprint

ABOUT_FILE = (
    "All secrets of this PC go into one file, encrypted under a passphrase of yours. Whoever has the file and the "
    "passphrase has the secrets; whoever loses the passphrase has lost them. Sakshi asks for it at each start. "
    "A keyring is better where there is one."
)
ABOUT_GIVING = (
    "It is sealed to that PC: only its vault opens it, and the envelope is gone once it is there. Compare the letters "
    "with those that its own page shows; both PCs write it into the trail."
)
ABOUT_MOVING = "A sign-in by OAuth is held by one PC at a time: that PC has it from then on, and this one no more."
ABOUT_ENTERING = "Another PC holds it. What you enter goes into the vault of this PC; it must be the present one."
EMPTY = "No secrets yet. What you enter for a service or a webhook stands here, by its name alone."
WORKS = "It works: a trial secret was kept, read and forgotten."


def _here(row: Held) -> str:
    if row.use.version in row.here:
        return "Yes"
    return f"Only version {row.here[0]}" if row.here else "No"


def _elsewhere(row: Held) -> str:
    told = [host if version >= row.use.version else f"{host} (version {version})" for host, version in row.use.holders]
    return ", ".join(told) or "None at work"


def _tone(row: Held) -> Tone:
    return Tone.PLAIN if row.use.version in row.here else Tone.BAD


COLUMNS: tuple[Column[Held], ...] = (
    Column("Secret of", lambda row: f"{row.use.of} · {row.use.title}", key="of", width=300, least=180),
    Column("Version", lambda row: row.use.version, numeric=True, key="version", width=80),
    Column("On this PC", _here, tone=_tone, key="here", width=130),
    Column("PCs at work that hold it", _elsewhere, key="elsewhere", width=260, least=140),
    Column("Name in the vault", lambda row: row.use.name, key="name", width=230, least=140, spare=1, shown=False),
)


class HandOverDialog(FormDialog):
    """Asks to which PC a secret shall be handed over; says the PcRow."""

    def __init__(self, held: Held, others: Sequence[PcRow], parent: QWidget) -> None:
        super().__init__(f"Hand over the secret of {held.use.of}", "Hand over", parent)
        about = f"{ABOUT_GIVING} {ABOUT_MOVING}" if held.use.moves else ABOUT_GIVING
        self.lead(text(about, self, style="muted", wrap=True))
        self._others = others
        self.pc = QComboBox(self)
        for one in others:
            self.pc.addItem(f"{one.host} · {fingerprint(one.public_key)}")
        self.field("pc", "To", self.pc)

    def heard(self) -> PcRow:
        """Return the PC that was chosen."""
        return self._others[self.pc.currentIndex()]


class SecretsSection(Section):
    """The vault of this PC."""

    def __init__(self, desk: Desk) -> None:
        self.model = SecretsModel(desk.tasks, desk.program)
        super().__init__(desk, "Secrets", self.model)
        self._answer: Vaulted | None = None
        self.title, self.state = text("", self, style="figure"), text("", self, wrap=True)
        self.hint = text("", self, style="muted", wrap=True)
        self._sign = QLabel(self)
        self.test = QPushButton("Test now", self)
        self.to_file = QPushButton("Use an encrypted file …", self)
        self.unlock = QPushButton("Enter the passphrase …", self)
        self.to_keyring = QPushButton("Use the keyring", self)
        self.give, self.enter = QPushButton("Hand over …", self), QPushButton("Enter it here …", self)
        self.deeds.addWidget(self.enter)
        self.deeds.addWidget(self.give)
        self.table: RecordTable[Held] = RecordTable(desk, COLUMNS, "Secrets", of=("secret", "secrets"), empty=EMPTY)
        self._make()
        self.test.clicked.connect(self.refresh)
        self.to_file.clicked.connect(self.ask_file)
        self.unlock.clicked.connect(self.ask_passphrase)
        self.to_keyring.clicked.connect(self.model.use_keyring)
        self.give.clicked.connect(self.ask_give)
        self.enter.clicked.connect(self.ask_enter)
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)
        desk.look.changed.connect(self._tint)

    def show_answer(self, answer: Vaulted) -> None:
        """Show the vault."""
        self._answer = answer
        trouble, in_file = answer.trouble, answer.kind is VaultKind.FILE
        self.title.setText(answer.title)
        self.state.setText(trouble.sentence if trouble else WORKS)
        self.hint.setText(trouble.hint if trouble else "")
        self.hint.setVisible(bool(trouble and trouble.hint))
        self.unlock.setVisible(answer.locked)
        self.to_keyring.setVisible(in_file)
        self.to_file.setVisible(not in_file)
        for button in (self.unlock, self.to_keyring, self.to_file):
            button.setEnabled(answer.may_edit)
        self.table.show_rows(answer.secrets)
        missing = sum(one.use.version not in one.here for one in answer.secrets)
        parts = [f"{missing} not on this PC"] * bool(missing) + [f"Key of this PC: {answer.mine}"] * bool(answer.mine)
        self.say(" · ".join(parts))
        self._choose()
        self._tint()
        self.show_body()

    @Slot()
    def ask_file(self) -> None:
        """Ask for the passphrase of the encrypted file, which is made where there is none."""
        there = self._answer is not None and self._answer.file_exists
        if there:
            self.ask_passphrase()
            return
        dialog = SecretDialog(
            "Use an encrypted file", "Use the file", ABOUT_FILE, label="Passphrase", twice=True, parent=self
        )
        self.ask(dialog, self.model.make_file)

    @Slot()
    def ask_give(self) -> None:
        """Ask to which PC the chosen secret shall be handed over."""
        held = self._held()
        if held is not None and self._answer is not None:
            self.ask(HandOverDialog(held, self._answer.others, self), partial(self.model.give, held))

    @Slot()
    def ask_enter(self) -> None:
        """Ask for the chosen secret, which only another PC holds."""
        held = self._held()
        if held is not None:
            dialog = SecretDialog(f"The secret of {held.use.of}", "Keep", ABOUT_ENTERING, parent=self)
            self.ask(dialog, partial(self.model.enter, held))

    @Slot()
    def _choose(self) -> None:
        held, answer = self._held(), self._answer
        here = held is not None and held.use.version in held.here
        may = answer is not None and answer.may_edit and answer.trouble is None and held is not None
        headers = held is not None and held.use.name.endswith("/headers")
        self.give.setEnabled(may and here and answer is not None and bool(answer.others))
        self.enter.setEnabled(may and not here and not headers)

    def _held(self) -> Held | None:
        index = self.table.view.currentIndex()
        return self.table.model.row(index.row()) if index.isValid() else None

    @Slot()
    def ask_passphrase(self) -> None:
        """Ask for the passphrase of the file that is there."""
        about = "There is an encrypted file on this PC. Its passphrase opens it until Sakshi is closed."
        dialog = SecretDialog("Open the encrypted file", "Open", about, label="Passphrase", parent=self)
        self.ask(dialog, self.model.unlock)

    @Slot()
    def _tint(self) -> None:
        well = self._answer is not None and self._answer.trouble is None
        theme = self.desk.look.theme
        self._sign.setPixmap(icons.pixmap("check" if well else "alert", theme.good if well else theme.bad, 22))

    def _make(self) -> None:
        panel = QFrame(self.body)
        panel.setObjectName("panel")
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.title, self.state, self.hint):
            words.addWidget(label)
        row = QHBoxLayout(panel)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        for button in (self.unlock, self.to_file, self.to_keyring, self.test):
            row.addWidget(button)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(panel)
        column.addWidget(self.table, 1)
