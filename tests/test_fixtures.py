import pytest
from sqlalchemy import inspect, text


def test_every_test_gets_a_database_of_its_own(database):
    with database.begin() as session:
        session.execute(text("CREATE TABLE mine (x INTEGER)"))
    assert "mine" in inspect(database.writer).get_table_names()


def test_nothing_of_another_test_is_left(database):
    names = inspect(database.writer).get_table_names()
    assert "mine" not in names
    assert "orders" in names


@pytest.mark.parametrize("turn", range(5))
def test_a_fresh_database_is_cheap(database, turn):
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM orders")).scalar() == 0


def test_a_blank_database_has_no_table(blank_address):
    from sakshi_desktop.store.database import Database

    database = Database.open(blank_address)
    assert inspect(database.writer).get_table_names() == []
    database.dispose()
