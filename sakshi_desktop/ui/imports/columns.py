"""The columns of the tables on the page of imports."""

from collections.abc import Sequence
from datetime import datetime

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.importers import hiding
from sakshi_desktop.importers.outcomes import BatchRow, Conflict, Problem
from sakshi_desktop.importers.types import BadRow, SaleKind
from sakshi_desktop.reports.sheet import Kind
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.imports import words
from sakshi_desktop.ui.imports.draft import SampleRow
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.columns import amount
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.words import Amount, decimal

HOUR = 3600


def _when(iso: str) -> str:
    return dates.moment(datetime.fromisoformat(iso))


def _days(past: BatchRow) -> str:
    if past.from_day is None or past.to_day is None:
        return dates.DASH
    return dates.span(Period(past.from_day, past.to_day))


def _state(past: BatchRow) -> str:
    return words.STATES[past.state]


def _tone(past: BatchRow) -> Tone:
    return Tone.PLAIN if past.counts else Tone.QUIET


def _state_tone(past: BatchRow) -> Tone:
    return Tone.BAD if past.state is ImportState.INTERRUPTED else _tone(past)


def _problem_tone(past: BatchRow) -> Tone:
    return Tone.BAD if past.counts and (past.bad_rows or past.conflicts) else Tone.QUIET


PAST: tuple[Column[BatchRow], ...] = (
    Column("File", lambda past: past.file_name, key="file", width=140, least=100, tone=_tone),
    Column("Import", lambda past: past.id, ids.import_batch, key="id", width=66, spare=5, tone=_tone),
    Column("When", lambda past: past.started, _when, key="when", width=142, tone=_tone),
    Column("By", lambda past: past.by, key="by", width=78, spare=2, tone=_tone),
    Column("Days", _days, key="days", width=136, spare=1, tone=_tone),
    Column("Rows", lambda past: past.lines, format_count, numeric=True, key="lines", width=66, spare=3, tone=_tone),
    Column("Orders", lambda past: past.orders, format_count, numeric=True, key="orders", width=70, tone=_tone),
    Column(
        "Refunds", lambda past: past.refunds, format_count, numeric=True, key="refunds", width=72, spare=4, tone=_tone
    ),
    Column(
        "Net sales", lambda past: Amount(past.revenue_paise, past.currency), str, numeric=True, plain=decimal,
        key="revenue", width=112, tone=_tone, kind=Kind.MONEY,
    ),
    Column(
        "Left out", lambda past: past.bad_rows + past.conflicts, format_count, numeric=True, key="problems", width=72,
        tone=_problem_tone, tip="Rows that could not be read, and orders that are here with another content",
    ),
    Column("State", _state, key="state", width=94, tone=_state_tone),
)  # fmt: skip


PROBLEMS: tuple[Column[Problem], ...] = (
    Column("Why", lambda one: hiding.text(one.reason), key="why", width=420, least=200),
    Column("Line", lambda one: one.row, format_count, numeric=True, key="row", width=80),
    Column("Kind", lambda one: "Conflict" if one.is_conflict else "Bad row", key="kind", width=90),
    Column("As it stands", lambda one: _row(one.cells), key="cells", width=460, least=200),
)


def bad(private: frozenset[int] = frozenset()) -> tuple[Column[BadRow], ...]:
    """Return the columns of rows that cannot be read; ``private`` are the places of phones and addresses of mail."""
    return (
        Column("Why", lambda one: hiding.text(one.reason), key="why", width=320, least=140),
        Column("Line", lambda one: one.row, format_count, numeric=True, key="row", width=70, spare=1),
        Column("As it stands", lambda one: _row(one.cells, private), key="cells", width=400, least=140),
    )


def conflicts(currency: str) -> tuple[Column[Conflict], ...]:
    """Return the columns of orders that are here already with another content."""
    return (
        Column("Order", lambda one: one.external_id, key="order", width=200, least=100),
        Column("Line", lambda one: one.row, format_count, numeric=True, key="row", width=70, spare=1),
        amount("Here", lambda one: one.stored_paise, currency, key="stored", width=130, least=100),
        amount("In the file", lambda one: one.read_paise, currency, key="read", width=130, least=100),
    )


def sample(currency: str) -> tuple[Column[SampleRow], ...]:
    """Return the columns of the first rows as they will be read."""
    return (
        Column("Item", lambda one: one.item, key="item", width=120, least=90),
        Column("Line", lambda one: one.row, format_count, numeric=True, key="row", width=50, spare=5),
        Column("Kind", lambda one: words.KINDS[one.kind], key="kind", width=56, spare=4, tone=_kind_tone),
        Column("Order", lambda one: one.number, key="order", width=72, spare=2),
        Column("Date", lambda one: one.day, dates.show, plain=dates.iso, key="date", width=100, kind=Kind.DATE),
        Column("Time", lambda one: one.second, _time, plain=_time, key="time", width=52, spare=3),
        Column("Outlet", lambda one: one.location, key="outlet", width=84, spare=1),
        Column(
            "Quantity",
            lambda one: one.quantity_milli,
            _quantity,
            numeric=True,
            plain=_quantity,
            key="quantity",
            width=68,
        ),
        amount("Net", lambda one: one.net_paise, currency, key="net", width=80),
    )


def _kind_tone(one: SampleRow) -> Tone:
    return Tone.PLAIN if one.kind is SaleKind.ORDER else Tone.BAD


def _row(cells: Sequence[str], private: frozenset[int] = frozenset()) -> str:
    return " · ".join(filter(None, hiding.cells(cells, private)))


def _time(second: int | None) -> str:
    return dates.DASH if second is None else f"{second // HOUR:02d}:{second // 60 % 60:02d}"


def _quantity(milli: int | None) -> str:
    return dates.DASH if milli is None else f"{milli / 1000:g}"
