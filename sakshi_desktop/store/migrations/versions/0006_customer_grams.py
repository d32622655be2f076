"""The index under the search for customers."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = (
    "'  ' || replace(coalesce({0}name, '') || ' ' || "
    "replace(replace(replace(coalesce({0}phone, ''), '+', ''), '-', ''), ' ', '') "
    "|| ' ' || coalesce({0}email, ''), ' ', '  ') || '  '"
)
INDEXED = "(SELECT upto FROM customer_grams_upto)"
FORGET = f"INSERT INTO customer_grams(customer_grams, rowid, text) VALUES ('delete', old.id, {TEXT.format('old.')});"
LEARN = f"INSERT INTO customer_grams(rowid, text) VALUES (new.id, {TEXT.format('new.')});"
SQLITE = (
    (
        "CREATE VIRTUAL TABLE customer_grams USING fts5("
        "text, tokenize = 'trigram', detail = 'none', content = '', columnsize = 0)"
    ),
    "CREATE TABLE customer_grams_upto (upto INTEGER NOT NULL)",
    "INSERT INTO customer_grams_upto VALUES (0)",
    f"CREATE TRIGGER customer_grams_added AFTER INSERT ON customers WHEN new.id <= {INDEXED} BEGIN {LEARN} END",
    (
        "CREATE TRIGGER customer_grams_changed AFTER UPDATE OF id, name, phone, email ON customers "
        f"WHEN old.id <= {INDEXED} BEGIN {FORGET} {LEARN} END"
    ),
    f"CREATE TRIGGER customer_grams_removed AFTER DELETE ON customers WHEN old.id <= {INDEXED} BEGIN {FORGET} END",
)
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


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
