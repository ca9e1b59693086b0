"""Dumps as text: no server is needed to refuse one."""
