"""A few made-up sales, and looking at what a database holds of them."""

from sqlalchemy import text

from sakshi_desktop.store.base import Base

PLAIN = [
    ("A-1", "2026-03-02", "09:15:00", "Fort", "Masala Chai", 2, 30, "C-1"),
    ("A-1", "2026-03-02", "09:15:00", "Fort", "Bun Maska", 1, 55, "C-1"),
    ("A-2", "2026-03-02", "13:40:00", "Fort", "Thali", 1, 180, "C-2"),
    ("B-1", "2026-03-03", "01:30:00", "Bandra", "Cold Coffee", 3, 120),
    ("B-2", "2026-04-05", "18:05:00", "Bandra", "Masala Chai", 1, 35, "C-1"),
]
PLAIN_PAISE = 11_500 + 18_000 + 36_000 + 3_500
APPENDED = {"events", "outgoing", "audit_entries", "kpi_marks", "import_batches", "import_problems", "sources"}


def count(database, table, where="1 = 1"):
    """Return how many rows of a table meet a condition."""
    with database.read() as session:
        return session.scalar(text(f"SELECT COUNT(*) FROM {table} WHERE {where}"))


def contents(database):
    """Return every row of every table of the domain, but for the records of what happened."""
    with database.read() as session:
        return {
            name: sorted(map(repr, session.execute(table.select()).all()))
            for name, table in Base.metadata.tables.items()
            if name not in APPENDED
        }


def kept_paise(database):
    """Return net sales over orders and refunds of imports that count."""
    with database.read() as session:
        return session.scalar(
            text(
                "SELECT (SELECT COALESCE(SUM(net_paise), 0) FROM orders o JOIN import_batches b ON b.id = o.batch_id "
                "WHERE b.state = 'published' AND o.status <> 'cancelled') - "
                "(SELECT COALESCE(SUM(amount_paise), 0) FROM refunds r JOIN import_batches b ON b.id = r.batch_id "
                "WHERE b.state = 'published')"
            )
        )
