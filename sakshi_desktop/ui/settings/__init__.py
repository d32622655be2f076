"""The settings of this PC: its database, backups, look and figures."""
