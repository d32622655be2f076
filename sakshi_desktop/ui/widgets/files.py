"""Asking for a file, in the folder that was used last."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

FOLDER = "files/folder"


def saving(parent: QWidget, kept: QSettings, title: str, name: str, kinds: str) -> QFileDialog:
    """Return a dialog that asks where to write ``name``; open it after connecting ``fileSelected``."""
    dialog = _asking(parent, kept, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    dialog.selectFile(name)
    return dialog


def opening(parent: QWidget, kept: QSettings, title: str, kinds: str) -> QFileDialog:
    """Return a dialog that asks for one file that is there."""
    dialog = _asking(parent, kept, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


class Drops(QObject):
    """Lets a widget take a file that is dropped on it, one of this PC.

    Signals:
        dropped: the Path of the file.
    """

    dropped = Signal(object)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what comes over the widget, and tell of it once it is let go."""
        if not isinstance(event, QDropEvent) or event.type() not in {QEvent.Type.DragEnter, QEvent.Type.Drop}:
            return super().eventFilter(watched, event)
        file = _file(event)
        if file is None:
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(file)
        return True


def _file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())


def _asking(parent: QWidget, kept: QSettings, title: str, kinds: str) -> QFileDialog:
    last = kept.value(FOLDER)
    home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = last if isinstance(last, str) and Path(last).is_dir() else home
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(_remember, kept))
    return dialog


def _remember(kept: QSettings, file: str) -> None:
    kept.setValue(FOLDER, str(Path(file).parent))
