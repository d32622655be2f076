"""Who acts, and what each role may do."""

from dataclasses import dataclass, field
from enum import StrEnum

from sakshi_desktop.core.errors import ForbiddenError
from sakshi_desktop.core.vocabulary import Role


class Right(StrEnum):
    """One thing that not everybody may do."""

    READ_FIGURES = "read the figures"
    IMPORT_SALES = "import sales"
    REMOVE_IMPORT = "remove an import"
    EDIT_LOCATIONS = "edit locations and their costs"
    EDIT_MENU = "edit the menu"
    EDIT_TEAM = "edit the team and its shifts"
    REVEAL_CONTACT = "see phones and e-mail addresses"
    EDIT_CUSTOMERS = "change what is known about customers"
    SERVE_ORDERS = "change the status of orders"
    CANCEL_ORDER = "cancel orders"
    CANCEL_LATE = "cancel orders that the kitchen has begun"
    REFUND_ORDER = "give money of orders back"
    EDIT_INTEGRATIONS = "change integrations and their secrets"
    EDIT_WEBHOOKS = "change webhooks"
    RUN_SYNCS = "run and change syncs"
    RESTORE_BACKUP = "put a backup in the place of the database"
    ALLOW_ADDRESSES = "allow addresses of the inner network"


_ALL = frozenset(Right)
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: _ALL,
    Role.MANAGER: _ALL - {Right.ALLOW_ADDRESSES},
    Role.SUPPORT: frozenset(
        {
            Right.READ_FIGURES,
            Right.REVEAL_CONTACT,
            Right.EDIT_CUSTOMERS,
            Right.SERVE_ORDERS,
            Right.CANCEL_ORDER,
            Right.REFUND_ORDER,
        }
    ),
    Role.AUDITOR: frozenset({Right.READ_FIGURES}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or the program itself, on whose behalf something is done.

    Attributes:
        id: the member of staff; None is the program or the person at a PC without sign-in.
        name: as it stands in the audit trail.
    """

    id: int | None = None
    name: str = "This PC"
    role: Role = Role.OWNER
    rights: frozenset[Right] = field(default=_ALL)

    def must(self, right: Right) -> None:
        """Raise ForbiddenError unless this actor has ``right``."""
        if right not in self.rights:
            raise ForbiddenError(f"{self.name} may not {right.value}.", hint="Ask a manager or the owner.")


THIS_PC = Actor()
