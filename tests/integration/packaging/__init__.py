"""What is built of the project, and installed."""
