"""The background wing: imports, and later the scheduler, deliveries and syncs."""
