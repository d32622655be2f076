"""This house's end of the stream of daily sales: a record for each location and day, under a posting key."""

from sqlalchemy.orm import Session

from sakshi_desktop.analytics import daily
from sakshi_desktop.analytics.daily import DaySales
from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, to_date, utc_now
from sakshi_desktop.hub.streams import Days, Record, Sheet

LOOK_BACK = 35
"""Days before the last one that are looked at again at each run: imports, refunds and corrections come late."""
AT_ONCE = 400
"""Records on a page, about."""
NEXT, UNTIL = "next:", "until:"
"""A cursor names the day that comes next; after the last page, the day until which everything was looked at."""


class DailySales:
    """Reads what each location sold on each day that has ended."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def read(self, session: Session, cursor: str | None, days: Days) -> Sheet:
        """Return the page after ``cursor``."""
        among = daily.sellers(session)
        ended = clocks.today(self._clock) - 1
        last = ended if days.end is None else min(days.end, ended)
        begin = _begin(cursor, days, last)
        first = max(begin, min((one.first for one in among), default=begin))
        if first > last or not among:
            return Sheet((), f"{UNTIL}{last}", more=False, total=None if cursor else 0)
        end = min(last, first + max(1, AT_ONCE // len(among)) - 1)
        records = tuple(_record(one) for one in daily.sold(session, among, first, end))
        total = None
        if cursor is None or cursor.startswith(UNTIL):
            total = sum(max(0, last - max(first, one.first) + 1) for one in among)
        more = end < last
        return Sheet(records, f"{NEXT}{end + 1}" if more else f"{UNTIL}{last}", more=more, total=total)


def _begin(cursor: str | None, days: Days, last: int) -> int:
    if cursor is not None and cursor.startswith(NEXT):
        return int(cursor.removeprefix(NEXT))
    if days:
        return 0 if days.start is None else days.start
    until = last if cursor is None else min(last, int(cursor.removeprefix(UNTIL)))
    return until - LOOK_BACK + 1


def _record(one: DaySales) -> Record:
    place, date = ids.show("LOC", one.seller.id), to_date(one.day).isoformat()
    key = f"sakshi:{place}:{date}"
    body = {
        "posting_key": key,
        "location": place,
        "location_name": one.seller.name,
        "business_date": date,
        "currency": one.seller.currency,
        "net_sales_paise": one.net_paise,
        "orders": one.orders,
        "tax_paise": one.tax_paise,
        "refunds_paise": one.refunds_paise,
    }
    return Record(key, body, one.net_paise)
