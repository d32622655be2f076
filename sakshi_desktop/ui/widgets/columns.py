"""Columns that many tables have: amounts and moments, each written into files as other programs read it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sakshi_desktop.core.money import format_money
from sakshi_desktop.reports.sheet import Kind
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.widgets.records import Column, Row
from sakshi_desktop.ui.words import decimal


def amount(
    title: str,
    value: Callable[[Row], int],
    currency: str = "INR",
    *,
    key: str,
    width: int,
    least: int = 0,
    spare: int = 0,
) -> Column[Row]:
    """Return a column of amounts of one currency, in its minor units."""
    return Column(
        title, value, partial(_money, currency), numeric=True, plain=decimal, key=key, width=width, least=least,
        spare=spare, kind=Kind.MONEY, currency=currency,
    )  # fmt: skip


def moment(title: str, value: Callable[[Row], datetime | None], *, key: str, width: int) -> Column[Row]:
    """Return a column of instants, some of which may not be known."""
    return Column(title, partial(_seconds, value), _moment, plain=_plain_moment, key=key, width=width)


def _money(currency: str, minor: int) -> str:
    return format_money(minor, currency)


def _seconds(value: Callable[[Row], datetime | None], row: Row) -> float | None:
    at = value(row)
    return None if at is None else at.timestamp()


def _moment(seconds: float | None) -> str:
    return dates.DASH if seconds is None else dates.moment_of(seconds)


def _plain_moment(seconds: float | None) -> str:
    return "" if seconds is None else dates.iso_moment(seconds)
