"""How common a text is among the customers, told from some of them: which way to look for it hangs on that."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from sakshi_desktop.store.models.grams import sqlite_text

GRAM = 3
PEOPLE = 10_000
COUNTED = 2_000
"""Of so many the grams are counted."""
NEW = 100


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


_known: WeakKeyDictionary[Engine, Sample] = WeakKeyDictionary()


def of(connection: Connection) -> Sample:
    """Return a sample of the customers; a new one where there are many more of them than at the last."""
    driver: Any = connection.connection.driver_connection
    on_sqlite = connection.dialect.name == "sqlite"
    asked = "SELECT upto FROM customer_grams_upto" if on_sqlite else "SELECT coalesce(max(id), 0) FROM customers"
    last = driver.execute(asked).fetchone()[0]
    known = _known.get(connection.engine)
    if known is not None and known.last <= last < 2 * known.last + NEW:
        return known
    numbers = ",".join(map(str, range(last, 0, -max(1, last // PEOPLE)))) or "0"
    text = sqlite_text() if on_sqlite else "customer_text(name, phone, email)"
    rows = driver.execute(f"SELECT {text} FROM customers WHERE id IN ({numbers})").fetchall()
    texts = [whole.lower().replace("\n", " ") for (whole,) in rows]
    counts = Counter(gram for text in texts[:: max(1, len(texts) // COUNTED)] for gram in set(runs(plain(text))))
    made = _known[connection.engine] = Sample(last, len(texts), "".join(f"{text}\n" for text in texts), counts)
    return made


def runs(text: str) -> list[str]:
    """Return the runs of three letters of a text."""
    return [text[at : at + GRAM] for at in range(len(text) - GRAM + 1)]


def plain(text: str) -> str:
    """Return a text with a gap for every sign that is neither letter nor digit: pg_trgm takes them for the same."""
    return text if text.isalnum() else "".join(sign if sign.isalnum() else " " for sign in text)
