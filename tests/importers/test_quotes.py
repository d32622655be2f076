import pytest

from sakshi_desktop.core.errors import ImportFileError
from tests.importers.fixtures import TABLE, as_csv, sold, write_csv

NAMES = ["Bill No", "Date", "Item", "Qty", "Amount"]
ROWS = [[str(n), f"2026-03-{n % 28 + 1:02d}", "Tea", "1", "10"] for n in range(1, 201)]


@pytest.fixture
def marked(tmp_path):
    """Give where quotation marks stray, get what is read: (row, column) from 0."""

    def read(*places, names=NAMES, rows=ROWS):
        rows = [list(row) for row in rows]
        for row, column in places:
            rows[row][column] = '"' + rows[row][column]
        path = tmp_path / "sales.csv"
        path.write_text("\n".join(",".join(row) for row in [names, *rows]) + "\n")
        return sold(path)

    return read


@pytest.mark.parametrize("column", [0, 1, 2])
@pytest.mark.parametrize("apart", [1, 2, 50])
def test_the_rows_between_two_stray_marks_are_bad_rows(marked, column, apart):
    result = marked((99, column), (99 + apart, column))
    assert len(result.orders) + len(result.bad) == 200
    assert [bad.row for bad in result.bad] == list(range(101, 102 + apart))
    assert {bad.reason for bad in result.bad} == {f"A stray quotation mark in line 101 runs on to line {101 + apart}."}


@pytest.mark.parametrize("opened", [99, 198])
def test_the_rows_below_a_mark_that_is_never_closed_are_bad_rows(marked, opened):
    result = marked(
        (opened, 4), names=[*NAMES[:2], "Qty", "Amount", "Item"], rows=[[*row[:2], *row[3:], row[2]] for row in ROWS]
    )
    assert (len(result.orders), len(result.bad)) == (opened, 200 - opened)
    assert result.bad[-1].row == 201


def test_a_stray_mark_that_ends_in_a_quoted_cell_hides_no_row(marked):
    rows = [list(row) for row in ROWS]
    rows[120][2] = '"Tea, large"'
    result = marked((99, 2), rows=rows)
    assert len(result.orders) + len(result.bad) == 200


@pytest.mark.parametrize("place", [2, 5])
def test_line_breaks_within_a_cell_stay(tmp_path, place):
    remark = "12, MG Road, Pune\nring twice, 2nd floor\n\nThanks, 4 stars, all fine, 10 of 10, yes"
    rows = [[*row, "fine"] for row in ROWS[:9]]
    for row in rows:
        row[place] = remark
    result = sold(write_csv(tmp_path / "sales.csv", [[*NAMES, "Note"], *rows]))
    assert (len(result.orders), result.bad) == (9, [])
    assert [line.row for line in result.lines][:3] == [2, 6, 10]


def test_a_preamble_cell_with_delimiters_and_line_breaks_is_stepped_over(tmp_path):
    rows = [["Sales, all outlets\nfrom March, 2026"], *TABLE]
    assert sold(write_csv(tmp_path / "sales.csv", rows)).revenue == 25_650


def test_a_mark_that_is_never_closed_is_named_by_its_line(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(as_csv(TABLE, newline="\n") + '9,2026-03-14,"Tea,1,5\n' + "9,2026-03-14,Tea,1,5\n" * 20_000)
    with pytest.raises(ImportFileError, match="In line 5 a quotation mark is opened and not closed"):
        sold(path)


def test_a_cell_that_is_too_long_is_called_that(tmp_path):
    path = write_csv(tmp_path / "sales.csv", [*TABLE, ["9", "2026-03-14", "T" * 140_000, "1", "5"]])
    with pytest.raises(ImportFileError, match="Line 5 has a cell of more than 131,072 characters"):
        sold(path)


def test_a_table_whose_rows_are_all_swallowed_is_refused_by_the_mark(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(as_csv(TABLE, newline="\n").replace("Filter", '"Filter', 1))
    with pytest.raises(ImportFileError, match="A stray quotation mark in line 2 runs on to"):
        sold(path)
