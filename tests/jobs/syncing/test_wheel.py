"""The threads that run syncs, and what nobody foresaw."""

import threading

import pytest

from sakshi_desktop.core.vocabulary import RunState
from sakshi_desktop.hub import syncs
from sakshi_desktop.jobs.syncing import Engine, Wheel

from .house import House
from .service import pulling, records

WAIT = 30.0


@pytest.fixture
def house(sqlite_database):
    made = House(sqlite_database)
    made.ask(syncs.run_now, made.job)
    return made


class Met:
    """A service that may break at its first question, and says when it was asked."""

    def __init__(self, error=None):
        self.asked = threading.Event()
        self.service = pulling(records(2))
        self._fetch, self._error = self.service.stream.source.fetch, error
        self.service.stream.source.fetch = self.fetch

    def fetch(self, cursor, days):
        self.asked.set()
        if self._error is not None:
            raise self._error
        return self._fetch(cursor, days)


def turned(house, engine, met):
    wheel = Wheel(house.database, engine)
    wheel.start()
    assert met.asked.wait(WAIT)
    wheel.stop(WAIT)


def test_what_nobody_foresaw_in_a_run_stands_in_the_log_as_the_run_says(house, caplog):
    met = Met(TypeError("the page is a fish"))
    turned(house, house.engine(met.service), met)
    assert (house.last().state, house.last().error.endswith("The log says what it was.")) == (RunState.FAILED, True)
    assert "TypeError: the page is a fish" in caplog.text
    assert "Traceback" in caplog.text


def test_what_nobody_foresaw_between_runs_does_not_end_them(house, caplog):
    met, troubles = Met(), [RuntimeError("the keyring is a fish")]

    def holds():
        if troubles:
            raise troubles.pop()
        return {}

    engine = Engine(house.database, met.service, "here", holds, moment=lambda _session: house.now)
    turned(house, engine, met)
    assert house.kept() == {"R-001": 100, "R-002": 100}
    assert "RuntimeError: the keyring is a fish" in caplog.text
