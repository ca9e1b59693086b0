"""Statements that a message tells a person to type."""
