"""Importing sales: what is read from files becomes orders, all of it or nothing."""

from sakshi_desktop.jobs.imports.batches import listed, remove, sweep
from sakshi_desktop.jobs.imports.run import run
from sakshi_desktop.jobs.imports.types import BadRows, BatchRow, Conflict, Order, Outcome

__all__ = ["BadRows", "BatchRow", "Conflict", "Order", "Outcome", "listed", "remove", "run", "sweep"]
