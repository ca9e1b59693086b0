"""Locks that a backup takes on the whole server."""
