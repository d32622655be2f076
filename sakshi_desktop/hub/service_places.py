"""The addresses among the settings of a service, looked at before they are kept."""

import socket
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import FieldsError, InvalidError
from sakshi_desktop.hub import addresses, allowances, oauth

ADDRESS: Final = "_url"
"""How the names of settings end that are addresses."""


def check(session: Session, config: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Refuse addresses that are none, or that lead to an inner network without an entry of an owner.

    A host by name is looked up when the service is connected or asked, not here: a transaction is open.

    Args:
        before: the settings that are kept already; what is as it was is not asked again.

    Raises:
        FieldsError: each setting has its sentence; those of the sign-in by their own names, the others together.
    """
    new = {name: url for name, url in config.items() if name.endswith(ADDRESS) and url != before.get(name)}
    if not new:
        return
    allowed, wrong = allowances.listed(session), dict[str, str]()
    for name, url in new.items():
        try:
            addresses.check(url, allowed, _written_out)
        except InvalidError as error:
            field, sentence = (name, str(error)) if name in oauth.NAMES else ("config", f"{name}: {error}")
            wrong[field] = f"{wrong.get(field, '')} {sentence}".strip()
    if wrong:
        raise FieldsError(wrong)


def _written_out(host: str, port: int) -> tuple[str, ...]:
    """Return the address that a host is, in any way of writing it; OSError where it is a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return tuple(str(place[0]) for _, _, _, _, place in found)
