"""All that a database enforces, told from its own catalogue, so that two databases can be compared."""

import re

OF_POSTGRESQL = {
    "column": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
               pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND {mine}""",
    "constraint": """
        SELECT c.relname, k.conname, pg_get_constraintdef(k.oid), k.convalidated
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE {mine}""",
    "index": """
        SELECT c.relname, pg_get_indexdef(i.indexrelid), i.indisvalid
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE {mine}""",
    "trigger": """
        SELECT c.relname, pg_get_triggerdef(t.oid), t.tgenabled
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND {mine}""",
    "function": """
        SELECT c.proname, pg_get_functiondef(c.oid) FROM pg_proc c
        WHERE c.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')""",
    "sequence": """
        SELECT c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqcycle,
               d.refobjid::regclass, d.refobjsubid
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
        JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i') WHERE {mine}""",
}
MINE = "c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'alembic_version%%'"


def shape_of(connection):
    """Return tables, columns, types, nullability, defaults, constraints, indexes, triggers and functions as a set."""
    return _of_sqlite(connection) if connection.dialect.name == "sqlite" else _of_postgresql(connection)


def _of_sqlite(connection):
    found = set()
    listed = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
    for kind, name, table, sql in listed:
        if table == "alembic_version" or sql is None or table.startswith("sqlite_"):
            continue
        plain = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
        if kind != "table":
            found.add((kind, name, plain))
            continue
        head, body, tail = _parts_of_table(plain)
        found |= {("table", name, head, tail)} | {("part", name, part) for part in body}
    return found


def _parts_of_table(sql):
    """Split CREATE TABLE into its head, its columns and constraints (whatever their order) and its tail."""
    start, end = sql.index("("), sql.rindex(")")
    parts, depth, quoted, begin = [], 0, False, start + 1
    for place in range(start + 1, end):
        sign = sql[place]
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and depth == 0 and not quoted:
            parts.append(sql[begin:place].strip())
            begin = place + 1
    parts.append(sql[begin:end].strip())
    return sql[:start].strip(), parts, sql[end + 1 :].strip()


def _of_postgresql(connection):
    return {
        (kind, *map(str, row))
        for kind, query in OF_POSTGRESQL.items()
        for row in connection.exec_driver_sql(query.format(mine=MINE))
    }
