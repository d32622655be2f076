"""`bench kpi`: pages of figures warm and cold, beside pandas and DuckDB on the same orders."""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import numpy as np
from sqlalchemy import func, insert, select

from sakshi_desktop.analytics import kpis, periods, rollup
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.analytics.unpacking import Filter
from sakshi_desktop.core.vocabulary import Channel, day_part
from sakshi_desktop.store import bulk
from sakshi_desktop.store import rollup as marks
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Location, Order
from sakshi_desktop.store.upgrade import upgrade
from tests.bench import harness
from tests.bench.harness import Ratio

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIRST = periods.month("2023-04").start
LAST = periods.month("2025-03").end
MONTHS = [periods.months(2024, 5 + place, 1) for place in range(11)]
LENGTHS = (1, 7, 30, 91, 182, 365)
CHANNELS = np.array(["dine_in", "takeaway", "delivery", "zomato", "swiggy"])
HOURLY = np.array([0] * 7 + [2, 5, 7, 6, 6, 8, 9, 6, 5, 6, 7, 8, 8, 7, 5, 3, 1], float)
ZERO = ("discount_paise", "tip_paise", "delivery_paise", "packing_paise", "service_paise", "round_off_paise")
MICROS = 1_000_000
FULL = ((1_000_000, 50, "1M/50"), (10_000_000, 500, "10M/500"))
QUICK = ((200_000, 50, "200k/50"),)


def run(quick):
    """Measure one or two sizes, each beside a tenth of its orders at the same locations."""
    figures, ratios = {}, []
    for orders, locations, name in QUICK if quick else FULL:
        with tempfile.TemporaryDirectory(prefix="sakshi-bench-") as folder:
            measure(Path(folder), orders, locations, name, figures, ratios)
    return {"figures": figures, "ratios": ratios}


def measure(folder, orders, locations, name, figures, ratios):
    """Fill a database, drain it, and time pages and peers."""
    warehouse = _warehouse(folder)
    took = time.perf_counter()
    database = fill(folder / "big.db", orders, locations, warehouse)
    figures[f"{name} filled, s"] = time.perf_counter() - took
    took, work = time.perf_counter(), time.process_time()
    rollup.drain_all(database)
    figures[f"{name} rollup, s"] = time.perf_counter() - took
    figures[f"{name} rollup, s of CPU"] = time.process_time() - work
    if locations == 50 and orders == 1_000_000:
        ratios.append(Ratio(f"{name} rollup, CPU", figures[f"{name} rollup, s of CPU"], 8, 4, "s"))

    took = time.perf_counter()
    kpis.page(Figures(database), Scope(MONTHS[-1]))
    figures[f"{name} first page of a new process, ms"] = 1000 * (time.perf_counter() - took)
    warm = Figures(database)
    warm.warm()
    warm.warm(Filter(Channel.ZOMATO))
    for title, channel, must in (("page", None, 16 if locations < 100 else 40), ("page of a channel", "zomato", 60)):
        millis = pages(warm, channel)
        figures[f"{name} {title}, slowest length p50, ms"] = max(millis.values())
        figures |= {f"{name} {title} of {days} days, ms": value for days, value in millis.items()}
        if channel is None or locations < 100:
            ratios.append(Ratio(f"{name} {title} warm, mean of lengths", _mean(millis), must, must / 2, "ms"))
    figures[f"{name} page after an order, ms"] = after_an_order(database, warm)
    runs, promised = (3 if orders > 2_000_000 else 5), orders >= 1_000_000
    beside_peers(database, warm, warehouse, name, figures, ratios, runs=runs, promised=promised)

    small = fill(folder / "small.db", orders // 10, locations)
    rollup.drain_all(small)
    few = Figures(small)
    few.warm()
    rivals = {"many": lambda: pages(warm, None, turns=5), "few": lambda: pages(few, None, turns=5)}
    both = harness.interleaved(rivals, runs=7)
    ratios.append(Ratio(f"{name} page, 10x orders at the same locations", both["many"] / both["few"], 1.3, 1.15))
    for opened in (small, database):
        opened.dispose()
    if warehouse is not None:
        warehouse.close()


def pages(figures, channel, turns=15):
    """Return the median milliseconds of a page by length of the period; every page asks for another period."""
    chance = random.Random(7)  # noqa: S311
    millis = {}
    for length in LENGTHS:
        took = []
        for _ in range(turns):
            start = (
                chance.randint(FIRST + 365, LAST - length + 1) if length < 365 else chance.randint(FIRST, FIRST + 365)
            )
            scope = Scope(Period(start, start + length - 1), channel=None if channel is None else Channel(channel))
            begun = time.perf_counter()
            kpis.page(figures, scope)
            took.append(1000 * (time.perf_counter() - begun))
        millis[length] = statistics.median(took)
    return millis


def after_an_order(database, figures):
    """Return the median milliseconds of a page that follows a fresh order of one of its days, drain included."""
    took = []
    for _ in range(5):
        with database.begin() as session:
            order = session.scalars(select(Order).order_by(Order.id.desc()).limit(1)).one()
            order.net_paise += 100
            marks.touch(session, order.location_id, order.business_date, at=NOW)
        begun = time.perf_counter()
        kpis.page(figures, Scope(MONTHS[-1]))
        took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


def beside_peers(database, figures, warehouse, name, found, ratios, *, runs, promised):
    """Time the month page beside pandas over the same file and DuckDB over its own."""
    ours = cycle(MONTHS)
    theirs = {"pandas": cycle(MONTHS), "duckdb": cycle(MONTHS)}
    many = 20

    def page():
        for _ in range(many):
            kpis.page(figures, Scope(next(ours)))

    rivals = {"sakshi": page, "pandas": lambda: by_pandas(database, next(theirs["pandas"]))}
    if warehouse is not None:
        rivals["duckdb"] = lambda: by_duckdb(warehouse, next(theirs["duckdb"]))
    check(database, figures, warehouse)
    took = harness.interleaved(rivals, runs=runs)
    mine = took["sakshi"] / many
    found[f"{name} month page, ms"] = 1000 * mine
    for peer, must in (("pandas", 300), ("duckdb", 20)):
        if peer in took:
            found[f"{name} month by {peer}, ms"] = 1000 * took[peer]
            found[f"{name} month by {peer} / page"] = took[peer] / mine
            if promised:
                ratios.append(Ratio(f"{name} month page x {must} / {peer}", mine * must / took[peer], 1, 0.5))
        else:
            print(f"  {peer} is not installed: nothing to compare with")


def check(database, figures, warehouse):
    """See that all three tell the same."""
    page = kpis.page(figures, Scope(MONTHS[3]))
    expected = [(row.kpis.revenue_paise, row.kpis.customers) for row in sorted(page.locations, key=lambda row: row.id)]
    frame = by_pandas(database, MONTHS[3])
    assert list(zip(frame["revenue"], frame["customers"], strict=True)) == expected
    if warehouse is not None:
        rows = sorted(row for row in by_duckdb(warehouse, MONTHS[3]) if row[0] is not None)
        assert [(row[1], row[2]) for row in rows] == expected


def by_pandas(database, period):
    """Return the KPIs of a month, the month before and revenue a year ago, as people do it with pandas."""
    import pandas as pd

    before, year = periods.previous(period), periods.year_ago(period)
    with database.reading() as connection:
        orders = pd.read_sql(
            f"""SELECT o.location_id, o.business_date, o.customer_id, o.status, o.channel, o.net_paise, o.goods_paise,
            o.promised_at, o.delivered_at, r.stars, r.wrong_item, r.missing_item
            FROM orders o LEFT JOIN ratings r ON r.order_id = o.id
            WHERE o.business_date BETWEEN {before.start} AND {period.end} AND o.status <> 'cancelled'""",
            connection.connection.driver_connection,
        )
        old = pd.read_sql(
            f"""SELECT location_id, net_paise FROM orders WHERE business_date BETWEEN {year.start} AND {year.end}
            AND status <> 'cancelled'""",
            connection.connection.driver_connection,
        )
    orders["timed"] = orders["promised_at"].notna() & orders["delivered_at"].notna()
    orders["on_time"] = orders["timed"] & (orders["delivered_at"] <= orders["promised_at"])
    orders["satisfied"] = orders["stars"] >= 4
    orders["mistaken"] = (orders["wrong_item"] == 1) | (orders["missing_item"] == 1)
    frames = []
    for first, last in ((period.start, period.end), (before.start, before.end)):
        part = orders[orders["business_date"].between(first, last)]
        by = part.groupby("location_id")
        frame = by.agg(
            revenue=("net_paise", "sum"),
            orders=("net_paise", "size"),
            customers=("customer_id", "nunique"),
            known=("customer_id", "count"),
            rating=("stars", "mean"),
            ratings=("stars", "count"),
            satisfied=("satisfied", "sum"),
            timed=("timed", "sum"),
            on_time=("on_time", "sum"),
            mistaken=("mistaken", "sum"),
            goods=("goods_paise", "sum"),
        )
        frame.attrs["customers"] = part["customer_id"].nunique()
        frames.append(frame)
    frames[0]["growth"] = frames[0]["revenue"] / frames[1]["revenue"] - 1
    frames[0]["growth_year"] = frames[0]["revenue"] / old.groupby("location_id")["net_paise"].sum() - 1
    return frames[0]


def by_duckdb(warehouse, period):
    """Return the same from DuckDB's own tables."""
    before, year = periods.previous(period), periods.year_ago(period)

    def within(part):
        return f"o.business_date BETWEEN {part.start} AND {part.end}"

    columns = []
    for part in (period, before):
        is_in = f"FILTER (WHERE {within(part)})"
        columns += [
            f"sum(o.net_paise) {is_in}",
            f"count(DISTINCT o.customer_id) {is_in}",
            f"count(*) {is_in}",
            f"count(o.customer_id) {is_in}",
            f"avg(r.stars) {is_in}",
            f"count(r.stars) FILTER (WHERE {within(part)} AND r.stars >= 4)",
            f"count(o.promised_at) {is_in}",
            f"count(*) FILTER (WHERE {within(part)} AND o.delivered_at <= o.promised_at)",
            f"count(*) FILTER (WHERE {within(part)} AND r.wrong_item)",
            f"sum(o.goods_paise) {is_in}",
        ]
    return warehouse.execute(
        f"""SELECT o.location_id, {", ".join(columns)}, sum(o.net_paise) FILTER (WHERE {within(year)})
        FROM orders o LEFT JOIN ratings r ON r.order_id = o.id
        WHERE ({within(period)} OR {within(before)} OR {within(year)}) AND o.status <> 'cancelled'
        GROUP BY GROUPING SETS ((o.location_id), ())"""
    ).fetchall()


def fill(file, orders, locations, warehouse=None):
    """Return a database with that many orders, spread over two years; the same rows go into the warehouse."""
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    chance = np.random.default_rng(11)
    guests = max(orders // 20, locations)
    with database.begin() as session:
        rows = [{"name": f"Cafe {place:03d}", "currency": "INR", "created_at": NOW} for place in range(locations)]
        session.execute(insert(Location), rows)
        bulk.load(session, Base.metadata.tables["customers"], *_guests(guests))
    first_id = 1
    for location in range(1, locations + 1):
        columns, rated = _sales(chance, location, orders // locations, guests // locations, guests, first_id)
        first_id += orders // locations
        with database.begin() as session:
            _load(session, "orders", columns)
            _load(session, "ratings", rated)
            marks.touch(session, location, FIRST, LAST, at=NOW)
        if warehouse is not None:
            _keep(warehouse, "orders", columns)
            _keep(warehouse, "ratings", rated)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == orders // locations * locations
    return database


def _sales(chance, location, count, regulars, guests, first_id):
    """Return the columns of one location's orders and ratings."""
    day = np.sort(chance.integers(FIRST, LAST + 1, count))
    hour = chance.choice(24, count, p=HOURLY / HOURLY.sum())
    channel = chance.choice(5, count, p=[0.4, 0.2, 0.1, 0.18, 0.12])
    home = chance.integers(1, regulars + 1, count) + (location - 1) * regulars
    guest = np.where(chance.random(count) < 0.8, home, chance.integers(1, guests + 1, count))
    net = np.round(chance.gamma(3, 15_000, count)).astype(np.int64)
    placed = (day * 86_400 + hour * 3600 - 19_800) * MICROS
    parts = np.array([day_part(each).value for each in range(24)])
    delivered = placed + chance.integers(25, 52, count) * 60 * MICROS
    columns = {
        "id": np.arange(first_id, first_id + count),
        "location_id": np.full(count, location),
        "customer_id": (guest, chance.random(count) < 0.65),
        "status": np.where(chance.random(count) < 0.03, "cancelled", "delivered"),
        "channel": CHANNELS[channel],
        "day_part": parts[hour],
        "business_date": day,
        "hour": hour,
        "placed_at": placed,
        "promised_at": (placed + 40 * 60 * MICROS, channel >= 2),
        "delivered_at": (delivered, channel >= 2),
        "currency": np.full(count, "INR"),
        "gross_paise": net,
        "net_paise": net,
        "tax_paise": net // 20,
        "goods_paise": net * 34 // 100,
        "series": np.full(count, ""),
        **{name: np.zeros(count, np.int64) for name in ZERO},
    }
    rated = np.flatnonzero(chance.random(count) < 0.2)
    flags = {name: np.zeros(len(rated), np.int64) for name in ("missing_item", "late", "quality", "other")}
    ratings = {
        "order_id": rated + first_id,
        "stars": chance.choice([1, 2, 3, 4, 5], len(rated), p=[0.04, 0.06, 0.15, 0.35, 0.4]),
        "wrong_item": (chance.random(len(rated)) < 0.05).astype(np.int64),
        "at": placed[rated],
        **flags,
    }
    return columns, ratings


def _load(session, table, columns):
    values = [_values(column) for column in columns.values()]
    bulk.load(session, Base.metadata.tables[table], list(columns), zip(*values, strict=True))


def _values(column):
    """Return a column as plain values; a pair is a column and where it is known."""
    if not isinstance(column, tuple):
        return column.tolist()
    return [value if known else None for value, known in zip(column[0].tolist(), column[1].tolist(), strict=True)]


def _guests(count):
    row = {"language": "en", "status": "active", "diet": "unknown", "created_at": 0}
    return list(row), [tuple(row.values())] * count


def _warehouse(folder):
    try:
        import duckdb
    except ImportError:
        return None
    return duckdb.connect(str(folder / "peer.duckdb"))


def _keep(warehouse, table, columns):
    import pandas as pd

    frame = pd.DataFrame(
        {
            name: pd.array(column[0], dtype="Int64") if isinstance(column, tuple) else column
            for name, column in columns.items()
        }
    )
    for name, column in columns.items():
        if isinstance(column, tuple):
            frame.loc[~column[1], name] = pd.NA
    if table == "ratings":
        frame["wrong_item"] = frame["wrong_item"].astype(bool)
    exists = warehouse.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall()[0][0]
    warehouse.register("fresh", frame)
    warehouse.execute(f"INSERT INTO {table} SELECT * FROM fresh" if exists else f"CREATE TABLE {table} AS FROM fresh")
    warehouse.unregister("fresh")


def _mean(millis):
    return statistics.mean(millis.values())


if __name__ == "__main__":
    raise SystemExit(harness.main("kpi", run))
