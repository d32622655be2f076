"""The command palette: one line to type in, and everything that can be opened or done under it."""
