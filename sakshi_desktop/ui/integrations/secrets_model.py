"""What the section of secrets asks and does, without a widget."""

import socket
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from sakshi_desktop.core import settings
from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.hub import handover, holders, keys
from sakshi_desktop.hub.handover import PcRow
from sakshi_desktop.hub.holders import Use
from sakshi_desktop.store import instants
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel
from sakshi_desktop.vault.sealing import PcSealer, fingerprint


@dataclass(frozen=True, slots=True)
class Held:
    """A secret that the database names, and the versions of it in the vault of this PC, newest first."""

    use: Use
    here: tuple[int, ...]

    @property
    def id(self) -> str:
        """Return the name of the secret."""
        return self.use.name


@dataclass(frozen=True, slots=True)
class Vaulted:
    """The vault of this PC and what is in it.

    Attributes:
        trouble: why it does not work, None where a trial went well.
        file_exists: there is an encrypted file on this PC, in use or not.
        others: the PCs to which secrets can be handed over.
        mine: a short form of this PC's own key, to be compared by people; "" where the vault does not work.
    """

    kind: VaultKind
    title: str
    trouble: VaultError | None
    file_exists: bool
    secrets: tuple[Held, ...]
    may_edit: bool
    others: tuple[PcRow, ...] = ()
    mine: str = ""

    @property
    def locked(self) -> bool:
        """Return whether the file is in use and waits for its passphrase."""
        return self.kind is VaultKind.FILE and self.trouble is not None and self.file_exists


class SecretsModel(SectionModel):
    """The vault and what can be done with it; ``shown`` carries Vaulted."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program

    def load(self) -> Vaulted:
        """Try the vault, and return it with what the database names; called on another thread."""
        program, vault, trouble = self._program, self._program.vault, None
        with program.database.read() as session:
            uses = holders.uses(session, at=instants.moment(session, program.clock))
        others: tuple[PcRow, ...] = ()
        mine = ""
        try:
            vault.check()
            mine = self._meet()
            here = [vault.versions(use.name) for use in uses]
        except VaultError as error:
            here, trouble = [()] * len(uses), error
        else:
            with program.database.read() as session:
                others = tuple(handover.pcs(session, but=PcSealer(vault).public_key()))
        held = tuple(Held(use, versions) for use, versions in zip(uses, here, strict=True))
        may = Right.EDIT_INTEGRATIONS in program.actor.rights
        return Vaulted(vault.kind, vault.title, trouble, vault.file.exists, held, may, others, mine)

    def _meet(self) -> str:
        """Tell the others of this PC, take what was handed over to it, and return its key in short."""
        program, sealer = self._program, PcSealer(self._program.vault)
        handover.introduce(program.database, sealer, socket.gethostname(), clock=program.clock)
        handover.receive(program.database, program.vault, sealer, clock=program.clock)
        return fingerprint(sealer.public_key())

    def give(self, held: Held, pc: PcRow) -> None:
        """Hand a secret over to another PC."""
        self.do(partial(self._give, held.use, pc), f"The secret of {held.use.of} is on its way to {pc.host}.")

    def enter(self, held: Held, secret: Secret) -> None:
        """Put the present secret, which another PC holds, into this vault too."""
        self.do(partial(self._enter, held.use.of, secret), f"This PC holds the secret of {held.use.of} now.")

    def _give(self, use: Use, pc: PcRow) -> None:
        program = self._program
        sealer = PcSealer(program.vault)
        handover.give(program.database, program.vault, sealer, use, pc, by=program.actor, clock=program.clock)

    def _enter(self, of: str, secret: Secret) -> None:
        program = self._program
        keys.enter(program.database, program.vault, of, secret, by=program.actor, clock=program.clock)

    def make_file(self, passphrase: Secret) -> None:
        """Make the encrypted file under a passphrase, and keep secrets in it from now on."""
        self.do(partial(self._make_file, passphrase), "Secrets are kept in the encrypted file now.")

    def unlock(self, passphrase: Secret) -> None:
        """Open the encrypted file for this run, and keep secrets in it from now on."""
        self.do(partial(self._unlock, passphrase), "The encrypted file is open.")

    def use_keyring(self) -> None:
        """Keep secrets in the keyring from now on."""
        self.do(self._use_keyring, "Secrets are kept in the keyring now.")

    def _make_file(self, passphrase: Secret) -> None:
        self._program.vault.file.create(passphrase)
        self._use_file()

    def _unlock(self, passphrase: Secret) -> None:
        self._program.vault.file.unlock(passphrase)
        self._use_file()

    def _use_file(self) -> None:
        self._program.vault.use_file()
        settings.keep(self._program.settings.folder, vault=VaultKind.FILE.value)

    def _use_keyring(self) -> None:
        self._program.vault.use_keyring()
        settings.keep(self._program.settings.folder, vault=VaultKind.KEYRING.value)
