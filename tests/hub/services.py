"""A service as tests of the hub connect it, and who does so."""

import json
from datetime import UTC, datetime

from sqlalchemy import select

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import IntegrationType, Role
from sakshi_desktop.hub import integrations
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.store.models import AuditEntry

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
OWNER = Actor(1, "Asha", Role.OWNER, RIGHTS[Role.OWNER])
MANAGER = Actor(2, "Ravi", Role.MANAGER, RIGHTS[Role.MANAGER])
RAZORPAY = IntegrationForm(
    "Razorpay", IntegrationType.PAYMENT, "Razorpay", "Ravi", "Settlements", "Ask Meera", {"account": "acc_1"}
)


def clock():
    return NOW


def made(database, form=RAZORPAY):
    with database.begin() as session:
        return integrations.create(session, form, by=OWNER, clock=clock)


def audited(database):
    with database.read() as session:
        return [
            (one.action, one.by, json.loads(one.detail))
            for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        ]
