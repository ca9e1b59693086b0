"""Query plans before the alteration and after it."""
