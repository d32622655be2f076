"""The page of integrations: services, webhooks, deliveries and secrets."""
