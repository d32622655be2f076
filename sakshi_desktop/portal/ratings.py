"""What a customer thinks of an order."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import IssueFlag
from sakshi_desktop.portal import orders, rules, wording
from sakshi_desktop.portal.types import Stars
from sakshi_desktop.store import audit, outbox, rollup
from sakshi_desktop.store.models import Rating

MOST = 5
LONGEST = 2_000


def rate(
    session: Session,
    order_id: int,
    stars: int | None,
    *,
    comment: str = "",
    flags: Iterable[IssueFlag] = (),
    by: Actor,
    clock: Clock = utc_now,
) -> Stars:
    """Write down what a customer thinks of an order, in place of what was written before.

    Args:
        stars: 1 to 5; None is a complaint without a rating, which needs a flag.

    Raises:
        ConflictError: the order was not handed over.
        ForbiddenError: ``by`` may not work on orders.
        InvalidError: it says nothing, or more than can be kept.
        NotFoundError: no order has this id.
    """
    by.must(Right.SERVE_ORDERS)
    given, text, at = frozenset(flags), wording.lines(comment), clock()
    _check(stars, given, text)
    order = orders.locked(session, order_id)
    if not rules.may_rate(order.status):
        raise ConflictError(
            f"{ids.order(order_id)} is {orders.word(order.status)} and cannot be rated.",
            hint="An order is rated when it was handed over.",
        )
    rating = session.scalars(select(Rating).where(Rating.order_id == order_id)).one_or_none()
    if rating is None:
        rating = Rating(order_id=order_id)
        session.add(rating)
    rating.stars, rating.comment, rating.at = stars, text or None, at
    for flag in IssueFlag:
        setattr(rating, flag.value, flag in given)
    session.flush()
    words: list[str] = sorted(flag.value for flag in given)
    outbox.record(session, "order.rated", orders.told(order, stars=stars, flags=words), at=at)
    audit.record(session, by, "order.rate", order_id, at=at, stars=stars, flags=words)
    rollup.touch(session, order.location_id, order.business_date, at=at)
    return Stars(stars, rating.comment, given, at)


def _check(stars: int | None, flags: frozenset[IssueFlag], text: str) -> None:
    if stars is None and not flags:
        raise InvalidError("A rating needs stars, or what went wrong.", hint="Choose one to five stars, or a flag.")
    if stars is not None and not 1 <= stars <= MOST:
        raise InvalidError(f"{stars} is no number of stars.", hint="Choose one to five.")
    if len(text) > LONGEST:
        raise InvalidError(f"The text is longer than {LONGEST:,} letters.", hint="Shorten it.")
