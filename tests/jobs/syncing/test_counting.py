"""What a run counts, however often it was cut off in the middle of a page."""

import signal
import sys

import pytest

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.vocabulary import RunState, SyncDirection
from sakshi_desktop.hub import runs, syncs
from sakshi_desktop.hub.streams import Days, Pull, Record
from sakshi_desktop.jobs.syncing import Engine

from .house import House
from .service import Keeper, Service, Source, dearer, one_page, pushing, records

COUNTS = ("created", "changed", "same", "dead", "amount_paise")


@pytest.fixture
def house(database):
    return House(database)


def counts(run):
    return tuple(getattr(run, name) for name in COUNTS)


def cut_after(house, service, steps):
    """Run what is due with a program that is closed after so many steps, then with one that goes on."""
    begun = []

    def moment(_session):
        begun.append(house.now)
        if len(begun) == steps:
            engine.stop()
        return house.now

    engine = Engine(house.database, service, "closed", dict, moment=moment)
    engine.run_next()
    house.later(seconds=1)
    house.engine(service).run_due()
    return house.last()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_a_kill_between_two_pieces_of_a_page_counts_no_record_and_no_letter_twice(warm, address, database, tmp_path):
    house = House(database)
    house.now = utc_now()
    first = [each for each in one_page().stream.source.held[:100] if each.body["price"] > 0]
    house.run(Service(Pull(Source(first, page=100), Keeper())))
    house.ask(syncs.backfill, house.job, Days(20_000, 20_010))
    ended = warm.run(address, "page", tmp_path / "none", 30, module="tests.jobs.syncing.dying")
    assert ended.returncode == -signal.SIGKILL
    house.outlive(runs.LEASE)
    house.engine(one_page(), "next").run_due()
    run = house.last()
    assert (run.state, *counts(run)) == (RunState.DONE, 130, 0, 98, 2, 13_000)
    assert [letter.tries for letter in house.letters()] == [1, 1]


@pytest.mark.parametrize("what", [syncs.run_now, syncs.dry_run])
@pytest.mark.parametrize("steps", [2, 3, 4, 5])
def test_a_page_that_is_done_over_counts_once_what_leaves_no_row(house, what, steps):
    held = records(230)
    house.run(Service(Pull(Source(held[:150], page=150), Keeper())))
    odd = [Record("", {"price": 1}, 1), dearer(held[7], 300)]
    page = [*odd, *held[:7], *held[8:]]
    house.ask(syncs.backfill, house.job, Days(1, 2)) if what is syncs.run_now else house.ask(
        what, house.job, days=Days(1, 2)
    )
    run = cut_after(house, Service(Pull(Source(page, page=400), Keeper())), steps)
    assert counts(run) == (80, 1, 149, 1, 8_300)


@pytest.mark.parametrize("steps", [3, 4, 5])
def test_a_push_that_is_cut_off_counts_each_record_once(database, tmp_path, steps):
    house = House(database, SyncDirection.PUSH)
    file = tmp_path / "books"
    held = records(3)
    house.run(pushing(held, file))
    held[1] = dearer(held[1], -5)
    house.ask(syncs.backfill, house.job, Days(1, 2))
    run = cut_after(house, pushing([*held, *records(5)[3:]], file), steps)
    assert counts(run) == (2, 0, 2, 1, 200)
