"""A program that runs what is due and dies at a given call: run as a process of its own by the fault tests."""

import sys

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.hub.streams import Pull
from sakshi_desktop.jobs.syncing import Engine
from sakshi_desktop.store.database import Database
from tests.jobs.syncing.service import (
    Keeper,
    Script,
    Service,
    Source,
    day_sales,
    one_page,
    pushing,
    pushing_sales,
    records,
)


def main(address, direction, file, die_at):
    database = Database.open(address)
    script = Script(die_at=int(die_at))
    if direction == "push":
        service = pushing(records(7), file, script)
    elif direction == "sales":
        service = pushing_sales(day_sales(7), file, script)
    elif direction == "page":
        service = one_page(script)
    else:
        service = Service(Pull(Source(records(7), script), Keeper(script)))
    Engine(database, service, "dying", dict, moment=lambda _session: utc_now()).run_due()
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
