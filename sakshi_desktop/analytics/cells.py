"""Orders summed up to the packed days of the rollup: a cell a channel and day-part."""

from enum import IntEnum
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.core.vocabulary import Channel, DayPart

Facts = NDArray[np.int64]

CHANNELS = tuple(channel.value for channel in Channel)
DAY_PARTS = tuple(part.value for part in DayPart)
HOURS = 24
MONEY = ("net_paise", "refund_paise", "gross_paise", "discount_paise", "goods_paise")
COUNTS = (
    "orders",
    "cancelled",
    "walk_ins",
    "costed",
    "ratings",
    "stars",
    "satisfied",
    "timed",
    "on_time",
    "completed",
    "mistaken",
)
"""Of kept orders, but for ``cancelled``; ``costed``: those whose cost of goods is known or that were free."""
CELL = np.dtype(
    [
        ("channel", "u1"),  # place in CHANNELS
        ("day_part", "u1"),  # place in DAY_PARTS
        ("money", "<i8", (len(MONEY),)),
        ("counts", "<u4", (len(COUNTS),)),
        ("customers", "<u4"),  # how many of the day's list are this cell's
    ]
)
HOUR = np.dtype([("cell", "u1"), ("hour", "u1"), ("orders", "<u4")])
CUSTOMER = np.dtype("<u4")


class Bit(IntEnum):
    """The places of what is known of one order in one whole number."""

    KEPT = 1
    COSTED = 2
    TIMED = 4
    ON_TIME = 8
    COMPLETED = 16
    MISTAKEN = 32
    STARS = 64
    HOUR = 512
    NO_HOUR = 31 * 512
    REFUND = 1 << 20


class Packed(NamedTuple):
    """The sales of one location-day as they are stored: rows of CELL, of HOUR and of CUSTOMER."""

    cells: bytes
    hours: bytes
    customers: bytes


NOTHING = Packed(b"", b"", b"")


def sum_up(facts: Facts) -> dict[int, Packed]:
    """Return the sales of each business date on which there were any.

    Args:
        facts: a row an order or refund: place (day * 64 + channel * 8 + day-part), flags (Bit), customer or 0,
            net (of a refund: its amount), gross, discount, cost of goods.
    """
    if not len(facts):
        return {}
    facts = facts[np.argsort(facts[:, 0], kind="stable")]
    place = facts[:, 0]
    starts = _starts(place)
    cell_of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(place))))
    at = place[starts]
    first_cells = _starts(at >> 6)
    is_kept = (facts[:, 1] & Bit.KEPT) > 0
    customers, customer_ends = _customers(cell_of[is_kept], facts[is_kept, 2], len(starts))
    hours, hour_ends = _hours(cell_of[is_kept], (facts[is_kept, 1] // Bit.HOUR) & 31, first_cells, len(starts))
    cells = np.empty(len(starts), CELL)
    cells["channel"] = (at >> 3) & 7
    cells["day_part"] = at & 7
    sums = np.add.reduceat(_counted(facts), starts, axis=0)
    cells["money"] = sums[:, : len(MONEY)]
    cells["counts"] = sums[:, len(MONEY) :]
    cells["customers"] = np.diff(customer_ends)
    edges = np.append(first_cells, len(starts))
    pieces = zip(_cut(cells, edges), _cut(hours, hour_ends[edges]), _cut(customers, customer_ends[edges]), strict=True)
    return dict(zip((at[first_cells] >> 6).tolist(), map(Packed._make, pieces), strict=True))


def _starts(keys: Facts) -> Facts:
    """Return where each run of equal keys begins."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


def _cut(rows: np.ndarray[Any, Any], edges: Facts) -> list[bytes]:
    packed, ends = rows.tobytes(), (edges * rows.itemsize).tolist()
    return [packed[start:end] for start, end in pairwise(ends)]


def _counted(facts: Facts) -> Facts:
    """Return what each order or refund adds to its cell, in the order of the columns."""
    flags, customer, net, gross, discount, goods = facts[:, 1:].T
    is_refund = (flags & Bit.REFUND) > 0
    is_kept = (flags & Bit.KEPT) > 0
    stars = np.where(is_kept, (flags // Bit.STARS) & 7, 0)
    timed = is_kept & ((flags & Bit.TIMED) > 0)
    completed = is_kept & ((flags & Bit.COMPLETED) > 0)
    columns = (
        np.where(is_kept, net, 0),
        np.where(is_refund, net, 0),
        np.where(is_kept, gross, 0),
        np.where(is_kept, discount, 0),
        np.where(is_kept, goods, 0),
        is_kept,
        ~is_kept & ~is_refund,
        is_kept & (customer == 0),
        is_kept & ((flags & Bit.COSTED) > 0),
        stars > 0,
        stars,
        stars > 3,  # noqa: PLR2004
        timed,
        timed & ((flags & Bit.ON_TIME) > 0),
        completed,
        completed & ((flags & Bit.MISTAKEN) > 0),
    )
    return np.stack([column.astype(np.int64) for column in columns], axis=1)


def _hours(cell_of: Facts, hour: Facts, first_cells: Facts, cells: int) -> tuple[np.ndarray[Any, Any], Facts]:
    """Return rows of HOUR, and for each cell of all days the place where its rows begin."""
    known = hour < HOURS
    keys, counts = np.unique(cell_of[known] * HOURS + hour[known], return_counts=True)
    cell = keys // HOURS
    rows = np.empty(len(keys), HOUR)
    rows["cell"] = cell - first_cells[np.searchsorted(first_cells, cell, side="right") - 1]
    rows["hour"] = keys % HOURS
    rows["orders"] = counts
    return rows, np.searchsorted(cell, np.arange(cells + 1))


def _customers(cell_of: Facts, customer: Facts, cells: int) -> tuple[np.ndarray[Any, Any], Facts]:
    """Return the distinct customers of each cell, and for each cell the place where they begin."""
    known = customer > 0
    keys = np.unique((cell_of[known] << 32) | customer[known])
    return (keys & 0xFFFFFFFF).astype(CUSTOMER), np.searchsorted(keys >> 32, np.arange(cells + 1))
