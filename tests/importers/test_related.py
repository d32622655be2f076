import pytest

from sakshi_desktop.core.errors import ImportFileError
from tests.importers.exports import SQUARE_24, SQUARE_55, square_line, square_sale
from tests.importers.fixtures import TABLE, as_csv, sold, table, write_zip

ORDERS = [["order_id", "date", "time"], ["1", "2026-03-14", "11:38:36"], ["2", "2026-03-14", "11:57:40"]]
DETAILS = [
    ["order_details_id", "order_id", "dish_id", "quantity"],
    ["1", "1", "dosa_m", "2"],
    ["2", "1", "tea_s", "1"],
    ["3", "2", "tea_s", "3"],
]
DISHES = [["dish_id", "dish_type_id", "size", "price"], ["dosa_m", "dosa", "M", "120.25"], ["tea_s", "tea", "S", "20"]]
TYPES = [["dish_type_id", "name", "category"], ["dosa", "Masala Dosa à la Crème", "Mains"], ["tea", "Tea", "Drinks"]]


def tables(**changed):
    return {"orders.csv": ORDERS, "order_details.csv": DETAILS, "dishes.csv": DISHES, "dish_types.csv": TYPES} | changed


def test_related_tables_are_put_together(tmp_path):
    content = tables() | {"dish_types.csv": as_csv(TYPES).encode("cp1252")}
    result = sold(write_zip(tmp_path / "sales.zip", content))
    assert [(header.external_id, header.second) for header in result.orders] == [("1", 41_916), ("2", 43_060)]
    assert [(line.item, line.category, line.variant, line.net_paise) for line in result.lines] == [
        ("Masala Dosa à la Crème", "Mains", "M", 24_050),
        ("Tea", "Drinks", "S", 2000),
        ("Tea", "Drinks", "S", 6000),
    ]


def test_a_key_called_id_is_found_by_the_name_of_its_table(tmp_path):
    orders = [["id", *ORDERS[0][1:]], *ORDERS[1:]]
    result = sold(write_zip(tmp_path / "sales.zip", tables(**{"orders.csv": orders})))
    assert len(result.orders) == 2


def test_a_row_that_refers_to_nothing_is_bad(tmp_path):
    details = [*DETAILS, ["4", "2", "idli_s", "1"]]
    result = sold(write_zip(tmp_path / "sales.zip", tables(**{"order_details.csv": details})))
    assert [(bad.row, bad.reason) for bad in result.bad] == [(5, "dish_id “idli_s” is not in dishes.csv.")]


def test_tables_that_do_not_belong_together_are_refused(tmp_path):
    other = [["colour", "weight"], ["red", "heavy"], ["blue", "light"]]
    with pytest.raises(ImportFileError, match="belongs to none of the other tables"):
        sold(write_zip(tmp_path / "sales.zip", tables(**{"colours.csv": other})))


def test_the_months_of_one_export_are_read_one_after_the_other(tmp_path):
    months = {f"items-{n}.csv": table(SQUARE_24, square_line(f"TX{n}"), square_line("TX0")) for n in (2, 1)}
    result = sold(write_zip(tmp_path / "sales.zip", months))
    assert [header.external_id for header in result.orders] == ["TX1", "TX0", "TX2"]
    assert (result.recognition.format, result.recognition.rows, result.revenue) == ("square_items", 4, 3200)


def test_the_months_of_any_table_are_read_one_after_the_other(tmp_path):
    other = [TABLE[0], ["9", "2026-04-01", "Tea", "1", "5"]]
    assert sold(write_zip(tmp_path / "sales.zip", {"march.csv": TABLE, "april.csv": other})).revenue == 26_150


def test_exports_of_different_kinds_in_one_zip_are_refused(tmp_path):
    content = {"items.csv": table(SQUARE_24, square_line()), "transactions.csv": table(SQUARE_55, square_sale())}
    with pytest.raises(ImportFileError, match="tables of different kinds"):
        sold(write_zip(tmp_path / "sales.zip", content))
