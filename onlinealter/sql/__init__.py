"""Text of SQL: names and literals, no connection."""
