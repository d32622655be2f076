"""One file for each outside service; HTTP becomes an answer or an error in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from sakshi_desktop.connectors import rest
from sakshi_desktop.connectors.http import Account
from sakshi_desktop.hub import offers
from sakshi_desktop.hub.streams import Sink, Source


class ServiceSource(Source, Protocol):
    """Where records are pulled from, over connections that are let go of."""

    def close(self) -> None:
        """Let go of the connections."""


class ServiceSink(Sink, Protocol):
    """Where records are pushed to, over connections that are let go of."""

    def close(self) -> None:
        """Let go of the connections."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """The ends of a service's streams: where records come from, and where they are sent to.

    Attributes:
        ask: looks whether the service is there and lets us in, and changes nothing there.
    """

    source: Callable[[Account, str], ServiceSource]
    sink: Callable[[Account, str], ServiceSink]
    ask: Callable[[Account], None]


VENDORS: Final[Mapping[str, Vendor]] = {offers.ENDPOINT: Vendor(rest.source, rest.sink, rest.ask)}
"""By service; what each offers stands in ``offers.OFFERS``."""

__all__ = ["VENDORS", "Account", "Vendor"]
