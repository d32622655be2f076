from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sakshi_desktop.store import catalogue, differences, shape
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.upgrade import upgrade
from tests.store import revising
from tests.store.filling import INDEX


def _shape(database):
    with database.reading() as connection:
        return catalogue.of(connection)


def test_the_head_is_the_last_of_the_revisions():
    assert revising.REVISIONS[-1] == shape.HEAD
    assert len(set(revising.REVISIONS)) == len(revising.REVISIONS)


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


def test_services_that_worked_before_there_were_modes_are_live(blank):
    upgrade(blank, to="0013")
    names = revising.fill(blank)
    revising.say(blank, "UPDATE integrations SET live = false")
    assert upgrade(blank)
    with blank.reading() as connection:
        found = connection.exec_driver_sql("SELECT live, tested FROM integrations").all()
    assert len(found) == len(names["integrations"])
    assert {(bool(live), tested) for live, tested in found} == {(True, None)}


def test_receivers_of_new_orders_go_on_wanting_them_and_what_was_told_stays(blank):
    upgrade(blank, to="0018")
    revising.fill(blank)
    revising.say(blank, """UPDATE endpoints SET event_types = '["order.placed", "order.rated"]'""")
    revising.say(blank, "UPDATE events SET type = 'order.placed'")
    assert upgrade(blank)
    with blank.reading() as connection:
        assert set(connection.exec_driver_sql("SELECT event_types FROM endpoints").scalars()) == {
            '["order.created", "order.rated"]'
        }
        assert set(connection.exec_driver_sql("SELECT type FROM events").scalars()) == {"order.placed"}


def test_receivers_get_what_is_recorded_after_them_whatever_the_clocks_say(blank):
    upgrade(blank, to="0020")
    revising.fill(blank)
    fast_clock = "UPDATE events SET at = (SELECT at FROM events AS last WHERE id = 3) WHERE id = 2"
    revising.say(blank, fast_clock)
    revising.say(blank, "UPDATE endpoints SET created_at = (SELECT at FROM events WHERE id = 3) WHERE id = 3")
    assert upgrade(blank)
    with blank.reading() as connection:
        found = connection.exec_driver_sql("SELECT id, since_event, since_xact FROM endpoints ORDER BY id").all()
    assert [tuple(row) for row in found] == [(1, 0, None), (2, 1, None), (3, 1, None)]


def test_receivers_of_before_go_on_with_thin_bodies(blank):
    upgrade(blank, to="0023")
    names = revising.fill(blank)
    assert upgrade(blank)
    with blank.reading() as connection:
        chosen = connection.exec_driver_sql("SELECT fuller FROM endpoints").scalars().all()
        assert connection.exec_driver_sql("SELECT count(*) FROM fuller_data").scalar() == 0
    assert (len(chosen), set(map(bool, chosen))) == (len(names["endpoints"]), {False})


def test_every_table_can_be_filled(database):
    filled = revising.fill(database)
    assert set(filled) == set(Base.metadata.tables)
    assert min(map(len, filled.values())) > 0
