import re
from datetime import date, timedelta

import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1

from sakshi_desktop.reports import chart
from sakshi_desktop.reports.card import Card, Cards, Change
from sakshi_desktop.reports.chart import Chart, Series
from sakshi_desktop.reports.page import (
    BOTTOM,
    LEFT,
    RIGHT,
    TEXT_INKS,
    TOP,
    Align,
    Flow,
    Heading,
    Ink,
    Margins,
    Paper,
    draw,
    paragraph,
)
from sakshi_desktop.reports.table import Cell, Column, Table


def _print(file, flow):
    paper = Paper(file, title="Title", subject="Subject")
    draw(paper, flow.pages, Margins("Chain", "Monthly report", "June 2023", "Data until 30 June 2023"))
    paper.save()
    return file


def _luminance(ink):
    parts = [int(ink[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("paper", [Ink.WHITE, Ink.PANEL])
@pytest.mark.parametrize("ink", TEXT_INKS)
def test_every_text_colour_can_be_read(ink, paper):
    assert (_luminance(paper) + 0.05) / (_luminance(ink) + 0.05) >= 4.5


def _table(rows, *, name="Locations", text="Row"):
    columns = (Column("Name", Align.LEFT, lines=2), Column("Net"))
    return Table(name, columns, [(Cell(f"{text} {number}"), Cell(f"₹{number}.00")) for number in range(rows)])


@pytest.mark.parametrize("rows", [1, 2, 3, 30, 31, 40, 41, 80, 500])
def test_a_table_flows_over_pages_with_its_headings_and_loses_no_row(tmp_path, rows):
    flow = Flow()
    _table(rows).put(flow)
    with pdfplumber.open(_print(tmp_path / "t.pdf", flow)) as document:
        texts = [page.extract_text() for page in document.pages]
    seen = [int(found) for text in texts for found in re.findall(r"Row (\d+) ₹", text)]
    assert seen == list(range(rows))
    assert all("Name Net" in text for text in texts)
    assert all("Locations, continued" in text for text in texts[1:])
    assert [f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, start=1)] == [True] * len(
        texts
    )


@pytest.mark.parametrize("above", range(0, 46, 5))
def test_no_heading_is_left_alone_at_the_foot_of_a_page(above):
    flow = Flow()
    for _ in range(above):
        flow.add(paragraph("A line."))
    table = _table(60)
    heading = Heading("Title", "Below")
    flow.add(heading, gap=22, follow=table.follow(flow, heading.height))
    table.put(flow)
    page = next(page for page in flow.pages if any(placed.block is heading for placed in page))
    part = page[-1].block
    assert part is not heading
    assert part.end - part.start >= 3


def test_nothing_is_placed_below_the_foot_of_a_page():
    flow = Flow()
    for number in range(100):
        flow.add(paragraph("Word " * (number % 50)), gap=number % 7)
    for page in flow.pages:
        assert page[0].top == TOP
        assert all(placed.top + placed.block.height <= BOTTOM + 0.01 for placed in page)


def test_a_table_that_fits_on_one_page_is_not_parted_for_little():
    flow = Flow()
    for _ in range(30):
        flow.add(paragraph("A line."))
    table = _table(12)
    flow.add(Heading("Title"), follow=table.follow(flow, 32))
    table.put(flow)
    assert len(flow.pages) == 2
    assert len(flow.pages[1]) == 2


def test_long_amounts_make_the_letters_smaller_instead_of_touching():
    columns = [Column("Name", Align.LEFT, lines=2), *(Column("Amount") for _ in range(6))]
    table = Table("t", columns, [[Cell("Location"), *[Cell("₹99,99,99,99,999.99")] * 6]])
    assert table.scale < 1
    assert sum(table.widths) == pytest.approx(RIGHT - LEFT)
    (cells, _) = table.fitted[0]
    for place, lines in enumerate(cells):
        assert all(style.width(line) <= table.widths[place] for line, style in lines)


def test_short_words_keep_their_room_beside_long_ones():
    columns = (Column("Location", Align.LEFT, lines=2), Column("Advice", Align.LEFT, lines=9))
    table = Table("t", columns, [(Cell("Indiranagar"), Cell("Much advice " * 40))])
    assert [line for line, _ in table.fitted[0][0][0]] == ["Indiranagar"]


def test_figures_of_a_column_end_at_one_line(tmp_path):
    flow = Flow()
    _table(112).put(flow)
    with pdfplumber.open(_print(tmp_path / "t.pdf", flow)) as document:
        ends = {round(word["x1"], 1) for page in document.pages for word in page.extract_words() if "₹" in word["text"]}
    assert len(ends) == 1


def test_the_pdf_has_an_outline_and_a_title(tmp_path):
    flow = Flow()
    flow.add(Heading("First"))
    flow.turn()
    flow.add(Heading("Second"))
    with pdfplumber.open(_print(tmp_path / "t.pdf", flow)) as document:
        assert document.metadata["Title"] == "Title"
        assert document.metadata["Author"] == "Sakshi Desktop"
        assert [entry[1] for entry in document.doc.get_outlines()] == ["First", "Second"]


def test_all_typefaces_are_in_the_file(tmp_path):
    flow = Flow()
    flow.add(Heading("कॉफ़ी Title"))
    flow.add(paragraph("Text"))
    with pdfplumber.open(_print(tmp_path / "t.pdf", flow)) as document:
        fonts = [resolve1(font) for font in document.pages[0].page_obj.resources["Font"].resolve().values()]
        names = {str(font["BaseFont"].name).partition("+")[2].partition("-")[0] for font in fonts}
        assert names == {"Inter", "NotoSansDevanagari"}
        assert all("FontFile2" in resolve1(font["FontDescriptor"]) for font in fonts)


def _chart(values, before=(), first=date(2023, 6, 1), **more):
    days = [first + timedelta(days=number) for number in range(len(values))]
    return Chart("Revenue", days, Series("now", values), Series("before", before), lambda value: f"{value:g}", **more)


@pytest.mark.parametrize("bars", [True, False])
@pytest.mark.parametrize(
    "values",
    [
        [0.0] * 30,
        [5.0],
        [None] * 30,
        [1.0, None, 3.0, None, None, 2.0],
        [-500.0, 20.0, 0.0],
        [-1.0] * 5,
        [1e14, 2e14],
        [float(number) for number in range(366)],
        [float(number) for number in range(731)],
        [0.2, 0.9],
    ],
)
def test_any_days_can_be_drawn_within_the_page(tmp_path, values, bars):
    flow = Flow()
    flow.add(_chart(values, [*values[::-1], 4.0], bars=bars))
    with pdfplumber.open(_print(tmp_path / "t.pdf", flow)) as document:
        page = document.pages[0]
        marks = [*page.chars, *page.rects, *page.lines, *page.curves]
    assert all(mark["x0"] >= LEFT - 1 and mark["x1"] <= RIGHT + 3 for mark in marks)
    assert all(mark["bottom"] <= 820 and mark["top"] >= 30 for mark in marks)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 7), (-3, 4), (0, 123_456_789), (0, 0.3), (-10, 0)])
def test_ticks_are_round_and_enclose_the_values(low, high):
    ticks = chart.nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 7
    assert 0 in ticks


@pytest.mark.parametrize(("count", "labels"), [(30, 30), (90, 13), (365, 12), (731, 12)])
def test_a_chart_has_as_many_labels_as_can_be_read(count, labels):
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(count)]
    assert abs(len(chart.day_labels(days)) - labels) <= 1


def test_cards_keep_long_values_inside(tmp_path):
    flow = Flow()
    change = Change("▲ 1,234.5 %", "on 28 September 2023 - 12 October 2023", good=True)
    card = Card("Revenue", "₹99,99,99,99,999.99", (change, change), [1.0, 2.0])
    flow.add(Cards([card] * 3, 140))
    with pdfplumber.open(_print(tmp_path / "t.pdf", flow)) as document:
        page = document.pages[0]
        words = [word for word in page.extract_words() if "₹" in word["text"]]
    assert len(words) == 3
    third = (RIGHT - LEFT) / 3
    assert all(word["x1"] - word["x0"] <= third - 24 for word in words)
