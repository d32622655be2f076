"""Which streams of records a service offers, and where it is to be reached for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import addresses
from sakshi_desktop.hub.addresses import Allowance
from sakshi_desktop.hub.fields import Field, Kind
from sakshi_desktop.hub.ports import Resolve

BASE_URL = "base_url"
ENDPOINT = "HTTPS endpoint"
"""A service of the house's own: it takes and gives JSON under one address."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A stream that can be synced.

    Attributes:
        about: what it carries, in a sentence.
        amount: the field of a record that says, in paise, what it stands for; None where it stands for no money.
        fields: of a record, as this house has it.
    """

    stream: str
    direction: SyncDirection
    about: str
    amount: str | None = None
    fields: tuple[Field, ...] = ()


DAILY_SALES: Final = (
    Field("posting_key", "the same at every run: nothing is booked twice", Kind.KEY,
          "sakshi:LOC-1:2026-11-22", needed=True),
    Field("location", "the number of the location", example="LOC-1"),
    Field("location_name", "the name of the location", example="Indiranagar"),
    Field("business_date", "the day that has ended", Kind.DATE, "2026-11-22"),
    Field("currency", "the currency of the amounts", example="INR"),
    Field("net_sales_paise", "what was paid, less refunds", Kind.MONEY, 1_842_550, signed=True),
    Field("orders", "how many were not cancelled", Kind.COUNT, 96),
    Field("tax_paise", "what of it is tax", Kind.MONEY, 87_740, signed=True),
    Field("refunds_paise", "what was paid back", Kind.MONEY, 12_000, signed=True),
)  # fmt: skip
ITEMS: Final = (
    Field("id", "the same at every run: no item comes twice", Kind.KEY, "A-1", needed=True),
    Field("name", "what guests order", example="Latte", needed=True),
    Field("variant", "its size or kind", example="Large"),
    Field("category", "where it stands on the menu", example="Coffee"),
    Field("sku", "its code", example="LAT-L"),
    Field("diet", "vegetarian or not, in a word", example="veg"),
    Field("price_paise", "what it is sold for", Kind.MONEY, 18_000),
    Field("cost_paise", "what it costs to make", Kind.MONEY, 5_250),
)
"""Of each stream, what its records say."""

OFFERS: Final[Mapping[str, tuple[Offer, ...]]] = {
    ENDPOINT: (
        Offer(
            "daily sales",
            SyncDirection.PUSH,
            "Net sales, orders, tax and refunds of each location and day that has ended; "
            "each run sends what is new or has changed within five weeks.",
            amount="net_sales_paise",
            fields=DAILY_SALES,
        ),
        Offer("items", SyncDirection.PULL, "Items of the menu with their prices and costs.", fields=ITEMS),
    ),
}
"""By service, as ``connected.VENDORS`` names them."""
CALLS_PER_MINUTE: Final[Mapping[str, int]] = {ENDPOINT: 0}
"""How many calls a minute a service gets where nobody has set it; 0 for any number: the house's own meters nobody."""


def of(vendor: str) -> tuple[Offer, ...]:
    """Return what a service offers; nothing where no connector speaks with it."""
    return OFFERS.get(vendor, ())


def one(vendor: str, stream: str) -> Offer:
    """Return an offer by the name of its stream.

    Raises:
        InvalidError: the service has no such stream.
    """
    offered = of(vendor)
    found = next((offer for offer in offered if offer.stream == " ".join(stream.split()).lower()), None)
    if found is None:
        if not offered:
            raise InvalidError(
                f"Nothing can be synced with {vendor}.", hint=f"Choose the service “{ENDPOINT}” for one of your own."
            )
        names = " or ".join(offer.stream for offer in offered)
        raise InvalidError(f"{vendor} has no stream “{stream}”.", hint=f"Choose {names}.")
    return found


def amount_field(vendor: str, stream: str) -> str | None:
    """Return the field that says what a record of a stream stands for; None where there is none, or no such stream."""
    return next((offer.amount for offer in of(vendor) if offer.stream == stream), None)


def fields(vendor: str, stream: str) -> tuple[Field, ...]:
    """Return the fields of a stream as this house has them; none where there is no such stream."""
    return next((offer.fields for offer in of(vendor) if offer.stream == stream), ())


def address(config: Mapping[str, str], stream: str) -> str:
    """Return where a stream is to be reached: at an address of its own, or at that of the service.

    Raises:
        InvalidError: neither is set.
    """
    own = f"{stream.replace(' ', '_')}_url"
    found = config.get(own) or config.get(BASE_URL)
    if not found:
        raise InvalidError(
            "The address of the service is not set.", hint=f"Set {BASE_URL} among the settings of the integration."
        )
    return found.rstrip("/")


def check(config: Mapping[str, str], stream: str, allowed: Iterable[Allowance], resolve: Resolve) -> None:
    """Look whether a stream can be reached as it is set up; its host is looked up.

    Raises:
        InvalidError: its address is not set, is none, or leads to an inner network.
    """
    url = address(config, stream)
    if "?" in url:
        raise InvalidError(
            "The address of the service has a “?” in it.", hint="Leave out what stands behind: Sakshi adds its own."
        )
    addresses.check(url, allowed, resolve)
