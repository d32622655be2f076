import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from sakshi_desktop.store import outbox
from sakshi_desktop.store.bell import Bell
from sakshi_desktop.store.database import Database

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
END_THE_LISTENERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND query LIKE 'LISTEN%' AND datname = current_database()"
)
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bell(database):
    with closing(Bell(database)) as made:
        yield made


def _record(database):
    with database.begin() as session:
        outbox.record(session, "order.cancelled", {}, at=AT)


def _record_and_fail(database):
    with database.begin() as session:
        outbox.record(session, "order.cancelled", {}, at=AT)
        session.flush()
        raise ZeroDivisionError


def test_nothing_rings_while_nothing_happens(bell):
    assert not bell.wait(0.1)


def test_an_event_between_two_waits_is_not_missed(database, bell):
    _record(database)
    assert bell.wait(5)
    while bell.wait(0.1):  # a commit may be heard in two ways, and each of them rings
        continue
    _record(database)
    assert bell.wait(5)


def test_an_event_that_was_rolled_back_does_not_ring(database, bell):
    with pytest.raises(ZeroDivisionError):
        _record_and_fail(database)
    assert not bell.wait(0.1)


def test_an_event_wakes_who_waits_in_this_process_at_once(database, bell):
    while bell.wait(0.1):
        continue
    recorded = []
    recording = threading.Timer(0.1, lambda: (_record(database), recorded.append(time.monotonic())))
    recording.start()
    assert bell.wait(5)
    woken = time.monotonic()
    recording.join()
    assert woken - recorded[0] < 0.5


def test_an_event_of_another_process_rings_within_a_second(address, bell):
    command = [sys.executable, "-m", "tests.store.ringing", address]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "ready\n"
        while bell.wait(0.1):
            continue
        other.stdin.write("\n")
        other.stdin.flush()
        assert bell.wait(10)
        rang = time.monotonic()
        assert other.stdout.readline() == "recorded\n"
        assert rang - time.monotonic() < 1


def test_who_is_in_a_hurry_hears_another_process_though_it_seldom_asks(database, address):
    other = Database.open(address)
    with closing(Bell(database, every=60)) as bell:
        while bell.wait(0.1):
            continue
        recording = threading.Timer(0.1, _record, [other])
        recording.start()
        assert bell.wait(30, brisk=True)
        recording.join()
    other.dispose()


def test_any_thread_may_ring(bell):
    ringing = threading.Timer(0.05, bell.ring)
    ringing.start()
    assert bell.wait(5)
    ringing.join()


def test_stopping_lets_who_waits_go(bell):
    stopping = threading.Timer(0.05, bell.stop)
    stopping.start()
    assert not bell.wait(30)
    stopping.join()
    assert not bell.wait(30)


def test_two_bells_hear_the_same_event(database, bell):
    with closing(Bell(database)) as other:
        _record(database)
        assert bell.wait(5)
        assert other.wait(5)


def test_a_server_that_threw_us_out_is_heard_again(postgres_database):
    with closing(Bell(postgres_database)) as bell:
        with postgres_database.begin() as session:
            ended = session.execute(text(END_THE_LISTENERS)).all()
        assert ended == [(True,)]
        assert bell.wait(5)  # something may have been missed
        while bell.wait(0.1):
            continue
        _record(postgres_database)
        assert bell.wait(5)


def test_a_closed_bell_is_forgotten(database):
    closing(Bell(database)).thing.close()
    assert database.bells == set()
    _record(database)
