"""Who holds the lock of a row."""
