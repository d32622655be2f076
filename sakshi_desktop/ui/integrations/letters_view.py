"""The section of dead letters: records that a sync could not take, to be corrected and tried alone."""

import json
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_count
from sakshi_desktop.hub.letters import Letter
from sakshi_desktop.store.counting import Count
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations.letters_model import Letters, LettersModel
from sakshi_desktop.ui.widgets.columns import amount
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.halves import Halves
from sakshi_desktop.ui.widgets.newest import Newest
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.widgets.texts import Elided, Sentence

HALVES = (620, 440)
UNSAVED = "What you typed into a record that was not taken is not saved."
ABOUT_DROPPING = "{name} is forgotten for good: it stays untaken, and no run asks for it again unless it changes there."
COLUMNS: tuple[Column[Letter], ...] = (
    Column("Why", lambda row: row.error, key="error", width=220, least=150),
    Column("Record", lambda row: row.external_id, key="record", width=120, least=72),
    Column("Sync", lambda row: row.job_id, partial(ids.show, "JOB"), key="job", width=80, spare=2),
    amount("Amount", lambda row: row.amount_paise, key="amount", width=100, spare=1),
    Column("Tries", lambda row: row.tries, format_count, numeric=True, key="tries", width=60, spare=3),
)


class LettersSection(Section):
    """The dead letters."""

    def __init__(self, desk: Desk) -> None:
        self.model = LettersModel(desk.tasks, desk.program)
        super().__init__(desk, "Dead letters", self.model)
        self._answer: Letters | None = None
        self._row: Letter | None = None
        self._typed: dict[int, str] = {}
        self.all = QPushButton("Try all again", self)
        self.deeds.addWidget(self.all)
        self._oldest: Newest[Letter] = Newest(
            desk, COLUMNS, "Dead letters", ("record", "records"), self, words="Show more of them"
        )
        self.table, self.further = self._oldest.table, self._oldest.older
        self.panel = QFrame(self)
        self.panel.setObjectName("panel")
        self.heading, self.facts = Elided(self.panel, style="heading"), Facts(self.panel)
        self.record = QPlainTextEdit(self.panel)
        self.record.setAccessibleName("Record")
        self.record.setTabChangesFocus(True)
        self.trouble = Sentence(self.panel, style="wrong")
        self.save = QPushButton("Save", self.panel)
        self.again = QPushButton("Save and try again", self.panel)
        self.drop = QPushButton("Forget …", self.panel)
        self._make()
        self._wire()

    def show_answer(self, answer: Letters) -> None:
        """Show the letters."""
        self._answer = answer
        self.all.setVisible(bool(answer.rows))
        self.all.setEnabled(answer.may_run)
        more = answer.total > len(answer.rows)
        self.say(f"The oldest {len(answer.rows):,} of {answer.total:,}" if more else "")
        if not answer.rows:
            self._row = None
            self._typed.clear()
            self.notice.say("Every record was taken.", "One that a sync cannot take stands here with its reason.")
            self.show_notice()
            return
        self._oldest.show_rows(answer.rows, self.model.whole(), Count(answer.total) if more else None)
        shown = None if self._row is None else self._row.id
        self._show_letter(self.table.choose(lambda row: row.id == shown))
        self._forget_done(answer, more=more)
        self.show_body()

    def unsaved(self) -> Sequence[str]:
        """Return that corrections were typed and not saved."""
        if self._row is not None:
            self._keep_typed(self._row)
        return (UNSAVED,) if self._typed else ()

    def _keep_typed(self, row: Letter) -> None:
        typed = self.record.toPlainText()
        if typed == _laid_out(row.body):
            self._typed.pop(row.id, None)
        else:
            self._typed[row.id] = typed

    def _forget_done(self, answer: Letters, *, more: bool) -> None:
        """Forget what was typed into records that say so by now, or are gone."""
        bodies = {row.id: row.body for row in answer.rows}
        for key, typed in tuple(self._typed.items()):
            if (key not in bodies and not more) or (key in bodies and _means(typed, bodies[key])):
                del self._typed[key]

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._show_letter(self.table.model.row(index.row()))

    def _show_letter(self, row: Letter) -> None:
        before, self._row = self._row, row
        if before is not None and before.body != row.body and before.id == row.id:
            self._typed.pop(row.id, None)
        elif before is not None:
            self._keep_typed(before)
        self.heading.setText(f"{row.source} · {row.external_id}")
        self.facts.show_facts(
            [
                ("Why", row.error),
                ("Tried", f"{row.tries} times" if row.tries > 1 else "once"),
                ("Last", dates.moment(row.at)),
                ("Corrected by", row.edited_by or ""),
                ("Next", "With the next run" if row.waits else ""),
            ]
        )
        if before is None or before.id != row.id or before.body != row.body:  # what is being typed stays
            self.record.setPlainText(self._typed.get(row.id, _laid_out(row.body)))
            self.trouble.setText("")
        may = self._answer is not None and self._answer.may_run
        self.record.setReadOnly(not may)
        for button in (self.save, self.again, self.drop):
            button.setEnabled(may)

    def _save(self, retry: bool) -> None:  # noqa: FBT001  # which of two buttons
        if self._row is not None:
            typed = self.record.toPlainText()
            body = self._row.body if typed == _laid_out(self._row.body) else typed
            self.trouble.setText("")
            self.model.save(self._row, body, retry=retry)

    @Slot()
    def _ask_drop(self) -> None:
        row = self._row
        if row is not None:
            about = ABOUT_DROPPING.format(name=row.external_id)
            self.ask(ConfirmDialog(f"Forget {row.external_id}", about, "Forget it", self), partial(self._do_drop, row))

    def _do_drop(self, row: Letter, _yes: object) -> None:
        self.model.drop(row)

    def _wire(self) -> None:
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)
        self.save.clicked.connect(partial(self._save, False))  # the same
        self.again.clicked.connect(partial(self._save, True))  # the same
        self.drop.clicked.connect(self._ask_drop)
        self.further.clicked.connect(self.model.further)
        self.all.clicked.connect(self.model.retry_all)
        self.model.refused.connect(self._say_trouble)

    @Slot(object)
    def _say_trouble(self, error: object) -> None:
        self.trouble.setText(str(error))

    def _make(self) -> None:
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        deeds.addWidget(self.drop)
        deeds.addStretch(1)
        deeds.addWidget(self.save)
        deeds.addWidget(self.again)
        self.again.setObjectName("primary")
        inside = QVBoxLayout(self.panel)
        inside.setContentsMargins(16, 10, 16, 14)
        inside.setSpacing(8)
        for part in (self.heading, self.facts):
            inside.addWidget(part)
        inside.addWidget(self.record, 1)
        inside.addWidget(self.trouble)
        inside.addLayout(deeds)
        halves = Halves(self.desk.kept, "letters", (self._oldest, self.panel), HALVES)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(halves)


def _laid_out(body: str) -> str:
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False)


def _means(typed: str, body: str) -> bool:
    try:
        return bool(json.loads(typed) == json.loads(body))
    except ValueError:
        return False
