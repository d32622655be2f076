"""Calls that may never return, with an end to the waiting."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TypeVar

T = TypeVar("T")


class Patience:
    """Does one thing after another beside who asks, who waits only so long.

    The threads are daemons: a keyring that hangs does not keep the program from ending.
    """

    def __init__(self, seconds: float, name: str) -> None:
        self._seconds = seconds
        self._name = name
        self._turn = Lock()

    def outcome(self, work: Callable[[], T]) -> Future[T]:
        """Return the settled outcome of ``work``, good or bad.

        Raises:
            TimeoutError: it is not done in time; if it had not begun, it never will.
        """
        future: Future[T] = Future()
        Thread(target=self._do, args=(future, work), name=self._name, daemon=True).start()
        try:
            future.exception(self._seconds)
        except TimeoutError:
            future.cancel()
            raise
        return future

    def _do(self, future: Future[T], work: Callable[[], T]) -> None:
        with self._turn:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  # a driver raises what it likes; who asked gets it
                future.set_exception(error)
