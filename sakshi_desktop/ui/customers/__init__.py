"""Customers and their orders, for those who serve them."""
