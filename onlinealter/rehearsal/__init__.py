"""A plan played on a release candidate, and undone there."""
