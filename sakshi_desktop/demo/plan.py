"""The whole demo in memory: what is true of the chain before any of it is written down."""

from dataclasses import dataclass, fields

import numpy as np

from sakshi_desktop.core.progress import Progress
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.demo import calendar, contacts, people, rewards, team
from sakshi_desktop.demo.baskets import Baskets, baskets
from sakshi_desktop.demo.bills import Bills, bills, with_rewards
from sakshi_desktop.demo.outlets import OUTLETS, Outlet
from sakshi_desktop.demo.people import CHANNELS
from sakshi_desktop.demo.service import CANCELLED, Service, service
from sakshi_desktop.demo.types import Floats, Scale, Window, calendar_months
from sakshi_desktop.demo.visits import Visits, visits


@dataclass(frozen=True, slots=True)
class Chain:
    """The demo chain with its people, its orders and its books."""

    seed: int
    window: Window
    outlets: tuple[Outlet, ...]
    days: calendar.Days
    folk: people.People
    known: list[contacts.Contact]
    homes: list[contacts.Home]
    sales: Visits
    went: Service
    lines: Baskets
    bills: Bills
    book: rewards.Ledgers
    crew: list[team.Member]
    shifts: team.Shifts
    costs: list[team.Cost]


def plan(scale: Scale, window: Window, seed: int, progress: Progress) -> Chain:
    """Return the chain of ``seed``: the same for the same window, scale and seed, wherever it is made."""
    outlets = OUTLETS[: scale.locations]
    progress(0.0, "Opening the cafes")
    days = calendar.days(outlets, window, seed)
    pull = days.demand.sum(axis=1) * np.array([outlet.size for outlet in outlets])
    folk = people.people(outlets, pull, window, scale.customers, seed)
    known = contacts.contacts(outlets, folk, seed)
    progress(0.1, "Letting people come")
    sales = visits(outlets, days, folk, window, scale, seed)
    went = service(outlets, days, sales, window, seed)
    months = len(calendar_months(window))
    parts: list[Baskets] = []
    for part in baskets(outlets, days, folk, sales, window, seed):
        parts.append(part)
        progress(0.25 + 0.4 * len(parts) / months, "Taking orders")
    lines = Baskets(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Baskets)))
    progress(0.65, "Giving points")
    birthdays = [None if each.birthday is None else each.birthday[1:] for each in known]
    book = rewards.ledgers(sales, went, lines, birthdays, window, seed)
    lines = with_rewards(lines, book)
    paid = bills(sales, lines, book, window, seed)
    progress(0.9, "Writing rosters")
    crew = team.members(outlets, window, seed)
    return Chain(
        seed,
        window,
        outlets,
        days,
        folk,
        known,
        contacts.homes(outlets, folk, seed),
        sales,
        went,
        lines,
        paid,
        book,
        crew,
        team.shifts(outlets, days, crew, window, seed),
        team.costs(outlets, days, *_takings(sales, went, paid, outlets, window), window, seed),
    )


def _takings(
    sales: Visits, went: Service, paid: Bills, outlets: tuple[Outlet, ...], window: Window
) -> tuple[Floats, Floats]:
    """Return net sales in paise by outlet and day, all of them and those of delivery apps."""
    cell = sales.outlet * window.days + sales.day - window.start
    kept = went.status != CANCELLED
    apps = kept & np.isin(sales.channel, [CHANNELS.index(way) for way in (Channel.ZOMATO, Channel.SWIGGY)])
    shape = (len(outlets), window.days)
    every, by_apps = (
        np.bincount(cell, weights=np.where(rows, paid.net, 0.0), minlength=shape[0] * shape[1]) for rows in (kept, apps)
    )
    return every.astype(np.float64).reshape(shape), by_apps.astype(np.float64).reshape(shape)
