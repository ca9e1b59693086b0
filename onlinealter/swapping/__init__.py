"""Exchanging the names."""
