"""Syncs at work: what is claimed is run to its end, page by page, with no transaction open while a service is asked."""

from sakshi_desktop.jobs.syncing.engine import Engine

__all__ = ["Engine"]
