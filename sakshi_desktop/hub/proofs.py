"""How tests of services ended, and what may go live because of it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.hub import connected, integrations, modes
from sakshi_desktop.hub.connected import IntegrationForm, IntegrationRow
from sakshi_desktop.store import audit


@dataclass(frozen=True, slots=True)
class Proof:
    """How a test of a service or a webhook ended.

    Attributes:
        passed: None where there was nothing to be asked.
    """

    sentence: str
    passed: bool | None


def note(
    session: Session,
    integration_id: int,
    form: IntegrationForm,
    proof: Proof,
    *,
    secret_given: int,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Keep how a test of a service ended; one that passed counts for these settings and this secret.

    Raises:
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    kept, at = integrations.locked(session, integration_id), clock()
    if proof.passed is not None:
        kept.tested = connected.subject(form.vendor, form.config, secret_given) if proof.passed else None
        kept.tested_at, kept.tested_said = at, proof.sentence
        audit.record(session, by, "integration.test", kept.id, at=at, passed=proof.passed)
        session.flush()
    return integrations.get(session, integration_id, clock=clock)


def settle(
    session: Session,
    row: IntegrationRow,
    form: IntegrationForm,
    proof: Proof,
    *,
    was_live: bool,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Keep how a test ended that was made before a service was saved; one that was live and passed it stays live.

    Args:
        form: as it was tested.
    """
    tidy = connected.checked(form)
    kept = note(session, row.id, tidy, proof, secret_given=row.secret_given, by=by, clock=clock)
    if was_live and kept.proven and not kept.live:
        return go_live(session, row.id, by=by, clock=clock)
    return kept


def go_live(session: Session, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> IntegrationRow:
    """Let the work of a service count from now on.

    Raises:
        ConflictError: it is live already, or has not passed a test as it is now.
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    kept = integrations.locked(session, integration_id)
    if kept.live:
        raise ConflictError(f"{kept.name} is live already.", hint="Nothing was changed.")
    if not modes.is_proven(kept):
        raise ConflictError(
            f"{kept.name} has not passed a test with its present settings and secret.", hint="Test it first."
        )
    modes.switch(session, kept, live=True, by=by, at=clock())
    return integrations.get(session, integration_id, clock=clock)


def go_test(session: Session, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> IntegrationRow:
    """Let the work of a service be a test from now on; a run that is going on ends after its page.

    Raises:
        ConflictError: it is in test mode already.
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    kept = integrations.locked(session, integration_id)
    if not kept.live:
        raise ConflictError(f"{kept.name} is in test mode already.", hint="Nothing was changed.")
    modes.switch(session, kept, live=False, by=by, at=clock())
    return integrations.get(session, integration_id, clock=clock)
