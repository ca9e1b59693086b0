"""Tables that foreign keys join."""
