"""A program that cancels an order and dies right after the commit, without a word: a process of its own."""

import sys

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.portal import orders
from sakshi_desktop.store.database import Database
from tests.dying import die
from tests.portal.counter import NOW


def main(address, order):
    """Cancel the order, commit, die."""
    database = Database.open(address)
    with database.begin() as session:
        orders.cancel(session, int(order), by=THIS_PC, reason="The guest left.", clock=lambda: NOW)
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
