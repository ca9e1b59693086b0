"""The application's own triggers, on their way from the original to the new table."""
