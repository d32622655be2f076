import pytest
from sqlalchemy import text

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import about, shape
from sakshi_desktop.store.database import Database


def test_a_database_tells_where_it_is_and_how_large(database):
    found = about.describe(database)
    assert found.revision == shape.HEAD
    assert found.bytes > 50_000
    assert found.is_shared == (not database.is_sqlite)
    assert found.place.startswith(str(database.file) if database.is_sqlite else "PostgreSQL ")


def test_an_empty_shared_database_can_be_joined(postgres):
    name = postgres.create()
    assert about.try_out(postgres.url(name), password=None).revision is None
    postgres.drop(name)


def test_a_server_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(DatabaseError) as refused:
        about.try_out(f"postgresql://asha@/sakshi?host={tmp_path}", password="s3cret")
    assert refused.value.hint
    assert "s3cret" not in str(refused.value)


def test_another_programs_database_is_refused(postgres):
    name = postgres.create()
    other = Database(postgres.url(name))
    with other.begin() as session:
        session.execute(text("CREATE TABLE their_orders (id int)"))
    other.dispose()
    with pytest.raises(DatabaseError, match="another program"):
        about.try_out(postgres.url(name), password=None)
    postgres.drop(name)


def test_a_user_who_may_not_make_tables_is_told_so(postgres):
    name = postgres.create()
    owner = Database(postgres.url(name))
    with owner.begin() as session:
        session.execute(text("DROP ROLE IF EXISTS reader"))
        session.execute(text("CREATE ROLE reader LOGIN"))
        session.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    owner.dispose()
    with pytest.raises(DatabaseError, match="may not make tables"):
        about.try_out(postgres.url(name).replace("postgres@", "reader@"), password=None)
    postgres.drop(name)
