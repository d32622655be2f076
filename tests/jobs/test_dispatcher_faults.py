"""What the dispatcher does when the database, the clock or the loop lets it down: nothing is lost, nothing doubled."""

import contextlib
import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import Interval, event, func, literal, select, text, update

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import claims, fanout, rules, workers
from sakshi_desktop.hub.types import Outcome
from sakshi_desktop.jobs.dispatcher import Bounds
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Worker
from tests.jobs.dispatching import Hands, Place, Script, dispatching, one
from tests.jobs.house import House, now

DONE, PENDING = DeliveryState.DONE, DeliveryState.PENDING


@pytest.fixture
def house(database):
    return House(database)


class Deaf:
    """A database that hears the commits of the dispatcher and does not say so, as often as it is told."""

    def __init__(self, database):
        self._database, self.lost = database, 0
        self._lock = threading.Lock()

    def __getattr__(self, name):
        return getattr(self._database, name)

    @contextlib.contextmanager
    def begin(self):
        with self._database.begin() as session:
            yield session
        with self._lock:
            self.lost, lost = max(0, self.lost - 1), self.lost > 0
        if lost:
            raise DatabaseError("The database server does not answer.")


def test_a_commit_whose_end_was_never_heard_of_loses_nothing(house):
    script, deaf = Script(), Deaf(house.database)
    house.add(Place, concurrency=4)
    with dispatching(house, script, database=deaf, bounds=Bounds(pause=0.05)):
        for _ in range(6):
            deaf.lost = 1
            house.record(5)
            house.until(lambda: deaf.lost == 0)
        assert house.settled() == {DONE: 30}
    assert len(set(script.sent)) == 30
    assert len(script.sent) == 30  # what was claimed and not heard of was not sent, and then claimed anew


def test_nothing_is_sent_while_the_disk_is_full(sqlite_database, caplog):
    house, script = House(sqlite_database), Script()
    house.add(Place)
    house.record(300)  # their deliveries need more room than the file has
    with sqlite_database.begin() as session:
        pages = session.scalar(text("PRAGMA page_count"))

    def tight(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(sqlite_database.writer, "connect", tight)
    sqlite_database.writer.dispose()
    with dispatching(house, script, bounds=Bounds(pause=0.05)):
        house.until(lambda: caplog.text.count("deliveries stand still: The disk is full.") >= 3)
        assert script.sent == []
        event.remove(sqlite_database.writer, "connect", tight)
        sqlite_database.writer.dispose()
        assert house.settled() == {DONE: 300}
    assert sorted(script.sent) == sorted(set(script.sent))


def test_a_clock_set_forward_sends_nothing_twice(house):
    script, hands = Script(), Hands()
    script.held.clear()
    house.add(Place, concurrency=2)
    with dispatching(house, script, hands):
        house.record(2)
        house.until(lambda: len(script.sent) == 2)
        hands.wall = timedelta(hours=5)  # the leases are over by this clock, until they are renewed
        house.until(lambda: house.database.dialect != "sqlite" or one(house, Delivery.due_at) > hands.clock())
        script.held.set()
        assert house.settled() == {DONE: 2}
    assert len(script.sent) == 2


@pytest.mark.parametrize("gap", [timedelta(hours=5), timedelta(hours=-5), timedelta(seconds=-30)])
def test_a_clock_that_is_set_sends_nothing_twice_from_two_programs(house, gap):
    scripts, hands, beside = [Script(), Script()], Hands(), Database.open(_address(house.database))
    for script in scripts:
        script.held.clear()
    house.add(Place, concurrency=4)
    with dispatching(house, scripts[0], hands), dispatching(house, scripts[1], hands, beside, number=2):
        house.until(lambda: len(_seen(house)) == 2)
        house.record(16)
        house.until(lambda: sum(len(script.sent) for script in scripts) >= 4)
        hands.wall = gap
        house.until(lambda: house.database.dialect != "sqlite" or all(_is_new(hands, seen) for seen in _seen(house)))
        for script in scripts:
            script.held.set()
        assert house.settled() == {DONE: 16}
    beside.dispose()
    sent = [message for script in scripts for message in script.sent]
    assert len(sent) == len(set(sent)) == 16


def test_a_clock_set_back_brings_nothing_forward_twice(sqlite_database):
    house, scripts, hands = House(sqlite_database), [Script(), Script()], Hands()
    hands.wall, beside = timedelta(hours=5), Database.open(_address(sqlite_database))
    scripts[0].outcome = scripts[1].outcome = Outcome.FAILED
    house.add(Place, retry_seconds=(8 * 3_600, 1))
    with dispatching(house, scripts[0], hands), dispatching(house, scripts[1], hands, beside, number=2):
        house.record(1)
        house.until(lambda: one(house, Delivery.tries))
        hands.wall = timedelta(0)
        house.until(lambda: all(_is_new(hands, seen) for seen in _seen(house)))
        waits = one(house, Delivery.due_at) - hands.clock()
    beside.dispose()
    assert timedelta(hours=6) < waits < timedelta(hours=10)


def _address(database):
    return database.url.render_as_string(hide_password=False)


def _seen(house):
    """Return when the programs at work were seen last."""
    with house.database.read() as session:
        return session.scalars(select(Worker.seen_at)).all()


def _is_new(hands, seen):
    """Return whether a program was seen after the clock was set."""
    return abs(hands.clock() - seen) < timedelta(seconds=10)


def test_a_clock_set_back_makes_nothing_wait_for_hours(house):
    script, hands = Script(), Hands()
    hands.wall = timedelta(hours=5)
    script.outcome = Outcome.FAILED
    house.add(Place, retry_seconds=(1, 1, 1, 1))
    with dispatching(house, script, hands):
        house.record(1)
        house.until(lambda: len(script.sent) == 1)
        hands.wall = timedelta(0)
        script.outcome = Outcome.DELIVERED
        assert house.settled(timeout=20) == {DONE: 1}


def test_a_pc_that_slept_spends_no_try_and_no_day_of_the_receivers(house):
    script, hands = Script(), Hands()
    script.outcome, place = Outcome.FAILED, house.add(Place)
    with dispatching(house, script, hands):
        house.record(1)
        house.until(lambda: one(house, Endpoint.failing_since))
        script.held.clear()
        house.record(1)
        house.until(lambda: len(script.sent) == 2)
        before = _sleep(house, hands, timedelta(days=7))
        script.held.set()
        house.until(lambda: _count(house, Attempt.error, "This PC slept while this was on its way.") == 1)
        house.until(lambda: one(house, Endpoint.failing_since) >= before + timedelta(days=6))
    with house.database.read() as session:
        kept = session.get(Endpoint, place)
        slept = session.execute(select(Delivery.tries).order_by(Delivery.id.desc())).scalars().first()
    assert kept.disabled_at is None
    assert slept == 0


@pytest.mark.parametrize("ends", [True, False], ids=["closed", "killed"])
def test_a_night_in_which_no_program_runs_is_forgiven(house, ends):
    script, hands = Script(), Hands()
    script.outcome = Outcome.FAILED
    house.add(Place)
    with dispatching(house, script, hands):
        house.record(1)
        house.until(lambda: one(house, Endpoint.failing_since))
        last = _workers(house)
    if not ends:  # it did not live to say that it left
        with house.database.begin() as session:
            session.execute(update(Worker).values(last))
    before = _sleep(house, hands, timedelta(hours=14))
    with dispatching(house, script, hands, number=2):
        house.until(lambda: one(house, Endpoint.failing_since) > before)
        moved = one(house, Endpoint.failing_since) - before
    assert timedelta(hours=13) < moved < timedelta(hours=15)
    assert one(house, Delivery.tries) <= len(script.sent)


def test_two_programs_that_slept_forgive_the_night_once(house):
    script, hands = Script(), Hands()
    script.outcome = Outcome.FAILED
    house.add(Place)
    with dispatching(house, script, hands), dispatching(house, script, hands, number=2):
        house.record(1)
        house.until(lambda: one(house, Endpoint.failing_since))
        house.until(lambda: len(_seen(house)) == 2)
        before, begun = _sleep(house, hands, timedelta(hours=8)), min(_seen(house))
        house.until(lambda: min(_seen(house)) > begun + timedelta(hours=7))
        moved = one(house, Endpoint.failing_since) - before
    assert timedelta(hours=7) < moved < timedelta(hours=9)


def test_a_clock_that_is_set_gives_no_receiver_more_time_where_the_server_s_counts(postgres_database):
    house, script, hands = House(postgres_database), Script(), Hands()
    script.outcome = Outcome.FAILED
    house.add(Place)
    with dispatching(house, script, hands):
        house.record(1)
        house.until(lambda: one(house, Endpoint.failing_since))
        before, begun = one(house, Endpoint.failing_since), min(_seen(house))
        hands.wall = timedelta(days=2)
        house.until(lambda: min(_seen(house)) > begun)
        assert one(house, Endpoint.failing_since) == before


def test_what_waited_in_a_pc_that_slept_is_not_sent_after_another_one_sent_it(postgres_database):
    house = House(postgres_database)
    sleeper, other, hands = Script(), Script(), Hands()
    sleeper.held.clear()
    house.add(Place, concurrency=4)
    with dispatching(house, sleeper, hands):
        house.record(8)
        house.until(lambda: len(sleeper.sent) == 4 and _claimed(house) == 8)
        _later(house, timedelta(hours=10))
        with dispatching(house, other, number=2):
            house.until(lambda: house.states() == {DONE: 8})
            hands.wall = timedelta(hours=10)  # the steady clock of some systems stands still in sleep
            sleeper.held.set()
            again = house.record(1)
            house.until(lambda: house.states() == {DONE: 9})
    assert len(sleeper.sent) == len(set(sleeper.sent))
    assert set(sleeper.sent[4:]) <= set(again)


def _sleep(house, hands, gap):
    """Let everybody sleep: all that is written lies further back; return since when the receiver has failed now."""
    if not house.database.is_sqlite:  # the server's clock cannot be set, so the past is
        with house.database.begin() as session:
            for column in (Worker.seen_at, Endpoint.failing_since, Delivery.due_at):
                session.execute(update(column.class_).values({column: column - literal(gap, Interval())}))
    before = one(house, Endpoint.failing_since)
    hands.wall += gap
    return before


def _later(house, gap):
    with house.database.begin() as session:
        session.execute(update(Delivery).values(due_at=Delivery.due_at - literal(gap, Interval())))


def _workers(house):
    with house.database.read() as session:
        kept = session.scalars(select(Worker)).one()
        return {"seen_at": kept.seen_at, "left_at": kept.left_at}


def _seen(house):
    with house.database.read() as session:
        return session.scalars(select(Worker.seen_at)).all()


def _claimed(house):
    with house.database.read() as session:
        return session.scalar(select(func.count()).where(Delivery.token.is_not(None)))


def test_days_of_nothing_but_failures_warn_and_then_disable(house):
    script, place = Script(), house.add(Place, event_types=("order.*",), retry_seconds=(1,) * 20)
    script.outcome = Outcome.FAILED
    with house.database.begin() as session:
        session.get(Endpoint, place).failing_since = now() - rules.WARN_AFTER - timedelta(hours=1)
    with dispatching(house, script):
        house.record(1)
        house.until(lambda: one(house, Endpoint.warned_at))
        with house.database.begin() as session:
            kept = session.get(Endpoint, place)
            kept.failing_since, kept.warned_at = now() - rules.DISABLE_AFTER, now() - rules.NOTICE
        house.until(lambda: one(house, Endpoint.disabled_at))
    assert "nothing but fail for 5 days" in one(house, Endpoint.disabled_why)
    assert house.states() == {DeliveryState.PAUSED: 1}


class Wide(Place):
    url = "http://127.0.0.1:9/wide"


class Slow(Place):
    url = "http://127.0.0.1:9/slow"


def test_programs_together_keep_to_what_a_receiver_takes_however_many_they_are(house):
    script, hands = Script(), Hands()
    house.add(Place, concurrency=1)
    house.add(Slow, concurrency=9, rate_per_minute=1)
    house.add(Wide, concurrency=3)
    script.held.clear()
    with contextlib.ExitStack() as stack:
        for number in (1, 2, 3):
            stack.enter_context(dispatching(house, script, hands, number=number))
        house.until(lambda: [len(holds) for holds in _holds(house)] == [3, 3, 3])
        hands.steady_shift += 2  # all of them look again who is at work
        house.record(9)
        house.until(lambda: script.urls.count(Wide.url) == 3)
        assert (script.urls.count(Place.url), script.urls.count(Slow.url)) == (1, 1)
        script.held.set()
        house.until(lambda: script.urls.count(Place.url) == 9)
        assert script.urls.count(Slow.url) == 1


def _holds(house):
    with house.database.read() as session:
        return [json.loads(holds) for holds in session.scalars(select(Worker.holds))]


def _count(house, column, value):
    with house.database.read() as session:
        return len(session.scalars(select(column).where(column == value)).all())


@pytest.mark.parametrize(("node", "count"), [("ours", 3), ("theirs", 0)])
def test_only_the_dead_of_this_very_pc_are_buried(house, node, count):
    place, dead = house.add(Place), f"{2**22 + 2}-{node}-2"  # no system gives out so high a number
    house.record(3)
    with house.database.begin() as session:
        fanout.hand_out(session, at=now())
        workers.beat(session, dead, "here", {}, at=now())
        claims.take(session, {place: 3}, claims.new_token(dead), at=now())
    script = Script()
    with dispatching(house, script):
        house.until(lambda: len(script.sent) == count and one(house, Worker.id))
        with house.database.read() as session:
            left = session.scalars(select(Worker.id).where(Worker.id == dead)).all()
    assert (left == []) == (node == "ours")


def test_many_that_hang_do_not_shut_out_one_that_answers(house):
    script = Script()
    script.held.clear()
    for _ in range(3):
        house.add(Place, event_types=("order.rated",))
    house.add(Place, event_types=("order.cancelled",))
    with dispatching(house, script, bounds=Bounds(most_held=6)):
        house.record(20, kind="order.rated")
        house.until(lambda: len(script.sent) >= 6)
        assert len(script.sent) == 6
        (message,) = house.record(1)
        house.until(lambda: message in script.sent)
        assert script.sent[6:] == [message]
        script.held.set()
        assert house.settled() == {DONE: 3 * 20 + 1}


def test_a_slow_receiver_is_claimed_for_no_further_than_it_may_have_twice_over(house):
    script = Script()
    script.held.clear()
    house.add(Place, event_types=("order.cancelled",), concurrency=4)
    house.record(20)
    with dispatching(house, script):
        house.until(lambda: len(script.sent) == 4)
        claimed = _claimed_together(house)
        script.held.set()
        house.settled()
    assert claimed == [8]


def _claimed_together(house):
    """Return how many deliveries each transaction took."""
    with house.database.read() as session:
        return session.scalars(select(func.count(Attempt.token)).group_by(Attempt.token)).all()
