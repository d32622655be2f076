"""A program that records one event the moment it is told to: run as a process of its own by the bell's tests."""

import sys
from datetime import UTC, datetime

from sakshi_desktop.store import outbox
from sakshi_desktop.store.database import Database


def main(address):
    """Open the database, say so, and record an event once a line comes in."""
    database = Database.open(address)
    print("ready", flush=True)
    sys.stdin.readline()
    with database.begin() as session:
        outbox.record(session, "order.cancelled", {"order": "ORD-1"}, at=datetime.now(UTC))
    print("recorded", flush=True)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
