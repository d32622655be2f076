"""Progress on the terminal: one line that is rewritten, or a plain line now and then where nobody watches."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

BAR = 24
EVERY = 0.1
PLAIN_EVERY = 5.0


def _watching() -> bool:
    """Return whether somebody looks on: at that moment, and there may be no standard error at all."""
    return sys.stderr is not None and sys.stderr.isatty()


@dataclass(slots=True)
class ProgressLine:
    """Shows a share and what is being done on standard error; where nobody watches, only of work that takes long."""

    quiet: bool = False
    _shown: float = field(default_factory=time.monotonic)
    _wide: int = 0
    _watched: bool = field(default_factory=_watching)

    def __call__(self, share: float, text: str) -> None:
        """Show that ``share``, 0-1, is done."""
        now = time.monotonic()
        if self.quiet or sys.stderr is None or now - self._shown < (EVERY if self._watched else PLAIN_EVERY):
            return
        self._shown = now
        if self._watched:
            full = round(max(0.0, min(share, 1.0)) * BAR)
            line = f"{'━' * full}{'─' * (BAR - full)} {share:4.0%}  {text}"
            sys.stderr.write("\r" + line.ljust(self._wide))
            self._wide = len(line)
        else:
            sys.stderr.write(f"{share:4.0%} {text}\n")
        sys.stderr.flush()

    def count(self, done: int, total: int) -> None:
        """Show how many location-days of the figures are brought up to date."""
        self(done / max(total, 1), "Bringing the figures up to date")

    def clear(self) -> None:
        """Leave the line empty."""
        if self._wide:
            sys.stderr.write("\r" + " " * self._wide + "\r")
            sys.stderr.flush()
            self._wide = 0


@contextmanager
def shown(*, quiet: bool) -> Iterator[ProgressLine]:
    """Show how far some work is, and leave the line empty at its end, however that came."""
    line = ProgressLine(quiet=quiet)
    try:
        yield line
    finally:
        line.clear()
