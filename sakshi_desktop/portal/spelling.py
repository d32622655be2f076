"""Names that are nearly spelt as someone typed them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from threading import Lock
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from sakshi_desktop.portal.matching import Term
from sakshi_desktop.store.models import Customer

SHORTEST = 4
LONG = 6
NEAREST = 6
TRIALS = 12
PAGE = 20_000


@dataclass
class Words:
    """The distinct words of customers' names, by length and by their first and last letter.

    Attributes:
        last: the newest customer who was looked at.
    """

    last: int = 0
    all: set[str] = field(default_factory=set)
    by_ends: dict[tuple[int, int, str], list[str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_of_engine: WeakKeyDictionary[Engine, Words] = WeakKeyDictionary()
_one_at_a_time = Lock()


def known(session: Session) -> Words:
    """Return the words of all names; only customers who are new since the last time are looked at.

    A name that was changed since is not among them until the program starts anew: it is found as it is spelt.
    """
    with _one_at_a_time:
        words = _of_engine.setdefault(session.get_bind().engine, Words())
    with words.lock:
        asked = select(Customer.id, Customer.name).where(Customer.name.is_not(None)).order_by(Customer.id).limit(PAGE)
        while rows := session.execute(asked.where(Customer.id > words.last)).all():
            for word in {word for _, name in rows for word in (name or "").lower().split()} - words.all:
                words.all.add(word)
                for end in (0, -1):
                    words.by_ends.setdefault((len(word), end, word[end]), []).append(word)
            words.last = rows[-1][0]
    return words


def nearly(session: Session, sought: tuple[Term, ...]) -> Iterator[tuple[Term, ...]]:
    """Yield what may have been meant, the likeliest first: each word of letters replaced by a known one near to it.

    Up to five letters one may be wrong, missing, added or swapped with its neighbour, beyond that two; the first letter
    or the last is right. A word that somebody has is left as it is while another may be the wrong one.
    """
    if not any(_may_be_wrong(term) for term in sought):
        return
    words = known(session)
    wrong = [term for term in sought if _may_be_wrong(term) and term.text not in words.all]
    choices = [
        _near(words, term) if _may_be_wrong(term) and (term in wrong or not wrong) else [(term.text, 0.0)]
        for term in sought
    ]
    trials = sorted(product(*choices), key=_distance)
    for trial in trials[:TRIALS]:
        meant = tuple(Term(word) for word, _ in trial)
        if meant != sought:
            yield meant


def _may_be_wrong(term: Term) -> bool:
    return len(term.text) >= SHORTEST and not any(sign.isdigit() or sign == "@" for sign in term.text)


def _near(words: Words, term: Term) -> list[tuple[str, float]]:
    far = 1 if len(term.text) < LONG else 2
    ends = [(end, term.text[end]) for end in (0, -1)]
    lengths = range(len(term.text) - far, len(term.text) + far + 1)
    pools = [words.by_ends.get((length, *end), []) for length in lengths for end in ends]
    found = {
        (distance, word)
        for pool in pools
        for word, distance, _ in process.extract(term.text, pool, scorer=OSA.distance, score_cutoff=far, limit=None)
    }
    return [(word, distance) for distance, word in sorted(found)[:NEAREST]] or [(term.text, 0.0)]


def _distance(trial: tuple[tuple[str, float], ...]) -> float:
    return sum(distance for _, distance in trial)
