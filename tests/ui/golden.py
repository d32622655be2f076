"""Pictures of pages as they should be: compared as an eye would, renewed on demand."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

HERE = Path(__file__).parent
KEPT = HERE / "golden"
DIFFERING = HERE / "golden-differences"
COARSE = 4
"""Pixels are taken together in squares of this size: another version of the font library moves edges, not words."""
SEEN = 24
"""The least difference of a colour, of 255, that an eye sees."""
FREQUENT, COLOURS = 32, 256
"""So many colours of a picture are kept as they are, and so many in all."""
SHARE = 0.002
"""So much of the picture may differ."""


def compare(picture, name):
    """Return what differs from the kept picture in a sentence, "" where nothing does; what differs is written down."""
    kept = QImage(str(KEPT / f"{name}.png"))
    if kept.isNull():
        return _tell(picture, name, "there is no picture of it yet")
    if kept.size() != picture.size():
        return _tell(picture, name, f"it was {kept.width()} by {kept.height()} pixels")
    apart = np.abs(_coarse(kept) - _coarse(picture)).max(axis=2) > SEEN
    if apart.mean() <= SHARE:
        return ""
    rows, columns = np.nonzero(apart)
    box = [int(edge) * COARSE for edge in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)]
    return _tell(picture, name, f"{apart.mean():.1%} of it differs, between {box[:2]} and {box[2:]}")


def renew(picture, name):
    """Keep a picture as it is now, in a few of its colours: a third of its size, and no eye sees it."""
    KEPT.mkdir(exist_ok=True)
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    seen = np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
    colours, counts = np.unique(seen[:, : plain.width()], return_counts=True)
    table = _table(colours[np.argsort(-counts, kind="stable")])
    few = plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
    few.save(str(KEPT / f"{name}.png"), quality=0)  # smallest


def _table(colours):
    """Return colours of which none of ``colours`` is far: the most frequent, which come first, then the most apart."""
    parts = colours.view(np.uint8).reshape(-1, 4)[:, :3].astype(int)
    chosen = list(range(min(FREQUENT, len(parts))))
    far = np.min([np.abs(parts - parts[place]).sum(axis=1) for place in chosen], axis=0)
    while far.any() and len(chosen) < COLOURS:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, np.abs(parts - parts[chosen[-1]]).sum(axis=1))
    return [int(colours[place]) for place in chosen]


def _coarse(picture):
    size = picture.size() / COARSE
    small = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    plain = small.convertToFormat(QImage.Format.Format_RGBA8888)
    cells = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return cells[:, : plain.width(), :3].astype(int)


def _tell(picture, name, why):
    DIFFERING.mkdir(exist_ok=True)
    file = DIFFERING / f"{name}.png"
    picture.save(str(file))
    return f"{name}: {why}; see {file.relative_to(HERE.parent.parent)}"
