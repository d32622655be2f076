"""The ground floor: words, money, time and settings; imports only the standard library."""
