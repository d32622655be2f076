"""The second floor: tables, the database and what every wing writes in its own transaction."""
