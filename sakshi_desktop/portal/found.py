"""What a search hands out."""

from dataclasses import dataclass
from enum import StrEnum

from sakshi_desktop.core.vocabulary import OrderStatus


class Matched(StrEnum):
    """What of a customer a search met."""

    ID = "id"
    ORDER = "order"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer that a search found. Phone and e-mail are whole: faces mask them.

    Attributes:
        matched: what was met; SPELLING: nothing was, but a name is spelt nearly so.
        order_id: the order whose id was met, else None.
        orders: how many were kept, in all currencies.
        spent_paise: net sales of those in ``currency``, the one that most of them are in.
        last_order_on: business date of the newest one, None without any.
    """

    id: int
    name: str | None
    phone: str | None
    email: str | None
    matched: Matched
    order_id: int | None = None
    orders: int = 0
    spent_paise: int = 0
    currency: str = "INR"
    last_order_on: int | None = None


@dataclass(frozen=True, slots=True)
class OrderHit:
    """An order that a search found.

    Attributes:
        external_id: as the till or the platform calls it, None where it does not.
        customer: their name, None for a walk-in or where it is not known.
        net_paise: net sales, in minor units of ``currency``.
    """

    id: int
    external_id: str | None
    customer: str | None
    location: str
    business_date: int
    net_paise: int
    currency: str
    status: OrderStatus
