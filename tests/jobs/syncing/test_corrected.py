"""Records that a person corrects while runs go on: what was typed is tried, or it is said that it is not kept."""

import json
from dataclasses import replace

import pytest

from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import RunState, SyncDirection
from sakshi_desktop.hub import letters, syncs

from .house import House
from .service import dearer, pulling, pushing, records


@pytest.fixture
def house(database):
    return House(database)


def corrected(house, price):
    (letter,) = house.letters()
    return house.ask(letters.edit, letter.id, json.dumps({"name": "Corrected", "price": price}))


def given():
    """A page in which one record cannot be taken."""
    held = records(3)
    return [held[0], dearer(held[1], -1), held[2]]


def test_a_correction_outlives_runs_to_which_the_source_gives_the_record_as_it_was(house):
    house.run(pulling(given()))
    corrected(house, 7)
    house.ask(syncs.backfill, house.job, syncs.Days(20_000, 20_001))
    house.engine(pulling(given())).run_due()
    (letter,) = house.letters()
    assert (json.loads(letter.body)["price"], letter.edited_by, letter.waits) == (7, "This PC", False)
    assert (house.last().dead, letter.tries) == (1, 1)
    house.ask(syncs.retry, (letter.id,))
    assert house.engine(pulling(given())).run_due() == 1
    assert house.letters() == ()
    assert house.kept()["R-002"] == 7


def test_a_correction_that_is_to_be_tried_is_tried_after_a_run_that_brings_the_record_as_it_was(house):
    house.run(pulling(given()))
    letter = corrected(house, 7)
    house.ask(syncs.backfill, house.job, syncs.Days(20_000, 20_001))
    with house.database.begin() as session:
        letters.want(session, (letter.id,), by=THIS_PC, clock=house.clock)
    house.engine(pulling(given())).run_due()
    assert [each.waits for each in house.letters()] == [True]
    assert house.run(pulling([])).state is RunState.DONE  # a regular run tries what waits
    assert house.kept()["R-002"] == 7


def test_what_the_source_gives_takes_the_place_of_what_nobody_corrected(house):
    house.run(pulling(given()))
    held = given()
    held[1] = replace(held[1], body={"name": "Renamed", "price": -5})
    house.ask(syncs.backfill, house.job, syncs.Days(20_000, 20_001))
    house.engine(pulling(held)).run_due()
    assert json.loads(house.letters()[0].body) == {"name": "Renamed", "price": -5}


def test_a_record_that_is_being_sent_is_not_corrected_meanwhile(database, tmp_path):
    house, told = House(database, SyncDirection.PUSH), []
    house.run(pushing(given(), tmp_path / "books"))
    letter = corrected(house, 7)
    house.ask(syncs.retry, (letter.id,))
    service = pushing([], tmp_path / "books")
    send = service.stream.sink.push

    def push(record, key):
        try:
            corrected(house, 9)
        except ConflictError as error:
            told.append(str(error))
        return send(record, key)

    service.stream.sink.push = push
    assert house.engine(service).run_due() == 1
    assert told == ["This record is being tried just now. Wait until the run has ended."]
    assert house.letters() == ()
