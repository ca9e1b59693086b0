"""What the application does to a table of production, measured without its data."""
