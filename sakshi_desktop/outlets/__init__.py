"""Locations, their business day and costs, and the menu: what figures and customers both stand on."""
