"""Asking for a file, in the folder that was used last."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Qt
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


def dropped(event: QDropEvent) -> Path | None:
    """Return the one file of this PC that is dropped; None for anything else."""
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
