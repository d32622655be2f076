"""The columns of the orders behind a figure."""

from functools import partial
from operator import attrgetter

from sakshi_desktop.analytics.catalog import DASH
from sakshi_desktop.analytics.types import BehindRow
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money
from sakshi_desktop.reports.sheet import Kind
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.records import Column

ANSWERS = {None: DASH, True: "yes", False: "no"}


def columns(currency: str) -> tuple[Column[BehindRow], ...]:
    """Return the columns; amounts are in ``currency``."""
    money = partial(_money, currency=currency)
    return (
        Column("Order", _order, key="order", width=112),
        Column("Date", attrgetter("business_date"), dates.show, plain=dates.iso, key="date", width=104, kind=Kind.DATE),
        Column("Location", attrgetter("location"), key="location", width=140, least=90),
        Column(
            "Net sales",
            attrgetter("amount_paise"),
            money,
            numeric=True,
            plain=words.decimal,
            tone=_amount_tone,
            key="amount",
            width=116,
            tip="What it adds to revenue: less than nothing for a refund.",
            kind=Kind.MONEY,
            currency=currency,
        ),
        Column("Channel", _channel, key="channel", width=104, spare=1),
        Column("Status", _status, key="status", width=112),
        Column("Customer", _customer, key="customer", width=96, spare=5),
        Column("Rating", attrgetter("stars"), key="stars", numeric=True, width=62, spare=2, kind=Kind.COUNT),
        Column("On time", attrgetter("on_time"), ANSWERS.__getitem__, plain=_answer, key="on_time", width=74, spare=3),
        Column("Mistake", _mistake, key="mistake", width=80, spare=4, tip="A wrong or missing item was reported."),
        Column(
            "Goods",
            attrgetter("goods_paise"),
            money,
            numeric=True,
            plain=words.decimal,
            key="goods",
            width=100,
            spare=6,
            shown=False,
            kind=Kind.MONEY,
            currency=currency,
        ),
    )


def _order(row: BehindRow) -> str:
    return DASH if row.order_id is None else ids.order(row.order_id)


def _customer(row: BehindRow) -> str | None:
    return None if row.customer_id is None else ids.customer(row.customer_id)


def _channel(row: BehindRow) -> str:
    return words.CHANNELS[row.channel]


def _status(row: BehindRow) -> str:
    return row.label.replace("_", " ").capitalize()


def _mistake(row: BehindRow) -> str:
    return "reported" if row.is_wrong else ""


def _money(value: int | None, currency: str) -> str:
    return DASH if value is None else format_money(value, currency)


def _amount_tone(row: BehindRow) -> Tone:
    return Tone.BAD if row.amount_paise < 0 else Tone.PLAIN


def _answer(value: bool | None) -> str:  # noqa: FBT001  # a cell's value
    return "" if value is None else ANSWERS[value]
