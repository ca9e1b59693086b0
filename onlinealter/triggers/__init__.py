"""The triggers that keep one table in step with another."""
