"""The menu, the team, and the locations with their costs."""
