"""The figures told slowly and plainly: every row of orders, refunds, ratings and costs, in Python."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sqlalchemy import text

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Sorting

DELIVERIES = {"delivery", "zomato", "swiggy"}


class Books:
    """All rows that figures are made of, as one reading of the database saw them."""

    def __init__(self, database):
        with database.reading() as connection:
            hidden = _column(connection, "SELECT id FROM import_batches WHERE state <> 'published'")
            self.ratings = {row["order_id"]: row for row in _rows(connection, "ratings")}
            self.orders = [row for row in _rows(connection, "orders") if row["batch_id"] not in hidden]
            self.refunds = [row for row in _rows(connection, "refunds") if row["batch_id"] not in hidden]
            self.shifts = _rows(connection, "shifts")
            self.costs = _rows(connection, "location_costs")
            self.locations = sorted(_rows(connection, "locations"), key=lambda row: (row["name"].casefold(), row["id"]))

    def kept(self, scope, period, locations):
        return [row for row in self.orders if _within(row, scope, period, locations) and row["status"] != "cancelled"]

    def given_back(self, scope, period, locations):
        return [row for row in self.refunds if _within(row, scope, period, locations)]

    def revenue(self, scope, period, locations):
        return sum(row["net_paise"] for row in self.kept(scope, period, locations)) - sum(
            row["amount_paise"] for row in self.given_back(scope, period, locations)
        )

    def basis(self, scope, period, locations, so_far):
        bases = set()
        for location in locations:
            orders = self.kept(scope, period, [location])
            if not orders:
                continue
            if any(row["net_paise"] > 0 and row["goods_paise"] is None for row in orders):
                return None
            spent = any(
                cost["location_id"] == location
                and cost["kind"] != "goods"
                and cost["from_day"] <= so_far.end
                and cost["to_day"] >= so_far.start
                for cost in self.costs
            )
            worked = any(
                shift["location_id"] == location and so_far.start <= shift["business_date"] <= so_far.end
                for shift in self.shifts
            )
            whole = scope.channel is None and scope.day_part is None
            bases.add("operating" if whole and (spent or worked) else "gross")
        return None if not bases else "gross" if "gross" in bases else "operating"

    def running_costs(self, period, locations):
        total = sum(
            shift["cost_paise"]
            for shift in self.shifts
            if shift["location_id"] in locations and period.start <= shift["business_date"] <= period.end
        )
        for cost in self.costs:
            if cost["location_id"] not in locations:
                continue
            days = cost["to_day"] - cost["from_day"] + 1
            for day in range(max(cost["from_day"], period.start), min(cost["to_day"], period.end) + 1):
                gone = day - cost["from_day"]
                total += cost["amount_paise"] * (gone + 1) // days - cost["amount_paise"] * gone // days
        return total

    def until(self, locations):
        """Return the last day on which anything was booked."""
        booked = [row["business_date"] for row in (*self.orders, *self.refunds) if row["location_id"] in locations]
        return max(booked, default=10**6)

    def kpis(self, scope, period, locations, compared=None):
        """Return all KPIs by key; ``compared`` says what growth compares with, else what these locations know."""
        compared = compared or periods.compared(period, self.until(locations))
        orders = self.kept(scope, period, locations)
        revenue = self.revenue(scope, period, locations)
        ratings = [self.ratings[row["id"]] for row in orders if row["id"] in self.ratings]
        stars = [rating["stars"] for rating in ratings if rating["stars"] is not None]
        timed = [row for row in orders if row["channel"] in DELIVERIES and row["delivered_at"] and row["promised_at"]]
        completed = [row for row in orders if row["status"] in {"delivered", "refunded"}]
        wrong = [row for row in completed if _is_wrong(self.ratings.get(row["id"]))]
        so_far = compared.known or period  # nobody takes off the rent of days that are still to come
        basis = self.basis(scope, period, locations, so_far)
        costs = sum(row["goods_paise"] or 0 for row in orders)
        if basis == "operating":
            costs += self.running_costs(so_far, locations)
        return {
            "revenue_paise": revenue,
            "orders": len(orders),
            "average_order_value_paise": _half_up(revenue, len(orders)),
            "customers": len({row["customer_id"] for row in orders} - {None}),
            "walk_in_share": _share([row for row in orders if row["customer_id"] is None], orders),
            "average_rating": sum(stars) / len(stars) if stars else None,
            "on_time_rate": _share([row for row in timed if row["delivered_at"] <= row["promised_at"]], timed),
            "order_accuracy": 1 - len(wrong) / len(completed) if completed else None,
            "profit_margin": (revenue - costs) / revenue if basis and revenue > 0 else None,
            "margin_basis": basis,
            "cost_per_order_paise": _half_up(costs, len(orders)) if basis else None,
            "csat": _share([each for each in stars if each >= 4], stars),
            "growth": self._growth(scope, compared.known, compared.previous, locations),
            "growth_year": self._growth(scope, compared.known, compared.year_ago, locations),
        }

    def _growth(self, scope, known, earlier, locations):
        before = self.revenue(scope, earlier, locations)
        if known is None or before <= 0:
            return None
        return (self.revenue(scope, known, locations) - before) / before


def in_order(rows, by):
    """Return the rows as a person would put them, on their own: by amount, then by date, always the same way round."""
    keys = {row: (row.business_date, row.at, row.kind, row.id) for row in rows}
    if by in {Sorting.LARGEST, Sorting.SMALLEST}:
        keys = {row: (row.amount_paise, *key) for row, key in keys.items()}
    return sorted(rows, key=keys.__getitem__, reverse=by in {Sorting.LATEST, Sorting.LARGEST})


def _rows(connection, table):
    return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


def _column(connection, query):
    return set(connection.execute(text(query)).scalars())


def _within(row, scope, period, locations):
    return (
        row["location_id"] in locations
        and period.start <= row["business_date"] <= period.end
        and (scope.channel is None or row["channel"] == scope.channel)
        and (scope.day_part is None or row["day_part"] == scope.day_part)
    )


def _is_wrong(rating):
    return rating is not None and bool(rating["wrong_item"] or rating["missing_item"])


def _share(part, whole):
    return len(part) / len(whole) if whole else None


def _half_up(total, count):
    if not count:
        return None
    exact = Fraction(total, count)
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
