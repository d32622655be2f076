"""Receivers, events and deliveries for the tests of the hub."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.hub import claims, endpoints, fanout, forms
from sakshi_desktop.hub.deliveries import Wanted, listed
from sakshi_desktop.hub.types import Answer, EndpointForm, Outcome
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)
URL = "https://orders.example.com/hook"


def add(database, url=URL, *, at=AT, **said):
    """Keep a receiver and return its id."""
    form = forms.checked(EndpointForm(url, **said))
    with database.begin() as session:
        return endpoints.add(session, form, secret=endpoints.secret_name(), by=THIS_PC, at=at)


def record(database, count=1, kind="order.cancelled", *, at=LATER, **body):
    """Record events, each in a transaction of its own; return their public ids."""
    names = []
    for number in range(count):
        with database.begin() as session:
            names.append(outbox.record(session, kind, {"order": f"ORD-{number}", **body}, at=at))
    return names


def hand_out(database, *, at=LATER):
    """Hand out what waits, in rounds."""
    events = 0
    while True:
        with database.begin() as session:
            handed = fanout.hand_out(session, at=at)
        if not handed.events:
            return events
        events += handed.events


def take(database, endpoint, room=100, *, at=LATER):
    """Take what is due."""
    with database.begin() as session:
        return claims.take(session, {endpoint: room}, claims.new_token(), at=at)


def settle(database, taken, outcome=Outcome.DELIVERED, *, at=LATER, **answer):
    """Record one outcome for all that was taken."""
    with database.begin() as session:
        claims.record(session, [claims.Result(claim, Answer(outcome, **answer)) for claim in taken], at=at)


def sent(database, endpoint, count=3, outcome=Outcome.DELIVERED, **body):
    """Record events and send each once to a receiver; return their public ids."""
    names = record(database, count, **body)
    hand_out(database)
    taken = take(database, endpoint)
    settle(database, taken, outcome, status=200 if outcome is Outcome.DELIVERED else 500, error="It answered 500.")
    return names


def found(database, **wanted):
    """Return what a search finds among the deliveries, newest first."""
    with database.read() as session:
        return listed(session, Wanted(**wanted))


def deliveries(database, *columns):
    """Return columns of all deliveries, oldest first."""
    with database.read() as session:
        rows = session.execute(select(*columns or (Delivery.state,)).select_from(Delivery).order_by(Delivery.id)).all()
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]


def attempts(database, *columns):
    """Return columns of all attempts, by delivery and time."""
    with database.read() as session:
        asked = select(*columns).select_from(Attempt).order_by(Attempt.delivery_id, Attempt.at)
        return [tuple(row) for row in session.execute(asked)]


def endpoint(database, endpoint_id):
    """Return the row of a receiver."""
    with database.read() as session:
        return session.get(Endpoint, endpoint_id)
