"""What the portal hands out: frozen values; phones and addresses of mail are masked in all of them but Contact."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from sakshi_desktop.core.vocabulary import (
    AddressKind,
    Allergen,
    Channel,
    CustomerStatus,
    Diet,
    IssueFlag,
    OrderStatus,
    PaymentMethod,
)

MONTHS = 12
LEAP = 2000


class Keep(Enum):
    """That a field of a draft stays as it is, for those who never saw what it holds."""

    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Masked:
    """A phone or an address of mail that may be recognised, not read.

    Attributes:
        shown: such as ``+91 •••••• 8331``.
        mark: differs when the hidden value does; it tells that another person changed it.
    """

    shown: str
    mark: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone in E.164 and an address of mail, in clear."""

    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, and the year where it is known."""

    day: int
    month: int
    year: int | None = None

    @property
    def is_day(self) -> bool:
        """Return whether the calendar has such a day; without a year, 29 February is one."""
        return 1 <= self.month <= MONTHS and 1 <= self.day <= monthrange(self.year or LEAP, self.month)[1]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says about a customer, as it was typed; a field that is Keep stays as it is."""

    name: str = ""
    phone: str | Keep = ""
    email: str | Keep = ""
    birthday: Birthday | str | None = None
    language: str = "en"
    diet: Diet = Diet.UNKNOWN
    diet_note: str = ""
    allergies: frozenset[Allergen] = frozenset()
    tags: frozenset[str] = frozenset()
    preferred_location_id: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer."""

    id: int
    name: str | None
    phone: Masked | None
    email: Masked | None
    birthday: Birthday | None
    language: str
    status: CustomerStatus
    diet: Diet
    diet_note: str | None
    allergies: frozenset[Allergen]
    tags: frozenset[str]
    preferred_location_id: int | None
    preferred_location: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Twin:
    """Another customer with the same phone or address of mail.

    Attributes:
        same: "phone" or "e-mail address".
    """

    id: int
    name: str | None
    same: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a customer that somebody changed; None where it was or became empty, or was erased."""

    at: datetime
    by: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list, phone and e-mail masked.

    Attributes:
        orders: how many were kept, in all currencies.
        spent_paise: net sales of those in ``currency``, the one that most of them are in.
        last_order: business date of the newest kept one, None without any.
    """

    id: int
    name: str | None
    phone: str | None
    email: str | None
    status: CustomerStatus
    orders: int
    spent_paise: int
    currency: str
    last_order: int | None


@dataclass(frozen=True, slots=True)
class AddressText:
    """An address as it was typed."""

    kind: AddressKind = AddressKind.HOME
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    pin_code: str = ""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where a customer's orders go."""

    id: int
    customer_id: int
    text: AddressText
    is_default: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What somebody wrote about a customer or an order."""

    id: int
    body: str
    by: str
    at: datetime


class OrderKey(NamedTuple):
    """Where an order stands in the history, latest first."""

    day: int
    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders of a customer are meant; None is all; days are business dates, both included."""

    status: OrderStatus | None = None
    channel: Channel | None = None
    location_id: int | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list; ``placed`` is the wall clock of its location."""

    key: OrderKey
    id: int
    location: str
    channel: Channel
    status: OrderStatus
    business_date: int
    placed: datetime
    items: str
    net_paise: int
    currency: str
    stars: int | None


@dataclass(frozen=True, slots=True)
class Total:
    """What the kept orders of one currency come to."""

    currency: str
    orders: int
    net_paise: int
    refunded_paise: int


@dataclass(frozen=True, slots=True)
class Opening:
    """How long a history is, what it comes to, and the last order of each of its pages."""

    count: int
    cancelled: int
    totals: tuple[Total, ...]
    ends: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What was sold in an order; ``warns`` names the customer's allergens that the item contains."""

    item_id: int
    name: str
    variant: str | None
    quantity_milli: int
    unit_price_paise: int
    discount_paise: int
    net_paise: int
    tax_paise: int
    warns: frozenset[Allergen]


@dataclass(frozen=True, slots=True)
class Paid:
    """Money received for an order."""

    method: PaymentMethod
    amount_paise: int
    reference: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Money given back for an order."""

    amount_paise: int
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an order: who moved it to ``after``, when, and why."""

    before: OrderStatus | None
    after: OrderStatus
    by: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Stars:
    """What a customer thinks of an order; ``stars`` is None for a complaint without a rating."""

    stars: int | None
    comment: str | None
    flags: frozenset[IssueFlag]
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderCard:
    """Everything about one order.

    Attributes:
        zone: the time zone of its location.
        cgst_paise: half of the tax; ``sgst_paise`` the other half, with the odd paisa in the first.
        steps_on: where whoever asks may move it to next; ``may_rate``: whether they may rate it.
        may_cancel: whether the person who asks may cancel it now; ``why_not`` says why not.
        points: what the ledger of points holds of it.
        refundable_paise: how much of its net sales the person who asks may give back now.
    """

    id: int
    customer_id: int | None
    customer: str | None
    location_id: int
    location: str
    zone: str
    channel: Channel
    status: OrderStatus
    business_date: int
    placed_at: datetime
    scheduled_for: datetime | None
    promised_at: datetime | None
    delivered_at: datetime | None
    external_id: str | None
    currency: str
    amounts: Mapping[str, int]
    cgst_paise: int
    sgst_paise: int
    lines: tuple[Line, ...]
    payments: tuple[Paid, ...]
    refunds: tuple[GivenBack, ...]
    steps: tuple[Step, ...]
    rating: Stars | None
    notes: tuple[NoteRow, ...]
    allergies: frozenset[Allergen]
    diet_note: str | None
    points: int
    steps_on: tuple[OrderStatus, ...]
    may_rate: bool
    may_cancel: bool
    why_not: str
    refundable_paise: int
