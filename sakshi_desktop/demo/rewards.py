"""The loyalty ledgers of the demo: points, Seva tokens and rewards, by the house's rules, order after order."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.core.vocabulary import Channel, Tier
from sakshi_desktop.demo.baskets import Baskets
from sakshi_desktop.demo.people import CHANNELS
from sakshi_desktop.demo.service import DONE, FULL, REFUNDED, Service, local_instant
from sakshi_desktop.demo.types import DAY_SECONDS, Ints, Part, Window, stream
from sakshi_desktop.demo.visits import WALK_IN, Visits

TIERS = (
    (Tier.BRONZE, 0, 100),
    (Tier.SILVER, 500_000, 125),
    (Tier.GOLD, 1_500_000, 150),
    (Tier.PLATINUM, 5_000_000, 200),
)
"""Tier, spend of the last 12 months in paise that reaches it, and by how many per cent points are multiplied."""
LEASTS, RATES = [least for _, least, _ in TIERS], [rate for _, _, rate in TIERS]
PAISE_A_POINT = 1_000
POINTS_A_TOKEN = 100
EXPIRY_DAYS = 365
BIRTHDAY_POINTS = 50
REWARDS = (("₹500 off", 1_000, 50_000), ("₹250 off", 500, 25_000), ("₹100 off", 200, 10_000))
"""Name, points and paise, dearest first."""
FREE_DELIVERY = ("Free delivery", 150, 0)
LEFT_TO_PAY = 5_000
"""Paise that an order keeps when a reward is taken off it."""
DELIVERY_FEE = 3_900
FREE_FROM = 60_000
OWN = CHANNELS.index(Channel.DELIVERY)
IN_HOUSE = tuple(CHANNELS.index(way) for way in (Channel.DINE_IN, Channel.TAKEAWAY, Channel.ONLINE, Channel.DELIVERY))


class Entry(NamedTuple):
    """One row of the points ledger.

    Attributes:
        at: second since 1970 on the wall clock.
        order: place of the order, -1 of none.
        key: says what it is for, once and for all.
        reverses: key of the row that it takes back.
    """

    at: int
    customer: int
    points: int
    reason: str
    order: int
    key: str
    reverses: str | None = None


class Taken(NamedTuple):
    """A reward that was taken: for which order it was used, or -1 and the points given back or the code still open."""

    at: int
    customer: int
    reward: str
    entry: str
    order: int
    cancelled: int


@dataclass(slots=True)
class Ledgers:
    """What the loyalty programme wrote.

    Attributes:
        seva: second, customer, tokens, reason, key.
        off: paise that rewards took off each order.
        free: whether a reward paid the delivery of each order.
    """

    off: Ints
    free: Ints
    points: list[Entry] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    seva: list[tuple[int, int, int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Account:
    """One customer's standing while the orders go by."""

    customer: int
    saver: bool
    birthday: tuple[int, int] | None
    balance: int = 0
    earned: int = 0
    tokens: int = 0
    given: int = 0
    last: int = -1
    credited: int = 0
    spent: list[tuple[int, int]] = field(default_factory=list)
    year: int = 0
    oldest: int = 0

    def rate(self, day: int) -> int:
        """Return the tier's rate in per cent by the spend of the year before ``day``."""
        while self.oldest < len(self.spent) and self.spent[self.oldest][0] <= day - 365:
            self.year -= self.spent[self.oldest][1]
            self.oldest += 1
        return RATES[bisect_right(LEASTS, self.year) - 1]


def ledgers(
    sales: Visits, went: Service, lines: Baskets, birthdays: list[tuple[int, int] | None], window: Window, seed: int
) -> Ledgers:
    """Return the ledgers over every order of a known customer."""
    rng = stream(seed, Part.LOYALTY)
    book = Ledgers(np.zeros(sales.count, dtype=np.int64), np.zeros(sales.count, dtype=np.int64))
    net = lines.per_order(lines.gross - lines.discount, sales.count).tolist()
    counts = ((sales.customer != WALK_IN) & ((went.status == DONE) | (went.status == REFUNDED))).nonzero()[0]
    turn = counts[np.lexsort((sales.second[counts], sales.day[counts], sales.customer[counts]))].tolist()
    saver = (rng.random(len(birthdays)) < 0.6).tolist()
    luck = rng.random((sales.count, 2)).tolist()
    came = local_instant(sales, sales.placed).tolist()
    handed = local_instant(sales, went.delivered).tolist()
    refunded = np.where(went.given_back == FULL, local_instant(sales, went.refunded), 0).tolist()
    customer, channel, day = sales.customer.tolist(), sales.channel.tolist(), sales.day.tolist()
    account = _Account(-1, saver=False, birthday=None)
    for order in turn:
        if customer[order] != account.customer:
            _between(book, account, window.end + 1)
            account = _Account(customer[order], saver=saver[customer[order]], birthday=birthdays[customer[order]])
        _between(book, account, day[order])
        if not refunded[order]:
            net[order] -= _redeem(book, account, order, came[order], net[order], channel[order], luck[order])
        _earn(book, account, order, handed[order], net[order], day[order], refunded[order])
        _give(book, account, handed[order], luck[order][1])
    _between(book, account, window.end + 1)
    return book


def _between(book: Ledgers, account: _Account, until: int) -> None:
    """Write what happens between two visits: a birthday's bonus, and the end of points after a year away."""
    if account.last < 0:
        return
    if account.birthday and account.year >= LEASTS[1]:
        until_day, now = min(until, account.last + EXPIRY_DAYS), to_date(account.last).year
        for year in (now, now + 1):
            day = to_day(date(year, *account.birthday))
            if account.last < day < until_day:
                key = f"birthday:{account.customer + 1}:{year}"
                at = day * DAY_SECONDS + 9 * 3600
                book.points.append(Entry(at, account.customer, BIRTHDAY_POINTS, "birthday", -1, key))
                account.balance += BIRTHDAY_POINTS
    ends = account.last + EXPIRY_DAYS + 1
    if account.balance > 0 and ends < until:
        key = f"expiry:{account.customer + 1}:{ends}"
        at = ends * DAY_SECONDS + 4 * 3600
        book.points.append(Entry(at, account.customer, -account.balance, "expiry", -1, key))
        account.balance = 0


def _redeem(
    book: Ledgers,
    account: _Account,
    order: int,
    at: int,
    net: int,
    channel: int,
    luck: list[float],
) -> int:
    """Return the paise that a reward takes off this order, after writing what it cost."""
    if channel not in IN_HOUSE or not account.saver or luck[0] > 0.45 or at - 20 <= account.credited:
        return 0
    wanted = [reward for reward in REWARDS if reward[1] <= account.balance and reward[2] + LEFT_TO_PAY <= net]
    if not wanted and channel == OWN and net < FREE_FROM and account.balance >= FREE_DELIVERY[1]:
        wanted = [FREE_DELIVERY]
    if not wanted:
        return 0
    name, points, paise = wanted[0]
    key = f"reward:{order + 1}"
    book.points.append(Entry(at - 20, account.customer, -points, "reward", -1, key))
    if luck[1] < 0.03:  # taken, thought better of it: the points come back
        book.points.append(Entry(at - 5, account.customer, points, "reward returned", -1, f"return:{order + 1}", key))
        book.taken.append(Taken(at - 20, account.customer, name, key, -1, at - 5))
        return 0
    account.balance -= points
    used = luck[1] < 0.97
    book.taken.append(Taken(at - 20, account.customer, name, key, order if used else -1, 0))
    if used:
        book.off[order] = paise
        book.free[order] = name == FREE_DELIVERY[0]
    return paise if used else 0


def _earn(book: Ledgers, account: _Account, order: int, at: int, net: int, day: int, refunded: int) -> None:
    points = net * account.rate(day) // (PAISE_A_POINT * 100)
    account.last = day
    if points:
        key = f"order:{order + 1}"
        book.points.append(Entry(at, account.customer, points, "order", order, key))
        if refunded:  # never to be spent: what is earned here goes back
            book.points.append(Entry(refunded, account.customer, -points, "refund", order, f"refund:{order + 1}", key))
    if refunded:
        return
    account.balance += points
    account.credited = at
    account.spent.append((day, net))
    account.year += net
    account.earned += points
    tokens = account.earned // POINTS_A_TOKEN - account.tokens
    if tokens:
        account.tokens += tokens
        book.seva.append((at, account.customer, tokens, "earned", f"seva:{order + 1}"))


def _give(book: Ledgers, account: _Account, at: int, luck: float) -> None:
    """Now and then someone gives ten tokens for meals."""
    if account.tokens - account.given >= 10 and luck > 0.9:
        account.given += 10
        book.seva.append(
            (at + 60, account.customer, -10, "given for meals", f"give:{account.customer + 1}:{account.given}")
        )
