"""The page of what happened: deeds of people, and events."""
