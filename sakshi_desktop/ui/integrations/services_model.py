"""What the section of services asks and does, without a widget."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm, IntegrationRow
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel


@dataclass(frozen=True, slots=True)
class Service:
    """A service and what this PC knows of its secret.

    Attributes:
        secret: in a few words, never the secret itself.
        held: this PC holds it in its present version.
    """

    row: IntegrationRow
    secret: str
    held: bool

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
    """The services and what can be done with them; ``shown`` carries Services."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program

    def load(self) -> Services:
        """Return the services; called on another thread."""
        with self._program.database.read() as session:
            rows = integrations.listed(session)
        may = Right.EDIT_INTEGRATIONS in self._program.actor.rights
        return _with_secrets(rows, self._program.vault, may_edit=may)

    def create(self, form: IntegrationForm) -> None:
        """Connect a service."""
        self.do(partial(self._create, form), f"{form.name} is connected.")

    def edit(self, seen: IntegrationRow, form: IntegrationForm) -> None:
        """Change a service from what was seen."""
        self.do(partial(self._edit, seen, form), f"{form.name} is changed.")

    def pause(self, row: IntegrationRow) -> None:
        """Let a service rest."""
        self.do(partial(self._switch, row, active=False), f"{row.name} is paused.")

    def activate(self, row: IntegrationRow) -> None:
        """Let a service work."""
        self.do(partial(self._switch, row, active=True), f"{row.name} is active.")

    def remove(self, row: IntegrationRow) -> None:
        """Forget a service, its webhooks and its secrets."""
        program = self._program
        work = partial(keys.remove, program.database, program.vault, row.id, by=program.actor, clock=program.clock)
        self.do(work, f"{row.name} is removed.")

    def replace_secret(self, row: IntegrationRow, secret: Secret) -> None:
        """Give a service a new secret."""
        program = self._program
        work = partial(
            keys.replace, program.database, program.vault, row.id, secret, by=program.actor, clock=program.clock
        )
        self.do(work, f"The new secret of {row.name} is in use.")

    def forget_secret(self, row: IntegrationRow) -> None:
        """Let a service have no secret any more."""
        program = self._program
        work = partial(keys.forget, program.database, program.vault, row.id, by=program.actor, clock=program.clock)
        self.do(work, f"The secret of {row.name} is forgotten.")

    def test_secret(self, row: IntegrationRow) -> None:
        """Look whether this PC can read the secret of a service."""
        self.do(partial(self._test, row), f"The secret of {row.name} can be read here.")

    def _create(self, form: IntegrationForm) -> None:
        with self._program.database.begin() as session:
            integrations.create(session, form, by=self._program.actor, clock=self._program.clock)

    def _edit(self, seen: IntegrationRow, form: IntegrationForm) -> None:
        with self._program.database.begin() as session:
            integrations.edit(session, seen.id, seen.form, form, by=self._program.actor, clock=self._program.clock)

    def _switch(self, row: IntegrationRow, *, active: bool) -> None:
        act = integrations.activate if active else integrations.pause
        with self._program.database.begin() as session:
            act(session, row.id, by=self._program.actor, clock=self._program.clock)

    def _test(self, row: IntegrationRow) -> None:
        self._program.vault.get(row.secret_name or "", row.secret_version)


def _with_secrets(rows: list[IntegrationRow], vault: Vault, *, may_edit: bool) -> Services:
    cards: list[Service] = []
    trouble: VaultError | None = None
    for row in rows:
        words, held = "No secret", False
        if row.secret_name is not None and trouble is None:
            try:
                ending = keys.ending(vault, row)
                held = ending is not None
                words = f"Secret {ending}" if ending else "Its secret is not on this PC"
            except VaultError as error:  # a keyring that is locked for one is locked for all
                trouble = error
        if row.secret_name is not None and trouble is not None:
            words = "Its secret cannot be looked at"
        cards.append(Service(row, words, held))
    return Services(tuple(cards), trouble, may_edit)
