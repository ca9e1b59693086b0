"""Faults planted into the shadow, to show that the verification finds them."""
