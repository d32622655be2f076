"""A window on a furnished program, and what leads it from one thing to the next."""

from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.windows import PATIENCE, quiet


class Stage:
    """A window on a furnished program, and what leads it from one thing that it can show to the next.

    Attributes:
        ids: Asha and her order.
        folder: where files may be written.
    """

    def __init__(self, qtbot, window, ids, folder):
        self.qtbot, self.window, self.ids, self.folder = qtbot, window, ids, folder

    @property
    def page(self):
        return self.window.inside.page

    def rest(self):
        """Wait until what was begun by now, and what that began, is done and laid out."""
        self.qtbot.wait(20)
        quiet(self.qtbot, self.window)
        self.qtbot.wait(1)

    def visit(self, key):
        self.window.visit(key)
        self.rest()
        return self.page

    def section(self, key):
        """Show a section of the integrations; return it."""
        page = self.visit("integrations")
        page.choice.buttons[key].click()
        self.rest()
        return page.section

    def person(self, kind, key):
        """Show a customer or an order."""
        page = self.visit("customers")
        page.show_one(kind, key)
        self.rest()
        return page.person

    def popup(self):
        """Return what is open over a button, once it is seen."""
        self.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=PATIENCE)
        return QApplication.activePopupWidget()

    def dialog(self):
        """Return the dialog that is open, once it is seen."""

        def seen():
            return [one for one in self.window.findChildren(QDialog) if one.isVisible()]

        self.qtbot.waitUntil(lambda: len(seen()) == 1, timeout=PATIENCE)
        self.rest()
        (dialog,) = seen()
        return dialog


def choose_first(table):
    """Choose the first row of a table, as a person does."""
    table.view.setCurrentIndex(table.model.index(0, 0))
