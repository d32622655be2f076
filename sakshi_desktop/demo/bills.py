"""What each order came to: rewards taken off, tax, fees, rounding, and how it was paid."""

from dataclasses import dataclass, replace

import numpy as np

from sakshi_desktop.core.vocabulary import Channel, PaymentMethod
from sakshi_desktop.demo.baskets import Baskets
from sakshi_desktop.demo.people import CHANNELS
from sakshi_desktop.demo.rewards import DELIVERY_FEE, FREE_FROM, OWN, Ledgers
from sakshi_desktop.demo.types import Ints, Part, Window, stream
from sakshi_desktop.demo.visits import Visits

HALF_RATE_MILLI = 25
"""CGST and SGST are 2.5 % each, and each is rounded on its own."""
METHODS = tuple(PaymentMethod)
AT_THE_COUNTER = (PaymentMethod.UPI, PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.WALLET)
SHARES_FIRST, SHARES_LAST = np.array((0.55, 0.24, 0.17, 0.04)), np.array((0.69, 0.13, 0.155, 0.025))
APPS = (Channel.ZOMATO, Channel.SWIGGY)
TIPS = (2_000, 3_000, 5_000, 10_000)
DINE_IN = CHANNELS.index(Channel.DINE_IN)
PACKING = {
    Channel.TAKEAWAY: 500,
    Channel.DELIVERY: 1_500,
    Channel.ONLINE: 1_000,
    Channel.ZOMATO: 2_000,
    Channel.SWIGGY: 2_000,
}


@dataclass(frozen=True, slots=True)
class Bills:
    """Amounts in paise, one place of each array for each order.

    Attributes:
        due: what the customer pays: net, tax and fees, in whole rupees.
        method: place in METHODS.
        second: paid by a second method, 0 for most; the rest of ``due`` by the first.
        reference: number of a UPI transaction, 0 where there is none.
    """

    gross: Ints
    discount: Ints
    net: Ints
    tax: Ints
    goods: Ints
    tip: Ints
    delivery: Ints
    packing: Ints
    round_off: Ints
    due: Ints
    method: Ints
    second: Ints
    reference: Ints


def line_tax(net: Ints) -> Ints:
    """Return CGST and SGST of line amounts, each half-up from half the rate."""
    return (net * HALF_RATE_MILLI + 500) // 1000 * 2


def with_rewards(lines: Baskets, book: Ledgers) -> Baskets:
    """Return the lines with the rewards of their orders spread over them, to the paisa."""
    count = len(book.off)
    net = lines.gross - lines.discount
    total = np.maximum(lines.per_order(net, count), 1)
    shared = book.off[lines.order] * net // total[lines.order]
    rest = book.off - lines.per_order(shared, count)
    turn = np.lexsort((-net, lines.order))
    owners, heads = np.unique(lines.order[turn], return_index=True)
    shared[turn[heads]] += rest[owners]
    return replace(lines, discount=lines.discount + shared)


def bills(sales: Visits, lines: Baskets, book: Ledgers, window: Window, seed: int) -> Bills:
    """Return what every order came to."""
    rng = stream(seed, Part.PAYMENTS)
    count = sales.count
    net_lines = lines.gross - lines.discount
    gross, discount, net, tax, goods = (
        lines.per_order(amounts, count)
        for amounts in (lines.gross, lines.discount, net_lines, line_tax(net_lines), lines.cost)
    )
    tips = np.array(TIPS)[rng.integers(0, len(TIPS), count)]
    tip = np.where((sales.channel == DINE_IN) & (net > 30_000) & (rng.random(count) < 0.07), tips, 0)
    fee = np.where((net < FREE_FROM) & (book.free == 0), DELIVERY_FEE, 0)
    delivery = np.where(sales.channel == OWN, fee, 0)
    packing = np.array([PACKING.get(way, 0) for way in CHANNELS])[sales.channel]
    exact = net + tax + tip + delivery + packing
    due = (exact + 50) // 100 * 100
    method = _methods(rng, sales, window)
    splits = (sales.channel == DINE_IN) & (due > 40_000) & (rng.random(count) < 0.03)
    second = np.where(splits, due * 2 // 500 * 100, 0)
    upi = method == METHODS.index(PaymentMethod.UPI)
    reference = np.where(upi, rng.integers(10**11, 10**12, count), 0)
    return Bills(gross, discount, net, tax, goods, tip, delivery, packing, due - exact, due, method, second, reference)


def _methods(rng: np.random.Generator, sales: Visits, window: Window) -> Ints:
    """Return how each order was paid: at the counter ever more by UPI, on the apps and online before it comes."""
    gone = ((sales.day - window.start) / window.days)[:, None]
    bounds = np.cumsum(SHARES_FIRST * (1 - gone) + SHARES_LAST * gone, axis=1)[:, :-1]
    at_counter = (rng.random(sales.count)[:, None] > bounds).sum(axis=1)
    counter = np.array([METHODS.index(way) for way in AT_THE_COUNTER])[at_counter]
    ahead = np.isin(sales.channel, [CHANNELS.index(way) for way in (*APPS, Channel.ONLINE)])
    return np.where(ahead, METHODS.index(PaymentMethod.ONLINE), counter)
