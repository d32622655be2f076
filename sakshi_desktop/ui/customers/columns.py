"""The columns of the customers found, and of the orders of one."""

from operator import attrgetter

from sakshi_desktop.analytics.catalog import DASH
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.core.vocabulary import CustomerStatus
from sakshi_desktop.portal.types import CustomerRow, OrderRow
from sakshi_desktop.reports.sheet import Kind
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.words import Amount


def _day(day: int | None) -> str:
    return DASH if day is None else dates.show(day)


def _plain_day(day: int | None) -> str:
    return "" if day is None else dates.iso(day)


def _or_dash(text: str | None) -> str:
    return text or DASH


def _whole(amount: Amount) -> str:
    return format_money(amount, amount.currency, minor=False)


def _standing(row: CustomerRow) -> Tone:
    return Tone.BAD if row.status is CustomerStatus.SUSPENDED else Tone.QUIET


def _quiet(_row: object) -> Tone:
    return Tone.QUIET


FOUND: tuple[Column[CustomerRow], ...] = (
    Column("Name", lambda row: row.name or labels.NAMELESS, key="name", width=142, least=110),
    Column("Phone", attrgetter("phone"), _or_dash, key="phone", width=130),
    Column("E-mail", attrgetter("email"), _or_dash, key="email", width=142, least=100, spare=1),
    Column("Orders", attrgetter("orders"), format_count, numeric=True, key="orders", width=60),
    Column(
        "Spent",
        lambda row: Amount(row.spent_paise, row.currency),
        _whole,
        numeric=True,
        plain=words.decimal,
        key="spent",
        width=90,
        kind=Kind.MONEY,
    ),
    Column(
        "Last order",
        attrgetter("last_order"),
        _day,
        numeric=True,
        plain=_plain_day,
        key="last",
        width=100,
        kind=Kind.DATE,
    ),
    Column("Status", lambda row: labels.CUSTOMER_STATUSES[row.status], tone=_standing, key="status", width=84, spare=2),
    Column("Number", lambda row: ids.customer(row.id), tone=_quiet, key="number", width=102, spare=3),
)


def _stars(stars: int | None) -> str:
    return DASH if stars is None else f"{stars} ★"


ORDERS: tuple[Column[OrderRow], ...] = (
    Column("Items", attrgetter("items"), _or_dash, key="items", width=84),
    Column("Order", lambda row: ids.order(row.id), key="order", width=106),
    Column("Placed", attrgetter("placed"), labels.wall, key="placed", width=142),
    Column(
        "Status",
        lambda row: labels.STATUSES[row.status],
        tone=lambda row: labels.tone(row.status),
        key="status",
        width=100,
    ),
    Column(
        "Net",
        lambda row: Amount(row.net_paise, row.currency),
        str,
        numeric=True,
        plain=words.decimal,
        key="net",
        width=80,
        kind=Kind.MONEY,
    ),
    Column("Location", attrgetter("location"), key="location", width=98, spare=2),
    Column("Channel", lambda row: words.CHANNELS[row.channel], key="channel", width=94, spare=3, shown=False),
    Column(
        "★",
        attrgetter("stars"),
        _stars,
        numeric=True,
        key="rating",
        width=44,
        kind=Kind.COUNT,
        spare=1,
        tip="Stars that the customer gave",
    ),
)
