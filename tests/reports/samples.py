import random

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.catalog import KPIS
from sakshi_desktop.analytics.types import (
    Basis,
    Comparison,
    Grain,
    ItemSales,
    KpiSet,
    LikeForLike,
    LocationComparison,
    LocationFigures,
    Page,
    Point,
    Recommendation,
    Trend,
)
from sakshi_desktop.reports.material import Material

NAMES = ("Indiranagar", "बंजारा हिल्स", "Bandra West", "Koramangala", "Anna Nagar", "Connaught Place", "क्षत्रिय चौक")
ITEMS = ("Masala Chai", "फ़िल्टर कॉफ़ी", "Masala Dosa", "वड़ा पाव", "Cold Coffee", "मूँगफली चिक्की", "Idli Sambar", "Poha")
CATEGORIES = ("Hot drinks", "Breakfast", "", "Snacks")
NOTHING = KpiSet(0, 0, None, 0, *[None] * 10)


def kpi_set(dice, size):
    orders = dice.randrange(1_500, 3_000) * size
    revenue = orders * dice.randrange(30_000, 52_000) + dice.randrange(100)
    return KpiSet(
        revenue_paise=revenue,
        orders=orders,
        average_order_value_paise=revenue // orders,
        customers=orders // 3,
        walk_in_share=dice.uniform(0.3, 0.5),
        average_rating=dice.uniform(3.6, 4.7),
        on_time_rate=dice.uniform(0.7, 0.98),
        order_accuracy=dice.uniform(0.93, 0.999),
        profit_margin=dice.uniform(0.05, 0.31),
        margin_basis=Basis.OPERATING,
        cost_per_order_paise=dice.randrange(25_000, 35_000),
        csat=dice.uniform(0.6, 0.95),
        growth=dice.uniform(-0.2, 0.3),
        growth_year=dice.uniform(-0.1, 0.6),
    )


def name(number):
    return NAMES[number] if number < len(NAMES) else f"{NAMES[number % len(NAMES)]} {number}"


def trend(dice, metric, period, size):
    before = periods.previous(period)

    def points(of):
        found = []
        for day in range(of.start, of.end + 1):
            busy = 1.35 if (day + 3) % 7 >= 5 else 1.0
            value = int(dice.uniform(0.85, 1.15) * busy * size)
            found.append(Point(day, day, value))
        return tuple(found)

    return Trend(metric, Grain.DAY, "INR", period, before, points(period), points(before), period.end)


def material(*, locations=12, month="2023-06", advice=5, items=10, seed=1, chain="Sakshi Café"):
    """A report's material of invented figures; the figures of one location need not add up to those of all."""
    dice = random.Random(seed)  # noqa: S311
    period = periods.month(month)
    return Material(
        chain=chain,
        comparison=_comparison(dice, _page(dice, period, locations), advice),
        year_ago=kpi_set(dice, locations),
        revenue=trend(dice, "revenue_paise", period, 900_000_00 // 30 * locations),
        orders=trend(dice, "orders", period, 75 * locations),
        best=tuple(item(dice, n, n) for n in range(items)),
        slow=tuple(item(dice, n, n + 100) for n in range(items)),
    )


def _page(dice, period, locations):
    figures = tuple(LocationFigures(n + 1, name(n), kpi_set(dice, 1)) for n in range(locations))
    before = tuple(LocationFigures(one.id, one.name, kpi_set(dice, 1)) for one in figures)
    return Page(
        period=period,
        previous=periods.previous(period),
        year_ago=periods.year_ago(period),
        currency="INR",
        total=kpi_set(dice, locations),
        previous_total=kpi_set(dice, locations),
        locations=figures,
        previous_locations=before,
        like_for_like=LikeForLike(0.061, max(locations - 2, 0), locations),
        like_for_like_year=LikeForLike(0.12, locations, locations),
        known=period,
        data_from=period.start - 800,
        data_until=period.end,
        cost_share=1.0,
    )


def _comparison(dice, page, advice):
    figures = page.locations
    compared = tuple(LocationComparison(one.id, one.name, one.kpis, dice.uniform(35, 65), {}, {}) for one in figures)
    ranked = sorted(compared, key=lambda one: one.score)
    return Comparison(
        page=page,
        top_performer=ranked[-1],
        bottom_performer=ranked[0],
        average_metrics={kpi.key: sum(one.kpis.value(kpi.key) for one in figures) / len(figures) for kpi in KPIS},
        all_locations=compared,
        recommendations=tuple(
            Recommendation(
                n % len(figures) + 1,
                "Deliver 9 of 10 orders by the promised time, as others do: add a rider between 19:00 and 22:00.",
                "on_time_rate",
                0.71,
                0.9,
                123_456_00 if n % 2 else None,
            )
            for n in range(advice)
        ),
    )


def item(dice, number, key):
    name = ITEMS[number % len(ITEMS)]
    return ItemSales(
        key, name, CATEGORIES[number % 4], dice.randrange(1, 9_000_000), dice.randrange(1, 10**9), dice.random() / 9
    )
