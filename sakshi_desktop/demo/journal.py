"""Writes the orders of the demo: a month at a time with lines, payments and ratings; then refunds and steps."""

import numpy as np

from sakshi_desktop.core.vocabulary import (
    Channel,
    IssueFlag,
    OrderStatus,
    PaymentMethod,
    RefundKind,
    day_part,
)
from sakshi_desktop.demo import team
from sakshi_desktop.demo.bills import METHODS, line_tax
from sakshi_desktop.demo.people import CHANNELS
from sakshi_desktop.demo.plan import Chain
from sakshi_desktop.demo.sayings import CANCELLATIONS, REFUND_REASONS, comments
from sakshi_desktop.demo.service import (
    CANCELLED,
    DONE,
    FULL,
    NEVER,
    PART_OF_IT,
    REFUNDED,
    STATUSES,
    business_days,
    local_instant,
)
from sakshi_desktop.demo.types import DAY_SECONDS, Ints, Part, stream
from sakshi_desktop.demo.writer import Writer, or_none, words

STEPS_DAYS = 60
"""For how many days before the end every step of every order is kept; of cancelled ones always."""
PREPAID = METHODS.index(PaymentMethod.ONLINE)
BROUGHT = tuple(CHANNELS.index(way) for way in (Channel.DELIVERY, Channel.ZOMATO, Channel.SWIGGY))
TAKEN_BY = ("Counter", "Counter", "Telephone", "Website", "Zomato", "Swiggy")
FLAGS = tuple(IssueFlag)
PARTS = tuple(str(day_part(hour)) for hour in range(24))


def write_month(writer: Writer, chain: Chain, first: int, last: int) -> int:
    """Write the orders of the business dates from ``first`` to ``last`` and return how many."""
    sales = chain.sales
    here = slice(*np.searchsorted(sales.day, (first, last + 1)).tolist())
    if here.start == here.stop:
        return 0
    _orders(writer, chain, here)
    _lines(writer, chain, here)
    _payments(writer, chain, here)
    _ratings(writer, chain, here)
    return int(here.stop - here.start)


def _orders(writer: Writer, chain: Chain, here: slice) -> None:
    sales, went, paid = chain.sales, chain.went, chain.bills
    wanted = local_instant(sales, sales.second)[here]
    placed = local_instant(sales, sales.placed)[here]
    hour = wanted % DAY_SECONDS // 3600
    writer.put(
        "orders",
        id=np.arange(here.start, here.stop) + 1,
        location_id=sales.outlet[here] + 1,
        customer_id=or_none(sales.customer[here] + 1, absent=0),
        status=words(STATUSES, went.status[here]),
        channel=words(CHANNELS, sales.channel[here]),
        day_part=words(PARTS, hour),
        business_date=sales.day[here],
        hour=hour,
        placed_at=writer.moments(placed),
        scheduled_for=writer.moments(np.where(placed == wanted, NEVER, wanted)),
        promised_at=writer.moments(local_instant(sales, went.promised)[here]),
        delivered_at=writer.moments(local_instant(sales, went.delivered)[here]),
        currency="INR",
        gross_paise=paid.gross[here],
        discount_paise=paid.discount[here],
        net_paise=paid.net[here],
        tax_paise=paid.tax[here],
        tip_paise=paid.tip[here],
        delivery_paise=paid.delivery[here],
        packing_paise=paid.packing[here],
        service_paise=0,
        round_off_paise=paid.round_off[here],
        goods_paise=paid.goods[here],
        series="",
    )


def _lines(writer: Writer, chain: Chain, here: slice) -> None:
    lines = chain.lines
    rows = slice(*np.searchsorted(lines.order, (here.start, here.stop)).tolist())
    net = (lines.gross - lines.discount)[rows]
    writer.put(
        "order_lines",
        id=np.arange(rows.start, rows.stop) + 1,
        order_id=lines.order[rows] + 1,
        item_id=lines.item[rows] + 1,
        quantity_milli=lines.quantity[rows] * 1000,
        unit_price_paise=lines.unit[rows],
        gross_paise=lines.gross[rows],
        discount_paise=lines.discount[rows],
        net_paise=net,
        tax_paise=line_tax(net),
        cost_paise=lines.cost[rows],
    )


def _payments(writer: Writer, chain: Chain, here: slice) -> None:
    """Write what was paid: everything but cancelled orders, and of those under way what is paid ahead."""
    sales, went, paid = chain.sales, chain.went, chain.bills
    status, method = went.status[here], paid.method[here]
    finished = (status == DONE) | (status == REFUNDED)
    rows = np.flatnonzero(finished | ((status != CANCELLED) & (method == PREPAID))) + here.start
    split = rows[paid.second[rows] > 0]
    order = np.concatenate((rows, split))
    turn = np.argsort(order, kind="stable")
    ways = np.concatenate((paid.method[rows], np.full(len(split), METHODS.index(PaymentMethod.CASH))))[turn]
    amounts = np.concatenate((paid.due[rows] - paid.second[rows], paid.second[split]))[turn]
    numbers = np.concatenate((paid.reference[rows], np.zeros(len(split), dtype=np.int64)))[turn]
    order = order[turn]
    at_table = np.where(
        (ways == PREPAID) | (went.delivered[order] == NEVER), sales.placed[order], went.delivered[order]
    )
    writer.put(
        "payments",
        order_id=order + 1,
        method=words(METHODS, ways),
        amount_paise=amounts,
        reference=[str(number) if number else None for number in numbers.tolist()],
        at=writer.moments(sales.day[order] * DAY_SECONDS + at_table),
    )


def _ratings(writer: Writer, chain: Chain, here: slice) -> None:
    went = chain.went
    rows = np.flatnonzero(went.rated[here] != NEVER) + here.start
    flags = went.flags[rows]
    writer.put(
        "ratings",
        order_id=rows + 1,
        stars=or_none(went.stars[rows], absent=0),
        comment=comments(chain.seed, here.start, went.stars[rows], flags),
        **{str(flag): flags[:, place].astype(np.int64) for place, flag in enumerate(FLAGS)},
        at=writer.moments(local_instant(chain.sales, went.rated)[rows]),
    )


def write_refunds(writer: Writer, chain: Chain) -> int:
    """Write the refunds with what came back and return how many: the whole order, or one of its lines."""
    sales, went, lines = chain.sales, chain.went, chain.lines
    at = local_instant(sales, went.refunded)
    rows = np.flatnonzero(went.given_back > 0)
    rows = rows[np.argsort(at[rows], kind="stable")]
    rng = stream(chain.seed, Part.REFUNDS, 1)
    begin, end = np.searchsorted(lines.order, rows), np.searchsorted(lines.order, rows + 1)
    one = begin + (rng.random(len(rows)) * (end - begin)).astype(np.int64)
    part = went.given_back[rows] == PART_OF_IT
    first, last = np.where(part, one, begin), np.where(part, one + 1, end)
    taken = np.concatenate(
        [np.arange(low, high) for low, high in zip(first.tolist(), last.tolist(), strict=True)] or [one]
    )
    refund = np.repeat(np.arange(len(rows)), last - first)
    net = (lines.gross - lines.discount)[taken]
    amount = np.bincount(refund, weights=net, minlength=len(rows)).astype(np.int64)
    hour = local_instant(sales, sales.second)[rows] % DAY_SECONDS // 3600
    writer.put(
        "refunds",
        id=np.arange(len(rows)) + 1,
        kind=RefundKind.REFUND.value,
        location_id=sales.outlet[rows] + 1,
        order_id=rows + 1,
        customer_id=or_none(sales.customer[rows] + 1, absent=0),
        channel=words(CHANNELS, sales.channel[rows]),
        day_part=words(PARTS, hour),
        business_date=business_days(at[rows]),
        at=writer.moments(at[rows]),
        currency="INR",
        amount_paise=amount,
        reason=_reasons(chain, rows, rng),
        series="",
    )
    writer.put(
        "refund_lines",
        refund_id=refund + 1,
        item_id=lines.item[taken] + 1,
        quantity_milli=lines.quantity[taken] * 1000,
        unit_price_paise=lines.unit[taken],
        net_paise=net,
        tax_paise=line_tax(net),
    )
    return len(rows)


def _reasons(chain: Chain, rows: Ints, rng: np.random.Generator) -> list[str]:
    went = chain.went
    kind = np.where(went.mistake[rows] > 0, went.mistake[rows], np.where(went.late[rows], 3, 0))
    draws = rng.random(len(rows)).tolist()
    return [
        REFUND_REASONS[why][int(draw * len(REFUND_REASONS[why]))]
        for why, draw in zip(kind.tolist(), draws, strict=True)
    ]


def write_steps(writer: Writer, chain: Chain) -> int:
    """Write the steps of the orders of the last weeks and of all cancelled ones; return how many."""
    sales, went = chain.sales, chain.went
    rows = np.flatnonzero((sales.day > chain.window.end - STEPS_DAYS) | (went.status == CANCELLED))
    rng = stream(chain.seed, Part.STEPS)
    status = went.status[rows]
    placed, wanted, handed = (
        local_instant(sales, column)[rows] for column in (sales.placed, sales.second, went.delivered)
    )
    confirmed = placed + 15 + (60 * rng.random(len(rows))).astype(np.int64)
    begin = np.maximum(confirmed, wanted - 1_500)
    span = np.where(handed == NEVER, 1_500, np.maximum(handed - begin, 6))
    brought = np.isin(sales.channel[rows], BROUGHT)
    cut = status == CANCELLED
    cancelled = placed + 90 + (700 * rng.random(len(rows))).astype(np.int64)
    reached = np.where(cut, np.where(rng.random(len(rows)) < 0.7, 1, 0), np.where(status == REFUNDED, DONE, status))
    ready = begin + (span * np.where(brought, 0.55, 0.92)).astype(np.int64)
    times = (placed, confirmed, begin + span // 8, ready, begin + span * 2 // 3, begin + span)
    known = [(rows, np.full(len(rows), place), when, reached >= place) for place, when in enumerate(times)]
    known[4] = (*known[4][:3], known[4][3] & brought)
    known.append((rows, np.full(len(rows), CANCELLED), cancelled, cut))
    refunded = local_instant(sales, went.refunded)[rows]
    known.append((rows, np.full(len(rows), REFUNDED), refunded, went.given_back[rows] == FULL))
    order, after, when = (
        np.concatenate([columns[place][columns[3]] for columns in known]).astype(np.int64) for place in range(3)
    )
    turn = np.lexsort((after, order))
    order, after, when = order[turn], after[turn], when[turn]
    fresh = np.concatenate(([True], order[1:] != order[:-1]))
    before = np.where(fresh, -1, np.concatenate(([-1], after[:-1])))
    writer.put(
        "status_changes",
        order_id=order + 1,
        before=[None if place < 0 else STATUSES[place].value for place in before.tolist()],
        after=words(STATUSES, after),
        by=_who(chain, order, after),
        reason=_why(rng, order, after),
        at=writer.moments(when),
    )
    return len(order)


def _who(chain: Chain, order: Ints, after: Ints) -> list[str]:
    """Return who took each step; whoever leads the outlet cancels orders and gives money back."""
    brought = set(BROUGHT)
    names = {
        (way, place): {
            OrderStatus.PENDING: TAKEN_BY[way],
            OrderStatus.PREPARING: "Kitchen",
            OrderStatus.READY: "Kitchen",
            OrderStatus.OUT_FOR_DELIVERY: "Rider",
            OrderStatus.DELIVERED: "Rider" if way in brought else "Counter",
        }.get(status, "Counter")
        for way in range(len(CHANNELS))
        for place, status in enumerate(STATUSES)
    }
    leaders = team.leaders(chain.crew)
    return [
        leaders[outlet] if place in {CANCELLED, REFUNDED} else names[way, place]
        for outlet, way, place in zip(
            chain.sales.outlet[order].tolist(), chain.sales.channel[order].tolist(), after.tolist(), strict=True
        )
    ]


def _why(rng: np.random.Generator, order: Ints, after: Ints) -> list[str | None]:
    draws = rng.random(len(order)).tolist()
    return [
        CANCELLATIONS[int(draw * len(CANCELLATIONS))] if place == CANCELLED else None
        for draw, place in zip(draws, after.tolist(), strict=True)
    ]
