from pathlib import Path

import pytest
import sqlalchemy as sa

from sakshi_desktop.app import open_database
from sakshi_desktop.core.errors import CancelledError, DatabaseError
from sakshi_desktop.store import shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade
from tests.store import revising

CARELESS = """
def upgrade():
    op.execute("DELETE FROM order_lines")
    op.execute("DELETE FROM items WHERE id = 1")
"""


def test_a_rebuilt_table_keeps_its_rows_and_their_children(database, later):
    before = revising.fill(database)
    assert upgrade(database, to=revising.NEXT, migrations=later(revising.REBUILD))
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT weather FROM orders").scalars().all() == ["dry"]
    rebuilt = {"customers", "orders"}
    assert revising.contents(database, sorted(set(before) - rebuilt)) == {
        name: rows for name, rows in before.items() if name not in rebuilt
    }
    with database.begin() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM orders")) == 3
        if database.is_sqlite:
            assert session.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_a_rebuilt_table_gives_no_id_out_again(database, later):
    add = sa.text(
        "INSERT INTO customers (language, status, diet, created_at) VALUES ('en', 'active', 'veg', :at) RETURNING id"
    )
    at = 0 if database.is_sqlite else "2026-01-01T00:00Z"
    with database.begin() as session:
        first, second = (session.execute(add, {"at": at}).scalar_one() for _ in range(2))
        session.execute(sa.text("DELETE FROM customers WHERE id = :id"), {"id": second})
    upgrade(database, to=revising.NEXT, migrations=later(revising.REBUILD))
    add = sa.text(str(add).replace("(language", "(weather, language").replace("('en'", "('dry', 'en'"))
    with database.begin() as session:
        assert session.execute(add, {"at": at}).scalar_one() > second > first


def test_an_upgrade_that_would_break_a_reference_is_taken_back(database, later):
    before = revising.fill(database)
    with pytest.raises(DatabaseError) as refused:
        upgrade(database, to=revising.NEXT, migrations=later(CARELESS))
    assert "does not fit" in refused.value.sentence
    assert revising.revision(database) == shape.HEAD
    assert revising.contents(database) == before
    if database.is_sqlite:
        with database.begin() as session:
            assert session.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_the_file_is_copied_before_it_is_changed(sqlite_address, later):
    database = Database.open(sqlite_address)
    before = revising.fill(database)
    folder = later(revising.REBUILD)
    upgrade(database, to=revising.NEXT, migrations=folder)
    database.dispose()
    copies = [file for file in database.file.parent.glob("*.db") if file != database.file]
    assert [file.name for file in copies] == [f"sakshi.before-upgrade-from-{shape.HEAD}.db"]
    copy = Database.open(f"sqlite:///{copies[0]}")
    assert revising.revision(copy) == shape.HEAD
    assert revising.contents(copy) == before
    copy.dispose()


def test_a_fresh_database_is_not_copied(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    database.dispose()
    assert [file.name for file in tmp_path.glob("*.db*")] == ["new.db"]


def test_an_upgrade_of_what_is_up_to_date_does_nothing(database):
    assert upgrade(database) is False


def test_a_newer_database_is_refused_and_left_alone(address):
    database = Database.open(address)
    before = revising.fill(database)
    revising.say(database, "UPDATE alembic_version SET version_num = '9999'")
    for attempt in (lambda: upgrade(database), lambda: open_database(address)):
        with pytest.raises(DatabaseError) as refused:
            attempt()
        assert refused.value.sentence == "This database was made by a newer Sakshi Desktop."
        assert "Update this program" in refused.value.hint
    assert revising.contents(database) == before
    database.dispose()


def test_a_newer_database_that_suffers_this_program_is_opened_as_it_is(address):
    for oldest, refused in ((shape.HEAD, False), ("0001", False), ("9998", True)):
        database = Database.open(address)
        revising.say(database, "UPDATE alembic_version SET version_num = '9999'")
        revising.say(database, "DELETE FROM settings")
        revising.say(database, f"INSERT INTO settings (name, value) VALUES ('min_program', '\"{oldest}\"')")
        if refused:
            with pytest.raises(DatabaseError, match="newer Sakshi Desktop"):
                open_database(address)
        else:
            open_database(address).dispose()
            assert upgrade(database) is False
        assert revising.revision(database) == "9999"
        database.dispose()


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE wp_posts (id INTEGER)"],
        ["CREATE TABLE locations (id INTEGER)"],
        [
            "CREATE TABLE alembic_version (version_num TEXT)",
            "INSERT INTO alembic_version VALUES ('0002')",
            "CREATE TABLE t (x INTEGER)",
        ],
        [
            "CREATE TABLE alembic_version (version_num TEXT)",
            "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
            "CREATE TABLE day_rules (id INTEGER)",
        ],
    ],
)
def test_another_programs_database_is_refused_and_left_alone(blank_address, statements):
    engine = sa.create_engine(blank_address)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
    file = Path(engine.url.database) if engine.name == "sqlite" else None
    before = file and (file.read_bytes(), sorted(file.parent.glob("*")))
    with pytest.raises(DatabaseError) as refused:
        open_database(blank_address)
    assert refused.value.sentence == "This database belongs to another program."
    assert (file and (file.read_bytes(), sorted(file.parent.glob("*")))) == before
    database = Database(blank_address)
    with pytest.raises(DatabaseError):
        upgrade(database)
    database.dispose()


OLDER = "0005"
STEPS = sum(one > OLDER for one in revising.REVISIONS)


@pytest.fixture
def older(blank_address):
    """A filled database of an older shape."""
    database = Database.open(blank_address)
    upgrade(database, to=OLDER)
    revising.fill(database)
    yield database
    database.dispose()


def test_an_upgrade_tells_how_far_it_is(older):
    told = []
    assert upgrade(older, told=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    texts = list(dict.fromkeys(text for _, text in told))
    steps = [f"bringing it up to date, step {one} of {STEPS}" for one in range(1, STEPS + 1)]
    assert texts == (["copying it first", *steps] if older.is_sqlite else steps)


@pytest.mark.parametrize("step", ["copying", "step 1 ", "step 4 ", f"step {STEPS} "])
def test_an_upgrade_that_is_stopped_leaves_the_database_as_it_was(older, step):
    before = revising.contents(older)

    def stop(_share, text):
        if step in text:
            raise CancelledError("Stopped.")

    if step == "copying" and not older.is_sqlite:
        assert upgrade(older, told=stop)
        return
    with pytest.raises(CancelledError):
        upgrade(older, told=stop)
    assert revising.revision(older) == OLDER
    assert revising.contents(older) == before
    assert upgrade(older)
