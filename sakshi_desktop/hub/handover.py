"""Secrets on their way from one PC to another: sealed to it, passed through the database, gone once they are there."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.hub import holders, oauth, sign_ins, versions
from sakshi_desktop.hub.holders import Use
from sakshi_desktop.hub.ports import Sealer, Vault
from sakshi_desktop.store import audit, instants
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Envelope, Pc


@dataclass(frozen=True, slots=True)
class PcRow:
    """A PC to which secrets can be handed over."""

    id: str
    host: str
    public_key: str


def pcs(session: Session, *, but: str = "") -> list[PcRow]:
    """Return the PCs that have introduced themselves, by name, except the one with the public key ``but``."""
    asked = select(Pc).where(Pc.public_key != but).order_by(Pc.host, Pc.id)
    return [PcRow(row.id, row.host, row.public_key) for row in session.scalars(asked)]


def introduce(database: Database, sealer: Sealer, host: str, *, clock: Clock = utc_now) -> str:
    """Tell the others of this PC and its public key, once; return its id.

    Raises:
        VaultError: the vault does not work.
    """
    key = sealer.public_key()
    name = _id(key)
    with database.read() as session:
        known = session.get(Pc, name)
        if known is not None and known.host == host:
            return name
    with database.begin() as session:
        session.merge(Pc(id=name, host=host, public_key=key, since=clock()))
        audit.record(session, THIS_PC, "secret.introduce", None, at=clock(), pc=name, host=host)
    return name


def give(
    database: Database, vault: Vault, sealer: Sealer, use: Use, pc: PcRow, *, by: Actor, clock: Clock = utc_now
) -> None:
    """Hand a secret over to a PC; it takes it into its vault as soon as it looks.

    One that a single PC may hold goes under a version of its own, which the database names from then on: that PC alone
    can use it, and this one forgets what it held.

    Raises:
        ConflictError: it is being renewed.
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: this PC does not hold the secret, or that PC is gone.
        VaultError: the vault does not work.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    version = use.version + 1 if use.moves else use.version
    newer = versions.following(vault, use.name, use.version) if use.moves else None
    secret = vault.get(use.name, use.version) if newer is None else oauth.pack(newer[1])
    sealed = sealer.seal(pc.public_key, use.name, version, secret)
    at = clock()
    with database.begin() as session:
        if session.get(Pc, pc.id) is None:
            raise NotFoundError(f"{pc.host} is not here any more.", hint="Open Sakshi there once more.")
        if use.moves:
            moment = instants.moment(session, clock)
            sign_ins.hand_over(session, ids.parse(use.of, "INT"), version=use.version, at=moment)
        here = (Envelope.pc_id == pc.id, Envelope.name == use.name, Envelope.version == version)
        session.execute(delete(Envelope).where(*here))
        session.add(Envelope(pc_id=pc.id, name=use.name, version=version, sealed=sealed, at=at))
        audit.record(session, by, "secret.hand_over", None, at=at, of=use.of, version=version, to=pc.host)
    if use.moves:
        vault.forget(use.name)


def receive(database: Database, vault: Vault, sealer: Sealer, *, clock: Clock = utc_now) -> int:
    """Take the secrets that were handed over to this PC into its vault, and the envelopes away; return how many.

    One that cannot be opened is thrown away, and said so in the audit trail; so is one that nothing here names, or that
    would change what this PC holds already.

    Raises:
        VaultError: the vault does not work; what was not taken waits.
    """
    mine = _id(sealer.public_key())
    with database.read() as session:
        waiting = [
            (row.id, row.name, row.version, row.sealed)
            for row in session.scalars(select(Envelope).where(Envelope.pc_id == mine).order_by(Envelope.id))
        ]
        uses = holders.uses(session, at=instants.moment(session, clock)) if waiting else []
    known = {use.name: use.version for use in uses}
    taken = 0
    for key, name, version, sealed in waiting:
        good = 1 <= version <= known.get(name, 0) and _take(vault, sealer, sealed, name, version)
        taken += good
        _clear(database, key, "secret.receive" if good else "secret.refuse", name, version, clock())
    return taken


def _take(vault: Vault, sealer: Sealer, sealed: str, name: str, version: int) -> bool:
    try:
        secret = sealer.open(sealed, name, version)
        if version in vault.versions(name):  # cut short after it was kept, or somebody else's
            return vault.get(name, version) == secret
        vault.set(name, secret, version)
    except InvalidError:
        return False
    return True


def _clear(database: Database, key: int, action: str, name: str, version: int, at: datetime) -> None:
    with database.begin() as session:
        session.execute(delete(Envelope).where(Envelope.id == key))
        audit.record(session, THIS_PC, action, None, at=at, name=name, version=version)


def _id(public_key: str) -> str:
    return sha256(public_key.encode()).hexdigest()[:16]
