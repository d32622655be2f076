from sakshi_desktop.importers.outcomes import Conflict
from sakshi_desktop.ui.imports import columns


def test_conflicts_go_into_a_file_in_whole_rupees_and_paise():
    conflict = Conflict(row=7, external_id="T4", stored_paise=18_000, read_paise=36_050)
    cells = [column.plain(column.value(conflict)) for column in columns.conflicts("INR")]
    assert cells == ["T4", "7", "180.00", "360.50"]
