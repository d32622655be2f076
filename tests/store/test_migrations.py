import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sakshi_desktop.app import open_database
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import catalogue, differences, shape
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import LOCK, MIGRATIONS, upgrade
from tests.store.filling import INDEX, columns_of, contents, fill

CHECKOUT = Path(__file__).resolve().parents[2]
REVISIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
NEXT = "9001"
HEADER = f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{NEXT}", "{shape.HEAD}", None, None
"""
REBUILD = """
def upgrade():
    for name in ("customers", "orders"):
        op.add_column(name, sa.Column("weather", sa.String(), nullable=False, server_default="dry"))
        with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
            batch.alter_column("weather", server_default=None)
"""
CARELESS = """
def upgrade():
    op.execute("DELETE FROM order_lines")
    op.execute("DELETE FROM items WHERE id = 1")
"""
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="a kill without a word, as POSIX has it")


@pytest.fixture
def blank(blank_address):
    database = Database.open(blank_address)
    yield database
    database.dispose()


@pytest.fixture
def later(tmp_path):
    """Return a folder of migrations that go one revision further."""

    def write(body):
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / f"{NEXT}_later.py").write_text(HEADER + body)
        return folder

    return write


def _fill(database):
    with database.begin() as session:
        names = fill(session.connection())
    return _contents(database, names)


def _fill_once(database):
    """Fill a database of any revision; its services are live, as revision 0014 makes those of before."""
    names = _fill(database)
    if "integrations" in names:
        _say(database, "UPDATE integrations SET live = true")
    return _contents(database, names)


def _contents(database, names=None, columns=None):
    with database.reading() as connection:
        return contents(connection, names, columns=columns)


def _columns(database):
    with database.reading() as connection:
        return columns_of(connection)


def _revision(database):
    with database.reading() as connection:
        return shape.current_revision(connection)


def _shape(database):
    with database.reading() as connection:
        return catalogue.of(connection)


def _say(database, statement):
    with database.begin() as session:
        session.execute(sa.text(statement))


def test_the_head_is_the_last_of_the_revisions():
    assert REVISIONS[-1] == shape.HEAD
    assert len(set(REVISIONS)) == len(REVISIONS)


def test_a_migrated_database_equals_the_models(blank):
    with blank.writer.begin() as connection:
        Base.metadata.create_all(connection)
    modelled = _shape(blank)
    with blank.writer.begin() as connection:
        Base.metadata.drop_all(connection)
        if not blank.is_sqlite:
            connection.exec_driver_sql("DROP FUNCTION refuse_change")
    assert _shape(blank) == {}
    upgrade(blank)
    migrated = _shape(blank)
    assert differences.sentences(migrated, modelled) == []
    assert migrated == modelled
    assert len(migrated) > 400


def test_a_migrated_database_needs_no_further_migration(database):
    with database.reading() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": _is_modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def _is_modelled(name, kind, parents):
    return not (kind == "table" and name.startswith(INDEX)) and name != "ix_customers_text"


@pytest.mark.parametrize("start", REVISIONS[:-1])
def test_an_upgrade_keeps_every_row_of_filled_tables(blank, start):
    assert upgrade(blank, to=start)
    before, columns = _fill_once(blank), _columns(blank)
    assert upgrade(blank)
    assert _revision(blank) == shape.HEAD
    assert _contents(blank, list(before), columns) == before


def test_services_that_worked_before_there_were_modes_are_live(blank):
    upgrade(blank, to="0013")
    names = _fill(blank)
    _say(blank, "UPDATE integrations SET live = false")
    assert upgrade(blank)
    with blank.reading() as connection:
        found = connection.exec_driver_sql("SELECT live, tested FROM integrations").all()
    assert len(found) == len(names["integrations"])
    assert {(bool(live), tested) for live, tested in found} == {(True, None)}


def test_receivers_of_new_orders_go_on_wanting_them_and_what_was_told_stays(blank):
    upgrade(blank, to="0018")
    _fill(blank)
    _say(blank, """UPDATE endpoints SET event_types = '["order.placed", "order.rated"]'""")
    _say(blank, "UPDATE events SET type = 'order.placed'")
    assert upgrade(blank)
    with blank.reading() as connection:
        assert set(connection.exec_driver_sql("SELECT event_types FROM endpoints").scalars()) == {
            '["order.created", "order.rated"]'
        }
        assert set(connection.exec_driver_sql("SELECT type FROM events").scalars()) == {"order.placed"}


def test_receivers_get_what_is_recorded_after_them_whatever_the_clocks_say(blank):
    upgrade(blank, to="0020")
    _fill(blank)
    _say(blank, "UPDATE events SET at = (SELECT at FROM events AS last WHERE id = 3) WHERE id = 2")  # a fast clock
    _say(blank, "UPDATE endpoints SET created_at = (SELECT at FROM events WHERE id = 3) WHERE id = 3")
    assert upgrade(blank)
    with blank.reading() as connection:
        found = connection.exec_driver_sql("SELECT id, since_event, since_xact FROM endpoints ORDER BY id").all()
    assert [tuple(row) for row in found] == [(1, 0, None), (2, 1, None), (3, 1, None)]


def test_every_table_can_be_filled(database):
    filled = _fill(database)
    assert set(filled) == set(Base.metadata.tables)
    assert min(map(len, filled.values())) > 0


def test_a_rebuilt_table_keeps_its_rows_and_their_children(database, later):
    before = _fill(database)
    assert upgrade(database, to=NEXT, migrations=later(REBUILD))
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT weather FROM orders").scalars().all() == ["dry"]
    rebuilt = {"customers", "orders"}
    assert _contents(database, sorted(set(before) - rebuilt)) == {
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
    upgrade(database, to=NEXT, migrations=later(REBUILD))
    add = sa.text(str(add).replace("(language", "(weather, language").replace("('en'", "('dry', 'en'"))
    with database.begin() as session:
        assert session.execute(add, {"at": at}).scalar_one() > second > first


def test_an_upgrade_that_would_break_a_reference_is_taken_back(database, later):
    before = _fill(database)
    with pytest.raises(DatabaseError) as refused:
        upgrade(database, to=NEXT, migrations=later(CARELESS))
    assert "does not fit" in refused.value.sentence
    assert _revision(database) == shape.HEAD
    assert _contents(database) == before
    if database.is_sqlite:
        with database.begin() as session:
            assert session.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_the_file_is_copied_before_it_is_changed(sqlite_address, later):
    database = Database.open(sqlite_address)
    before = _fill(database)
    folder = later(REBUILD)
    upgrade(database, to=NEXT, migrations=folder)
    database.dispose()
    copies = [file for file in database.file.parent.glob("*.db") if file != database.file]
    assert [file.name for file in copies] == [f"sakshi.before-upgrade-from-{shape.HEAD}.db"]
    copy = Database.open(f"sqlite:///{copies[0]}")
    assert _revision(copy) == shape.HEAD
    assert _contents(copy) == before
    copy.dispose()


def test_a_fresh_database_is_not_copied(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    database.dispose()
    assert [file.name for file in tmp_path.glob("*.db*")] == ["new.db"]


def test_an_upgrade_of_what_is_up_to_date_does_nothing(database):
    assert upgrade(database) is False


def test_a_newer_database_is_refused_and_left_alone(address):
    database = Database.open(address)
    before = _fill(database)
    _say(database, "UPDATE alembic_version SET version_num = '9999'")
    for attempt in (lambda: upgrade(database), lambda: open_database(address)):
        with pytest.raises(DatabaseError) as refused:
            attempt()
        assert refused.value.sentence == "This database was made by a newer Sakshi Desktop."
        assert "Update this program" in refused.value.hint
    assert _contents(database) == before
    database.dispose()


def test_a_newer_database_that_suffers_this_program_is_opened_as_it_is(address):
    for oldest, refused in ((shape.HEAD, False), ("0001", False), ("9998", True)):
        database = Database.open(address)
        _say(database, "UPDATE alembic_version SET version_num = '9999'")
        _say(database, "DELETE FROM settings")
        _say(database, f"INSERT INTO settings (name, value) VALUES ('min_program', '\"{oldest}\"')")
        if refused:
            with pytest.raises(DatabaseError, match="newer Sakshi Desktop"):
                open_database(address)
        else:
            open_database(address).dispose()
            assert upgrade(database) is False
        assert _revision(database) == "9999"
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


def _run(address, folder, to, point):
    command = [sys.executable, "-m", "tests.store.dying", address, str(folder), to, str(point)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Prepared:
    """A filled database of which every run gets a copy of its own."""

    def __init__(self, address, request, tmp_path):
        self.address, self._request, self._folder, self._made = address, request, tmp_path, 0
        self._names = []
        database = Database.open(address)
        self.before = _fill(database)
        database.dispose()

    def drop(self):
        """Delete the copies that a server keeps; files go with their test."""
        for name in self._names:
            self._request.getfixturevalue("postgres").drop(name)

    def copy(self):
        self._made += 1
        if self.address.startswith("sqlite"):
            folder = self._folder / f"copy-{self._made}"
            folder.mkdir()
            shutil.copy(sa.make_url(self.address).database, folder / "sakshi.db")
            return f"sqlite:///{folder / 'sakshi.db'}"
        server = self._request.getfixturevalue("postgres")
        self._names.append(server.create(template=sa.make_url(self.address).database))
        return server.url(self._names[-1])


@pytest.fixture
def prepared(address, request, tmp_path):
    made = Prepared(address, request, tmp_path)
    yield made
    made.drop()


@needs_kill
@pytest.mark.slow
def test_a_kill_in_the_middle_of_an_upgrade_leaves_all_or_nothing(prepared, later):
    folder = later(REBUILD)
    whole = _run(prepared.copy(), folder, NEXT, "never")
    said, complaint = whole.communicate()
    assert whole.returncode == 0, complaint
    last = int(said.split()[0])
    assert last > 5
    points = [1, *(last * part // 5 for part in (1, 2, 3, 4)), last, "commit"]
    for point in [*points, "copied"] if prepared.address.startswith("sqlite") else points:
        address = prepared.copy()
        killed = _run(address, folder, NEXT, point)
        complaint = killed.communicate()[1]
        assert killed.returncode == -9, (point, complaint)
        database = Database.open(address)
        assert _revision(database) == shape.HEAD
        assert _contents(database) == prepared.before
        assert upgrade(database, to=NEXT, migrations=folder)
        kept = sorted(set(prepared.before) - {"customers", "orders"})
        assert _contents(database, kept) == {name: prepared.before[name] for name in kept}
        database.dispose()
        if database.file:
            assert not list(database.file.parent.glob("*.part"))


@needs_kill
@pytest.mark.slow
@pytest.mark.parametrize("start", [None, *REVISIONS[:-1]])
def test_a_kill_before_the_commit_of_our_own_upgrades_is_harmless(blank_address, start):
    database = Database.open(blank_address)
    before, columns = {}, None
    if start:
        upgrade(database, to=start)
        before, columns = _fill_once(database), _columns(database)
    database.dispose()
    killed = _run(blank_address, MIGRATIONS, shape.HEAD, "commit")
    complaint = killed.communicate()[1]
    assert killed.returncode == -9, complaint
    database = open_database(blank_address)
    assert _contents(database, list(before) or None, columns).items() >= before.items()
    assert _revision(database) == shape.HEAD
    database.dispose()


def test_two_programs_that_upgrade_at_once_do_it_once(blank, blank_address):
    with blank.writer.connect() as holder, holder.begin():
        if not blank.is_sqlite:
            holder.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        programs = [_run(blank_address, MIGRATIONS, shape.HEAD, "never") for _ in range(2)]
        if not blank.is_sqlite:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while holder.exec_driver_sql(waiting).scalar_one() < 2:
                assert all(program.poll() is None for program in programs)
    said = [program.communicate() for program in programs]
    assert [program.returncode for program in programs] == [0, 0], said
    assert sorted(out.split()[1] for out, _ in said) == ["False", "True"]
    assert _revision(blank) == shape.HEAD
