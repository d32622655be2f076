"""Importing sales: what is read from files becomes orders, all of it or nothing."""

from sakshi_desktop.jobs.imports.batches import listed, problems, remove, sweep
from sakshi_desktop.jobs.imports.earlier import as_before
from sakshi_desktop.jobs.imports.run import run
from sakshi_desktop.jobs.imports.types import BadRows, Order

__all__ = ["BadRows", "Order", "as_before", "listed", "problems", "remove", "run", "sweep"]
