"""A program with something in every part of its window."""

import base64
import shutil
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from sakshi_desktop.app import App
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import handover, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.outlets import costs
from sakshi_desktop.people import shifts, team
from sakshi_desktop.portal import notes
from sakshi_desktop.store.models import Event
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import IDENTITY, PcSealer
from tests.ui import busy, chain
from tests.ui.customers.page import add_asha
from tests.ui.integrations import give_keyring
from tests.vault.keyrings import Narrow

DAYS = 24
"""Days on which the team worked."""
ROLES = (("Ravi Shankar", "manager", "120.00"), ("सीता देवी", "support", "95.00"), ("Imran Khan", "support", "90.00"))
OWN_BOOKS = {"base_url": "https://books.example.com", "items_url": "https://books.example.com/items"}


@dataclass(frozen=True)
class Furnished:
    """A database that has something for every part of the window.

    Attributes:
        file: where it lies.
        entries: of the keyring with its secrets.
        ids: Asha and her order.
    """

    file: Path
    entries: Narrow
    ids: tuple[int, int]

    def program(self, folder, kind=App):
        """Return a program of this kind on a copy of it in a folder."""
        shutil.copy(self.file, folder / "sakshi.db")
        program = kind(Settings(database=f"sqlite:///{folder / 'sakshi.db'}", folder=folder), clock=chain.clock)
        give_keyring(program, deepcopy(self.entries))
        return program


def furnish(file, folder):
    """Return a copy of a chain in a folder, with something in every part of the window."""
    made = Furnished(folder / "furnished.db", Narrow(), ())
    shutil.copy(file, made.file)
    program = App(Settings(database=f"sqlite:///{made.file}", folder=folder), clock=chain.clock)
    ids = _fill(program, made.entries)
    program.close()
    return replace(made, ids=ids)


def _fill(program, entries):
    busy.fill(program, entries)
    ids = add_asha(program.database)
    _tell_of_asha(program, *ids)
    _hire(program)
    _keep_secrets(program)
    _connect_books(program)
    name_events(program)
    return ids


def name_events(program):
    """Give what is sent the same ids in every run."""
    with program.database.begin() as session:
        for event in session.scalars(select(Event)):
            event.public_id = f"msg_{event.id:032x}"


def _connect_books(program):
    """Connect a service of the house's own, which offers a stream that is not synced."""
    with program.database.begin() as session:
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=OWN_BOOKS)
        row = integrations.create(session, form, by=program.actor, clock=program.clock)
        integrations.activate(session, row.id, by=program.actor, clock=program.clock)


def _tell_of_asha(program, asha, order):
    with program.database.begin() as session:
        for about in ({"customer_id": asha}, {"order_id": order}):
            notes.add(session, "Ring twice: the bell is weak.", **about, by=program.actor, clock=program.clock)


def _hire(program):
    with program.database.begin() as session:
        for place, (name, role, hourly) in zip(chain.NAMES, ROLES, strict=True):
            person = {"name": name, "role": role, "location": place, "hourly": hourly}
            team.save(session, None, person, by=program.actor, clock=program.clock)
            for day in range(DAYS):
                date = to_date(chain.LAST - day).isoformat()
                shift = {"staff": name, "location": place, "date": date, "starts": "09:00", "ends": "17:30"}
                shifts.save(session, None, shift, by=program.actor, clock=program.clock)
            for kind, amount in (("rent", "85000.00"), ("utilities", "12400.00")):
                cost = {"location": place, "month": "2026-10", "kind": kind, "amount": amount}
                costs.save(session, None, cost, by=program.actor, clock=program.clock)


def _keep_secrets(program):
    """Let this PC and another have keys of their own, and a secret that may be handed over."""
    other = MemoryStore()
    give_identity(program.vault)
    give_identity(other, b"o")
    handover.introduce(program.database, PcSealer(other), "office", clock=program.clock)
    keys.replace(program.database, program.vault, 1, Secret("rzp-9x2Q"), by=program.actor, clock=program.clock)


def give_identity(vault, letter=b"m"):
    """Let a PC have the same key in every run."""
    vault.set(IDENTITY, Secret(base64.b64encode(letter * 32).decode()))
