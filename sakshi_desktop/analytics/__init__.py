"""Figures: what a chain of cafes earned, how it served, and how its outlets compare."""
