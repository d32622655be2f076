"""Sakshi Desktop: the back office of a chain of cafes."""

__version__ = "0.1.0"
