import re
import statistics
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import pdfplumber
import pytest
from sqlalchemy import select

from sakshi_desktop.analytics import catalog, comparison, items, kpis, periods
from sakshi_desktop.analytics.catalog import BY_KEY, KPIS
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Scope
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.reports import REPORTS, locations, monthly, words
from sakshi_desktop.reports.material import welcome
from sakshi_desktop.reports.page import BOTTOM, LEFT, RIGHT, Heading
from sakshi_desktop.store import rollup
from sakshi_desktop.store.models import AuditEntry, Event, SharedSetting
from tests.reports.conftest import MENU, NOW, OUTLETS, Chain, clock
from tests.reports.samples import material

JUNE = Scope(periods.month("2023-06"))


def _write(figures, tmp_path, scope=JUNE):
    target = tmp_path / "june.pdf"
    return REPORTS["monthly"].door()(figures, scope, target, by=THIS_PC, clock=clock)


def _pages(file):
    with pdfplumber.open(file) as document:
        return [page.extract_text() for page in document.pages]


class June(NamedTuple):
    """The report of June over four outlets: its figures, and the text of its pages."""

    figures: Figures
    pages: list[str]


@pytest.fixture(scope="module")
def june(shared_database, tmp_path_factory):
    Chain(shared_database).trade()
    figures = Figures(shared_database, clock=clock)
    yield June(figures, _pages(_write(figures, tmp_path_factory.mktemp("june")).file))
    figures.close()


def _lines_after(pages, title):
    """Return the lines of the pages from the one that begins with ``title`` on."""
    start = next(number for number, text in enumerate(pages) if title in text.split("\n"))
    lines = "\n".join(pages[start:]).split("\n")
    return lines[lines.index(title) :]


def _plain(text):
    return text.replace(locations.BEST, "").replace(locations.WEAKEST, "").split()


def test_every_figure_of_the_table_is_that_of_the_page(june):
    lines = _lines_after(june.pages, "All figures")
    page = kpis.page(june.figures, JUNE)
    last_year = kpis.page(june.figures, replace(JUNE, period=page.year_ago)).total
    for kpi in KPIS:
        now, before, ago = (total.value(kpi.key) for total in (page.total, page.previous_total, last_year))
        shown = [catalog.show(kpi, now), catalog.show(kpi, before), catalog.show(kpi, ago)]
        if not kpi.signed:
            shown[1:] = [shown[1], catalog.show_change(kpi, now, before), shown[2], catalog.show_change(kpi, now, ago)]
        assert f"{words.label(kpi, page.total)} {' '.join(shown)}" in lines


def test_the_cover_says_revenue_and_orders_to_the_paisa(june):
    cover = june.pages[0]
    total = kpis.page(june.figures, JUNE).total
    assert f"{catalog.show(BY_KEY['revenue_paise'], total.revenue_paise)} {total.orders}\n" in cover
    assert "What happened" in cover


@pytest.mark.parametrize(
    ("title", "keys"), [("Sales by location", locations.SALES), ("Service and profit by location", locations.SERVICE)]
)
def test_every_figure_of_every_location_is_that_of_the_page(june, title, keys):
    lines = _lines_after(june.pages, title)
    compared = comparison.compare(june.figures, JUNE)
    everything = [
        *compared.all_locations,
        replace(compared.all_locations[0], name="All together", kpis=compared.page.total),
    ]
    for location in everything:
        row = next(line for line in lines if line.startswith(location.name))
        shown = [catalog.show(BY_KEY[key], location.kpis.value(key)) for key in keys]
        if keys is locations.SERVICE and location.name != "All together":
            shown.append(f"{location.score:.1f}")
        assert _plain(row.removeprefix(location.name)) == " ".join(shown).split()


def test_items_come_with_what_they_sold(june):
    lines = _lines_after(june.pages, "Top items")
    for place, item in enumerate(items.top(june.figures, JUNE), start=1):
        row = next(line for line in lines if line.startswith(f"{place} {item.name} "))
        assert f"{catalog.show(BY_KEY['revenue_paise'], item.net_paise)} {100 * item.share:.1f} %" in row


def test_hindi_names_can_be_found_in_the_report(june):
    text = "\n".join(june.pages)
    for name in [*OUTLETS, *(name for name, _ in MENU)]:
        assert name in text


def test_every_page_has_its_header_and_footer(sold, figures, tmp_path, database):
    with database.begin() as session:
        session.add(SharedSetting(name="chain_name", value='"चाय आणि कॉफ़ी Café"'))
    written = _write(figures, tmp_path)
    pages = _pages(written.file)
    assert len(pages) == written.pages >= 4
    for number, text in enumerate(pages, start=1):
        assert text.startswith("चाय आणि कॉफ़ी Café Monthly report June 2023")
        assert re.search(rf"\nData until \d+ June 2023 · amounts in INR Page {number} of {len(pages)}$", text)


def test_one_location_is_shown_alone(sold, figures, tmp_path):
    pages = _pages(_write(figures, tmp_path, replace(JUNE, locations=(sold[0],))).file)
    assert pages[0].startswith(f"{OUTLETS[0]} Monthly report")
    assert not any("Sales by location" in text for text in pages)
    assert not any("Indiranagar" in text for text in pages)


def test_the_report_follows_a_correction_of_the_orders(sold, chain, figures, tmp_path):
    before = _pages(_write(figures, tmp_path).file)[0]
    chain.sell(sold[:1], ["2023-06"], each=5)
    after = _pages(_write(figures, tmp_path).file)[0]
    revenue = kpis.page(figures, JUNE).total.revenue_paise
    assert catalog.show(BY_KEY["revenue_paise"], revenue) in after
    assert after != before


def test_the_report_and_its_record_come_together(sold, figures, tmp_path, database):
    written = _write(figures, tmp_path)
    with database.read() as session:
        event = session.scalars(select(Event).where(Event.type == "report.ready")).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "report.write")).one()
    assert f'"pages": {written.pages}' in event.body
    assert event.at == entry.at == NOW
    assert list(tmp_path.glob("*.new")) == []


def test_a_month_without_sales_says_so_and_what_to_do(sold, figures, tmp_path):
    written = _write(figures, tmp_path, Scope(periods.month("2023-09")))
    (text,) = _pages(written.file)
    assert written.empty
    assert "There are no sales and no refunds in September 2023" in text
    assert re.search(r"The newest sale on record is of \d+ June 2023\.", text)
    assert "import the export" in text
    assert "Page 1 of 1" in text


def test_an_empty_database_gives_an_honest_page(figures, tmp_path):
    written = _write(figures, tmp_path)
    (text,) = _pages(written.file)
    assert written.empty
    assert "Nothing was sold" in text
    assert "No sales yet" in text


def test_two_currencies_are_never_added(sold, chain, figures, tmp_path):
    chain.sell(chain.open(["Hell's Kitchen"], "USD"), ["2023-06"], currency="USD")
    with pytest.raises(InvalidError, match="INR and USD"):
        _write(figures, tmp_path)
    assert list(tmp_path.glob("*.pdf*")) == []
    pages = _pages(_write(figures, tmp_path, replace(JUNE, currency="USD")).file)
    revenue = kpis.page(figures, replace(JUNE, currency="USD")).total.revenue_paise
    assert f"${revenue // 100:,}.{revenue % 100:02d}" in pages[0]
    assert "amounts in USD" in pages[0]


@pytest.mark.parametrize("count", [1, 2, 3, 12, 33, 500])
def test_any_number_of_locations_fits(tmp_path, count):
    sample = material(locations=count, advice=min(count - 1, 40))
    pages = monthly.print_out(sample, tmp_path / "r.pdf")
    with pdfplumber.open(tmp_path / "r.pdf") as document:
        assert len(document.pages) == pages
        for page in document.pages if count < 100 else document.pages[::14]:
            _nothing_leaves_the_page_or_overlaps(page)


def test_long_names_and_large_sums_stay_inside(tmp_path):
    sample = material(locations=4, chain="The Most Excellent Coffee And Tea Company Of All India Private Limited " * 3)
    page = sample.page
    names = [
        "बंजारा हिल्स रोड नंबर बारह के सामने वाली दुकान",
        "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
        "A",
        "B " * 40,
    ]
    rich = [replace(one.kpis, revenue_paise=99_999_999_999_99, orders=9_999_999) for one in page.locations]
    figures = [replace(one, name=name, kpis=kpi) for one, name, kpi in zip(page.locations, names, rich, strict=True)]
    compared = [
        replace(one, name=name, kpis=kpi)
        for one, name, kpi in zip(sample.comparison.all_locations, names, rich, strict=True)
    ]
    page = replace(page, locations=tuple(figures), total=rich[0], previous_total=rich[1])
    comparison = replace(sample.comparison, page=page, all_locations=tuple(compared))
    monthly.print_out(replace(sample, comparison=comparison, year_ago=rich[2]), tmp_path / "r.pdf")
    with pdfplumber.open(tmp_path / "r.pdf") as document:
        for printed in document.pages:
            _nothing_leaves_the_page_or_overlaps(printed)
        assert "₹99,99,99,99,999.99" in document.pages[0].extract_text()


def _nothing_leaves_the_page_or_overlaps(page):
    rows = {}
    for char in page.chars:
        assert LEFT - 1 <= char["x0"] <= char["x1"] <= RIGHT + 1, char["text"]
        assert 30 <= char["top"] <= char["bottom"] <= 825, char["text"]
        if char["x1"] > char["x0"]:
            rows.setdefault(round(char["matrix"][5], 1), []).append(char)
    for row in rows.values():
        row.sort(key=lambda char: char["x0"])
        for one, other in pairwise(row):
            assert other["x0"] >= one["x1"] - 1.0, (one["text"], other["text"])


def test_no_section_begins_without_what_it_announces():
    for count in range(2, 40, 3):
        flow = monthly.compose(material(locations=count, advice=count - 1))
        for page in flow.pages:
            assert not isinstance(page[-1].block, Heading)
            assert page[-1].top + page[-1].block.height <= BOTTOM + 0.01


def test_a_change_too_small_to_be_shown_is_neither_good_nor_bad():
    assert welcome(BY_KEY["average_rating"], 4.2401, 4.2402) is None
    assert welcome(BY_KEY["average_rating"], 4.3, 4.2) is True
    assert welcome(BY_KEY["cost_per_order_paise"], 110, 100) is False


def test_best_and_weakest_are_marked_by_more_than_colour():
    sample = material(locations=5).comparison
    rows = sample.all_locations
    ends = locations.ends(BY_KEY["cost_per_order_paise"], rows)
    assert ends.best == min(row.kpis.cost_per_order_paise for row in rows)
    assert ends.mark(ends.best) == "★"
    assert ends.mark(ends.weakest) == "◇"
    assert ends.mark(None) == ""


def test_what_all_share_is_not_marked():
    rows = [replace(row, kpis=replace(row.kpis, csat=0.9)) for row in material(locations=5).comparison.all_locations]
    assert locations.ends(BY_KEY["csat"], rows) == locations.Ends()
    assert locations.ends(BY_KEY["walk_in_share"], rows) == locations.Ends()


def test_a_report_of_a_running_month_says_what_it_is_compared_with(sold, chain, figures, tmp_path):
    """On 2 July nobody knows the rest of July: it stands against the first two days of June."""
    chain.sell(sold, ["2023-07"], each=4)
    text = "\n".join(_pages(_write(figures, tmp_path, Scope(periods.month("2023-07"))).file))
    plain = " ".join(text.split())
    assert "July 2023 is still running: 1\N{EN DASH}2 July 2023 is compared with 1\N{EN DASH}2 June 2023" in plain
    assert "July 2023 so far, until Sunday 2 July" in plain


def _sell_once(chain, location, day):
    with chain.database.begin() as session:
        chain.sell_one(session, location, day)
        rollup.touch(session, location, day, at=NOW)


def test_the_growth_of_a_new_outlet_stands_in_brackets_and_moves_no_average(sold, chain, figures, tmp_path):
    (young,) = chain.open(["Airport"])
    chain.sell([young], ["2023-06"], each=9)
    _sell_once(chain, young, periods.month("2023-05").end)
    lines = _lines_after(_pages(_write(figures, tmp_path).file), "Sales by location")
    compared = comparison.compare(figures, JUNE)
    growth = next(one.kpis.growth for one in compared.all_locations if one.id == young)
    assert f"({catalog.show(BY_KEY['growth'], growth)})" in next(line for line in lines if line.startswith("Airport"))
    others = [one.kpis.growth for one in compared.all_locations if one.id != young]
    assert compared.average_metrics["growth"] == statistics.median(others)
    average = next(line for line in lines if line.startswith("Average location"))
    assert catalog.show(BY_KEY["growth"], statistics.median(others)) in average
    assert any("the median of those that sold throughout" in line for line in lines)
