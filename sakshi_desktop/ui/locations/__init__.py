"""The locations side by side."""
