"""The integration hub: outside services, webhooks, deliveries and syncs."""
