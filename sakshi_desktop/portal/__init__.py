"""Customers and their orders, as those who serve them see them."""
