"""The people who work in the house, and their shifts."""
