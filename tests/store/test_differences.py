import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from sakshi_desktop.store import differences, health

REWRITE = "UPDATE sqlite_master SET sql = replace(sql, '{}', '{}') WHERE name = '{}'"
KEY = "The index uq_orders_key of orders is “CREATE UNIQUE INDEX uq_orders_key ON "
CHANGES = {
    "The table workers is missing.": (["DROP TABLE workers"],) * 2,
    "The table colours is there, but this program knows nothing of it.": (["CREATE TABLE colours (name TEXT)"],) * 2,
    "The column items.colour is there, but this program knows nothing of it.": (
        ["ALTER TABLE items ADD COLUMN colour TEXT"],
    )
    * 2,
    "The column staff.pin_hash is missing.": (["ALTER TABLE staff RENAME pin_hash TO pin"],) * 2,
    "The column staff.name is “VARCHAR”; it should be “VARCHAR NOT NULL”.": (
        [REWRITE.format("name VARCHAR NOT NULL", "name VARCHAR", "staff")],
        ["ALTER TABLE staff ALTER name DROP NOT NULL"],
    ),
    "The column order_lines.tax_paise is “TEXT NOT NULL”; it should be “INTEGER NOT NULL”.": (
        [REWRITE.format("tax_paise INTEGER", "tax_paise TEXT", "order_lines")],
        ["ALTER TABLE order_lines ALTER tax_paise TYPE INTEGER"],
    ),
    "The column staff.failures is “INTEGER DEFAULT 1 NOT NULL”; it should be “INTEGER NOT NULL”.": (
        [REWRITE.format("failures INTEGER NOT NULL", "failures INTEGER DEFAULT 1 NOT NULL", "staff")],
        ["ALTER TABLE staff ALTER failures SET DEFAULT 1"],
    ),
    "The rule ck_orders_net_not_negative of orders is": (
        [REWRITE.format("net_paise >= 0", "net_paise >= -1", "orders")],
        ["ALTER TABLE orders DROP CONSTRAINT ck_orders_net_not_negative"],
    ),
    KEY: (
        [
            "DROP INDEX uq_orders_key",
            "CREATE UNIQUE INDEX uq_orders_key ON orders (source_id, location_id, series, external_id)",
        ],
    )
    * 2,
    "The index ix_orders_batch of orders is missing.": (["DROP INDEX ix_orders_batch"],) * 2,
    "The index mine of items is there, but this program knows nothing of it.": (["CREATE INDEX mine ON items (sku)"],)
    * 2,
    "The trigger consents_": (
        ["DROP TRIGGER consents_no_update"],
        ["ALTER TABLE consents DISABLE TRIGGER consents_append_only"],
    ),
}


def _change(database, statement):
    if not statement.startswith("UPDATE sqlite_master"):
        with database.begin() as session:
            session.execute(text(statement))
        return
    with closing(sqlite3.connect(database.file)) as connection:  # only a connection of its own may do that
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(statement)
        connection.commit()


def test_a_migrated_database_differs_in_nothing(database):
    assert differences.found(database) == ([], [])


@pytest.mark.parametrize("sentence", CHANGES)
def test_a_difference_is_told_in_words(database, sentence):
    for statement in CHANGES[sentence][0 if database.is_sqlite else 1]:
        _change(database, statement)
    told, _unchecked = differences.found(database)
    named = sentence if database.is_sqlite else sentence.partition(" is “")[0]
    assert any(said.startswith(named) for said in told), told
    checked = health.check(database)
    assert checked.differences == tuple(told)
    assert not checked.sound


def test_types_are_told_as_the_server_calls_them(postgres_database):
    _change(postgres_database, "ALTER TABLE order_lines ALTER tax_paise TYPE INTEGER")
    assert differences.found(postgres_database)[0] == [
        "The column order_lines.tax_paise is “integer NOT NULL”; it should be “bigint NOT NULL”."
    ]


def test_what_belongs_to_a_missing_table_goes_unsaid(database):
    _change(database, "DROP TABLE kpi_marks")
    assert differences.found(database)[0] == ["The table kpi_marks is missing."]


def test_a_changed_function_of_the_ledgers_is_found(postgres_database):
    _change(
        postgres_database,
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
    )
    (told,) = differences.found(postgres_database)[0]
    assert told.startswith("The function refuse_change is “")


def test_a_comparison_leaves_nothing_behind(postgres_database):
    differences.found(postgres_database)
    with postgres_database.read() as session:
        assert session.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'sakshi%'")).all() == []


def test_an_extension_of_the_server_is_no_difference(postgres_database):
    with postgres_database.begin() as session:
        known = session.scalar(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"))
    if not known:
        pytest.skip("this server brings no pg_trgm")
    _change(postgres_database, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert differences.found(postgres_database) == ([], [])


def test_who_may_not_make_a_schema_is_told_that_the_shape_was_not_compared(postgres, postgres_database):
    name = postgres_database.url.database
    with postgres_database.begin() as session:
        for statement in (
            "DROP ROLE IF EXISTS reader_of_shapes",
            "CREATE ROLE reader_of_shapes LOGIN",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_of_shapes",
        ):
            session.execute(text(statement))
    limited = type(postgres_database)(postgres.url(name).replace("postgres@", "reader_of_shapes@"))
    found = health.check(limited)
    limited.dispose()
    with postgres_database.begin() as session:
        session.execute(text("DROP OWNED BY reader_of_shapes"))
        session.execute(text("DROP ROLE reader_of_shapes"))
    assert found.unchecked == (differences.NO_RIGHT,)
    assert found.sound


def test_a_large_file_tells_how_far_the_check_is(sqlite_database):
    with sqlite_database.begin() as session:
        session.execute(
            text(
                "INSERT INTO customers (language, status, diet, created_at) WITH RECURSIVE n(x) AS "
                "(SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT 'en', 'active', 'veg', 0 FROM n"
            )
        )
    told = []
    health.check(sqlite_database, progress=lambda share, words: told.append((share, words)))
    shares = [share for share, words in told if words == "Reading the file"]
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert 0.5 < shares[-1] < 1
    assert told[-1] == (1.0, "Comparing the shape")


def test_a_check_can_be_interrupted(sqlite_database):
    def stop(_share, _words):
        raise KeyboardInterrupt

    with sqlite_database.begin() as session:
        session.execute(
            text(
                "INSERT INTO workers (id, host, holds, seen_at) WITH RECURSIVE n(x) AS "
                "(SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT 'w' || x, 'pc', '{}', 0 FROM n"
            )
        )
    with pytest.raises(KeyboardInterrupt):
        health.check(sqlite_database, progress=stop)
