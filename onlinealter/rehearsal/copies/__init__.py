"""Copies at hand quickly: a server of our own with a dump's data, for one rehearsal."""
