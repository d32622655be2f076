"""Everything about one order, read at once."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import DEFAULT_ZONE, Clock, utc_now
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import Allergen, IssueFlag
from sakshi_desktop.portal import loyalty, notes, orders, refunds, rules
from sakshi_desktop.portal.types import GivenBack, Line, OrderCard, Paid, Stars, Step
from sakshi_desktop.store.models import (
    Customer,
    CustomerAllergy,
    DayRule,
    Item,
    ItemAllergen,
    Location,
    Order,
    OrderLine,
    Payment,
    Rating,
    Refund,
    StatusChange,
    visible,
)

AMOUNTS = (
    "gross_paise",
    "discount_paise",
    "net_paise",
    "tax_paise",
    "tip_paise",
    "delivery_paise",
    "packing_paise",
    "service_paise",
    "round_off_paise",
)
"""The amounts of an order, as its columns are called; together they are what is due."""


def get(session: Session, order_id: int, *, by: Actor, clock: Clock = utc_now) -> OrderCard:
    """Return everything about an order, and what ``by`` may do with it now.

    Raises:
        NotFoundError: no order has this id.
    """
    order = session.scalars(select(Order).where(Order.id == order_id, visible(Order))).one_or_none()
    if order is None:
        raise orders.missing(order_id)
    customer = None if order.customer_id is None else session.get(Customer, order.customer_id)
    wanted_at, now = order.scheduled_for or order.placed_at, clock()
    allergies = _allergies(session, order.customer_id)
    serves = Right.SERVE_ORDERS in by.rights
    return OrderCard(
        id=order_id,
        customer_id=order.customer_id,
        customer=None if customer is None else customer.name,
        location_id=order.location_id,
        location=session.scalars(select(Location.name).where(Location.id == order.location_id)).one(),
        zone=zone_of(session, order.location_id, order.business_date),
        channel=order.channel,
        status=order.status,
        business_date=order.business_date,
        placed_at=order.placed_at,
        scheduled_for=order.scheduled_for,
        promised_at=order.promised_at,
        delivered_at=order.delivered_at,
        external_id=order.external_id,
        currency=order.currency,
        amounts={name: getattr(order, name) for name in AMOUNTS},
        cgst_paise=order.tax_paise - order.tax_paise // 2,
        sgst_paise=order.tax_paise // 2,
        lines=_lines(session, order_id, allergies),
        payments=_payments(session, order_id),
        refunds=_refunds(session, order_id),
        steps=_steps(session, order_id),
        rating=_rating(session, order_id),
        notes=notes.of_order(session, order_id),
        allergies=allergies,
        diet_note=None if customer is None else customer.diet_note,
        points=loyalty.points_of(session, order_id),
        steps_on=rules.steps_on(order.status, order.channel) if serves else (),
        may_rate=serves and rules.may_rate(order.status),
        may_cancel=rules.may_cancel(by, order.status, wanted_at, now),
        why_not=rules.why_not_cancel(by, order.status, wanted_at, now),
        refundable_paise=refunds.may(session, order, by),
    )


def due(amounts: Mapping[str, int]) -> int:
    """Return what is to be paid for an order of these amounts."""
    return sum(amounts[name] for name in AMOUNTS if name not in {"gross_paise", "discount_paise"})


def zone_of(session: Session, location_id: int, day: int) -> str:
    """Return the time zone of a location on a business date."""
    return Zones(session, [location_id]).at(location_id, day)


class Zones:
    """The time zones of locations, read at once; a location's first rule holds for all days before, too."""

    def __init__(self, session: Session, location_ids: Collection[int]) -> None:
        asked = select(DayRule.location_id, DayRule.valid_from, DayRule.zone).where(
            DayRule.location_id.in_(location_ids)
        )
        self._rules: dict[int, list[tuple[int, str]]] = {}
        for location, start, zone in session.execute(asked.order_by(DayRule.valid_from)):
            self._rules.setdefault(location, []).append((start, zone))

    def at(self, location_id: int, day: int) -> str:
        """Return the zone of a location on a business date."""
        rules = self._rules.get(location_id, [])
        held = [zone for start, zone in rules if start <= day] or [zone for _, zone in rules[:1]]
        return held[-1] if held else DEFAULT_ZONE


def _allergies(session: Session, customer_id: int | None) -> frozenset[Allergen]:
    if customer_id is None:
        return frozenset()
    asked = select(CustomerAllergy.allergen).where(CustomerAllergy.customer_id == customer_id)
    return frozenset(session.scalars(asked))


def _lines(session: Session, order_id: int, allergies: frozenset[Allergen]) -> tuple[Line, ...]:
    asked = (
        select(OrderLine, Item.name, Item.variant)
        .join(Item, Item.id == OrderLine.item_id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.id)
    )
    found = session.execute(asked).all()
    contains: dict[int, set[Allergen]] = {}
    if allergies and found:
        items = {line.item_id for line, _, _ in found}
        held = select(ItemAllergen.item_id, ItemAllergen.allergen).where(ItemAllergen.item_id.in_(items))
        for item, allergen in session.execute(held):
            contains.setdefault(item, set()).add(allergen)
    return tuple(
        Line(
            line.item_id,
            name,
            variant,
            line.quantity_milli,
            line.unit_price_paise,
            line.discount_paise,
            line.net_paise,
            line.tax_paise,
            frozenset(contains.get(line.item_id, ())) & allergies,
        )
        for line, name, variant in found
    )


def _payments(session: Session, order_id: int) -> tuple[Paid, ...]:
    asked = select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)
    return tuple(Paid(row.method, row.amount_paise, row.reference, row.at) for row in session.scalars(asked))


def _refunds(session: Session, order_id: int) -> tuple[GivenBack, ...]:
    asked = select(Refund).where(Refund.order_id == order_id, visible(Refund)).order_by(Refund.at, Refund.id)
    return tuple(GivenBack(row.amount_paise, row.reason, row.at) for row in session.scalars(asked))


def _steps(session: Session, order_id: int) -> tuple[Step, ...]:
    asked = select(StatusChange).where(StatusChange.order_id == order_id).order_by(StatusChange.at, StatusChange.id)
    return tuple(Step(row.before, row.after, row.by, row.reason, row.at) for row in session.scalars(asked))


def _rating(session: Session, order_id: int) -> Stars | None:
    row = session.scalars(select(Rating).where(Rating.order_id == order_id)).one_or_none()
    if row is None:
        return None
    flags = frozenset(flag for flag in IssueFlag if getattr(row, flag.value))
    return Stars(row.stars, row.comment, flags, row.at)
