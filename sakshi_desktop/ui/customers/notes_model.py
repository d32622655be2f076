"""The notes about one customer or order, without a widget; the one that is being written keeps itself."""

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import DatabaseError, SakshiError
from sakshi_desktop.portal import notes
from sakshi_desktop.portal.types import NoteRow
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.questions import Question


class About(StrEnum):
    """What notes are about."""

    CUSTOMER = "customer"
    ORDER = "order"


LISTS = {About.CUSTOMER: notes.of_customer, About.ORDER: notes.of_order}
NOT_SAVED = "Not saved"
PAUSE = 700
"""Milliseconds without a letter after which a note is kept."""


class NoteDraft(QObject):
    """A note that is being written.

    Attributes:
        key: what it is about.
        note_id: the note as it is kept, None before it is.
        word: how it stands, as ``stood`` last said.
        ends: the writer is done with it; whoever writes on is not.

    Signals:
        stood: how it stands, a word: "Saving …", "Saved", or nothing.
        settled: all that was written is kept.
        refused: why it was not kept, a SakshiError; the text is still here.
    """

    stood = Signal(str)
    settled = Signal()
    refused = Signal(object)

    def __init__(self, work: Work, about: About, key: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._about = about
        self.key = key
        self.note_id: int | None = None
        self.word = ""
        self.ends = False
        self._trouble: SakshiError | None = None
        self._text = ""
        self._kept = ""
        self._busy = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.keep)

    @property
    def at_rest(self) -> bool:
        """Return whether all that was written is kept."""
        return not self._busy and self._text.strip() == self._kept

    @property
    def text(self) -> str:
        """Return what was written."""
        return self._text

    @property
    def is_refused(self) -> bool:
        """Return whether it could not be kept as it stands."""
        return self._trouble is not None and not self.at_rest

    def write(self, text: str) -> None:
        """Take in what was written so far; it is kept when the writer pauses."""
        if text != self._text:
            self._text, self.ends = text, False
            self._stand("" if self.at_rest else "Saving …")
            self._pause.start()

    def try_again(self) -> None:
        """Keep it if it was the database that could not."""
        if isinstance(self._trouble, DatabaseError):
            self.keep()

    @Slot()
    def keep(self) -> None:
        """Keep what was written so far."""
        self._pause.stop()
        text = self._text.strip()
        if self._busy or text == self._kept:
            return
        self._busy = True
        self._stand("Saving …")
        self._work.write(partial(self._save, text=text), partial(self._saved, text), self._failed)

    def _save(self, session: Session, text: str) -> int | None:
        by, clock = self._work.by, self._work.clock
        if self.note_id is None:
            return _add(session, text, self._about, self.key, self._work).id
        if text:
            return notes.edit(session, self.note_id, text, by=by, clock=clock).id
        notes.remove(session, self.note_id, by=by, clock=clock)
        return None

    def _saved(self, text: str, note_id: int | None) -> None:
        self._busy, self._kept, self.note_id, self._trouble = False, text, note_id, None
        if not self.at_rest:
            self.keep()
            return
        self._stand("Saved" if text else "")
        self.settled.emit()

    def _failed(self, error: SakshiError) -> None:
        self._busy, self._trouble = False, error
        self._stand(NOT_SAVED)
        self.refused.emit(error)

    def _stand(self, word: str) -> None:
        self.word = word
        self.stood.emit(word)


class NotesModel(QObject):
    """The notes about a customer or an order.

    What could not be kept stays: in its place while that is shown, and there again when it is shown again.

    Signals:
        shown: the notes without the one being written, NoteRows.
        failed: why there are none, a SakshiError.
        stood: how the note being written stands, a word.
        begun: a new note is begun; what was written before is kept, or waits where it belongs.
        resumed: a note that waited is written on, its text.
        removed: what a removed note said.
        told: why something was not written, a sentence.
    """

    shown = Signal(object)
    failed = Signal(object)
    stood = Signal(str)
    begun = Signal()
    resumed = Signal(str)
    removed = Signal(str)
    told = Signal(str)

    def __init__(self, work: Work, about: About, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._about = about
        self._key = 0
        self._drafts: dict[int, NoteDraft] = {}
        self._question = Question(work.tasks, self)
        self._question.answered.connect(self._show)
        self._question.failed.connect(self.failed)

    def open(self, key: int) -> None:
        """Ask for the notes about another one; what was being written about this one is kept."""
        self.finish()
        if key != self._key:
            self._key = key
            self.begun.emit()
            if key in self._drafts:
                self.resumed.emit(self._drafts[key].text)
                self.stood.emit(self._drafts[key].word)
        self.refresh()

    @property
    def refused(self) -> bool:
        """Return whether a note could not be kept and waits."""
        return any(draft.is_refused for draft in self._drafts.values())

    def try_again(self) -> None:
        """Keep what the database could not take before."""
        for draft in tuple(self._drafts.values()):
            draft.try_again()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        if self._key:
            self._question.ask(self._work.reading(partial(_listed, about=self._about, key=self._key)))

    def write(self, text: str) -> None:
        """Take in what was written so far."""
        if self._key not in self._drafts:
            if not text.strip():
                return
            draft = NoteDraft(self._work, self._about, self._key, self)
            draft.stood.connect(partial(self._stand, draft))
            draft.settled.connect(partial(self._settle, draft))
            draft.refused.connect(self._fail)
            self._drafts[self._key] = draft
        self._drafts[self._key].write(text)

    @Slot()
    def finish(self) -> None:
        """Keep what was written, and begin a new note once it is kept."""
        draft = self._drafts.get(self._key)
        if draft is not None:
            draft.ends = True
            draft.keep()
            if draft.at_rest:
                self._settle(draft)

    def _stand(self, draft: NoteDraft, word: str) -> None:
        if draft.key == self._key:
            self.stood.emit(word)

    def _settle(self, draft: NoteDraft) -> None:
        if draft.ends:
            del self._drafts[draft.key]
            draft.deleteLater()
            if draft.key == self._key:
                self.begun.emit()
                self.refresh()

    def remove(self, note_id: int) -> None:
        """Remove a note; it can be written again."""
        work = partial(notes.remove, note_id=note_id, by=self._work.by, clock=self._work.clock)
        self._work.write(work, self._removed, self._fail)

    def put_back(self, body: str) -> None:
        """Write a removed note again."""
        work = partial(_add, body=body, about=self._about, key=self._key, means=self._work)
        self._work.write(work, self._written, self._fail)

    def _removed(self, body: str) -> None:
        self.removed.emit(body)
        self.refresh()

    def _written(self, _row: NoteRow) -> None:
        self.refresh()

    @Slot(object)
    def _fail(self, error: SakshiError) -> None:
        self.told.emit(str(error))

    @Slot(object)
    def _show(self, rows: tuple[NoteRow, ...]) -> None:
        draft = self._drafts.get(self._key)
        writing = None if draft is None else draft.note_id
        self.shown.emit(tuple(row for row in rows if row.id != writing))


def _listed(session: Session, about: About, key: int) -> tuple[NoteRow, ...]:
    return LISTS[about](session, key)


def _add(session: Session, body: str, about: About, key: int, means: Work) -> NoteRow:
    customer, order = (key, None) if about is About.CUSTOMER else (None, key)
    return notes.add(session, body, customer_id=customer, order_id=order, by=means.by, clock=means.clock)
