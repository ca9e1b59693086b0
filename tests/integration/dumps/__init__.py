"""Dumps that real programs have written, loaded into real servers."""
