"""`sakshi order`: show an order, move it a step on, cancel it, or give money of it back."""

import argparse
from datetime import datetime

from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, table
from sakshi_desktop.cli.main import add_shared
from sakshi_desktop.cli.table import BAD, BOLD, DIM
from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import OrderStatus
from sakshi_desktop.portal import cards, orders, refunds
from sakshi_desktop.portal.types import Line, OrderCard

STEPS = tuple(status for status in OrderStatus if status not in {OrderStatus.CANCELLED, OrderStatus.REFUNDED})
AMOUNTS = {
    "net_paise": "Net sales",
    "delivery_paise": "Delivery",
    "packing_paise": "Packing",
    "service_paise": "Service",
    "cgst": "CGST",
    "sgst": "SGST",
    "tip_paise": "Tip",
    "round_off_paise": "Round-off",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON alone")
    add_shared(shared)
    parser.add_argument("order", metavar="ID", help="the order, such as ORD-48213")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    deeds = parser.add_subparsers(
        dest="deed", metavar="show | status NEW | cancel --reason TEXT | refund --amount NET --reason TEXT"
    )
    deeds.add_parser("show", parents=[shared], help="everything about it (when nothing else is said)")
    status = deeds.add_parser("status", parents=[shared], help="move it a step on")
    status.add_argument("status", metavar="NEW", type=_step, help=", ".join(STEPS))
    cancel = deeds.add_parser("cancel", parents=[shared], help="cancel it; points that it earned are taken back")
    cancel.add_argument("--reason", metavar="TEXT", required=True, help="why, in a few words")
    refund = deeds.add_parser("refund", parents=[shared], help="give money of it back; it lowers the sales of today")
    refund.add_argument("--amount", metavar="NET", required=True, help="of its net sales, without tax, such as 120.50")
    refund.add_argument("--reason", metavar="TEXT", required=True, help="why, in a few words")
    refund.add_argument("--key", metavar="TEXT", help="a word of your own: a second time it gives nothing more")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Do what is asked, and print the order as it is then."""
    number = ids.parse(arguments.order, "ORD")
    if arguments.deed == "status":
        with app.database.begin() as session:
            orders.move(session, number, arguments.status, by=app.actor, clock=app.clock)
    elif arguments.deed == "cancel":
        with app.database.begin() as session:
            orders.cancel(session, number, by=app.actor, reason=arguments.reason, clock=app.clock)
    elif arguments.deed == "refund":
        paise, key = forms.money_to_pay(arguments.amount), arguments.key
        with app.database.begin() as session:
            refunds.give_back(session, number, paise, reason=arguments.reason, by=app.actor, key=key, clock=app.clock)
    with app.database.read() as session:
        card = cards.get(session, number, by=app.actor, clock=app.clock)
    if arguments.json:
        figures.print_json(as_json(card))
    else:
        print(told(card))
    return 0


def as_json(card: OrderCard) -> dict[str, object]:
    """Return an order as plain values; amounts in minor units of its currency."""
    return {
        "id": ids.order(card.id),
        "status": card.status.value,
        "customer": None if card.customer_id is None else ids.customer(card.customer_id),
        "location": {"id": ids.location(card.location_id), "name": card.location},
        "channel": card.channel.value,
        "business_date": to_date(card.business_date).isoformat(),
        "placed_at": _iso(card, card.placed_at),
        "scheduled_for": _iso(card, card.scheduled_for),
        "promised_at": _iso(card, card.promised_at),
        "delivered_at": _iso(card, card.delivered_at),
        "currency": card.currency,
        **card.amounts,
        "cgst_paise": card.cgst_paise,
        "sgst_paise": card.sgst_paise,
        "due_paise": cards.due(card.amounts),
        "lines": [_line_json(line) for line in card.lines],
        "payments": [
            {"method": paid.method.value, "amount_paise": paid.amount_paise, "at": _iso(card, paid.at)}
            for paid in card.payments
        ],
        "refunds": [
            {"amount_paise": back.amount_paise, "reason": back.reason, "at": _iso(card, back.at)}
            for back in card.refunds
        ],
        "steps": [
            {"status": step.after.value, "at": _iso(card, step.at), "by": step.by, "reason": step.reason}
            for step in card.steps
        ],
        "rating": None if card.rating is None else card.rating.stars,
        "issues": [] if card.rating is None else sorted(flag.value for flag in card.rating.flags),
        "points": card.points,
        "allergies": sorted(allergen.value for allergen in card.allergies),
        "next": [step.value for step in card.steps_on],
        "may_cancel": card.may_cancel,
        "refundable_paise": card.refundable_paise,
    }


def told(card: OrderCard) -> str:
    """Return an order as tables for a person."""
    when = f"{to_date(card.business_date):%d %b %Y}"
    head = f"{ids.order(card.id)} · {orders.word(card.status)} · {card.location} · {when}"
    parts = [table.paint(head, BOLD)]
    if card.allergies:
        allergens = ", ".join(sorted(orders.plain(allergen).capitalize() for allergen in card.allergies))
        parts.append(table.paint(f"Allergies: {allergens}", BAD))
    if card.lines:
        rows = [[_named(line), _count(line), _money(card, line.net_paise)] for line in card.lines]
        parts.append(table.draw(("Item", "Quantity", "Net"), rows))
    parts += [_sums(card), _steps(card)]
    if not card.steps_on and not card.may_cancel:
        return "\n\n".join(part for part in parts if part)
    ways = [orders.word(step) for step in card.steps_on] + (["cancelled"] if card.may_cancel else [])
    return "\n\n".join(part for part in (*parts, table.paint(f"Next: {' or '.join(ways)}.", DIM)) if part)


def _step(text: str) -> OrderStatus:
    return figures.one_of(text, STEPS, "step")


def _sums(card: OrderCard) -> str:
    values = {**card.amounts, "cgst": card.cgst_paise, "sgst": card.sgst_paise}
    rows = [[name, _money(card, values[key])] for key, name in AMOUNTS.items() if values[key] or key == "net_paise"]
    rows.append(["To pay", _money(card, cards.due(card.amounts))])
    rows += [
        [f"Paid by {paid.method.value.replace('_', ' ')}", _money(card, paid.amount_paise)] for paid in card.payments
    ]
    rows += [["Given back", _money(card, -back.amount_paise)] for back in card.refunds]
    return table.draw(("", card.currency), rows)


def _steps(card: OrderCard) -> str:
    if not card.steps:
        return ""
    zone = clocks.zone(card.zone)
    rows = [
        [f"{step.at.astimezone(zone):%d %b %Y %H:%M}", orders.word(step.after), step.by, step.reason or ""]
        for step in card.steps
    ]
    return table.draw(("When", "Step", "By", "Why"), rows, left=4)


def _line_json(line: Line) -> dict[str, object]:
    return {
        "item": ids.show("ITM", line.item_id),
        "name": line.name,
        "variant": line.variant,
        "quantity": line.quantity_milli / 1000,
        "unit_price_paise": line.unit_price_paise,
        "discount_paise": line.discount_paise,
        "net_paise": line.net_paise,
        "tax_paise": line.tax_paise,
        "contains": sorted(allergen.value for allergen in line.warns),
    }


def _named(line: Line) -> str:
    name = f"{line.name} ({line.variant})" if line.variant else line.name
    held = ", ".join(sorted(orders.plain(allergen) for allergen in line.warns))
    return f"{name}: contains {held}" if held else name


def _count(line: Line) -> str:
    return f"{line.quantity_milli / 1000:g}"


def _money(card: OrderCard, paise: int) -> str:
    return format_money(paise, card.currency)


def _iso(card: OrderCard, at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(clocks.zone(card.zone)).isoformat()
