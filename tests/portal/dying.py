"""A program that cancels an order and kills itself, without a word, at a chosen point.

    python -m tests.portal.dying ADDRESS ORDER POINT

POINT is the number of a statement (it dies before it), or ``commit``.
"""

import sys

from sakshi_desktop.portal import orders
from sakshi_desktop.store.database import Database
from tests.dying import die_at
from tests.portal.counter import OWNER, clock


def main(address, order, point):
    database = Database(address)
    said = die_at(point, database)
    with database.begin() as session:
        orders.cancel(session, int(order), by=OWNER, reason="Killed", clock=clock)
    print(len(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
