"""A program that is given a time to call a service, and dies as it waits for it: run as a process of its own."""

import sys
from datetime import datetime

from sakshi_desktop.jobs.calling import Calls
from sakshi_desktop.store.database import Database
from tests.dying import die


def main(address, service, at):
    Calls(Database.open(address), int(service), lambda _session: datetime.fromisoformat(at), lambda _seconds: die())()


if __name__ == "__main__":
    main(*sys.argv[1:])
