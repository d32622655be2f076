import csv

import pytest

from sakshi_desktop import importers
from sakshi_desktop.jobs import imports

HEADER = ("Order ID", "Date", "Time", "Store", "Item", "Quantity", "Price", "Total", "Customer ID")


@pytest.fixture
def sales(tmp_path):
    """Write a file of sales: (order, date, time, store, item, quantity, price) or with a customer; return its path."""

    def write(rows, name="sales.csv"):
        file = tmp_path / name
        with file.open("w", newline="", encoding="utf-8") as target:
            writer = csv.writer(target)
            writer.writerow(HEADER)
            for order, day, time, store, item, quantity, price, *customer in rows:
                writer.writerow([order, day, time, store, item, quantity, price, quantity * price, *(customer or [""])])
        return file

    return write


@pytest.fixture
def bring(database):
    """Import a file into the database of this test and return the outcome."""

    def run(file, **how):
        format_key = how.pop("format", None)
        more = {key: how.pop(key) for key in ("progress", "cancelled", "by", "clock") if key in how}
        return imports.run(database, imports.Order(importers.recognise(file, format=format_key), **how), **more)

    return run
