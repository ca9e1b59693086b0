"""Dumps of other programs: read, split, judged and loaded without any client."""
