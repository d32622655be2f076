"""The orders behind a figure."""
