"""Syncs at work: what is claimed is run to its end, page by page, with no transaction open while a service is asked."""

from sakshi_desktop.jobs.syncing.engine import Engine
from sakshi_desktop.jobs.syncing.held import Held
from sakshi_desktop.jobs.syncing.here import run_here
from sakshi_desktop.jobs.syncing.opening import Opening
from sakshi_desktop.jobs.syncing.wheel import Wheel

__all__ = ["Engine", "Held", "Opening", "Wheel", "run_here"]
