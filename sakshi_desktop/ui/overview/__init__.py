"""How the whole chain does."""
