"""A scripted service: its records are lines of a file, so that it outlives any program that talks to it."""

import json
import os
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from sakshi_desktop.core.errors import ConnectorError, RecordError
from sakshi_desktop.core.vocabulary import SyncChange
from sakshi_desktop.hub.offers import DAILY_SALES, ITEMS
from sakshi_desktop.hub.streams import Applied, Pull, Push, Record, Sheet
from sakshi_desktop.store.models import SharedSetting
from tests.dying import die

PAGE = 3
TIMED_OUT = ConnectorError("The service did not answer.", retryable=True, unknown=True)
REFUSED = ConnectorError("The service refused the key.", retryable=False, hint="Enter the key again.")


def records(count, price=100):
    return [Record(f"R-{n:03}", {"name": f"Record {n}", "price": price}, price) for n in range(1, count + 1)]


class Script:
    """What goes wrong: at the call of a number, counted from 1, an error is raised or the program dies."""

    def __init__(self, faults=None, *, die_at=0):
        self.faults = dict(faults or {})
        self.die_at = die_at
        self.calls = 0

    def call(self):
        self.calls += 1
        if self.calls == self.die_at:
            die()
        if self.calls in self.faults:
            raise self.faults.pop(self.calls)


class Source:
    """Hands out records a page at a time; the cursor is how many were handed out."""

    def __init__(self, held, script=None, *, total=None, page=PAGE):
        self.held = list(held)
        self.page = page
        self.script = script or Script()
        self.total = total
        self.asked = []

    def fetch(self, cursor, days):
        self.asked.append((cursor, days))
        self.script.call()
        start = int(cursor or 0)
        found = tuple(self.held[start : start + self.page])
        end = start + len(found)
        return Sheet(found, str(end), end < len(self.held), self.total)


class Keeper:
    """Keeps records among the settings that all PCs share; a negative price cannot be kept."""

    def __init__(self, script=None):
        self.script = script or Script()

    def apply(self, session, record, key):
        self.script.call()
        if record.body["price"] < 0:
            raise RecordError("The price is negative.", hint="Correct it.")
        name = key or f"kept/{record.external_id}"
        there = session.get(SharedSetting, name)
        before = None if there is None else json.loads(there.value)
        session.merge(SharedSetting(name=name, value=json.dumps(dict(record.body))))
        return Applied(SyncChange.CREATED if before is None else SyncChange.CHANGED, name, before)

    def undo(self, session, key, before):
        if before is None:
            session.delete(session.get_one(SharedSetting, key))
        else:
            session.get_one(SharedSetting, key).value = json.dumps(dict(before))

    def count(self, session):
        return session.scalar(select(func.count()).where(SharedSetting.name.startswith("kept/")))


class Reader:
    """Reads this house's records a page at a time."""

    def __init__(self, held):
        self.held = list(held)

    def read(self, session, cursor, days):
        start = int(cursor or 0)
        found = tuple(self.held[start : start + PAGE])
        end = start + len(found)
        return Sheet(found, str(end), end < len(self.held))


class Sink:
    """A service that books what is pushed; every booking is a line of its file, and a second one doubles the books.

    Attributes:
        meanwhile: what happens as a record is about to be pushed, by the name of the record.
    """

    def __init__(self, file, script=None, *, undoes=True):
        self.file = Path(file)
        self.script = script or Script()
        self.undoes = undoes
        self.meanwhile = {}

    def push(self, record, key):
        if happens := self.meanwhile.get(record.external_id):
            happens()
        self.script.call()
        if record.body["price"] < 0:
            raise RecordError("The service takes no negative price.")
        name = key or f"V-{record.external_id}"
        self._write(name, dict(record.body))
        self.script.call()
        return name

    def find(self, external_id):
        self.script.call()
        return f"V-{external_id}" if self.books().get(f"V-{external_id}") is not None else None

    def undo(self, key, before):
        if not self.undoes:
            raise RecordError("The service takes nothing back.")
        if self.books().get(key) is None:
            raise RecordError("There is no such voucher.")
        self._write(key, before)

    def count(self):
        return len([body for body in self.books().values() if body is not None])

    def books(self):
        """What stands in the books."""
        return dict(self.lines())

    def lines(self):
        if not self.file.exists():
            return []
        return [tuple(json.loads(line)) for line in self.file.read_text().splitlines()]

    def _write(self, name, body):
        with self.file.open("a") as opened:
            opened.write(json.dumps([name, body if body is None else dict(body)]) + "\n")
            opened.flush()
            os.fsync(opened.fileno())


class Service:
    """Opens one stream, whatever it is called."""

    def __init__(self, stream):
        self.stream = stream

    def open(self, integration_id, stream, pause):
        return self.stream


def pulling(held, script=None, **more):
    return Service(Pull(Source(held, script, **more), Keeper()))


def pushing(held, file, script=None, **more):
    return Service(Push(Reader(held), Sink(file, script, **more)))


def day_sales(count, net_paise=100):
    """Sales of days as this house has them."""
    return [
        Record(f"R-{n:03}", {"posting_key": f"R-{n:03}", "net_sales_paise": net_paise, "orders": n}, net_paise)
        for n in range(1, count + 1)
    ]


def pushing_sales(held, file, script=None):
    return Service(Push(Reader(held), Sink(file, script), fields=DAILY_SALES))


def pulling_items(held, script=None):
    return Service(Pull(Source(held, script), Keeper(), fields=ITEMS))


def one_page(script=None):
    """A service with one long page: 100 records, two of which cannot be taken, and 130 more."""
    held = records(230)
    held[3], held[70] = dearer(held[3], -5), dearer(held[70], -5)
    return Service(Pull(Source(held, script, page=230), Keeper(script)))


def dearer(record, price):
    return replace(record, body={**record.body, "price": price}, amount_paise=price)
