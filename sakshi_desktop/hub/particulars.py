"""What an order and a customer are, in the words of fuller bodies: amounts in paise, instants in UTC."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.hub import messages
from sakshi_desktop.store.models import Address, Customer, Item, Location, Order, OrderLine, Payment

AMOUNTS = ("gross", "discount", "net", "tax", "tip", "delivery", "packing", "service", "round_off")
MILLI = 1_000
Particulars = Mapping[int, Mapping[str, object]]


def of_orders(session: Session, keys: Collection[int]) -> Particulars:
    """Return what orders are, by their numbers: channel, outlet, amounts, lines and payments, and nobody's name."""
    lines, payments = _lines(session, keys), _payments(session, keys)
    asked = select(Order, Location.name).join(Location, Location.id == Order.location_id).where(Order.id.in_(keys))
    return {
        order.id: {
            "channel": order.channel.value,
            "placed_at": messages.stamp(order.placed_at),
            "business_date": to_date(order.business_date).isoformat(),
            "location_name": outlet,
            **{f"{name}_paise": getattr(order, f"{name}_paise") for name in AMOUNTS},
            "lines": lines[order.id],
            "payments": payments[order.id],
        }
        for order, outlet in session.execute(asked)
    }


def of_customers(session: Session, keys: Collection[int]) -> Particulars:
    """Return who customers are, by their numbers: name, phone, e-mail address, language and where they live."""
    places = _grouped(
        (place.customer_id, {"kind": place.kind.value, "default": place.is_default, "text": _written(place)})
        for place in session.scalars(select(Address).where(Address.customer_id.in_(keys)).order_by(Address.id))
    )
    return {
        one.id: {
            "name": one.name,
            "phone": one.phone,
            "email": one.email,
            "language": one.language,
            "status": one.status.value,
            "addresses": places[one.id],
        }
        for one in session.scalars(select(Customer).where(Customer.id.in_(keys)))
    }


def _lines(session: Session, keys: Collection[int]) -> Mapping[int, list[dict[str, object]]]:
    asked = select(OrderLine, Item.name, Item.variant).join(Item).where(OrderLine.order_id.in_(keys))
    return _grouped(
        (
            line.order_id,
            {
                "item": ids.show("ITM", line.item_id),
                "name": name if variant is None else f"{name} ({variant})",
                "quantity": _quantity(line.quantity_milli),
                "unit_price_paise": line.unit_price_paise,
                "gross_paise": line.gross_paise,
                "discount_paise": line.discount_paise,
                "net_paise": line.net_paise,
                "tax_paise": line.tax_paise,
            },
        )
        for line, name, variant in session.execute(asked.order_by(OrderLine.id))
    )


def _payments(session: Session, keys: Collection[int]) -> Mapping[int, list[dict[str, object]]]:
    asked = select(Payment).where(Payment.order_id.in_(keys)).order_by(Payment.id)
    return _grouped(
        (one.order_id, {"method": one.method.value, "amount_paise": one.amount_paise, "at": messages.stamp(one.at)})
        for one in session.scalars(asked)
    )


def _grouped(pairs: Iterable[tuple[int, dict[str, Any]]]) -> Mapping[int, list[dict[str, object]]]:
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return found


def _quantity(milli: int) -> int | float:
    return milli // MILLI if milli % MILLI == 0 else milli / MILLI


def _written(place: Address) -> str:
    parts = (place.line1, place.line2, place.city, f"{place.state} {place.pin_code}")
    return ", ".join(part for part in parts if part)
