"""Rehearsals, without a server."""
