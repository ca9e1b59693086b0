"""An application with one table."""
