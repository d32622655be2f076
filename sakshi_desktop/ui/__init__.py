"""The window: floor 5, the only one that knows Qt."""
