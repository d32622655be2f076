"""Calls to a service within its budget, which holds over all programs on the database."""

import threading
from collections.abc import Callable
from datetime import timedelta

from sakshi_desktop.hub import budgets
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.instants import Moment

Pause = Callable[[float], object]
"""Waits so many seconds; it may end early by raising."""


def wait(seconds: float) -> None:
    """Wait, where nobody can end it."""
    threading.Event().wait(seconds)


class Calls:
    """Lets calls to one service begin when its budget allows it; no transaction is open while one waits.

    Args:
        moment: the database's own time.
        pause: waits.
        longest: a call waits no longer than that.
    """

    def __init__(
        self,
        database: Database,
        integration_id: int,
        moment: Moment,
        pause: Pause = wait,
        *,
        longest: timedelta = budgets.LONGEST_WAIT,
    ) -> None:
        self._database = database
        self._integration_id = integration_id
        self._moment = moment
        self._pause = pause
        self._longest = longest

    def __call__(self) -> None:
        """Return once a call may be made, which then counts as made.

        Raises:
            LimitedError: that would be too long.
        """
        with self._database.read() as session:
            if budgets.is_free(session, self._integration_id, at=self._moment(session)):
                return
        with self._database.begin() as session:
            rest = budgets.take(session, self._integration_id, self._moment, longest=self._longest)
        if rest > timedelta(0):
            self._pause(rest.total_seconds())
