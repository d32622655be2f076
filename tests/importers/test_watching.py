import pytest

from sakshi_desktop import importers
from sakshi_desktop.core.errors import CancelledError
from tests.importers.fixtures import TABLE, clock, write_csv, write_xlsx, write_zip

COUNT = 3_000
SALES = [TABLE[0], *([str(number), "2026-03-14", "Filter Coffee", "2", "45.50"] for number in range(COUNT))]


def _related():
    items = [["Item ID", "Name"], *([str(number), f"Dish {number}"] for number in range(COUNT))]
    lines = [["Bill No", "Date", "Item ID", "Qty", "Price"]]
    lines += [[str(number), "2026-03-14", str(number), "2", "45.50"] for number in range(COUNT)]
    return {"items.csv": items, "lines.csv": [*lines, lines[1]]}


FILES = {
    "csv": lambda folder: write_csv(folder / "sales.csv", SALES),
    "code page": lambda folder: write_csv(
        folder / "old.csv", [*SALES, ["9", "2026-03-14", "Café", "1", "2"]], encoding="cp1252"
    ),
    "workbook": lambda folder: write_xlsx(folder / "sales.xlsx", {"Sales": SALES}),
    "months": lambda folder: write_zip(folder / "sales.zip", {"a.csv": SALES, "b.csv": SALES}),
    "related": lambda folder: write_zip(folder / "related.zip", _related()),
}


@pytest.fixture(params=FILES)
def file(request, tmp_path):
    return FILES[request.param](tmp_path)


def test_the_share_that_is_read_grows_to_the_whole(file):
    told = []
    importers.recognise(file, clock=clock, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len({share for share in told if share < 1}) >= 2


def test_a_file_can_be_left_wherever_its_reading_is(file):
    told = []
    importers.recognise(file, clock=clock, told=told.append)
    for last in (0, len(told) // 2, len(told) - 1):
        left = []

        def tell(share, left=left, last=last):
            left.append(share)
            if len(left) > last:
                raise CancelledError("Stopped.")

        with pytest.raises(CancelledError):
            importers.recognise(file, clock=clock, told=tell)
        assert left == told[: last + 1]
