import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.core.errors import AwayError, ConnectorError
from sakshi_desktop.core.vocabulary import JobState, RunState, SyncChange
from sakshi_desktop.hub import letters, syncs
from sakshi_desktop.hub.streams import Days, Record, Sheet

from .house import House
from .service import REFUSED, Script, Source, dearer, pulling, records

PAUSE = ConnectorError("The service asks for patience.", retryable=True, retry_after=7200)
CUT_OFF = ConnectorError("The service did not answer.", retryable=True)


@pytest.fixture
def house(database):
    return House(database)


def prices(held):
    return {record.external_id: record.body["price"] for record in held}


def test_a_run_takes_over_all_pages_and_says_so(house):
    held = records(8)
    run = house.run(pulling(held, total=8))
    assert house.kept() == prices(held)
    assert (run.state, run.created, run.changed, run.same, run.dead, run.pages) == (RunState.DONE, 8, 0, 0, 0, 3)
    assert (run.amount_paise, run.source_count, run.target_count, run.note) == (800, 8, 8, None)
    assert house.events()[-1] == "sync.finished"


def test_what_this_house_cannot_take_is_compared_and_not_equal(house):
    held = records(3)
    house.run(pulling([*held[:2], dearer(held[2], -1)], total=3))
    assert house.accuracy() == (2, 3)
    house.run(pulling([*held[:2], dearer(held[2], -1), dearer(held[0], -5)], total=3))
    assert house.accuracy() == (1, 3)  # it stands here as it was before
    house.run(pulling([*held[:2], dearer(held[2], -1), dearer(held[0], -5), *held], total=3))
    assert house.accuracy() == (3, 3)


def test_the_next_run_begins_where_the_last_one_ended(house):
    held = records(4)
    house.run(pulling(held))
    source = Source([*held, *records(6)[4:]])
    service = pulling([])
    service.stream = type(service.stream)(source, service.stream.keeper)
    run = house.run(service)
    assert source.asked == [("4", Days())]
    assert (run.created, run.same) == (2, 0)
    assert len(house.kept()) == 6


def test_a_record_that_comes_again_changes_nothing_or_what_differs(house):
    held = records(3)
    house.run(pulling(held))
    house.ask(syncs.backfill, house.job, Days(20_000, 20_010))
    house.engine(pulling([held[0], dearer(held[1], 150), held[2]])).run_due()
    run = house.last()
    assert (run.created, run.changed, run.same, run.amount_paise) == (0, 1, 2, 150)
    assert house.kept()["R-002"] == 150


def test_the_last_word_of_a_page_counts(house):
    first, second, _ = records(3)
    run = house.run(pulling([first, dearer(first, 900), second]))
    assert house.kept() == {"R-001": 900, "R-002": 100}
    assert (run.created, run.amount_paise) == (2, 1000)


def test_a_failure_keeps_what_was_taken_over_and_goes_on_there(house):
    held = records(8)
    run = house.run(pulling(held, Script({2: CUT_OFF})))
    assert (run.state, run.error, run.created) == (RunState.FAILED, "The service did not answer.", 3)
    assert house.row().reason == "The service did not answer."
    run = house.run(pulling(held))
    assert (run.state, run.created, run.same) == (RunState.DONE, 5, 0)
    assert house.kept() == prices(held)


def test_a_bad_record_stops_nothing_and_can_be_corrected_alone(house):
    held = records(5)
    held[1] = dearer(held[1], -5)
    run = house.run(pulling(held))
    assert (run.state, run.created, run.dead) == (RunState.DONE, 4, 1)
    (letter,) = house.letters()
    assert (letter.external_id, letter.error, letter.tries) == ("R-002", "The price is negative. Correct it.", 1)
    house.ask(letters.edit, letter.id, '{"name": "Record 2", "price": 5}')
    house.ask(syncs.retry, (letter.id,))
    house.engine(pulling(held)).run_due()
    assert house.letters() == ()
    assert house.kept()["R-002"] == 5


def test_letters_that_could_not_be_tried_again_are_tried_with_the_next_run(house):
    held = records(2)
    held[1] = dearer(held[1], -5)
    house.run(pulling(held))
    (letter,) = house.letters()
    house.ask(letters.edit, letter.id, '{"name": "Record 2", "price": 5}')
    house.ask(syncs.retry, (letter.id,))
    house.ask(syncs.cancel, house.job)
    assert house.run(pulling(held)).created == 1
    assert (house.letters(), house.kept()["R-002"]) == ((), 5)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "It has no name."),
        ("  ", "It has no name."),
        ("a\0b", "Its name has an invisible letter in it."),
        ("\ud800", "Its name has an invisible letter in it."),
        ("x" * 201, "Its name is longer than 200 letters."),
        ("\n" * 500, "It has no name."),
    ],
)
def test_a_record_whose_name_cannot_be_kept_is_a_letter_and_the_others_go_on(house, name, reason):
    odd = Record(name, {"name": "\0\ud800", "price": 1}, 1)
    run = house.run(pulling([odd, *records(2)]))
    assert (run.created, run.dead) == (2, 1)
    (letter,) = house.letters()
    assert letter.error == reason
    assert 0 < len(letter.external_id) <= 200


@pytest.mark.parametrize("names", [("", "", ""), ("", " ", "  "), ("x" * 201, "x" * 202, "x" * 201)])
def test_each_of_several_records_whose_names_cannot_be_kept_is_a_letter(house, names):
    odd = [Record(name, {"name": f"Nameless {n}", "price": n}, n) for n, name in enumerate(names)]
    shown = house.run(pulling([*odd, *records(2)], page=9), syncs.dry_run)
    run = house.run(pulling([*odd, *records(2)], page=9))
    assert (shown.created, shown.dead, run.created, run.dead) == (2, 3, 2, 3)
    assert {json.loads(letter.body)["name"] for letter in house.letters()} == {f"Nameless {n}" for n in range(3)}


@pytest.mark.parametrize("name", ["चाय/कॉफ़ी", "a b%20c?#", "'; DROP TABLE x --", "naïve\u00a0name"[:5]])
def test_names_of_any_script_and_sign_are_kept(house, name):
    run = house.run(pulling([Record(name, {"name": name, "price": 1}, 1)]))
    assert (run.created, run.dead, house.kept()) == (1, 0, {name: 1})


def test_what_changed_since_a_dry_run_is_left_as_it_is(house):
    held = records(3)
    house.run(pulling(held))
    shown = house.run(pulling([*held, *(dearer(one, 170) for one in held)]), syncs.dry_run)
    house.run(pulling([*held, dearer(held[0], 999)]))
    house.ask(syncs.apply, shown.id)
    house.engine(pulling([])).run_due()
    assert house.kept() == {"R-001": 999, "R-002": 170, "R-003": 170}
    assert (house.last().changed, house.last().dead) == (2, 1)
    assert house.last().note == "1 of the dry run are left as they are: a later run changed them."


def test_a_page_of_many_records_is_taken_over_in_pieces(house):
    held = records(345)
    service = pulling(held)
    service.stream.source.fetch = lambda cursor, days: Sheet(tuple(held), "end", more=False)
    run = house.run(service)
    assert (run.created, run.pages, len(house.kept())) == (345, 1, 345)


def test_a_dead_letter_that_is_still_wrong_stays_with_its_tries(house):
    held = [dearer(record, -1) for record in records(2)]
    house.run(pulling(held))
    house.ask(syncs.retry, tuple(letter.id for letter in house.letters()))
    house.engine(pulling(held)).run_due()
    assert [(letter.tries, letter.waits) for letter in house.letters()] == [(2, False), (2, False)]


def test_a_dry_run_shows_what_a_run_would_do_and_does_nothing(house):
    held = records(4)
    house.run(pulling(held))
    then = [*held, *records(6)[4:], dearer(held[0], 170)]
    run = house.run(pulling(then), syncs.dry_run)
    assert (run.created, run.changed, run.same, run.amount_paise) == (2, 1, 0, 370)
    assert [(move.external_id, move.change, move.amount_paise) for move in house.moves(run)] == [
        ("R-001", SyncChange.CHANGED, 170),
        ("R-005", SyncChange.CREATED, 100),
        ("R-006", SyncChange.CREATED, 100),
    ]
    assert house.kept() == prices(held)
    assert house.run(pulling(then)).created == 2  # the cursor stayed where it was


def test_what_was_shown_is_done_just_so_whatever_the_service_has_by_now(house):
    shown = house.run(pulling(records(5)), syncs.dry_run)
    house.ask(syncs.apply, shown.id)
    house.engine(pulling(records(5, price=999))).run_due()
    run = house.last()
    assert (run.created, run.amount_paise) == (shown.created, shown.amount_paise)
    assert set(house.kept().values()) == {100}
    with pytest.raises(syncs.ConflictError, match="was applied already"):
        house.ask(syncs.apply, shown.id)


def test_a_run_is_taken_back_but_for_what_a_later_one_changed(house):
    held = records(3)
    house.run(pulling(held))
    changes = [*held, dearer(held[0], 120), dearer(held[1], 130), *records(4)[3:]]
    second = house.run(pulling(changes))
    house.run(pulling([*changes, dearer(held[1], 140)]))
    house.ask(syncs.undo, second.id)
    house.engine(pulling(changes)).run_due()
    run = house.last()
    assert house.kept() == {"R-001": 100, "R-002": 140, "R-003": 100}
    assert (run.changed, run.dead, run.note) == (2, 1, "R-002: A later run changed it.")
    with pytest.raises(syncs.ConflictError, match="was taken back already"):
        house.ask(syncs.undo, second.id)


def test_an_empty_source_removes_nothing_and_says_so(house):
    house.run(pulling(records(3)))
    run = house.run(pulling([], total=0))
    assert run.note == "The service sent nothing. Nothing was removed here."
    assert len(house.kept()) == 3


def test_a_difference_of_counts_is_named(house):
    run = house.run(pulling(records(3), total=5))
    assert run.note == "The service has 5 records, this house has 3 of them."


def test_a_cursor_that_stands_still_is_noticed(house):
    source = Source(records(9))
    source.fetch = lambda cursor, days: type("S", (), {"records": (), "cursor": "7", "more": True, "total": None})()
    service = pulling([])
    service.stream = type(service.stream)(source, service.stream.keeper)
    assert house.run(service).error.startswith("The service sent the same page again and again.")


def test_a_service_that_asks_for_patience_gets_it(database):
    house = House(database, schedule="every 5 minutes")
    house.run(pulling(records(3), Script({1: PAUSE})))
    assert (house.row().waits_until - house.now).total_seconds() == 7200
    house.later(seconds=7200)
    house.engine(pulling(records(3), Script({1: PAUSE}))).run_due()
    assert (house.last().state, house.row().fails, house.row().waits_until) == (RunState.FAILED, 1, None)
    assert (house.row().next_run_at - house.now).total_seconds() == 7200


def test_a_refused_key_lets_the_sync_rest_until_a_person_acts(database):
    house = House(database, schedule="every 5 minutes")
    house.run(pulling(records(3), Script({1: REFUSED})))
    row = house.row()
    assert (row.state, row.reason, row.next_run_at) == (
        JobState.FAILED,
        "The service refused the key. Enter the key again.",
        None,
    )
    assert house.events()[-1] == "sync.disabled"
    house.ask(syncs.resume, house.job)
    house.later(minutes=5)
    assert house.engine(pulling(records(3))).run_due() == 1
    assert house.last().state is RunState.DONE


def test_failures_are_warned_of_before_a_sync_is_let_rest(database):
    house = House(database, schedule="every 5 minutes")
    faults = Script(dict.fromkeys(range(1, 60), CUT_OFF))
    for _ in range(60):
        house.later(hours=4)
        house.engine(pulling(records(3), faults)).run_due()
    said = [kind for kind in house.events() if kind in {"sync.failing", "sync.disabled"}]
    assert said == ["sync.failing", "sync.disabled"]
    assert (house.row().state, house.row().fails) == (JobState.FAILED, 43)  # after a week


def runs_until(house, error, **span):
    """Run what is due, as soon as it is, until so much time is over; return how many runs failed."""
    end, count = house.now + timedelta(**span), 0
    while (wait := house.engine(pulling([])).wait_seconds()) is not None and house.now + timedelta(seconds=wait) < end:
        house.later(seconds=wait)
        count += house.engine(pulling(records(3), Script({1: error}))).run_due()
    house.now = end
    return count


@pytest.mark.parametrize("schedule", ["every 1 minute", "every 15 minutes"])
def test_a_service_that_is_down_for_a_night_lets_no_frequent_sync_rest(database, schedule):
    house = House(database, schedule=schedule)
    assert runs_until(house, CUT_OFF, hours=12) < 10
    assert house.row().state is JobState.IDLE
    assert not {"sync.failing", "sync.disabled"} & set(house.events())
    house.later(hours=3)
    assert house.engine(pulling(records(3))).run_due() == 1
    assert (house.row().fails, len(house.kept())) == (0, 3)
    assert house.engine(pulling([])).wait_seconds() <= 900


def test_a_pc_without_network_blames_no_service(database):
    house = House(database, schedule="every 1 minute")
    assert runs_until(house, AwayError("This PC has no network."), hours=10) > 100
    row = house.row()
    assert (row.state, row.fails, row.reason) == (JobState.IDLE, 0, "This PC has no network.")
    assert not {"sync.failing", "sync.disabled"} & set(house.events())
    house.later(minutes=5)
    assert house.run(pulling(records(3))).state is RunState.DONE


def test_the_days_without_network_are_none_on_which_a_service_failed(database):
    house = House(database, schedule="every 5 minutes")
    runs_until(house, CUT_OFF, days=6)
    runs_until(house, AwayError("This PC has no network."), hours=20)
    house.later(days=3)
    house.run(pulling([], Script({1: AwayError("This PC has no network.")})))
    house.run(pulling([], Script({1: CUT_OFF})))
    assert (house.row().state, house.row().fails > 30) == (JobState.IDLE, True)
    runs_until(house, CUT_OFF, days=2)
    assert house.row().state is JobState.FAILED


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_fails_in_between_the_house_ends_with_what_the_service_has(database, data):
    numbers = st.integers(1, 9)
    told = data.draw(st.lists(st.tuples(numbers, st.integers(0, 5)), max_size=25))
    held = [Record(f"R-{n}", {"name": "x", "price": price}, price) for n, price in told]
    house = _only(database)
    before = house.kept()
    for _ in range(data.draw(st.integers(0, 4))):
        faults = dict.fromkeys(data.draw(st.sets(st.integers(1, 8), max_size=2)), CUT_OFF)
        house.ask(syncs.backfill, house.job, Days(1, 2))
        house.engine(pulling(held, Script(faults))).run_due()
    house.ask(syncs.backfill, house.job, Days(1, 2))
    house.engine(pulling(held)).run_due()
    assert house.kept() == before | {record.external_id: record.body["price"] for record in held}
    assert house.last().dead == 0


def _only(database):
    """The one house on a database that several examples share."""
    if not hasattr(database, "house"):
        database.house = House(database)
    return database.house
