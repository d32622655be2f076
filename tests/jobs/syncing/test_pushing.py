import signal
import sys
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import RunState, SyncDirection
from sakshi_desktop.hub import runs, syncs
from sakshi_desktop.jobs.syncing import Engine
from sakshi_desktop.store.models import SyncIntent, SyncMove

from .house import House
from .service import TIMED_OUT, Script, Sink, dearer, pulling, pushing, records

CHECKOUT = Path(__file__).resolve().parents[3]
BUSY = ConnectorError("The service is busy.", retryable=True)


@pytest.fixture
def house(database):
    return House(database, SyncDirection.PUSH)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.jsonl"


def once(file, number):
    """Say whether every record stands in the books, and was booked once."""
    names = [name for name, _ in Sink(file).lines()]
    return sorted(names) == [f"V-R-{n:03}" for n in range(1, number + 1)]


def open_intents(house):
    with house.database.read() as session:
        return session.query(SyncIntent).count()


def test_a_run_sends_all_pages_once(house, file):
    run = house.run(pushing(records(7), file))
    assert once(file, 7)
    assert (run.state, run.created, run.amount_paise, run.source_count, run.target_count) == (
        RunState.DONE,
        7,
        700,
        7,
        7,
    )
    house.run(pushing(records(7), file))
    assert once(file, 7)
    assert open_intents(house) == 0


def test_a_change_goes_to_the_record_that_the_service_has(house, file):
    held = records(2)
    house.run(pushing(held, file))
    run = house.run(pushing([*held, dearer(held[0], 130)], file))
    assert (run.created, run.changed) == (0, 1)
    assert Sink(file).books()["V-R-001"]["price"] == 130
    assert len(Sink(file).books()) == 2


@pytest.mark.parametrize("call", range(1, 15))
def test_a_time_out_is_looked_into_and_never_sent_blind(house, file, call):
    run = house.run(pushing(records(7), file, Script({call: TIMED_OUT})))
    assert run.state is RunState.FAILED
    house.run(pushing(records(7), file))
    assert once(file, 7)
    assert open_intents(house) == 0


def test_what_a_busy_service_did_not_take_is_sent_later(house, file):
    house.run(pushing(records(7), file, Script({5: BUSY})))
    assert open_intents(house) == 0
    assert house.run(pushing(records(7), file)).state is RunState.DONE
    assert once(file, 7)


def test_a_record_that_the_service_refuses_becomes_a_letter(house, file):
    held = records(3)
    held[1] = dearer(held[1], -1)
    run = house.run(pushing(held, file))
    assert (run.created, run.dead) == (2, 1)
    assert [letter.external_id for letter in house.letters()] == ["R-002"]
    assert open_intents(house) == 0


def test_what_the_service_refuses_is_compared_and_not_equal(house, file):
    held = records(3)
    house.run(pushing([*held[:2], dearer(held[2], -1)], file))
    assert house.accuracy() == (2, 3)
    house.run(pushing([*held[:2], dearer(held[2], -1), dearer(held[0], -5)], file))
    assert house.accuracy() == (1, 3)  # the service has one as it was before
    house.run(pushing([*held[:2], dearer(held[2], -1), dearer(held[0], -5), *held], file))
    assert house.accuracy() == (3, 3)


def test_a_dry_run_sends_nothing_and_is_applied_just_so(house, file):
    shown = house.run(pushing(records(5), file), syncs.dry_run)
    assert Sink(file).books() == {}
    assert (shown.created, shown.amount_paise) == (5, 500)
    house.ask(syncs.apply, shown.id)
    house.engine(pushing(records(5, price=7), file)).run_due()
    assert once(file, 5)
    assert {body["price"] for body in Sink(file).books().values()} == {100}


def test_a_change_is_taken_back_to_what_the_service_had_before(house, file):
    held = records(2)
    house.run(pushing(held, file))
    run = house.run(pushing([*held, dearer(held[0], 130)], file))
    house.ask(syncs.undo, run.id)
    house.engine(pushing([], file)).run_due()
    assert (house.last().changed, house.last().dead) == (1, 0)
    assert {name: body["price"] for name, body in Sink(file).books().items()} == {"V-R-001": 100, "V-R-002": 100}


def test_a_change_of_which_nobody_knows_what_was_before_is_not_taken_back(house, file):
    held = records(1)
    first = house.run(pushing(held, file))
    run = house.run(pushing([*held, dearer(held[0], 130)], file))
    with house.database.begin() as session:
        session.execute(delete(SyncMove).where(SyncMove.run_id == first.id))
        session.execute(update(SyncMove).where(SyncMove.run_id == run.id).values(before=None))
    house.ask(syncs.undo, run.id)
    house.engine(pushing([], file)).run_due()
    assert house.last().note == "R-001: What the service had before is not known any more."
    assert Sink(file).books()["V-R-001"]["price"] == 130


def test_a_person_who_cancels_in_the_middle_of_a_page_leaves_nothing_in_doubt(house, file):
    ticks = count(0, 31)  # seconds: every record takes so long
    service = pushing(records(3), file)
    service.stream.sink.meanwhile["R-002"] = lambda: house.ask(syncs.cancel, house.job)
    house.ask(syncs.run_now, house.job)
    engine = Engine(
        house.database, service, "here", dict, moment=lambda _session: house.now, steady=lambda: float(next(ticks))
    )
    engine.run_due()
    assert (house.last().state, house.last().created) == (RunState.CANCELLED, 2)
    assert open_intents(house) == 0
    assert house.run(pushing(records(3), file)).created == 1
    assert once(file, 3)


def test_a_run_is_taken_back_where_the_service_allows_it(house, file):
    run = house.run(pushing(records(4), file))
    house.ask(syncs.undo, run.id)
    house.engine(pushing([], file)).run_due()
    assert (house.last().changed, house.last().amount_paise) == (4, -400)
    assert Sink(file).count() == 0
    assert house.run(pushing(records(4), file), syncs.dry_run).created == 0  # the cursor is past them
    house.ask(syncs.backfill, house.job, syncs.Days(1, 9))
    house.engine(pushing(records(4), file)).run_due()
    assert Sink(file).count() == 4


def test_what_the_service_does_not_take_back_is_counted(house, file):
    run = house.run(pushing(records(4), file))
    house.ask(syncs.undo, run.id)
    house.engine(pushing([], file, undoes=False)).run_due()
    assert (house.last().changed, house.last().dead, house.last().note) == (
        0,
        4,
        "R-004: The service takes nothing back.",
    )


def interrupted(service, number, interrupt):
    """Let something happen when the service has taken back a record of a number and has not said so yet."""
    undo, calls = service.stream.sink.undo, count(1)

    def interrupting(key, before):
        undo(key, before)
        if next(calls) == number:
            interrupt()

    service.stream.sink.undo = interrupting
    return service


def timed_out():
    raise TIMED_OUT


def test_a_person_who_cancels_while_a_run_is_taken_back_loses_no_record(house, file):
    run = house.run(pushing(records(3), file))
    house.ask(syncs.undo, run.id)
    house.engine(interrupted(pushing([], file), 1, lambda: house.ask(syncs.cancel, house.job))).run_due()
    assert (house.last().state, house.last().changed) == (RunState.CANCELLED, 1)
    assert Sink(file).count() == 2
    house.ask(syncs.undo, run.id)
    house.engine(pushing([], file)).run_due()
    assert (house.last().state, house.last().changed, house.last().dead) == (RunState.DONE, 2, 0)
    house.ask(syncs.backfill, house.job, syncs.Days(1, 9))
    house.engine(pushing(records(3), file)).run_due()
    assert (house.last().created, Sink(file).count()) == (3, 3)


def test_a_program_that_is_closed_while_a_run_is_taken_back_loses_no_record(house, file):
    run = house.run(pushing(records(3), file))
    house.ask(syncs.undo, run.id)
    service = pushing([], file)
    engine = house.engine(service)
    interrupted(service, 2, engine.stop)
    engine.run_due()
    house.engine(pushing([], file), "next").run_due()
    assert (house.last().state, house.last().changed, house.last().dead) == (RunState.DONE, 3, 0)
    assert Sink(file).count() == 0


def test_what_was_taken_back_before_a_time_out_is_looked_for(house, file):
    run = house.run(pushing(records(3), file))
    house.ask(syncs.undo, run.id)
    house.engine(interrupted(pushing([], file), 2, timed_out)).run_due()
    assert (house.last().state, house.last().changed) == (RunState.FAILED, 1)
    house.later(minutes=2)
    house.engine(pushing([], file)).run_due()
    assert (house.last().state, house.last().changed, house.last().dead) == (RunState.DONE, 2, 0)
    assert sum(move.done for move in house.moves(run)) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
@pytest.mark.parametrize("direction", [SyncDirection.PULL, SyncDirection.PUSH])
@pytest.mark.parametrize("call", [1, 2, 4, 7, 8, 10, 13])
def test_a_kill_at_any_call_loses_nothing_and_doubles_nothing(warm, address, database, file, direction, call):
    house = House(database, direction)
    house.now = utc_now()
    house.ask(syncs.run_now, house.job)
    code = warm.run(address, direction, file, call, module="tests.jobs.syncing.dying").returncode
    assert code in {0, -signal.SIGKILL}
    house.outlive(runs.LEASE)
    service = pulling(records(7)) if direction is SyncDirection.PULL else pushing(records(7), file)
    house.engine(service, "next").run_due()
    if direction is SyncDirection.PUSH:
        assert once(file, 7)
    else:
        assert len(house.kept()) == 7
    run = house.last()
    assert (run.state, run.created + run.same) == (RunState.DONE, 7)
    assert open_intents(house) == 0
