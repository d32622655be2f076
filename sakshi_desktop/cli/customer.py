"""`sakshi customer`: find customers by what is known of them."""

import argparse

from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, numbers, table
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.portal import contacts, customers, matching, search
from sakshi_desktop.portal.found import CustomerHit, Matched
from sakshi_desktop.portal.types import Contact
from sakshi_desktop.store import grams

LIMIT = 20
MOST = 1_000
HEADINGS = ("Customer", "Name", "Phone", "E-mail", "Last order", "Orders", "Spent")
LEFT = 5
SPELLING = "Nobody has that; these are nearly spelt so."


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="+",
        help="words of the name, any three digits of the phone, part of the e-mail, CUS-1042, ORD-48213",
    )
    parser.add_argument(
        "--limit", metavar="N", type=numbers.whole(1, MOST), default=LIMIT, help=f"at most so many (default: {LIMIT})"
    )
    parser.add_argument("--reveal", action="store_true", help="show phones and e-mails whole; the audit trail says so")
    parser.add_argument("--json", action="store_true", help="print JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Print the customers who are found, the best first.

    Raises:
        InvalidError: there is nothing to look for.
        ForbiddenError: phones and e-mails are not for this person.
    """
    typed = " ".join(arguments.text)
    if not matching.terms(typed):
        raise InvalidError("There is nothing to look for.", hint="Say a name, three digits of a phone, or an id.")
    grams.catch_up(app.database)
    with app.database.read() as session:
        hits = search.find(session, typed, limit=arguments.limit)
    seen = {hit.id: _contact(hit, app) if arguments.reveal else _masked(hit) for hit in hits}
    if arguments.json:
        figures.print_json([as_json(hit, seen[hit.id]) for hit in hits])
    else:
        print(told(typed, hits, seen))
    return 0


def as_json(hit: CustomerHit, contact: Contact) -> dict[str, object]:
    """Return a customer as plain values."""
    return {
        "id": ids.customer(hit.id),
        "name": hit.name,
        "phone": contact.phone,
        "email": contact.email,
        "matched": hit.matched.value,
        "order": None if hit.order_id is None else ids.order(hit.order_id),
        "orders": hit.orders,
        "spent_paise": hit.spent_paise,
        "currency": hit.currency,
        "last_order_on": None if hit.last_order_on is None else to_date(hit.last_order_on).isoformat(),
    }


def told(typed: str, hits: tuple[CustomerHit, ...], seen: dict[int, Contact]) -> str:
    """Return the customers as a table for a person."""
    if not hits:
        return f"Nobody is found by “{typed}”. Fewer letters, or the last four digits of the phone, find more."
    drawn = table.draw(HEADINGS, [_row(hit, seen[hit.id]) for hit in hits], left=LEFT)
    guessed = hits[0].matched is Matched.SPELLING
    return f"{table.paint(SPELLING, table.DIM)}\n\n{drawn}" if guessed else drawn


def _row(hit: CustomerHit, contact: Contact) -> list[str]:
    return [
        ids.customer(hit.id),
        hit.name or "",
        contact.phone or "",
        contact.email or "",
        "" if hit.last_order_on is None else f"{to_date(hit.last_order_on):%d %b %Y}",
        format_count(hit.orders),
        format_money(hit.spent_paise, hit.currency) if hit.orders else "",
    ]


def _masked(hit: CustomerHit) -> Contact:
    return Contact(
        contacts.mask_phone(hit.phone) if hit.phone else None, contacts.mask_email(hit.email) if hit.email else None
    )


def _contact(hit: CustomerHit, app: App) -> Contact:
    with app.database.begin() as session:
        return customers.reveal(session, hit.id, by=app.actor, clock=app.clock)
