"""A program that cancels an order and kills itself, without a word, at a chosen point.

    python -m tests.portal.dying ADDRESS ORDER POINT

POINT is the number of a statement (it dies before it), or ``commit``.
"""

import os
import signal
import sys

from sqlalchemy import event

from sakshi_desktop.portal import orders
from sakshi_desktop.store.database import Database
from tests.portal.counter import OWNER, clock


def main(address, order, point):
    database = Database(address)
    said = []

    def count(connection, cursor, statement, *rest):
        said.append(statement)
        if str(len(said)) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def commit(connection):
        if point == "commit":
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.writer, "before_cursor_execute", count)
    event.listen(database.writer, "commit", commit)
    with database.begin() as session:
        orders.cancel(session, int(order), by=OWNER, reason="Killed", clock=clock)
    print(len(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
