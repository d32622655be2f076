"""One file for each outside service; HTTP becomes an answer or an error in one place."""
