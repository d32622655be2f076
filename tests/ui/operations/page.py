"""What tests of the operations page share: the cells of a table, and a form that is filled in."""

from PySide6.QtWidgets import QLineEdit


def cells(kept, title):
    heads = [column.title for column in kept.table.model.columns]
    return [kept.table.model.text(row, heads.index(title)) for row in range(kept.table.model.rowCount())]


def fill(form, **typed):
    for key, text in typed.items():
        part = form.inputs[key]
        part.setText(text) if isinstance(part, QLineEdit) else part.setCurrentText(text)
