"""Which addresses a webhook may reach: a deny table of our own, and the entries that an owner allows.

The table is ours because the library's own idea of a public address changes with the version of Python and lets
multicast, old site-local, 6to4 and NAT64 forms of this very machine through.
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from sakshi_desktop.core import telltales
from sakshi_desktop.core.errors import InvalidError, shortened
from sakshi_desktop.hub.ports import Resolve

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DENIED: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ip_network(text), why)
    for text, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's inner network"),
        ("127.0.0.0/8", "this PC itself"),
        ("169.254.0.0/16", "the local link"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "reserved for documents"),
        ("192.88.99.0/24", "an old relay"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "reserved for measurements"),
        ("198.51.100.0/24", "reserved for documents"),
        ("203.0.113.0/24", "reserved for documents"),
        ("224.0.0.0/4", "a group of receivers"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "this PC itself"),
        ("::/96", "an old form of another address"),
        ("64:ff9b::/96", "a translated address"),
        ("64:ff9b:1::/48", "a translated address"),
        ("100::/64", "a discarding address"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "reserved for documents"),
        ("2002::/16", "an old relay"),
        ("3fff::/20", "reserved for documents"),
        ("5f00::/16", "reserved for routing"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "the local link"),
        ("fec0::/10", "a private network"),
        ("ff00::/8", "a group of receivers"),
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")
"""Everything outside is unassigned or special, whatever the table says."""
PORTS = {"http": 80, "https": 443}
LONGEST = 2_000
SHOWN = 60
PORTS_GO = "Ports go from 1 to 65535."
SHAPE = "It looks like https://orders.example.com/hook."
_HOST = re.compile(r"[a-z0-9._:-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Allowance:
    """An address and port that an owner allows although it is not public.

    Attributes:
        network: one address or a network, such as 127.0.0.1/32.
    """

    network: str
    port: int

    def covers(self, address: Address, port: int) -> bool:
        """Return whether the entry lets this address and port through."""
        network = ip_network(self.network)
        return port == self.port and address.version == network.version and address in network

    @property
    def size(self) -> int:
        """Return how many addresses the entry lets through."""
        return ip_network(self.network).num_addresses

    def __str__(self) -> str:
        """Return it as people write it."""
        network = self.network.removesuffix("/32").removesuffix("/128")
        return f"[{network}]:{self.port}" if ":" in network else f"{network}:{self.port}"


@dataclass(frozen=True, slots=True)
class Place:
    """Host and port that a URL names."""

    host: str
    port: int
    secure: bool


def why_denied(text: str) -> str | None:
    """Return what an address is that no webhook may reach, None where it is a public one."""
    address = _unwrapped(ip_address(text.partition("%")[0]))
    found = next((why for network, why in DENIED if address.version == network.version and address in network), None)
    if found is None and isinstance(address, IPv6Address) and address not in PUBLIC_V6:
        return "no public address"
    return found


def is_allowed(text: str, port: int, allowed: Iterable[Allowance]) -> bool:
    """Return whether an address may be dialled: a public one, or one that an owner's entry covers."""
    if why_denied(text) is None:
        return True
    address = _unwrapped(ip_address(text.partition("%")[0]))
    return any(entry.covers(address, port) for entry in allowed)


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address inside ``::ffff:a.b.c.d``: that is what would be dialled."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def place(url: str) -> Place:
    """Return the host and port that a URL names.

    Raises:
        InvalidError: it is no address of a receiver; the sentence says why.
    """
    parts = _split(url)
    if parts.scheme not in PORTS:
        begins = "begins with neither https:// nor http://" if parts.scheme else "lacks its https://"
        raise InvalidError(f"The address {begins}: {_short(url)}", hint=SHAPE)
    if "@" in parts.netloc:
        raise InvalidError(
            "The address holds a user name or a password.",
            hint="Send them as a secret header instead; addresses are shown.",
        )
    if parts.fragment:
        raise InvalidError("The address has a “#” in it, which is never sent.", hint="Leave that part out.")
    host = parts.hostname or ""
    if not host or not _HOST.fullmatch(host.encode("idna").decode() if not host.isascii() else host):
        raise InvalidError(f"The address names no host: {_short(url)}", hint=SHAPE)
    if parts.port == 0:
        raise InvalidError("0 is no port.", hint=PORTS_GO)
    return Place(host, parts.port or PORTS[parts.scheme], parts.scheme == "https")


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST:
        raise InvalidError(f"The address is longer than {LONGEST:,} characters.", hint=SHAPE)
    if not url.strip():
        raise InvalidError("The address is empty.", hint=SHAPE)
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        raise InvalidError("The address has a space or an invisible character in it.", hint="Copy it once more.")
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
        parts.netloc.encode("idna")
    except ValueError as error:
        raise InvalidError(f"The address cannot be read: {_short(url)}", hint=SHAPE) from error
    return parts


def check(url: str, allowed: Iterable[Allowance], resolve: Resolve) -> tuple[str, ...]:
    """Return the addresses behind a URL that may be dialled; none where its host cannot be found at present.

    Raises:
        InvalidError: it is no address of a receiver, or it leads to this PC or an inner network, and no entry of an
            owner lets it through.
    """
    asked, entries = place(url), tuple(allowed)
    try:
        found = tuple(dict.fromkeys(resolve(asked.host, asked.port)))
    except OSError:
        return ()
    good = tuple(each for each in found if is_allowed(each, asked.port, entries))
    if not found:
        return ()
    if not good:
        raise _refusal(asked, found[0])
    if not asked.secure and any(why_denied(each) is None for each in good):
        raise InvalidError(
            "The address begins with http://: anyone on the way could read what is sent.",
            hint="Use https://; plain http is for allowed addresses of your own network.",
        )
    return good


def _refusal(asked: Place, address: str) -> InvalidError:
    entry = f"[{address}]:{asked.port}" if ":" in address else f"{address}:{asked.port}"
    return InvalidError(
        f"{asked.host} leads to {address}: {why_denied(address)}.",
        hint=f"Where it is meant to, an owner can allow {entry} first.",
    )


def parse_allowance(text: str) -> Allowance:
    """Return the entry that ``text`` names: an address or network with a port, such as 127.0.0.1:9000.

    Raises:
        InvalidError: it names none.
    """
    host, _, port = text.strip().rpartition(":")
    try:
        network, number = ip_network(host.strip("[]"), strict=False), int(port)
    except ValueError as error:
        raise InvalidError(
            f"“{shortened(text)}” is no address with a port.", hint="It looks like 127.0.0.1:9000."
        ) from error
    if not 0 < number < 2**16:
        raise InvalidError(f"{number} is no port.", hint=PORTS_GO)
    return Allowance(str(network), number)


def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """Return what this system says the addresses of a host are."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for _, _, _, _, place in found))


def _short(url: str) -> str:
    text = telltales.shown(url)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
