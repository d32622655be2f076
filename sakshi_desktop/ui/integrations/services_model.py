"""What the section of services asks and does, without a widget."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core.errors import CancelledError, SakshiError, VaultError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import condition, integrations, keys, proofs
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.hub.proofs import Proof
from sakshi_desktop.store import instants
from sakshi_desktop.ui.integrations.service_dialog import Heard
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import RunsLong
from sakshi_desktop.ui.widgets.section import SectionModel


@dataclass(frozen=True, slots=True)
class Service:
    """A service and what this PC knows of its secret.

    Attributes:
        secret: in a few words, never the secret itself.
        held: this PC holds it in its present version.
        ending: a person must sign in again before long.
    """

    row: IntegrationRow
    secret: str
    held: bool
    ending: bool = False

    @property
    def id(self) -> int:
        """Return the id of the service."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Services:
    """All services.

    Attributes:
        trouble: why the secrets cannot be looked at, None where they can.
        may_edit: whether who sits here may change them.
    """

    cards: tuple[Service, ...]
    trouble: VaultError | None
    may_edit: bool


class ServicesModel(SectionModel):
    """The services and what can be done with them; ``shown`` carries Services.

    Signals:
        tried: what was tested before it is saved, and its Proof.
        browser_wanted: an address at which a person signs in.
    """

    tried = Signal(object, object)
    browser_wanted = Signal(str)

    def __init__(self, tasks: RunsLong, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._long = tasks
        self._program = program

    def load(self) -> Services:
        """Return the services; called on another thread."""
        with self._program.database.read() as session:
            rows = integrations.listed(session, clock=instants.shared(session, self._program.clock))
        may = Right.EDIT_INTEGRATIONS in self._program.actor.rights
        return _with_secrets(rows, self._program.vault, self._program.clock(), may_edit=may)

    def create(self, heard: Heard) -> None:
        """Connect a service."""
        self.do(partial(self._create, heard), f"{heard.form.name} is connected.")

    def edit(self, seen: IntegrationRow, heard: Heard) -> None:
        """Change a service from what was seen."""
        self.do(partial(self._edit, seen, heard), partial(_changed, seen))

    def try_out(self, of: int | None, heard: Heard) -> None:
        """Test a service as it is typed; nothing of it is kept."""
        work = partial(self._program_trial, heard, of)
        self._tasks.run(work, partial(self._tell_tried, heard), self.refused.emit)

    def test(self, row: IntegrationRow) -> None:
        """Test a service as it stands, and its webhooks."""
        self.do(partial(self._test, row.id), lambda proof: f"{row.name}: {proof.sentence}", must=False)

    def connect_service(self, row: IntegrationRow) -> None:
        """Let a person sign in to a service in the browser; it is waited for at the foot of the window."""
        done = partial(self._done, lambda proof: f"{row.name} is connected. {proof.sentence}")
        self._long.long(f"Signing in to {row.name} in the browser", partial(self._connect, row.id), done, self._gave_up)

    def set_mode(self, row: IntegrationRow) -> None:
        """Let the work of a service count, or be a test."""
        said = "is in test mode" if row.live else "is live"
        self.do(partial(self._set_mode, row), f"{row.name} {said}.")

    def pause(self, row: IntegrationRow) -> None:
        """Let a service rest."""
        self.do(partial(self._switch, row, active=False), f"{row.name} is paused.")

    def activate(self, row: IntegrationRow) -> None:
        """Let a service work."""
        self.do(partial(self._switch, row, active=True), f"{row.name} is active.")

    def remove(self, row: IntegrationRow) -> None:
        """Forget a service, its webhooks and its secrets."""
        self.do(partial(self._end, keys.remove, row.id), f"{row.name} is removed.")

    def replace_secret(self, row: IntegrationRow, secret: Secret) -> None:
        """Give a service a new secret."""
        self.do(partial(self._end, keys.replace, row.id, secret), f"The new secret of {row.name} is in use.")

    def forget_secret(self, row: IntegrationRow) -> None:
        """Let a service have no secret any more."""
        self.do(partial(self._end, keys.forget, row.id), f"The secret of {row.name} is forgotten.")

    def _end(self, deed: Callable[..., object], integration_id: int, *words: object) -> None:
        """Do what may end the sign-in of a service, and give its tokens back then."""
        program = self._program
        with program.leaving.sign_in_of(integration_id):
            deed(program.database, program.vault, integration_id, *words, by=program.actor, clock=program.clock)

    def _create(self, heard: Heard) -> IntegrationRow:
        program = self._program
        row = keys.connect(
            program.database, program.vault, heard.form, heard.secret, by=program.actor, clock=program.clock
        )
        return self._settle(row, heard, was_live=False)

    def _edit(self, seen: IntegrationRow, heard: Heard) -> IntegrationRow:
        program = self._program
        with program.leaving.sign_in_of(seen.id):
            row = keys.change(
                program.database, program.vault, seen, heard.form, heard.secret, by=program.actor, clock=program.clock
            )
        return self._settle(row, heard, was_live=seen.live)

    def _settle(self, row: IntegrationRow, heard: Heard, *, was_live: bool) -> IntegrationRow:
        program = self._program
        if heard.proof is None:
            return row
        with program.database.begin() as session:
            return proofs.settle(
                session, row, heard.form, heard.proof, was_live=was_live, by=program.actor, clock=program.clock
            )

    def _program_trial(self, heard: Heard, of: int | None) -> Proof:
        return self._program.trials.service(heard.form, heard.secret, of=of)

    def _tell_tried(self, heard: Heard, proof: Proof) -> None:
        self.tried.emit(heard, proof)

    def _connect(self, integration_id: int, progress: Callable[[float, str], None]) -> Proof:
        def stopped() -> bool:
            try:
                progress(0.0, "")
            except CancelledError:
                return True
            return False

        return self._program.trials.connect(integration_id, self.browser_wanted.emit, stopped=stopped)

    def _gave_up(self, error: SakshiError) -> None:
        self.refused.emit(error)
        self.refresh()

    def _set_mode(self, row: IntegrationRow) -> None:
        act = proofs.go_test if row.live else proofs.go_live
        with self._program.database.begin() as session:
            act(session, row.id, by=self._program.actor, clock=self._program.clock)

    def _switch(self, row: IntegrationRow, *, active: bool) -> None:
        act = integrations.activate if active else integrations.pause
        with self._program.database.begin() as session:
            act(session, row.id, by=self._program.actor, clock=self._program.clock)

    def _test(self, integration_id: int) -> Proof:
        return self._program.trials.integration(integration_id)


def _changed(seen: IntegrationRow, row: IntegrationRow) -> str:
    if seen.live and not row.live:
        return f"{row.name} is changed, and in test mode until a test with that has passed."
    return f"{row.name} is changed."


def _runs_out(until: int | None, at: datetime) -> str:
    if until is None:
        return ""
    left = condition.days_left(until, at)
    return f" · {'ran' if left < 0 else 'runs'} out {condition.countdown(left)}"


def _ends(until: int | None, at: datetime) -> bool:
    return until is not None and condition.days_left(until, at) <= condition.WARN_DAYS


def _sign_in(row: IntegrationRow, *, held: bool) -> str:
    """Return where a person is signed in to a service."""
    if row.unready:
        return "Not signed in"
    return "Signed in on this PC" if held else "Signed in on another PC"


def _with_secrets(rows: list[IntegrationRow], vault: Vault, at: datetime, *, may_edit: bool) -> Services:
    cards: list[Service] = []
    trouble: VaultError | None = None
    for row in rows:
        words, held = "No secret", False
        if row.secret_name is not None and trouble is None:
            try:
                ending = keys.ending(vault, row)
                held = ending is not None
                words = f"Secret {ending}" if ending else "Its secret is not on this PC"
                words = _sign_in(row, held=held) if row.by_oauth else words
                words += _runs_out(row.form.secret_until, at)
            except VaultError as error:  # a keyring that is locked for one is locked for all
                trouble = error
        if row.secret_name is not None and trouble is not None:
            words = "Its secret cannot be looked at"
        cards.append(Service(row, words, held, ending=row.by_oauth and _ends(row.form.secret_until, at)))
    return Services(tuple(cards), trouble, may_edit)
