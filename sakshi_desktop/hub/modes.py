"""Test and live: a service is tried before its work counts, and goes live once a test of what it is now has passed.

What differs in test mode: its syncs are made dry, so that nothing is sent to it and nothing taken over; its webhooks
are sent as ever, with a header that says that they are a test.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.core.vocabulary import JobState, RunKind, SyncWish
from sakshi_desktop.hub import connected, forms, schedules
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Integration, SyncJob

WHAT_DIFFERS: Final = (
    "In test mode its syncs are made dry: nothing is sent and nothing taken over. "
    f"Its webhooks are sent, and say “{forms.MODE}: {forms.TEST}”."
)
ASKED_DRY = frozenset({RunKind.REGULAR.value, RunKind.DRY.value})


def is_proven(kept: Integration) -> bool:
    """Return whether a service has passed a test with its present settings and secret."""
    return kept.tested == connected.subject(kept.vendor, connected.from_json(kept.config), kept.secret_given)


def heed(session: Session, kept: Integration, *, by: Actor, at: datetime) -> None:
    """Put a live service back into test mode where its settings or its secret are not those that passed a test."""
    if kept.live and not is_proven(kept):
        switch(session, kept, live=False, by=by, at=at)


def switch(session: Session, kept: Integration, *, live: bool, by: Actor, at: datetime) -> None:
    """Put a service into a mode, on behalf of a person whose right was asked."""
    kept.live = live
    if not live:
        _rest(session, kept, at)
    session.flush()
    mode = "live" if live else "test"
    audit.record(session, by, f"integration.{mode}_mode", kept.id, at=at)
    body = {"integration": ids.show("INT", kept.id), "action": f"{mode} mode", "status": kept.status.value}
    outbox.record(session, "integration.changed", body, at=at)


def _rest(session: Session, kept: Integration, at: datetime) -> None:
    """Stop what runs, and forget what was asked for that would write."""
    jobs = select(SyncJob).where(SyncJob.integration_id == kept.id).with_for_update()
    for job in session.scalars(jobs.execution_options(populate_existing=True)):
        asked: Mapping[str, object] = json.loads(job.asked or "{}")
        if asked and asked.get("kind") not in ASKED_DRY:
            job.asked = None
            if job.state is JobState.QUEUED:
                job.state, job.next_run_at = JobState.IDLE, schedules.parse(job.schedule, job.zone).after(at)
        if job.state is JobState.RUNNING and job.wish is None:
            job.wish = SyncWish.CANCEL
