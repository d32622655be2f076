"""Two windows on one PostgreSQL, each a process of its own: how soon a deed in one is on the open page of the other.

    python -m tests.bench.traffic.two_windows ADDRESS HOME

is the second window: it cancels each order whose number it is told, by keys, and says when that was committed.
"""

import os
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui import start, sweeping
from tests.bench import harness
from tests.bench.traffic import ground
from tests.cli.vaults import furnish
from tests.jobs.house import House
from tests.portal import counter as behind
from tests.portal.counter import Counter
from tests.postgres import Server, binaries
from tests.receiver import Receiver
from tests.ui import serving


def run(count):
    """Return figures and promises of ``count`` cancellations; nothing where there is no PostgreSQL."""
    if binaries() is None:
        return {}, []
    with tempfile.TemporaryDirectory(prefix="sakshi-pg-") as folder, Receiver() as there:
        server = Server(Path(folder))
        try:
            server.create("two")
            return _measured(server.url("two"), Path(folder) / "home", there, count)
        finally:
            server.stop()


def _measured(address, home, there, count):
    vault = furnish(home)
    program = App(Settings(database=address, folder=home))
    with closing(program):
        house, counter = House(program.database), Counter(program.database)
        program.vault = house.vault = vault
        house.add(there, event_types=("order.cancelled",))
        age = behind.NOW - datetime.now(UTC) + timedelta(minutes=5)
        orders = [counter.order(age=age) for _ in range(count)]
        with _window(program) as window, ground.told("two_windows", address, str(home)) as cancel:
            serving.until(lambda: len(serving.at_work(program)) > 1)
            took = [_one(window, cancel, order) for order in orders]
        there.wait(count)
        house.settled()
        twice = len(there.received) - len({came.headers["webhook-id"] for came in there.received})
    figures = {"webhooks that two windows sent twice": twice, "webhooks that two windows sent": len(there.received)}
    return figures, [
        harness.Ratio("a cancellation is on the page of the other window", max(took), 2.0, 0.5, "s"),
        harness.Ratio("webhooks sent twice by two windows", twice, 0, 0, ""),
    ]


def _one(window, cancel, order):
    """Return the seconds from the commit in the other window until this one shows it."""
    serving.open_order(window, order)
    panel = window.inside.page.person.order_panel
    assert panel.state.text() == "Confirmed"
    begun = cancel(order)
    serving.until(lambda: panel.state.text() == "Cancelled")
    seen = time.monotonic()
    return seen - begun()


@contextmanager
def _window(program):
    window = start.make(program)
    window.works = True
    window.show()
    serving.until(lambda: any(name.startswith(f"{os.getpid()}-") for name in serving.at_work(program)))
    yield window
    window.close()
    window.stop()
    window.deleteLater()


def main(address, home):
    """Open a window, and cancel what is told."""
    program = App(Settings(database=address, folder=Path(home), vault="file", passphrase_file=f"{home}/passphrase"))
    committed = []
    with sweeping.on_this_thread(), closing(program), _window(program) as window:
        serving.at_cancellation(lambda: committed.append(time.monotonic()))
        print("open", flush=True)
        for line in sys.stdin:
            serving.open_order(window, int(line))
            committed.clear()
            serving.cancel(window, "The guest left.")
            print(committed[0], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
