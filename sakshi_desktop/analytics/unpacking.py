"""Packed days of the rollup turned into sums and visits, for all sales or for one channel or part of the day."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.analytics.cells import CELL, CHANNELS, COUNTS, CUSTOMER, DAY_PARTS, HOUR, MONEY
from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.store.models import KpiDay

COLUMNS = (
    KpiDay.location_id,
    KpiDay.business_date,
    KpiDay.labour_paise,
    KpiDay.other_paise,
    KpiDay.has_running_costs,
    KpiDay.cells,
    KpiDay.customers,
)

Rows = NDArray[np.intp]


class Filter(NamedTuple):
    """Which sales count; None is all."""

    channel: Channel | None = None
    day_part: DayPart | None = None


class Unpacked(NamedTuple):
    """The contents of some location-days.

    Attributes:
        sums: by location-day and metric, in the order of Sums.
        visit_rows: for each visit, which location-day it belongs to; ascending.
        visitors: the customer of each visit, once a location-day.
    """

    sums: NDArray[np.int64]
    visit_rows: Rows
    visitors: NDArray[np.uint32]


_MONEY = {name: place for place, name in enumerate(MONEY)}
_COUNT = {name: place for place, name in enumerate(COUNTS)}
_TAKEN = ("costed", "ratings", "stars", "satisfied", "timed", "on_time", "completed", "mistaken")


def unpack(rows: Sequence[Any], chosen: Filter) -> Unpacked:
    """Return what some rows of the rollup hold.

    Args:
        rows: at least one, each as in COLUMNS.
        chosen: a filter leaves out what belongs to no single sale: labour and other costs.
    """
    *_, labour, other, running, packed, customers = zip(*rows, strict=True)
    cells = np.frombuffer(b"".join(packed), CELL)
    ends = np.cumsum(np.fromiter(map(len, packed), np.intp, len(rows)) // CELL.itemsize)
    starts = np.concatenate(([0], ends[:-1])).astype(np.intp)
    counted = _matching(cells, chosen)
    sales = _sales(cells)
    costs = np.array((labour, other, running), np.int64).T
    if counted is not None:
        sales *= counted[:, None]
        costs = np.zeros_like(costs)
    upto = np.concatenate((np.zeros((1, sales.shape[1]), np.int64), np.cumsum(sales, axis=0)))
    row_of_cell = np.repeat(np.arange(len(rows)), ends - starts)
    visit_rows, visitors = _visits(b"".join(customers), cells, row_of_cell, counted)
    return Unpacked(np.concatenate((upto[ends] - upto[starts], costs), axis=1), visit_rows, visitors)


def by_hour(rows: Sequence[Any], chosen: Filter) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64], int]:
    """Return (row, hour, orders) of rows with cells and hours, and the orders there are with any hour or none."""
    cells = np.frombuffer(b"".join([row.cells for row in rows]), CELL)
    hours = np.frombuffer(b"".join([row.hours for row in rows]), HOUR)
    cell_counts = np.array([len(row.cells) // CELL.itemsize for row in rows], np.intp)
    row_of_hour = np.repeat(np.arange(len(rows)), [len(row.hours) // HOUR.itemsize for row in rows])
    first_cell = np.cumsum(cell_counts) - cell_counts
    counted = _matching(cells, chosen)
    orders = cells["counts"][:, _COUNT["orders"]].astype(np.int64)
    if counted is None:
        kept = slice(None)
    else:
        kept = counted[first_cell[row_of_hour] + hours["cell"]]
        orders = orders[counted]
    return (
        row_of_hour[kept],
        hours["hour"][kept].astype(np.int64),
        hours["orders"][kept].astype(np.int64),
        int(orders.sum()),
    )


def _matching(cells: NDArray[Any], chosen: Filter) -> NDArray[np.bool_] | None:
    if chosen == Filter():
        return None
    counted = np.ones(len(cells), np.bool_)
    if chosen.channel is not None:
        counted &= cells["channel"] == CHANNELS.index(chosen.channel)
    if chosen.day_part is not None:
        counted &= cells["day_part"] == DAY_PARTS.index(chosen.day_part)
    return counted


def _sales(cells: NDArray[Any]) -> NDArray[np.int64]:
    """Return the metrics of Sums up to the costs, a row a cell."""
    money, counts = cells["money"], cells["counts"]
    columns = [
        money[:, _MONEY["net_paise"]] - money[:, _MONEY["refund_paise"]],
        counts[:, _COUNT["orders"]],
        counts[:, _COUNT["walk_ins"]],
        money[:, _MONEY["goods_paise"]],
        *(counts[:, _COUNT[name]] for name in _TAKEN),
    ]
    return np.stack([column.astype(np.int64) for column in columns], axis=1)


def _visits(
    packed: bytes, cells: NDArray[Any], row_of_cell: Rows, counted: NDArray[np.bool_] | None
) -> tuple[Rows, NDArray[np.uint32]]:
    visitors = np.frombuffer(packed, CUSTOMER)
    cell_of = np.repeat(np.arange(len(cells)), cells["customers"])
    if counted is not None:
        kept = counted[cell_of]
        visitors, cell_of = visitors[kept], cell_of[kept]
    keys = np.sort((row_of_cell[cell_of].astype(np.int64) << 32) | visitors)
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if len(keys) else keys
    return (keys >> 32).astype(np.intp), (keys & 0xFFFFFFFF).astype(np.uint32)
