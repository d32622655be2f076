"""What an import to a server does on several connections at once must come out as on one."""

import pytest
from sqlalchemy import select, text

from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.importers.types import Batch, SaleHeader, SaleKind, SaleLine
from sakshi_desktop.jobs.imports import crew
from sakshi_desktop.store.models import Order, Refund

from .chain import contents, count, kept_paise

ORDERS = 2 * crew.RUN + 10  # each of two connections has some


def _sold(number):
    return (f"M-{number}", f"2026-03-{number % 27 + 1:02}", "12:30:00", f"Outlet {number % 3}", f"Item {number % 7}")


@pytest.fixture
def many():
    """Sales, the first and the last of which come back a month later."""
    sold = [(*_sold(number), 2, 10 + number % 50) for number in range(ORDERS)]
    back = [(*_sold(number), -1, 10 + number % 50) for number in (0, ORDERS - 1)]
    return sold + [(number, day.replace("2026-03", "2026-04"), *rest) for number, day, *rest in back]


def test_every_line_and_refund_finds_its_order(database, sales, bring, many):
    outcome = bring(sales(many))
    paise = sum(quantity * price * 100 for *_, quantity, price in many)
    assert (outcome.orders, outcome.refunds, outcome.revenue_paise) == (ORDERS, 2, paise)
    assert kept_paise(database) == paise
    assert count(database, "order_lines") == count(database, "orders") == ORDERS
    with database.read() as session:
        whole = text(
            "SELECT COUNT(*) FROM orders o JOIN order_lines l ON l.order_id = o.id AND l.net_paise = o.net_paise"
        )
        assert session.scalar(whole) == ORDERS
        named = session.execute(select(Refund.external_id, Order.external_id).join(Order, Order.id == Refund.order_id))
        assert sorted(order for _refund, order in named) == sorted(["M-0", f"M-{ORDERS - 1}"])


def test_the_same_file_again_is_all_there(database, sales, bring, many):
    file = sales(many)
    bring(file)
    again = bring(file)
    assert (again.orders, again.refunds, again.already_there, again.conflicts) == (0, 0, ORDERS + 2, ())


def test_stopped_while_orders_are_written_it_leaves_nothing(database, sales, bring, many):
    told = []
    before = contents(database)
    with pytest.raises(CancelledError):
        bring(sales(many), progress=lambda _share, text: told.append(text), cancelled=lambda: "Writing orders" in told)
    assert contents(database) == before
    assert count(database, "import_batches", "state = 'removed' AND order_count = 0") == 1


def test_what_belongs_together_is_dealt_to_one_connection():
    ordinals = (0, crew.RUN - 1, crew.RUN, 2 * crew.RUN, 3 * crew.RUN)
    blank = dict.fromkeys(SaleHeader._fields) | {"kind": SaleKind.ORDER}
    headers = [SaleHeader(**(blank | {"ordinal": ordinal})) for ordinal in ordinals]
    lines = [SaleLine(**(dict.fromkeys(SaleLine._fields) | {"ordinal": ordinal})) for ordinal in reversed(ordinals)]
    first, second = crew.dealt(Batch(headers, lines, [], 1.0, {}), 2)
    for share, own in ((first, {0, crew.RUN - 1, 2 * crew.RUN}), (second, {crew.RUN, 3 * crew.RUN})):
        assert {row.ordinal for row in share.headers} == {row.ordinal for row in share.lines} == own
