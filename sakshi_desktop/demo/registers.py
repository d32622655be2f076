"""Writes what the demo's orders refer to: outlets, menu, staff, customers and where they live."""

import numpy as np

from sakshi_desktop.core.clock import DEFAULT_CUTOFF, DEFAULT_ZONE
from sakshi_desktop.core.vocabulary import CustomerStatus
from sakshi_desktop.demo.baskets import costs_on, local_price, prices_on
from sakshi_desktop.demo.menu import MENU
from sakshi_desktop.demo.people import ALLERGENS, DIETS, fondness
from sakshi_desktop.demo.plan import Chain
from sakshi_desktop.demo.service import local_instant
from sakshi_desktop.demo.types import DAY_SECONDS, Ints, Part, stream
from sakshi_desktop.demo.visits import WALK_IN
from sakshi_desktop.demo.writer import Writer, words

SUSPENDED = 0.003
FIRST_MENU_DAYS = 900


def write(writer: Writer, chain: Chain) -> None:
    """Write outlets, menu, staff and customers."""
    _locations(writer, chain)
    _items(writer, chain)
    _staff(writer, chain)
    _customers(writer, chain)
    _addresses(writer, chain)


def _locations(writer: Writer, chain: Chain) -> None:
    outlets, count = chain.outlets, len(chain.outlets)
    opened = np.array([outlet.opened_on(chain.window) for outlet in outlets])
    writer.put(
        "locations",
        id=np.arange(count) + 1,
        name=[outlet.name for outlet in outlets],
        city=[outlet.city for outlet in outlets],
        state=[outlet.state for outlet in outlets],
        pin_code=[outlet.pin_code for outlet in outlets],
        gstin=[outlet.gstin for outlet in outlets],
        currency="INR",
        seats=[outlet.seats for outlet in outlets],
        opened_on=opened,
        latitude=[outlet.latitude for outlet in outlets],
        longitude=[outlet.longitude for outlet in outlets],
        created_at=writer.moments(opened * DAY_SECONDS + 6 * 3600),
    )
    writer.put(
        "day_rules",
        location_id=np.arange(count) + 1,
        valid_from=opened,
        zone=DEFAULT_ZONE,
        cutoff_minutes=DEFAULT_CUTOFF,
    )
    stretches = [(place, weekday) for place in range(count) for weekday in range(7)]
    writer.put(
        "opening_hours",
        location_id=[place + 1 for place, _ in stretches],
        weekday=[weekday for _, weekday in stretches],
        opens=[outlets[place].opens for place, _ in stretches],
        closes=[outlets[place].closes for place, _ in stretches],
    )


def _items(writer: Writer, chain: Chain) -> None:
    window = chain.window
    before = window.start - FIRST_MENU_DAYS
    launched = [None if dish.launched is None else window.at(dish.launched) for dish in MENU]
    prices, costs = prices_on(window)[:, -1], costs_on(window)[:, -1]
    writer.put(
        "items",
        id=np.arange(len(MENU)) + 1,
        name=[dish.name for dish in MENU],
        name_key=[dish.name.casefold() for dish in MENU],
        variant_key="",
        category=[dish.category for dish in MENU],
        sku=[f"{dish.category[:2].upper()}-{place + 1:03d}" for place, dish in enumerate(MENU)],
        price_paise=prices,
        cost_paise=costs,
        diet=[dish.diet.value for dish in MENU],
        season_from=[dish.season and dish.season[0] for dish in MENU],
        season_to=[dish.season and dish.season[1] for dish in MENU],
        launched_on=launched,
        retired_on=[None if dish.retired is None else window.at(dish.retired) for dish in MENU],
        created_at=writer.moments(np.array([day or before for day in launched]) * DAY_SECONDS + 8 * 3600),
    )
    contains = [(place + 1, allergen.value) for place, dish in enumerate(MENU) for allergen in dish.allergens]
    writer.put("item_allergens", item_id=[item for item, _ in contains], allergen=[word for _, word in contains])
    _availability(writer, chain, prices)


def _availability(writer: Writer, chain: Chain, prices: Ints) -> None:
    """Write what an outlet does not sell, and the prices of those that are dearer than the menu."""
    rows: list[tuple[int, int, int, int | None]] = []
    for place, outlet in enumerate(chain.outlets):
        own = local_price(prices, np.full(len(prices), outlet.dear)).tolist()
        for item in range(len(MENU)):
            sold = fondness(item, outlet) > 0
            if not sold or outlet.dear:
                rows.append((item + 1, place + 1, int(sold), own[item] if outlet.dear else None))
    writer.put(
        "item_availability",
        item_id=[row[0] for row in rows],
        location_id=[row[1] for row in rows],
        available=[row[2] for row in rows],
        price_paise=[row[3] for row in rows],
    )


def _staff(writer: Writer, chain: Chain) -> None:
    team, worked = chain.crew, chain.shifts
    writer.put(
        "staff",
        id=np.arange(len(team)) + 1,
        name=[member.name for member in team],
        role=[member.role.value for member in team],
        location_id=[member.outlet + 1 or None for member in team],
        hourly_paise=[member.hourly_paise for member in team],
        failures=0,
        left_on=[member.left for member in team],
    )
    writer.put(
        "shifts",
        staff_id=worked.member + 1,
        location_id=worked.outlet + 1,
        business_date=worked.day,
        starts_at=writer.moments(worked.starts),
        ends_at=writer.moments(worked.ends),
        cost_paise=worked.cost,
    )
    costs = chain.costs
    writer.put(
        "location_costs",
        location_id=[cost.outlet + 1 for cost in costs],
        kind=[cost.kind.value for cost in costs],
        from_day=[cost.first for cost in costs],
        to_day=[cost.last for cost in costs],
        amount_paise=[cost.paise for cost in costs],
        note=[cost.note for cost in costs],
    )


def joined_at(chain: Chain) -> Ints:
    """Return when each customer was written down, on the wall clock: just before their first order of the window."""
    sales, folk = chain.sales, chain.folk
    noon = folk.joined * DAY_SECONDS + 43_200
    known = sales.customer != WALK_IN
    np.minimum.at(noon, sales.customer[known], local_instant(sales, sales.placed)[known] - 60)
    return noon


def _customers(writer: Writer, chain: Chain) -> None:
    folk, known = chain.folk, chain.known
    count = len(known)
    draws = stream(chain.seed, Part.CONTACTS, 2).random(count).tolist()
    status = [CustomerStatus.SUSPENDED if draw < SUSPENDED else CustomerStatus.ACTIVE for draw in draws]
    born = [each.birthday or (None, None, None) for each in known]
    writer.put(
        "customers",
        id=np.arange(count) + 1,
        name=[each.name for each in known],
        phone=[each.phone for each in known],
        email=[each.email for each in known],
        birth_year=[year for year, _, _ in born],
        birth_month=[month for _, month, _ in born],
        birth_day=[day for _, _, day in born],
        language=[each.language for each in known],
        status=[each.value for each in status],
        diet=words(DIETS, folk.diet),
        preferred_location_id=folk.home + 1,
        created_at=writer.moments(joined_at(chain)),
    )
    who, which = np.nonzero(folk.allergic)
    writer.put("customer_allergies", customer_id=who + 1, allergen=words(ALLERGENS, which))


def _addresses(writer: Writer, chain: Chain) -> None:
    homes = chain.homes
    writer.put(
        "addresses",
        customer_id=[home.customer + 1 for home in homes],
        kind=[home.kind.value for home in homes],
        line1=[home.line1 for home in homes],
        line2=[home.line2 for home in homes],
        city=[home.city for home in homes],
        state=[home.state for home in homes],
        pin_code=[home.pin_code for home in homes],
        is_default=[int(home.is_default) for home in homes],
    )
