"""Sign-ins by OAuth as the database knows them: which are good, and which program may renew one at present.

One PC holds the tokens: the version that the database names is in its vault alone. Among the programs of that PC, the
window and a worker, a lease lets one renew at a time. A version is named in the same transaction that gives the lease
back, and only where it follows the one that was renewed.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import ConflictError, NotFoundError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import IntegrationStatus
from sakshi_desktop.hub import connected, oauth
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Integration, SignIn

LEASE = timedelta(seconds=60)
"""How long a program may take to renew tokens; its question to the service takes a third of that at most."""
NOT_YET = "It is not signed in yet: connect it."
ENDED = "It must be reconnected: {}"
Unready = tuple[IntegrationStatus, str]


def unready(session: Session) -> dict[int, Unready]:
    """Return the services that a person must sign in to first, each with how that makes it stand, and why."""
    asked = select(Integration.id, Integration.config).where(Integration.config.contains(f'"{oauth.SIGN_IN}"'))
    ours = [key for key, config in session.execute(asked) if oauth.chosen(connected.from_json(config))]
    if not ours:
        return {}
    ends = {key: why for key, why in session.execute(select(SignIn.integration_id, SignIn.ended_why))}  # noqa: C416
    found: dict[int, Unready] = {}
    for key in ours:
        if key not in ends:
            found[key] = (IntegrationStatus.ATTENTION, NOT_YET)
        elif ends[key] is not None:
            found[key] = (IntegrationStatus.ERROR, ENDED.format(ends[key]))
    return found


def begin(session: Session, integration_id: int, *, at: datetime) -> None:
    """Write down that a person signed in, with the secret that the service has from now on."""
    forget(session, integration_id)
    session.add(SignIn(integration_id=integration_id, since=at))
    session.flush()


def is_there(session: Session, integration_id: int) -> bool:
    """Return whether a person has signed in to a service, and it is still there."""
    return session.get(SignIn, integration_id) is not None


def forget(session: Session, integration_id: int) -> None:
    """Forget a sign-in: the service has another secret now, or is signed in to elsewhere."""
    session.execute(delete(SignIn).where(SignIn.integration_id == integration_id))


def take(session: Session, integration_id: int, *, version: int, at: datetime) -> int | None:
    """Let this program alone renew tokens of this version; return its fence, None where it is another's turn.

    Args:
        at: the database's own time.
    """
    kept, found = _both(session, integration_id)
    if found is None or found.ended_at is not None or kept.secret_version != version or _is_held(found, at):
        return None
    found.fence += 1
    found.lease_until = at + LEASE
    return found.fence


def renewed(session: Session, integration_id: int, version: int, *, instead_of: int, last_day: int | None) -> bool:
    """Use a renewed version of the secret; return whether it still followed the one in use.

    A test that has passed stays one, and a service that is live stays live: it is the same consent of a person. It has
    not ended either, although another program, whose lease was over, may have been told so about the tokens before.
    """
    kept, found = _both(session, integration_id)
    if found is None or kept.secret_version != instead_of:
        return False
    _move(kept, version)
    kept.secret_until = last_day if last_day is not None else kept.secret_until
    found.lease_until = found.ended_at = found.ended_why = None
    return True


def release(session: Session, integration_id: int, fence: int) -> None:
    """Give the lease back where nothing came of it, unless another program has taken it since."""
    _, found = _both(session, integration_id)
    if found is not None and found.fence == fence:
        found.lease_until = None


def end(session: Session, integration_id: int, why: str, *, version: int, at: datetime) -> bool:
    """Write down that the service takes the sign-in no more; not where it was renewed or made anew meanwhile."""
    kept, found = _both(session, integration_id)
    if found is None or kept.secret_version != version:
        return False
    found.ended_at, found.ended_why, found.lease_until = at, why, None
    audit.record(session, THIS_PC, "integration.sign_in_ended", kept.id, at=at, why=why)
    body = {"integration": ids.show("INT", kept.id), "action": "sign-in ended", "status": kept.status.value}
    outbox.record(session, "integration.changed", body, at=at)
    return True


def hand_over(session: Session, integration_id: int, *, version: int, at: datetime) -> None:
    """Let the tokens be those of another PC: it alone will hold the version after this one.

    Raises:
        ConflictError: they are being renewed, or were since they were looked at.
        NotFoundError: the service is gone.
    """
    kept, found = _both(session, integration_id)
    if kept.secret_version != version or (found is not None and _is_held(found, at)):
        raise ConflictError(f"The sign-in of {kept.name} is being renewed.", hint="Try again in a moment.")
    _move(kept, version + 1)


def _both(session: Session, integration_id: int) -> tuple[Integration, SignIn | None]:
    """Return the service and its sign-in, both held until the transaction ends, always in this order."""
    again = {"populate_existing": True}
    asked = select(Integration).where(Integration.id == integration_id).with_for_update()
    kept = session.scalars(asked, execution_options=again).one_or_none()
    if kept is None:
        raise NotFoundError(
            f"There is no integration {ids.show('INT', integration_id)}.", hint="Another person may have removed it."
        )
    found = select(SignIn).where(SignIn.integration_id == integration_id).with_for_update()
    return kept, session.scalars(found, execution_options=again).one_or_none()


def _is_held(found: SignIn, at: datetime) -> bool:
    return found.lease_until is not None and found.lease_until > at


def _move(kept: Integration, version: int) -> None:
    kept.renewals = (kept.renewals or 0) + version - kept.secret_version
    kept.secret_version = version
