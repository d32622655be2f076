import json
import subprocess
import sys

import pdfplumber
import pytest

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.catalog import BY_KEY
from sakshi_desktop.cli import main
from sakshi_desktop.reports import locations
from tests.reports.conftest import OUTLETS


@pytest.fixture
def sakshi(address):
    return lambda *words: main([*map(str, words), "--database", address])


def _text(file):
    with pdfplumber.open(file) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def test_the_report_says_what_kpi_says(sold, sakshi, tmp_path, capsys):
    file = tmp_path / "june.pdf"
    assert sakshi("report", "monthly", "--month", "2023-06", "-o", file) == 0
    assert sakshi("kpi", "--period", "2023-06", "--json") == 0
    said = capsys.readouterr().out.splitlines()
    figures, lines = json.loads(said[-1]), _text(file).split("\n")
    assert said[0] == f"{file} has {lines[-1].rpartition(' of ')[2]} pages."
    for one in [*figures["locations"], {"name": "All together", **figures["total"]}]:
        for keys in (locations.SALES, locations.SERVICE):
            shown = " ".join(catalog.show(BY_KEY[key], one[key]) for key in keys)
            rows = [line.replace("★ ", "").replace("◇ ", "") for line in lines if line.startswith(one["name"])]
            assert any(row.startswith(f"{one['name']} {shown}") for row in rows)


def test_json_says_where_the_report_is(sold, sakshi, tmp_path, capsys):
    file = tmp_path / "june.pdf"
    assert sakshi("report", "monthly", "--month", "2023-06", "-o", file, "--json", "--location", OUTLETS[0]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["file"] == str(file)
    assert said["period"] == {"from": "2023-06-01", "to": "2023-06-30"}
    assert not said["empty"]


def test_a_month_without_sales_is_said_on_the_terminal_too(sold, sakshi, tmp_path, capsys):
    assert sakshi("report", "monthly", "--month", "2023-09", "-o", tmp_path / "r.pdf") == 0
    assert "Nothing was sold in that month" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--month", "June", "-o", "{}/r.pdf"], "“June” is no month."),
        (["--month", "2023-13", "-o", "{}/r.pdf"], "“2023-13” is no month."),
        (["--month", "2023-06", "-o", "{}/no/r.pdf"], "There is no folder {}/no."),
        (["--month", "2023-06", "-o", "{}/r.doc"], "A report is a PDF, but “r.doc” does not end in .pdf."),
        (["--month", "2023-06", "-o", "{}/folder.pdf"], "{}/folder.pdf is a folder."),
        (["--month", "2023-06", "-o", "{}/r.pdf", "--location", "Nowhere"], "There is no location “Nowhere”."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_a_hint(sqlite_address, tmp_path, capsys, words, sentence):
    (tmp_path / "folder.pdf").mkdir()
    given = [word.format(tmp_path) for word in words]
    assert main(["report", "monthly", *given, "--database", sqlite_address]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == sentence.format(tmp_path)
    assert len(said.err.splitlines()) == 2
    assert list(tmp_path.glob("*.new")) == []


@pytest.mark.parametrize("words", [["monthly", "-o", "r.pdf"], ["monthly", "--month", "2023-06"], ["yearly"]])
def test_wrong_words_end_with_two(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", *words])
    assert ended.value.code == 2
    capsys.readouterr()


def test_listing_reports_loads_no_paper_and_no_database():
    script = "import sys, sakshi_desktop.reports as r; print(sorted(r.REPORTS), *sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "monthly" in said
    assert not {"reportlab", "uharfbuzz", "sqlalchemy", "numpy"} & set(said.split())


def test_drawing_a_report_loads_no_window_and_no_pandas(tmp_path):
    script = (
        "import sys\nfrom sakshi_desktop.reports import monthly\nfrom tests.reports.samples import material\n"
        f"monthly.print_out(material(), {str(tmp_path / 'r.pdf')!r})\nprint(*sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "reportlab" in said.split()
    assert not {"PySide6", "pandas"} & set(said.split())
