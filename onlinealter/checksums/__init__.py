"""Proving that original and shadow agree."""
