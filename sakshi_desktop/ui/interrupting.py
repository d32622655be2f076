"""Ctrl+C at the terminal under a window: Qt runs no Python by itself, and an exception in a slot would end nothing."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot

ENOUGH = 64


class _Ear(QObject):
    def __init__(self, reader: socket.socket, then: Callable[[], None]) -> None:
        super().__init__()
        self._reader, self._then = reader, then
        self.notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read, self)
        self.notifier.activated.connect(self._hear)

    @Slot()
    def _hear(self) -> None:
        if signal.SIGINT in self._reader.recv(ENOUGH):
            self._then()


@contextmanager
def heard(then: Callable[[], None]) -> Iterator[None]:
    """Call ``then`` from the event loop when Ctrl+C is pressed; must be entered on the main thread."""
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    ear = _Ear(reader, then)
    woken = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    before = signal.signal(signal.SIGINT, _awake)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        signal.set_wakeup_fd(woken)
        ear.notifier.setEnabled(False)
        reader.close()
        writer.close()


def _awake(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the ear was told by the system itself."""
