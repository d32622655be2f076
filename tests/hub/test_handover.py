import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import ForbiddenError, NotFoundError, VaultError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType, Role
from sakshi_desktop.hub import handover, holders, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.store.models import AuditEntry, Envelope
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import PcSealer

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def clock():
    return NOW


class Office:
    """A PC with a vault of its own on a shared database."""

    def __init__(self, database, host):
        self.database, self.vault = database, MemoryStore()
        self.sealer = PcSealer(self.vault)
        self.id = handover.introduce(database, self.sealer, host, clock=clock)

    def receive(self):
        return handover.receive(self.database, self.vault, self.sealer, clock=clock)

    def row(self):
        with self.database.read() as session:
            return next(row for row in handover.pcs(session) if row.id == self.id)


@pytest.fixture
def offices(database):
    with database.begin() as session:
        form = IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay")
        row = integrations.create(session, form, by=THIS_PC, clock=clock)
    here, there = Office(database, "counter"), Office(database, "office")
    keys.replace(database, here.vault, row.id, Secret("c4nary-secret-value"), by=THIS_PC, clock=clock)
    return here, there


def the_use(database):
    with database.read() as session:
        (use,) = holders.uses(session, at=NOW)
    return use


def give(here, there, **more):
    handover.give(
        here.database, here.vault, here.sealer, the_use(here.database), there.row(), by=THIS_PC, clock=clock, **more
    )


def envelopes(database):
    with database.read() as session:
        return session.scalars(select(Envelope)).all()


def test_a_secret_goes_from_vault_to_vault_and_the_envelope_is_gone(database, offices):
    here, there = offices
    use = the_use(database)
    give(here, there)
    (envelope,) = envelopes(database)
    assert "c4nary" not in envelope.sealed
    assert there.receive() == 1
    assert there.vault.get(use.name, use.version) == Secret("c4nary-secret-value")
    assert envelopes(database) == []
    assert there.receive() == 0
    with database.read() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.subject == "secret").order_by(AuditEntry.id)).all()
        deeds = [(row.action, json.loads(row.detail)) for row in rows]
    assert [action for action, _ in deeds] == [
        "secret.introduce", "secret.introduce", "secret.hand_over", "secret.receive",
    ]  # fmt: skip
    assert deeds[2][1] == {"of": use.of, "to": "office", "version": 1}
    assert "c4nary" not in repr(deeds)


def test_nobody_else_takes_it(database, offices):
    here, there = offices
    third = Office(database, "kitchen")
    give(here, there)
    assert third.receive() == here.receive() == 0
    assert len(envelopes(database)) == 1


def test_handed_over_twice_it_is_there_once(database, offices):
    here, there = offices
    give(here, there)
    give(here, there)
    assert len(envelopes(database)) == 1
    assert there.receive() == 1


def test_an_envelope_that_cannot_be_opened_is_thrown_away_and_said_so(database, offices):
    here, there = offices
    give(here, there)
    with database.begin() as session:
        session.scalars(select(Envelope)).one().sealed = "AAAA"
    assert there.receive() == 0
    assert envelopes(database) == []
    with database.read() as session:
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "secret.refuse"


def plant(database, here, there, name, version=1, value="planted-by-another"):
    sealed = here.sealer.seal(there.row().public_key, name, version, Secret(value))
    with database.begin() as session:
        session.add(Envelope(pc_id=there.id, name=name, version=version, sealed=sealed, at=NOW))


def test_what_is_held_is_not_changed_by_an_envelope(database, offices):
    here, there = offices
    use = the_use(database)
    give(here, there)
    there.receive()
    plant(database, here, there, use.name, use.version)
    assert there.receive() == 0
    assert there.vault.get(use.name, use.version) == Secret("c4nary-secret-value")
    assert envelopes(database) == []
    give(here, there)
    assert there.receive() == 1  # the same once more, as after a stop half-way


@pytest.mark.parametrize(
    ("name", "version"),
    [("Not A Name!!", 1), ("pc/identity", 2), ("database/0a1b", 1), (None, 0), (None, 2)],
    ids=["no name", "the key of this PC", "a password", "no version", "a version to come"],
)
def test_an_envelope_that_nothing_names_holds_up_no_other(database, offices, name, version):
    here, there = offices
    use = the_use(database)
    plant(database, here, there, name or use.name, version)
    give(here, there)
    assert there.receive() == 1
    assert envelopes(database) == []
    assert there.vault.get(use.name) == Secret("c4nary-secret-value")
    assert there.vault.versions("pc/identity") == (1,)


def test_an_envelope_with_a_secret_that_no_vault_keeps_holds_up_no_other(database, offices):
    here, there = offices
    use = the_use(database)
    plant(database, here, there, use.name, use.version, value=" ")
    assert there.receive() == 0
    give(here, there)
    assert there.receive() == 1


class Full(MemoryStore):
    def set(self, name, value, version=1):
        if name.startswith("integration"):
            raise VaultError("The keyring is locked.", hint="Unlock it.")
        super().set(name, value, version)


def test_what_the_vault_cannot_take_now_waits(database, offices):
    here, there = offices
    locked = Full()
    locked._kept = there.vault._kept
    give(here, there)
    with pytest.raises(VaultError, match="locked"):
        handover.receive(database, locked, PcSealer(locked), clock=clock)
    assert len(envelopes(database)) == 1
    assert there.receive() == 1


def test_a_pc_introduces_itself_once_and_the_others_know_it(database, offices):
    here, _ = offices
    assert handover.introduce(database, here.sealer, "counter", clock=clock) == here.id
    assert handover.introduce(database, here.sealer, "counter 2", clock=clock) == here.id
    with database.read() as session:
        assert [row.host for row in handover.pcs(session)] == ["counter 2", "office"]
        assert [row.host for row in handover.pcs(session, but=here.sealer.public_key())] == ["office"]


def test_what_is_not_held_or_not_allowed_is_refused(database, offices):
    here, there = offices
    with pytest.raises(NotFoundError):
        handover.give(database, there.vault, there.sealer, the_use(database), here.row(), by=THIS_PC, clock=clock)
    support = Actor(5, "Kiran", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    with pytest.raises(ForbiddenError):
        handover.give(database, here.vault, here.sealer, the_use(database), there.row(), by=support, clock=clock)
    assert envelopes(database) == []
