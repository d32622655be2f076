"""How common a text is among the customers, told from some of them: which way to look for it hangs on that."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from sakshi_desktop.store.models.grams import sqlite_text

GRAM = 3
PEOPLE = 10_000
COUNTED = 2_000
"""Of so many the grams are counted."""
NEW = 100
TRUSTED_SECONDS = 5.0
"""For so long a sample is taken without a look at how many customers there are: it only tells the shorter way."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The texts of some customers, spread over all.

    Attributes:
        last: the number of the newest customer at that time.
        people: how many they are.
        texts: what they hold, a line each.
        counts: in how many of COUNTED texts a gram stands, any sign that is neither letter nor digit as a gap.
    """

    last: int
    people: int
    texts: str
    counts: Counter[str]

    def holding(self, patterns: Sequence[str], most: int) -> int:
        """Return how many of them hold all patterns, up to ``most``."""
        longest = max(patterns, key=len)
        met, at = 0, self.texts.find(longest)
        while at >= 0 and met < most:
            end = self.texts.find("\n", at)
            if len(patterns) > 1:
                line = self.texts[self.texts.rfind("\n", 0, at) + 1 : end]
                met += all(pattern in line for pattern in patterns)
            else:
                met += 1
            at = self.texts.find(longest, end)
        return met


_known: WeakKeyDictionary[Engine, tuple[Sample, float]] = WeakKeyDictionary()
"""Of each database the sample, and when it was last found to be good, by the steady clock."""


def of(connection: Connection) -> Sample:
    """Return a sample of the customers; a new one where there are many more of them than at the last."""
    known, found_good = _known.get(connection.engine, (None, 0.0))
    if known is not None and monotonic() - found_good < TRUSTED_SECONDS:
        return known
    driver: Any = connection.connection.driver_connection
    on_sqlite = connection.dialect.name == "sqlite"
    asked = "SELECT upto FROM customer_grams_upto" if on_sqlite else "SELECT coalesce(max(id), 0) FROM customers"
    last = driver.execute(asked).fetchone()[0]
    if known is None or not known.last <= last < 2 * known.last + NEW:
        known = _taken(driver, last, on_sqlite=on_sqlite)
    _known[connection.engine] = known, monotonic()
    return known


def _taken(driver: Any, last: int, *, on_sqlite: bool) -> Sample:  # noqa: ANN401  # a connection of either driver
    numbers = ",".join(map(str, range(last, 0, -max(1, last // PEOPLE)))) or "0"
    text = sqlite_text() if on_sqlite else "customer_text(name, phone, email)"
    rows = driver.execute(f"SELECT {text} FROM customers WHERE id IN ({numbers})").fetchall()
    texts = [whole.lower().replace("\n", " ") for (whole,) in rows]
    counts = Counter(gram for text in texts[:: max(1, len(texts) // COUNTED)] for gram in set(runs(plain(text))))
    return Sample(last, len(texts), "".join(f"{text}\n" for text in texts), counts)


def runs(text: str) -> list[str]:
    """Return the runs of three letters of a text."""
    return [text[at : at + GRAM] for at in range(len(text) - GRAM + 1)]


def plain(text: str) -> str:
    """Return a text with a gap for every sign that is neither letter nor digit: pg_trgm takes them for the same."""
    return text if text.isalnum() else "".join(sign if sign.isalnum() else " " for sign in text)
