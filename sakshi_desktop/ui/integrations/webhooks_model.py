"""What the section of webhooks asks and does, without a widget."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sakshi_desktop.core.errors import FieldsError, InvalidError, SakshiError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import allowances, deliveries, integrations, messages, samples
from sakshi_desktop.hub.proofs import Proof
from sakshi_desktop.hub.types import AttemptRow, DeliveryRow, EndpointForm, EndpointRow
from sakshi_desktop.store import instants
from sakshi_desktop.ui.integrations.webhook_dialog import Heard
from sakshi_desktop.ui.integrations.webhook_words import title
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question, Runs
from sakshi_desktop.ui.widgets.section import SectionModel

LOOK_EVERY = 200
"""Milliseconds between two looks at how a trial ended."""
LOOKS = 125


class Entry(Protocol):
    """An integration that webhooks can belong to."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """How it is called."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """All webhooks.

    Attributes:
        owners: the integrations that they can belong to, by id.
        allowed: the addresses of the inner network that an owner allowed.
    """

    rows: tuple[EndpointRow, ...]
    owners: tuple[tuple[int, str], ...]
    allowed: tuple[str, ...]
    may_edit: bool
    may_allow: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A test event and how it ended so far; ``attempt`` is None until there is an answer."""

    delivery: DeliveryRow
    attempt: AttemptRow | None

    @property
    def over(self) -> bool:
        """Return whether there is something to be told."""
        return self.attempt is not None or self.delivery.state is not DeliveryState.PENDING


class WebhooksModel(SectionModel):
    """The webhooks and what can be done with them; ``shown`` carries Hooks.

    Signals:
        made: a secret that is shown this once: the EndpointRow and the Secret.
        tried: how a test event ended, a Trial.
        sampled: what would be sent, a Sample.
        proven: how a trial of what is typed ended, a Proof.
        heard_by: who would be told of an event, EndpointRows.
        unheard: why that is not known, a SakshiError.
        told: an event was told: its id, and how many webhooks get it.
    """

    made = Signal(object, object)
    tried = Signal(object)
    sampled = Signal(object)
    proven = Signal(object)
    heard_by = Signal(object)
    unheard = Signal(object)
    told = Signal(str, int)

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self._looks = 0
        self._trial = 0
        self._timer = QTimer(self, singleShot=True, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._hearers = Question(tasks, self)
        self._hearers.answered.connect(self.heard_by)
        self._hearers.failed.connect(self.unheard)

    def load(self) -> Hooks:
        """Return the webhooks; called on another thread."""
        program = self._program
        rows = program.webhooks.listed()
        with program.database.read() as session:
            owners = tuple((row.id, row.name) for row in integrations.listed(session))
            allowed = tuple(str(entry) for entry in allowances.listed(session))
        rights = program.actor.rights
        return Hooks(tuple(rows), owners, allowed, Right.EDIT_WEBHOOKS in rights, Right.ALLOW_ADDRESSES in rights)

    def add(self, form: EndpointForm, secret: Secret | None, hidden: Mapping[str, Secret]) -> None:
        """Make a webhook."""
        work = partial(self._add, form, secret, hidden)
        self._tasks.run(work, self._tell_made, self.refused.emit)

    def edit(self, row: EndpointRow, form: EndpointForm, hidden: Mapping[str, Secret | None] | None) -> None:
        """Change a webhook from what was seen; ``hidden``: its secret headers, None keeps them or the value of one."""
        work = partial(self._edit, row, form, hidden)
        self.do(work, f"{title(row)} is changed.")

    def remove(self, row: EndpointRow) -> None:
        """Forget a webhook with its deliveries."""
        self.do(partial(self._remove, row.id), f"{title(row)} is removed.")

    def enable(self, row: EndpointRow) -> None:
        """Send to a webhook again."""
        self.do(partial(self._enable, row.id), lambda count: f"{title(row)} is enabled; {count:,} waited for that.")

    def disable(self, row: EndpointRow) -> None:
        """Send nothing to a webhook until it is enabled."""
        self.do(partial(self._disable, row.id), f"{title(row)} is disabled; what is due to it waits.")

    def rotate(self, row: EndpointRow, overlap: timedelta) -> None:
        """Sign with a fresh secret, and for a while with the old one too."""
        self._tasks.run(partial(self._rotate, row, overlap), self._tell_made, self.refused.emit)

    def recover(self, row: EndpointRow, since: datetime) -> None:
        """Send a webhook all that it wants and did not take since then."""
        when = "" if row.disabled_at is None else " once it is enabled"

        def told(count: int) -> str:
            return f"{count:,} {'delivery is' if count == 1 else 'deliveries are'} sent to {title(row)}{when}."

        self.do(partial(self._recover, row.id, since), told)

    def try_out(self, row: EndpointRow, kind: str, data: Mapping[str, object] | None = None) -> None:
        """Send a webhook a test event and watch how it ends."""
        self._looks = LOOKS
        self._tasks.run(partial(self._try_out, row.id, kind, data), self._watch, self.refused.emit)

    def try_typed(self, of: int | None, heard: Heard) -> None:
        """Send a trial to a webhook as it is typed; nothing of it is kept."""
        self._tasks.run(partial(self._try_typed, of, heard), self.proven.emit, self.refused.emit)

    def sample(self, key: int, kind: str) -> None:
        """Ask what a webhook would be sent for a kind of event."""
        self._tasks.run(partial(self._sample, key, kind), self.sampled.emit, self.refused.emit)

    def ask_hearers(self, text: str) -> None:
        """Ask who would be told of an event with these data, as they are typed; the latest is answered."""
        self._hearers.ask(partial(self._told_of, text))

    def tell(self, data: Mapping[str, object]) -> None:
        """Tell all webhooks that want it of an event of the house's own."""
        self._tasks.run(partial(self._tell, data), self._tell_told, self.refused.emit, must=True)

    def allow(self, text: str) -> None:
        """Let webhooks reach an address of the inner network."""
        self.do(partial(self._allow, text), f"Webhooks may reach {text.strip()} from now on.")

    def forbid(self, text: str) -> None:
        """Take such an entry back."""
        self.do(partial(self._forbid, text), f"Webhooks may not reach {text} any more.")

    def _add(
        self, form: EndpointForm, secret: Secret | None, hidden: Mapping[str, Secret]
    ) -> tuple[EndpointRow, Secret]:
        return self._program.webhooks.add(form, secret=secret, secret_headers=hidden)

    def _edit(self, row: EndpointRow, form: EndpointForm, hidden: Mapping[str, Secret | None] | None) -> EndpointRow:
        return self._program.webhooks.edit(row.id, form, seen=row.form, secret_headers=hidden)

    def _remove(self, key: int) -> None:
        self._program.webhooks.remove(key)

    def _enable(self, key: int) -> int:
        return self._program.webhooks.enable(key)

    def _disable(self, key: int) -> None:
        self._program.webhooks.disable(key)

    def _rotate(self, row: EndpointRow, overlap: timedelta) -> tuple[EndpointRow, Secret]:
        return row, self._program.webhooks.rotate(row.id, overlap=overlap)

    def _recover(self, key: int, since: datetime) -> int:
        return self._program.webhooks.recover(key, since)

    def _try_out(self, key: int, kind: str, data: Mapping[str, object] | None) -> int:
        return self._program.webhooks.try_out(key, kind, data)[0]

    def _try_typed(self, of: int | None, heard: Heard) -> Proof:
        return self._program.trials.webhook(heard.form, heard.secret, heard.hidden, of=of)

    def _sample(self, key: int, kind: str) -> samples.Sample:
        with self._program.database.read() as session:
            return samples.of(session, key, kind, at=instants.moment(session, self._program.clock))

    def _told_of(self, text: str) -> list[EndpointRow]:
        return self._program.webhooks.told_of(messages.typed(text) if text.strip() else {})

    def _tell(self, data: Mapping[str, object]) -> tuple[str, int]:
        try:
            return self._program.webhooks.tell(data)
        except InvalidError as error:
            raise FieldsError({"data": str(error)}) from error

    def _tell_told(self, told: tuple[str, int]) -> None:
        self.saved.emit("")
        self.told.emit(*told)
        self.refresh()

    def _allow(self, text: str) -> None:
        program = self._program
        with program.database.begin() as session:
            allowances.allow(session, text, by=program.actor, at=program.clock())

    def _forbid(self, text: str) -> None:
        program = self._program
        with program.database.begin() as session:
            allowances.forget(session, text, by=program.actor, at=program.clock())

    def _tell_made(self, made: tuple[EndpointRow, Secret]) -> None:
        self.saved.emit("")
        self.made.emit(*made)
        self.refresh()

    def _watch(self, delivery: int) -> None:
        self.saved.emit("")
        self._trial = delivery
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        self._tasks.run(partial(self._read_trial, self._trial), self._looked, self._lost)

    def _read_trial(self, delivery: int) -> Trial:
        with self._program.database.read() as session:
            row, found = deliveries.one(session, delivery), deliveries.attempts(session, delivery)
        answered = [one for one in found if one.status is not None or one.error is not None]
        return Trial(row, answered[-1] if answered else None)

    def _looked(self, trial: Trial) -> None:
        self._looks -= 1
        if trial.delivery.id != self._trial:
            return
        if trial.over or self._looks <= 0:
            self.tried.emit(trial)
            self.refresh()
        else:
            self._timer.start()

    def _lost(self, error: SakshiError) -> None:
        self.refused.emit(error)
