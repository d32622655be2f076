"""The page on which sales are imported, and imports are taken back."""
