"""Where any three letters stand in a customer: the index under the search for customers, made beside the tables.

A customer's text is their name, the digits of their phone and their e-mail address, two spaces around every word, so
that where a word begins or ends can be searched for, too. ``portal.matching.text_of`` says the same.

SQLite keeps the text's trigrams in FTS5, without the text. Triggers keep the customers in step that are in it; new
ones, whose number is above ``customer_grams_upto``, wait for ``store.grams.catch_up`` and are looked through one by one
until then: many rows in one statement cost a fifth of what a trigger on each row does, and no import waits for it.
PostgreSQL keeps an index on an expression: that of pg_trgm where it can be had, else one of our own.
"""

from sqlalchemy import DDL, event

from sakshi_desktop.store.base import Base

_WORDS = (
    "coalesce({0}name, '') || ' ' || replace(replace(replace(coalesce({0}phone, ''), '+', ''), '-', ''), ' ', '') "
    "|| ' ' || coalesce({0}email, '')"
)


def sqlite_text(row: str = "") -> str:
    """Return the expression of a customer's text in SQLite; ``row`` is "new.", "old." or nothing."""
    return f"'  ' || replace({_WORDS.format(row)}, ' ', '  ') || '  '"


_INDEXED = "(SELECT upto FROM customer_grams_upto)"
_FORGET = f"INSERT INTO customer_grams(customer_grams, rowid, text) VALUES ('delete', old.id, {sqlite_text('old.')});"
_LEARN = f"INSERT INTO customer_grams(rowid, text) VALUES (new.id, {sqlite_text('new.')});"

SQLITE = (
    (
        "CREATE VIRTUAL TABLE customer_grams USING fts5("
        "text, tokenize = 'trigram', detail = 'none', content = '', columnsize = 0)"
    ),
    "CREATE TABLE customer_grams_upto (upto INTEGER NOT NULL)",
    "INSERT INTO customer_grams_upto VALUES (0)",
    f"CREATE TRIGGER customer_grams_added AFTER INSERT ON customers WHEN new.id <= {_INDEXED} BEGIN {_LEARN} END",
    (
        "CREATE TRIGGER customer_grams_changed AFTER UPDATE OF id, name, phone, email ON customers "
        f"WHEN old.id <= {_INDEXED} BEGIN {_FORGET} {_LEARN} END"
    ),
    f"CREATE TRIGGER customer_grams_removed AFTER DELETE ON customers WHEN old.id <= {_INDEXED} BEGIN {_FORGET} END",
)
SQLITE_DROP = ("DROP TABLE IF EXISTS customer_grams", "DROP TABLE IF EXISTS customer_grams_upto")

POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION customer_text(name text, phone text, email text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT '  ' || replace(lower(coalesce(name, '') || ' ' || translate(coalesce(phone, ''), '+- ', '') || ' '
    || coalesce(email, '')), ' ', '  ') || '  '
$$""",
    """
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    NULL; -- it is not there, or may not be had: the index below does without it
END $$""",
    """
DO $$
DECLARE
    place text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'pg_trgm');
BEGIN
    IF place IS NOT NULL THEN
        EXECUTE 'CREATE INDEX ix_customers_text ON customers USING gin (customer_text(name, phone, email) '
            || quote_ident(place) || '.gin_trgm_ops)';
        RETURN;
    END IF;
    CREATE OR REPLACE FUNCTION customer_grams(text text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $body$
    DECLARE
        signs text[] := string_to_array(text, NULL);
        grams text[] := '{}';
    BEGIN
        FOR place IN 1 .. cardinality(signs) - 2 LOOP
            grams[place] := signs[place] || signs[place + 1] || signs[place + 2];
        END LOOP;
        RETURN grams;
    END $body$;
    CREATE INDEX ix_customers_text ON customers USING gin (customer_grams(customer_text(name, phone, email)));
END $$""",
)
POSTGRESQL_DROP = (
    "DROP FUNCTION IF EXISTS customer_grams",
    "DROP FUNCTION IF EXISTS customer_text",
)


def _ddl(statement: str, dialect: str) -> DDL:
    made = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    return made.execute_if(dialect=dialect)


def _attach() -> None:
    customers = Base.metadata.tables["customers"]
    for statement in SQLITE:
        event.listen(customers, "after_create", _ddl(statement, "sqlite"))
    for statement in POSTGRESQL:
        event.listen(customers, "after_create", _ddl(statement, "postgresql"))
    for statement in SQLITE_DROP:
        event.listen(customers, "after_drop", _ddl(statement, "sqlite"))
    for statement in POSTGRESQL_DROP:
        event.listen(customers, "after_drop", _ddl(statement, "postgresql"))


_attach()
