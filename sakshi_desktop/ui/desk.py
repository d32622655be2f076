"""What every page is given."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog

from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.theme import Look


@dataclass(frozen=True, eq=False)
class Desk:
    """The program behind the window, and the window's own means.

    Attributes:
        asking: what all pages are asked about.
        kept: what the window remembers from one day to the next: sizes, columns, sort.
        say: shows a result for a moment; the text, and optionally a word to press with what it does.
        doors: the ways to other pages.
        settings: what was chosen on this PC; the program may show another database than they name, such as the demo.
    """

    program: Program
    tasks: Tasks
    look: Look
    asking: Asking
    kept: QSettings
    say: Callable[..., None]
    doors: Doors
    settings: Settings = field(default_factory=Settings)

    def visit(self, page: str) -> None:
        """Show a page, by its key in PAGES."""
        self.doors.visit(page)

    def opens(self, kind: str) -> bool:
        """Return whether some page shows single things of ``kind``: only then is there anything to offer."""
        return self.doors.opens(kind)

    def open(self, kind: str, key: int) -> None:
        """Show one thing: ``open("customer", 1042)``.

        Raises:
            ValueError: no page shows things of this kind.
        """
        self.doors.open(kind, key)

    def consent(self, go: Callable[[], None], asking: QDialog | None = None) -> None:
        """Call ``go``, which keeps what opens everything anew at its end, once the person agrees to what that loses.

        ``asking`` is the dialog that wants it.
        """
        self.doors.consent(go, asking)

    def reopen(self, settings: Settings) -> None:
        """Open everything anew under other settings of this PC; what was not agreed to before is asked for."""
        self.doors.reopen(settings)

    def restyle(self, settings: Settings) -> None:
        """Show everything anew in another style of figures and dates; what was typed stays."""
        self.doors.restyle(settings)
