"""What the dispatcher of webhooks remembers between two looks at the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sakshi_desktop.hub import rules
from sakshi_desktop.hub.claims import Result
from sakshi_desktop.hub.types import Claim, Outcome, Request, Target


@dataclass
class Known:
    """Receivers, and what is on its way to them from here.

    Attributes:
        due: by receiver, when something may be due; those without anything are left out.
        held: by receiver, how many claims are on their way.
        ended: by receiver, how many requests ended since the turn before.
        unsure: tokens of transactions whose end was never heard of.
        others: which secrets, in which version, each other program holds that is at work on the database.
        gap: for how long this one was away, or how far its clock was set; less than nothing where that was back.
        fuller: receivers that chose fuller bodies.
    """

    targets: dict[int, Target] = field(default_factory=dict)
    due: dict[int, datetime] = field(default_factory=dict)
    held: Counter[int] = field(default_factory=Counter)
    ended: Counter[int] = field(default_factory=Counter)
    flying: dict[tuple[int, str], Claim] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    others: list[dict[str, int]] = field(default_factory=list)
    gap: timedelta = timedelta(0)
    fuller: frozenset[int] = frozenset()

    def learn(self, targets: Iterable[Target]) -> list[int]:
        """Take receivers as they are now; return those for which what was claimed ahead is not right any more."""
        before, self.targets = self.targets, {target.id: target for target in targets}
        self.fuller = frozenset(place for place, target in self.targets.items() if target.fuller)
        return [place for place, target in before.items() if _manner(target) != _manner(self.targets.get(place))]

    def sharers(self, target: Target) -> int:
        """Return how many programs may send to a receiver: those that hold its secrets, this one among them."""
        if not self.others:
            return 1
        needed = (target.secrets[0], *([target.header_secret] if target.header_secret else ()))
        return 1 + sum(all(held.get(name, -1) >= version for name, version in needed) for held in self.others)

    def share(self, target: Target) -> int:
        """Return how many requests to a receiver may be on their way from here: those that send share the number."""
        return max(1, target.concurrency // self.sharers(target))

    def must_count_together(self, target: Target) -> bool:
        """Return whether a receiver takes less than those that send to it can divide among themselves."""
        sharers, rate = self.sharers(target), target.rate_per_minute
        return sharers > 1 and (target.concurrency < sharers or (rate is not None and rules.burst(rate) < sharers))

    def room(self, target: Target) -> int:
        """Return how many more claims a receiver may have: those on their way, and enough that wait for them to end.

        What ended during one turn will end during the next, and must not find the lane empty.
        """
        share = self.share(target)
        if target.concurrency < self.sharers(target):
            return share - self.held[target.id]  # what is claimed ahead here is what nobody else may send
        return share + max(share, 2 * self.ended[target.id]) - self.held[target.id]

    def fly(self, claim: Claim) -> None:
        """Remember a claim that is sent now."""
        self.flying[claim.delivery_id, claim.token] = claim
        self.held[claim.endpoint_id] += 1

    def land(self, results: list[Result]) -> None:
        """Forget the claims whose end was recorded."""
        for result in results:
            if self.flying.pop((result.claim.delivery_id, result.claim.token), None):
                self.held[result.claim.endpoint_id] -= 1
        sent = (result for result in results if result.answer.outcome is not Outcome.UNSENT)
        self.ended = Counter(result.claim.endpoint_id for result in sent)


def _manner(target: Target | None) -> object:
    if target is None:
        return None
    return (target.url, target.headers, target.header_secret, target.secrets, target.fuller)


@dataclass(frozen=True, slots=True)
class Cover:
    """What everything that is sent to one receiver has in common."""

    url: str
    headers: dict[str, str] = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    masked: frozenset[str]
    steps: tuple[int, ...]
    at_once: int

    def around(self, claim: Claim) -> Request:
        """Return what is sent for a claim."""
        return Request(self.url, claim.message, claim.body, self.headers, self.keys, self.masked, claim.personal)
